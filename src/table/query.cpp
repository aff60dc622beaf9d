// The verbs that every table knows: filter, derive, select, sort, head, group.
#include <pytk/table/query.hpp>

#include <algorithm>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "table/query_state.hpp"

namespace pytk::table {

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (const auto& part : parts) {
    if (!out.empty()) out += between;
    out += part;
  }
  return out;
}

Plan::Plan() : dialect_(std::make_unique<SqlDialect>()) {}
Plan::~Plan() = default;

Query::Query(std::unique_ptr<State> state) : state_(std::move(state)) {}
Query::Query(Query&&) noexcept = default;
Query& Query::operator=(Query&&) noexcept = default;
Query::Query(const Query& other) : state_(std::make_unique<State>(*other.state_)) {}
Query::~Query() = default;

bool needs_order(std::string_view aggregates) {
  for (const std::string_view name : {"first", "last", "list", "join"})
    if (aggregates.find(name) != std::string_view::npos) return true;
  return false;
}

std::string Query::State::visible() const { return list_of(columns); }

std::string Query::State::list_of(const PlanColumns& picked) const {
  std::vector<std::string> parts;
  for (const auto& column : picked) parts.push_back(column.sql);
  return joined(parts);
}

std::vector<std::string> Query::State::identity(const PlanColumn& column) const {
  if (!column.raw || column.type != Type::real) return {column.sql};
  const std::string value = binder().typed(bound_of(column)).sql;
  return {value, fmt::format("CASE WHEN {} IS NULL THEN {} END", value, column.sql)};
}

std::vector<std::string> Query::State::identity(const PlanColumns& picked) const {
  std::vector<std::string> parts;
  for (const auto& column : picked)
    for (auto& part : identity(column)) parts.push_back(std::move(part));
  return parts;
}

std::vector<std::string> Query::State::spellings(const PlanColumns& picked) const {
  std::vector<std::string> parts;
  for (const auto& column : picked)
    parts.push_back(identity(column).size() == 1 ? column.sql : fmt::format("min({})", column.sql));
  return parts;
}

std::string Query::State::everything() const {
  std::vector<std::string> parts;
  for (const auto& column : columns) {
    parts.push_back(column.sql);
    if (!column.typed.empty()) parts.push_back(column.typed);
  }
  parts.insert(parts.end(), hidden.begin(), hidden.end());
  return joined(parts);
}

std::string Query::State::order_by(bool reversed) const {
  std::vector<std::string> parts;
  for (const auto& term : order)
    parts.push_back(term.sql + (term.descending != reversed ? " DESC" : " ASC") +
                    (reversed ? " NULLS FIRST" : " NULLS LAST"));
  return parts.empty() ? "" : " ORDER BY " + joined(parts);
}

void Query::State::wrap(const std::string& list, const std::string& rest) {
  sql = "SELECT " + list + " FROM (" + sql + ") AS q" + rest;
}

std::string Query::State::row_number() const {
  if (order.size() == 1 && !order[0].descending) return order[0].sql;
  return "row_number() OVER (" + order_by().substr(order.empty() ? 0 : 1) + ")";
}

std::string Query::State::make_row() {
  if (order.size() == 1 && !order[0].descending && natural) return order[0].sql;
  std::string row = plan->fresh();
  const std::string number = order.empty() ? "row_number() OVER ()" : row_number();
  wrap(everything() + ", " + number + " AS " + row);
  hidden = {row};
  order = {{row, false}};
  return row;
}

PlanColumns Query::State::pick(const std::vector<std::string>& names) const {
  PlanColumns picked;
  for (const auto& name : names) {
    const auto& column = plan_column(columns, name);
    const bool again =
        std::any_of(picked.begin(), picked.end(), [&](const auto& each) { return each.sql == column.sql; });
    if (again) throw fail(Fault::usage, "column '{}' is named twice", name);
    picked.push_back(column);
  }
  return picked;
}

Query Query::scan(Plan& plan, std::size_t input, const Columns& columns) {
  auto state = std::make_unique<State>();
  state->plan = &plan;
  std::vector<std::string> list;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string sql = plan.fresh();
    list.push_back(fmt::format("i{} AS {}", i, sql));
    state->columns.push_back({columns[i].name, sql, columns[i].type, true});
    if (columns[i].type == Type::text || columns[i].type == Type::json) continue;
    state->columns.back().typed = plan.fresh();
    list.push_back(fmt::format("n{} AS {}", i, state->columns.back().typed));
  }
  const std::string row = plan.fresh();
  list.push_back("r AS " + row);
  state->hidden = {row};
  state->order = {{row, false}};
  state->sql = "SELECT " + joined(list) + " FROM " + plan.dialect().scan(input);
  return Query(std::move(state));
}

Query Query::statement(Plan& plan, const std::string& sql, const Columns& columns) {
  auto state = std::make_unique<State>();
  state->plan = &plan;
  std::vector<std::string> names;
  for (const auto& column : columns) {
    const std::string name = plan.fresh();
    names.push_back(name);
    state->columns.push_back({column.name, name, column.type, false});
  }
  state->sql = "SELECT * FROM (" + sql + ") AS q(" + joined(names) + ")";
  return Query(std::move(state));
}

Columns Query::columns() const {
  Columns out;
  for (const auto& column : state_->columns) out.push_back({column.name, column.type});
  return out;
}

std::string Query::sql() const {
  State final = *state_;
  final.wrap(final.columns.empty() ? "1" : final.visible(), final.natural ? "" : final.order_by());
  return final.sql;
}

std::string Query::view_sql() const {
  const Binder binder = state_->binder();
  std::vector<std::string> list;
  for (const auto& column : state_->columns) {
    // Times stay texts: what is not computed keeps its spelling.
    const Bound value = bound_of(column);
    const bool cast = column.raw && column.type != Type::time && column.type != Type::json;
    list.push_back((cast ? binder.typed(value).sql : column.sql) + " AS " + state_->dialect().identifier(column.name));
  }
  return "SELECT " + (list.empty() ? "1" : joined(list)) + " FROM (" + state_->sql + ") AS q" +
         (state_->natural ? "" : state_->order_by());
}

void Query::filter(std::string_view expression) {
  const auto parsed = parse_expression(expression);
  const std::string where = state_->binder().condition(*parsed);
  state_->wrap(state_->everything(), " WHERE " + where);
}

void Query::derive(std::string_view named) {
  for (auto& [name, expression] : parse_named(named)) {
    // One after another: a later one may use an earlier one.
    const Bound value = state_->binder().bind(*expression);
    const std::string sql = state_->plan->fresh();
    const std::string called = name.empty() ? default_name(*expression) : name;
    state_->wrap(state_->everything() + ", " + value.sql + " AS " + sql);
    const PlanColumn made{called, sql, value.type, value.raw};
    auto& columns = state_->columns;
    const auto at = std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == called; });
    if (at == columns.end()) {
      columns.push_back(made);
      continue;
    }
    const bool ordered =
        std::any_of(state_->order.begin(), state_->order.end(), [&](const auto& t) { return t.sql == at->sql; });
    if (ordered) state_->hidden.push_back(at->sql);
    *at = made;
  }
}

void Query::select(const std::vector<std::string>& names) {
  const auto minus = [&](const std::string& name) {
    return name.starts_with("-") && std::none_of(state_->columns.begin(), state_->columns.end(),
                                                 [&](const auto& c) { return c.name == name; });
  };
  PlanColumns picked;
  if (!names.empty() && minus(names[0])) {  // "-x,y" leaves x and y out
    std::vector<std::string> out;
    out.reserve(names.size());
    for (const auto& name : names)
      out.push_back(plan_column(state_->columns, std::string_view(name).substr(minus(name) ? 1 : 0)).sql);
    for (const auto& column : state_->columns)
      if (std::find(out.begin(), out.end(), column.sql) == out.end()) picked.push_back(column);
  } else {
    picked = state_->pick(names);
  }
  for (const auto& term : state_->order) {
    const auto has = [&](const auto& list) {
      return std::any_of(list.begin(), list.end(), [&](const auto& c) { return c.sql == term.sql; });
    };
    if (has(state_->columns) && !has(picked)) state_->hidden.push_back(term.sql);
  }
  state_->columns = std::move(picked);
  state_->wrap(state_->everything().empty() ? "1" : state_->everything());
}

void Query::rename(std::string_view pairs) {
  for (const auto& pair : parse_names(pairs)) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 >= pair.size())
      throw fail(Fault::usage, "'{}' is no OLD=NEW", pair);
    const std::string from = pair.substr(0, equals), to = pair.substr(equals + 1);
    const std::string sql = plan_column(state_->columns, from).sql;
    for (auto& column : state_->columns) {
      if (column.name == to && column.sql != sql) throw fail(Fault::usage, "there is a column '{}' already", to);
      if (column.sql == sql) column.name = to;
    }
  }
}

std::vector<SortKey> parse_sort(const std::vector<std::string>& words) {
  std::vector<SortKey> keys;
  for (const auto& word : words)
    for (auto& item : parse_named(word)) {
      SortKey key;
      key.expression = std::move(item.expression);
      if (key.expression->op == Expression::Op::unary && key.expression->text == "-") {
        key.descending = true;
        key.expression = std::move(key.expression->arguments[0]);
      }
      keys.push_back(std::move(key));
    }
  return keys;
}

void Query::sort(const std::vector<SortKey>& keys) {
  std::vector<OrderTerm> order;
  std::string list = state_->everything();
  std::vector<std::string> made;
  for (const auto& key : keys) {
    const Binder binder = state_->binder();
    Binder mine = binder;
    const Bound value = mine.typed(mine.bind(*key.expression));
    const std::string sql = state_->plan->fresh();
    list += ", " + value.sql + " AS " + sql;
    made.push_back(sql);
    order.push_back({sql, key.descending});
  }
  state_->wrap(list);
  state_->hidden.insert(state_->hidden.end(), made.begin(), made.end());
  order.insert(order.end(), state_->order.begin(), state_->order.end());  // ties keep their order
  state_->order = std::move(order);
  state_->natural = false;
}

void Query::head(std::uint64_t rows) {
  state_->wrap(state_->everything(), (state_->natural ? "" : state_->order_by()) + fmt::format(" LIMIT {}", rows));
}

void Query::tail(std::uint64_t rows) {
  if (state_->order.empty()) (void)state_->make_row();
  state_->wrap(state_->everything(), state_->order_by(true) + fmt::format(" LIMIT {}", rows));
  state_->natural = false;
}

void Query::sample(std::uint64_t rows, double percent, std::uint64_t seed) {
  // A hash of the row's number and the seed: the same rows on any number of threads.
  const std::string row = state_->make_row();
  const std::string draw = fmt::format("hash({}, {})", row, seed);
  if (rows == 0) {
    state_->wrap(state_->everything(), fmt::format(" WHERE {} < {}::UBIGINT", draw,
                                                   static_cast<std::uint64_t>(percent / 100 * 18446744073709549568.0)));
    return;
  }
  state_->wrap(state_->everything(), fmt::format(" ORDER BY {} LIMIT {}", draw, rows));
  state_->natural = false;
}

void Query::count() {
  const std::string sql = state_->plan->fresh();
  state_->wrap("count(*) AS " + sql);
  state_->columns = {{"count", sql, Type::integer, false}};
  state_->hidden.clear();
  state_->order.clear();
  state_->natural = true;
}

namespace {

/// Groups come in the order of their keys, as in pandas.
void order_by_keys(Query::State& state, const PlanColumns& keys) {
  std::string everything = state.everything();
  const Binder after(state.dialect(), state.columns);  // for the order alone: no value is missing for it
  for (const auto& key : keys) {
    const Bound value = after.typed({key.sql, key.type, key.raw, false, false});
    if (value.sql == key.sql) {
      state.order.push_back({key.sql, false});
      continue;
    }
    const std::string sql = state.plan->fresh();
    everything += ", " + value.sql + " AS " + sql;
    state.hidden.push_back(sql);
    state.order.push_back({sql, false});
    state.order.push_back({key.sql, false});  // texts that are no numbers, and 1 beside 1.0
  }
  state.wrap(everything);
}

}  // namespace

void Query::group(const std::vector<std::string>& keys, std::string_view aggregates, bool drop_null) {
  const PlanColumns picked = state_->pick(keys);
  auto named = parse_named(aggregates.empty() ? "count" : aggregates);
  const std::string row = needs_order(aggregates) ? state_->make_row() : "";
  PlanColumns keys_inside = picked;
  const auto spellings = state_->spellings(picked);
  for (std::size_t i = 0; i < picked.size(); ++i) keys_inside[i].sql = spellings[i];
  Binder binder = state_->binder();
  binder.aggregates(&keys_inside, row);
  std::vector<std::string> list, conditions;
  const std::vector<std::string> by = state_->identity(picked);
  PlanColumns columns;
  for (std::size_t i = 0; i < picked.size(); ++i) {
    const PlanColumn& key = picked[i];
    list.push_back(spellings[i] == key.sql ? key.sql : spellings[i] + " AS " + key.sql);
    columns.push_back(bare(key));
    if (drop_null) conditions.push_back(key.sql + " IS NOT NULL");
  }
  for (const auto& [name, expression] : named) {
    const Bound value = binder.bind(*expression);
    const std::string sql = state_->plan->fresh();
    const std::string called = name.empty() ? default_name(*expression) : name;
    for (const auto& column : columns)
      if (column.name == called)
        throw fail(Fault::usage, "two columns would be called '{}'", called).hint("name one: other=" + called);
    list.push_back(value.sql + " AS " + sql);
    columns.push_back({called, sql, value.type, value.raw});
  }
  const std::string from = state_->sql;
  const std::string where = conditions.empty() ? "" : " WHERE " + joined(conditions, " AND ");
  state_->wrap(joined(list), where + (by.empty() ? "" : " GROUP BY " + joined(by)));
  if (!by.empty()) state_->plan->remember({state_->sql, joined(list), from, joined(by), where});
  state_->columns = std::move(columns);
  state_->hidden.clear();
  state_->order.clear();
  order_by_keys(*state_, picked);
  state_->natural = picked.empty();
}

void Query::values(const std::string& column, bool drop_null) {
  // Most frequent first; those equally frequent in the order of their first appearance.
  const std::string row = state_->make_row();
  const PlanColumn found = plan_column(state_->columns, column), key = bare(found);
  const std::string by = joined(state_->identity(found));
  const std::string count = state_->plan->fresh(), first = state_->plan->fresh();
  const std::string from = state_->sql, where = drop_null ? " WHERE " + key.sql + " IS NOT NULL" : "";
  // One value may be spelt in several ways: the first one stands for it.
  const std::string spelling = by == key.sql ? key.sql : state_->dialect().at_least(key.sql, row) + " AS " + key.sql;
  const std::string list = fmt::format("{0}, count(*) AS {1}, min({2}) AS {3}", spelling, count, row, first);
  state_->wrap(list, where + " GROUP BY " + by);
  state_->plan->remember({state_->sql, list, from, by, where});
  state_->columns = {key, {column == "count" ? "n" : "count", count, Type::integer, false}};
  state_->hidden = {first};
  state_->order = {{count, true}, {first, false}};
  state_->natural = false;
}

void Query::drop_null(const std::vector<std::string>& names) {
  std::vector<std::string> conditions;
  for (const auto& column : names.empty() ? state_->columns : state_->pick(names))
    conditions.push_back(column.sql + " IS NOT NULL");
  if (!conditions.empty()) state_->wrap(state_->everything(), " WHERE " + joined(conditions, " AND "));
}

void Query::dedupe(const std::vector<std::string>& names, Keep keep) {
  const std::string row = state_->make_row();
  const PlanColumns keys = names.empty() ? state_->columns : state_->pick(names);
  const std::string mark = state_->plan->fresh(), by = joined(state_->identity(keys));
  if (keep == Keep::none)
    state_->wrap(state_->everything() + fmt::format(", count(*) OVER (PARTITION BY {}) AS {}", by, mark));
  else
    state_->wrap(state_->everything() + fmt::format(", row_number() OVER (PARTITION BY {} ORDER BY {}{}) AS {}", by,
                                                    row, keep == Keep::last ? " DESC" : "", mark));
  state_->wrap(state_->everything(), " WHERE " + mark + " = 1");
  state_->natural = false;
}

void Query::top(std::uint64_t rows, std::string_view by, const std::vector<std::string>& per, bool least) {
  const std::string row = state_->make_row();
  const auto expression = parse_expression(by);
  Binder binder = state_->binder();
  const Bound value = binder.typed(binder.bind(*expression));
  const std::string key = state_->plan->fresh(), rank = state_->plan->fresh();
  state_->wrap(state_->everything() + ", " + value.sql + " AS " + key);
  state_->hidden.push_back(key);
  const std::string order = fmt::format("{} {} NULLS LAST, {}", key, least ? "ASC" : "DESC", row);
  const std::string partition = per.empty() ? "" : "PARTITION BY " + joined(state_->identity(state_->pick(per))) + " ";
  state_->wrap(state_->everything() + fmt::format(", row_number() OVER ({}ORDER BY {}) AS {}", partition, order, rank));
  state_->wrap(state_->everything(), fmt::format(" WHERE {} <= {}", rank, rows));
  // Groups by the values of their keys.
  std::vector<OrderTerm> terms;
  std::string list = state_->everything();
  for (const auto& column : state_->pick(per)) {
    const std::string sql = state_->plan->fresh();
    list += ", " + Binder(state_->dialect(), state_->columns).typed(bound_of(column)).sql + " AS " + sql;
    state_->hidden.push_back(sql);
    terms.push_back({sql, false});
    if (column.raw) terms.push_back({column.sql, false});
  }
  state_->wrap(list);
  terms.push_back({key, !least});
  terms.push_back({row, false});
  state_->order = std::move(terms);
  state_->natural = false;
}

}  // namespace pytk::table
