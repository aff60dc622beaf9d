// JSON Web Keys: RFC 7517, RFC 7518 section 6, RFC 8037.
#include <array>

#include <pytk/core/json.hpp>

#include "build_key.hpp"
#include "key_file.hpp"

namespace pytk::crypt {
namespace {

struct JwkCurve {
  const char* name;
  const char* group;   ///< libcrypto's group, or its type for raw keys
  std::size_t bytes;
  bool raw;
};
constexpr std::array curves = {
    JwkCurve{"P-256", "prime256v1", 32, false}, JwkCurve{"P-384", "secp384r1", 48, false},
    JwkCurve{"P-521", "secp521r1", 66, false},  JwkCurve{"secp256k1", "secp256k1", 32, false},
    JwkCurve{"Ed25519", "ED25519", 32, true},   JwkCurve{"X25519", "X25519", 32, true},
    JwkCurve{"Ed448", "ED448", 57, true},       JwkCurve{"X448", "X448", 56, true}};

class Jwk {
 public:
  Jwk(std::string_view text, std::string_view name) : name_(name) {
    auto value = json::parse(text, {.depth = 16, .bytes = 1U << 20U, .allow_duplicate_names = false});
    if (!value || value->kind != json::Kind::object)
      throw bad_key(value ? "it is no JSON object" : value.error().what_happened());
    value_ = std::move(*value);
  }
  [[nodiscard]] bool has(std::string_view member) const { return value_.find(member) != nullptr; }
  [[nodiscard]] std::string text(std::string_view member) const {
    const json::Value* value = value_.find(member);
    return value != nullptr && value->kind == json::Kind::string ? value->text : "";
  }
  [[nodiscard]] Secret bytes(std::string_view member, bool needed) const {
    const std::string written = text(member);
    if (written.empty() && !needed) return {};
    auto bytes = from_base64(written, Base64::url, false);
    if (!bytes || bytes->empty()) throw bad_key(fmt::format("its member '{}' is missing or no base64url", member));
    Secret secret{ByteView(*bytes)};
    wipe(*bytes);
    return secret;
  }
  /// RFC 8812 settled on "secp256k1"; before that "P-256K" was in use.
  [[nodiscard]] std::string curve() const { return text("crv") == "P-256K" ? "secp256k1" : text("crv"); }
  [[nodiscard]] Error bad_key(std::string_view why) const {
    return fail(Fault::data, "cannot read the key in '{}': {}", name_, why);
  }

 private:
  json::Value value_;
  std::string name_;
};

Bytes plain(const Secret& secret) { return {secret.view().begin(), secret.view().end()}; }

Secret padded(const Secret& number, std::size_t width) {
  if (number.size() >= width) return number.copy();
  Secret wide(width);
  std::copy(number.view().begin(), number.view().end(),
            wide.writable().begin() + static_cast<std::ptrdiff_t>(width - number.size()));
  return wide;
}

void member(std::string& json, std::string_view name, ByteView bytes) {
  json += fmt::format(",\"{}\":\"{}\"", name, to_base64(bytes, Base64::url, false));
}

Secret finished(std::string& json) {
  json += "}\n";
  Secret text{std::string_view(json)};
  wipe({reinterpret_cast<std::uint8_t*>(json.data()), json.size()});
  return text;
}

}  // namespace

Key key_of_jwk(std::string_view text, std::string_view name, bool want_private) {
  begin();
  const Jwk jwk(text, name);
  const std::string type = jwk.text("kty"), curve = jwk.curve();
  const Secret d = jwk.bytes("d", want_private);
  // RFC 7518 6.3.2.7: who does not know keys of more than two primes must not use them.
  if (type == "RSA" && jwk.has("oth")) throw jwk.bad_key("it has more than two primes");
  if (type == "RSA")
    return make_rsa({plain(jwk.bytes("n", true)), plain(jwk.bytes("e", true)), d.copy(), jwk.bytes("p", false),
                     jwk.bytes("q", false)});
  for (const JwkCurve& known : curves) {
    if (curve != known.name || type != (known.raw ? "OKP" : "EC")) continue;
    const Secret x = jwk.bytes("x", true);
    if (x.size() != known.bytes || (!d.empty() && d.size() != known.bytes))
      throw jwk.bad_key("a coordinate has the wrong length");
    if (known.raw && d.empty()) return make_raw_public(known.group, x.view());
    if (known.raw) {
      Key key = make_raw_private(known.group, d.view());
      if (raw_public(key.get()) != plain(x)) throw jwk.bad_key("its public and private parts do not belong together");
      return key;
    }
    const Secret y = jwk.bytes("y", true);
    if (y.size() != known.bytes) throw jwk.bad_key("a coordinate has the wrong length");
    Bytes point{4};
    point.insert(point.end(), x.view().begin(), x.view().end());
    point.insert(point.end(), y.view().begin(), y.view().end());
    return make_ec(known.group, point, d.view());
  }
  throw jwk.bad_key(type == "oct" ? "it is a symmetric key" : "its kind or curve is not known");
}

namespace {

[[noreturn]] void no_private_part() { throw fail(Fault::usage, "the key has no private part"); }

Secret rsa_jwk(EVP_PKEY* key, bool with_private, std::string& json) {
  const RsaNumbers numbers = rsa_numbers(key);
  json += R"({"kty":"RSA")";
  member(json, "n", numbers.n);
  member(json, "e", numbers.e);
  if (!with_private) return finished(json);
  if (numbers.d.empty()) no_private_part();
  member(json, "d", numbers.d.view());
  if (numbers.p.empty()) return finished(json);
  member(json, "p", numbers.p.view());
  member(json, "q", numbers.q.view());
  constexpr std::array rest = {std::pair{"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1},
                               std::pair{"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2},
                               std::pair{"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1}};
  for (const auto& [label, parameter] : rest)
    if (const Number number = key_number(key, parameter)) member(json, label, number_bytes(number.get()));
  return finished(json);
}

/// The private scalar of a curve's key; empty where there is none.
Secret scalar_of(EVP_PKEY* key, const JwkCurve& curve) {
  if (curve.raw) return raw_private(key);
  const Number scalar = key_number(key, OSSL_PKEY_PARAM_PRIV_KEY);
  return scalar ? padded(Secret(ByteView(number_bytes(scalar.get()))), curve.bytes) : Secret();
}

Secret curve_jwk(EVP_PKEY* key, const JwkCurve& curve, bool with_private, std::string& json) {
  json += fmt::format(R"({{"kty":"{}","crv":"{}")", curve.raw ? "OKP" : "EC", curve.name);
  const Bytes point = curve.raw ? raw_public(key) : ec_point(key);
  const ByteView coordinates = ByteView(point).subspan(curve.raw ? 0 : 1);
  member(json, "x", coordinates.first(curve.bytes));
  if (!curve.raw) member(json, "y", coordinates.subspan(curve.bytes));
  if (!with_private) return finished(json);
  const Secret d = scalar_of(key, curve);
  if (d.empty()) no_private_part();
  member(json, "d", d.view());
  return finished(json);
}

}  // namespace

Secret jwk_of(EVP_PKEY* key, bool with_private) {
  const std::string_view type = EVP_PKEY_get0_type_name(key);
  std::string json;
  json.reserve(16384);  // so that no copy of a secret stays behind
  if (type == "RSA") return rsa_jwk(key, with_private, json);
  const std::string group = type == "EC" ? ec_group(key) : std::string(type);
  for (const JwkCurve& known : curves)
    if (group == known.group) return curve_jwk(key, known, with_private, json);
  throw fail(Fault::usage, "there is no JWK form for {} keys", group.empty() ? type : std::string_view(group));
}

}  // namespace pytk::crypt
