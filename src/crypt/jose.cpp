// JSON Web Signatures and Tokens: RFC 7515, 7518, 7519, 8037, with the cautions of RFC 8725.
#include <algorithm>
#include <array>

#include <pytk/core/digest.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/tokens.hpp>

#include "build_key.hpp"
#include "key_file.hpp"
#include "signature.hpp"

namespace pytk::crypt {
namespace {

/// JOSE's name, ours, and the group or kind of key it needs.
struct JoseName {
  std::string_view name;
  const char* algorithm;
  std::string_view key;
};
constexpr std::array jose_names = {JoseName{"HS256", "sha256", "oct"},
                                   JoseName{"HS384", "sha384", "oct"},
                                   JoseName{"HS512", "sha512", "oct"},
                                   JoseName{"RS256", "rsa-pkcs1-sha256", "RSA"},
                                   JoseName{"RS384", "rsa-pkcs1-sha384", "RSA"},
                                   JoseName{"RS512", "rsa-pkcs1-sha512", "RSA"},
                                   JoseName{"PS256", "rsa-pss-sha256", "RSA"},
                                   JoseName{"PS384", "rsa-pss-sha384", "RSA"},
                                   JoseName{"PS512", "rsa-pss-sha512", "RSA"},
                                   JoseName{"ES256", "ecdsa-sha256", "prime256v1"},
                                   JoseName{"ES384", "ecdsa-sha384", "secp384r1"},
                                   JoseName{"ES512", "ecdsa-sha512", "secp521r1"},
                                   JoseName{"ES256K", "ecdsa-sha256", "secp256k1"},
                                   JoseName{"EdDSA", "eddsa", "ED25519"},
                                   JoseName{"EdDSA", "eddsa", "ED448"}};
constexpr json::Limits token_limits{.depth = 32, .bytes = 1U << 20U, .allow_duplicate_names = false};

std::string kind_of(const JoseKey& key) {
  if (!key.key) return "oct";
  const EVP_PKEY* const raw = key.key->state().key.get();
  const std::string type = EVP_PKEY_get0_type_name(raw);
  return type == "EC" ? ec_group(raw) : type;
}

const JoseName& suitable(const JoseKey& key, std::string_view wanted) {
  const std::string kind = kind_of(key);
  const JoseName* first = nullptr;
  bool known = false;
  for (const JoseName& row : jose_names) {
    known = known || row.name == wanted;
    if (row.key != kind) continue;
    if (row.name == wanted) return row;
    if (first == nullptr) first = &row;
  }
  if (wanted.empty() && first != nullptr) return *first;
  if (first == nullptr) throw fail(Fault::usage, "keys of the kind {} cannot sign tokens", kind);
  if (lower(wanted) == "none") throw fail(Fault::refused, "the token is not signed: 'none' is never accepted");
  throw fail(Fault::refused, "the algorithm '{}' {}", escape_controls(wanted),
             known ? "does not belong to this kind of key" : "is not known");
}

Bytes make_mac(const JoseKey& key, const JoseName& row, std::string_view input) {
  const std::size_t least = row.name == "HS256" ? 32 : row.name == "HS384" ? 48 : 64;
  if (key.secret.size() < least)
    throw fail(Fault::usage, "{} needs a secret of at least {} bytes, this has {}", row.name, least, key.secret.size())
        .hint("pytk crypt rand 32 -o hmac.key");
  return hmac(row.algorithm, key.secret.view(), bytes_of(input));
}

SignatureRequest signature_request(const JoseName& row) {
  SignatureRequest request;
  request.algorithm = row.algorithm;
  request.form = SignatureForm::p1363;
  return request;
}

Bytes sign_input(const JoseKey& key, const JoseName& row, std::string_view input) {
  return key.key ? sign_bytes(key.key->state().key.get(), signature_request(row), bytes_of(input))
                 : make_mac(key, row, input);
}

bool verify_input(const JoseKey& key, const JoseName& row, std::string_view input, ByteView signature) {
  if (key.key) return verify_bytes(key.key->state().key.get(), signature_request(row), bytes_of(input), signature);
  const Bytes mac = make_mac(key, row, input);
  return mac.size() == signature.size() && equal_constant_time(mac, signature);
}

std::string url64(ByteView bytes) { return to_base64(bytes, Base64::url, false); }

Error malformed(std::string_view why) { return fail(Fault::data, "the token is malformed: {}", why); }

Bytes decoded(std::string_view part) {
  auto bytes = from_base64(part, Base64::url, false);
  if (!bytes) throw malformed("a part is no strict base64url");
  return std::move(*bytes);
}

struct Split {
  std::string_view header, payload, signature, signing_input;
};
Split split_token(std::string_view token) {
  token = trim(token);
  const auto dots = std::count(token.begin(), token.end(), '.');
  if (dots == 4) throw malformed("it is encrypted (JWE), not signed");
  if (dots != 2) throw malformed("it has not three parts");
  const std::size_t first = token.find('.'), second = token.find('.', first + 1);
  return {token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1),
          token.substr(0, second)};
}

json::Value parse_object(ByteView text, std::string_view what) {
  auto value = json::parse(text_of(text), token_limits);
  if (!value || value->kind != json::Kind::object)
    throw malformed(fmt::format("its {} is no JSON object{}", what, value ? "" : ": " + value.error().what_happened()));
  return std::move(*value);
}

std::string text_member(const json::Value& object, std::string_view name) {
  const json::Value* member = object.find(name);
  return member != nullptr && member->kind == json::Kind::string ? member->text : "";
}

/// The header's algorithm, after everything that must not be there was refused.
std::string header_algorithm(const json::Value& header) {
  if (header.find("crit") != nullptr)
    throw fail(Fault::refused, "the token demands extensions ('crit') that are not known");
  const json::Value* algorithm = header.find("alg");
  if (algorithm == nullptr || algorithm->kind != json::Kind::string) throw malformed("its header names no algorithm");
  return algorithm->text;
}

std::optional<double> time_claim(const json::Value& claims, std::string_view name) {
  const json::Value* member = claims.find(name);
  if (member == nullptr) return std::nullopt;
  double value = 0;
  if (member->kind != json::Kind::number || !read_real(member->text, value))
    throw malformed(fmt::format("its claim '{}' is no number", name));
  return value;
}

void check_claims(const json::Value& claims, const JwtQuestion& question) {
  const auto now = static_cast<double>(question.now), leeway = static_cast<double>(question.leeway);
  const auto expires = time_claim(claims, "exp"), begins = time_claim(claims, "nbf");
  if (question.needs_expiry && !expires) throw fail(Fault::refused, "the token never expires");
  if (expires && now >= *expires + leeway) throw fail(Fault::refused, "the token has expired");
  if (begins && now + leeway < *begins) throw fail(Fault::refused, "the token is not good yet");
  if (!question.issuer.empty() && text_member(claims, "iss") != question.issuer)
    throw fail(Fault::refused, "the token is from another issuer");
  if (!question.subject.empty() && text_member(claims, "sub") != question.subject)
    throw fail(Fault::refused, "the token is about another subject");
  if (question.audience.empty()) return;
  const json::Value* audience = claims.find("aud");
  bool meant = text_member(claims, "aud") == question.audience;
  if (audience != nullptr && audience->kind == json::Kind::array)
    for (const json::Value& one : audience->items)
      meant = meant || (one.kind == json::Kind::string && one.text == question.audience);
  if (!meant) throw fail(Fault::refused, "the token is for another audience");
}

}  // namespace

JoseKey jose_secret(Secret secret) {
  const std::string_view text = secret.text();
  // RFC 8725 3.1: a public key that is taken for a shared secret lets everybody sign.
  if (text.find("-----BEGIN ") != std::string_view::npos || trim(text).starts_with("ssh-") ||
      trim(text).starts_with("ecdsa-sha2-") ||
      (trim(text).starts_with('{') && text.find("\"kty\"") != std::string_view::npos))
    throw fail(Fault::usage, "this is a key file, not a shared secret").hint("-k takes key files");
  if (is_public_der(secret.view()))
    throw fail(Fault::usage, "this is a public key in DER, not a shared secret").hint("-k takes key files");
  return {std::move(secret), std::nullopt};
}

JoseKey parse_jose_key(const Secret& file, std::string_view name, bool is_private, const Ask& ask) {
  if (trim(file.text()).starts_with('{')) {
    const auto jwk = json::parse(trim(file.text()), token_limits);
    if (jwk && text_member(*jwk, "kty") == "oct") {
      const auto bytes = from_base64(text_member(*jwk, "k"), Base64::url, false);
      if (!bytes || bytes->empty()) throw fail(Fault::data, "the JWK in '{}' holds no key", name);
      return {Secret(ByteView(*bytes)), std::nullopt};
    }
  }
  JoseKey key;
  key.key = is_private ? parse_private(file, name, ask) : parse_public(file, name, ask);
  return key;
}

std::string jwt_sign(const JoseKey& key, const JwtRequest& request) {
  const JoseName& row = suitable(key, request.algorithm);
  const auto claims = json::parse(request.claims, token_limits);
  if (!claims || claims->kind != json::Kind::object)
    throw fail(Fault::data, "the claims are no JSON object{}", claims ? "" : ": " + claims.error().what_happened());
  std::string payload, header = fmt::format(R"({{"alg":"{}")", row.name);
  json::append(payload, *claims);
  if (!request.type.empty()) {
    header += ",\"typ\":";
    json::append_string(header, request.type);
  }
  if (!request.key_id.empty()) {
    header += ",\"kid\":";
    json::append_string(header, request.key_id);
  }
  const std::string input = url64(bytes_of(header + "}")) + "." + url64(bytes_of(payload));
  return input + "." + url64(sign_input(key, row, input));
}

std::string jwt_verify(const JoseKey& key, std::string_view token, const JwtQuestion& question) {
  const Split parts = split_token(token);
  const json::Value header = parse_object(decoded(parts.header), "header");
  const Bytes signature = decoded(parts.signature), payload = decoded(parts.payload);
  const std::string algorithm = header_algorithm(header);
  const bool allowed = question.algorithms.empty() || std::find(question.algorithms.begin(), question.algorithms.end(),
                                                                algorithm) != question.algorithms.end();
  if (!allowed)
    throw fail(Fault::refused, "the algorithm '{}' is not allowed", escape_controls(algorithm))
        .hint("--alg names what is");
  if (!verify_input(key, suitable(key, algorithm.empty() ? "?" : algorithm), parts.signing_input, signature))
    throw fail(Fault::refused, "the token was signed with another key, or it was changed");
  const json::Value claims = parse_object(payload, "payload");
  check_claims(claims, question);
  return std::string(text_of(payload));
}

JwtParts jwt_decode(std::string_view token) {
  const Split parts = split_token(token);
  const Bytes header = decoded(parts.header), payload = decoded(parts.payload);
  (void)parse_object(header, "header");
  (void)decoded(parts.signature);
  return {std::string(text_of(header)), std::string(text_of(payload))};
}

std::string jws_detached_sign(const JoseKey& key, const std::string& algorithm, ByteView payload) {
  const JoseName& row = suitable(key, algorithm);
  const std::string header = url64(bytes_of(fmt::format(R"({{"alg":"{}"}})", row.name)));
  return header + ".." + url64(sign_input(key, row, header + "." + url64(payload)));
}

bool jws_detached_verify(const JoseKey& key, std::string_view jws, ByteView payload) {
  const Split parts = split_token(jws);
  if (!parts.payload.empty()) throw malformed("it is not detached: its payload is inside");
  const std::string algorithm = header_algorithm(parse_object(decoded(parts.header), "header"));
  return verify_input(key, suitable(key, algorithm.empty() ? "?" : algorithm),
                      std::string(parts.header) + "." + url64(payload), decoded(parts.signature));
}

}  // namespace pytk::crypt
