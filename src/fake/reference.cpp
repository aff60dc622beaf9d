#include "reference.hpp"

namespace pytk::fake {
namespace {

std::uint64_t row_of(Row& row, const Reference& reference) {
  const std::uint64_t rows = reference.table->rows;
  if (reference.unique) return permute(row.number(), rows, row.seed(), reference.stream);
  OwnDraw own(row.seed(), row.number(), reference.stream);
  Draw& draw = *own;
  // The ranks are mixed: the first rows of a table are not its favourites.
  if (reference.zipf != nullptr) return permute(reference.zipf->pick(draw) - 1, rows, row.seed(), reference.stream);
  return draw.below(rows);
}

void make_reference(Row& row, const Arguments& arguments, TextBuffer& out) {
  const auto& reference = arguments.get<Reference>();
  const TablePlan& table = *reference.table;
  Row& other = row.other(&table, *table.data, table.seed);
  other.begin(row_of(row, reference));
  (void)table.columns[reference.column].make(other, true, out);
}

constexpr Generator generator{"ref", "schema", "value of a row of another table", Kind::text, make_reference};

}  // namespace

const Generator& reference_generator() { return generator; }

}  // namespace pytk::fake
