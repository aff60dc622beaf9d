#include <pytk/portscan/scan.hpp>

#include <algorithm>

#include <pytk/core/number.hpp>

#include "portscan/connect_scan.hpp"

namespace pytk::portscan {
namespace {

[[noreturn]] void no_route() {
  throw fail(Fault::network, "cannot scan: this machine has no route to any of the targets");
}

constexpr std::size_t worth_discovering = 8;  // fewer ports than this cost no more than asking first

/// Leaves the engine with the hosts that accept or refuse a connection to one of three common ports.
void discover(const Plan& plan, ConnectScan& engine, Cancel& cancel, Summary& total) {
  Plan question = plan;
  question.ports = {22, 80, 443};
  question.shard = {};
  question.timing.retries = std::min(plan.timing.retries, 1U);
  Summary summary;
  const Observer nobody;
  ConnectScan scan(question, nobody, cancel, summary);
  scan.first_answer_only();
  scan.run();
  if (summary.sent > 0 && summary.no_route == summary.sent) no_route();
  std::vector<bool> up(plan.targets.size(), false);
  for (const auto& [host, timing] : scan.hosts()) up[host] = timing.up;
  total.sent += summary.sent;
  total.retries += summary.retries;
  total.interrupted = summary.interrupted;
  engine.only(std::move(up));
  engine.know(scan);
}

void report_hosts(const Plan& plan, const ConnectScan& scan, const Observer& observer, Summary& summary) {
  std::vector<std::uint64_t> numbers;
  for (const auto& [number, timing] : scan.hosts())
    if (timing.up) numbers.push_back(number);
  summary.hosts_up = numbers.size();
  if (!observer.host) return;
  std::sort(numbers.begin(), numbers.end());
  for (const std::uint64_t number : numbers) {
    const HostTiming& timing = scan.hosts().at(number);
    observer.host({plan.targets.at(number), true, timing.open, timing.closed, timing.filtered, timing.smoothed});
  }
}

}  // namespace

std::string_view state_name(State state) noexcept {
  constexpr std::string_view names[] = {"open", "closed", "filtered"};
  return names[static_cast<std::size_t>(state)];
}

std::string_view reason_name(Reason reason) noexcept {
  constexpr std::string_view names[] = {"syn-ack",      "conn-refused",     "no-response",
                                        "host-unreach", "admin-prohibited", "reset"};
  return names[static_cast<std::size_t>(reason)];
}

Timing Timing::level(unsigned level) {
  constexpr std::int64_t ms = 1'000'000;
  Timing timing;
  switch (level) {
    case 0: timing.parallel = 1, timing.rate = 1.0 / 300; break;  // one probe in five minutes
    case 1: timing.parallel = 1, timing.rate = 1.0 / 15; break;
    case 2: timing.parallel = 1, timing.rate = 2.5; break;
    case 3: break;
    case 4: timing.first_timeout = 500 * ms, timing.most_timeout = 1250 * ms; break;
    case 5:
      timing.first_timeout = 250 * ms, timing.least_timeout = 50 * ms, timing.most_timeout = 300 * ms,
      timing.retries = 2;
      break;
    default: throw fail(Fault::usage, "there is no timing level {}", level).hint("0 (slowest) to 5 (fastest)");
  }
  return timing;
}

Summary scan(const Plan& plan, const Observer& observer, Cancel& cancel) {
  Summary summary;
  const std::int64_t started = steady_nanoseconds();
  summary.probes = plan.shard.count(plan.total());
  summary.hosts = plan.targets.size();
  ConnectScan engine(plan, observer, cancel, summary);
  if (plan.discover && plan.ports.size() > worth_discovering) discover(plan, engine, cancel, summary);
  if (!summary.interrupted) engine.run();
  if (summary.probes > 0 && summary.no_route == summary.probes) no_route();
  report_hosts(plan, engine, observer, summary);
  summary.elapsed = steady_nanoseconds() - started;
  return summary;
}

}  // namespace pytk::portscan
