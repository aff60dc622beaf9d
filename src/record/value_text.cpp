#include <pytk/record/value_text.hpp>

#include <cmath>

#include <pytk/core/address.hpp>
#include <pytk/core/bytes.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>

namespace pytk::record {
namespace {

constexpr std::uint64_t every_byte = 0x0101010101010101U;
constexpr std::uint64_t high_bits = 0x8080808080808080U;

constexpr std::uint64_t has_zero(std::uint64_t word) { return (word - every_byte) & ~word & high_bits; }

// Eight bytes at a time: none is a quote, a backslash, a control character or beyond ASCII.
bool is_plain_json(std::uint64_t word) {
  const auto below_space = (word - every_byte * 0x20) & ~word & high_bits;
  return ((word & high_bits) | below_space | has_zero(word ^ (every_byte * '"')) |
          has_zero(word ^ (every_byte * '\\'))) == 0;
}

bool is_plain_csv(std::uint64_t word, char delimiter) {
  return (has_zero(word ^ (every_byte * static_cast<unsigned char>(delimiter))) | has_zero(word ^ (every_byte * '"')) |
          has_zero(word ^ (every_byte * '\n')) | has_zero(word ^ (every_byte * '\r'))) == 0;
}

template <class IsPlain>
bool all_words(std::string_view text, IsPlain&& is_plain) {
  const char* at = text.data();
  std::size_t left = text.size();
  std::uint64_t word = 0;
  for (; left >= 8; left -= 8, at += 8) {
    std::memcpy(&word, at, 8);
    if (!is_plain(word)) return false;
  }
  if (left == 0) return true;
  word = every_byte * 'a';
  std::memcpy(&word, at, left);
  return is_plain(word);
}

bool is_plain_json(std::string_view text) {
  return all_words(text, [](std::uint64_t word) { return is_plain_json(word); });
}

bool is_plain_csv(std::string_view text, char delimiter) {
  return all_words(text, [delimiter](std::uint64_t word) { return is_plain_csv(word, delimiter); });
}

}  // namespace

void TimeText::append(TextBuffer& out, std::int64_t nanoseconds) {
  std::int64_t second = nanoseconds / 1'000'000'000;
  std::int64_t rest = nanoseconds % 1'000'000'000;
  if (rest < 0) {
    rest += 1'000'000'000;
    --second;
  }
  // Beyond the range where a year has four digits, or before the first second was kept: the slow way.
  if (second != second_) {
    const auto text = show_time(nanoseconds);
    out.add(text);
    if (text.size() >= 20 && text[4] == '-' && text[10] == 'T') {
      std::memcpy(date_, text.data(), 19);
      second_ = second;
    }
    return;
  }
  char* at = out.ensure(32);
  std::memcpy(at, date_, 19);
  at += 19;
  if (rest != 0) {
    int digits = 9;
    for (; rest % 1000 == 0; rest /= 1000) digits -= 3;
    *at++ = '.';
    for (int i = digits - 1; i >= 0; --i, rest /= 10) at[i] = static_cast<char>('0' + rest % 10);
    at += digits;
  }
  *at++ = 'Z';
  out.set_end(at);
}

void append_ip_text(TextBuffer& out, const Ip& ip) { out.set_end(write_ip(out.ensure(most_ip_text), ip)); }

void append_seconds(TextBuffer& out, std::int64_t nanoseconds) {
  // The magnitude of the lowest int64 does not fit an int64.
  const auto magnitude =
      nanoseconds < 0 ? ~static_cast<std::uint64_t>(nanoseconds) + 1 : static_cast<std::uint64_t>(nanoseconds);
  if (nanoseconds < 0) out.add('-');
  append_number(out, magnitude / 1'000'000'000);
  auto rest = magnitude % 1'000'000'000;
  if (rest == 0) return;
  int digits = 9;
  for (; rest % 10 == 0; rest /= 10) --digits;
  char* at = out.ensure(16);
  *at++ = '.';
  for (int i = digits - 1; i >= 0; --i, rest /= 10) at[i] = static_cast<char>('0' + rest % 10);
  out.set_end(at + digits);
}

void append_csv_text(TextBuffer& out, std::string_view text, char delimiter, bool alone) {
  if (is_plain_csv(text, delimiter)) {
    out.add(text.empty() && alone ? "\"\"" : text);
    return;
  }
  char* at = out.ensure(text.size() * 2 + 2);
  *at++ = '"';
  for (const char c : text) {
    if (c == '"') *at++ = '"';
    *at++ = c;
  }
  *at++ = '"';
  out.set_end(at);
}

void append_json_text(TextBuffer& out, std::string_view text) {
  if (is_plain_json(text)) {
    char* at = out.ensure(text.size() + 2);
    *at++ = '"';
    std::memcpy(at, text.data(), text.size());
    at += text.size();
    *at++ = '"';
    out.set_end(at);
    return;
  }
  std::string escaped;
  json::append_string(escaped, text);
  out.add(escaped);
}

void append_json_value(TextBuffer& out, const Column& column, std::size_t row, TimeText& times) {
  if (column.null(row)) {
    out.add("null");
    return;
  }
  switch (column.type()) {
    case Type::text: append_json_text(out, column.text(row)); break;
    case Type::bytes: append_json_text(out, to_base64(bytes_of(column.text(row)))); break;
    case Type::time:
      out.add('"');
      times.append(out, column.int64(row));
      out.add('"');
      break;
    case Type::ip:
      out.add('"');
      append_ip_text(out, column.ip(row));
      out.add('"');
      break;
    case Type::float64:
      if (!std::isfinite(column.real(row))) {
        out.add("null");
        break;
      }
      [[fallthrough]];
    default: append_plain_value(out, column, row, times); break;
  }
}

void append_plain_value(TextBuffer& out, const Column& column, std::size_t row, TimeText& times) {
  if (column.null(row)) return;
  switch (column.type()) {
    case Type::boolean: out.add(column.boolean(row) ? "true" : "false"); break;
    case Type::int64: append_number(out, column.int64(row)); break;
    case Type::uint64: append_number(out, column.uint64(row)); break;
    case Type::float64: {
      const double value = column.real(row);
      if (std::isnan(value)) out.add("nan");
      else append_number(out, value);
      break;
    }
    case Type::text:
    case Type::json: out.add(column.text(row)); break;
    case Type::bytes: out.add(to_base64(bytes_of(column.text(row)))); break;
    case Type::time: times.append(out, column.int64(row)); break;
    case Type::duration: append_seconds(out, column.int64(row)); break;
    case Type::ip: append_ip_text(out, column.ip(row)); break;
  }
}

void append_value(std::string& out, const Column& column, std::size_t row) {
  TextBuffer buffer;
  TimeText times;
  append_plain_value(buffer, column, row, times);
  out.append(buffer.view());
}

}  // namespace pytk::record
