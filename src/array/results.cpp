// What an expression is worth, and which words it may use.
#include <algorithm>
#include <functional>

#include <pytk/array/eval.hpp>
#include <pytk/array/text_form.hpp>
#include <pytk/core/error.hpp>

#include "calls.hpp"
#include "syntax.hpp"
#include "ufunc.hpp"

namespace pytk::array {

std::string Result::repr() const { return repr_of(*value_); }
std::string Result::str() const { return str_of(*value_); }
bool Result::none() const { return value_->none(); }

std::vector<std::pair<std::string, Array>> Result::arrays() const {
  if (const auto* archive = value_->as<std::shared_ptr<const Archive>>()) return (*archive)->members;
  if (const auto* s = value_->as<Sequence>(); s != nullptr && !s->list) {
    // A tuple of results: one array each, as np.savez names them.
    std::vector<std::pair<std::string, Array>> all;
    for (std::size_t i = 0; i < s->items.size(); ++i) all.emplace_back(fmt::format("arr_{}", i), to_array(s->items[i]));
    const bool scalars = std::all_of(
        all.begin(), all.end(), [](const auto& a) { return a.second.dimensions() == 0 && is_number(a.second.kind()); });
    if (!scalars) return all;
  }
  return {{"", to_array(*value_)}};
}

std::vector<std::pair<std::string, Result>> Result::parts() const {
  const auto result = [](const Value& v) { return Result(std::make_shared<const Value>(v)); };
  std::vector<std::pair<std::string, Result>> all;
  const auto* s = value_->as<Sequence>();
  if (s == nullptr || s->names.empty()) return {{"value", result(*value_)}};
  for (std::size_t i = 0; i < s->items.size(); ++i) all.emplace_back(std::string(s->names[i]), result(s->items[i]));
  return all;
}
bool Result::is_whole() const { return value_->as<Integer>() != nullptr; }
bool Result::is_text() const { return value_->as<Text>() != nullptr; }

Result call_with(const std::string& function, const std::vector<Array>& arrays, std::string_view arguments) {
  Evaluator evaluator;
  std::string text;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    evaluator.set("sample" + std::to_string(i), arrays[i]);
    text += (i > 0 ? ", sample" : "sample") + std::to_string(i);
  }
  if (!arguments.empty()) text += (text.empty() ? "" : ", ") + std::string(arguments);
  return evaluator.run(function + "(" + text + ")");
}

std::vector<std::string> test_names() {
  std::vector<std::string> names;
  for (const auto table : {location_tests(), rank_tests(), count_tests(), describing_functions()})
    for (const auto& function : table) names.emplace_back(function.name);
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> free_names(std::string_view expression) {
  std::vector<std::string> free, assigned;
  const std::function<void(const Node&)> visit = [&](const Node& node) {
    if (node.form == Form::name && std::find(assigned.begin(), assigned.end(), node.text) == assigned.end())
      free.push_back(node.text);
    for (const auto& child : node.children)
      if (child) visit(*child);
    if (node.form == Form::assign) assigned.insert(assigned.end(), node.names.begin(), node.names.end());
  };
  for (const auto& statement : parse_expression(expression)) visit(*statement);
  return free;
}

std::vector<std::string> function_list() {
  std::vector<std::string> all;
  for (const auto table : function_tables())
    for (const auto& function : table) {
      std::string parameters(function.parameters);
      parameters.erase(std::remove(parameters.begin(), parameters.end(), '='), parameters.end());
      all.push_back(std::string(function.name) + "(" + parameters + ")");
    }
  for (int i = 0; i <= static_cast<int>(Unary::angle); ++i)
    all.push_back(std::string(name_of(static_cast<Unary>(i))) + "(x)");
  for (int i = 0; i <= static_cast<int>(Binary::logical_xor); ++i)
    all.push_back(std::string(name_of(static_cast<Binary>(i))) + "(x1, x2)");
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace pytk::array
