#include <pytk/core/text.hpp>

#include "column.hpp"

namespace pytk::fake {

struct Template::State {
  struct Piece {
    std::string literal;
    ColumnPlan plan;
    bool is_literal = true;
  };
  std::vector<Piece> pieces;
  Row row;
  State(const Catalogue& catalogue, std::uint64_t seed, std::int64_t now) : row(catalogue.state(), seed, now) {}
};

Template::Template(std::string_view text, const Catalogue& catalogue, std::uint64_t seed, std::int64_t now)
    : state_(std::make_unique<State>(catalogue, seed, now)) {
  std::string literal;
  const auto end_literal = [&] {
    if (!literal.empty()) state_->pieces.push_back({std::exchange(literal, {}), {}, true});
  };
  std::size_t place = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '{' || text[i + 1] == '}' || text[i + 1] == '\\')) {
      literal.push_back(text[++i]);
      continue;
    }
    if (text[i] == '}') throw fail(Fault::usage, "the template has a '}}' without '{{' at column {}", i + 1).hint("write \\} for the character");
    if (text[i] != '{') {
      literal.push_back(text[i]);
      continue;
    }
    const std::size_t end = text.find('}', i);
    if (end == std::string_view::npos) throw fail(Fault::usage, "the template's '{{' at column {} is never closed", i + 1);
    end_literal();
    // "{random_int min=1 max=9}" is the column "random_int:min=1:max=9" with a name of its own place.
    std::string column = fmt::format("{{{}}}=", ++place);
    for (const auto word : split(text.substr(i + 1, end - i - 1), ' '))
      if (!word.empty()) column += (column.back() == '=' ? "" : ":") + std::string(word);
    state_->pieces.push_back({{}, plan_column(column, 0, catalogue.state()), false});
    i = end;
  }
  end_literal();
}
Template::~Template() = default;

void Template::append(std::string& out, std::uint64_t row) {
  state_->row.begin(row);
  for (auto& piece : state_->pieces) {
    if (piece.is_literal) out += piece.literal;
    else (void)piece.plan.make(state_->row, true, out);
  }
}

}  // namespace pytk::fake
