// Which parts of an expression can be reduced as the input goes by, and doing so.
#include <pytk/array/stream.hpp>

#include <algorithm>
#include <array>

#include <pytk/core/error.hpp>

#include "accumulate.hpp"
#include "evaluator.hpp"

namespace pytk::array {
namespace {

constexpr std::string_view reductions[] = {"sum", "mean", "var", "std", "min", "max", "amin", "amax", "any", "all",
                                           "ptp", "count_nonzero", "median", "percentile", "quantile", "histogram"};
bool is_reduction(std::string_view name) {
  return std::find(std::begin(reductions), std::end(reductions), name) != std::end(reductions);
}

/// A call such as x.sum(), sum(x > 0) or np.sum(x): what is reduced, and how.
struct Reducing {
  const Node* node = nullptr;
  const Node* elements = nullptr;
  std::string name;
  std::size_t first = 1;  ///< child of the call where its other arguments begin
  std::unique_ptr<Accumulator> accumulator;
};

}  // namespace

struct StreamReduction::State {
  std::vector<NodePtr> statements;
  std::string name;
  StreamOptions options;
  EvaluatorState evaluator;
  std::vector<Reducing> found;
  bool possible = true;
  // The first rows, kept as long as they may be all: then everything can be evaluated as it stands.
  std::optional<Array> first;
  bool more = false;

  [[nodiscard]] bool uses_name(const Node& node) const {
    if (node.form == Form::name && node.text == name) return true;
    return std::any_of(node.children.begin(), node.children.end(),
                       [this](const NodePtr& child) { return child && uses_name(*child); });
  }
  bool is_group(const Node& node) const {
    return node.form == Form::name && (node.text == "np" || node.text == "numpy");
  }

  // x, x[:, 2] or arithmetic of them; anything without the name is a constant.
  [[nodiscard]] bool is_elements(const Node& node) const {
    if (!uses_name(node)) return node.form != Form::assign;
    if (node.form == Form::name) return true;
    if (node.form == Form::index) {
      const auto& index = *node.children[1];
      if (node.children[0]->form != Form::name || index.form != Form::tuple || index.children.size() != 2 ||
          uses_name(index))
        return false;
      const auto& rows = *index.children[0];
      return rows.form == Form::slice &&
             std::none_of(rows.children.begin(), rows.children.end(), [](const NodePtr& c) { return c != nullptr; }) &&
             (index.children[1]->form == Form::integer || index.children[1]->form == Form::unary ||
              index.children[1]->form == Form::slice);
    }
    if (!is_elementwise(node, evaluator.around)) return false;
    const std::size_t begin = node.form == Form::call ? 1 : 0;
    return std::all_of(node.children.begin() + static_cast<std::ptrdiff_t>(begin), node.children.end(),
                       [this](const NodePtr& c) { return is_elements(*c); });
  }
  [[nodiscard]] std::optional<Reducing> reducing(const Node& node) const {
    if (node.form != Form::call) return std::nullopt;
    const auto& callee = *node.children[0];
    Reducing r;
    r.node = &node;
    if (callee.form == Form::attribute && !is_group(*callee.children[0])) {  // x.sum()
      r.name = callee.text;
      r.elements = callee.children[0].get();
    } else if (node.children.size() - node.names.size() > 1) {  // sum(x), np.sum(x)
      if (callee.form != Form::name && callee.form != Form::attribute) return std::nullopt;
      r.name = callee.text;
      r.elements = node.children[1].get();
      r.first = 2;
    }
    if (r.elements == nullptr || !is_reduction(r.name) || !is_elements(*r.elements)) return std::nullopt;
    return r;
  }
  void look(const Node& node) {
    if (!possible || !uses_name(node)) return;
    if (auto r = reducing(node)) {
      for (auto i = r->first; i < node.children.size(); ++i) possible = possible && !uses_name(*node.children[i]);
      if (possible) found.push_back(std::move(*r));
      return;
    }
    if (node.form == Form::name) possible = false;
    // What is assigned under the input's own name would hide it.
    if (node.form == Form::assign && std::find(node.names.begin(), node.names.end(), name) != node.names.end())
      possible = false;
    for (const auto& child : node.children)
      if (child) look(*child);
  }
  // The other arguments are known before the first block: they do not depend on the input.
  void prepare() {
    for (auto& r : found) {
      Call call;
      call.name = r.name;
      const auto plain = r.node->children.size() - r.node->names.size();
      for (auto i = r.first; i < r.node->children.size(); ++i) {
        if (i < plain) call.positional.push_back(evaluator.run(*r.node->children[i]));
        else call.named.emplace_back(r.node->names[i - plain], evaluator.run(*r.node->children[i]));
      }
      r.accumulator = make_accumulator(call, options.approximate);
      possible = possible && r.accumulator != nullptr;
    }
  }
  void take(const Array& block) {
    evaluator.variables[name] = Value::from(block, false);
    for (auto& r : found) {
      Array elements = to_array(evaluator.run(*r.elements));
      // A constant beside the input counts once for each row only if the input is in it.
      if (!uses_name(*r.elements)) elements = elements.broadcast_to(block.shape()).contiguous();
      r.accumulator->add(elements);
    }
    evaluator.variables.erase(name);
  }
};

StreamReduction::StreamReduction(std::string_view expression, std::string name, const StreamOptions& options)
    : state_(std::make_unique<State>()) {
  auto& s = *state_;
  s.statements = parse_expression(expression);
  s.name = std::move(name);
  s.options = options;
  for (const auto& statement : s.statements) s.look(*statement);
  // Names that statements before give to constants are not followed: one statement is what streams are for.
  s.possible = s.possible && !s.found.empty() && s.statements.size() == 1;
  if (s.possible) s.prepare();
}
StreamReduction::~StreamReduction() = default;
bool StreamReduction::possible() const noexcept { return state_->possible; }

void StreamReduction::add(const Array& block) {
  auto& s = *state_;
  if (!s.first && !s.more) {
    s.first = block;
    return;
  }
  if (s.first) {
    s.more = true;
    s.take(*s.first);
    s.first.reset();
  }
  s.take(block);
}

Result StreamReduction::finish() {
  auto& s = *state_;
  if (!s.more) {  // all of it was in one block: nothing had to be left out
    s.evaluator.variables[s.name] = Value::from(s.first ? *s.first : Array::empty(Kind::float64, {0}), false);
  } else {
    for (auto& r : s.found) s.evaluator.settled[r.node] = r.accumulator->finish();
  }
  return Result(std::make_shared<const Value>(s.evaluator.run(*s.statements.front())));
}

}  // namespace pytk::array
