#include "column.hpp"

#include <algorithm>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::fake {
namespace {

void apply_case(const ColumnPlan& plan, TextBuffer& out, std::size_t from) {
  bool at_start = true;
  for (std::size_t i = from; i < out.size(); ++i) {
    char& c = out[i];
    const bool small = c >= 'a' && c <= 'z';
    const bool capital = c >= 'A' && c <= 'Z';
    if (small && (plan.upper || (plan.title && at_start))) c = static_cast<char>(c - 32);
    else if (capital && plan.lower) c = static_cast<char>(c + 32);
    at_start = !(small || capital || static_cast<unsigned char>(c) >= 0x80 || c == '\'');
  }
}

// "name" before '@' or at the end gets the row number in base 36: distinct without memory.
void append_row_number(TextBuffer& out, std::size_t from, std::uint64_t row) {
  char digits[14];
  std::size_t length = 0;
  do {
    digits[length++] = "0123456789abcdefghijklmnopqrstuvwxyz"[row % 36];
    row /= 36;
  } while (row > 0);
  digits[length++] = '.';
  std::reverse(digits, digits + length);
  const std::size_t at = out.since(from).find('@');
  out.insert(at == std::string_view::npos ? out.size() : from + at, {digits, length});
}

void read_modifier(ColumnPlan& plan, std::string_view word, std::vector<std::string>& arguments) {
  const auto equals = word.find('=');
  if (word == "unique") plan.unique = true;
  else if (word == "upper") plan.upper = true;
  else if (word == "lower") plan.lower = true;
  else if (word == "title") plan.title = true;
  else if (word.starts_with("null=")) {
    const auto share = parse_real(word.substr(5));
    if (!share || *share < 0 || *share > 1)
      throw fail(Fault::usage, "column '{}': null takes a share from 0 to 1, not '{}'", plan.name, word.substr(5));
    plan.null_share = *share;
  } else if (equals != std::string_view::npos) {
    arguments.emplace_back(word);
  } else {
    static constexpr std::string_view known[] = {"unique", "upper", "lower", "title", "null"};
    throw fail(Fault::usage, "column '{}' has the unknown modifier '{}'", plan.name, word)
        .hint("modifiers are unique, upper, lower, title, null=SHARE and the generator's own NAME=VALUE; " +
              did_you_mean(word, std::span<const std::string_view>(known)));
  }
}

void check_unique(ColumnPlan& plan, std::uint64_t rows, const Catalogue::State& data) {
  if (plan.generator->unique_by_row) return;
  plan.capacity = plan.generator->capacity == nullptr ? 0 : plan.generator->capacity(plan.arguments, data);
  if (plan.capacity == 0)
    throw fail(Fault::usage, "column '{}': values of {} cannot be made unique", plan.name, plan.generator->name)
        .hint("unique works with generators of a known number of values, user names, e-mail addresses and ids");
  if (rows > plan.capacity)
    throw fail(Fault::usage, "column '{}' has {} distinct values and {} rows want one each", plan.name, plan.capacity,
               rows)
        .hint("ask for fewer rows or widen the generator's range");
  if (plan.capacity != unlimited_capacity && (plan.upper || plan.lower || plan.title) && plan.kind == Kind::text)
    throw fail(Fault::usage, "column '{}': another case may make two of its values one", plan.name)
        .hint("leave out unique, or upper, lower and title");
}

}  // namespace

bool ColumnPlan::make_modified(Row& row, TextBuffer& out) const {
  // The null's draw comes first, so that adding null=... moves no value that stays.
  if (null_share > 0) {
    OwnDraw nulls(row.seed(), row.number(), hash ^ hash_name("null"));
    if (nulls->real() < null_share) return false;
  }
  const std::size_t from = out.size();
  if (unique && capacity > 0 && capacity != unlimited_capacity)
    row.set_nth(permute(row.number(), capacity, row.seed(), hash));
  generator->make(row, arguments, out);
  if (unique && generator->unique_by_row) append_row_number(out, from, row.number());
  if (upper || lower || title) apply_case(*this, out, from);
  return true;
}

ColumnText cut_column(std::string_view text) {
  ColumnText column;
  const std::size_t equals = text.find('=');
  const std::size_t colon = text.find(':');
  const bool named = equals != std::string_view::npos && (colon == std::string_view::npos || equals < colon);
  column.name = std::string(text.substr(0, named ? equals : colon));
  if (column.name.empty())
    throw fail(Fault::usage, "'{}' names no column", text).hint("write COL, COL=GENERATOR or COL=GENERATOR:MODIFIER");
  const std::string_view rest = named ? text.substr(equals + 1) : text;
  std::vector<std::string> parts(1);
  // "\:" keeps a colon inside an argument, as in text=12\:30.
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == '\\' && i + 1 < rest.size() && rest[i + 1] == ':') parts.back().push_back(rest[++i]);
    else if (rest[i] == ':') parts.emplace_back();
    else parts.back().push_back(rest[i]);
  }
  column.generator = std::move(parts[0]);
  parts.erase(parts.begin());
  column.words = std::move(parts);
  return column;
}

ColumnPlan plan_column(const ColumnText& text, std::uint64_t rows, const Catalogue::State& data) {
  ColumnPlan plan;
  plan.name = text.name;
  std::string_view generator = text.generator;
  if (const std::size_t dot = generator.find('.'); dot != std::string_view::npos) {
    plan.entity = hash_name(generator.substr(0, dot));
    generator.remove_prefix(dot + 1);
  }
  plan.generator = &generator_or_throw(generator);
  plan.kind = plan.generator->kind;
  plan.hash = hash_name(plan.name);
  std::vector<std::string> arguments;
  for (const auto& word : text.words) read_modifier(plan, word, arguments);
  if (text.prepared != nullptr) plan.arguments.prepared = text.prepared;
  else plan.arguments = read_arguments(*plan.generator, arguments, plan.hash, data);
  plan.arguments.unique = plan.unique;
  if (plan.unique) check_unique(plan, rows, data);
  plan.settle();
  return plan;
}

void number_columns(TablePlan& table) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    table.columns[i].slot = static_cast<std::uint32_t>(i);
    for (std::size_t k = 0; k < i; ++k)
      if (table.columns[k].name == table.columns[i].name)
        throw fail(Fault::usage, "the column '{}' stands twice", table.columns[i].name);
  }
}

record::Schema schema_of(const TablePlan& table) {
  record::Schema schema;
  // Numbers and booleans are written as they are made: json is the type whose text goes out raw.
  for (const auto& column : table.columns)
    schema.push_back({column.name, column.kind == Kind::text ? record::Type::text : record::Type::json});
  return schema;
}

}  // namespace pytk::fake
