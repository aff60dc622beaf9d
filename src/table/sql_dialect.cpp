// DuckDB's spelling.
#include "table/sql_dialect.hpp"

#include <algorithm>

#include <fmt/core.h>

namespace pytk::table {
namespace {

struct Template { std::string_view name, sql; };
// {1}, {2} ... stand for the arguments, {*} for all of them.
constexpr Template templates[] = {
    {"len", "length({1})"},
    {"lower", "lower({1})"},
    {"upper", "upper({1})"},
    {"trim", "trim({1})"},
    {"ltrim", "ltrim({1})"},
    {"rtrim", "rtrim({1})"},
    {"reverse", "reverse({1})"},
    {"substr", "substr({*})"},
    {"left", "left({*})"},
    {"right", "right({*})"},
    {"lpad", "lpad({1}, CAST({2} AS INTEGER), {3})"},
    {"rpad", "rpad({1}, CAST({2} AS INTEGER), {3})"},
    {"replace", "replace({*})"},
    {"split", "split_part({*})"},
    {"concat", "concat({*})"},
    {"contains", "contains({*})"},
    {"starts_with", "starts_with({*})"},
    {"ends_with", "ends_with({*})"},
    {"matches", "regexp_matches({*})"},
    {"extract", "CASE WHEN regexp_matches({1}, {2}) THEN regexp_extract({1}, {2}, {3}) END"},
    {"replace_re", "regexp_replace({1}, {2}, {3}, 'g')"},
    {"abs", "abs({1})"},
    {"floor", "floor({1})"},
    {"ceil", "ceil({1})"},
    {"sqrt", "sqrt(CAST({1} AS DOUBLE))"},
    {"exp", "exp({1})"},
    {"log", "ln({1})"},
    {"log2", "log2({1})"},
    {"log10", "log10({1})"},
    {"pow", "pow({*})"},
    {"greatest", "greatest({*})"},
    {"least", "least({*})"},
    {"coalesce", "coalesce({*})"},
    {"nullif", "nullif({*})"},
    {"if", "CASE WHEN {1} THEN {2} ELSE {3} END"},
    {"year", "year({1})"},
    {"month", "month({1})"},
    {"day", "day({1})"},
    {"hour", "hour({1})"},
    {"minute", "minute({1})"},
    {"second", "second({1})"},
    {"weekday", "(isodow({1}) - 1)"},
    {"date", "strftime({1}, '%Y-%m-%d')"},
    {"strftime", "strftime({*})"},
    {"epoch", "epoch({1})"},
    {"now", "CAST(now() AS TIMESTAMP)"},
    {"cidr", "pytk_cidr({*})"},
    {"is_ip", "pytk_is_ip({1})"},
    {"is_private", "pytk_is_private({1})"},
    {"ip_int", "pytk_ip_int({1})"},
    {"host", "pytk_url_host({1})"},
    {"path", "pytk_url_path({1})"},
    {"scheme", "pytk_url_scheme({1})"},
    {"port", "pytk_url_port({1})"},
    {"query", "pytk_url_query({1})"},
    {"param", "pytk_url_param({*})"},
    {"url_decode", "pytk_url_decode({1})"},
    {"md5", "md5({1})"},
    {"sha1", "sha1({1})"},
    {"sha256", "sha256({1})"},
    {"entropy", "pytk_entropy({1})"},
    {"count", "count({1})"},
    {"sum", "coalesce(sum({1}), 0)"},
    {"mean", "avg({1})"},
    {"avg", "avg({1})"},
    {"sum_real", "coalesce(pytk_sum({1}), 0)"},
    {"mean_real", "pytk_mean({1})"},
    {"min", "min({1})"},
    {"max", "max({1})"},
    {"std", "pytk_std({1})"},
    {"var", "pytk_var({1})"},
    {"skew", "pytk_skew({1})"},
    {"kurt", "pytk_kurt({1})"},
    {"corr", "nullif(corr({*}), 'nan')"},
    {"unique", "count(DISTINCT {1})"},
    {"mode",
     "map_keys(histogram({1}))[list_position(map_values(histogram({1})), list_max(map_values(histogram({1}))))]"},
    {"any", "bool_or({1})"},
    {"all", "bool_and({1})"},
    {"arg_min", "arg_min({*})"},
    {"arg_max", "arg_max({*})"},
};

std::string fill_in(std::string_view pattern, std::span<const std::string> arguments) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '{' || i + 2 >= pattern.size() || pattern[i + 2] != '}') {
      out += pattern[i];
      continue;
    }
    const char which = pattern[i + 1];
    if (which == '*') {
      for (std::size_t a = 0; a < arguments.size(); ++a) out.append(a > 0 ? ", " : "").append(arguments[a]);
    } else if (const auto index = static_cast<std::size_t>(which - '1'); index < arguments.size()) {
      out += arguments[index];
    }
    i += 2;
  }
  return out;
}

/// What the same name with other numbers of arguments means.
std::string by_count(std::string_view name, std::span<const std::string> arguments) {
  if (name == "count" && arguments.empty()) return "count(*)";
  if (name == "round")
    return arguments.size() == 1 ? fill_in("round({1})", arguments)
                                 : fill_in("round({1}, CAST({2} AS INTEGER))", arguments);
  return "";
}

}  // namespace

std::string SqlDialect::literal(std::string_view text) const {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    // A NUL cannot stand in a statement.
    if (c == '\0') out += "' || chr(0) || '";
    else out += c;
  }
  return out + "'";
}

std::string SqlDialect::number(std::string_view text) const {
  const bool whole = text.find_first_of(".eE") == std::string_view::npos;
  if (whole && (text.size() <= 18 || is_integer(text))) return std::string(text);
  if (text.find_first_of("eE") != std::string_view::npos) return std::string(text);
  return std::string(text) + "e0";
}

std::string SqlDialect::identifier(std::string_view name) const {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string SqlDialect::try_cast(std::string_view sql, Type type) const {
  switch (type) {
    case Type::integer: return fmt::format("TRY_CAST({} AS BIGINT)", sql);
    case Type::real: return fmt::format("TRY_CAST({} AS DOUBLE)", sql);
    case Type::boolean: return fmt::format("TRY_CAST({} AS BOOLEAN)", sql);
    // With a zone the time is in UTC afterwards; without one it is taken to be in UTC.
    case Type::time: return fmt::format("TRY_CAST({} AS TIMESTAMP)", sql);
    default: return std::string(sql);
  }
}

std::string SqlDialect::number_of_text(std::string_view sql) const { return fmt::format("pytk_number({})", sql); }

std::string SqlDialect::to_text(std::string_view sql, Type type) const {
  if (type == Type::time) return fmt::format("pytk_time_text({})", sql);
  return fmt::format("CAST({} AS VARCHAR)", sql);
}

std::string SqlDialect::time_of_seconds(std::string_view sql) const {
  return fmt::format("make_timestamp(CAST(round(({}) * 1000000) AS BIGINT))", sql);
}

std::string SqlDialect::call(std::string_view name, std::span<const std::string> arguments) const {
  if (auto own = by_count(name, arguments); !own.empty()) return own;
  const auto* found = std::find_if(std::begin(templates), std::end(templates),
                                   [&](const Template& each) { return each.name == name; });
  return found == std::end(templates) ? std::string() : fill_in(found->sql, arguments);
}

std::string SqlDialect::binary(std::string_view op, std::string_view left, std::string_view right) const {
  if (op == "^") return fmt::format("pow({}, {})", left, right);
  if (op == "/") return fmt::format("(CAST({} AS DOUBLE) / {})", left, right);
  if (op == "=" || op == "!=") return fmt::format("({} {} {})", left, op == "=" ? "=" : "<>", right);
  if (op == "and" || op == "or") return fmt::format("({} {} {})", left, op == "and" ? "AND" : "OR", right);
  return fmt::format("({} {} {})", left, op, right);
}

std::string SqlDialect::like(std::string_view text, std::string_view pattern, bool ignore_case) const {
  return fmt::format("({} {} {})", text, ignore_case ? "ILIKE" : "LIKE", pattern);
}

std::string SqlDialect::quantile(std::string_view sql, double q) const {
  return fmt::format("quantile_cont(CAST({} AS DOUBLE), {})", sql, q);
}

std::string SqlDialect::part_of(std::string_view keys, std::size_t part, std::size_t parts) const {
  return fmt::format("(hash({}) % {} = {})", keys, parts, part);
}

std::string SqlDialect::quartiles(std::string_view sql) const {
  return fmt::format("quantile_cont(CAST({} AS DOUBLE), [0.25, 0.5, 0.75])", sql);
}

std::string SqlDialect::element(std::string_view list, std::size_t index) const {
  return fmt::format("{}[{}]", list, index);
}

std::string SqlDialect::unnest(std::span<const std::string> values) const {
  std::string list;
  for (const auto& value : values) list += (list.empty() ? "" : ", ") + value;
  return fmt::format("unnest([{}])", list);
}

std::string SqlDialect::bucket(std::string_view time, std::int64_t nanoseconds, std::string_view first) const {
  const std::string origin =
      first.empty() ? "TIMESTAMP '1970-01-01'" : fmt::format("CAST(date_trunc('day', {}) AS TIMESTAMP)", first);
  return fmt::format("time_bucket(to_microseconds({}), {}, {})", nanoseconds / 1000, time, origin);
}

std::string SqlDialect::unpivot(std::span<const std::string> names, std::span<const std::string> values,
                                std::string_view as_name, std::string_view as_value, std::string_view as_number) const {
  std::string name_list, value_list, numbers;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const char* comma = i > 0 ? ", " : "";
    name_list += comma + literal(names[i]);
    value_list += comma + values[i];
    numbers += comma + std::to_string(i);
  }
  return fmt::format("unnest([{}]) AS {}, unnest([{}]) AS {}, unnest([{}]) AS {}", name_list, as_name, value_list,
                     as_value, numbers, as_number);
}

std::string SqlDialect::fill(std::string_view sql, std::string_view order, bool forward) const {
  return forward
             ? fmt::format(
                   "last_value({} IGNORE NULLS) OVER (ORDER BY {} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)",
                   sql, order)
             : fmt::format(
                   "first_value({} IGNORE NULLS) OVER (ORDER BY {} ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)",
                   sql, order);
}

std::string SqlDialect::list_in_order(std::string_view sql, std::string_view by) const {
  return fmt::format("CAST(to_json(list({} ORDER BY {})) AS VARCHAR)", sql, by);
}
std::string SqlDialect::text_in_order(std::string_view sql, std::string_view separator, std::string_view by) const {
  return fmt::format("string_agg({}, {} ORDER BY {})", sql, separator, by);
}

std::string SqlDialect::scan(std::size_t input) const { return fmt::format("pytk_scan({})", input); }
std::string SqlDialect::both(std::string_view first, std::string_view second) const {
  return fmt::format("CASE WHEN {0} IS NOT NULL THEN {{'a': {0}, 'b': {1}}} END", first, second);
}
std::string SqlDialect::at_least(std::string_view sql, std::string_view by) const {
  return fmt::format("arg_min({}, {})", sql, by);
}
std::string SqlDialect::at_most(std::string_view sql, std::string_view by) const {
  return fmt::format("arg_max({}, {})", sql, by);
}

}  // namespace pytk::table
