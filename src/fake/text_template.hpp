// A text with generators in braces, cut once.
#pragma once

#include "column.hpp"

namespace pytk::fake {

struct TextTemplate final : Prepared {
  struct Piece {
    std::string literal;
    std::shared_ptr<const ColumnPlan> value;  ///< null: the literal
  };
  std::vector<Piece> pieces;
  std::size_t size = 0;  ///< pieces with those of the templates within
};

/// Columns of the same table that a template may name before generators; null when there is none of that name.
using Siblings = std::function<std::shared_ptr<const ColumnPlan>(std::string_view name)>;

/// "Dear {prefix} {last_name}, {random_int max=99}"; "\{" and "\}" are the characters. `column` is the hash of the
/// column's name, from which the places' own streams follow. Throws Fault::usage with the column of the text.
[[nodiscard]] std::shared_ptr<const TextTemplate> cut_template(std::string_view text, std::uint32_t column,
                                                               const Catalogue::State& data,
                                                               const Siblings& siblings = {});

}  // namespace pytk::fake
