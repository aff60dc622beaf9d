// Plain random values and patterns.
#include <cmath>

#include <pytk/core/bytes.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

void verify_min_max(const Arguments& arguments) {
  if (arguments.integers[0] > arguments.integers[1])
    throw fail(Fault::usage, "min {} is over max {}", arguments.integers[0], arguments.integers[1]);
  if (arguments.integers.size() > 2 && arguments.integers[2] < 1) throw fail(Fault::usage, "a step is at least 1, not {}", arguments.integers[2]);
}
std::uint64_t int_count(const Arguments& a, const Catalogue::State&) {
  return (static_cast<std::uint64_t>(a.integers[1]) - static_cast<std::uint64_t>(a.integers[0])) / static_cast<std::uint64_t>(a.integers[2]) + 1;
}
void random_int(Row& row, const Arguments& arguments, std::string& out) {
  const std::uint64_t count = int_count(arguments, row.data());
  const std::uint64_t index = arguments.unique ? arguments.nth : count == 0 ? row.draw().word64() : row.draw().below(count);
  append_int(out, static_cast<std::int64_t>(static_cast<std::uint64_t>(arguments.integers[0]) + index * static_cast<std::uint64_t>(arguments.integers[2])));
}
void random_digit(Row& row, const Arguments&, std::string& out) { out.push_back(row.draw().digit()); }
void random_digit_not_null(Row& row, const Arguments&, std::string& out) { out.push_back(static_cast<char>('1' + row.draw().below(9))); }
void random_number(Row& row, const Arguments& arguments, std::string& out) {
  std::uint64_t limit = 1;
  for (std::int64_t i = 0; i < arguments.integers[0]; ++i) limit *= 10;
  append_uint(out, row.draw().below(limit));
}
void verify_digits(const Arguments& arguments) {
  if (arguments.integers[0] < 1 || arguments.integers[0] > 18) throw fail(Fault::usage, "digits are 1 to 18, not {}", arguments.integers[0]);
}
void random_letter(Row& row, const Arguments&, std::string& out) {
  const char c = row.draw().letter();
  out.push_back(row.draw().below(2) == 0 ? c : static_cast<char>(c - 32));
}
void random_lowercase_letter(Row& row, const Arguments&, std::string& out) { out.push_back(row.draw().letter()); }
void random_uppercase_letter(Row& row, const Arguments&, std::string& out) { out.push_back(static_cast<char>(row.draw().letter() - 32)); }
void random_element(Row& row, const Arguments& arguments, std::string& out) {
  // "a,b,c" with optional weights "a*3,b".
  std::uint64_t total = 0;
  const auto weight_of = [](std::string_view element, std::string_view& value) {
    const std::size_t star = element.rfind('*');
    std::int64_t weight = 1;
    value = element;
    if (star != std::string_view::npos && read_int(element.substr(star + 1), weight) && weight > 0) value = element.substr(0, star);
    else weight = 1;
    return static_cast<std::uint64_t>(weight);
  };
  std::string_view value;
  const std::string_view all = arguments.texts[0];
  const auto each = [&](auto&& visit) {
    for (std::size_t begin = 0;;) {
      const std::size_t end = all.find(',', begin);
      const auto weight = weight_of(all.substr(begin, end == std::string_view::npos ? end : end - begin), value);
      if (visit(weight) || end == std::string_view::npos) return;
      begin = end + 1;
    }
  };
  each([&](std::uint64_t weight) { total += weight; return false; });
  std::uint64_t left = row.draw().below(total);
  each([&](std::uint64_t weight) {
    if (left < weight) return true;
    left -= weight;
    return false;
  });
  out += value;
}
std::uint64_t pattern_count(std::string_view pattern, std::string_view letters) {
  std::uint64_t count = 1;
  for (const char c : pattern) {
    const std::uint64_t choices = c == '#' ? 10 : c == '%' ? 9 : (c == '?' && !letters.empty()) ? letters.size() : 1;
    if (count > (std::uint64_t{1} << 62U) / choices) return std::uint64_t{1} << 62U;
    count *= choices;
  }
  return count;
}
void append_pattern(Row& row, const Arguments& arguments, std::string_view pattern, std::string_view letters, std::string& out) {
  std::uint64_t nth = arguments.nth;
  const auto choose = [&](std::uint64_t n) {
    if (!arguments.unique) return row.draw().below(n);
    const std::uint64_t digit = nth % n;
    nth /= n;
    return digit;
  };
  for (const char c : pattern) {
    if (c == '#') out.push_back(static_cast<char>('0' + choose(10)));
    else if (c == '%') out.push_back(static_cast<char>('1' + choose(9)));
    else if (c == '?' && !letters.empty()) out.push_back(letters[choose(letters.size())]);
    else out.push_back(c);
  }
}
constexpr std::string_view both_cases = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
void bothify(Row& row, const Arguments& arguments, std::string& out) { append_pattern(row, arguments, arguments.texts[0], arguments.texts[1], out); }
void numerify(Row& row, const Arguments& arguments, std::string& out) { append_pattern(row, arguments, arguments.texts[0], {}, out); }
void lexify(Row& row, const Arguments& arguments, std::string& out) {
  std::uint64_t nth = arguments.nth;
  for (const char c : arguments.texts[0]) {
    if (c != '?') { out.push_back(c); continue; }
    const auto& letters = arguments.texts[1];
    out.push_back(letters[arguments.unique ? nth % letters.size() : row.draw().below(letters.size())]);
    nth /= letters.size();
  }
}
void hexify(Row& row, const Arguments& arguments, std::string& out) {
  std::uint64_t nth = arguments.nth;
  for (const char c : arguments.texts[0]) {
    if (c != '^') { out.push_back(c); continue; }
    out.push_back("0123456789abcdef"[arguments.unique ? nth % 16 : row.draw().below(16)]);
    nth /= 16;
  }
}
std::uint64_t bothify_count(const Arguments& a, const Catalogue::State&) { return pattern_count(a.texts[0], a.texts[1]); }
std::uint64_t numerify_count(const Arguments& a, const Catalogue::State&) { return pattern_count(a.texts[0], {}); }
std::uint64_t lexify_count(const Arguments& a, const Catalogue::State&) {
  std::string only_letters;
  for (const char c : a.texts[0]) only_letters.push_back(c == '?' ? '?' : '.');
  return pattern_count(only_letters, a.texts[1]);
}
std::uint64_t hexify_count(const Arguments& a, const Catalogue::State&) {
  std::uint64_t count = 1;
  for (const char c : a.texts[0]) if (c == '^' && count < (std::uint64_t{1} << 58U)) count *= 16;
  return count;
}
void verify_letters(const Arguments& arguments) {
  if (arguments.texts[1].empty()) throw fail(Fault::usage, "letters must not be empty");
}
void boolean(Row& row, const Arguments& arguments, std::string& out) {
  out += static_cast<std::int64_t>(row.draw().below(100)) < arguments.integers[0] ? "true" : "false";
}
void null_boolean(Row& row, const Arguments&, std::string& out) {
  constexpr std::string_view values[] = {"true", "false", "null"};
  out += values[row.draw().below(3)];
}
void pyfloat(Row& row, const Arguments& arguments, std::string& out) {
  append_real(out, arguments.reals[0] + (arguments.reals[1] - arguments.reals[0]) * row.draw().real());
}
void normal(Row& row, const Arguments& arguments, std::string& out) {
  // Marsaglia's polar method; sums of products only, but for the logarithm's last digit, which rounding to six hides.
  double x = 0;
  double s = 0;
  do {
    x = row.draw().real() * 2 - 1;
    const double y = row.draw().real() * 2 - 1;
    s = x * x + y * y;
  } while (s >= 1 || s == 0);
  const double value = arguments.reals[0] + arguments.reals[1] * x * std::sqrt(-2 * std::log(s) / s);
  append_millionths(out, std::llround(value * 1e6));
}
void verify_normal(const Arguments& arguments) {
  if (arguments.reals[1] < 0 || std::fabs(arguments.reals[0]) > 1e9 || arguments.reals[1] > 1e9)
    throw fail(Fault::usage, "normal: mean within 1e9 and a deviation from 0 to 1e9");
}
void verify_reals(const Arguments& arguments) {
  if (!(arguments.reals[0] <= arguments.reals[1])) throw fail(Fault::usage, "min is over max");
}
void binary(Row& row, const Arguments& arguments, std::string& out) {
  Bytes bytes(static_cast<std::size_t>(arguments.integers[0]));
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(row.draw().below(256));
  out += to_base64(bytes);
}
void verify_length(const Arguments& arguments) {
  if (arguments.integers[0] < 0 || arguments.integers[0] > 1'000'000) throw fail(Fault::usage, "length is 0 to 1000000, not {}", arguments.integers[0]);
}
void random_string(Row& row, const Arguments& arguments, std::string& out) {
  for (std::int64_t i = 0; i < arguments.integers[0]; ++i) out.push_back(both_cases[row.draw().below(both_cases.size())]);
}
void constant(Row&, const Arguments& arguments, std::string& out) { out += arguments.texts[0]; }
void json_value(Row& row, const Arguments&, std::string& out) {
  out += "{\"id\":";
  append_uint(out, 1 + row.draw().below(100000));
  out += ",\"name\":";
  json::append_string(out, row.person().full);
  out += ",\"residency\":";
  json::append_string(out, row.place().city->name);
  out += ",\"active\":";
  out += row.draw().below(2) == 0 ? "true}" : "false}";
}

constexpr ArgumentInfo int_range[] = {{"min", "0", "smallest"}, {"max", "9999", "largest"}, {"step", "1", "distance of values"}};
constexpr ArgumentInfo real_range[] = {{"min", "0.0", "smallest"}, {"max", "1.0", "largest"}};
constexpr ArgumentInfo normal_arguments[] = {{"mean", "0.0", "centre"}, {"sd", "1.0", "standard deviation"}};
constexpr ArgumentInfo digit_count[] = {{"digits", "4", "at most, 1 to 18"}};
constexpr ArgumentInfo elements[] = {{"elements", "a,b,c", "values separated by commas, a*3 is three times as likely"}};
constexpr ArgumentInfo both_pattern[] = {{"text", "## ??", "# digit, % digit from 1, ? letter"}, {"letters", both_cases, "what ? may be"}};
constexpr ArgumentInfo number_pattern[] = {{"text", "###", "# digit, % digit from 1"}};
constexpr ArgumentInfo letter_pattern[] = {{"text", "????", "? letter"}, {"letters", both_cases, "what ? may be"}};
constexpr ArgumentInfo hex_pattern[] = {{"text", "^^^^", "^ hexadecimal digit"}};
constexpr ArgumentInfo share[] = {{"chance_of_getting_true", "50", "per cent"}};
constexpr ArgumentInfo bytes_length[] = {{"length", "16", "bytes, shown as base64"}};
constexpr ArgumentInfo string_length[] = {{"length", "20", "letters"}};
constexpr ArgumentInfo value_argument[] = {{"value", "", "the text itself"}};

constexpr Generator list[] = {
    {"random_int", "random", "whole number", Kind::integer, random_int, int_range, int_count, verify_min_max},
    {"random_digit", "random", "0 to 9", Kind::integer, random_digit},
    {"random_digit_not_null", "random", "1 to 9", Kind::integer, random_digit_not_null},
    {"random_number", "random", "whole number of some digits", Kind::integer, random_number, digit_count, nullptr, verify_digits},
    {"random_letter", "random", "letter of either case", Kind::text, random_letter},
    {"random_lowercase_letter", "random", "a to z", Kind::text, random_lowercase_letter},
    {"random_uppercase_letter", "random", "A to Z", Kind::text, random_uppercase_letter},
    {"random_element", "random", "one of a list", Kind::text, random_element, elements},
    {"bothify", "random", "pattern of digits and letters", Kind::text, bothify, both_pattern, bothify_count, verify_letters},
    {"numerify", "random", "pattern of digits", Kind::text, numerify, number_pattern, numerify_count},
    {"lexify", "random", "pattern of letters", Kind::text, lexify, letter_pattern, lexify_count, verify_letters},
    {"hexify", "random", "pattern of hexadecimal digits", Kind::text, hexify, hex_pattern, hexify_count},
    {"boolean", "random", "true or false", Kind::boolean, boolean, share},
    {"pybool", "random", "true or false", Kind::boolean, boolean, share},
    {"null_boolean", "random", "true, false or null", Kind::boolean, null_boolean},
    {"pyint", "random", "whole number", Kind::integer, random_int, int_range, int_count, verify_min_max},
    {"pyfloat", "random", "real number", Kind::real, pyfloat, real_range, nullptr, verify_reals},
    {"normal", "random", "normally distributed number", Kind::real, normal, normal_arguments, nullptr, verify_normal},
    {"pystr", "random", "letters", Kind::text, random_string, string_length, nullptr, verify_length},
    {"binary", "random", "bytes as base64", Kind::text, binary, bytes_length, nullptr, verify_length},
    {"constant", "random", "always the same text", Kind::text, constant, value_argument},
    {"json", "random", "JSON object with some members", Kind::json, json_value},
};

}  // namespace

std::span<const Generator> basic_generators() { return list; }

}  // namespace pytk::fake
