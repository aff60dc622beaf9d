#include <pytk/echo/load.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>

#include <pytk/core/number.hpp>
#include <pytk/core/random.hpp>
#include <pytk/net/poller.hpp>

#include "echo/session.hpp"

namespace pytk::echo {
namespace {

using net::Poller;

constexpr std::uint64_t connects_at_once = 200;
constexpr std::size_t most_datagram = 65'507;
constexpr std::int64_t millisecond = 1'000'000;

enum class Doing : std::uint8_t { connecting, handshake, waiting, sending, ended };

/// One connection with at most one message under way.
struct Line {
  Session io;
  Doing doing = Doing::connecting;
  std::uint64_t sent = 0, received = 0;  // of the message under way
  std::int64_t due = 0;                  // when it was to be sent
  std::int64_t since = 0;                // of the state: for time-outs
};

class Load {
 public:
  Load(const LoadOptions& options, Cancel& cancel);
  LoadResult run();

 private:
  [[nodiscard]] bool datagrams() const noexcept { return options_.to.scheme == Scheme::udp; }
  void connect_some();
  void connected(Line& line);
  void work(std::size_t number);
  void begin(Line& line, std::int64_t due);
  void schedule(Line& line);
  bool send(Line& line);
  void receive(Line& line);
  void answered(Line& line);
  void start_sending();
  void want(Line& line, unsigned interest);
  void lose(Line& line, const std::string& problem);
  void sweep();
  void end_when_all_connected();

  const LoadOptions& options_;
  Cancel& cancel_;
  LoadResult result_;
  Poller poller_;
  std::vector<net::Endpoint> addresses_;
  std::optional<net::TlsContext> tls_;
  std::vector<std::unique_ptr<Line>> lines_;
  Bytes message_, buffer_ = Bytes(256U << 10U);
  std::uint64_t settled_ = 0;  // lines that are connected or have failed
  std::int64_t started_ = 0, sending_since_ = 0, gap_ = 0;
};

Load::Load(const LoadOptions& options, Cancel& cancel) : options_(options), cancel_(cancel), message_(options.size) {
  if (options.size == 0 || options.size > (datagrams() ? most_datagram : std::size_t{1} << 30U))
    throw fail(Fault::usage, "a message of {} bytes cannot be sent", options.size)
        .hint(datagrams() ? "1 to 65507 bytes over UDP" : "1 byte to 1GiB");
  const std::size_t limit = net::raise_descriptor_limit();
  if (options.connections == 0 || options.connections + 32 > limit)
    throw fail(Fault::usage, "{} connections are not possible here", options.connections)
        .hint(fmt::format("1 to {}; 'ulimit -n' is {}", limit - 32, limit));
  addresses_ = endpoints_of(options.to, false);
  if (options.to.scheme == Scheme::tls) tls_ = net::TlsContext::client(options.tls);
  SeededRandom noise(1);
  for (std::uint8_t& byte : message_) byte = static_cast<std::uint8_t>(noise.next());
  if (options.rate > 0) gap_ = static_cast<std::int64_t>(1e9 * static_cast<double>(options.connections) / options.rate);
}

void Load::connect_some() {
  while (lines_.size() < options_.connections && lines_.size() - settled_ < connects_at_once) {
    lines_.push_back(std::make_unique<Line>());
    Line& line = *lines_.back();
    const std::size_t number = lines_.size() - 1;
    line.since = steady_nanoseconds();
    int error = 0;
    if (datagrams()) line.io.socket = net::connect_datagram(addresses_.front());
    else line.io.socket = net::start_connect(addresses_.front(), error);
    if (error != 0 && error != EINPROGRESS) {
      line.io.socket.close();
      lose(line, net::error_words(error));
      continue;
    }
    line.io.interest = Poller::writable;
    poller_.watch(line.io.socket.fd(), Poller::writable, [this, number](unsigned) { work(number); });
  }
}

void Load::lose(Line& line, const std::string& problem) {
  if (line.doing == Doing::connecting || line.doing == Doing::handshake) ++settled_;
  line.doing = Doing::ended;
  line.io.tls.reset();
  if (line.io.socket.is_open()) poller_.close(line.io.socket.release());
  ++result_.failed;
  if (result_.problem.empty()) result_.problem = problem;
  end_when_all_connected();
}

void Load::want(Line& line, unsigned interest) {
  if (line.io.interest == interest) return;
  line.io.interest = static_cast<std::uint8_t>(interest);
  poller_.change(line.io.socket.fd(), interest);
}

void Load::connected(Line& line) {
  ++settled_;
  ++result_.connected;
  line.doing = Doing::waiting;
  want(line, Poller::readable);
  end_when_all_connected();
}

/// Once every connection is made (or not) the clock starts.
void Load::end_when_all_connected() {
  if (settled_ == options_.connections && sending_since_ == 0) start_sending();
}

void Load::start_sending() {
  sending_since_ = steady_nanoseconds();
  result_.connecting = sending_since_ - started_;
  if (result_.connected == 0) {
    poller_.stop();
    return;
  }
  // From the loop, not from within the callback that settled the last connection.
  poller_.after(0, [this] {
    const std::int64_t now = steady_nanoseconds();
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i]->doing != Doing::waiting) continue;
      // With a rate the connections take turns evenly.
      lines_[i]->due =
          gap_ == 0 ? now : now + gap_ * static_cast<std::int64_t>(i) / static_cast<std::int64_t>(lines_.size());
      schedule(*lines_[i]);
    }
  });
  poller_.after(options_.duration, [this] { poller_.stop(); });
}

void Load::schedule(Line& line) {
  const std::int64_t wait = line.due - steady_nanoseconds();
  if (wait <= 0) {
    begin(line, line.due);
    return;
  }
  poller_.after(wait, [this, &line] { if (line.doing == Doing::waiting) begin(line, line.due); });
}

void Load::begin(Line& line, std::int64_t due) {
  line.doing = Doing::sending;
  line.sent = line.received = 0;
  line.due = due;
  line.since = steady_nanoseconds();
  send(line);
}

/// False when the connection is gone.
bool Load::send(Line& line) {
  while (line.sent < message_.size()) {
    std::size_t moved = 0;
    std::string problem;
    const Flow flow = write_to(line.io, ByteView(message_).subspan(line.sent), moved, problem);
    if (flow == Flow::moved) {
      line.sent += moved;
      continue;
    }
    if (flow == Flow::wait_write || flow == Flow::wait_read) {
      want(line, Poller::readable | (flow == Flow::wait_write ? Poller::writable : 0U));
      return true;
    }
    lose(line, problem.empty() ? "closed by the server" : problem);
    return false;
  }
  want(line, Poller::readable);
  return true;
}

void Load::receive(Line& line) {
  for (int i = 0; i < 64; ++i) {
    std::size_t moved = 0;
    std::string problem;
    const Flow flow = read_from(line.io, buffer_, moved, problem);
    if (flow == Flow::wait_read || flow == Flow::wait_write) return;
    if (flow == Flow::ended || flow == Flow::broken) {
      lose(line, problem.empty() ? "closed by the server" : problem);
      return;
    }
    if (datagrams() && line.doing != Doing::sending) continue;  // the answer to one that was given up
    // What comes unasked, or differs from what was sent, is no echo.
    const std::size_t fits = std::min<std::size_t>(moved, line.sent - line.received);
    if (line.doing != Doing::sending || fits < moved ||
        std::memcmp(buffer_.data(), message_.data() + line.received, fits) != 0) {
      ++result_.wrong;
      if (!datagrams()) lose(line, "the answer differs from what was sent");
      return;
    }
    line.received += moved;
    if (line.received == message_.size()) answered(line);
    if (line.doing == Doing::ended) return;
    if (!line.io.tls && moved < buffer_.size()) return;
  }
}

void Load::answered(Line& line) {
  const std::int64_t now = steady_nanoseconds();
  result_.latency.add(now - line.due);
  ++result_.messages;
  result_.bytes += message_.size();
  line.doing = Doing::waiting;
  if (options_.idle) return;
  // A late answer does not shift the schedule: what had to wait for it counts as late too (coordinated omission).
  line.due = gap_ == 0 ? now : line.due + gap_;
  schedule(line);
}

void Load::work(std::size_t number) {
  Line& line = *lines_[number];
  if (line.doing == Doing::connecting) {
    if (const int error = net::pending_error(line.io.socket.fd()); error != 0) {
      lose(line, net::error_words(error));
      return;
    }
    if (!tls_) {
      connected(line);
      return;
    }
    line.io.tls = std::make_unique<net::TlsSession>(
        *tls_, line.io.socket.fd(), options_.server_name.empty() ? options_.to.host : options_.server_name);
    line.doing = Doing::handshake;
  }
  if (line.doing == Doing::handshake) {
    const net::TlsStep step = line.io.tls->handshake();
    if (step == net::TlsStep::want_read || step == net::TlsStep::want_write)
      want(line, step == net::TlsStep::want_read ? Poller::readable : Poller::writable);
    else if (step == net::TlsStep::done) connected(line);
    else lose(line, line.io.tls->problem());
    return;
  }
  if (line.doing == Doing::sending && line.sent < message_.size() && !send(line)) return;
  if (line.doing != Doing::ended) receive(line);
}

/// Starts more connections, and gives up on what takes too long.
void Load::sweep() {
  if (sending_since_ == 0) connect_some();
  const std::int64_t now = steady_nanoseconds();
  const std::int64_t patience =
      datagrams() ? std::min<std::int64_t>(options_.timeout, 1000 * millisecond) : options_.timeout;
  for (const auto& line : lines_) {
    if (line->doing == Doing::ended || line->doing == Doing::waiting || now - line->since < patience) continue;
    if (!datagrams() || line->doing != Doing::sending) {
      lose(*line, "no answer in time");
      continue;
    }
    ++result_.lost;
    begin(*line, gap_ == 0 ? now : line->due + gap_);
  }
  poller_.after(sending_since_ == 0 ? millisecond : 100 * millisecond, [this] { sweep(); });
}

LoadResult Load::run() {
  started_ = steady_nanoseconds();
  // From the loop: where every connection is refused at once, the stop would come before there is anything to stop.
  poller_.after(0, [this] { sweep(); });
  poller_.run(cancel_, [this] {
    result_.interrupted = true;
    poller_.stop();
  });
  const std::int64_t now = steady_nanoseconds();
  result_.elapsed = sending_since_ == 0 ? 0 : now - sending_since_;
  for (const auto& line : lines_) {
    line->io.tls.reset();
    if (!line->io.socket.is_open()) continue;
    if (!datagrams())
      net::reset_on_close(line->io.socket.fd());  // thousands of TIME_WAITs would be in the next run's way
    poller_.close(line->io.socket.release());
  }
  if (result_.connected == 0 && !result_.interrupted)
    throw fail(Fault::network, "cannot connect to {}: {}", address_text(options_.to.scheme, addresses_.front()),
               result_.problem);
  return result_;
}

}  // namespace

LoadResult run_load(const LoadOptions& options, Cancel& cancel) { return Load(options, cancel).run(); }

}  // namespace pytk::echo
