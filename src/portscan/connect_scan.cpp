#include "portscan/connect_scan.hpp"

#include <algorithm>

#include <pytk/core/number.hpp>
#include <pytk/net/socket.hpp>

namespace pytk::portscan {
namespace {

constexpr std::uint64_t block_size = 1U << 20U;  // bounds the list of silent probes
constexpr std::uint64_t most_held = 8192;
constexpr std::uint64_t most_window = 10'000, least_window = 8;
constexpr int launches_a_round = 200;            // then answers get their turn
constexpr int answers_a_round = 100;
constexpr std::uint64_t remembered_hosts = 65'536;
constexpr std::int64_t millisecond = 1'000'000;

/// Descriptors left for probes when files, pipes and libraries have theirs.
std::uint64_t window_of(const Timing& timing) {
  const std::uint64_t limit = net::raise_descriptor_limit();
  const std::uint64_t room = std::clamp<std::uint64_t>(limit > 128 ? limit - 64 : limit / 2, least_window, most_window);
  return timing.parallel == 0 ? room : std::min(room, timing.parallel);
}

}  // namespace

ConnectScan::ConnectScan(const Plan& plan, const Observer& observer, Cancel& cancel, Summary& summary)
    : plan_(plan), observer_(observer), cancel_(cancel), summary_(summary), order_(plan.total(), plan.seed),
      pace_(plan.timing.rate), window_limit_(window_of(plan.timing)) {
  window_ = window_limit_;
}

void ConnectScan::know(const ConnectScan& earlier) {
  for (const auto& [number, timing] : earlier.hosts_) {
    if (!timing.answered()) continue;
    HostTiming& host = hosts_[number];
    host.smoothed = timing.smoothed;
    host.variance = timing.variance;
  }
}

void ConnectScan::run() {
  const std::uint64_t count = plan_.shard.count(plan_.total());
  for (std::uint64_t from = 0; from < count && !ended_; from += block_size)
    block(from, std::min(count, from + block_size));
}

void ConnectScan::block(std::uint64_t from, std::uint64_t to) {
  pass_ = 0;
  pass([&from, to](std::uint64_t& probe) {
    if (from == to) return false;
    probe = from++;
    return true;
  });
  // A lost packet looks like a filter, so silence is asked again; and again while that turns out to be worth it.
  while (!silent_.empty() && !ended_ && pass_ < plan_.timing.retries && (pass_ == 0 || found_ > 0)) {
    ++pass_;
    found_ = 0;
    const std::vector<std::uint64_t> probes = std::move(silent_);
    silent_.clear();
    std::size_t at = 0;
    pass([&probes, &at](std::uint64_t& probe) {
      if (at == probes.size()) return false;
      probe = probes[at++];
      return true;
    });
  }
  for (std::size_t i = 0; i < silent_.size() && !ended_; ++i) {
    const auto [host, port] = plan_.probe(order_, silent_[i]);
    settle(host, port, {Verdict::Kind::state, State::filtered, Reason::no_answer}, -1);
  }
  silent_.clear();
}

void ConnectScan::pass(const Next& next) {
  exhausted_ = false;
  for (;;) {
    const bool more = launch_more(next);
    if (!more && exhausted_ && in_flight_ == 0 && held_ == 0 && again_.empty()) return;
    // Every answer that is there is taken before more is asked: what waited in our own queue would look like a slow
    // host.
    if (!more) poller_.step(wait_time());
    for (int i = 0; i < answers_a_round && poller_.step(0); ++i) {}
    expire();
    tick();
    summary_.interrupted = cancel_.requested();
    ended_ = ended_ || summary_.interrupted;
    if (!ended_) continue;
    abandon();
    return;
  }
}

bool ConnectScan::candidate(const Next& next, std::uint64_t& probe) {
  if (!again_.empty()) {
    probe = again_.front();
    again_.pop_front();
    return true;
  }
  while (!ready_.empty()) {
    HostTiming& host = hosts_.at(ready_.front());
    if (!host.waiting.empty() && host.has_room()) {
      probe = host.waiting.front();
      host.waiting.pop_front();
      --held_;
      return true;
    }
    host.ready = false;
    ready_.pop_front();
  }
  if (held_ >= most_held || exhausted_) return false;
  exhausted_ = !next(probe);
  return !exhausted_;
}

/// True when it stopped only to let answers have their turn.
bool ConnectScan::launch_more(const Next& next) {
  for (int launched = 0; launched < launches_a_round && !ended_; ++launched) {
    const std::int64_t now = steady_nanoseconds();
    std::uint64_t probe = 0;
    if (now < paused_until_ || in_flight_ >= window_ || pace_.wait(now) > 0 || !candidate(next, probe)) return false;
    launch(probe);
  }
  return true;
}

void ConnectScan::launch(std::uint64_t probe) {
  Flight flight;
  flight.probe = probe;
  std::tie(flight.host, flight.port) = plan_.probe(order_, probe);
  if (!up_.empty() && !up_[flight.host]) {
    ++summary_.skipped;
    ++settled_;
    return;
  }
  HostTiming& host = hosts_[flight.host];
  if (first_answer_only_ && host.up) return;
  if (!host.has_room()) {
    host.waiting.push_back(probe);
    ++held_;
    return;
  }
  flight.started = steady_nanoseconds();
  (void)pace_.take(flight.started);
  ++summary_.sent;
  if (pass_ > 0) ++summary_.retries;
  const Verdict verdict = connector_.start(plan_.targets.at(flight.host), flight.port, flight.fd);
  ++host.in_flight;
  switch (verdict.kind) {
    case Verdict::Kind::pending: take_off(flight, host); return;
    case Verdict::Kind::local_trouble: local_trouble(probe); break;
    case Verdict::Kind::no_route:
      ++summary_.no_route;
      settle(flight.host, flight.port, verdict, -1);
      break;
    case Verdict::Kind::state: settle(flight.host, flight.port, verdict, steady_nanoseconds() - flight.started); break;
  }
  freed(flight.host);
}

void ConnectScan::take_off(const Flight& flight, const HostTiming& timing) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(flights_.size()));
    flights_.emplace_back();
  }
  const std::uint32_t at = free_.back();
  free_.pop_back();
  const std::uint32_t generation = flights_[at].generation + 1;
  flights_[at] = flight;
  flights_[at].generation = generation;
  ++in_flight_;
  poller_.watch(flight.fd, net::Poller::writable, [this, at](unsigned) { land(at); });
  deadlines_.push_back({flight.started + timing.timeout(pass_, plan_.timing), at, generation});
  std::push_heap(deadlines_.begin(), deadlines_.end());
}

void ConnectScan::land(std::uint32_t at) {
  const Flight flight = flights_[at];
  const Verdict verdict = Connector::finish(flight.fd, plan_.targets.at(flight.host), flight.port);
  if (verdict.kind == Verdict::Kind::pending) return;
  poller_.close(flight.fd);
  ++flights_[at].generation;
  free_.push_back(at);
  --in_flight_;
  if (verdict.kind == Verdict::Kind::local_trouble) local_trouble(flight.probe);
  else settle(flight.host, flight.port, verdict, steady_nanoseconds() - flight.started);
  freed(flight.host);
}

void ConnectScan::expire() {
  if (deadlines_.empty()) return;
  const std::int64_t now = steady_nanoseconds();
  while (!deadlines_.empty() && deadlines_.front().when <= now) {
    const Deadline late = deadlines_.front();
    std::pop_heap(deadlines_.begin(), deadlines_.end());
    deadlines_.pop_back();
    Flight& flight = flights_[late.flight];
    if (flight.generation != late.generation) continue;
    poller_.close(flight.fd);
    ++flight.generation;
    free_.push_back(late.flight);
    --in_flight_;
    if (!first_answer_only_ || !hosts_[flight.host].up) silent_.push_back(flight.probe);
    hosts_[flight.host].silent();
    freed(flight.host);
  }
}

void ConnectScan::settle(std::uint64_t number, std::uint16_t port, const Verdict& verdict, std::int64_t rtt) {
  HostTiming& host = hosts_[number];
  const bool from_host = verdict.state != State::filtered;
  if (rtt >= 0) host.sample(rtt);
  if (from_host) {
    host.up = true;
    if (pass_ > 0) host.lost(), ++found_;
    else host.replied();
    if (window_ < window_limit_) ++window_;
  }
  if (rtt >= 0) ++summary_.replies;
  stuck_ = 0;
  ++settled_;
  switch (verdict.state) {
    case State::open: ++host.open, ++summary_.open; break;
    case State::closed: ++host.closed, ++summary_.closed; break;
    case State::filtered: ++host.filtered, ++summary_.filtered; break;
  }
  if (!observer_.port || ended_) return;
  ended_ = !observer_.port({plan_.targets.at(number), port, verdict.state, verdict.reason, rtt, now_nanoseconds()});
}

void ConnectScan::freed(std::uint64_t number) {
  HostTiming& host = hosts_[number];
  --host.in_flight;
  if (!host.waiting.empty() && !host.ready && host.has_room()) {
    host.ready = true;
    ready_.push_back(number);
  }
  // A block of millions of silent addresses must not be remembered one by one.
  if (plan_.targets.size() > remembered_hosts && !host.answered() && host.in_flight == 0 && host.waiting.empty() &&
      !host.ready)
    hosts_.erase(number);
}

/// Not a port's state: wait a little, ask for less at once, and try the probe again.
void ConnectScan::local_trouble(std::uint64_t probe) {
  constexpr std::uint64_t most_stuck = 250;
  again_.push_back(probe);
  window_ = std::max(window_ / 2, std::min(least_window, window_limit_));
  paused_until_ = steady_nanoseconds() + 20 * millisecond;
  if (++stuck_ > most_stuck && in_flight_ == 0)
    throw fail(Fault::io, "cannot open sockets for the scan: this machine has none left")
        .hint("raise 'ulimit -n', or ask for fewer at once with --parallel");
}

std::int64_t ConnectScan::wait_time() const {
  const std::int64_t now = steady_nanoseconds();
  std::int64_t wait = 100 * millisecond;
  if (!deadlines_.empty()) wait = std::min(wait, deadlines_.front().when - now);
  if (now < paused_until_) wait = std::min(wait, paused_until_ - now);
  else if (const std::int64_t slot = pace_.wait(now); slot > 0) wait = std::min(wait, slot);
  return std::max<std::int64_t>(wait, 0);
}

void ConnectScan::abandon() {
  for (Flight& flight : flights_) {
    if (flight.generation % 2 == 0) continue;
    poller_.close(flight.fd);
    ++flight.generation;
  }
  in_flight_ = held_ = 0;
}

void ConnectScan::tick() {
  const std::int64_t now = steady_nanoseconds();
  if (now - ticked_ < 100 * millisecond) return;
  ticked_ = now;
  if (observer_.progress && settled_ > 0) observer_.progress(std::exchange(settled_, 0));
  if (observer_.idle) observer_.idle();
}

}  // namespace pytk::portscan
