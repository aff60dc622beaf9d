// pytk echo load.
#include <pytk/cli/output.hpp>
#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/echo/load.hpp>

#include "echo_shared.hpp"

namespace pytk::cmd {
namespace {

using record::Type;

struct LoadCommand {
  std::string url, ca;
  echo::LoadOptions load;
  cli::OutputOptions output;
  bool insecure = false;
};

record::Schema load_schema() {
  return {{"url", Type::text},           {"connections", Type::uint64},    {"failed", Type::uint64},
          {"size", Type::uint64},        {"seconds", Type::float64},       {"messages", Type::uint64},
          {"per_second", Type::float64}, {"mb_per_second", Type::float64}, {"lost", Type::uint64},
          {"wrong", Type::uint64},       {"connect_ms", Type::float64},    {"mean_ms", Type::float64},
          {"p50_ms", Type::float64},     {"p90_ms", Type::float64},        {"p99_ms", Type::float64},
          {"p999_ms", Type::float64},    {"max_ms", Type::float64}};
}

/// Thousandths are what these measurements are good for.
double rounded(double value) { return static_cast<double>(static_cast<std::int64_t>(value * 1000 + 0.5)) / 1000; }
double milliseconds(std::int64_t nanoseconds) { return rounded(static_cast<double>(nanoseconds) / 1e6); }

void write_result(const LoadCommand& o, const echo::LoadResult& result, Context& context) {
  const double seconds = static_cast<double>(std::max<std::int64_t>(result.elapsed, 1)) / 1e9;
  record::Batch row(load_schema());
  row[0].add_text(o.url);
  row[1].add_uint(result.connected);
  row[2].add_uint(result.failed);
  row[3].add_uint(o.load.size);
  row[4].add_real(rounded(seconds));
  row[5].add_uint(result.messages);
  row[6].add_real(rounded(static_cast<double>(result.messages) / seconds));
  row[7].add_real(rounded(static_cast<double>(result.bytes) / 1e6 / seconds));
  row[8].add_uint(result.lost);
  row[9].add_uint(result.wrong);
  row[10].add_real(milliseconds(result.connecting));
  row[11].add_real(rounded(result.latency.mean() / 1e6));
  std::size_t column = 12;
  for (const double share : {0.5, 0.9, 0.99, 0.999})
    row[column++].add_real(milliseconds(result.latency.quantile(share)));
  row[column].add_real(milliseconds(result.latency.greatest()));
  row.end_row();
  cli::RecordOutput out(o.output, row.schema(), context);
  out.write(row);
  out.finish();
}

int run_load_command(const LoadCommand& o, Context& context) {
  echo::LoadOptions options = o.load;
  options.to = plain_address_or_throw(o.url);
  if (options.to.scheme != echo::Scheme::unix_stream && options.to.port == 0)
    throw fail(Fault::usage, "'{}' has no port to connect to", o.url);
  if (options.rate < 0) throw fail(Fault::usage, "--rate {} is no number of messages a second", options.rate);
  options.timeout = context.timeout;
  options.tls.verify = !o.insecure;
  options.tls.ca_certificates = read_small_file(o.ca);
  if (context.dry_run) return 0;
  const echo::LoadResult result = echo::run_load(options, context.cancel);
  write_result(o, result, context);
  context.cancel.check();
  if (result.failed == 0 && result.wrong == 0) return 0;
  log::warn("{} of {} connections failed: {}", result.failed, options.connections, result.problem);
  return 1;
}

/// A number alone is seconds here, as other load generators take it.
Result<std::int64_t> seconds_of(std::string_view text) {
  if (const auto plain = parse_real(text); plain && *plain >= 0 && *plain <= 1e6)
    return static_cast<std::int64_t>(*plain * 1e9);
  return parse_duration(text);
}

}  // namespace

void describe_echo_load(cli::Spec& spec) {
  auto& o = spec.options<LoadCommand>();
  spec.summary("measure an echo server under load");
  spec.description(
      "Only for servers that you may load. Makes all connections, then sends a message on each and waits until it is back, "
      "again and again; answers are compared with what was sent. With --rate messages go out by a schedule, and a time counts "
      "from when a message was due, so that a stall is seen in all messages that it held up (coordinated omission).");
  spec.example(
      "pytk echo serve unix:e.sock --for 3s -q & sleep 0.3; pytk echo load unix:e.sock --connections 8 --duration 0.2s",
      "eight connections, 64 bytes");
  spec.example("pytk echo load tcp://127.0.0.1:2007 --connections 1000 --rate 5000 --duration 10s  # long-running",
               "5,000 messages a second, by schedule");
  spec.example("pytk echo load tls://localhost:2443 --insecure --size 64KiB --connections 4  # long-running",
               "bulk over TLS");
  spec.positional("URL", o.url, "tcp://HOST:PORT, udp://, tls://, unix:PATH").required();
  spec.option("-c,--connections", o.load.connections, "connections at once").placeholder("N").otherwise("10");
  spec.size("--size", o.load.size, "bytes a message").placeholder("SIZE").otherwise("64");
  spec.custom("-d,--duration", [&o](std::string_view text) -> Result<void> {
    const auto duration = seconds_of(text);
    if (!duration) return tl::unexpected(duration.error());
    o.load.duration = *duration;
    return {};
  }, "how long to send: seconds, or a time such as 500ms").placeholder("TIME").otherwise("10s");
  spec.option("--rate", o.load.rate, "messages a second over all connections")
      .placeholder("R")
      .otherwise("as fast as they are answered");
  spec.flag("--idle", o.load.idle, "one message each, then silence");
  spec.option("--ca", o.ca, "trust these PEM certificates too").placeholder("FILE").complete_files();
  spec.flag("-k,--insecure", o.insecure, "do not check the certificate");
  spec.option("--sni,--servername", o.load.server_name, "the TLS name to ask for")
      .placeholder("NAME")
      .otherwise("the host");
  cli::add_output(spec, o.output);
  spec.field("url", "text", "the server");
  spec.field("connections", "uint64", "made; failed: not made, or broken");
  spec.field("size", "uint64", "bytes a message");
  spec.field("seconds", "float64", "of sending");
  spec.field("messages", "uint64", "that came back; per_second and mb_per_second (each way) follow from it");
  spec.field("lost", "uint64", "datagrams without an answer within a second");
  spec.field("wrong", "uint64", "answers that were not what was sent");
  spec.field("connect_ms", "float64", "until all were connected");
  spec.field("p50_ms", "float64", "times: also mean_ms, p90_ms, p99_ms, p999_ms, max_ms");
  spec.note("EXIT STATUS", "0, 1 when a connection failed or an answer was wrong, 4 when none could be made.");
  spec.run([&o](Context& context) { return run_load_command(o, context); });
}

}  // namespace pytk::cmd
