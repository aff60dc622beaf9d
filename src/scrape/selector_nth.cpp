// The arguments of :nth-child() and its like.
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "selector_tree.hpp"
#include "words.hpp"

namespace pytk::scrape {
namespace {

/// What stands in front of the n: a number, a sign or nothing.
bool read_step(std::string_view text, std::int64_t& a) {
  a = text == "-" ? -1 : 1;
  return text.empty() || text == "+" || text == "-" || read_int(text, a);
}

/// What stands behind the n: a sign and a number, or nothing. White space is allowed around the sign only.
bool read_offset(std::string_view text, std::int64_t& b) {
  std::string packed;
  for (const char c : text) {
    if (is_space(c)) continue;
    const bool sign = c == '+' || c == '-';
    if (sign != packed.empty()) return false;
    packed += c;
  }
  return packed.empty() || read_int(packed, b);
}

}  // namespace

std::optional<Nth> read_nth(std::string_view text) {
  if (text == "odd") return Nth{2, 1};
  if (text == "even") return Nth{2, 0};
  Nth result;
  const std::size_t n = text.find('n');
  const bool good = n == std::string_view::npos
                        ? read_int(text, result.b)
                        : read_step(text.substr(0, n), result.a) && read_offset(text.substr(n + 1), result.b);
  return good ? std::optional(result) : std::nullopt;
}

}  // namespace pytk::scrape
