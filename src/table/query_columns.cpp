// Verbs that work inside columns: fill, extract, replace, split, explode, parse-time.
#include <algorithm>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "table/query_state.hpp"

namespace pytk::table {
namespace {

/// Puts a new value in the place of a column.
void exchange(Query::State& state, const std::string& name, const std::string& sql, Type type, bool raw) {
  const std::string made = state.plan->fresh();
  const std::string old = plan_column(state.columns, name).sql;
  state.wrap(state.everything() + ", " + sql + " AS " + made);
  for (auto& column : state.columns)
    if (column.sql == old) column = {name, made, type, raw};
  if (std::any_of(state.order.begin(), state.order.end(), [&](const auto& term) { return term.sql == old; }))
    state.hidden.push_back(old);
}

struct Groups { std::string pattern; std::vector<std::string> names; };

/// Names of the groups of a regular expression ("" for those without), written as RE2 wants them: (?P<name>...).
Groups groups_of(std::string_view pattern) {
  Groups out;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    out.pattern += c;
    if (c == '\\' && i + 1 < pattern.size()) {
      out.pattern += pattern[++i];
      continue;
    }
    if (in_class) in_class = c != ']';
    else if (c == '[') in_class = true;
    else if (c == '(') {
      std::string_view rest = pattern.substr(i + 1);
      const bool python = rest.starts_with("?P<");
      const bool plain = rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!");
      if (python || plain) {
        const auto from = python ? 3U : 2U;
        const auto close = rest.find('>');
        if (close == std::string_view::npos) throw fail(Fault::usage, "a group's name is not closed in '{}'", pattern);
        const std::string name(rest.substr(from, close - from));
        out.names.push_back(name);
        out.pattern += "?P<" + name + ">";
        i += close + 1;
      } else if (!rest.starts_with("?")) {
        out.names.emplace_back();
      }
    }
  }
  return out;
}

}  // namespace

void Query::fill(const std::vector<std::pair<std::string, std::string>>& values,
                 const std::vector<std::string>& forward, const std::vector<std::string>& backward) {
  for (const auto& [name, value] : values) {
    const PlanColumn column = plan_column(state_->columns, name);
    std::string literal = state_->dialect().literal(value);
    if (!column.raw && column.type != Type::text) literal = state_->dialect().try_cast(literal, column.type);
    exchange(*state_, name, fmt::format("coalesce({}, {})", column.sql, literal), column.type, column.raw);
  }
  for (const bool ahead : {true, false})
    for (const auto& name : ahead ? forward : backward) {
      const std::string row = state_->make_row();
      const PlanColumn column = plan_column(state_->columns, name);
      exchange(*state_, name, state_->dialect().fill(column.sql, row, ahead), column.type, column.raw);
      state_->natural = false;
    }
}

void Query::extract(const std::string& column, const std::string& pattern) {
  const auto groups = groups_of(pattern);
  if (groups.names.empty())
    throw fail(Fault::usage, "the regular expression has no groups")
        .hint("write what shall become a column as (?P<name>...)");
  const Binder binder = state_->binder();
  const std::string text = binder.text(bound_of(plan_column(state_->columns, column)));
  std::string list = state_->everything();
  PlanColumns made;
  for (std::size_t i = 0; i < groups.names.size(); ++i) {
    const std::string name = groups.names[i].empty() ? column + "_" + std::to_string(i + 1) : groups.names[i];
    const std::string parts[] = {text, state_->dialect().literal(groups.pattern), std::to_string(i + 1)};
    const std::string sql = state_->plan->fresh();
    list += ", " + state_->dialect().call("extract", parts) + " AS " + sql;
    made.push_back({name, sql, Type::text, true});
  }
  state_->wrap(list);
  for (auto& each : made) {
    const auto taken = std::find_if(state_->columns.begin(), state_->columns.end(),
                                    [&](const auto& c) { return c.name == each.name; });
    if (taken != state_->columns.end()) throw fail(Fault::usage, "there is a column '{}' already", each.name);
    state_->columns.push_back(std::move(each));
  }
}

void Query::replace(const std::string& column, const std::string& pattern, const std::string& text) {
  const Binder binder = state_->binder();
  const std::string parts[] = {binder.text(bound_of(plan_column(state_->columns, column))),
                               state_->dialect().literal(pattern), state_->dialect().literal(text)};
  exchange(*state_, column, state_->dialect().call("replace_re", parts), Type::text, true);
}

void Query::parse_time(const std::string& column, const std::string& format) {
  const Binder binder = state_->binder();
  const Bound value = bound_of(plan_column(state_->columns, column));
  std::string sql;
  if (format.empty()) {
    sql = binder.time(value);
  } else if (format == "epoch" || format == "epoch_ms" || format == "epoch_us" || format == "epoch_ns") {
    const char* divisor = format == "epoch" ? "1" : format == "epoch_ms" ? "1e3" : format == "epoch_us" ? "1e6" : "1e9";
    sql = state_->dialect().time_of_seconds(
        fmt::format("({} / {})", state_->dialect().try_cast(binder.text(value), Type::real), divisor));
  } else {
    sql = fmt::format("CAST(try_strptime({}, {}) AS TIMESTAMP)", binder.text(value), state_->dialect().literal(format));
  }
  exchange(*state_, column, sql, Type::time, false);
}

std::size_t Query::most_parts(const std::string& column, const std::string& separator, const Ask& ask) const {
  const Binder binder = state_->binder();
  const std::string text = binder.text(bound_of(plan_column(state_->columns, column)));
  const auto answer = ask(fmt::format("SELECT max(len(string_split({}, {}))) FROM ({}) AS q", text,
                                      state_->dialect().literal(separator), state_->sql));
  std::uint64_t most = 0;
  if (answer.empty() || !answer[0][0] || !parse_uint(*answer[0][0])) return 1;
  most = *parse_uint(*answer[0][0]);
  if (most > 1000) throw fail(Fault::usage, "a value of '{}' has {} parts; that is too many columns", column, most);
  return std::max<std::size_t>(1, most);
}

void Query::split(const std::string& column, const std::vector<std::string>& names, const std::string& separator) {
  const Binder binder = state_->binder();
  const std::string text = binder.text(bound_of(plan_column(state_->columns, column)));
  std::string list = state_->everything();
  PlanColumns made;
  for (std::size_t i = 0; i < names.size(); ++i) {
    // split_part gives "" behind the last part; a part that is not there is missing.
    const std::string part =
        fmt::format("list_extract(string_split({}, {}), {})", text, state_->dialect().literal(separator), i + 1);
    const std::string sql = state_->plan->fresh();
    list.append(", ").append(part).append(" AS ").append(sql);
    made.push_back({names[i], sql, Type::text, true});
  }
  state_->wrap(list);
  for (auto& each : made) {
    for (const auto& column_taken : state_->columns)
      if (column_taken.name == each.name) throw fail(Fault::usage, "there is a column '{}' already", each.name);
    state_->columns.push_back(std::move(each));
  }
}

void Query::explode(const std::string& column, const std::string& separator) {
  const std::string row = state_->make_row();
  const Binder binder = state_->binder();
  const PlanColumn found = plan_column(state_->columns, column);
  // A JSON array gives its elements, a text the parts between separators; a missing value stays one row.
  const std::string parts = fmt::format(
      "CASE WHEN {0} IS NULL THEN [NULL] WHEN json_valid({0}) AND json_type({0}) = 'ARRAY' "
      "THEN list_transform(CAST({0} AS JSON[]), x -> coalesce(x ->> '$', CAST(x AS VARCHAR))) ELSE string_split({0}, {1}) END",
      binder.text(bound_of(found)), state_->dialect().literal(separator));
  const std::string list = state_->plan->fresh(), number = state_->plan->fresh(), made = state_->plan->fresh();
  state_->wrap(state_->everything() + ", " + parts + " AS " + list);
  state_->wrap(fmt::format("{}, unnest({}) AS {}, generate_subscripts({}, 1) AS {}", state_->everything(), list, made,
                           list, number));
  for (auto& each : state_->columns)
    if (each.sql == found.sql) each = {column, made, found.type == Type::json ? Type::text : found.type, true};
  state_->hidden = {row, number};
  state_->order = {{row, false}, {number, false}};
  state_->natural = false;
}

}  // namespace pytk::table
