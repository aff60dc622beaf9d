// RSA encryption of short messages and Diffie-Hellman agreement.
#include <openssl/rsa.h>

#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "key_file.hpp"
#include "signature.hpp"

namespace pytk::crypt {
namespace {

void set_up(EVP_PKEY_CTX* context, const EVP_PKEY* key, const PkRequest& request) {
  const std::string name = lower(request.algorithm);
  if (std::string_view(EVP_PKEY_get0_type_name(key)) != "RSA")
    throw fail(Fault::usage, "{} needs an RSA key, this is {}", name, EVP_PKEY_get0_type_name(key));
  refuse_weak_rsa(key, request.allow_weak);
  if (name == "rsa-pkcs1") {
    if (!request.allow_weak)
      throw fail(Fault::usage, "encryption with PKCS#1 v1.5 padding is weak")
          .hint("use rsa-oaep-sha256; --allow-weak if a format demands it");
    log::warn("encryption with PKCS#1 v1.5 padding is weak");
    check(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING), "choose a padding");
    return;
  }
  if (!name.starts_with("rsa-oaep-"))
    throw fail(Fault::usage, "unknown encryption '{}'", request.algorithm)
        .hint("rsa-oaep-sha256, rsa-oaep-sha512 ..., rsa-pkcs1");
  const std::string digest = provider_digest(name.substr(9)),
                    mask = request.mgf1.empty() ? digest : provider_digest(request.mgf1);
  check(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING), "choose a padding");
  check(EVP_PKEY_CTX_set_rsa_oaep_md_name(context, digest.c_str(), nullptr), "choose a digest");
  check(EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, mask.c_str(), nullptr), "choose a digest");
  if (request.label.empty()) return;
  void* const label = OPENSSL_memdup(request.label.data(), request.label.size());
  check(EVP_PKEY_CTX_set0_rsa_oaep_label(context, label, checked<int>(request.label.size())), "set a label");
}

}  // namespace

Bytes pk_encrypt(const AsymmetricKey& key, const PkRequest& request, ByteView message) {
  EVP_PKEY* const raw = key.state().key.get();
  const KeyContext context(check(EVP_PKEY_CTX_new_from_pkey(nullptr, raw, nullptr), "use a key"));
  check(EVP_PKEY_encrypt_init(context.get()), "use a key");
  set_up(context.get(), raw, request);
  std::size_t size = 0;
  check(EVP_PKEY_encrypt(context.get(), nullptr, &size, message.data(), message.size()), "encrypt");
  Bytes out(size);
  if (EVP_PKEY_encrypt(context.get(), out.data(), &size, message.data(), message.size()) != 1) {
    (void)last_reason();
    throw fail(Fault::data, "{} bytes are too many for this key and padding", message.size())
        .hint("pytk crypt seal -r ssh-rsa... takes files of any size");
  }
  out.resize(size);
  return out;
}

Secret pk_decrypt(const AsymmetricKey& key, const PkRequest& request, ByteView ciphertext) {
  EVP_PKEY* const raw = key.state().key.get();
  const KeyContext context(check(EVP_PKEY_CTX_new_from_pkey(nullptr, raw, nullptr), "use a key"));
  check(EVP_PKEY_decrypt_init(context.get()), "use a key");
  set_up(context.get(), raw, request);
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(raw));
  Secret out(size);
  // One message for every cause: which one it was would help to decrypt without the key (Bleichenbacher, Manger).
  if (EVP_PKEY_decrypt(context.get(), out.writable().data(), &size, ciphertext.data(), ciphertext.size()) != 1) {
    (void)last_reason();
    throw fail(Fault::refused, "cannot decrypt: another key, label or padding, or changed");
  }
  out.shrink(size);
  return out;
}

Secret agree(const AsymmetricKey& own, const AsymmetricKey& peer) {
  EVP_PKEY *const mine = own.state().key.get(), *const theirs = peer.state().key.get();
  const std::string_view type = EVP_PKEY_get0_type_name(mine);
  if (type != "X25519" && type != "X448" && type != "EC")
    throw fail(Fault::usage, "keys of the kind {} cannot agree", type).hint("x25519, x448 and EC keys can");
  if (type != EVP_PKEY_get0_type_name(theirs) || EVP_PKEY_parameters_eq(mine, theirs) == 0) {
    (void)last_reason();
    throw fail(Fault::usage, "the two keys are of different kinds or curves");
  }
  const KeyContext context(check(EVP_PKEY_CTX_new_from_pkey(nullptr, mine, nullptr), "agree"));
  check(EVP_PKEY_derive_init(context.get()), "agree");
  std::size_t size = 0;
  if (EVP_PKEY_derive_set_peer(context.get(), theirs) != 1 || EVP_PKEY_derive(context.get(), nullptr, &size) != 1)
    throw fail(Fault::refused, "the peer's key is not valid: {}", last_reason());
  Secret shared(size);
  if (EVP_PKEY_derive(context.get(), shared.writable().data(), &size) != 1) {
    (void)last_reason();
    throw fail(Fault::refused, "the peer's key is not valid: it is a point of low order");
  }
  shared.shrink(size);
  return shared;
}

Bytes agreement_context(const AsymmetricKey& own, const AsymmetricKey& peer) {
  Bytes first = public_der(own.state().key.get()), second = public_der(peer.state().key.get());
  if (second < first) std::swap(first, second);
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace pytk::crypt
