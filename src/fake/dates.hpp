// Moments and ranges of time that several generators take.
#pragma once

#include "generator.hpp"

namespace pytk::fake {

inline constexpr std::int64_t second_nanoseconds = 1'000'000'000;
inline constexpr std::int64_t day_seconds = 86400;

/// "now", "today", "+30d", "-1y", "2024-01-02": a time, or one that counts from the request's now.
struct Moment {
  enum class From : std::uint8_t { epoch, now, today } from = From::epoch;
  std::int64_t seconds = 0;
  [[nodiscard]] std::int64_t at(std::int64_t now) const noexcept {
    if (from == From::epoch) return seconds;
    return (from == From::now ? now / second_nanoseconds : now / second_nanoseconds / day_seconds * day_seconds) +
           seconds;
  }
};
/// Throws Fault::usage.
[[nodiscard]] Moment read_moment(const std::string& text);

struct TimeRange final : Prepared {
  Moment start, end;
  std::string pattern;  ///< of strftime; "" is the generator's own form
};
/// The first two arguments as a range, a third as its pattern. Throws Fault::usage when it runs backwards.
void verify_range(Arguments& arguments);
[[nodiscard]] std::int64_t seconds_between(Row& row, const Arguments& arguments);
[[nodiscard]] inline std::int64_t floor_day(std::int64_t seconds) noexcept {
  return seconds >= 0 ? seconds / day_seconds : (seconds - day_seconds + 1) / day_seconds;
}
/// A day of the range, the last one as likely as the others.
[[nodiscard]] std::int64_t days_between(Row& row, const Arguments& arguments);
void append_clock(TextBuffer& out, std::int64_t seconds);
/// "%Y-%m-%d %H:%M:%S" and the like; the letters are checked by check_pattern().
void append_pattern(TextBuffer& out, std::string_view pattern, std::int64_t seconds);
/// Throws Fault::usage for a letter that has no meaning here.
void check_pattern(std::string_view pattern);

}  // namespace pytk::fake
