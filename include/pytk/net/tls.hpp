// TLS 1.2 and 1.3 over libssl (loaded on first use) on non-blocking sockets; no configuration file is read.
//   TlsContext server = TlsContext::server(TlsIdentity::self_signed("localhost"));
//   TlsSession session(server, fd);   switch (session.handshake()) { case TlsStep::want_read: ... }
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>

namespace pytk::net {

/// A certificate chain and its key, as PEM text.
struct TlsIdentity {
  std::string certificate, key;
  /// Makes an ECDSA P-256 key and a certificate for `name` (also localhost, 127.0.0.1 and ::1) that lives in memory
  /// only.
  [[nodiscard]] static TlsIdentity self_signed(std::string_view name);
};

struct TlsClientOptions {
  bool verify = true;              ///< chain and host name
  std::string ca_certificates;     ///< PEM text trusted besides the system's; empty: the system's only
  std::vector<std::string> alpn;
};

/// What a side of TLS is set up with; sessions share it. Copies are cheap.
class TlsContext {
 public:
  /// Throws Fault::missing without libssl, Fault::data for a bad certificate or key.
  [[nodiscard]] static TlsContext server(const TlsIdentity& identity, const std::vector<std::string>& alpn = {});
  [[nodiscard]] static TlsContext client(const TlsClientOptions& options = {});

 private:
  friend class TlsSession;
  struct State;
  std::shared_ptr<const State> state_;  // shared: a session may outlive the listener that made it
};

enum class TlsStep : std::uint8_t { done, want_read, want_write, closed, failed };

struct TlsPeer {
  std::string subject, issuer;      ///< RFC 2253 text, empty without a certificate
  std::vector<std::string> names;   ///< subject alternative names (DNS and IP)
  std::string not_before, not_after;  ///< RFC 3339
  std::string sha256;               ///< of the DER, lower-case hex
  bool self_signed = false;
};

/// One TLS connection on a connected non-blocking socket, which stays the caller's.
class TlsSession {
 public:
  /// `host` is the name to ask for (SNI) and, when verifying, to check; server sessions leave it empty.
  TlsSession(const TlsContext& context, int fd, std::string_view host = {});
  ~TlsSession();
  TlsSession(TlsSession&&) noexcept;
  TlsSession& operator=(TlsSession&&) noexcept;

  [[nodiscard]] TlsStep handshake();
  /// `moved` bytes were read or written when it says done.
  [[nodiscard]] TlsStep read(std::span<std::uint8_t> into, std::size_t& moved);
  [[nodiscard]] TlsStep write(ByteView bytes, std::size_t& moved);
  /// Sends close_notify; done means it was sent (the peer's need not have come).
  [[nodiscard]] TlsStep shut_down();
  /// Decrypted bytes wait inside: the descriptor will not tell.
  [[nodiscard]] bool has_pending() const noexcept;

  [[nodiscard]] std::string version() const;  ///< "TLSv1.3"
  [[nodiscard]] std::string cipher() const;
  [[nodiscard]] std::string alpn() const;
  [[nodiscard]] std::string server_name() const;  ///< the SNI
  [[nodiscard]] TlsPeer peer() const;
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }  ///< why it failed, in words

 private:
  TlsStep outcome(int status);
  struct State;
  std::unique_ptr<State> state_;
  std::string problem_;
};

}  // namespace pytk::net
