// Values as machine text, straight into a growing buffer: what the JSON and CSV writers share with those who write
// rows without columns.
#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include <pytk/core/digits.hpp>
#include <pytk/core/shortest.hpp>
#include <pytk/core/text_buffer.hpp>
#include <pytk/record/batch.hpp>

namespace pytk::record {

/// The last second's date and time are kept: records often come many to a second.
class TimeText {
 public:
  void append(TextBuffer& out, std::int64_t nanoseconds);

 private:
  std::int64_t second_ = -1;
  char date_[20] = {};
};

void append_ip_text(TextBuffer& out, const Ip& ip);
/// Seconds as an exact decimal: 1.5 for 1,500,000,000 ns.
void append_seconds(TextBuffer& out, std::int64_t nanoseconds);

template <std::integral T>
void append_number(TextBuffer& out, T value) {
  using Wide = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
  out.set_end(put_whole(out.ensure(24), static_cast<Wide>(value)));
}
inline void append_number(TextBuffer& out, double value) {
  char* at = out.ensure(32);
  out.set_end(std::isfinite(value) ? put_number(at, value) : std::to_chars(at, at + 32, value).ptr);
}

/// A text of a CSV row, between quotes where it holds the delimiter, a quote or a line break. An empty one that stands
/// alone in its row is quoted too, because readers take an empty line for no record at all.
void append_csv_text(TextBuffer& out, std::string_view text, char delimiter, bool alone);
/// A JSON string with quotes; plain ASCII is copied at once.
void append_json_text(TextBuffer& out, std::string_view text);
/// Any value as JSON; null, nan and the infinities are null.
void append_json_value(TextBuffer& out, const Column& column, std::size_t row, TimeText& times);
/// Any value but text as CSV shows it; nothing for null. Text, bytes and json columns too, without quotes.
void append_plain_value(TextBuffer& out, const Column& column, std::size_t row, TimeText& times);

}  // namespace pytk::record
