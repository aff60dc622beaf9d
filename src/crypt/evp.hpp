// Owners for libcrypto's objects, and its way of saying why. Every verb calls begin() first.
//   const CipherContext context{EVP_CIPHER_CTX_new()};  check(EVP_EncryptInit_ex2(...), "encrypt");
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <pytk/core/error.hpp>

namespace pytk::crypt {

template <auto Release>
struct Freed {
  template <class T>
  void operator()(T* object) const noexcept {
    Release(object);
  }
};
template <class T, auto Release>
using Owned = std::unique_ptr<T, Freed<Release>>;

using Cipher = Owned<EVP_CIPHER, EVP_CIPHER_free>;
using CipherContext = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using Message = Owned<EVP_MD, EVP_MD_free>;
using MessageContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using MacMethod = Owned<EVP_MAC, EVP_MAC_free>;
using MacContext = Owned<EVP_MAC_CTX, EVP_MAC_CTX_free>;
using KdfMethod = Owned<EVP_KDF, EVP_KDF_free>;
using KdfContext = Owned<EVP_KDF_CTX, EVP_KDF_CTX_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Number = Owned<BIGNUM, BN_clear_free>;
using Memory = Owned<BIO, BIO_free_all>;

/// Loads libcrypto without its configuration file: 0.5 ms less, and no surprises from the environment.
void begin();

/// The last reason libcrypto gave, in lower case, and an empty queue; "unknown reason" without one.
[[nodiscard]] std::string last_reason();
/// Throws Fault::internal for calls that fail only for lack of memory or by our own mistake.
void check(int outcome, std::string_view doing_what);
template <class T>
T* check(T* object, std::string_view doing_what) {
  check(object == nullptr ? 0 : 1, doing_what);
  return object;
}

}  // namespace pytk::crypt
