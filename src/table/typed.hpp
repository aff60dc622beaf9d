// Texts as values, in one place for the engine's scan and for rows without the engine: what a column's type promises,
// and nothing more generous. "1.5" in a column of integers is no value there (it would be rounded without a word).
#pragma once

#include <cstdint>
#include <string_view>

#include <pytk/table/rows.hpp>

namespace pytk::table {

/// -?digits within 64 bits, or a JSON number of that value ("1e3", "2.0").
[[nodiscard]] bool read_integer(std::string_view text, std::int64_t& out) noexcept;
/// An integer of any size, a decimal, or a JSON number; not "nan", not "1_000".
[[nodiscard]] bool read_number(std::string_view text, double& out) noexcept;
/// What an operator takes for a number in a text column: spaces around it and a plus sign are passed over.
[[nodiscard]] bool read_loose_number(std::string_view text, double& out) noexcept;
/// ISO 8601 / RFC 3339 as is_time() sees it, in microseconds since 1970 in UTC; false for the 30th of February.
[[nodiscard]] bool read_moment(std::string_view text, std::int64_t& microseconds) noexcept;
/// true or false.
[[nodiscard]] bool read_truth(std::string_view text, bool& out) noexcept;

}  // namespace pytk::table
