// Verbs over two tables: join, union, diff.
#include <algorithm>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "table/query_state.hpp"

namespace pytk::table {

JoinKind parse_join(std::string_view name) {
  constexpr std::pair<std::string_view, JoinKind> kinds[] = {
      {"inner", JoinKind::inner}, {"left", JoinKind::left}, {"right", JoinKind::right}, {"full", JoinKind::full},
      {"outer", JoinKind::full},  {"semi", JoinKind::semi}, {"anti", JoinKind::anti},   {"cross", JoinKind::cross},
      {"asof", JoinKind::asof}};
  for (const auto& [known, kind] : kinds)
    if (known == name) return kind;
  throw fail(Fault::usage, "unknown join '{}'", name).hint("inner, left, right, full, semi, anti, cross or asof");
}

namespace {

std::string_view words_of(JoinKind kind) noexcept {
  switch (kind) {
    case JoinKind::left: return "LEFT JOIN";
    case JoinKind::right: return "RIGHT JOIN";
    case JoinKind::full: return "FULL JOIN";
    case JoinKind::semi: return "SEMI JOIN";
    case JoinKind::anti: return "ANTI JOIN";
    case JoinKind::cross: return "CROSS JOIN";
    case JoinKind::asof: return "ASOF LEFT JOIN";
    default: return "JOIN";
  }
}

bool has(const PlanColumns& columns, std::string_view name) {
  return std::any_of(columns.begin(), columns.end(), [&](const auto& c) { return c.name == name; });
}

/// Of rows at the same time the last one counts.
void one_row_a_time(Query::State& right, const std::vector<std::pair<std::string, std::string>>& on,
                    const std::string& row) {
  std::vector<std::string> names;
  names.reserve(on.size());
  for (const auto& [here, there] : on) names.push_back(there);
  const Binder binder = right.binder();
  std::vector<std::string> keys;
  for (const auto& column : right.pick(names)) keys.push_back(binder.typed(bound_of(column)).sql);
  right.sql = fmt::format("SELECT * FROM ({}) AS q QUALIFY row_number() OVER (PARTITION BY {} ORDER BY {} DESC) = 1",
                          right.sql, joined(keys), row);
}

using Keys = std::vector<std::pair<std::string, std::string>>;

/// The relation that a join gives, while it is put together.
class Joined {
 public:
  Joined(Query::State& left, const Query::State& right, JoinKind kind)
      : left_(left), right_(right), binder_(left.binder()), kind_(kind), columns_(left.columns) {}

  /// What makes rows belong together. A key of the same name on both sides stands there once, as in pandas; HERE=THERE
  /// under two names keeps both.
  void match(const Keys& on) {
    const bool both_sides = kind_ == JoinKind::right || kind_ == JoinKind::full;
    for (std::size_t i = 0; i < on.size(); ++i) {
      const PlanColumn a = plan_column(left_.columns, on[i].first), b = plan_column(right_.columns, on[i].second);
      const bool nearest = kind_ == JoinKind::asof && i + 1 == on.size();
      conditions_.push_back(condition(a, b, nearest));
      if (on[i].first != on[i].second) continue;
      same_name_.push_back(on[i].second);
      if (both_sides) take_either(a, b);
    }
  }

  void take_left() {
    for (const auto& column : columns_)
      if (has(left_.columns, column.name) && plan_column(left_.columns, column.name).sql == column.sql) list(column);
    list_.insert(list_.end(), left_.hidden.begin(), left_.hidden.end());
  }

  void take_right(std::string_view suffix) {
    for (const auto& column : right_.columns) {
      if (std::find(same_name_.begin(), same_name_.end(), column.name) != same_name_.end()) continue;
      PlanColumn made = column;
      while (has(columns_, made.name)) made.name += suffix;
      columns_.push_back(made);
      list(made);
    }
    list_.insert(list_.end(), right_.hidden.begin(), right_.hidden.end());
    left_.hidden.insert(left_.hidden.end(), right_.hidden.begin(), right_.hidden.end());
    left_.order.insert(left_.order.end(), right_.order.begin(), right_.order.end());
  }

  void finish() {
    const std::string where = kind_ == JoinKind::cross ? "" : " ON " + joined(conditions_, " AND ");
    left_.sql = fmt::format("SELECT {} FROM ({}) AS l {} ({}) AS r{}", joined(list_), left_.sql, words_of(kind_),
                            right_.sql, where);
    left_.columns = std::move(columns_);
    left_.natural = false;
  }

 private:
  [[nodiscard]] std::string condition(const PlanColumn& a, const PlanColumn& b, bool nearest) const {
    if (nearest && (a.type == Type::time || b.type == Type::time))
      return fmt::format("{} >= {}", binder_.time(bound_of(a)), binder_.time(bound_of(b)));
    return binder_.compare(nearest ? ">=" : "=", bound_of(a), bound_of(b)).sql;
  }
  /// The key of a row that only the right side has stands there.
  void take_either(const PlanColumn& a, const PlanColumn& b) {
    const std::string sql = left_.plan->fresh();
    const bool alike = a.raw == b.raw && (a.raw || a.type == b.type);
    list_.push_back(fmt::format("coalesce({}, {}) AS {}", alike ? a.sql : binder_.text(bound_of(a)),
                                alike ? b.sql : binder_.text(bound_of(b)), sql));
    for (auto& column : columns_)
      if (column.sql == a.sql) column = {a.name, sql, a.type == b.type ? a.type : Type::text, a.raw || !alike};
  }
  void list(const PlanColumn& column) {
    list_.push_back(column.sql);
    if (!column.typed.empty()) list_.push_back(column.typed);
  }

  Query::State& left_;
  const Query::State& right_;
  const Binder binder_;
  JoinKind kind_;
  PlanColumns columns_;
  std::vector<std::string> conditions_, list_, same_name_;
};

}  // namespace

void Query::join(const Query& right_query, JoinKind kind, const std::vector<std::pair<std::string, std::string>>& on,
                 std::string_view suffix) {
  State& left = *state_;
  State right = *right_query.state_;
  const std::string left_row = left.make_row(), right_row = right.make_row();
  if (kind != JoinKind::cross && on.empty()) throw fail(Fault::usage, "a join needs --on COLUMN");
  Joined result(left, right, kind);
  result.match(on);
  result.take_left();
  if (kind != JoinKind::semi && kind != JoinKind::anti) result.take_right(suffix);
  if (kind == JoinKind::asof) one_row_a_time(right, on, right_row);
  if (kind == JoinKind::right) left.order = {{right_row, false}, {left_row, false}};
  result.finish();
}

void Query::unite(const Query& other) {
  State& left = *state_;
  State right = *other.state_;
  const std::string left_row = left.make_row(), right_row = right.make_row();
  const Binder binder = left.binder();
  PlanColumns columns;
  std::vector<std::string> from_left, from_right;
  const auto add = [&](const PlanColumn* a, const PlanColumn* b) {
    const std::string sql = left.plan->fresh();
    const PlanColumn& one = a != nullptr ? *a : *b;
    const bool alike = a == nullptr || b == nullptr || (a->raw == b->raw && (a->raw || a->type == b->type));
    const bool same = a == nullptr || b == nullptr || a->type == b->type;
    const bool numbers = !same && a != nullptr && b != nullptr && a->type != Type::text && b->type != Type::text &&
                         (a->type == Type::integer || a->type == Type::real) &&
                         (b->type == Type::integer || b->type == Type::real);
    const auto value = [&](const PlanColumn* c) {
      return c == nullptr ? std::string("NULL") : alike ? c->sql : binder.text(bound_of(*c));
    };
    from_left.push_back(value(a) + " AS " + sql);
    from_right.push_back(value(b));
    columns.push_back({one.name, sql, same ? one.type : numbers ? Type::real : Type::text, alike ? one.raw : true});
  };
  for (const auto& column : left.columns) {
    const auto match =
        std::find_if(right.columns.begin(), right.columns.end(), [&](const auto& c) { return c.name == column.name; });
    add(&column, match == right.columns.end() ? nullptr : &*match);
  }
  for (const auto& column : right.columns)
    if (!has(left.columns, column.name)) add(nullptr, &column);
  const std::string side = left.plan->fresh(), row = left.plan->fresh();
  left.sql = fmt::format("SELECT {}, 0 AS {}, {} AS {} FROM ({}) AS l UNION ALL SELECT {}, 1, {} FROM ({}) AS r",
                         joined(from_left), side, left_row, row, left.sql, joined(from_right), right_row, right.sql);
  left.columns = std::move(columns);
  left.hidden = {side, row};
  left.order = {{side, false}, {row, false}};
  left.natural = false;
}

void Query::diff(const Query& old_query, const std::vector<std::string>& on) {
  State& now = *state_;
  State old = *old_query.state_;
  if (on.empty()) throw fail(Fault::usage, "diff needs --on COLUMNS: what makes rows the same");
  const std::string new_row = now.make_row(), old_row = old.make_row();
  const PlanColumns new_keys = now.pick(on), old_keys = old.pick(on);
  const Binder binder = now.binder();
  std::vector<std::string> conditions, list;
  PlanColumns columns = {{"change", now.plan->fresh(), Type::text, false}};
  for (std::size_t i = 0; i < new_keys.size(); ++i) {
    conditions.push_back(fmt::format("{} IS NOT DISTINCT FROM {}", binder.text(bound_of(new_keys[i])),
                                     binder.text(bound_of(old_keys[i]))));
    const std::string sql = now.plan->fresh();
    list.push_back(fmt::format("coalesce({}, {}) AS {}", binder.text(bound_of(new_keys[i])),
                               binder.text(bound_of(old_keys[i])), sql));
    columns.push_back({new_keys[i].name, sql, new_keys[i].type, true});
  }
  std::vector<std::string> names, old_values, new_values;
  std::string differs;
  for (const auto& column : now.columns) {
    if (has(new_keys, column.name) || !has(old.columns, column.name)) continue;
    names.push_back(column.name);
    new_values.push_back(binder.text(bound_of(column)));
    old_values.push_back(binder.text(bound_of(plan_column(old.columns, column.name))));
  }
  const std::string marks = now.plan->fresh(), gone = now.plan->fresh();
  list.push_back(
      fmt::format("CASE WHEN {} IS NULL THEN 'added' WHEN {} IS NULL THEN 'removed' ELSE 'changed' END AS {}", old_row,
                  new_row, columns[0].sql));
  list.push_back(fmt::format("{} AS {}, {} AS {}", new_row, marks, old_row, gone));
  std::string name_list, old_list, new_list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const char* comma = i > 0 ? ", " : "";
    name_list += comma + now.dialect().literal(names[i]);
    old_list += comma + old_values[i];
    new_list += comma + new_values[i];
  }
  const std::string a = now.plan->fresh(), b = now.plan->fresh(), c = now.plan->fresh(), number = now.plan->fresh();
  list.push_back(
      fmt::format("CAST([{}] AS VARCHAR[]) AS nl, CAST([{}] AS VARCHAR[]) AS ol, CAST([{}] AS VARCHAR[]) AS vl",
                  name_list, old_list, new_list));
  const std::string both = fmt::format("SELECT {} FROM ({}) AS l FULL JOIN ({}) AS r ON {}", joined(list), now.sql,
                                       old.sql, joined(conditions, " AND "));
  // One row a difference: a whole row that came or went, or one value of a row that both have.
  std::vector<std::string> keys = {columns[0].sql};
  for (std::size_t i = 1; i < columns.size(); ++i) keys.push_back(columns[i].sql);
  const std::string key_list = joined(keys) + ", " + marks + ", " + gone;
  now.sql = fmt::format(
      "WITH j AS MATERIALIZED ({0}) SELECT {1}, CAST(NULL AS VARCHAR) AS {2}, CAST(NULL AS VARCHAR) AS {3}, CAST(NULL AS VARCHAR) AS {4}, 0 AS {5} "
      "FROM j WHERE {6} <> 'changed' UNION ALL SELECT * FROM (SELECT {1}, unnest(nl) AS {2}, unnest(ol) AS {3}, unnest(vl) AS {4}, "
      "generate_subscripts(nl, 1) AS {5} FROM j WHERE {6} = 'changed') AS u WHERE {3} IS DISTINCT FROM {4}",
      both, key_list, a, b, c, number, columns[0].sql);
  columns.push_back({"column", a, Type::text, false});
  columns.push_back({"old", b, Type::text, false});
  columns.push_back({"new", c, Type::text, false});
  now.columns = std::move(columns);
  now.hidden = {marks, gone, number};
  now.order = {{marks, false}, {gone, false}, {number, false}};
  now.natural = false;
}

}  // namespace pytk::table
