// The verb window: figures along rows, as pandas' shift, cumsum, rank and rolling give them.
#include <algorithm>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "table/query_state.hpp"

namespace pytk::table {
namespace {

/// What follows a value in the parentheses: nothing, a number of rows that is 1 unless given, or one that must be
/// given.
enum class Span : std::uint8_t { none, step, width };

/// `sql`: {0} is the value, {1} the number, {w} the window. `result` json: the type of the value.
struct WindowFunction { std::string_view name; bool has_value; Span span; std::string_view sql; Type result; };

constexpr WindowFunction window_functions[] = {
    {"row_number", false, Span::none, "row_number() OVER ({o})", Type::integer},
    {"rank", false, Span::none, "rank() OVER ({k})", Type::integer},
    {"dense_rank", false, Span::none, "dense_rank() OVER ({k})", Type::integer},
    {"lag", true, Span::step, "lag({0}, {1}) OVER ({o})", Type::json},
    {"lead", true, Span::step, "lead({0}, {1}) OVER ({o})", Type::json},
    {"diff", true, Span::step, "({0} - lag({0}, {1}) OVER ({o}))", Type::json},
    {"cumsum", true, Span::none, "sum({0}) OVER ({o} {c})", Type::json},
    {"cummax", true, Span::none, "max({0}) OVER ({o} {c})", Type::json},
    {"cummin", true, Span::none, "min({0}) OVER ({o} {c})", Type::json},
    {"cumcount", false, Span::none, "(count(*) OVER ({o} {c}) - 1)", Type::integer},
    {"rolling_count", true, Span::width, "count({0}) OVER ({o} {r})", Type::integer},
    {"rolling_sum", true, Span::width, "sum({0}) OVER ({o} {r})", Type::json},
    {"rolling_mean", true, Span::width, "avg({0}) OVER ({o} {r})", Type::real},
    {"rolling_min", true, Span::width, "min({0}) OVER ({o} {r})", Type::json},
    {"rolling_max", true, Span::width, "max({0}) OVER ({o} {r})", Type::json},
    {"rolling_median", true, Span::width, "quantile_cont(CAST({0} AS DOUBLE), 0.5) OVER ({o} {r})", Type::real},
    {"rolling_std", true, Span::width, "pytk_std({0}) OVER ({o} {r})", Type::real},
    {"rolling_var", true, Span::width, "pytk_var({0}) OVER ({o} {r})", Type::real},
};

void put(std::string& out, std::string_view what, std::string_view by) {
  for (auto at = out.find(what); at != std::string::npos; at = out.find(what, at + by.size()))
    out.replace(at, what.size(), by);
}

const WindowFunction& window_function(const Expression& expression) {
  const auto* found = std::find_if(std::begin(window_functions), std::end(window_functions),
                                   [&](const auto& each) { return each.name == expression.text; });
  if (expression.op == Expression::Op::call && found != std::end(window_functions)) return *found;
  std::vector<std::string> names;
  for (const auto& each : window_functions) names.emplace_back(each.name);
  throw fail(Fault::usage, "'{}' is no window function", expression.text).hint("they are " + pytk::join(names, ", "));
}

/// The number of rows that a call moves by or looks at.
std::string rows_of(const WindowFunction& function, const Expression& expression) {
  const std::size_t values = function.has_value ? 1 : 0;
  const auto& arguments = expression.arguments;
  if (arguments.size() < values || arguments.size() > values + (function.span == Span::none ? 0U : 1U))
    throw fail(Fault::usage, "{}() takes {} argument{}{}", function.name, values, values == 1 ? "" : "s",
               function.span == Span::none ? "" : " and a number");
  if (arguments.size() == values) {
    if (function.span == Span::width)
      throw fail(Fault::usage, "{}() needs the number of rows as its second argument", function.name);
    return "1";
  }
  std::int64_t rows = 0;
  if (arguments[values]->op != Expression::Op::number || !read_int(arguments[values]->text, rows) || rows < 1)
    throw fail(Fault::usage, "{}() needs a whole number as its last argument", function.name);
  return std::to_string(rows);
}

}  // namespace

std::vector<std::string> window_names() {
  std::vector<std::string> names;
  for (const auto& each : window_functions) names.emplace_back(each.name);
  return names;
}

void Query::window(std::string_view named, const std::vector<std::string>& per,
                   const std::vector<SortKey>& order) {
  const std::string row = state_->make_row();
  std::vector<std::string> keys;
  for (const auto& key : order) {
    Binder binder = state_->binder();
    keys.push_back(binder.typed(binder.bind(*key.expression)).sql + (key.descending ? " DESC" : " ASC") +
                   " NULLS LAST");
  }
  const std::string partition = per.empty() ? "" : "PARTITION BY " + joined(state_->identity(state_->pick(per))) + " ";
  // Ranks compare the keys alone; all else needs one definite order.
  const std::string by_keys = partition + (keys.empty() ? "" : "ORDER BY " + joined(keys));
  keys.push_back(row);
  const std::string by_rows = partition + "ORDER BY " + joined(keys);
  std::string list = state_->everything();
  PlanColumns made;
  for (const auto& [name, expression] : parse_named(named)) {
    const WindowFunction& function = window_function(*expression);
    const std::string rows = rows_of(function, *expression);
    const bool moves = function.name == "lag" || function.name == "lead";
    Binder binder = state_->binder();
    Bound value;
    if (function.has_value) value = binder.bind(*expression->arguments[0]);
    if (function.has_value && !moves) {
      const bool compared =
          function.result == Type::json && (function.name.ends_with("min") || function.name.ends_with("max"));
      value = {compared ? binder.typed(value).sql : binder.number(value),
               compared || value.type == Type::integer ? value.type : Type::real, false, false, false};
    }
    std::string sql(function.sql);
    // A span is complete or missing, and a total stands only beside a value.
    if (function.span == Span::width && function.name != "rolling_count")
      sql = "CASE WHEN count({0}) OVER ({o} {r}) = {1} THEN " + sql + " END";
    else if (function.name.starts_with("cum") && function.has_value)
      sql = "CASE WHEN {0} IS NOT NULL THEN " + sql + " END";
    put(sql, "{o}", by_rows);
    put(sql, "{k}", by_keys);
    put(sql, "{c}", "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW");
    put(sql, "{r}", "ROWS BETWEEN {1} - 1 PRECEDING AND CURRENT ROW");
    put(sql, "{1}", rows);
    put(sql, "{0}", value.sql);
    const std::string as = state_->plan->fresh();
    list += ", " + sql + " AS " + as;
    const Type type = function.result == Type::json ? value.type : function.result;
    made.push_back({name.empty() ? default_name(*expression) : name, as, type, moves && value.raw});
  }
  state_->wrap(list);
  state_->columns.insert(state_->columns.end(), made.begin(), made.end());
  state_->natural = false;
}

}  // namespace pytk::table
