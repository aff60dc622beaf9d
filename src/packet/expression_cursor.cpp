// Steps over the text of an expression: characters, names, numbers, variables, and where it went wrong.
#include <algorithm>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "packet/expression_parser.hpp"

namespace pytk::packet {

void ExpressionParser::wrong(std::size_t at, const std::string& why, const std::string& hint) const {
  Error error = fail(Fault::usage, "bad packet expression at column {}: {}", at + 1, why);
  std::string shown(text_.substr(at > 60 ? at - 60 : 0, 100));
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  std::string pointer = shown + "\n        " + std::string(std::min<std::size_t>(at, 60), ' ') + "^";
  error.hint(hint.empty() ? pointer : hint + "\n        " + pointer);
  throw error;
}

void ExpressionParser::skip_space() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '#')  // a comment, to the end of its line
      at_ = std::min(text_.find('\n', at_), text_.size());
    else if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
      ++at_;
    else
      return;
  }
}

bool ExpressionParser::take(char wanted) {
  skip_space();
  if (at_ >= text_.size() || text_[at_] != wanted) return false;
  ++at_;
  return true;
}

char ExpressionParser::peek() {
  skip_space();
  return at_ < text_.size() ? text_[at_] : '\0';
}

void ExpressionParser::expect(char wanted) {
  if (!take(wanted)) wrong(at_, std::string("'") + wanted + "' is missing here");
}

std::string_view ExpressionParser::name() {
  const std::size_t from = at_;
  while (at_ < text_.size() && is_name(text_[at_])) ++at_;
  return text_.substr(from, at_ - from);
}

Result<std::uint64_t> written_number(std::string_view text) {
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] != '_' || i == 0 || i + 1 == text.size()) digits += text[i];
  std::uint64_t number = 0;
  const bool octal = digits.starts_with("0o") || digits.starts_with("0O");
  if (octal || (!digits.empty() && digits.find_first_not_of('0') == std::string::npos)) {
    for (std::size_t i = octal ? 2 : 0; i < digits.size(); ++i) {
      if (digits[i] < '0' || digits[i] > '7' || number >> 61U != 0) return bad("'{}' is no octal number", text);
      number = number << 3U | static_cast<std::uint64_t>(digits[i] - '0');
    }
    if (octal && digits.size() == 2) return bad("'{}' has no digits", text);
    return number;
  }
  return parse_uint(digits);
}

std::string ExpressionParser::variable() {
  const std::size_t from = at_++;
  const std::string_view word = name();
  const auto found = options_.variables.find(word);
  if (found == options_.variables.end())
    wrong(from, fmt::format("${} is not set", word), "--set NAME=VALUE sets it, --each FILE.csv sets one for each row");
  return found->second;
}

}  // namespace pytk::packet
