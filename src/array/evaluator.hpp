// The walk over the tree of an expression, for the evaluator and for streams.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "elementwise.hpp"
#include "syntax.hpp"
#include "value.hpp"

namespace pytk::array {

struct EvaluatorState {
  std::map<std::string, Value> variables;
  /// Nodes whose values are known already: reductions of a stream.
  std::map<const Node*, Value> settled;
  // Nodes that are no arithmetic come back here.
  Surroundings around{[this](const Node& node) { return run(node); },
                      [this](const std::string& name) { return variables.count(name) > 0; }};

  EvaluatorState() = default;
  EvaluatorState(const EvaluatorState&) = delete;
  EvaluatorState& operator=(const EvaluatorState&) = delete;
  Value run(const Node& node);

 private:
  Value run_form(const Node& node);
  Value name(const Node& node);
  Value attribute(const Node& node);
  Value call(const Node& node);
  Value binary(const Node& node);
  Value compare(const Node& node);
  Value elementwise(const Node& node);
  Value slice(const Node& node);
  Value conditional(const Node& node);
  Value sequence(const Node& node);
  Value assign(const Node& node);
  std::optional<std::int64_t> bound(const NodePtr& node);
};

}  // namespace pytk::array
