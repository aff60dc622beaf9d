// The functions of the expression grammar, as data.
#include <algorithm>
#include <string>
#include <vector>

#include <pytk/table/expression.hpp>

#include "table/sql_dialect.hpp"

namespace pytk::table {
namespace {

constexpr Type same = Type::json;
constexpr Type text = Type::text, integer = Type::integer, real = Type::real, boolean = Type::boolean,
               moment = Type::time;

constexpr Function all[] = {
    // text
    {"len", "t", integer, false, "characters of a text"},
    {"lower", "t", text, false, "in lower case"},
    {"upper", "t", text, false, "in upper case"},
    {"trim", "t", text, false, "without white space at both ends"},
    {"ltrim", "t", text, false, "without white space in front"},
    {"rtrim", "t", text, false, "without white space behind"},
    {"reverse", "t", text, false, "backwards"},
    {"substr", "ti?i", text, false, "from position (1 is the first), so many characters"},
    {"left", "ti", text, false, "the first characters"},
    {"right", "ti", text, false, "the last characters"},
    {"lpad", "tit", text, false, "filled in front to a length"},
    {"rpad", "tit", text, false, "filled behind to a length"},
    {"replace", "ttt", text, false, "every occurrence of a text by another"},
    {"split", "tti", text, false, "the n-th part between separators"},
    {"concat", "a*", text, false, "joined, nulls left out"},
    {"contains", "tt", boolean, false, "whether a text stands in it"},
    {"starts_with", "tt", boolean, false, "whether it begins with a text"},
    {"ends_with", "tt", boolean, false, "whether it ends with a text"},
    {"matches", "tt", boolean, false, "whether a regular expression (RE2) matches somewhere"},
    {"extract", "tt?i", text, false,
     "what a regular expression's group matched; the first group, or all without groups"},
    {"replace_re", "ttt", text, false, "every match of a regular expression replaced; \\1 is a group"},
    // numbers
    {"abs", "n", same, false, "without sign"},
    {"round", "n?i", real, false, "to so many digits"},
    {"floor", "n", real, false, "down to a whole number"},
    {"ceil", "n", real, false, "up to a whole number"},
    {"sqrt", "n", real, false, "square root"},
    {"exp", "n", real, false, "e to this power"},
    {"log", "n", real, false, "natural logarithm"},
    {"log2", "n", real, false, "logarithm to base 2"},
    {"log10", "n", real, false, "logarithm to base 10"},
    {"pow", "nn", real, false, "to a power"},
    {"greatest", "as*", same, false, "the greatest of the arguments"},
    {"least", "as*", same, false, "the least of the arguments"},
    // any
    {"coalesce", "as*", same, false, "the first that is not null"},
    {"nullif", "as", same, false, "null where both are equal"},
    {"if", "bas", same, false, "one of two, by a condition"},
    {"int", "a", integer, false, "as a whole number, null where it is none"},
    {"float", "a", real, false, "as a number, null where it is none"},
    {"text", "a", text, false, "as text"},
    {"bool", "a", boolean, false, "as true or false"},
    {"time", "a?t", moment, false, "as a time; the second argument is its format"},
    // time
    {"year", "d", integer, false, "of a time"},
    {"month", "d", integer, false, "of a time"},
    {"day", "d", integer, false, "of a time"},
    {"hour", "d", integer, false, "of a time"},
    {"minute", "d", integer, false, "of a time"},
    {"second", "d", integer, false, "of a time"},
    {"weekday", "d", integer, false, "Monday is 0"},
    {"date", "d", text, false, "year-month-day"},
    {"strftime", "dt", text, false, "by a format such as %Y-%m-%d %H:%M"},
    {"epoch", "d", real, false, "seconds since 1970"},
    {"from_epoch", "n", moment, false, "the time so many seconds after 1970"},
    {"bucket", "dt", moment, false, "the begin of the span such as '15m' that a time stands in"},
    {"now", "", moment, false, "the time of the query"},
    // security
    {"cidr", "tt", boolean, false, "whether an address stands in a block such as 10.0.0.0/8"},
    {"is_ip", "t", boolean, false, "whether it is an IPv4 or IPv6 address"},
    {"is_private", "t", boolean, false, "whether an address is not globally reachable"},
    {"ip_int", "t", integer, false, "an IPv4 address as a number"},
    {"host", "t", text, false, "of a URL"},
    {"path", "t", text, false, "of a URL"},
    {"scheme", "t", text, false, "of a URL"},
    {"port", "t", integer, false, "of a URL, null where it names none"},
    {"query", "t", text, false, "of a URL"},
    {"param", "tt", text, false, "of a URL, decoded"},
    {"url_decode", "t", text, false, "percent-decoded"},
    {"md5", "t", text, false, "in hexadecimal"},
    {"sha1", "t", text, false, "in hexadecimal"},
    {"sha256", "t", text, false, "in hexadecimal"},
    {"entropy", "t", real, false, "bits a byte (Shannon)"},
    // aggregates
    {"count", "?a", integer, true, "rows, or values that are not null"},
    {"sum", "n", same, true, "sum, 0 where there is nothing"},
    {"mean", "n", real, true, "average"},
    {"avg", "n", real, true, "average"},
    {"min", "a", same, true, "least"},
    {"max", "a", same, true, "greatest"},
    {"median", "n", real, true, "middle"},
    {"quantile", "nn", real, true, "linear between neighbours; p95(x) is quantile(x, 0.95)"},
    {"std", "n", real, true, "standard deviation of a sample"},
    {"var", "n", real, true, "variance of a sample"},
    {"skew", "n", real, true, "skewness"},
    {"kurt", "n", real, true, "excess kurtosis"},
    {"corr", "nn", real, true, "correlation"},
    {"unique", "a", integer, true, "different values"},
    {"first", "a", same, true, "first that is not null"},
    {"last", "a", same, true, "last that is not null"},
    {"mode", "a", same, true, "most frequent"},
    {"any", "b", boolean, true, "whether one is true"},
    {"all", "b", boolean, true, "whether all are true"},
    {"list", "a", Type::json, true, "all values as a JSON array"},
    {"join", "t?t", text, true, "all values, joined by a text"},
    {"arg_min", "aa", same, true, "the first where the second is least"},
    {"arg_max", "aa", same, true, "the first where the second is greatest"},
};

}  // namespace

std::span<const Function> functions() noexcept { return all; }

const Function* find_function(std::string_view name) noexcept {
  if (name == "nunique" || name == "distinct") name = "unique";
  if (name == "length") name = "len";
  if (name == "ifnull") name = "coalesce";
  const auto* found = std::find_if(std::begin(all), std::end(all), [&](const Function& f) { return f.name == name; });
  return found == std::end(all) ? nullptr : found;
}

std::vector<std::string> functions_for_help() {
  std::vector<std::string> out;
  for (const auto& function : all) {
    std::string arguments;
    bool optional = false;
    for (const char c : function.signature) {
      if (c == '?') {
        optional = true;
        continue;
      }
      if (c == '*') {
        arguments += ", ...";
        continue;
      }
      const char* kind = c == 't'               ? "text"
                         : c == 'n' || c == 'i' ? "number"
                         : c == 'b'             ? "condition"
                         : c == 'd'             ? "time"
                                                : "value";
      arguments.append(arguments.empty() ? "" : ", ")
          .append(optional ? "[" : "")
          .append(kind)
          .append(optional ? "]" : "");
    }
    out.push_back(std::string(function.name) + "(" + arguments + (function.aggregate ? "), in --agg: " : "): ") +
                  std::string(function.meaning));
  }
  return out;
}

}  // namespace pytk::table
