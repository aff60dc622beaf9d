// pytk echo serve.
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/echo/server.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/net/privilege.hpp>
#include <pytk/record/writer.hpp>

#include "echo_shared.hpp"

namespace pytk::cmd {
namespace {

using record::Type;

struct ServeOptions {
  std::vector<std::string> urls;
  std::string certificate, key, log;
  echo::ServerOptions server;
  std::int64_t ready_fd = 2;
};

/// Writes each event as one line with one write(2): a log that is being appended to never holds half a line of ours.
class EventLog {
 public:
  explicit EventLog(const std::string& file) : rows_({{"ts", Type::time}, {"event", Type::text}, {"proto", Type::text},
        {"session", Type::text}, {"src_ip", Type::ip}, {"src_port", Type::uint64}, {"dst_ip", Type::ip},
        {"dst_port", Type::uint64}, {"bytes_in", Type::uint64}, {"bytes_out", Type::uint64},
        {"duration_ms", Type::float64}, {"reason", Type::text}, {"tls.version", Type::text}, {"tls.cipher", Type::text},
        {"tls.sni", Type::text}}),
        sink_(io::Sink::to(text_)), writer_(record::make_writer(record::Format::jsonl, rows_.schema(), *sink_)) {
    if (file.empty()) return;
    fd_ = file == "-" ? STDOUT_FILENO : ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (fd_ < 0) throw fail_errno(errno, fmt::format("cannot open '{}'", file));
  }
  [[nodiscard]] bool on() const noexcept { return fd_ >= 0; }
  [[nodiscard]] std::uint64_t lost() const noexcept { return lost_; }

  void add(const echo::Event& event) {
    const bool has_peer = event.peer.family() == AF_INET || event.peer.family() == AF_INET6;
    const bool has_local = event.local.family() == AF_INET || event.local.family() == AF_INET6;
    rows_[0].add_time(event.time);
    rows_[1].add_text(echo::event_name(event.kind));
    rows_[2].add_text(echo::scheme_name(event.scheme));
    rows_[3].add_text(fmt::format("{:016x}", event.session));
    add_endpoint(4, has_peer, event.peer);
    add_endpoint(6, has_local, event.local);
    rows_[8].add_uint(event.bytes_in);
    rows_[9].add_uint(event.bytes_out);
    if (event.kind == echo::EventKind::close || event.kind == echo::EventKind::summary)
      rows_[10].add_real(static_cast<double>(event.duration / 1000) / 1000);
    else rows_[10].add_null();
    add_text(11, event.reason);
    add_text(12, event.tls_version);
    add_text(13, event.tls_cipher);
    add_text(14, event.tls_name);
    rows_.end_row();
    hand_on();
  }

 private:
  void add_endpoint(std::size_t column, bool known, const net::Endpoint& endpoint) {
    if (known) {
      rows_[column].add_ip(endpoint.ip());
      rows_[column + 1].add_uint(endpoint.port());
    } else {
      rows_[column].add_null();
      rows_[column + 1].add_null();
    }
  }
  void add_text(std::size_t column, const std::string& text) {
    if (text.empty()) rows_[column].add_null();
    else rows_[column].add_text(text);
  }
  void hand_on() {
    text_.clear();
    writer_->write(rows_);
    writer_->flush();
    rows_.clear();
    std::string_view rest = text_;
    while (!rest.empty()) {
      const auto written = ::write(fd_, rest.data(), rest.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0 && fd_ == STDOUT_FILENO) throw fail_errno(errno, "cannot write to standard output");
      if (written <= 0) {
        // A full disk must not stop the service.
        if (lost_++ == 0) log::warn("cannot write the log; events are lost until there is room");
        return;
      }
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  int fd_ = -1;
  std::uint64_t lost_ = 0;
  record::Batch rows_;
  std::string text_;
  std::unique_ptr<io::Sink> sink_;
  std::unique_ptr<record::Writer> writer_;
};

/// "ready tcp://127.0.0.1:2007 ...": for a script that waits for it.
void say_ready(const std::vector<std::string>& addresses, std::int64_t fd) {
  if (fd == STDERR_FILENO && !log::enabled(log::Level::warning)) return;  // --quiet
  const std::string line = "ready " + join(addresses, " ") + "\n";
  if (::write(static_cast<int>(fd), line.data(), line.size()) < 0)
    throw fail_errno(errno, fmt::format("cannot write to descriptor {}", fd));
  if (fd > STDERR_FILENO) ::close(static_cast<int>(fd));
}

int run_serve(const ServeOptions& o, Context& context) {
  std::vector<echo::Address> addresses;
  for (const std::string& url : o.urls) addresses.push_back(address_or_throw(url));
  if (o.certificate.empty() != o.key.empty()) throw fail(Fault::usage, "--tls-cert and --tls-key belong together");
  if (o.ready_fd < 1 || o.ready_fd > 1'000'000) throw fail(Fault::usage, "--ready-fd {} is no descriptor to write to", o.ready_fd);
  echo::ServerOptions options = o.server;
  options.identity = {read_small_file(o.certificate), read_small_file(o.key)};
  if (context.dry_run) return 0;
  EventLog events(o.log);
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
    event.reason = fmt::format("{} connections, {} refused, {} datagrams, {} not answered", totals.connections, totals.refused,
                               totals.datagrams, totals.dropped);
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
      "are given up when the sockets are open.");
  spec.example("pytk echo serve tcp://127.0.0.1:2007 udp://127.0.0.1:2007  # long-running", "for telnet, nc and nc -u");
  spec.example("pytk echo serve tls://localhost:2443  # long-running", "with a certificate made for this run");
  spec.example("pytk echo serve unix:e.sock tcp://127.0.0.1:0 --for 100ms --log -", "stops by itself; session records on standard output");
  spec.positional("URL", o.urls, "tcp://HOST:PORT, udp://, tls://, unix:PATH; port 0: any free one").required();
  spec.option("--tls-cert", o.certificate, "PEM certificate chain for tls://").placeholder("FILE").otherwise("self-signed, in memory").complete_files();
  spec.option("--tls-key", o.key, "its PEM private key").placeholder("FILE").complete_files();
  spec.option("--max-conn", o.server.max_connections, "connections at once").placeholder("N").otherwise("what 'ulimit -n' allows");
  spec.option("--per-ip", o.server.per_address, "connections at once from one address").placeholder("N").otherwise("no limit");
  spec.duration("--idle", o.server.idle, "close a connection that is silent for so long; 0s: never").placeholder("TIME").otherwise("5m");
  spec.duration("--drain", o.server.drain, "how long to write what is queued after an interrupt").placeholder("TIME").otherwise("5s");
  spec.duration("--for", o.server.lifetime, "stop after this time").placeholder("TIME").otherwise("run until interrupted");
  spec.flag("--dual", o.server.dual_stack, "[::] also takes IPv4");
  spec.option("--log", o.log, "append a JSON line for each connection event ('-': standard output)").placeholder("FILE").complete_files();
  spec.option("--ready-fd", o.ready_fd, "write the line 'ready URL ...' to this descriptor").placeholder("N").otherwise("2");
  spec.field("ts", "time", "when");
  spec.field("event", "text", "connect, tls, close, limit, error, summary");
  spec.field("proto", "text", "tcp, tls, unix");
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
