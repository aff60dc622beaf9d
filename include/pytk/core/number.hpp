// Numbers, sizes, durations and times as people write them. Every parser takes the whole text or says why not;
// none depends on the locale.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <pytk/core/error.hpp>

namespace pytk {

/// Decimal, 0x, 0b, 1e3 and 1_000; a leading zero ("010") is an error, not octal.
[[nodiscard]] Result<std::int64_t> parse_int(std::string_view text,
                                             std::int64_t low = std::numeric_limits<std::int64_t>::min(),
                                             std::int64_t high = std::numeric_limits<std::int64_t>::max());
[[nodiscard]] Result<std::uint64_t> parse_uint(std::string_view text,
                                               std::uint64_t high = std::numeric_limits<std::uint64_t>::max());
/// Finite unless told otherwise; "1e400" and "nan" are errors.
[[nodiscard]] Result<double> parse_real(std::string_view text, bool allow_not_finite = false);
/// Plain machine number of a data file: correctly rounded, inf and nan in any case, no underscores. False if not a
/// number.
[[nodiscard]] bool read_real(std::string_view text, double& out) noexcept;
[[nodiscard]] bool read_int(std::string_view text, std::int64_t& out) noexcept;

/// Bytes: 10, 1.5k, 2M, 3G (powers of 1000), 4KiB, 1MiB (powers of 1024), with an optional final B.
[[nodiscard]] Result<std::uint64_t> parse_size(std::string_view text);
[[nodiscard]] std::string show_size(std::uint64_t bytes);  ///< "1.5 MB"

/// Nanoseconds: 250ms, 5s, 1m30s, 2h, 1d; a bare number is an error that proposes seconds.
[[nodiscard]] Result<std::int64_t> parse_duration(std::string_view text);
[[nodiscard]] std::string show_duration(std::int64_t nanoseconds);  ///< "1m30s", "250ms"

/// Nanoseconds since 1970-01-01T00:00Z from RFC 3339 / ISO 8601 ("2026-01-02", "2026-01-02T03:04:05.6Z",
/// "+02:00", a space for the T), from "@SECONDS[.fraction]", or "now". No zone means UTC. Years 1678 to 2262.
[[nodiscard]] Result<std::int64_t> parse_time(std::string_view text);
/// RFC 3339 in UTC with 0, 3, 6 or 9 digits, the fewest that lose nothing: "2026-01-02T03:04:05.6Z" is printed as
/// ".600Z".
[[nodiscard]] std::string show_time(std::int64_t nanoseconds);
void append_time(std::string& out, std::int64_t nanoseconds);
[[nodiscard]] std::int64_t now_nanoseconds() noexcept;        ///< wall clock
[[nodiscard]] std::int64_t steady_nanoseconds() noexcept;     ///< for intervals

/// Civil date of a day count since 1970-01-01 and back (proleptic Gregorian; Hinnant's algorithm).
struct Date { std::int32_t year; std::uint8_t month; std::uint8_t day; };
[[nodiscard]] Date date_of_days(std::int64_t days) noexcept;
[[nodiscard]] std::int64_t days_of_date(Date date) noexcept;

/// Narrowing that refuses to lose: `checked<int>(count)` throws Fault::data.
template <class To, class From>
[[nodiscard]] To checked(From value) {
  const auto narrowed = static_cast<To>(value);
  if (static_cast<From>(narrowed) != value || ((narrowed < To{}) != (value < From{})))
    throw fail(Fault::data, "the number {} is out of range", value);
  return narrowed;
}

/// Shortest text that reads back as the same double (std::to_chars), "nan", "inf", "-inf"; integral values keep ".0" if
/// asked.
void append_real(std::string& out, double value);
void append_int(std::string& out, std::int64_t value);
void append_uint(std::string& out, std::uint64_t value);

}  // namespace pytk
