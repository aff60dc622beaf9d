// pytk echo serve.
#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/echo/server.hpp>
#include <pytk/net/privilege.hpp>

#include "echo_log.hpp"
#include "echo_shared.hpp"

namespace pytk::cmd {
namespace {

struct ServeOptions {
  std::vector<std::string> urls;
  std::string certificate, key, log;
  echo::ServerOptions server;
  std::int64_t ready_fd = 2;
};

int run_serve(const ServeOptions& o, Context& context) {
  std::vector<echo::Address> addresses;
  for (const std::string& url : o.urls) addresses.push_back(address_or_throw(url));
  if (o.certificate.empty() != o.key.empty()) throw fail(Fault::usage, "--tls-cert and --tls-key belong together");
  echo::ServerOptions options = o.server;
  options.identity = {read_small_file(o.certificate), read_small_file(o.key)};
  if (context.dry_run) return 0;
  EventLog events(o.log, false);
  echo::Server server(options, events.on() ? [&events](const echo::Event& event) { events.add(event); }
                                           : std::function<void(const echo::Event&)>());
  bool has_file = false;
  for (const echo::Address& address : addresses) {
    server.listen(address);
    has_file = has_file || address.scheme == echo::Scheme::unix_stream;
  }
  // The socket file of a unix listener can only be removed by the user who made it.
  net::drop_privileges({"nobody", !has_file});
  say_ready(server.addresses(), o.ready_fd);
  const std::int64_t started = steady_nanoseconds();
  server.run(context.cancel);
  const echo::ServerTotals& totals = server.totals();
  if (events.on()) {
    echo::Event event;
    event.kind = echo::EventKind::summary;
    event.time = now_nanoseconds();
    event.bytes_in = totals.bytes_in;
    event.bytes_out = totals.bytes_out;
    event.duration = steady_nanoseconds() - started;
    event.reason = fmt::format("{} connections, {} refused, {} datagrams, {} not answered", totals.connections,
                               totals.refused, totals.datagrams, totals.dropped);
    events.add(event);
  }
  if (events.lost() > 0) log::warn("{} events could not be written", events.lost());
  context.cancel.check();
  return 0;
}

}  // namespace

void describe_echo_serve(cli::Spec& spec) {
  auto& o = spec.options<ServeOptions>();
  spec.summary("send back whatever comes (RFC 862)");
  spec.description(
      "Listens on every URL and returns each byte, or each datagram, to its sender. A peer that does not read is not read "
      "from either. After the first interrupt nothing more is accepted and what is queued is still written. Root's rights "
      "are given up when the sockets are open. http:// answers each request with its body (or with the request itself), and takes "
      "WebSocket upgrades; ws:// takes nothing else, and sends every message back.");
  spec.example("pytk echo serve tcp://127.0.0.1:2007 udp://127.0.0.1:2007  # long-running", "for telnet, nc and nc -u");
  spec.example("pytk echo serve tls://localhost:2443  # long-running", "with a certificate made for this run");
  spec.example("pytk echo serve http://127.0.0.1:8080 wss://localhost:8443  # long-running",
               "for curl and for browsers");
  spec.example("pytk echo serve unix:e.sock tcp://127.0.0.1:0 --for 100ms --log -",
               "stops by itself; session records on standard output");
  spec.positional("URL", o.urls,
                  "tcp://HOST:PORT, udp://, tls://, unix:PATH, http(s)://, ws(s)://; port 0: any free one")
      .required();
  spec.option("--tls-cert", o.certificate, "PEM certificate chain for tls, https, wss")
      .placeholder("FILE")
      .otherwise("self-signed, in memory")
      .complete_files();
  spec.option("--tls-key", o.key, "its PEM private key").placeholder("FILE").complete_files();
  spec.option("--max-conn", o.server.max_connections, "connections at once")
      .placeholder("N")
      .otherwise("what 'ulimit -n' allows");
  spec.option("--per-ip", o.server.per_address, "connections at once from one address")
      .placeholder("N")
      .otherwise("no limit");
  spec.duration("--idle", o.server.idle, "close a connection that is silent for so long; 0s: never")
      .placeholder("TIME")
      .otherwise("5m");
  spec.duration("--drain", o.server.drain, "how long to write what is queued after an interrupt")
      .placeholder("TIME")
      .otherwise("5s");
  spec.duration("--for", o.server.lifetime, "stop after this time")
      .placeholder("TIME")
      .otherwise("run until interrupted");
  spec.flag("--dual", o.server.dual_stack, "[::] also takes IPv4");
  spec.option("--log", o.log, "append a JSON line for each connection event ('-': standard output)")
      .placeholder("FILE")
      .complete_files();
  spec.option("--ready-fd", o.ready_fd, "write the line 'ready URL ...' to this descriptor")
      .placeholder("N")
      .otherwise("2");
  spec.field("ts", "time", "when");
  spec.field("event", "text", "connect, tls, close, limit, error, summary");
  spec.field("proto", "text", "tcp, tls, unix, http, https, ws, wss");
  spec.field("session", "text", "sixteen hex digits that tie a session's events together");
  spec.field("src_ip", "ip", "the peer (src_port likewise)");
  spec.field("dst_ip", "ip", "the listener (dst_port likewise)");
  spec.field("bytes_in", "uint64", "received so far (bytes_out: sent)");
  spec.field("duration_ms", "float64", "of the session, at its close");
  spec.field("reason", "text", "why it was closed or refused");
  spec.field("tls.version", "text", "also tls.cipher and tls.sni, after the handshake");
  spec.run([&o](Context& context) { return run_serve(o, context); });
}

}  // namespace pytk::cmd
