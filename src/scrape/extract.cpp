// Named fields: a selector, what to take of the element, and filters.
#include <pytk/scrape/extract.hpp>

#include <algorithm>

#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "pattern.hpp"
#include "resolve.hpp"

namespace pytk::scrape {
namespace {

enum class FilterKind : std::uint8_t { trim, text, html, integer, real, date, url, lower, upper, re, join, otherwise };

struct FilterName { std::string_view name; FilterKind kind; bool takes_argument; };
constexpr FilterName filter_names[] = {
    {"trim", FilterKind::trim, false},   {"text", FilterKind::text, false},   {"html", FilterKind::html, false},
    {"int", FilterKind::integer, false}, {"float", FilterKind::real, false},  {"date", FilterKind::date, false},
    {"url", FilterKind::url, false},     {"lower", FilterKind::lower, false}, {"upper", FilterKind::upper, false},
    {"re", FilterKind::re, true},        {"join", FilterKind::join, true},    {"default", FilterKind::otherwise, true}};

struct Filter {
  FilterKind kind = FilterKind::trim;
  std::string argument;
  std::optional<Pattern> pattern;
};

const FilterName* find_filter(std::string_view text) {
  const auto name = text.substr(0, text.find(':'));
  for (const auto& known : filter_names)
    if (known.name == name) return &known;
  return nullptr;
}

// Cuts "|filter|filter:arg" off the end: a '|' counts when a filter's name follows, so that "ns|name" stays a selector
// and a pattern may hold one.
std::vector<std::string_view> cut_filters(std::string_view& text) {
  std::vector<std::size_t> bars;
  bool in_pattern = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_pattern) {
      if (text[i] == '\\') ++i;
      else if (text[i] == '/') in_pattern = false;
      continue;
    }
    if (text[i] != '|' || find_filter(text.substr(i + 1, text.find('|', i + 1) - i - 1)) == nullptr) continue;
    bars.push_back(i);
    if (text.substr(i + 1).starts_with("re:/")) {
      in_pattern = true;
      i += 4;
    }
  }
  std::vector<std::string_view> filters;
  for (std::size_t i = 0; i < bars.size(); ++i)
    filters.push_back(text.substr(bars[i] + 1, (i + 1 < bars.size() ? bars[i + 1] : text.size()) - bars[i] - 1));
  if (!bars.empty()) text = text.substr(0, bars[0]);
  return filters;
}

// The attribute after the last '@', when it is one and not a part of the selector.
std::string_view cut_attribute(std::string_view& text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) return {};
  const auto name = text.substr(at + 1);
  for (const char c : name)
    if (!((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != ':' &&
        c != '.')
      return {};
  if (name.empty()) return {};
  text = text.substr(0, at);
  return name;
}

// "1,234.50 EUR" and "1.234,50" to the number that is meant: the last of '.' and ',' is the decimal sign when one to
// two or more than three digits follow it.
std::string plain_number(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if ((c >= '0' && c <= '9') || c == '.' || c == ',') digits += c;
    else if ((c == '-' || c == '+') && digits.empty()) digits = std::string(c == '-' ? "-" : "");
    else if (!digits.empty() && digits != "-" && c != ' ' && c != '\'' && c != '_' &&
             static_cast<unsigned char>(c) < 0x80)
      break;
  }
  while (!digits.empty() && (digits.back() == '.' || digits.back() == ',')) digits.pop_back();
  const std::size_t last = digits.find_last_of(".,");
  if (last == std::string::npos) return digits;
  const std::size_t after = digits.size() - last - 1;
  const bool both = digits.find('.') != std::string::npos && digits.find(',') != std::string::npos;
  const bool repeated = std::count(digits.begin(), digits.end(), digits[last]) > 1;
  const bool decimal = both || (!repeated && (digits[last] == '.' || after != 3));
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (digits[i] != '.' && digits[i] != ',') out += digits[i];
    else if (i == last && decimal) out += '.';
  }
  return out;
}

}  // namespace

struct FieldPlan::State {
  std::string name;
  bool list = false;
  std::optional<Selector> selector;
  std::string attribute;
  std::vector<Filter> filters;
  record::Type type = record::Type::text;

  [[nodiscard]] std::optional<std::string> value_of(const Document& document, NodeId id, std::string_view base) const;
  /// Of all elements that the selector finds below `scope`, or the default where there is none.
  [[nodiscard]] std::vector<std::string> values_in(const Document& document, NodeId scope, std::string_view base) const;
  [[nodiscard]] const Filter* find(FilterKind kind) const {
    for (const auto& filter : filters)
      if (filter.kind == kind) return &filter;
    return nullptr;
  }
};

std::optional<std::string> FieldPlan::State::value_of(const Document& document, NodeId id,
                                                      std::string_view base) const {
  std::optional<std::string> value;
  if (!attribute.empty()) {
    if (const auto* found = document.attribute(id, attribute); found != nullptr) value = std::string(*found);
  } else {
    value = find(FilterKind::html) != nullptr ? inner_html(document, id) : readable_text(document, id);
  }
  for (const auto& filter : filters) {
    if (!value) break;
    switch (filter.kind) {
      case FilterKind::trim: value = std::string(trim(*value)); break;
      case FilterKind::lower: value = lower(*value); break;
      case FilterKind::upper: value = upper(*value); break;
      case FilterKind::url: value = resolve(base, trim(*value)); break;
      case FilterKind::re: value = filter.pattern->first(*value); break;
      case FilterKind::integer:
      case FilterKind::real: value = plain_number(*value); break;
      case FilterKind::date: value = std::string(trim(*value)); break;
      default: break;
    }
  }
  return value;
}

FieldPlan::FieldPlan(std::string_view text, const Namespaces& namespaces) : state_(std::make_unique<State>()) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0)
    throw fail(Fault::usage, "'{}' is not a field", text)
        .hint("write NAME=SELECTOR, NAME=SELECTOR@ATTRIBUTE or NAME[]=SELECTOR");
  std::string_view name = text.substr(0, equals);
  std::string_view rest = text.substr(equals + 1);
  state_->list = name.ends_with("[]");
  if (state_->list) name.remove_suffix(2);
  state_->name = std::string(trim(name));
  for (const auto part : cut_filters(rest)) {
    const auto* known = find_filter(part);
    if (known == nullptr)
      throw fail(Fault::usage, "field '{}': '{}' is no filter", state_->name, part)
          .hint("a pattern with | in it is written re:/PATTERN/");
    Filter filter;
    filter.kind = known->kind;
    const std::size_t colon = part.find(':');
    if (known->takes_argument != (colon != std::string_view::npos))
      throw fail(Fault::usage, "field '{}': the filter {} takes {} argument", state_->name, known->name,
                 known->takes_argument ? "an" : "no");
    if (colon != std::string_view::npos) filter.argument = std::string(part.substr(colon + 1));
    if (filter.kind == FilterKind::re) {
      std::string_view pattern = filter.argument;
      if (pattern.size() >= 2 && pattern.starts_with('/') && pattern.ends_with('/'))
        pattern = pattern.substr(1, pattern.size() - 2);
      filter.pattern.emplace(pattern);
    }
    state_->filters.push_back(std::move(filter));
  }
  state_->attribute = std::string(cut_attribute(rest));
  // "@href" alone is an attribute of the row's own element.
  if (!trim(rest).empty()) state_->selector.emplace(Selector::parse(rest, namespaces));
  if (state_->find(FilterKind::integer) != nullptr) state_->type = record::Type::int64;
  if (state_->find(FilterKind::real) != nullptr) state_->type = record::Type::float64;
  if (state_->find(FilterKind::date) != nullptr) state_->type = record::Type::time;
  if (state_->list && state_->find(FilterKind::join) == nullptr) state_->type = record::Type::json;
}
FieldPlan::~FieldPlan() = default;
FieldPlan::FieldPlan(FieldPlan&&) noexcept = default;
FieldPlan& FieldPlan::operator=(FieldPlan&&) noexcept = default;

record::Field FieldPlan::field() const { return {state_->name, state_->type}; }

namespace {

// A single value into a column of its type; text that is no number or time is a null.
void add_value(record::Column& column, const std::string& value) {
  std::int64_t integer = 0;
  double real = 0;
  switch (column.type()) {
    case record::Type::int64:
      if (read_int(value, integer)) return column.add_int(integer);
      return column.add_null();
    case record::Type::float64:
      if (read_real(value, real)) return column.add_real(real);
      return column.add_null();
    case record::Type::time:
      if (const auto time = parse_time(value)) return column.add_time(*time);
      return column.add_null();
    default: column.add_text(value);
  }
}

// What of a list of numbers is none becomes null.
std::string json_list(const std::vector<std::string>& values, bool numbers) {
  std::string list = "[";
  for (const auto& value : values) {
    if (list.size() > 1) list += ',';
    double real = 0;
    if (!numbers) json::append_string(list, value);
    else if (read_real(value, real)) list += value.starts_with('.') ? "0" + value : value;
    else list += "null";
  }
  return list + "]";
}

}  // namespace

std::vector<std::string> FieldPlan::State::values_in(const Document& document, NodeId scope,
                                                     std::string_view base) const {
  std::vector<NodeId> elements;
  if (selector) elements = select(document, *selector, scope, list ? 0 : 1);
  else elements.push_back(scope == 0 ? document.root() : scope);
  std::vector<std::string> values;
  for (const NodeId id : elements)
    if (id != no_node)
      if (auto value = value_of(document, id, base)) values.push_back(std::move(*value));
  const auto* otherwise = find(FilterKind::otherwise);
  if (values.empty() && otherwise != nullptr) values.push_back(otherwise->argument);
  return values;
}

void FieldPlan::add(const Document& document, NodeId scope, std::string_view base, record::Column& column) const {
  const std::vector<std::string> values = state_->values_in(document, scope, base);
  if (!state_->list) {
    if (values.empty()) column.add_null();
    else add_value(column, values[0]);
    return;
  }
  if (const auto* joined = state_->find(FilterKind::join); joined != nullptr)
    return add_value(column, join(values, joined->argument));
  const bool numbers = state_->find(FilterKind::integer) != nullptr || state_->find(FilterKind::real) != nullptr;
  column.add_text(json_list(values, numbers));
}

}  // namespace pytk::scrape
