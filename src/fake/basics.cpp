// Plain random values and patterns.
#include <algorithm>

#include <pytk/core/bytes.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

void verify_min_max(Arguments& arguments) {
  if (arguments.integers[0] > arguments.integers[1])
    throw fail(Fault::usage, "min {} is over max {}", arguments.integers[0], arguments.integers[1]);
  if (arguments.integers.size() > 2 && arguments.integers[2] < 1)
    throw fail(Fault::usage, "a step is at least 1, not {}", arguments.integers[2]);
}
std::uint64_t int_count(const Arguments& a, const Catalogue::State&) {
  return (static_cast<std::uint64_t>(a.integers[1]) - static_cast<std::uint64_t>(a.integers[0])) /
             static_cast<std::uint64_t>(a.integers[2]) +
         1;
}
void random_int(Row& row, const Arguments& arguments, TextBuffer& out) {
  const std::uint64_t count = int_count(arguments, row.data());
  const std::uint64_t index = arguments.unique ? row.nth() : count == 0 ? row.draw().word64() : row.draw().below(count);
  append_int(out, static_cast<std::int64_t>(static_cast<std::uint64_t>(arguments.integers[0]) +
                                            index * static_cast<std::uint64_t>(arguments.integers[2])));
}
void random_digit(Row& row, const Arguments&, TextBuffer& out) { out.push_back(row.draw().digit()); }
void random_digit_not_null(Row& row, const Arguments&, TextBuffer& out) {
  out.push_back(static_cast<char>('1' + row.draw().below(9)));
}
void random_number(Row& row, const Arguments& arguments, TextBuffer& out) {
  std::uint64_t limit = 1;
  for (std::int64_t i = 0; i < arguments.integers[0]; ++i) limit *= 10;
  // With a fixed length the first digit is none of 0.
  const std::uint64_t least = arguments.flags[1] && arguments.integers[0] > 0 ? limit / 10 : 0;
  append_uint(out, least + row.draw().below(limit - least));
}
void verify_digits(Arguments& arguments) {
  if (arguments.integers[0] < 1 || arguments.integers[0] > 18)
    throw fail(Fault::usage, "digits are 1 to 18, not {}", arguments.integers[0]);
}
void random_letter(Row& row, const Arguments&, TextBuffer& out) {
  const char c = row.draw().letter();
  out.push_back(row.draw().below(2) == 0 ? c : static_cast<char>(c - 32));
}
void random_lowercase_letter(Row& row, const Arguments&, TextBuffer& out) { out.push_back(row.draw().letter()); }
void random_uppercase_letter(Row& row, const Arguments&, TextBuffer& out) {
  out.push_back(static_cast<char>(row.draw().letter() - 32));
}
std::uint64_t pattern_count(std::string_view pattern, std::string_view letters) {
  std::uint64_t count = 1;
  for (const char c : pattern) {
    if (c == '!' || c == '@') return 0;  // a digit or nothing: two ways lead to one text
    const std::uint64_t choices = c == '#' ? 10 : c == '%' ? 9 : (c == '?' && !letters.empty()) ? letters.size() : 1;
    if (count > (std::uint64_t{1} << 62U) / choices) return std::uint64_t{1} << 62U;
    count *= choices;
  }
  return count;
}
void append_pattern(Row& row, const Arguments& arguments, std::string_view pattern, std::string_view letters,
                    TextBuffer& out) {
  std::uint64_t nth = row.nth();
  const auto choose = [&](std::uint64_t n) {
    if (!arguments.unique) return row.draw().below(n);
    const std::uint64_t digit = nth % n;
    nth /= n;
    return digit;
  };
  for (const char c : pattern) {
    if (c == '#') out.push_back(static_cast<char>('0' + choose(10)));
    else if (c == '%') out.push_back(static_cast<char>('1' + choose(9)));
    else if (c == '!' || c == '@') {
      const std::uint64_t digit = choose(c == '!' ? 11 : 10);
      if (digit > 0) out.push_back(static_cast<char>('0' + digit - (c == '!' ? 1 : 0)));
    } else if (c == '?' && !letters.empty()) out.push_back(letters[choose(letters.size())]);
    else out.push_back(c);
  }
}
constexpr std::string_view both_cases = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
void bothify(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_pattern(row, arguments, arguments.texts[0], arguments.texts[1], out);
}
void numerify(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_pattern(row, arguments, arguments.texts[0], {}, out);
}
void lexify(Row& row, const Arguments& arguments, TextBuffer& out) {
  std::uint64_t nth = row.nth();
  for (const char c : arguments.texts[0]) {
    if (c != '?') { out.push_back(c); continue; }
    const auto& letters = arguments.texts[1];
    out.push_back(letters[arguments.unique ? nth % letters.size() : row.draw().below(letters.size())]);
    nth /= letters.size();
  }
}
void hexify(Row& row, const Arguments& arguments, TextBuffer& out) {
  std::uint64_t nth = row.nth();
  const std::string_view digits = arguments.flags[1] ? "0123456789ABCDEF" : "0123456789abcdef";
  for (const char c : arguments.texts[0]) {
    if (c != '^') { out.push_back(c); continue; }
    out.push_back(digits[arguments.unique ? nth % 16 : row.draw().below(16)]);
    nth /= 16;
  }
}
std::uint64_t bothify_count(const Arguments& a, const Catalogue::State&) {
  return pattern_count(a.texts[0], a.texts[1]);
}
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
void verify_letters(Arguments& arguments) {
  if (arguments.texts[1].empty()) throw fail(Fault::usage, "letters must not be empty");
}
void boolean(Row& row, const Arguments& arguments, TextBuffer& out) {
  out += static_cast<std::int64_t>(row.draw().below(100)) < arguments.integers[0] ? "true" : "false";
}
void null_boolean(Row& row, const Arguments&, TextBuffer& out) {
  constexpr std::string_view values[] = {"true", "false", "null"};
  out += values[row.draw().below(3)];
}
void binary(Row& row, const Arguments& arguments, TextBuffer& out) {
  Bytes bytes(static_cast<std::size_t>(arguments.integers[0]));
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(row.draw().below(256));
  out += to_base64(bytes);
}
void verify_length(Arguments& arguments) {
  if (arguments.integers[0] < 0 || arguments.integers[0] > 1'000'000)
    throw fail(Fault::usage, "length is 0 to 1000000, not {}", arguments.integers[0]);
}
void random_string(Row& row, const Arguments& arguments, TextBuffer& out) {
  const std::int64_t least =
      arguments.integers[1] > 0 ? std::min(arguments.integers[1], arguments.integers[0]) : arguments.integers[0];
  const std::int64_t length = least == arguments.integers[0] ? least : row.draw().between(least, arguments.integers[0]);
  for (std::int64_t i = 0; i < length; ++i) out.push_back(both_cases[row.draw().below(both_cases.size())]);
}
void constant(Row&, const Arguments& arguments, TextBuffer& out) { out += arguments.texts[0]; }
void json_value(Row& row, const Arguments&, TextBuffer& out) {
  out += "{\"id\":";
  append_uint(out, 1 + row.draw().below(100000));
  out += ",\"name\":";
  TextBuffer& name = row.scratch;
  name.clear();
  row.append_name(name);
  append_json(out, name.view());
  out += ",\"residency\":";
  append_json(out, row.city().name);
  out += ",\"active\":";
  out += row.draw().below(2) == 0 ? "true}" : "false}";
}

void random_letters(Row& row, const Arguments& arguments, TextBuffer& out) {
  for (std::int64_t i = 0; i < arguments.integers[0]; ++i)
    out.push_back(both_cases[row.draw().below(both_cases.size())]);
}
void digit_above_two(Row& row, const Arguments&, TextBuffer& out) {
  out.push_back(static_cast<char>('2' + row.draw().below(8)));
}
void digit_or_empty(Row& row, const Arguments&, TextBuffer& out) {
  if (row.draw().below(2) == 0) out.push_back(row.draw().digit());
}
void digit_not_null_or_empty(Row& row, const Arguments&, TextBuffer& out) {
  if (row.draw().below(2) == 0) out.push_back(static_cast<char>('1' + row.draw().below(9)));
}
void randomize_nb_elements(Row& row, const Arguments& arguments, TextBuffer& out) {
  // About the number: 60 to 140 per cent of it.
  const std::int64_t number = arguments.integers[0];
  append_int(out, row.draw().between(number * 6 / 10, number * 14 / 10));
}
void verify_number(Arguments& arguments) {
  if (arguments.integers[0] < 0 || arguments.integers[0] > 1'000'000'000'000)
    throw fail(Fault::usage, "number is 0 to 1e12, not {}", arguments.integers[0]);
}

constexpr ArgumentInfo int_range[] = {
    {"min", "0", "smallest"}, {"max", "9999", "largest"}, {"step", "1", "distance of values"}};
constexpr ArgumentInfo digit_count[] = {{"digits", "4", "at most, 1 to 18"}, {"fix_len", "no", "yes: exactly so many"}};
constexpr ArgumentInfo both_pattern[] = {
    {"text", "## ??", "# digit, % digit from 1, ! digit or nothing, @ the same from 1, ? letter"},
    {"letters", both_cases, "what ? may be"}};
constexpr ArgumentInfo number_pattern[] = {
    {"text", "###", "# digit, % digit from 1, ! digit or nothing, @ the same from 1"}};
constexpr ArgumentInfo letter_pattern[] = {{"text", "????", "? letter"}, {"letters", both_cases, "what ? may be"}};
constexpr ArgumentInfo hex_pattern[] = {{"text", "^^^^", "^ hexadecimal digit"}, {"upper", "no", "yes: A to F"}};
constexpr ArgumentInfo share[] = {{"chance_of_getting_true", "50", "per cent"}};
constexpr ArgumentInfo bytes_length[] = {{"length", "16", "bytes, shown as base64"}};
constexpr ArgumentInfo letters_length[] = {{"length", "16", "letters"}};
constexpr ArgumentInfo about_number[] = {{"number", "10", "about how many"}};
constexpr ArgumentInfo string_length[] = {{"length", "20", "letters"},
                                          {"min_chars", "0", "at least so many; 0: all of them"}};
constexpr ArgumentInfo value_argument[] = {{"value", "", "the text itself"}};

constexpr Generator list[] = {
    {"random_int", "random", "whole number", Kind::integer, random_int, int_range, int_count, verify_min_max},
    {"random_digit", "random", "0 to 9", Kind::integer, random_digit},
    {"random_digit_not_null", "random", "1 to 9", Kind::integer, random_digit_not_null},
    {"random_number", "random", "whole number of some digits", Kind::integer, random_number, digit_count, nullptr,
     verify_digits},
    {"random_letter", "random", "letter of either case", Kind::text, random_letter},
    {"random_lowercase_letter", "random", "a to z", Kind::text, random_lowercase_letter},
    {"random_uppercase_letter", "random", "A to Z", Kind::text, random_uppercase_letter},
    {"bothify", "random", "pattern of digits and letters", Kind::text, bothify, both_pattern, bothify_count,
     verify_letters},
    {"numerify", "random", "pattern of digits", Kind::text, numerify, number_pattern, numerify_count},
    {"lexify", "random", "pattern of letters", Kind::text, lexify, letter_pattern, lexify_count, verify_letters},
    {"hexify", "random", "pattern of hexadecimal digits", Kind::text, hexify, hex_pattern, hexify_count},
    {"boolean", "random", "true or false", Kind::boolean, boolean, share},
    {"pybool", "random", "true or false", Kind::boolean, boolean, share},
    {"null_boolean", "random", "true, false or null", Kind::boolean, null_boolean},
    {"pyint", "random", "whole number", Kind::integer, random_int, int_range, int_count, verify_min_max},
    {"pystr", "random", "letters", Kind::text, random_string, string_length, nullptr, verify_length},
    {"binary", "random", "bytes as base64", Kind::text, binary, bytes_length, nullptr, verify_length},
    {"constant", "random", "always the same text", Kind::text, constant, value_argument},
    {"json", "random", "JSON object with some members", Kind::json, json_value},
    {"random_letters", "random", "letters of either case", Kind::text, random_letters, letters_length, nullptr,
     verify_length},
    {"random_digit_above_two", "random", "2 to 9", Kind::integer, digit_above_two},
    {"random_digit_or_empty", "random", "0 to 9 or nothing", Kind::text, digit_or_empty},
    {"random_digit_not_null_or_empty", "random", "1 to 9 or nothing", Kind::text, digit_not_null_or_empty},
    {"randomize_nb_elements", "random", "about a number", Kind::integer, randomize_nb_elements, about_number, nullptr,
     verify_number},
    {"json_bytes", "random", "JSON object with some members", Kind::json, json_value},
};

}  // namespace

const std::span<const Generator> basic_generators{list};

}  // namespace pytk::fake
