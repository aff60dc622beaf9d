// Conditions over the cells of a row, for filters that stream without the engine. The rules are the Binder's: a text
// counts as a number, time or truth where an operator asks for one, and what does not fit is null.
//   auto test = RowCondition::compile(*expression, columns);   if (test && test->holds(row)) ...
#pragma once

#include <map>
#include <memory>
#include <string>

#include <pytk/table/expression.hpp>
#include <pytk/table/rows.hpp>

namespace pytk::table {

struct RowNode;

/// How many texts of a column were asked for as values and are none, and the first of them.
/// `at`: where that one stands, as long as its batch of rows does.
struct RowMisfit { std::uint64_t count = 0; std::string text; const char* at = nullptr; };

class RowCondition {
 public:
  /// nullptr when the expression needs what only the engine has. Throws Fault::usage for an unknown column and for an
  /// expression that is no condition.
  [[nodiscard]] static std::unique_ptr<RowCondition> compile(const Expression& expression, const Columns& columns);
  ~RowCondition();
  RowCondition(const RowCondition&) = delete;
  RowCondition& operator=(const RowCondition&) = delete;
  /// True only where it is true: null is no yes.
  [[nodiscard]] bool holds(const Cell* row) const;
  /// By column.
  [[nodiscard]] const std::map<std::size_t, RowMisfit>& misfits() const noexcept;

 private:
  RowCondition();
  std::unique_ptr<RowNode> root_;
  std::unique_ptr<std::map<std::size_t, RowMisfit>> misfits_;
};

}  // namespace pytk::table
