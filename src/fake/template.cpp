// Templates: as a generator, as a verb, and in schemas.
#include <pytk/core/text.hpp>

#include "text_template.hpp"

namespace pytk::fake {
namespace {

// Templates in templates double with each step: this is where a small file stops being a large memory.
constexpr std::size_t most_pieces = 10'000;

// "{random_int min=1 max=9}" is the column "random_int:min=1:max=9" with a name of its own place.
std::shared_ptr<const ColumnPlan> plan_place(std::string_view text, std::size_t place, std::uint32_t column,
                                             const Catalogue::State& data, const Siblings& siblings) {
  if (siblings)
    if (auto sibling = siblings(trim(text))) return sibling;
  ColumnText cut;
  for (const auto space_word : split(text, ' ')) {
    // ':' separates as in a column, so that "{name:upper}" works too.
    const auto part = cut_column("x=" + std::string(space_word));
    if (space_word.empty()) continue;
    if (cut.generator.empty()) cut.generator = part.generator;
    else cut.words.push_back(part.generator);
    cut.words.insert(cut.words.end(), part.words.begin(), part.words.end());
  }
  cut.name = "{" + std::to_string(place) + "}";
  auto plan = plan_column(cut, 0, data);
  plan.hash = hash_name(cut.name) ^ (column * 0x9E3779B1U);
  plan.slot = 0xFFFF'FFFFU;  // its words are made row by row
  return std::make_shared<const ColumnPlan>(std::move(plan));
}

void make_template(Row& row, const Arguments& arguments, TextBuffer& out) {
  for (const auto& piece : arguments.get<TextTemplate>().pieces) {
    if (piece.value == nullptr) out += piece.literal;
    else (void)piece.value->make(row, true, out);
  }
}
void verify_template(Arguments& arguments) {
  arguments.prepared = cut_template(arguments.texts[0], arguments.column, *arguments.data);
}

constexpr ArgumentInfo template_arguments[] = {{"text", "", "the text, with {GENERATOR NAME=VALUE} in it"}};
constexpr Generator list[] = {
    {"template", "random", "text with the values of other generators in it", Kind::text, make_template,
     template_arguments, nullptr, verify_template},
};

}  // namespace

const std::span<const Generator> template_generators{list};

std::shared_ptr<const TextTemplate> cut_template(std::string_view text, std::uint32_t column,
                                                 const Catalogue::State& data, const Siblings& siblings) {
  auto cut = std::make_shared<TextTemplate>();
  std::string literal;
  const auto end_literal = [&] {
    if (!literal.empty()) cut->pieces.push_back({std::exchange(literal, {}), nullptr});
  };
  std::size_t place = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '{' || text[i + 1] == '}' || text[i + 1] == '\\')) {
      literal.push_back(text[++i]);
      continue;
    }
    if (text[i] == '}')
      throw fail(Fault::usage, "the template has a '}}' without '{{' at column {}", i + 1)
          .hint("write \\} for the character");
    if (text[i] != '{') {
      literal.push_back(text[i]);
      continue;
    }
    const std::size_t end = text.find('}', i);
    if (end == std::string_view::npos)
      throw fail(Fault::usage, "the template's '{{' at column {} is never closed", i + 1);
    end_literal();
    auto plan = plan_place(text.substr(i + 1, end - i - 1), ++place, column, data, siblings);
    const auto* inner = dynamic_cast<const TextTemplate*>(plan->arguments.prepared.get());
    cut->size += inner == nullptr ? 1 : inner->size;
    if (cut->size > most_pieces)
      throw fail(Fault::usage, "the template has more than {} places, those of the templates within counted",
                 most_pieces);
    cut->pieces.push_back({{}, std::move(plan)});
    i = end;
  }
  end_literal();
  return cut;
}

namespace {

ColumnText template_column(std::string_view text, const Catalogue::State& data) {
  return {"line", "template", {}, cut_template(text, hash_name("line"), data)};
}

}  // namespace

Plan plan_of_template(std::string_view text, const Request& request, const Catalogue& catalogue) {
  auto table = std::make_shared<TablePlan>();
  table->data = &catalogue.state();
  table->rows = request.rows;
  table->seed = request.seed;
  table->now = request.now;
  table->columns.push_back(plan_column(template_column(text, *table->data), request.rows, *table->data));
  return Plan(std::move(table));
}

struct Template::State {
  explicit State(Plan made) : plan(std::move(made)), row(plan.table().new_row()) {}
  Plan plan;
  Row row;
  TextBuffer text;
};

Template::Template(std::string_view text, const Catalogue& catalogue, std::uint64_t seed, std::int64_t now) {
  Request request;
  request.seed = seed;
  request.now = now;
  state_ = std::make_unique<State>(plan_of_template(text, request, catalogue));
}
Template::~Template() = default;

void Template::append(std::string& out, std::uint64_t row) {
  state_->row.begin(row);
  state_->text.clear();
  (void)state_->plan.table().columns[0].make(state_->row, true, state_->text);
  out += state_->text.view();
}

}  // namespace pytk::fake
