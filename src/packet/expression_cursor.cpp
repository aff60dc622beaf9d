// Steps over the text of an expression: characters, names, strings, variables, and where it went wrong.
#include <algorithm>

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
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
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

std::string ExpressionParser::variable() {
  const std::size_t from = at_++;
  const std::string_view word = name();
  const auto found = options_.variables.find(word);
  if (found == options_.variables.end())
    wrong(from, fmt::format("${} is not set", word),
          "--set NAME=VALUE sets it, --each FILE.csv sets one for each row");
  return found->second;
}

std::string ExpressionParser::string() {
  const std::size_t from = at_;
  if (text_[at_] == 'b' || text_[at_] == 'B') ++at_;
  const char quote = text_[at_++];
  std::string out;
  while (at_ < text_.size() && text_[at_] != quote) {
    char c = text_[at_++];
    if (c != '\\' || at_ >= text_.size()) {
      out += c;
      continue;
    }
    c = text_[at_++];
    switch (c) {
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      case 't': out += '\t'; break;
      case '0': out += '\0'; break;
      case 'a': out += '\a'; break;
      case 'b': out += '\b'; break;
      case 'f': out += '\f'; break;
      case 'v': out += '\v'; break;
      case '\\':
      case '"':
      case '\'': out += c; break;
      case 'x': {
        const auto digits = at_ + 2 <= text_.size() ? from_hex(text_.substr(at_, 2)) : Result<Bytes>(bad("short"));
        if (!digits || digits->size() != 1) wrong(at_, "\\x needs two hexadecimal digits");
        out += static_cast<char>(digits->front());
        at_ += 2;
        break;
      }
      default:
        out += '\\';
        out += c;
        break;
    }
  }
  if (at_ >= text_.size()) wrong(from, "the string is not closed");
  ++at_;
  return out;
}

}  // namespace pytk::packet
