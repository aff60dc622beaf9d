#include "calls.hpp"

#include <algorithm>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

namespace pytk::array {
namespace {

struct Parameter {
  std::string_view name;
  bool optional = false, rest = false;
};
std::vector<Parameter> parse_parameters(std::string_view text) {
  std::vector<Parameter> all;
  if (trim(text).empty()) return all;
  for (auto part : split(text, ',')) {
    part = trim(part);
    Parameter p;
    if (part[0] == '*') {
      p.rest = true;
      part.remove_prefix(1);
    }
    if (part.back() == '=') {
      p.optional = true;
      part.remove_suffix(1);
    }
    p.name = part;
    all.push_back(p);
  }
  return all;
}

}  // namespace

Args::Args(Call call, std::string_view parameters) : name_(std::move(call.name)) {
  const auto all = parse_parameters(parameters);
  std::size_t next = 0;
  for (auto& value : call.positional) {
    if (next < all.size() && all[next].rest) {
      rest_.push_back(std::move(value));
      continue;
    }
    if (next >= all.size()) throw fail(Fault::usage, "{}() takes at most {} arguments", name_, all.size());
    bound_.emplace_back(all[next++].name, std::move(value));
  }
  for (auto& [name, value] : call.named) {
    const auto known =
        std::find_if(all.begin(), all.end(), [&name = name](const Parameter& p) { return p.name == name && !p.rest; });
    if (known == all.end()) {
      std::vector<std::string> names;
      names.reserve(all.size());
      for (const auto& p : all) names.emplace_back(p.name);
      auto hint = did_you_mean(name, names);
      throw fail(Fault::usage, "{}() has no argument '{}'", name_, name)
          .hint(hint.empty() ? "its arguments are: " + join(names, ", ") : hint);
    }
    if (std::any_of(bound_.begin(), bound_.end(), [&name = name](const auto& b) { return b.first == name; }))
      throw fail(Fault::usage, "{}() got the argument '{}' twice", name_, name);
    bound_.emplace_back(name, std::move(value));
  }
  for (const auto& p : all)
    if (!p.optional && !p.rest &&
        std::none_of(bound_.begin(), bound_.end(), [&p](const auto& b) { return b.first == p.name; }))
      throw fail(Fault::usage, "{}() needs the argument '{}'", name_, p.name);
}

bool Args::has(std::string_view name) const noexcept {
  for (const auto& [have, value] : bound_)
    if (have == name) return !value.none();
  return false;
}

bool Args::is_none(std::string_view name) const noexcept {
  for (const auto& [have, value] : bound_)
    if (have == name) return value.none();
  return false;
}

const Value& Args::value(std::string_view name) const {
  for (const auto& [have, value] : bound_)
    if (have == name) return value;
  throw fail(Fault::usage, "{}() needs the argument '{}'", name_, name);
}

std::string Args::text(std::string_view name, std::string_view otherwise) const {
  if (!has(name)) return std::string(otherwise);
  if (const auto* t = value(name).as<Text>()) return t->text;
  throw fail(Fault::usage, "{} must be a text, not {}", name, kind_of_value(value(name)));
}

std::optional<DType> Args::dtype(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  return to_dtype(value(name));
}

Axes Args::axes(const Array& a, std::string_view name) const {
  if (!has(name)) return all_axes(a);
  Axes axes;
  for (const auto axis : to_ints(value(name), name)) {
    axes.push_back(normal_axis(axis, a.dimensions()));
    if (std::count(axes.begin(), axes.end(), axes.back()) > 1) throw fail(Fault::data, "duplicate value in 'axis'");
  }
  return axes;
}

std::span<const std::span<const Function>> function_tables() {
  static const std::vector<std::span<const Function>> tables = {
      creation_functions(),   range_functions(),   reduction_functions(),  shape_functions(),    rounding_functions(),
      sorting_functions(),    set_functions(),     percentile_functions(), printing_functions(), random_functions(),
      product_functions(),    linear_functions(),  norm_functions(),       fourier_functions(),  signal_functions(),
      polynomial_functions(), picking_functions(), joining_functions(),    part_functions(),     masked_functions(),
      describing_functions(), location_tests(),    rank_tests(),           count_tests(),
  };
  return tables;
}

const Function* find_function(std::string_view name) {
  for (const auto table : function_tables())
    for (const auto& function : table)
      if (function.name == name) return &function;
  for (const auto table : {linear_functions(), norm_functions(), fourier_functions(), product_functions()})
    for (const auto& function : table)
      if (const auto dot = function.name.find('.');
          dot != std::string_view::npos && function.name.substr(dot + 1) == name)
        return &function;
  return nullptr;
}

}  // namespace pytk::array
