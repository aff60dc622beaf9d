// A column of a request, resolved: which generator, which arguments, which modifiers. Plans do not change while rows
// are made: all threads share them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "generator.hpp"

namespace pytk::fake {

/// What is written of a column before anything is looked up.
struct ColumnText {
  std::string name, generator;             ///< the generator with the entity before a dot, as in "p2.name"
  std::vector<std::string> words;          ///< modifiers and arguments, "unique" or "min=3"
  std::shared_ptr<const Prepared> prepared;  ///< stands for the arguments, where a schema has them in another form
};
/// "COL", "COL=GEN", "COL=GEN:arg=value:unique:null=0.1:upper"; "\:" is a colon. Throws Fault::usage.
[[nodiscard]] ColumnText cut_column(std::string_view text);

struct ColumnPlan {
  std::string name;
  const Generator* generator = nullptr;
  Arguments arguments;
  Kind kind = Kind::text;
  std::uint32_t hash = 0, entity = 0, slot = 0;
  double null_share = 0;
  bool unique = false, upper = false, lower = false, title = false;
  bool modified = false;  ///< by any of the above, or nulls
  bool key = false;  ///< SQL's primary key
  std::uint64_t capacity = 0;

  /// The value of this column in the row that `row` has begun, appended to `out`; false for a null.
  bool make(Row& row, bool fixed_place, TextBuffer& out) const {
    row.enter(hash, entity, slot, fixed_place);
    if (modified) return make_modified(row, out);
    generator->make(row, arguments, out);
    return true;
  }
  /// Says again whether something modifies the values: after a change of the members above.
  void settle() noexcept { modified = null_share > 0 || unique || upper || lower || title; }

 private:
  bool make_modified(Row& row, TextBuffer& out) const;
};

/// Throws Fault::usage for what is unknown and for an impossible unique.
[[nodiscard]] ColumnPlan plan_column(const ColumnText& text, std::uint64_t rows, const Catalogue::State& data);

struct Reference;
/// A table: its columns, how many rows, and all that its values depend on.
struct TablePlan {
  std::string name = "data";
  std::vector<ColumnPlan> columns;
  const Catalogue::State* data = nullptr;
  std::uint64_t rows = 0, seed = 0;
  std::int64_t now = 0;
  bool single = false;  ///< as in Request
  /// Which columns take their values from another table's rows.
  std::vector<std::pair<std::size_t, std::shared_ptr<Reference>>> references;
  [[nodiscard]] Row new_row() const { return Row(*data, seed, now, columns.size()); }
};
/// Numbers the columns and refuses two of one name.
void number_columns(TablePlan& table);
[[nodiscard]] record::Schema schema_of(const TablePlan& table);

}  // namespace pytk::fake
