#include "signature.hpp"

#include <array>

#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/hash.hpp>

#include "build_key.hpp"
#include "key_file.hpp"
#include "pss_shake.hpp"

namespace pytk::crypt {
namespace {

using Kind = SignatureMethod::Kind;
constexpr std::size_t longest_message = 1U << 30U;
constexpr int smallest_rsa = 2048;
constexpr std::array<std::string_view, 18> known = {"eddsa",
                                                    "ecdsa-sha256",
                                                    "ecdsa-sha384",
                                                    "ecdsa-sha512",
                                                    "ecdsa-sha224",
                                                    "ecdsa-sha3-256",
                                                    "ecdsa-sha3-384",
                                                    "ecdsa-sha3-512",
                                                    "ecdsa-shake128",
                                                    "ecdsa-shake256",
                                                    "rsa-pkcs1-sha256",
                                                    "rsa-pkcs1-sha384",
                                                    "rsa-pkcs1-sha512",
                                                    "rsa-pss-sha256",
                                                    "rsa-pss-sha384",
                                                    "rsa-pss-sha512",
                                                    "rsa-pss-shake128",
                                                    "rsa-pss-shake256"};

std::string usual_algorithm(const EVP_PKEY* key) {
  const std::string_view type = EVP_PKEY_get0_type_name(key);
  if (type == "ED25519" || type == "ED448") return "eddsa";
  if (type == "RSA" || type == "RSA-PSS") return "rsa-pss-sha256";
  if (type == "EC")
    return EVP_PKEY_get_bits(key) > 384   ? "ecdsa-sha512"
           : EVP_PKEY_get_bits(key) > 256 ? "ecdsa-sha384"
                                          : "ecdsa-sha256";
  throw fail(Fault::usage, "{} keys cannot sign", type);
}

/// The width of r and s: that of the group's order.
std::size_t order_bytes(const EVP_PKEY* key) { return (static_cast<std::size_t>(EVP_PKEY_get_bits(key)) + 7) / 8; }

using EcSignature = Owned<ECDSA_SIG, ECDSA_SIG_free>;

Bytes der_of_p1363(const EVP_PKEY* key, ByteView signature) {
  const std::size_t width = order_bytes(key);
  if (signature.size() != 2 * width) return {};
  const EcSignature pair(check(ECDSA_SIG_new(), "read a signature"));
  check(ECDSA_SIG_set0(pair.get(), number_of(signature.first(width)).release(),
                       number_of(signature.subspan(width)).release()),
        "read a signature");
  unsigned char* data = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &data);
  check(size, "write a signature");
  Bytes der(data, data + size);
  OPENSSL_free(data);
  return der;
}

Bytes p1363_of_der(const EVP_PKEY* key, ByteView der) {
  const std::size_t width = order_bytes(key);
  const std::uint8_t* at = der.data();
  const EcSignature pair(check(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())), "read a signature"));
  Bytes out(2 * width);
  check(BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), out.data(), static_cast<int>(width)), "write a signature");
  check(BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), out.data() + width, static_cast<int>(width)), "write a signature");
  return out;
}

Bytes digest_of(const std::string& name, io::Source& message, Cancel& cancel) {
  std::vector<Hasher> hashers;
  // FIPS 186-5 allows the SHAKEs with twice their security as output: 32 and 64 bytes.
  hashers.emplace_back(HashChoice{name, 0, true});
  (void)hash_source(message, hashers, cancel);
  return hashers.front().finish();
}

void set_padding(EVP_PKEY_CTX* context, const SignatureMethod& method, const SignatureRequest& request,
                 std::size_t digest_size) {
  const std::string digest = provider_digest(method.digest);
  const auto must = [&](int outcome) {
    if (outcome <= 0)
      throw fail(Fault::usage, "the key does not allow {} with {}: {}",
                 method.kind == Kind::rsa_pss ? "PSS" : "PKCS#1 v1.5", method.digest, last_reason());
  };
  must(EVP_PKEY_CTX_set_rsa_padding(context, method.kind == Kind::rsa_pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING));
  const Message fetched(check(EVP_MD_fetch(nullptr, digest.c_str(), nullptr), "find a digest"));
  must(EVP_PKEY_CTX_set_signature_md(context, fetched.get()));
  if (method.kind != Kind::rsa_pss) return;
  must(EVP_PKEY_CTX_set_rsa_mgf1_md_name(
      context, request.mgf1.empty() ? digest.c_str() : provider_digest(request.mgf1).c_str(), nullptr));
  must(EVP_PKEY_CTX_set_rsa_pss_saltlen(context, checked<int>(request.salt_length.value_or(digest_size))));
}

/// Bytes of salt with a SHAKE, whose mask can be no other function.
std::size_t salt_of(const SignatureMethod& method, const SignatureRequest& request, std::size_t digest_size) {
  if (!request.mgf1.empty() && lower(request.mgf1) != method.digest)
    throw fail(Fault::usage, "PSS with {} makes its mask with {}, not with {}", method.digest, method.digest,
               request.mgf1);
  return checked<std::size_t>(request.salt_length.value_or(digest_size));
}

}  // namespace

std::string provider_digest(std::string_view name) {
  return upper(Hasher(HashChoice{std::string(name), 0, true}).name());
}

void refuse_weak_rsa(const EVP_PKEY* key, bool allow_weak) {
  const std::string_view type = EVP_PKEY_get0_type_name(key);
  if ((type != "RSA" && type != "RSA-PSS") || EVP_PKEY_get_bits(key) >= smallest_rsa) return;
  if (!allow_weak)
    throw fail(Fault::usage, "the RSA key has {} bits, at least {} are needed", EVP_PKEY_get_bits(key), smallest_rsa)
        .hint("--allow-weak takes it all the same");
  log::warn("the RSA key has only {} bits", EVP_PKEY_get_bits(key));
}

SignatureMethod choose_signature(const EVP_PKEY* key, const SignatureRequest& request) {
  const std::string name = request.algorithm.empty() ? usual_algorithm(key) : lower(request.algorithm);
  const std::string_view type = EVP_PKEY_get0_type_name(key);
  SignatureMethod method{Kind::eddsa, {}};
  std::string_view wanted = "ED";
  if (name.starts_with("ecdsa-")) {
    method = {Kind::ecdsa, name.substr(6)};
    wanted = "EC";
  } else if (name.starts_with("rsa-pkcs1-")) {
    method = {Kind::rsa_pkcs1, name.substr(10)};
    wanted = "RSA";
  } else if (name.starts_with("rsa-pss-")) {
    method = {Kind::rsa_pss, name.substr(8)};
    wanted = "RSA";
  } else if (name != "eddsa" && name != "ed25519" && name != "ed448") {
    throw fail(Fault::usage, "unknown signature algorithm '{}'", request.algorithm).hint(did_you_mean(name, known));
  }
  const bool fits = type.starts_with(wanted) && !(name.starts_with("ed") && name != "eddsa" && lower(type) != name) &&
                    !(method.kind == Kind::rsa_pkcs1 && type == "RSA-PSS");
  if (!fits) throw fail(Fault::usage, "{} does not work with a key of the kind {}", name, type);
  refuse_weak_rsa(key, request.allow_weak);
  if (method.kind == Kind::eddsa) return method;
  method.digest = Hasher(HashChoice{method.digest, 0, request.allow_weak}).name();
  if (method.digest == "sha1" && !request.allow_weak)
    throw fail(Fault::usage, "signatures with SHA-1 can be forged").hint("--allow-weak takes them all the same");
  if (method.digest == "sha1") log::warn("signatures with SHA-1 can be forged");
  return method;
}

Bytes make_signature(EVP_PKEY* key, const SignatureMethod& method, const SignatureRequest& request, ByteView input) {
  std::size_t size = 0;
  Bytes signature;
  if (method.kind == Kind::eddsa) {
    const MessageContext context(check(EVP_MD_CTX_new(), "sign"));
    check(EVP_DigestSignInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, key, nullptr), "sign");
    check(EVP_DigestSign(context.get(), nullptr, &size, input.data(), input.size()), "sign");
    signature.resize(size);
    check(EVP_DigestSign(context.get(), signature.data(), &size, input.data(), input.size()), "sign");
    return signature;
  }
  if (method.kind == Kind::rsa_pss && is_shake(method.digest))
    return sign_pss_shake(key, method.digest, salt_of(method, request, input.size()), input);
  const KeyContext context(check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr), "sign"));
  check(EVP_PKEY_sign_init(context.get()), "sign");
  if (method.kind != Kind::ecdsa) set_padding(context.get(), method, request, input.size());
  check(EVP_PKEY_sign(context.get(), nullptr, &size, input.data(), input.size()), "sign");
  signature.resize(size);
  check(EVP_PKEY_sign(context.get(), signature.data(), &size, input.data(), input.size()), "sign");
  signature.resize(size);
  return method.kind == Kind::ecdsa && request.form == SignatureForm::p1363 ? p1363_of_der(key, signature) : signature;
}

bool check_signature(EVP_PKEY* key, const SignatureMethod& method, const SignatureRequest& request, ByteView input,
                     ByteView signature) {
  if (method.kind == Kind::rsa_pss && is_shake(method.digest))
    return verify_pss_shake(key, method.digest, salt_of(method, request, input.size()), input, signature);
  int outcome = 0;
  if (method.kind == Kind::eddsa) {
    const MessageContext context(check(EVP_MD_CTX_new(), "verify"));
    check(EVP_DigestVerifyInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, key, nullptr), "verify");
    outcome = EVP_DigestVerify(context.get(), signature.data(), signature.size(), input.data(), input.size());
  } else {
    const bool fixed_width = method.kind == Kind::ecdsa && request.form == SignatureForm::p1363;
    const Bytes der = fixed_width ? der_of_p1363(key, signature) : Bytes(signature.begin(), signature.end());
    if (der.empty()) return false;
    const KeyContext context(check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr), "verify"));
    check(EVP_PKEY_verify_init(context.get()), "verify");
    if (method.kind != Kind::ecdsa) set_padding(context.get(), method, request, input.size());
    outcome = EVP_PKEY_verify(context.get(), der.data(), der.size(), input.data(), input.size());
  }
  if (outcome != 1) (void)last_reason();
  return outcome == 1;
}

Bytes sign_bytes(EVP_PKEY* key, const SignatureRequest& request, ByteView message) {
  Cancel cancel;
  const auto source = io::Source::of(message, "memory");
  const SignatureMethod method = choose_signature(key, request);
  return make_signature(key, method, request,
                        method.kind == Kind::eddsa ? message : ByteView(digest_of(method.digest, *source, cancel)));
}

bool verify_bytes(EVP_PKEY* key, const SignatureRequest& request, ByteView message, ByteView signature) {
  Cancel cancel;
  const auto source = io::Source::of(message, "memory");
  const SignatureMethod method = choose_signature(key, request);
  return check_signature(key, method, request,
                         method.kind == Kind::eddsa ? message : ByteView(digest_of(method.digest, *source, cancel)),
                         signature);
}

Bytes sign(const AsymmetricKey& key, const SignatureRequest& request, io::Source& message, Cancel& cancel) {
  EVP_PKEY* const raw = key.state().key.get();
  const SignatureMethod method = choose_signature(raw, request);
  if (method.kind == Kind::eddsa)
    return make_signature(raw, method, request, bytes_of(message.read_all(longest_message)));
  return make_signature(raw, method, request, digest_of(method.digest, message, cancel));
}

bool verify(const AsymmetricKey& key, const SignatureRequest& request, io::Source& message, ByteView signature,
            Cancel& cancel) {
  EVP_PKEY* const raw = key.state().key.get();
  const SignatureMethod method = choose_signature(raw, request);
  if (method.kind == Kind::eddsa)
    return check_signature(raw, method, request, bytes_of(message.read_all(longest_message)), signature);
  return check_signature(raw, method, request, digest_of(method.digest, message, cancel), signature);
}

}  // namespace pytk::crypt
