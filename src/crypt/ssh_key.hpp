// Keys as OpenSSH writes them: the one-line public form and the "OPENSSH PRIVATE KEY" container (PROTOCOL.key),
// with or without a passphrase.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/secret.hpp>

#include "evp.hpp"

namespace pytk::crypt {

/// Reads the length-prefixed fields of RFC 4251 section 5; once a field is cut short, ok() is false and stays so.
class SshReader {
 public:
  explicit SshReader(ByteView bytes) : rest_(bytes) {}
  ByteView string();
  std::uint32_t number();
  /// A multiple-precision integer that must be positive, without its leading zero byte.
  ByteView positive();
  [[nodiscard]] ByteView rest() const noexcept { return rest_; }
  [[nodiscard]] bool ok() const noexcept { return ok_; }
  [[nodiscard]] bool done() const noexcept { return ok_ && rest_.empty(); }

 private:
  ByteView rest_;
  bool ok_ = true;
};
void ssh_put(Bytes& out, ByteView string);
void ssh_put(Bytes& out, std::string_view string);
void ssh_put_number(Bytes& out, std::uint32_t number);
void ssh_put_positive(Bytes& out, ByteView number);

struct SshPublic {
  std::string type;     ///< "ssh-ed25519"
  Bytes blob;           ///< the wire form that fingerprints are made of
  std::string comment;
};
/// "ssh-ed25519 AAAA... comment".
[[nodiscard]] Result<SshPublic> parse_ssh_public(std::string_view line);
[[nodiscard]] std::string show_ssh_public(const EVP_PKEY* key, std::string_view comment);
/// A key from its wire form and back. Throws data for other kinds than ed25519, rsa, ecdsa.
[[nodiscard]] Key key_of_ssh_blob(ByteView blob);
[[nodiscard]] Bytes ssh_blob(const EVP_PKEY* key);
/// "SHA256:..." as ssh-keygen -l shows it.
[[nodiscard]] std::string ssh_fingerprint(ByteView blob);

using AskPassphrase = std::function<Secret()>;

struct SshPrivate {
  Key key;
  std::string comment;
};
/// Reads a container; `ask` is called when it is encrypted. Throws data, refused (wrong passphrase).
[[nodiscard]] SshPrivate parse_ssh_private(std::string_view pem, const AskPassphrase& ask);
/// Writes a container, encrypted with aes256-ctr and bcrypt when `passphrase` is not empty.
[[nodiscard]] Secret show_ssh_private(const EVP_PKEY* key, std::string_view comment, const Secret& passphrase);
[[nodiscard]] bool looks_like_ssh_private(std::string_view text);

}  // namespace pytk::crypt
