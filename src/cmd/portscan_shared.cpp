#include "portscan_shared.hpp"

#include <cstdlib>

#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/source.hpp>

namespace pytk::cmd {
namespace {

constexpr std::uint64_t most_public_unasked = 65'536;

/// White space or lines between targets, '#' begins a comment.
void each_word(const std::string& file, const std::function<void(std::string_view)>& use) {
  const auto source = io::Source::open(file);
  io::LineReader lines(*source, 1U << 20U);
  std::string_view line;
  while (lines.next(line)) {
    line = line.substr(0, line.find('#'));
    for (std::size_t at = 0; (at = line.find_first_not_of(" \t\r,", at)) != std::string_view::npos;) {
      const std::size_t end = std::min(line.find_first_of(" \t\r", at), line.size());
      try {
        use(line.substr(at, end - at));
      } catch (Error& error) {
        error.set_where({file == "-" ? "standard input" : file, lines.number(), static_cast<std::int64_t>(at) + 1});
        throw;
      }
      at = end;
    }
  }
}

std::optional<std::uint64_t> number_in_environment(const char* name) {
  const char* text = std::getenv(name);
  if (text == nullptr) return std::nullopt;
  return value_or_throw(parse_uint(text), Fault::usage);
}

std::uint64_t shard_number(std::string_view text, std::string_view whole) {
  const auto number = parse_uint(text);
  if (!number) throw fail(Fault::usage, "'{}' is no shard", whole).hint("write 2/8 for the second of eight, or auto");
  return *number;
}

}  // namespace

void add_targets(cli::Spec& spec, TargetOptions& o) {
  spec.positional("TARGET", o.targets, "address, block (10.0.0.0/24), range (10.0.0-3.1,5), or name");
  spec.option("-i,--targets-from,-iL", o.target_files, "read targets from a file ('-': standard input)")
      .placeholder("FILE")
      .complete_files();
  spec.option("--exclude", o.excluded, "leave these targets out").placeholder("TARGETS").comma_separated();
  spec.option("--exclude-file,--excludefile", o.exclude_files, "leave out what a file lists")
      .placeholder("FILE")
      .complete_files();
  spec.flag("--resolve-all", o.resolve_all, "every address of a name, not only its first");
  spec.flag("--i-am-authorised,--i-am-authorized", o.authorised, "allow more than 65,536 public addresses");
}

portscan::Targets read_targets(const TargetOptions& o) {
  portscan::Targets targets;
  for (const std::string& text : o.targets) targets.add(text, o.resolve_all);
  for (const std::string& file : o.target_files)
    each_word(file, [&](std::string_view word) { targets.add(word, o.resolve_all); });
  for (const std::string& text : o.excluded) targets.exclude(text);
  for (const std::string& file : o.exclude_files)
    each_word(file, [&](std::string_view word) { targets.exclude(word); });
  targets.settle();
  if (const auto open = targets.public_addresses(); open > most_public_unasked && !o.authorised)
    throw fail(Fault::usage, "{} public addresses are more than a slip of the pen should scan", open)
        .hint("scan only networks you may scan; --i-am-authorised says that you may");
  return targets;
}

void add_timing(cli::Spec& spec, TimingOptions& o) {
  constexpr const char* timing = "TIMING";
  spec.option("--rate,--max-rate", o.rate, "most probes a second")
      .placeholder("PPS")
      .otherwise("1000 for public addresses, else no limit")
      .category(timing);
  spec.option("--retries,--max-retries", o.retries, "passes over ports that did not answer")
      .placeholder("N")
      .otherwise("6; more than one only while they find something")
      .category(timing);
  spec.option("--parallel,--max-parallelism", o.parallel, "most probes in flight")
      .placeholder("N")
      .otherwise("as descriptors allow, at most 10000")
      .category(timing);
  spec.option("-T", o.level, "Nmap's timing level, 0 (slowest) to 5")
      .placeholder("LEVEL")
      .otherwise("3")
      .category(timing);
}

portscan::Timing timing_of(const TimingOptions& o, const portscan::Targets& targets, const Context& context) {
  constexpr double polite = 1000;
  auto timing = portscan::Timing::level(static_cast<unsigned>(std::min<std::uint64_t>(o.level.value_or(3), 99)));
  timing.most_timeout = std::max<std::int64_t>(1'000'000, std::min(timing.most_timeout, context.timeout));
  timing.first_timeout = std::min(timing.first_timeout, timing.most_timeout);
  timing.least_timeout = std::min(timing.least_timeout, timing.most_timeout);
  if (o.retries) timing.retries = static_cast<unsigned>(std::min<std::uint64_t>(*o.retries, 100));
  if (o.parallel > 0) timing.parallel = o.parallel;
  if (o.rate && !(*o.rate > 0))
    throw fail(Fault::usage, "--rate {} is no number of probes a second", *o.rate).hint("a number over 0");
  if (o.rate) timing.rate = *o.rate;
  else if (timing.rate == 0 && targets.public_addresses() > 0) timing.rate = polite;
  return timing;
}

portscan::Shard shard_of(const std::string& text) {
  portscan::Shard shard;
  const std::size_t slash = text.find('/');
  const std::string_view part = std::string_view(text).substr(0, slash);
  std::optional<std::uint64_t> parts;
  if (slash != std::string::npos) parts = shard_number(std::string_view(text).substr(slash + 1), text);
  if (part != "auto") {
    if (!parts) throw fail(Fault::usage, "'{}' is no shard", text).hint("write 2/8 for the second of eight, or auto");
    shard = {shard_number(part, text), *parts};
  } else if (const auto task = number_in_environment("SLURM_ARRAY_TASK_ID")) {
    const std::uint64_t first = number_in_environment("SLURM_ARRAY_TASK_MIN").value_or(1);
    const auto count = number_in_environment("SLURM_ARRAY_TASK_COUNT");
    shard = {*task < first ? 0 : *task - first + 1, parts.value_or(count.value_or(0))};
  } else if (const auto index = number_in_environment("JOB_COMPLETION_INDEX")) {
    if (!parts)
      throw fail(Fault::usage, "an indexed job does not say how many parts there are").hint("write --shard auto/8");
    shard = {*index + 1, *parts};
  } else {
    throw fail(Fault::usage, "--shard auto finds neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX")
        .hint("write --shard 2/8");
  }
  if (shard.part < 1 || shard.parts < 1 || shard.part > shard.parts)
    throw fail(Fault::usage, "there is no shard {} of {}", shard.part, shard.parts)
        .hint("the first is 1/N, the last N/N");
  return shard;
}

void append_ip_port(std::string& out, const Ip& ip, std::uint16_t port) {
  if (ip.v6) out += '[';
  append_ip(out, ip);
  out += ip.v6 ? "]:" : ":";
  append_uint(out, port);
}

}  // namespace pytk::cmd
