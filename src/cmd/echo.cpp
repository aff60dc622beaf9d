// pytk echo: the table of its verbs.
#include <pytk/cmd/command.hpp>
#include <pytk/io/source.hpp>

#include "echo_shared.hpp"

namespace pytk::cmd {
namespace {

void describe(cli::Spec& spec) {
  spec.summary("echo servers and a client that shows what comes back");
  spec.description(
      "Addresses are URLs: tcp://127.0.0.1:2007, udp://[::1]:2007, tls://localhost:2443, unix:/tmp/echo.sock. Without a "
      "scheme tcp is meant; a number alone is a TCP port of this machine. serve also takes http, https, ws and wss.");
  spec.verb("serve", "send back whatever comes (RFC 862)", describe_echo_serve);
  spec.verb("connect", "talk to a server and show its messages in another form", describe_echo_connect);
  spec.verb("forward", "carry connections to another server, and log what passes", describe_echo_forward);
  spec.verb("load", "measure an echo server under load", describe_echo_load);
  spec.example("pytk echo serve tcp://127.0.0.1:2007  # long-running", "a server to telnet to");
  spec.example(
      "pytk echo serve unix:e.sock --for 2s & echo hello | pytk echo connect unix:e.sock --retry 2s --format '{n}: {upper}'",
      "a server and a client that prints what came back in another form");
}

}  // namespace

echo::Address address_or_throw(const std::string& text) {
  return value_or_throw(echo::parse_address(text), Fault::usage);
}

echo::Address plain_address_or_throw(const std::string& text) {
  echo::Address address = address_or_throw(text);
  if (address.scheme < echo::Scheme::http) return address;
  throw fail(Fault::usage, "'{}': only 'serve' speaks {}", text, echo::scheme_name(address.scheme))
      .hint("tcp, udp, tls or unix");
}

std::string read_small_file(const std::string& path) {
  constexpr std::uint64_t most = 1U << 20U;
  return path.empty() ? std::string() : io::Source::open(path, {.max_bytes = most})->read_all(most);
}

extern const Command echo;
const Command echo{"echo", "echo servers and a client that shows what comes back", Group::network, Needs::nothing,
                   describe};

}  // namespace pytk::cmd
