#include "column.hpp"

#include <algorithm>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::fake {
namespace {

void apply_case(const ColumnPlan& plan, std::string& out, std::size_t from) {
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
void append_row_number(std::string& out, std::size_t from, std::uint64_t row) {
  char digits[14];
  std::size_t length = 0;
  do {
    digits[length++] = "0123456789abcdefghijklmnopqrstuvwxyz"[row % 36];
    row /= 36;
  } while (row > 0);
  digits[length++] = '.';
  std::reverse(digits, digits + length);
  const std::size_t at = out.find('@', from);
  out.insert(at == std::string::npos ? out.size() : at, digits, length);
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
    throw fail(Fault::usage, "column '{}' has {} distinct values and {} rows want one each", plan.name, plan.capacity, rows)
        .hint("ask for fewer rows or widen the generator's range");
}

}  // namespace

bool ColumnPlan::make(Row& row, bool fixed_place, std::string& out) {
  row.enter(hash, entity, fixed_place);
  // The null's draw comes first, so that adding null=... moves no value that stays.
  if (null_share > 0) {
    Draw nulls(row.seed(), row.number(), hash ^ hash_name("null"));
    if (nulls.real() < null_share) return false;
  }
  const std::size_t from = out.size();
  if (unique && capacity > 0) arguments.nth = permute(row.number(), capacity, row.seed(), hash);
  generator->make(row, arguments, out);
  if (unique && generator->unique_by_row) append_row_number(out, from, row.number());
  if (upper || lower || title) apply_case(*this, out, from);
  return true;
}

ColumnPlan plan_column(std::string_view text, std::uint64_t rows, const Catalogue::State& data) {
  ColumnPlan plan;
  const std::size_t equals = text.find('=');
  const std::size_t colon = text.find(':');
  const bool named = equals != std::string_view::npos && (colon == std::string_view::npos || equals < colon);
  plan.name = std::string(text.substr(0, named ? equals : colon));
  std::string_view rest = named ? text.substr(equals + 1) : text;
  std::vector<std::string> parts;
  // "\:" keeps a colon inside an argument, as in text=12\:30.
  parts.emplace_back();
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == '\\' && i + 1 < rest.size() && rest[i + 1] == ':') parts.back().push_back(rest[++i]);
    else if (rest[i] == ':') parts.emplace_back();
    else parts.back().push_back(rest[i]);
  }
  std::string generator = parts[0];
  if (const std::size_t dot = generator.find('.'); dot != std::string::npos) {
    plan.entity = hash_name(generator.substr(0, dot));
    generator.erase(0, dot + 1);
  }
  if (plan.name.empty()) throw fail(Fault::usage, "'{}' names no column", text);
  plan.generator = &generator_or_throw(generator);
  std::vector<std::string> arguments;
  for (std::size_t i = 1; i < parts.size(); ++i) read_modifier(plan, parts[i], arguments);
  plan.arguments = read_arguments(*plan.generator, arguments);
  plan.arguments.unique = plan.unique;
  plan.hash = hash_name(plan.name);
  if (plan.unique) check_unique(plan, rows, data);
  return plan;
}

std::vector<ColumnPlan> plan_columns(const Request& request, const Catalogue::State& data) {
  std::vector<ColumnPlan> plans;
  for (const auto& column : request.columns) {
    plans.push_back(plan_column(column, request.rows, data));
    for (std::size_t i = 0; i + 1 < plans.size(); ++i)
      if (plans[i].name == plans.back().name) throw fail(Fault::usage, "the column '{}' stands twice", plans[i].name);
  }
  return plans;
}

}  // namespace pytk::fake
