#include "derive.hpp"

#include <sodium.h>

#include <pytk/core/cancel.hpp>
#include <pytk/core/digest.hpp>
#include <pytk/core/error.hpp>

#include "evp.hpp"

namespace pytk::crypt {

void begin_sodium() {
  static const int ready = sodium_init();
  if (ready < 0) throw fail(Fault::internal, "libsodium cannot start");
}

Secret hkdf_sha256(ByteView secret, ByteView salt, std::string_view info, std::size_t length) {
  begin();
  const KdfMethod method(check(EVP_KDF_fetch(nullptr, "HKDF", nullptr), "find HKDF"));
  const KdfContext context(check(EVP_KDF_CTX_new(method.get()), "make a KDF context"));
  char digest_name[] = "SHA256";
  const auto octets = [](const char* name, ByteView bytes) {
    static std::uint8_t nothing = 0;
    return OSSL_PARAM_construct_octet_string(name, bytes.empty() ? &nothing : const_cast<std::uint8_t*>(bytes.data()),
                                             bytes.size());
  };
  const OSSL_PARAM options[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest_name, 0),
                                octets(OSSL_KDF_PARAM_KEY, secret), octets(OSSL_KDF_PARAM_SALT, salt),
                                octets(OSSL_KDF_PARAM_INFO, bytes_of(info)), OSSL_PARAM_construct_end()};
  Secret out(length);
  check(EVP_KDF_derive(context.get(), out.writable().data(), length, options), "derive a key");
  return out;
}

Secret scrypt(ByteView passphrase, ByteView salt, unsigned log_n, std::uint32_t r, std::uint32_t p,
              std::size_t length) {
  begin_sodium();
  Secret out(length);
  const EndsAtOnce computing;
  if (log_n >= 64 ||
      crypto_pwhash_scryptsalsa208sha256_ll(passphrase.data(), passphrase.size(), salt.data(), salt.size(),
                                            std::uint64_t{1} << log_n, r, p, out.writable().data(), length) != 0)
    throw fail(Fault::data, "scrypt with N = 2^{}, r = {}, p = {} does not fit into memory", log_n, r, p);
  return out;
}

}  // namespace pytk::crypt
