// Text in expressions: string literals as Python has them (so that what Scapy takes is taken), and calls that yield
// text.
#include <algorithm>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "packet/expression_parser.hpp"

namespace pytk::packet {
namespace {

bool is_quote(char c) { return c == '"' || c == '\''; }

/// Characters of a prefix: b for bytes, r for raw, u for nothing; at most two of them.
bool is_prefix(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return lower == 'b' || lower == 'r' || lower == 'u';
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto add = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) return add(point);
  if (point < 0x800) {
    add(0xc0U | point >> 6U);
  } else if (point < 0x10000) {
    add(0xe0U | point >> 12U);
    add(0x80U | (point >> 6U & 0x3fU));
  } else {
    add(0xf0U | point >> 18U);
    add(0x80U | (point >> 12U & 0x3fU));
    add(0x80U | (point >> 6U & 0x3fU));
  }
  add(0x80U | (point & 0x3fU));
}

constexpr std::string_view text_calls[] = {"bytes",     "bytearray", "bytes.fromhex", "bytearray.fromhex",
                                           "hex_bytes", "chr"};

}  // namespace

bool ExpressionParser::is_string_ahead() {
  skip_space();
  std::size_t at = at_;
  while (at < text_.size() && at < at_ + 2 && is_prefix(text_[at])) ++at;
  return at < text_.size() && is_quote(text_[at]);
}

bool ExpressionParser::is_text_call_ahead() {
  skip_space();
  std::size_t end = at_;
  while (end < text_.size() && (is_name(text_[end]) || text_[end] == '.')) ++end;
  if (end >= text_.size() || text_[end] != '(') return false;
  const std::string_view word = text_.substr(at_, end - at_);
  return std::find(std::begin(text_calls), std::end(text_calls), word) != std::end(text_calls);
}

/// Literals beside each other are one.
std::string ExpressionParser::string() {
  std::string out = one_string();
  for (std::size_t end = at_;; end = at_) {
    if (!is_string_ahead()) {
      at_ = end;
      return out;
    }
    out += one_string();
  }
}

std::string ExpressionParser::one_string() {
  const std::size_t from = at_;
  bool is_bytes = false, is_raw = false;
  for (; is_prefix(text_[at_]); ++at_) {
    is_bytes = is_bytes || (text_[at_] | 0x20) == 'b';
    is_raw = is_raw || (text_[at_] | 0x20) == 'r';
  }
  const bool is_long = at_ + 2 < text_.size() && text_[at_ + 1] == text_[at_] && text_[at_ + 2] == text_[at_];
  const std::string end(is_long ? 3 : 1, text_[at_]);
  at_ += end.size();
  std::string out;
  while (!text_.substr(std::min(at_, text_.size())).starts_with(end)) {
    if (at_ >= text_.size()) wrong(from, "the string is not closed");
    const char c = text_[at_++];
    if (c != '\\' || at_ >= text_.size()) {
      out += c;
    } else if (is_raw) {
      out += c;
      out += text_[at_++];
    } else {
      escape(out, is_bytes);
    }
  }
  at_ += end.size();
  return out;
}

/// What stands behind a backslash. Text is UTF-8, so "\xff" is a letter of two bytes; b"\xff" is a byte.
void ExpressionParser::escape(std::string& out, bool is_bytes) {
  const auto add = [&](std::uint32_t point) {
    if (is_bytes)
      out += static_cast<char>(point);
    else
      append_utf8(out, point);
  };
  static constexpr std::string_view letters = "nrtabfv\\\"'", meanings = "\n\r\t\a\b\f\v\\\"'";
  const char c = text_[at_++];
  if (c == '\n') return;  // the line goes on
  if (const auto letter = letters.find(c); letter != std::string_view::npos) {
    out += meanings[letter];
    return;
  }
  if (c == 'x') return add(code_point(2));
  if (c >= '0' && c <= '7') {
    std::uint32_t point = static_cast<std::uint32_t>(c - '0');
    for (int more = 0; more < 2 && at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '7'; ++more)
      point = point * 8 + static_cast<std::uint32_t>(text_[at_++] - '0');
    return add(point);
  }
  if (!is_bytes && (c == 'u' || c == 'U')) return append_utf8(out, code_point(c == 'u' ? 4 : 8));
  out += '\\';
  out += c;
}

std::uint32_t ExpressionParser::code_point(std::size_t digits) {
  const auto bytes = at_ + digits <= text_.size() ? from_hex(text_.substr(at_, digits)) : Result<Bytes>(bad("short"));
  if (!bytes || bytes->size() != digits / 2)
    wrong(at_ - 1, fmt::format("\\{} needs {} hexadecimal digits", text_[at_ - 1], digits));
  at_ += digits;
  std::uint32_t point = 0;
  for (const std::uint8_t byte : *bytes) point = point << 8U | byte;
  if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) wrong(at_ - digits, "this is no character of Unicode");
  return point;
}

/// bytes(4), bytes([1, 2]), bytes.fromhex("0a0b"), hex_bytes("0a0b"), chr(65).
std::string ExpressionParser::text_call() {
  const std::size_t from = at_;
  std::size_t end = at_;
  while (text_[end] != '(') ++end;
  const std::string_view function = text_.substr(at_, end - at_);
  at_ = end;
  expect('(');
  if (take(')')) return {};
  const Value value = this->value();
  expect(')');
  if (function == "hex_bytes" || function.ends_with("fromhex")) {
    std::string digits = value.text;
    std::erase(digits, ' ');
    const auto bytes = from_hex(digits);
    if (!bytes || !value.is_text()) wrong(from, fmt::format("{}() needs hexadecimal digits in quotes", function));
    return {bytes->begin(), bytes->end()};
  }
  std::string out;
  if (value.is_text()) return value.text;
  if (value.kind == Value::Kind::number && function == "chr" && value.number <= 0x10ffff) {
    append_utf8(out, static_cast<std::uint32_t>(value.number));
    return out;
  }
  if (value.kind == Value::Kind::number && value.number <= options_.most_bytes && !value.negative)
    return std::string(value.number, '\0');
  const bool numbers =
      value.kind == Value::Kind::list || value.kind == Value::Kind::tuple || value.kind == Value::Kind::range;
  for (const Value& item : value.items) {
    if (item.kind != Value::Kind::number || item.number > 255) wrong(from, "bytes are numbers from 0 to 255");
    out += static_cast<char>(item.number);
  }
  if (!numbers) wrong(from, fmt::format("{}() needs a count, a list of numbers or text", function));
  return out;
}

/// Text that is repeated or goes on behind "+".
std::string ExpressionParser::text_sum() {
  std::string out;
  do {
    skip_space();
    const std::string once = is_string_ahead() ? string() : is_text_call_ahead() ? text_call() : std::string();
    Bytes bytes(once.begin(), once.end());
    repeat(bytes);
    out.append(bytes.begin(), bytes.end());
    if (peek() != '+') return out;
    const std::size_t plus = at_++;
    if (is_string_ahead() || is_text_call_ahead()) continue;
    at_ = plus;
    return out;
  } while (true);
}

}  // namespace pytk::packet
