// The inside of a Query: a SELECT so far, its columns, and the order of its rows.
#pragma once

#include <string>
#include <vector>

#include <pytk/table/query.hpp>
#include "table/binder.hpp"

namespace pytk::table {

struct OrderTerm { std::string sql; bool descending = false; };

struct Query::State {
  Plan* plan = nullptr;
  std::string sql;                    ///< SELECT ... without ORDER BY
  PlanColumns columns;                ///< what the user sees
  std::vector<std::string> hidden;    ///< carried along for the order
  std::vector<OrderTerm> order;       ///< of the rows; texts are columns of `sql`
  bool natural = true;                ///< the engine keeps this order by itself

  [[nodiscard]] const SqlDialect& dialect() const { return plan->dialect(); }
  [[nodiscard]] Binder binder() const { return {plan->dialect(), columns}; }
  /// All columns, visible and hidden, with their typed companions, for a select list.
  [[nodiscard]] std::string everything() const;
  [[nodiscard]] std::string visible() const;
  [[nodiscard]] std::string order_by(bool reversed = false) const;
  /// Wraps: SELECT list FROM (so far) rest.
  void wrap(const std::string& list, const std::string& rest = "");
  /// "a row number" that follows the order; for first() and stable choices.
  [[nodiscard]] std::string row_number() const;
  /// A column of the relation that grows along the order: the hidden row number where there is one.
  std::string make_row();
  [[nodiscard]] PlanColumns pick(const std::vector<std::string>& names) const;
  [[nodiscard]] std::string list_of(const PlanColumns& picked) const;
  /// What makes rows the same in these columns: their texts; of real numbers the values, so that 1.0 and 1.00 are one.
  [[nodiscard]] std::vector<std::string> identity(const PlanColumns& picked) const;
  [[nodiscard]] std::vector<std::string> identity(const PlanColumn& column) const;
  /// The columns, for a select list over groups of equal ones: each as one of its spellings.
  [[nodiscard]] std::vector<std::string> spellings(const PlanColumns& picked) const;
};

/// The same column without its typed companion, for relations that do not carry it on.
[[nodiscard]] inline PlanColumn bare(PlanColumn column) {
  column.typed.clear();
  return column;
}

/// True when one of these aggregates may depend on the order of the rows.
[[nodiscard]] bool needs_order(std::string_view aggregates);

/// "c1, c2"
[[nodiscard]] std::string joined(const std::vector<std::string>& parts, std::string_view between = ", ");

}  // namespace pytk::table
