// pytk echo connect.
#include <unistd.h>

#include <pytk/cli/output.hpp>
#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/echo/client.hpp>
#include <pytk/echo/message.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/io/source.hpp>

#include "echo_shared.hpp"

namespace pytk::cmd {
namespace {

struct ConnectOptions {
  std::string url, format, output = "-", ca, name;
  std::vector<std::string> sends, alpn;
  std::uint64_t limit = 0;
  std::int64_t retry = 0;
  bool crlf = false, insecure = false, only_connect = false;
};

/// A message to send: the text itself, with \n \r \t \0 \\ \xHH, or @FILE.
Bytes message_of(const std::string& text) {
  if (text.starts_with('@')) {
    const std::string content = io::Source::open(text.substr(1), {.decompress = false})->read_all(64U << 20U);
    return {content.begin(), content.end()};
  }
  Bytes out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    constexpr std::string_view letters = "nrt0\\", meanings("\n\r\t\0\\", 5);
    if (text[at] == '\\' && letters.find(next) != std::string_view::npos && next != '\0') {
      out.push_back(static_cast<std::uint8_t>(meanings[letters.find(next)]));
      ++at;
    } else if (text[at] == '\\' && next == 'x') {
      const auto byte = from_hex(text.substr(at + 2, 2));
      if (!byte || byte->size() != 1) throw fail(Fault::usage, "'{}' has \\x without two hex digits", text);
      out.push_back(byte->front());
      at += 3;
    } else {
      out.push_back(static_cast<std::uint8_t>(text[at]));
    }
  }
  return out;
}

/// Prints what comes in the chosen form; whole lines are handed on at once, so that a person sees them.
class Printer {
 public:
  Printer(const ConnectOptions& o, echo::MessageFormat format, bool datagrams, Context& context)
      : format_(std::move(format)), sink_(io::Sink::open(o.output, {.force = context.force})), limit_(o.limit),
        datagrams_(datagrams) {}
  void peer(const std::string& url) { peer_ = url; }
  void add(ByteView bytes) {
    if (format_.kind() == echo::MessageFormat::Kind::raw) {
      sink_->write(bytes);
    } else if (datagrams_) {
      print({bytes, ++count_, offset_, now_nanoseconds(), false});
      offset_ += bytes.size();
    } else {
      lines_.add(bytes, [this](const echo::Message& message) { print(message); });
    }
    hand_on();
  }
  void end() {
    lines_.end([this](const echo::Message& message) { print(message); });
    hand_on();
    sink_->commit();
  }

 private:
  void print(const echo::Message& message) {
    if (limit_ == 0 || printed_++ < limit_) format_.append(text_, message, peer_);
  }
  void hand_on() {
    sink_->write(text_);
    text_.clear();
    sink_->flush();
  }
  echo::MessageFormat format_;
  std::unique_ptr<io::Sink> sink_;
  std::uint64_t limit_, printed_ = 0, count_ = 0, offset_ = 0;
  bool datagrams_;
  echo::Lines lines_;
  std::string text_, peer_;
};

echo::MessageFormat format_of(const ConnectOptions& o, const Context& context) {
  // Bytes of a stranger may command a terminal; a file or a pipe gets them as they are.
  const std::string name = !o.format.empty() ? o.format : o.output == "-" && context.out.is_tty ? "text" : "raw";
  return value_or_throw(echo::MessageFormat::parse(name), Fault::usage);
}

int run_connect(const ConnectOptions& o, Context& context) {
  echo::ClientOptions options;
  options.to = plain_address_or_throw(o.url);
  if (options.to.scheme != echo::Scheme::unix_stream && options.to.port == 0)
    throw fail(Fault::usage, "'{}' has no port to connect to", o.url);
  options.timeout = context.timeout;
  options.retry = o.retry;
  options.crlf = o.crlf;
  options.tls.verify = !o.insecure;
  options.tls.ca_certificates = read_small_file(o.ca);
  options.tls.alpn = o.alpn;
  options.server_name = o.name;
  const bool datagrams = options.to.scheme == echo::Scheme::udp;
  echo::MessageFormat format = format_of(o, context);
  for (const std::string& text : o.sends) {
    options.sends.push_back(message_of(text));
    if (o.crlf) options.sends.back().insert(options.sends.back().end(), {'\r', '\n'});
  }
  if (o.sends.empty() && !o.only_connect) options.input = STDIN_FILENO;
  if (context.dry_run) return 0;
  Printer printer(o, std::move(format), datagrams, context);
  echo::ClientObserver observer;
  observer.connected = [&](const echo::ClientEnd& so_far) {
    printer.peer(so_far.peer);
    log::info("connected to {}{}{}", so_far.peer, so_far.tls_version.empty() ? "" : " with ", so_far.tls_version);
  };
  observer.received = [&](ByteView bytes) { printer.add(bytes); };
  if (o.only_connect) options.timeout = std::min<std::int64_t>(options.timeout, 10'000'000'000);
  const echo::ClientEnd end = echo::run_client(options, observer, context.cancel);
  printer.end();
  if (!end.timed_out || end.bytes_in > 0 || end.messages_out == 0) return 0;
  throw fail(Fault::network, "{} did not answer within {}", end.peer, show_duration(context.timeout));
}

}  // namespace

void describe_echo_connect(cli::Spec& spec) {
  auto& o = spec.options<ConnectOptions>();
  spec.summary("talk to a server and show its messages in another form");
  spec.description(
      "Sends standard input (or each --send) and prints what comes back. At the input's end the peer is told (half-close) "
      "and what it still says is printed; when it stays silent for --timeout the connection is over. Over UDP each line "
      "is a datagram, and it ends with as many answers. A message of a stream is a line; longer ones than 16,384 bytes are "
      "cut and flagged partial.");
  spec.note(
      "FORMATS",
      "raw: the bytes as they are. text: one message a line, control characters escaped. hex: a dump of sixteen bytes "
      "a row. json: one object a message with ts, n, peer, line (or data_b64), bytes, partial. A template: any text "
      "with {line} {upper} {lower} {hex} {json} {bytes} {n} {ts} {peer}.");
  spec.example(
      "pytk echo serve unix:e.sock --for 2s & echo hello | pytk echo connect unix:e.sock --retry 2s --format hex",
      "a message as a hex dump");
  spec.example(
      "pytk echo serve unix:e.sock --for 2s & pytk echo connect unix:e.sock --retry 2s --send 'one\\ntwo\\n' --format '{n}: {upper}'",
      "messages by a template");
  spec.example("pytk echo connect tls://localhost:2443 --insecure  # long-running", "what a self-signed server says");
  spec.positional("URL", o.url, "tcp://HOST:PORT, udp://, tls://, unix:PATH").required();
  spec.option("--send", o.sends, "send this text (with \\n, \\xHH) or @FILE instead of standard input")
      .placeholder("TEXT");
  spec.option("-f,--format,--to", o.format, "raw, text, hex, json, or a template with {line}")
      .placeholder("FORMAT")
      .otherwise("text on a terminal, else raw")
      .complete_from(echo::MessageFormat::names);
  spec.custom("--json", [&o](std::string_view text) -> Result<void> {
    if (text != "false") o.format = "json";
    return {};
  }, "the same as --format json").takes_value = false;
  cli::add_output_file(spec, o.output);
  spec.option("--limit", o.limit, "print only so many messages").placeholder("N").otherwise("no limit");
  spec.flag("--crlf,-C", o.crlf, "send CR LF for each line end");
  spec.flag("-z,--only-connect", o.only_connect, "send nothing: tell the peer at once that nothing comes");
  spec.duration("--retry", o.retry, "try again for so long while nobody listens").placeholder("TIME").otherwise("once");
  spec.option("--ca", o.ca, "trust these PEM certificates too").placeholder("FILE").complete_files().category("TLS");
  spec.flag("-k,--insecure", o.insecure, "do not check the certificate").category("TLS");
  spec.option("--sni,--servername", o.name, "the name to ask for and to check")
      .placeholder("NAME")
      .otherwise("the host")
      .category("TLS");
  spec.option("--alpn", o.alpn, "protocols to offer").placeholder("NAMES").comma_separated().category("TLS");
  spec.run([&o](Context& context) { return run_connect(o, context); });
}

}  // namespace pytk::cmd
