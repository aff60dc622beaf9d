// A column that takes its values from a row of another table. The row is drawn, and the value is made again as that
// table makes it: nothing is remembered.
#pragma once

#include <memory>

#include "column.hpp"
#include "zipf.hpp"

namespace pytk::fake {

struct Reference final : Prepared {
  std::string table_name, column_name, role;
  const TablePlan* table = nullptr;    ///< set when all tables are read; lives as long as the schema
  std::size_t column = 0;
  std::uint32_t stream = 0;            ///< one for all columns of a role, so that they speak of the same row
  bool chosen = false;                 ///< its own words say how rows are chosen
  double exponent = 0;
  std::shared_ptr<const Zipf> zipf;    ///< null: all rows alike
  bool unique = false;                 ///< no row twice
};

/// The generator behind references; it stands in no list.
[[nodiscard]] const Generator& reference_generator();

}  // namespace pytk::fake
