#include "pss_shake.hpp"

#include <algorithm>
#include <array>

#include <openssl/rsa.h>

#include <pytk/core/error.hpp>
#include <pytk/core/random.hpp>
#include <pytk/crypt/hash.hpp>

namespace pytk::crypt {
namespace {

constexpr std::uint8_t trailer = 0xBC;

/// Sizes in bytes of an encoded message (RFC 8017 9.1).
struct Encoding {
  std::size_t bits, whole, hash, salt;

  Encoding(const EVP_PKEY* key, std::size_t hash_size, std::size_t salt_size)
      : bits(static_cast<std::size_t>(EVP_PKEY_get_bits(key)) - 1),
        whole((bits + 7) / 8),
        hash(hash_size),
        salt(salt_size) {}
  [[nodiscard]] bool fits() const noexcept { return salt <= whole && hash + 2 <= whole - salt; }
  [[nodiscard]] std::size_t masked() const noexcept { return whole - hash - 1; }
  /// Bits of the first byte that a number of `bits` bits may have.
  [[nodiscard]] std::uint8_t first_bits() const noexcept {
    return static_cast<std::uint8_t>(0xFFU >> (8 * whole - bits));
  }
};

Bytes shake_of(const std::string& shake, std::size_t length, std::initializer_list<ByteView> parts) {
  Hasher hasher(HashChoice{shake, length, false});
  for (const ByteView part : parts) hasher.update(part);
  return hasher.finish();
}

/// H = SHAKE(eight zeros | digest | salt).
Bytes hash_of(const std::string& shake, ByteView digest, ByteView salt) {
  static constexpr std::array<std::uint8_t, 8> zeros{};
  return shake_of(shake, digest.size(), {zeros, digest, salt});
}

KeyContext raw_context(EVP_PKEY* key, bool signing) {
  KeyContext context(check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr), "use the RSA key"));
  const int begun = signing ? EVP_PKEY_sign_init(context.get()) : EVP_PKEY_verify_recover_init(context.get());
  check(begun, "use the RSA key");
  if (EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) > 0) return context;
  (void)last_reason();
  throw fail(Fault::usage, "the key does not allow PSS with a SHAKE");
}

}  // namespace

bool is_shake(std::string_view digest) noexcept { return digest == "shake128" || digest == "shake256"; }

Bytes sign_pss_shake(EVP_PKEY* key, const std::string& shake, std::size_t salt_length, ByteView digest) {
  const Encoding size(key, digest.size(), salt_length);
  if (!size.fits())
    throw fail(Fault::usage, "the RSA key is too short for {} with {} bytes of salt", shake, salt_length);
  Bytes salt(salt_length);
  secure_random(salt);
  const Bytes hash = hash_of(shake, digest, salt);
  Bytes block = shake_of(shake, size.masked(), {hash});
  block[size.masked() - salt_length - 1] ^= 1U;
  for (std::size_t i = 0; i < salt_length; ++i) block[size.masked() - salt_length + i] ^= salt[i];
  block[0] &= size.first_bits();
  block.insert(block.end(), hash.begin(), hash.end());
  block.push_back(trailer);
  const auto modulus = static_cast<std::size_t>(EVP_PKEY_get_size(key));
  block.insert(block.begin(), modulus - block.size(), 0);

  const KeyContext context = raw_context(key, true);
  Bytes signature(modulus);
  std::size_t written = modulus;
  check(EVP_PKEY_sign(context.get(), signature.data(), &written, block.data(), block.size()), "sign");
  signature.resize(written);
  return signature;
}

bool verify_pss_shake(EVP_PKEY* key, const std::string& shake, std::size_t salt_length, ByteView digest,
                      ByteView signature) {
  const Encoding size(key, digest.size(), salt_length);
  const auto modulus = static_cast<std::size_t>(EVP_PKEY_get_size(key));
  if (!size.fits() || signature.size() != modulus) return false;
  const KeyContext context = raw_context(key, false);
  Bytes block(modulus);
  std::size_t written = modulus;
  if (EVP_PKEY_verify_recover(context.get(), block.data(), &written, signature.data(), signature.size()) <= 0) {
    (void)last_reason();
    return false;
  }
  if (written != modulus || (modulus > size.whole && block[0] != 0)) return false;
  const ByteView encoded = ByteView(block).subspan(modulus - size.whole);
  if (encoded.back() != trailer || (encoded[0] & ~size.first_bits() & 0xFFU) != 0) return false;
  const ByteView hash = encoded.subspan(size.masked(), size.hash);
  Bytes data = shake_of(shake, size.masked(), {hash});
  for (std::size_t i = 0; i < data.size(); ++i) data[i] ^= encoded[i];
  data[0] &= size.first_bits();
  const auto salt = data.end() - static_cast<std::ptrdiff_t>(salt_length);
  if (std::any_of(data.begin(), salt - 1, [](std::uint8_t byte) { return byte != 0; }) || salt[-1] != 1) return false;
  const Bytes wanted = hash_of(shake, digest, ByteView(data).last(salt_length));
  return std::equal(wanted.begin(), wanted.end(), hash.begin(), hash.end());
}

}  // namespace pytk::crypt
