#include <pytk/crypt/keys.hpp>

#include <array>

#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <pytk/core/cancel.hpp>
#include <pytk/core/digest.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/text.hpp>

#include "build_key.hpp"
#include "key_file.hpp"
#include "signature.hpp"
#include "ssh_key.hpp"

namespace pytk::crypt {
namespace {

struct CurveType {
  std::string_view name;
  const char* group;
};
constexpr std::array curve_types = {CurveType{"ec-p256", "prime256v1"},
                                    CurveType{"ec-p384", "secp384r1"},
                                    CurveType{"ec-p521", "secp521r1"},
                                    CurveType{"ec-secp256k1", "secp256k1"},
                                    CurveType{"ec-brainpool256", "brainpoolP256r1"},
                                    CurveType{"ec-brainpool384", "brainpoolP384r1"},
                                    CurveType{"ec-brainpool512", "brainpoolP512r1"}};
constexpr std::array<std::string_view, 4> raw_types = {"ed25519", "ed448", "x25519", "x448"};
constexpr int passphrase_rounds = 600'000;

AsymmetricKey wrapped(Key key) {
  auto state = std::make_unique<AsymmetricKey::State>();
  state->key = std::move(key);
  return AsymmetricKey(std::move(state));
}

Key generate(const char* type, const char* group, std::size_t bits) {
  const KeyContext context(check(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr), "make a key"));
  check(EVP_PKEY_keygen_init(context.get()), "make a key");
  if (group != nullptr) check(EVP_PKEY_CTX_set_group_name(context.get(), group), "make a key");
  if (bits > 0) check(EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), static_cast<int>(bits)), "make a key");
  EVP_PKEY* key = nullptr;
  const EndsAtOnce computing;  // large RSA keys take minutes
  check(EVP_PKEY_generate(context.get(), &key), "make a key");
  return Key(key);
}

/// PKCS#8 encrypted with AES-256-CBC under PBKDF2 (RFC 8018).
Secret encrypted_pkcs8(EVP_PKEY* key, const Secret& passphrase) {
  const Owned<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> info(EVP_PKEY2PKCS8(key));
  if (!info) throw fail(Fault::usage, "the key has no private part: {}", last_reason());
  std::array<std::uint8_t, 16> salt;
  secure_random(salt);
  X509_ALGOR* method =
      PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), passphrase_rounds, salt.data(), salt.size(), nullptr, NID_hmacWithSHA256);
  check(method, "encrypt a key");
  const Owned<X509_SIG, X509_SIG_free> sealed(
      PKCS8_set0_pbe(passphrase.text().data(), static_cast<int>(passphrase.size()), info.get(), method));
  if (!sealed) {
    X509_ALGOR_free(method);
    throw fail(Fault::internal, "cannot encrypt a key: {}", last_reason());
  }
  unsigned char* data = nullptr;
  const int size = i2d_X509_SIG(sealed.get(), &data);
  check(size, "write a key");
  Secret der(ByteView(data, static_cast<std::size_t>(size)));
  OPENSSL_free(data);
  return der;
}

Secret pkcs12_of(EVP_PKEY* key, const std::string& comment, const Secret& passphrase) {
  if (passphrase.empty())
    throw fail(Fault::usage, "a PKCS#12 file needs a passphrase").hint("--new-passphrase-from SRC");
  std::string text(passphrase.text());
  const Owned<PKCS12, PKCS12_free> container(PKCS12_create(text.c_str(), comment.empty() ? nullptr : comment.c_str(),
                                                           key, nullptr, nullptr, NID_aes_256_cbc, 0, 100'000, 100'000,
                                                           0));
  wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  check(container.get(), "write a PKCS#12 file");
  unsigned char* data = nullptr;
  const int size = i2d_PKCS12(container.get(), &data);
  check(size, "write a PKCS#12 file");
  Secret der(ByteView(data, static_cast<std::size_t>(size)));
  OPENSSL_free(data);
  return der;
}

Secret pem_secret(std::string_view label, const Secret& der) {
  std::string text = show_pem(label, der.view());
  Secret pem{std::string_view(text)};
  wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  return pem;
}

/// RFC 7638: the required members in the order of their names.
std::string thumbprint(EVP_PKEY* key) {
  std::string jwk;
  try {
    jwk = std::string(jwk_of(key, false).text());
  } catch (const Error&) {
    return {};  // a kind that JWK does not know
  }
  const auto value = json::parse(jwk);
  if (!value) return {};
  std::string canonical = "{";
  for (const char* name : {"crv", "e", "kty", "n", "x", "y"}) {
    const json::Value* member = value->find(name);
    if (member != nullptr)
      canonical += fmt::format("{}\"{}\":\"{}\"", canonical.size() > 1 ? "," : "", name, member->text);
  }
  return to_base64(digest("sha256", bytes_of(canonical + "}")), Base64::url, false);
}

}  // namespace

AsymmetricKey::AsymmetricKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
AsymmetricKey::~AsymmetricKey() = default;
AsymmetricKey::AsymmetricKey(AsymmetricKey&&) noexcept = default;
AsymmetricKey& AsymmetricKey::operator=(AsymmetricKey&&) noexcept = default;

std::vector<std::string> key_types() {
  std::vector<std::string> names(raw_types.begin(), raw_types.end());
  for (const CurveType& type : curve_types) names.emplace_back(type.name);
  for (const char* rsa : {"rsa-2048", "rsa-3072", "rsa-4096"}) names.emplace_back(rsa);
  return names;
}

AsymmetricKey generate_key(std::string_view type) {
  begin();
  const std::string name = lower(type);
  for (const std::string_view raw : raw_types)
    if (name == raw) return wrapped(generate(upper(raw).c_str(), nullptr, 0));
  for (const CurveType& curve : curve_types)
    if (name == curve.name) return wrapped(generate("EC", curve.group, 0));
  if (name == "rsa") return wrapped(generate("RSA", nullptr, 3072));
  if (name.starts_with("rsa-")) {
    const auto bits = parse_uint(std::string_view(name).substr(4));
    if (!bits || *bits < 2048 || *bits > 16384)
      throw fail(Fault::usage, "an RSA key has 2048 to 16384 bits, not {}", name.substr(4));
    return wrapped(generate("RSA", nullptr, *bits));
  }
  throw fail(Fault::usage, "unknown type of key '{}'", type).hint(did_you_mean(name, key_types()));
}

AsymmetricKey parse_private(const Secret& file, std::string_view name, const Ask& ask) {
  return wrapped(read_private_key(file, name, ask));
}
AsymmetricKey parse_public(const Secret& file, std::string_view name, const Ask& ask) {
  return wrapped(read_public_key(file, name, ask));
}

KeyForm parse_key_form(std::string_view name) {
  if (name == "pem") return KeyForm::pem;
  if (name == "der") return KeyForm::der;
  if (name == "openssh" || name == "ssh") return KeyForm::openssh;
  if (name == "jwk") return KeyForm::jwk;
  if (name == "p12" || name == "pkcs12") return KeyForm::pkcs12;
  throw fail(Fault::usage, "unknown form of key '{}'", name).hint("one of pem, der, openssh, jwk, p12");
}

Secret write_private(const AsymmetricKey& key, KeyForm form, const std::string& comment, const Secret& passphrase) {
  EVP_PKEY* const raw = key.state().key.get();
  if (!has_private(raw)) throw fail(Fault::usage, "the key has no private part").hint("key pub writes public keys");
  switch (form) {
    case KeyForm::pem:
      return passphrase.empty() ? pem_secret("PRIVATE KEY", private_der(raw))
                                : pem_secret("ENCRYPTED PRIVATE KEY", encrypted_pkcs8(raw, passphrase));
    case KeyForm::der: return passphrase.empty() ? private_der(raw) : encrypted_pkcs8(raw, passphrase);
    case KeyForm::openssh: return show_ssh_private(raw, comment, passphrase);
    case KeyForm::jwk:
      if (!passphrase.empty())
        throw fail(Fault::usage, "a JWK cannot be encrypted").hint("seal the file, or write PEM");
      return jwk_of(raw, true);
    case KeyForm::pkcs12: return pkcs12_of(raw, comment, passphrase);
  }
  return {};
}

std::string write_public(const AsymmetricKey& key, KeyForm form, const std::string& comment) {
  EVP_PKEY* const raw = key.state().key.get();
  switch (form) {
    case KeyForm::pem: return show_pem("PUBLIC KEY", public_der(raw));
    case KeyForm::der: return std::string(text_of(public_der(raw)));
    case KeyForm::openssh: return show_ssh_public(raw, comment);
    case KeyForm::jwk: return std::string(jwk_of(raw, false).text());
    case KeyForm::pkcs12: break;
  }
  throw fail(Fault::usage, "PKCS#12 is for private keys and certificates");
}

KeyInfo info_of(const AsymmetricKey& key) {
  EVP_PKEY* const raw = key.state().key.get();
  KeyInfo info;
  info.type = lower(EVP_PKEY_get0_type_name(raw));
  info.curve = info.type == "ec" ? ec_group(raw) : "";
  info.bits = static_cast<std::uint64_t>(EVP_PKEY_get_bits(raw));
  info.is_private = has_private(raw);
  info.spki_sha256 = to_hex(digest("sha256", public_der(raw)));
  info.jwk_thumbprint = thumbprint(raw);
  try {
    info.ssh_fingerprint = ssh_fingerprint(ssh_blob(raw));
  } catch (const Error&) {
    info.ssh_fingerprint.clear();  // OpenSSH has no such keys
  }
  return info;
}

}  // namespace pytk::crypt
