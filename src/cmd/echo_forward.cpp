// pytk echo forward.
#include <unistd.h>

#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/echo/forward.hpp>
#include <pytk/echo/message.hpp>
#include <pytk/net/privilege.hpp>

#include "echo_log.hpp"
#include "echo_shared.hpp"

namespace pytk::cmd {
namespace {

struct ForwardCommand {
  std::string listen, target, certificate, key, ca, log;
  echo::ForwardOptions forward;
  std::int64_t ready_fd = 2;
  bool hexdump = false, insecure = false;
};

/// "> session, 5 bytes" and rows of sixteen bytes; '>' is towards the target.
void print_dump(const echo::Event& event, io::Sink& sink) {
  if (event.kind != echo::EventKind::data) return;
  std::string out = fmt::format("{} {:016x} ", event.to_target ? '>' : '<', event.session);
  append_time(out, event.time);
  out += fmt::format(", {} bytes\n", event.data.size());
  echo::append_hex_dump(out, bytes_of(event.data), 0);
  sink.write(out);
  sink.flush();
}

int run_forward(const ForwardCommand& o, Context& context) {
  echo::ForwardOptions options = o.forward;
  const echo::Address listen = plain_address_or_throw(o.listen);
  options.target = plain_address_or_throw(o.target);
  if (options.target.scheme != echo::Scheme::unix_stream && options.target.port == 0)
    throw fail(Fault::usage, "'{}' has no port to connect to", o.target);
  if (o.certificate.empty() != o.key.empty()) throw fail(Fault::usage, "--tls-cert and --tls-key belong together");
  if (o.hexdump && o.log == "-") throw fail(Fault::usage, "--hexdump and --log - both want standard output");
  options.identity = {read_small_file(o.certificate), read_small_file(o.key)};
  options.tls.ca_certificates = read_small_file(o.ca);
  options.tls.verify = !o.insecure;
  options.connect_timeout = context.timeout;
  options.record_data = o.hexdump || !o.log.empty();
  if (context.dry_run) return 0;
  EventLog events(o.log, true);
  const auto dump = o.hexdump ? io::Sink::open("-") : nullptr;
  echo::Forwarder forwarder(options, [&](const echo::Event& event) {
    if (events.on()) events.add(event);
    if (dump) print_dump(event, *dump);
  });
  forwarder.listen(listen);
  // A unix socket is made and reached with the user's own rights.
  const bool has_file =
      listen.scheme == echo::Scheme::unix_stream || options.target.scheme == echo::Scheme::unix_stream;
  net::drop_privileges({"nobody", !has_file});
  say_ready(forwarder.addresses(), o.ready_fd);
  forwarder.run(context.cancel);
  if (dump) dump->commit();
  if (events.lost() > 0) log::warn("{} events could not be written", events.lost());
  context.cancel.check();
  return 0;
}

}  // namespace

void describe_echo_forward(cli::Spec& spec) {
  auto& o = spec.options<ForwardCommand>();
  spec.summary("carry connections to another server, and log what passes");
  spec.description(
      "Listens on the first URL and makes a connection to the second for each that comes. Half-closes pass through, and a "
      "side that does not read is not read for. tls:// on the left takes TLS in, on the right speaks TLS to the target, so "
      "that either can be added or taken off. The log has the bytes of both directions.");
  spec.example("pytk echo forward tcp://127.0.0.1:8080 tcp://127.0.0.1:80 --hexdump  # long-running",
               "watch a protocol");
  spec.example("pytk echo forward tls://:8443 unix:/run/app.sock --tls-cert c.pem --tls-key k.pem  # long-running",
               "put TLS in front");
  spec.example("pytk echo forward unix:f.sock unix:e.sock --for 100ms --log -",
               "stops by itself; the log on standard output");
  spec.positional("LISTEN", o.listen, "tcp://HOST:PORT, tls://, unix:PATH").required();
  spec.positional("TARGET", o.target, "tcp://HOST:PORT, tls://, unix:PATH").required();
  spec.option("--log", o.log, "append a JSON line for each event and each piece of data ('-': standard output)")
      .placeholder("FILE")
      .complete_files();
  spec.flag("--hexdump,-x", o.hexdump, "print what passes as a hex dump ('>': to the target)");
  spec.size("--record", o.forward.most_recorded, "log at most so many bytes of a connection")
      .placeholder("SIZE")
      .otherwise("1MiB");
  spec.option("--tls-cert", o.certificate, "PEM certificate chain for a tls:// listener")
      .placeholder("FILE")
      .otherwise("self-signed, in memory")
      .complete_files();
  spec.option("--tls-key", o.key, "its PEM private key").placeholder("FILE").complete_files();
  spec.option("--ca", o.ca, "trust these PEM certificates of a tls:// target too").placeholder("FILE").complete_files();
  spec.flag("-k,--insecure", o.insecure, "do not check the target's certificate");
  spec.option("--sni,--servername", o.forward.server_name, "the name to ask a tls:// target for")
      .placeholder("NAME")
      .otherwise("its host");
  spec.option("--max-conn", o.forward.max_connections, "connections at once")
      .placeholder("N")
      .otherwise("what 'ulimit -n' allows");
  spec.duration("--idle", o.forward.idle, "close a connection that is silent for so long; 0s: never")
      .placeholder("TIME")
      .otherwise("5m");
  spec.duration("--drain", o.forward.drain, "how long connections may last after an interrupt")
      .placeholder("TIME")
      .otherwise("5s");
  spec.duration("--for", o.forward.lifetime, "stop after this time")
      .placeholder("TIME")
      .otherwise("run until interrupted");
  spec.flag("--dual", o.forward.dual_stack, "[::] also takes IPv4");
  spec.option("--ready-fd", o.ready_fd, "write the line 'ready URL' to this descriptor")
      .placeholder("N")
      .otherwise("2");
  spec.field("event", "text", "connect, tls, data, close, limit, error; the other fields as in 'pytk echo serve'");
  spec.field("direction", "text", "to_target or to_client, of data and of TLS");
  spec.field("data", "text", "the bytes that passed, when they are UTF-8");
  spec.field("data_b64", "text", "else here, in base64");
  spec.run([&o](Context& context) { return run_forward(o, context); });
}

}  // namespace pytk::cmd
