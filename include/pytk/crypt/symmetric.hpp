// With one shared key: authentication codes, key derivation, authenticated and plain encryption.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/core/secret.hpp>
#include <pytk/io/context.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/io/source.hpp>

namespace pytk::crypt {

[[nodiscard]] std::vector<std::string> mac_names();
struct MacChoice {
  std::string name = "hmac-sha256";
  std::size_t length = 0;      ///< bytes, for kmac128, kmac256, blake2b, blake3; 0: the usual
  Bytes nonce;                 ///< for gmac
  Bytes customization;         ///< for kmac
  bool allow_weak = false;
};
/// A running authentication code, ready for the next message after finish(). Throws Fault::usage for unknown and weak
/// names and for keys of the wrong length.
class Mac {
 public:
  Mac(const MacChoice& choice, const Secret& key);
  ~Mac();
  Mac(Mac&&) noexcept;
  void update(ByteView bytes);
  [[nodiscard]] Bytes finish();

  struct Method;

 private:
  std::unique_ptr<Method> method_;
};
/// Constant time; a tag may be cut to `bits` (0: full length, or at least half of it; 128 bits are always enough).
[[nodiscard]] bool tag_matches(ByteView computed, ByteView given, std::size_t bits = 0);

[[nodiscard]] std::vector<std::string> kdf_names();
struct KdfRequest {
  std::string name = "hkdf-sha256";
  Bytes salt, info;
  std::uint64_t rounds = 0;       ///< PBKDF2: iterations, scrypt: N, Argon2: passes; 0: the usual
  std::uint64_t memory = 0;       ///< Argon2, bytes; 0: 64 MiB
  std::uint32_t lanes = 1;        ///< scrypt's p, Argon2's lanes
  std::uint32_t block = 8;        ///< scrypt's r
  std::size_t length = 32;
  bool allow_weak = false;
};
[[nodiscard]] Secret derive(const KdfRequest& request, const Secret& secret);
/// The request with as many rounds as take about `milliseconds` on this machine.
[[nodiscard]] KdfRequest tuned(KdfRequest request, std::uint64_t milliseconds);

[[nodiscard]] std::vector<std::string> aead_names();
struct AeadRequest {
  std::string algorithm;
  Bytes nonce, aad;
  std::size_t tag_bits = 128;
};
[[nodiscard]] std::size_t aead_key_size(std::string_view algorithm);
/// The usual length of a nonce, which a random one has.
[[nodiscard]] std::size_t aead_nonce_size(std::string_view algorithm);
/// Ciphertext followed by the tag.
[[nodiscard]] Bytes aead_seal(const AeadRequest& request, const Secret& key, ByteView plain);
/// Throws Fault::refused when the tag is wrong, Fault::data when there is no room for one.
[[nodiscard]] Secret aead_open(const AeadRequest& request, const Secret& key, ByteView sealed);

[[nodiscard]] std::vector<std::string> cipher_names();
struct CipherRequest {
  std::string algorithm;
  Bytes iv;
  bool padding = true, allow_weak = false;
};
[[nodiscard]] std::size_t cipher_iv_size(std::string_view algorithm);
/// Encrypts or decrypts a stream without any authentication. Throws Fault::refused for wrong padding.
void run_cipher(const CipherRequest& request, const Secret& key, bool encrypt, io::Source& in, io::Sink& out,
                Context& context);

}  // namespace pytk::crypt
