// Arithmetic of whole expressions: a * b + c goes over its arrays once, block by block, without an array for a * b.
#pragma once

#include <functional>

#include "syntax.hpp"
#include "value.hpp"

namespace pytk::array {

/// What the walk of the tree needs from the evaluator.
struct Surroundings {
  std::function<Value(const Node&)> value_of;               ///< of what is no arithmetic
  std::function<bool(const std::string&)> is_variable;      ///< such a name is no function
};
/// + - * / < == and their kind, and calls of functions that go element by element.
[[nodiscard]] bool is_elementwise(const Node& node, const Surroundings& around);
/// The value of such a node; the same as that of one operation after the other.
[[nodiscard]] Value run_elementwise(const Node& node, const Surroundings& around);

}  // namespace pytk::array
