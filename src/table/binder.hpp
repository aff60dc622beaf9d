// From expressions to SQL: names become columns, types decide where a text is cast.
#pragma once

#include <string>
#include <vector>

#include <pytk/table/expression.hpp>
#include "table/sql_dialect.hpp"

namespace pytk::table {

/// A column of a relation. `raw`: the engine holds a text that only looks like `type`; `typed` is then the name of a
/// column with its values, where there is one (the scan reads both from the same bytes, each only when it is asked
/// for).
struct PlanColumn {
  std::string name;   ///< as the user knows it
  std::string sql;    ///< as the engine knows it, unique in the plan
  Type type = Type::text;
  bool raw = false;
  std::string typed = {};
};
using PlanColumns = std::vector<PlanColumn>;
[[nodiscard]] const PlanColumn& plan_column(const PlanColumns& columns, std::string_view name);

/// A piece of SQL and what comes out of it.
struct Bound {
  std::string sql;
  Type type = Type::text;
  bool raw = false;
  bool literal = false;
  bool null = false;    ///< the literal null
  std::string typed = {};   ///< of a raw column: SQL of its value
};

class Binder {
 public:
  Binder(const SqlDialect& dialect, const PlanColumns& columns) : dialect_(dialect), columns_(columns) {}
  /// For --agg: aggregates may stand in it, and outside them only `keys`. `row` orders first() and last().
  void aggregates(const PlanColumns* keys, std::string row) {
    keys_ = keys;
    row_ = std::move(row);
    aggregating_ = true;
  }
  [[nodiscard]] Bound bind(const Expression& expression);
  [[nodiscard]] std::string condition(const Expression& expression);

  // The value as ...
  [[nodiscard]] std::string number(const Bound& value) const;
  [[nodiscard]] Bound typed(const Bound& value) const;     ///< raw no longer
  [[nodiscard]] std::string text(const Bound& value) const;
  [[nodiscard]] std::string time(const Bound& value) const;
  [[nodiscard]] std::string truth(const Bound& value) const;
  [[nodiscard]] Bound compare(std::string_view op, const Bound& left, const Bound& right) const;
  /// Makes all values one type; gives it.
  [[nodiscard]] Type unify(std::vector<Bound>& values) const;

  [[nodiscard]] bool saw_aggregate() const noexcept { return saw_aggregate_; }
  [[nodiscard]] const SqlDialect& dialect() const noexcept { return dialect_; }
  [[nodiscard]] const std::string& row() const noexcept { return row_; }   ///< what orders first() and last()

 private:
  [[nodiscard]] Bound column(const Expression& expression);
  [[nodiscard]] Bound unary(const Expression& expression);
  [[nodiscard]] Bound binary(const Expression& expression);
  [[nodiscard]] Bound test(const Expression& expression);
  [[nodiscard]] Bound choice(const Expression& expression);
  [[nodiscard]] Bound literal(const Expression& expression) const;
  [[nodiscard]] Bound call(const Expression& expression);
  [[nodiscard]] std::vector<Bound> bind_arguments(const Expression& expression, const Function& function);
  [[nodiscard]] std::vector<std::string> fit(const Expression& expression, const Function& function,
                                             const std::vector<Bound>& arguments) const;
  [[nodiscard]] Bound alike(const Function& function, const std::vector<Bound>& arguments,
                            std::vector<std::string> fitted) const;

  const SqlDialect& dialect_;
  const PlanColumns& columns_;
  const PlanColumns* keys_ = nullptr;
  std::string row_;
  bool aggregating_ = false, inside_aggregate_ = false, saw_aggregate_ = false;
};

[[nodiscard]] inline Bound bound_of(const PlanColumn& column) {
  return {column.sql, column.type, column.raw, false, false, column.typed};
}

/// A call whose arguments are bound and have the number and kinds that its function takes.
struct Call {
  const Expression& expression;
  const Function& function;
  const std::vector<Bound>& arguments;
};
/// Functions and aggregates whose SQL depends on more than their arguments' texts; an empty sql means: none of them.
[[nodiscard]] Bound special_call(const Binder& binder, const Call& call);

/// Groups of a regular expression, for extract().
[[nodiscard]] std::size_t count_groups(std::string_view pattern) noexcept;

}  // namespace pytk::table
