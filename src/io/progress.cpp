#include <pytk/io/progress.hpp>

#include <algorithm>
#include <atomic>

#include <unistd.h>

#include <fmt/core.h>

#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::io {
namespace {

constexpr std::int64_t first_after = 500'000'000;
constexpr std::int64_t redraw_after = 100'000'000;

// True while a progress line stands on the terminal; the log erases it before it writes a line of its own.
std::atomic<bool> line_shown{false};

void put(std::string_view text) {
  // The line is a courtesy: if standard error cannot take it, nothing is lost.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

void erase_line() {
  if (line_shown.exchange(false)) put("\r\x1b[K");
}

std::string amount(std::uint64_t count, std::string_view unit) {
  if (unit == "B") return show_size(count);
  return unit.empty() ? fmt::format("{}", count) : fmt::format("{} {}", count, unit);
}

}  // namespace

Progress::Progress(When when)
    : enabled_(when == When::always || (when == When::automatic && ::isatty(STDERR_FILENO) == 1)) {}

Progress::~Progress() { finish(); }

void Progress::start(std::string_view what, std::uint64_t total, std::string_view unit) {
  finish();
  what_ = what;
  unit_ = unit;
  total_ = total;
  done_ = 0;
  started_ = steady_nanoseconds();
  drawn_ = started_ + first_after - redraw_after;
  if (enabled_) log::before_line(&erase_line);
}

void Progress::finish() {
  if (enabled_) erase_line();
}

void Progress::draw_if_due() {
  const auto now = steady_nanoseconds();
  if (now - drawn_ < redraw_after || started_ == 0) return;
  drawn_ = now;
  std::string line = fmt::format("{}: {}", what_, amount(done_, unit_));
  if (total_ > 0) {
    const auto share = std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_));
    line += fmt::format(" of {} ({:.0f} %)", amount(total_, unit_), share * 100);
    if (done_ > 0 && share < 1) {
      const auto left = static_cast<double>(now - started_) * (1 - share) / share;
      line += fmt::format(", {} left", show_duration(static_cast<std::int64_t>(left / 1e9 + 0.5) * 1'000'000'000));
    }
  }
  const auto columns = terminal_of(STDERR_FILENO).columns;
  put("\r" + fit(escape_controls(line), columns > 1 ? columns - 1 : 1) + "\x1b[K");
  line_shown.store(true);
}

}  // namespace pytk::io
