// Verbs that change what a row is: melt, pivot, resample, describe.
#include <algorithm>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "table/query_state.hpp"

namespace pytk::table {

void Query::skip(std::uint64_t rows) {
  const std::string number = state_->natural ? "" : state_->order_by();
  state_->wrap(state_->everything(), number + fmt::format(" OFFSET {}", rows));
}

void Query::melt(const std::vector<std::string>& names, const std::vector<std::string>& keep, std::string_view variable,
                 std::string_view value) {
  const std::string row = state_->make_row();
  PlanColumns kept = state_->pick(keep), melted;
  if (names.empty()) {
    for (const auto& column : state_->columns)
      if (std::none_of(kept.begin(), kept.end(), [&](const auto& k) { return k.sql == column.sql; }))
        melted.push_back(column);
  } else {
    melted = state_->pick(names);
    if (keep.empty())
      for (const auto& column : state_->columns)
        if (std::none_of(melted.begin(), melted.end(), [&](const auto& m) { return m.sql == column.sql; }))
          kept.push_back(column);
  }
  if (melted.empty()) throw fail(Fault::usage, "there is no column to melt");
  std::vector<Bound> values;
  std::vector<std::string> labels, texts;
  for (const auto& column : melted) {
    values.push_back(bound_of(column));
    labels.push_back(column.name);
  }
  const bool all_raw = std::all_of(values.begin(), values.end(), [](const Bound& v) { return v.raw; });
  const bool same = std::all_of(values.begin(), values.end(), [&](const Bound& v) { return v.type == values[0].type; });
  const Binder binder = state_->binder();
  Type type = values[0].type;
  // Texts stay as they are written, whatever they look like.
  if (all_raw && !same) type = Type::text;
  else if (!all_raw) type = binder.unify(values);
  for (const auto& each : values) texts.push_back(each.sql);
  const std::string as_name = state_->plan->fresh(), as_value = state_->plan->fresh(),
                    as_number = state_->plan->fresh();
  std::vector<std::string> list;
  for (auto& column : kept) {
    column = bare(column);
    list.push_back(column.sql);
  }
  list.push_back(row);
  list.push_back(state_->dialect().unpivot(labels, texts, as_name, as_value, as_number));
  state_->wrap(joined(list));
  state_->columns = kept;
  state_->columns.push_back({std::string(variable), as_name, Type::text, false});
  state_->columns.push_back({std::string(value), as_value, type, all_raw || values[0].raw});
  state_->hidden = {row, as_number};
  // Column by column: all rows of the first before those of the second.
  state_->order = {{as_number, false}, {row, false}};
  state_->natural = false;
}

namespace {

/// The values of a pivot's label column that have a value in some cell, in their order.
std::vector<std::string> labels_of(const Query::State& cells, const PlanColumn& label, const std::string& cell,
                                   const Ask& ask) {
  const std::string order = cells.binder().typed(bound_of(label)).sql;
  const auto rows = ask(fmt::format(
      "SELECT DISTINCT CAST({0} AS VARCHAR) AS a, {1} AS b FROM ({2}) AS q WHERE {0} IS NOT NULL AND {3} IS NOT NULL "
      "ORDER BY b NULLS LAST, a",
      label.sql, order, cells.sql, cell));
  if (rows.size() > 1000)
    throw fail(Fault::usage, "column '{}' has {} different values; that is too many columns", label.name, rows.size());
  std::vector<std::string> labels;
  labels.reserve(rows.size());
  for (const auto& row : rows) labels.push_back(row[0].value_or(""));
  return labels;
}

/// Gives equal values of a column one spelling: 1.0 and 1.00 are one.
void spell_alike(Query::State& state, const std::string& name) {
  const PlanColumn spelt = plan_column(state.columns, name);
  if (state.identity(spelt).size() <= 1) return;
  const std::string one = state.plan->fresh();
  state.wrap(state.everything() + fmt::format(", min({}) OVER (PARTITION BY {}) AS {}", spelt.sql,
                                              joined(state.identity(spelt)), one));
  for (auto& each : state.columns)
    if (each.sql == spelt.sql) each.sql = one;
}

/// "sum(x)", or a column for its mean.
ExpressionPtr cell_expression(std::string_view aggregate) {
  auto parsed = parse_expression(aggregate);
  if (parsed->op != Expression::Op::column || parsed->text == "count") return parsed;
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(std::move(parsed));
  return call_expression("mean", std::move(arguments));
}

}  // namespace

void Query::pivot(std::string_view column, std::string_view aggregate, const std::vector<std::string>& by,
                  bool drop_null, const Ask& ask) {
  const std::string name(column);
  const auto parsed = cell_expression(aggregate);
  const std::string row = state_->make_row();
  spell_alike(*state_, name);
  std::vector<std::string> keys = by;
  keys.push_back(name);
  const PlanColumns picked = state_->pick(keys);
  Binder binder = state_->binder();
  binder.aggregates(&picked, row);
  const Bound cell_value = binder.bind(*parsed);
  const std::string cell_sql = state_->plan->fresh();
  std::vector<std::string> list = state_->spellings(picked), conditions;
  for (std::size_t i = 0; i < picked.size(); ++i)
    if (list[i] != picked[i].sql) list[i] += " AS " + picked[i].sql;
  list.push_back(cell_value.sql + " AS " + cell_sql);
  if (drop_null)
    for (const auto& key : picked) conditions.push_back(key.sql + " IS NOT NULL");
  state_->wrap(joined(list), (conditions.empty() ? "" : " WHERE " + joined(conditions, " AND ")) + " GROUP BY " +
                                 joined(state_->identity(picked)));

  const PlanColumn label = bare(picked.back());
  state_->columns.clear();
  for (const auto& key : picked) state_->columns.push_back(bare(key));
  const auto labels = labels_of(*state_, label, cell_sql, ask);
  PlanColumns rows(state_->columns.begin(), state_->columns.end() - 1);
  list = state_->spellings(rows);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (list[i] != rows[i].sql) list[i] += " AS " + rows[i].sql;
  PlanColumns columns = rows;
  for (const auto& each : labels) {
    const std::string sql = state_->plan->fresh();
    list.push_back(fmt::format("max(CASE WHEN CAST({} AS VARCHAR) = {} THEN {} END) AS {}", label.sql,
                               state_->dialect().literal(each), cell_sql, sql));
    columns.push_back({each, sql, cell_value.type, cell_value.raw});
  }
  state_->wrap(list.empty() ? "1" : joined(list),
               fmt::format(" WHERE {} IS NOT NULL", cell_sql) +
                   (rows.empty() ? "" : " GROUP BY " + joined(state_->identity(rows))));
  state_->columns = columns;
  state_->hidden.clear();
  state_->order.clear();
  std::string everything = state_->everything();
  for (const auto& key : rows) {
    const std::string sql = state_->plan->fresh();
    everything += ", " + Binder(state_->dialect(), state_->columns).typed(bound_of(key)).sql + " AS " + sql;
    state_->hidden.push_back(sql);
    state_->order.push_back({sql, false});
    state_->order.push_back({key.sql, false});
  }
  state_->wrap(everything);
  state_->natural = rows.empty();
}

namespace {

/// Spans that do not divide a day begin with the first day that there is, as in pandas: the name of a column with that
/// of each group, or none.
std::string first_moment(Query::State& state, const PlanColumns& groups, const std::string& time,
                         std::int64_t nanoseconds) {
  constexpr std::int64_t day = 86'400'000'000'000;
  if (day % nanoseconds == 0) return {};
  std::string first = state.plan->fresh();
  const std::string partition = groups.empty() ? "" : "PARTITION BY " + joined(state.identity(groups));
  state.wrap(state.everything() + fmt::format(", min({}) OVER ({}) AS {}", time, partition, first));
  state.hidden.push_back(first);
  return first;
}

/// Every span from the first that has rows to the last, of each group.
std::string all_spans(const std::string& bucket, std::int64_t nanoseconds, const std::vector<std::string>& groups) {
  return fmt::format("SELECT {}unnest(generate_series(min({}), max({}), to_microseconds({}))) AS {} FROM g{}",
                     groups.empty() ? "" : joined(groups) + ", ", bucket, bucket, nanoseconds / 1000, bucket,
                     groups.empty() ? "" : " GROUP BY " + joined(groups));
}

}  // namespace

void Query::resample(const std::string& column, std::int64_t nanoseconds, std::string_view aggregates,
                     const std::vector<std::string>& by) {
  std::string row = state_->make_row();
  const PlanColumn moment = plan_column(state_->columns, column);
  const PlanColumns groups = state_->pick(by);
  const std::string bucket = state_->plan->fresh();
  Binder binder = state_->binder();
  if (needs_order(aggregates)) {  // along time, not along the file
    const std::string along = state_->plan->fresh();
    state_->wrap(state_->everything() +
                 fmt::format(", row_number() OVER (ORDER BY {}, {}) AS {}", binder.time(bound_of(moment)), row, along));
    state_->hidden.push_back(along);
    row = along;
  }
  const std::string time = binder.time(bound_of(moment));
  const std::string first = first_moment(*state_, groups, time, nanoseconds);
  const std::string start = state_->dialect().bucket(time, nanoseconds, first);
  state_->wrap(state_->everything() + ", " + start + " AS " + bucket);
  binder.aggregates(&groups, row);
  std::vector<std::string> keys = {bucket}, list, filled;
  for (const auto& group : groups) keys.push_back(group.sql);
  list = keys;
  PlanColumns made;
  for (const auto& [name, expression] : parse_named(aggregates.empty() ? "count" : aggregates)) {
    const Bound value = binder.bind(*expression);
    const std::string inner = state_->plan->fresh(), outer = state_->plan->fresh();
    list.push_back(value.sql + " AS " + inner);
    // Spans without rows count and sum to nothing; their mean is missing.
    const bool zero = expression->text == "count" || expression->text == "sum" || expression->text == "unique" ||
                      expression->text == "nunique";
    filled.push_back((zero ? fmt::format("coalesce(g.{}, 0)", inner) : "g." + inner) + " AS " + outer);
    made.push_back({name.empty() ? default_name(*expression) : name, outer, value.type, value.raw});
  }
  const std::string grouped = fmt::format("SELECT {} FROM ({}) AS q WHERE {} IS NOT NULL GROUP BY {}", joined(list),
                                          state_->sql, bucket, joined(keys));
  std::vector<std::string> by_sql, on = {fmt::format("s.{0} = g.{0}", bucket)}, outer_list = {"s." + bucket};
  for (const auto& group : groups) {
    by_sql.push_back(group.sql);
    on.push_back(fmt::format("s.{0} IS NOT DISTINCT FROM g.{0}", group.sql));
    outer_list.push_back("s." + group.sql);
  }
  outer_list.insert(outer_list.end(), filled.begin(), filled.end());
  const std::string spans = all_spans(bucket, nanoseconds, by_sql);
  state_->sql = fmt::format("WITH g AS MATERIALIZED ({}) SELECT {} FROM ({}) AS s LEFT JOIN g ON {}", grouped,
                            joined(outer_list), spans, joined(on, " AND "));
  state_->columns = {{column, bucket, Type::time, false}};
  for (const auto& group : groups) state_->columns.push_back(bare(group));
  state_->columns.insert(state_->columns.end(), made.begin(), made.end());
  state_->hidden.clear();
  state_->order.clear();
  for (const auto& sql : by_sql) state_->order.push_back({sql, false});
  state_->order.push_back({bucket, false});
  state_->natural = false;
}

namespace {

bool numeric(Type type) noexcept { return type == Type::integer || type == Type::real; }

constexpr std::string_view number_stats[] = {"mean", "std", "min", "25%", "50%", "75%", "max"};
constexpr std::string_view text_stats[] = {"unique", "top", "freq"};

/// The figures of all numbers and times in one pass: one row of aggregates, turned into a row a column. `texts`: room
/// for the figures of texts is left.
std::string describe_numbers(const Query::State& state, const PlanColumns& columns,
                             const std::vector<std::size_t>& places, bool texts) {
  const Binder binder = state.binder();
  const auto& dialect = state.dialect();
  std::vector<std::string> inner, names, counts, numbers;
  std::vector<std::vector<std::string>> figures(std::size(number_stats));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto& column = columns[i];
    const bool is_time = column.type == Type::time;
    const std::vector<std::string> one = {
        is_time ? dialect.call("epoch", std::vector<std::string>{binder.time(bound_of(column))})
                : binder.number(bound_of(column))};
    const auto shown = [&](const std::string& sql) {
      return is_time ? dialect.to_text(dialect.time_of_seconds(sql), Type::time) : dialect.to_text(sql, Type::real);
    };
    inner.push_back(fmt::format("count({}) AS k{}", one[0], i));
    names.push_back(dialect.literal(column.name));
    counts.push_back(fmt::format("k{}", i));
    numbers.push_back(std::to_string(places[i]));
    std::size_t next = 0;
    for (const std::string_view stat : {"mean", "std", "min"}) {
      const std::string_view figure = stat == "mean" && column.type != Type::integer ? "mean_real" : stat;
      inner.push_back(fmt::format("{} AS f{}_{}", dialect.call(figure, one), i, next));
      const bool has = !is_time || stat != "std";
      figures[next].push_back(has ? shown(fmt::format("f{}_{}", i, next)) : "NULL");
      ++next;
    }
    inner.push_back(fmt::format("{} AS q{}", dialect.quartiles(one[0]), i));
    for (std::size_t q = 1; q <= 3; ++q) figures[next++].push_back(shown(dialect.element(fmt::format("q{}", i), q)));
    inner.push_back(fmt::format("{} AS f{}_{}", dialect.call("max", one), i, next));
    figures[next].push_back(shown(fmt::format("f{}_{}", i, next)));
  }
  std::string list = fmt::format("{} AS a0, {} AS a1", dialect.unnest(names), dialect.unnest(counts));
  std::size_t at = 2;
  if (texts)
    for (const char* type : {"BIGINT", "VARCHAR", "BIGINT"})
      list += fmt::format(", CAST(NULL AS {}) AS a{}", type, at++);
  for (const auto& each : figures) list += fmt::format(", {} AS a{}", dialect.unnest(each), at++);
  return fmt::format("SELECT {}, {} AS n FROM (SELECT {} FROM ({}) AS q) AS d", list, dialect.unnest(numbers),
                     joined(inner), state.sql);
}

/// The figures of one column of texts, as pandas gives them; the first of equally frequent ones is the top.
std::string describe_text(const Query::State& state, const PlanColumn& column, std::size_t place, bool numbers) {
  std::string list = fmt::format("{} AS a0, CAST(coalesce(sum(n), 0) AS BIGINT) AS a1, count(*) AS a2, "
                                 "first(CAST(v AS VARCHAR) ORDER BY n DESC, f) AS a3, max(n) AS a4",
                                 state.dialect().literal(column.name));
  std::size_t at = 5;
  if (numbers)
    for (std::size_t i = 0; i < std::size(number_stats); ++i)
      list += fmt::format(", CAST(NULL AS VARCHAR) AS a{}", at++);
  return fmt::format(
      "SELECT {}, {} AS n FROM (SELECT {} AS v, count(*) AS n, min({}) AS f FROM ({}) AS q WHERE {} IS NOT NULL GROUP BY 1) AS d",
      list, place, column.sql, state.row_number(), state.sql, column.sql);
}

}  // namespace

void Query::describe(const std::vector<std::string>& names, bool all) {
  PlanColumns wanted = names.empty() ? state_->columns : state_->pick(names);
  const bool any_number = std::any_of(wanted.begin(), wanted.end(), [](const auto& c) { return numeric(c.type); });
  if (names.empty() && !all && any_number)
    wanted.erase(std::remove_if(wanted.begin(), wanted.end(), [](const auto& c) { return !numeric(c.type); }),
                 wanted.end());
  if (wanted.empty()) throw fail(Fault::usage, "there is no column to describe");
  (void)state_->make_row();
  bool numbers = false, texts = false;
  for (const auto& column : wanted) (numeric(column.type) || column.type == Type::time ? numbers : texts) = true;
  std::vector<std::string> parts;
  PlanColumns figures;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (numeric(wanted[i].type) || wanted[i].type == Type::time) {
      figures.push_back(wanted[i]);
      places.push_back(i);
    } else {
      parts.push_back(describe_text(*state_, wanted[i], i, numbers));
    }
  }
  if (!figures.empty()) parts.push_back(describe_numbers(*state_, figures, places, texts));
  const std::string sql = joined(parts, " UNION ALL ");
  std::vector<std::string> inner;
  PlanColumns columns = {{"column", state_->plan->fresh(), Type::text, false},
                         {"count", state_->plan->fresh(), Type::integer, false}};
  if (texts)
    for (const auto stat : text_stats)
      columns.push_back({std::string(stat), state_->plan->fresh(), stat == "top" ? Type::text : Type::integer, false});
  if (numbers)
    for (const auto stat : number_stats)
      columns.push_back({std::string(stat), state_->plan->fresh(), Type::real, true});
  std::size_t i = 0;
  for (const auto& column : columns) inner.push_back(fmt::format("a{} AS {}", i++, column.sql));
  const std::string order = state_->plan->fresh();
  state_->sql = fmt::format("SELECT {}, n AS {} FROM ({}) AS q", joined(inner), order, sql);
  state_->columns = std::move(columns);
  state_->hidden = {order};
  state_->order = {{order, false}};
  state_->natural = false;
}

}  // namespace pytk::table
