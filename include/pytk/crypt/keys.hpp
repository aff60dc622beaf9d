// Asymmetric keys: make, read, write, and use them to sign, verify, encrypt, decrypt and agree.
//   const auto key = read_private(source, ask);  const Bytes signature = sign(key, request, input, cancel);
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/core/cancel.hpp>
#include <pytk/core/secret.hpp>
#include <pytk/io/source.hpp>

namespace pytk::crypt {

/// A public key or a key pair of any kind.
class AsymmetricKey {
 public:
  struct State;
  explicit AsymmetricKey(std::unique_ptr<State> state);
  ~AsymmetricKey();
  AsymmetricKey(AsymmetricKey&&) noexcept;
  AsymmetricKey& operator=(AsymmetricKey&&) noexcept;
  [[nodiscard]] const State& state() const noexcept { return *state_; }

 private:
  std::unique_ptr<State> state_;
};
using Ask = std::function<Secret()>;

/// "ed25519", "x25519", "ed448", "x448", "ec-p256", ..., "rsa-3072".
[[nodiscard]] std::vector<std::string> key_types();
/// Throws Fault::usage for unknown types and RSA keys under 2048 bits.
[[nodiscard]] AsymmetricKey generate_key(std::string_view type);
/// From the bytes of a file in any known form. `ask` gives the passphrase of an encrypted one.
[[nodiscard]] AsymmetricKey parse_private(const Secret& file, std::string_view name, const Ask& ask);
[[nodiscard]] AsymmetricKey parse_public(const Secret& file, std::string_view name, const Ask& ask);

enum class KeyForm : std::uint8_t { pem, der, openssh, jwk, pkcs12 };
[[nodiscard]] KeyForm parse_key_form(std::string_view name);
/// The private key; encrypted when `passphrase` is not empty (not possible for JWK). The comment is for OpenSSH and
/// PKCS#12.
[[nodiscard]] Secret write_private(const AsymmetricKey& key, KeyForm form, const std::string& comment,
                                   const Secret& passphrase);
[[nodiscard]] std::string write_public(const AsymmetricKey& key, KeyForm form, const std::string& comment);

struct KeyInfo {
  std::string type, curve;
  std::uint64_t bits = 0;
  bool is_private = false;
  std::string ssh_fingerprint;  ///< empty where OpenSSH has no such keys
  std::string spki_sha256;      ///< hex of the digest over the DER of the public key
  std::string jwk_thumbprint;   ///< RFC 7638
};
[[nodiscard]] KeyInfo info_of(const AsymmetricKey& key);

enum class SignatureForm : std::uint8_t { der, p1363 };
struct SignatureRequest {
  std::string algorithm;                 ///< empty: what suits the key
  SignatureForm form = SignatureForm::der;  ///< of ECDSA signatures
  std::string mgf1;                      ///< PSS, empty: the same digest
  std::optional<std::uint64_t> salt_length;  ///< PSS, bytes; nothing: the digest's length
  bool allow_weak = false;               ///< SHA-1 and RSA under 2048 bits
};
/// Reads the message to its end. EdDSA holds it in memory (at most 1 GiB).
[[nodiscard]] Bytes sign(const AsymmetricKey& key, const SignatureRequest& request, io::Source& message,
                         Cancel& cancel);
/// True when the signature is good. Throws usage and data for what cannot be tried.
[[nodiscard]] bool verify(const AsymmetricKey& key, const SignatureRequest& request, io::Source& message,
                          ByteView signature, Cancel& cancel);

/// SSH signatures (PROTOCOL.sshsig).
[[nodiscard]] std::string ssh_sign(const AsymmetricKey& key, std::string_view name_space, io::Source& message,
                                   Cancel& cancel);
[[nodiscard]] bool ssh_verify(const AsymmetricKey& key, std::string_view name_space, io::Source& message,
                              std::string_view signature, Cancel& cancel);

/// Minisign's keys and signatures; signify's signatures are verified too.
struct MinisignPair {
  Secret secret_file;
  std::string public_file;
};
[[nodiscard]] MinisignPair make_minisign(const Secret& passphrase);
[[nodiscard]] bool is_minisign(std::string_view file);
/// `file_name` and `time` go into the trusted comment unless one is given.
[[nodiscard]] std::string minisign_sign(const Secret& secret_file, const Ask& ask, const std::string& trusted_comment,
                                        io::Source& message, Cancel& cancel);
struct MinisignAnswer {
  bool good = false;
  std::string trusted_comment;
};
[[nodiscard]] MinisignAnswer minisign_verify(std::string_view public_file, std::string_view signature,
                                             io::Source& message, Cancel& cancel);

/// RSA encryption of short messages.
struct PkRequest {
  std::string algorithm = "rsa-oaep-sha256", mgf1;
  Bytes label;
  bool allow_weak = false;  ///< rsa-pkcs1, RSA under 2048 bits
};
[[nodiscard]] Bytes pk_encrypt(const AsymmetricKey& key, const PkRequest& request, ByteView message);
/// Throws Fault::refused with one message for every cause.
[[nodiscard]] Secret pk_decrypt(const AsymmetricKey& key, const PkRequest& request, ByteView ciphertext);

/// Diffie-Hellman on curves. Throws Fault::refused for points of low order, Fault::usage for keys of two kinds.
[[nodiscard]] Secret agree(const AsymmetricKey& own, const AsymmetricKey& peer);
/// What both sides see, for deriving a key from agree(): the two public keys in a fixed order.
[[nodiscard]] Bytes agreement_context(const AsymmetricKey& own, const AsymmetricKey& peer);

}  // namespace pytk::crypt
