// Comparing, matching and adding up the values of a row.
#include "table/row_nodes.hpp"

#include <cmath>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

namespace pytk::table::row {

bool like(std::string_view text, std::string_view pattern) noexcept {
  std::size_t t = 0, p = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '%') {
      star = ++p;
      mark = t;
    } else if (p < pattern.size() && pattern[p] == '_') {
      ++p;
      (void)next_code_point(text, t);
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star;
      (void)next_code_point(text, mark);
      t = mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '%') ++p;
  return p == pattern.size();
}

namespace {

int order(double a, double b) noexcept {
  if (std::isnan(a) || std::isnan(b)) return static_cast<int>(std::isnan(a)) - static_cast<int>(std::isnan(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

}  // namespace

int order(const Value& a, const Value& b) noexcept {
  if (a.type == Type::text) return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
  if (a.type == Type::real || b.type == Type::real) return order(a.number(), b.number());
  return a.integer < b.integer ? -1 : a.integer > b.integer ? 1 : 0;
}

std::int64_t checked_sum(std::int64_t a, std::int64_t b, char op) {
  std::int64_t out = 0;
  const bool over = op == '+' ? __builtin_add_overflow(a, b, &out) : op == '-' ? __builtin_sub_overflow(a, b, &out)
                                                                               : __builtin_mul_overflow(a, b, &out);
  if (over) throw fail(Fault::data, "the query failed: {} {} {} is out of the range of integers", a, op, b);
  return out;
}

}  // namespace pytk::table::row
