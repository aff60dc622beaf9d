#include "elementwise.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "calls.hpp"
#include "parallel_parts.hpp"
#include "ufunc.hpp"

namespace pytk::array {
namespace {

constexpr std::int64_t worth_it = 1 << 14;  // elements
constexpr std::int64_t block = 2048;        // of a thread's scratch memory; all of it stays in the cache
constexpr std::int64_t part = 1 << 16;

/// One step of the expression in the order of its evaluation: a leaf is pushed, an operation takes one or two from the
/// top.
struct Step {
  enum class What : std::uint8_t { leaf, sign, operation, function } what = What::leaf;
  std::string text;       ///< operator, sign or function
  std::size_t operands = 0;
};

// The function that a call names, if it goes element by element.
std::string function_of(const Node& node, const Surroundings& around) {
  if (node.form != Form::call || !node.names.empty()) return {};
  const Node& callee = *node.children[0];
  const bool of_numpy = callee.form == Form::attribute && callee.children[0]->form == Form::name &&
                        (callee.children[0]->text == "np" || callee.children[0]->text == "numpy") &&
                        !around.is_variable(callee.children[0]->text);
  std::string name;
  if (callee.form == Form::name || of_numpy) name = callee.text;
  if (name.empty() || (callee.form == Form::name && around.is_variable(name)) || find_function(name) != nullptr)
    return {};
  const auto arguments = node.children.size() - 1;
  return (arguments == 1 && find_unary(name)) || (arguments == 2 && find_binary(name)) ? name : std::string{};
}

class Flattening {
 public:
  Flattening(const Node& root, const Surroundings& around) : around_(around) { visit(root); }
  std::vector<Step> steps;
  std::vector<Value> leaves;

 private:
  void visit(const Node& node) {
    std::size_t first = 0;
    Step step;
    if (node.form == Form::binary && node.text != "and" && node.text != "or" && node.text != "@") {
      step = {Step::What::operation, node.text, 2};
    } else if (node.form == Form::compare && node.names.size() == 1) {
      step = {Step::What::operation, node.names[0], 2};
    } else if (node.form == Form::unary && node.text != "not") {
      step = {Step::What::sign, node.text, 1};
    } else if (auto name = function_of(node, around_); !name.empty()) {
      step = {Step::What::function, std::move(name), node.children.size() - 1};
      first = 1;
    } else {
      leaves.push_back(around_.value_of(node));
      steps.push_back({});
      return;
    }
    for (auto i = first; i < node.children.size(); ++i) visit(*node.children[i]);
    steps.push_back(std::move(step));
  }
  const Surroundings& around_;
};

Value apply_step(const Step& step, const Value& a, const Value* b) {
  if (step.what == Step::What::operation) return apply_binary(step.text, a, *b);
  if (step.what == Step::What::sign) return apply_sign(step.text, a);
  Call call{step.text, {a}, {}};
  if (b != nullptr) call.positional.push_back(*b);
  return call_function(std::move(call));
}

// One after the other, each with an array of its own.
Value run_plainly(const std::vector<Step>& steps, std::vector<Value>& leaves) {
  std::vector<Value> stack;
  std::size_t next = 0;
  for (const auto& step : steps) {
    if (step.what == Step::What::leaf) {
      stack.push_back(std::move(leaves[next++]));
      continue;
    }
    const Value last = std::move(stack.back());
    stack.pop_back();
    if (step.operands == 1) {
      stack.push_back(apply_step(step, last, nullptr));
      continue;
    }
    const Value first = std::move(stack.back());
    stack.back() = apply_step(step, first, &last);
  }
  return std::move(stack.back());
}

/// An operand of a block: elements of an array, of scratch memory, or one number for all.
struct Operand {
  std::optional<Array> array;        ///< whole, or one number without dimensions
  std::size_t scratch = 0;           ///< otherwise: which piece of the scratch memory
  Kind kind = Kind::float64;
  [[nodiscard]] bool one() const { return array && array->dimensions() == 0; }
};
struct Operation {
  Loop3 two = nullptr;
  Loop2 one = nullptr;
  Operand a, b;
  std::size_t to = 0;
  Kind result = Kind::float64;
};

/// The steps as typed loops over blocks, where no operand has to change its type and all arrays have one shape.
class Program {
 public:
  /// False if it cannot be done this way.
  bool build(const std::vector<Step>& steps, const std::vector<Value>& leaves) {
    std::size_t next = 0;
    for (const auto& step : steps) {
      if (step.what == Step::What::leaf) {
        stack_.push_back({leaves[next++], {}});
        if (!admit(stack_.back())) return false;
        continue;
      }
      Entry last = std::move(stack_.back());
      stack_.pop_back();
      Entry first;
      if (step.operands == 2) {
        first = std::move(stack_.back());
        stack_.pop_back();
      }
      const bool plain = !last.operand && (step.operands == 1 || !first.operand);
      if (plain) {
        stack_.push_back(
            {step.operands == 2 ? apply_step(step, first.value, &last.value) : apply_step(step, last.value, nullptr),
             {}});
        continue;
      }
      if (!(step.operands == 2 ? add_two(step, first, last) : add_one(step, last))) return false;
    }
    return shape_ && !operations_.empty() && stack_.back().operand && like_.size() >= worth_it;
  }
  [[nodiscard]] Array run() const {
    Array result = Array::empty(operations_.back().result, *shape_, !like_.c_contiguous());
    in_parts(result.size(), part, [&](std::int64_t begin, std::int64_t end) {
      const auto scratch = std::make_unique<std::byte[]>(scratch_count_ * block * 16);
      for (auto at = begin; at < end; at += block) run_block(scratch.get(), result, at, std::min(block, end - at));
    });
    return result;
  }

 private:
  /// A plain value, or something with one value for each element.
  struct Entry {
    Value value;
    std::optional<Operand> operand;
  };
  bool admit(Entry& entry) {
    const auto* a = entry.value.as<Array>();
    if (a == nullptr || a->dimensions() == 0) return true;
    if (!is_number(a->kind()) || !(a->c_contiguous() || a->f_contiguous()) ||
        (shape_ && (*shape_ != a->shape() || like_.c_contiguous() != a->c_contiguous())))
      return false;
    if (!shape_) {
      shape_ = a->shape();
      like_ = *a;
    }
    entry.operand = Operand{*a, 0, a->kind()};
    return true;
  }
  // A number beside elements of `kind`, as NEP 50 types it.
  static std::optional<Operand> number(const Value& v, Kind kind) {
    const bool python = is_weak(v) || v.as<bool>() != nullptr;
    if (!python && v.as<Array>() == nullptr) return std::nullopt;
    const Array a = is_weak(v) ? to_array_beside(v, kind) : to_array(v);
    return is_number(a.kind()) ? std::optional<Operand>(Operand{a, 0, a.kind()}) : std::nullopt;
  }
  std::size_t free_scratch(const std::optional<Operand>& a, const std::optional<Operand>& b) {
    // What an operation reads may be written by it: element by element.
    for (const auto* o : {&a, &b})
      if (*o && !(*o)->array) return (*o)->scratch;
    return scratch_count_++;
  }
  bool add_two(const Step& step, Entry& a, Entry& b) {
    const auto known = a.operand ? a.operand->kind : b.operand->kind;
    if (step.what == Step::What::operation && step.text == "**" && a.operand && is_weak(b.value))
      if (const auto shorter = short_power(a.operand->kind, b.value)) return add_unary(*shorter, *a.operand);
    if (!a.operand) a.operand = number(a.value, known);
    if (!b.operand) b.operand = number(b.value, known);
    if (!a.operand || !b.operand) return false;
    const auto op = step.what == Step::What::operation ? operator_of(step.text) : *find_binary(step.text);
    const auto loop = find_loop(op, a.operand->kind, b.operand->kind);
    if (loop.run == nullptr || (op == Binary::power && is_signed(loop.operands))) return false;
    for (auto* o : {&*a.operand, &*b.operand}) {
      if (o->kind == loop.operands) continue;
      if (!o->one()) return false;
      o->array = o->array->cast(loop.operands);
      o->kind = loop.operands;
    }
    const auto to = free_scratch(a.operand, b.operand);
    operations_.push_back({loop.run, nullptr, *a.operand, *b.operand, to, loop.result});
    stack_.push_back({{}, Operand{std::nullopt, to, loop.result}});
    return true;
  }
  bool add_one(const Step& step, const Entry& a) {
    if (step.what == Step::What::sign)
      return add_unary(step.text == "-"   ? Unary::negative
                       : step.text == "~" ? Unary::invert
                                          : Unary::positive,
                       *a.operand);
    return add_unary(*find_unary(step.text), *a.operand);
  }
  bool add_unary(Unary op, const Operand& a) {
    const bool trivial = !is_complex(a.kind) && (op == Unary::real || op == Unary::imag || op == Unary::conjugate);
    const auto loop = find_loop(op, a.kind);
    if (trivial || loop.run == nullptr || loop.operand != a.kind) return false;
    const auto to = free_scratch(a, std::nullopt);
    operations_.push_back({nullptr, loop.run, a, {}, to, loop.result});
    stack_.push_back({{}, Operand{std::nullopt, to, loop.result}});
    return true;
  }
  void run_block(std::byte* scratch, const Array& result, std::int64_t at, std::int64_t count) const {
    const auto place = [&](const Operand& o) {
      if (!o.array) return scratch + o.scratch * block * 16;
      return o.array->data() + (o.one() ? 0 : at * static_cast<std::int64_t>(DType::size_of(o.kind)));
    };
    const auto step = [](const Operand& o) {
      return o.one() ? std::int64_t{0} : static_cast<std::int64_t>(DType::size_of(o.kind));
    };
    for (const auto& operation : operations_) {
      const bool last = &operation == &operations_.back();
      const auto size = static_cast<std::int64_t>(DType::size_of(operation.result));
      std::byte* to = last ? result.data() + at * size : scratch + operation.to * block * 16;
      if (operation.two != nullptr)
        operation.two({to, place(operation.a), place(operation.b)}, {size, step(operation.a), step(operation.b)},
                      count);
      else operation.one({to, place(operation.a)}, {size, step(operation.a)}, count);
    }
  }

  std::vector<Entry> stack_;
  std::vector<Operation> operations_;
  std::optional<Shape> shape_;
  Array like_;
  std::size_t scratch_count_ = 0;
};

}  // namespace

bool is_elementwise(const Node& node, const Surroundings& around) {
  if (node.form == Form::binary) return node.text != "and" && node.text != "or" && node.text != "@";
  if (node.form == Form::compare) return node.names.size() == 1;
  if (node.form == Form::unary) return node.text != "not";
  return !function_of(node, around).empty();
}

Value run_elementwise(const Node& node, const Surroundings& around) {
  Flattening flat(node, around);
  const bool large = std::any_of(flat.leaves.begin(), flat.leaves.end(), [](const Value& v) {
    const auto* a = v.as<Array>();
    return a != nullptr && a->size() >= worth_it;
  });
  if (large) {
    Program program;
    if (program.build(flat.steps, flat.leaves)) return Value::from(program.run());
  }
  return run_plainly(flat.steps, flat.leaves);
}

}  // namespace pytk::array
