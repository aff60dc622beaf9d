// The client half: connects, sends, and hands on what comes back, with half-close in both directions.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/core/cancel.hpp>
#include <pytk/echo/address.hpp>
#include <pytk/net/tls.hpp>

namespace pytk::echo {

struct ClientOptions {
  Address to;
  std::vector<Bytes> sends;              ///< sent first; over UDP each is a datagram
  int input = -1;                        ///< a descriptor to read what to send from, -1: none
  bool crlf = false;                     ///< LF from the input goes out as CR LF
  bool datagram_lines = true;            ///< over UDP each line of the input is a datagram, without its line end
  std::int64_t timeout = 10'000'000'000; ///< for connecting, and after the last byte was sent without any answer
  std::int64_t retry = 0;                ///< how long to try again while nobody listens
  net::TlsClientOptions tls;
  std::string server_name;               ///< for TLS; empty: the host
};

struct ClientEnd {
  std::string peer, local;               ///< as URLs
  std::uint64_t bytes_in = 0, bytes_out = 0, messages_out = 0, messages_in = 0;
  bool timed_out = false;                ///< ended because nothing more came
  std::string tls_version, tls_cipher;
};

/// Called with bytes as they come (one datagram a call over UDP), and with nothing at the very end.
struct ClientObserver {
  std::function<void(const ClientEnd& so_far)> connected;
  std::function<void(ByteView)> received;
};

/// Runs until the peer has closed, or after the input's end nothing came for `timeout`. Throws Fault::network when it
/// cannot connect or the connection breaks, Fault::interrupted when cancelled.
ClientEnd run_client(const ClientOptions& options, const ClientObserver& observer, Cancel& cancel);

}  // namespace pytk::echo
