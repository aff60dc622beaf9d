// A column of a request, resolved: which generator, which arguments, which modifiers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generator.hpp"

namespace pytk::fake {

struct ColumnPlan {
  std::string name;
  const Generator* generator = nullptr;
  Arguments arguments;
  std::uint32_t hash = 0, entity = 0;
  double null_share = 0;
  bool unique = false, upper = false, lower = false, title = false;
  std::uint64_t capacity = 0;

  /// The value of this column in the row that `row` has begun, appended to `out`; false for a null.
  bool make(Row& row, bool fixed_place, std::string& out);
};

/// "COL", "COL=GEN", "COL=GEN:arg=value:unique:null=0.1:upper". Throws Fault::usage.
[[nodiscard]] ColumnPlan plan_column(std::string_view text, std::uint64_t rows, const Catalogue::State& data);
[[nodiscard]] std::vector<ColumnPlan> plan_columns(const Request& request, const Catalogue::State& data);

}  // namespace pytk::fake
