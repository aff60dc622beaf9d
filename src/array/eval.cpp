// Walking the tree of an expression.
#include <pytk/array/eval.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>

#include <pytk/array/text_form.hpp>
#include <pytk/core/cancel.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "calls.hpp"
#include "evaluator.hpp"
#include "masked.hpp"
#include "ufunc.hpp"

namespace pytk::array {

struct Evaluator::State : EvaluatorState {};

namespace {

struct Constant {
  std::string_view name;
  double value;
};
constexpr Constant constants[] = {{"pi", std::numbers::pi},
                                  {"e", std::numbers::e},
                                  {"inf", HUGE_VAL},
                                  {"Inf", HUGE_VAL},
                                  {"Infinity", HUGE_VAL},
                                  {"infty", HUGE_VAL},
                                  {"nan", NAN},
                                  {"NaN", NAN},
                                  {"NAN", NAN},
                                  {"euler_gamma", std::numbers::egamma}};
constexpr std::string_view groups[] = {"np",    "numpy", "fft",         "linalg", "random",
                                       "scipy", "stats", "scipy.stats", "testing"};

bool is_group(std::string_view name) {
  return std::find(std::begin(groups), std::end(groups), name) != std::end(groups);
}
bool is_dtype_name(const std::string& name) {
  if (name.size() < 3) return false;
  try {
    (void)parse_dtype(name);
    return name.find_first_of("<>=|") == std::string::npos;
  } catch (const Error&) {
    return false;
  }
}
bool is_function(std::string_view name) {
  return find_function(name) != nullptr || find_unary(name) || find_binary(name) || is_ufunc_method(name);
}

std::vector<std::string> known_names() {
  std::vector<std::string> names;
  for (const auto& entry : function_list()) names.push_back(entry.substr(0, entry.find('(')));
  return names;
}

Integer integer_of(const std::string& text) {
  unsigned base = 10;
  std::size_t at = 0;
  if (text.size() > 1 && text[0] == '0' && text[1] > '9') {
    base = text[1] == 'x' || text[1] == 'X' ? 16 : text[1] == 'o' || text[1] == 'O' ? 8 : 2;
    at = 2;
  }
  Integer value = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    const auto digit = static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    if (digit >= base) throw fail(Fault::usage, "'{}' is not an integer", text);
    if (value > (Integer{1} << 100)) throw fail(Fault::usage, "the integer '{}' is too large", text);
    value = value * static_cast<Integer>(base) + static_cast<Integer>(digit);
  }
  return value;
}
double real_of(const std::string& text) {
  double value = 0;
  if (!read_real(text, value)) throw fail(Fault::usage, "'{}' is not a number", text);
  return value;
}
Value literal(const Node& node) {
  switch (node.form) {
    case Form::integer: return integer_of(node.text);
    case Form::real: return real_of(node.text);
    case Form::imaginary: return std::complex<double>(0, real_of(node.text));
    case Form::text: return Text{node.text, false};
    case Form::bytes: return Text{node.text, true};
    case Form::boolean: return node.text == "True";
    case Form::ellipsis: return Ellipsis{};
    default: return None{};
  }
}

// np.pi, stats.zscore, fft.fft
Value member_of_group(const Named& group, const std::string& name) {
  const bool root = group.name == "np" || group.name == "numpy" || group.name == "scipy";
  const bool stats = group.name == "stats" || group.name == "scipy.stats";
  const std::string full = root || stats ? name : group.name + "." + name;
  for (const auto& constant : constants)
    if (root && constant.name == name) return constant.value;
  if (root && name == "newaxis") return None{};
  if (is_group(full) || is_function(full) || is_dtype_name(full)) return Named{full};
  throw fail(Fault::usage, "there is no function '{}'", full).hint(did_you_mean(full, known_names()));
}

Sequence tuple_of(const Shape& lengths) {
  Sequence tuple;
  for (const auto n : lengths) tuple.items.emplace_back(Integer{n});
  return tuple;
}
struct ArrayAttribute {
  std::string_view name;
  Value (*of)(const Array& a, const Value& object);
};
constexpr ArrayAttribute array_attributes[] = {
    {"T", [](const Array& a, const Value& object) { return Value::from(a.transposed(), object.scalar); }},
    {"mT", [](const Array&, const Value& object) { return call_function({"matrix_transpose", {object}, {}}); }},
    {"size", [](const Array& a, const Value&) { return Value(Integer{a.size()}); }},
    {"ndim", [](const Array& a, const Value&) { return Value(Integer{static_cast<std::int64_t>(a.dimensions())}); }},
    {"itemsize", [](const Array& a, const Value&) { return Value(Integer{a.dtype().size}); }},
    {"nbytes", [](const Array& a, const Value&) { return Value(Integer{a.bytes()}); }},
    {"dtype", [](const Array& a, const Value&) { return Value(a.dtype()); }},
    {"real", [](const Array& a, const Value& object) { return Value::from(apply(Unary::real, a), object.scalar); }},
    {"imag", [](const Array& a, const Value& object) { return Value::from(apply(Unary::imag, a), object.scalar); }},
    {"device", [](const Array&, const Value&) { return Value(Text{"cpu", false}); }},
    {"flat", [](const Array& a, const Value&) { return Value::from(a.reshaped({-1})); }},
    {"shape", [](const Array& a, const Value&) { return Value(tuple_of(a.shape())); }},
    {"strides", [](const Array& a, const Value&) { return Value(tuple_of(a.strides())); }}};

std::optional<Value> attribute_of_dtype(const DType& d, std::string_view name) {
  if (name == "name") return Text{dtype_name(d), false};
  if (name == "itemsize") return Integer{d.size};
  if (name == "kind") return Text{std::string(1, dtype_code(d)[1]), false};
  return std::nullopt;
}
std::optional<Value> attribute_of_archive(const Archive& archive, std::string_view name) {
  if (name != "files") return std::nullopt;
  Sequence names;
  names.list = true;
  for (const auto& [member, array] : archive.members) names.items.emplace_back(Text{member, false});
  return names;
}
/// None if the object has no such attribute: what is meant is a method.
std::optional<Value> attribute_of(const Value& object, std::string_view name) {
  if (const auto* a = object.as<Array>())
    for (const auto& attribute : array_attributes)
      if (attribute.name == name) return attribute.of(*a, object);
  if (const auto* c = object.as<std::complex<double>>()) {
    if (name == "real") return c->real();
    if (name == "imag") return c->imag();
  }
  if (const auto* d = object.as<DType>()) return attribute_of_dtype(*d, name);
  if (const auto* s = object.as<Sequence>())
    for (std::size_t i = 0; i < s->names.size(); ++i)
      if (s->names[i] == name) return s->items[i];
  if (const auto* archive = object.as<std::shared_ptr<const Archive>>()) return attribute_of_archive(**archive, name);
  if (object.as<std::shared_ptr<Stream>>() != nullptr && name == "bit_generator") return object;
  return std::nullopt;
}

}  // namespace

Value call_function(Call call) {
  for (const std::string_view prefix : {"np.", "numpy.", "scipy.", "stats."})
    if (call.name.compare(0, prefix.size(), prefix) == 0) call.name.erase(0, prefix.size());
  if (const auto* function = find_function(call.name)) {
    const Args args(std::move(call), function->parameters);
    return function->run(args);
  }
  if (const auto op = find_unary(call.name)) {
    const Args args(std::move(call), "x, dtype=");
    const auto dtype = args.dtype();
    const Array r = apply(*op, dtype ? args.array("x").cast(*dtype) : args.array("x"));
    // Parts of an array without dimensions are views of it, not numbers.
    const bool part = *op == Unary::real || *op == Unary::imag;
    return Value::from(r, !part || args.value("x").scalar || args.value("x").as<Array>() == nullptr);
  }
  if (const auto op = find_binary(call.name)) {
    const Args args(std::move(call), "x1, x2, dtype=");
    if (const auto dtype = args.dtype())
      return Value::from(apply(*op, args.array("x1").cast(*dtype), args.array("x2").cast(*dtype)));
    return ufunc_of_two(*op, args.value("x1"), args.value("x2"));
  }
  if (is_ufunc_method(call.name)) return call_ufunc_method(std::move(call));
  if (is_dtype_name(call.name)) {
    const DType dtype = parse_dtype(call.name);
    const Args args(std::move(call), "x=");
    return Value::from(args.has("x") ? args.array("x").cast(dtype) : Array::zeros(dtype, {}));
  }
  const auto names = known_names();
  auto hint = did_you_mean(call.name, names);
  throw fail(Fault::usage, "there is no function '{}'", call.name)
      .hint(hint.empty() ? "'pytk array functions' lists them" : hint);
}

Value EvaluatorState::name(const Node& node) {
  if (const auto known = variables.find(node.text); known != variables.end()) return known->second;
  for (const auto& constant : constants)
    if (constant.name == node.text) return constant.value;
  if (node.text == "newaxis") return None{};
  if (is_function(node.text) || is_group(node.text) || is_dtype_name(node.text)) return Named{node.text};
  auto names = known_names();
  for (const auto& [variable, value] : variables) names.push_back(variable);
  std::string inputs;
  for (const auto& [variable, value] : variables) inputs += (inputs.empty() ? "" : ", ") + variable;
  auto hint = did_you_mean(node.text, names);
  if (hint.empty() && !inputs.empty()) hint = "the inputs are called: " + inputs;
  if (hint.empty()) hint = "give a file: pytk array eval EXPR -i " + node.text + "=FILE";
  throw fail(Fault::usage, "the name '{}' is not defined", node.text).hint(hint);
}

Value EvaluatorState::attribute(const Node& node) {
  const Value object = run(*node.children[0]);
  if (const auto* group = object.as<Named>()) return member_of_group(*group, node.text);
  if (auto value = attribute_of(object, node.text)) return *std::move(value);
  Value method = Named{node.text};
  method.self = std::make_shared<Value>(object);
  return method;
}

Value EvaluatorState::call(const Node& node) {
  const Value function = run(*node.children[0]);
  Call call;
  const std::size_t plain = node.children.size() - node.names.size();
  if (function.self) call.positional.push_back(*function.self);
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    if (i < plain) call.positional.push_back(run(*node.children[i]));
    else call.named.emplace_back(node.names[i - plain], run(*node.children[i]));
  }
  const auto* named = function.as<Named>();
  if (const auto* dtype = function.as<DType>()) {
    call.name = dtype_name(*dtype);
    return call_function(std::move(call));
  }
  if (named == nullptr) throw fail(Fault::usage, "{} cannot be called", kind_of_value(function));
  call.name = named->name;
  if (!function.self) return call_function(std::move(call));
  if (const auto* stream = function.self->as<std::shared_ptr<Stream>>()) {
    call.positional.erase(call.positional.begin());
    return call_stream(*stream, std::move(call));
  }
  if (const auto* seed = function.self->as<std::shared_ptr<SeedSequence>>()) {
    call.positional.erase(call.positional.begin());
    return call_seed(*seed, std::move(call));
  }
  // reshape(3, 4) and transpose(1, 0) take their numbers one by one as methods.
  if ((call.name == "reshape" || call.name == "transpose") && call.positional.size() > 2) {
    Sequence numbers;
    numbers.items.assign(call.positional.begin() + 1, call.positional.end());
    call.positional.resize(1);
    call.positional.emplace_back(numbers);
  }
  // Some methods have other parameters than the function of their name.
  const auto* known = find_function("array." + call.name);
  if (known != nullptr) call.name.insert(0, "array.");
  else known = find_function(call.name);
  if ((known == nullptr || !known->method) && !find_unary(call.name))
    throw fail(Fault::usage, "{} has no method '{}'", kind_of_value(*function.self), call.name)
        .hint(did_you_mean(call.name, known_names()));
  return call_function(std::move(call));
}

Value EvaluatorState::binary(const Node& node) {
  if (node.text == "and" || node.text == "or") {
    Value left = run(*node.children[0]);
    return to_bool(left) == (node.text == "or") ? left : run(*node.children[1]);
  }
  if (node.text != "@") return elementwise(node);
  const Value left = run(*node.children[0]);
  return apply_binary("@", left, run(*node.children[1]));
}

Value EvaluatorState::elementwise(const Node& node) { return run_elementwise(node, around); }

Value EvaluatorState::compare(const Node& node) {
  if (node.names.size() == 1) return elementwise(node);
  Value left = run(*node.children[0]);
  Value result;
  for (std::size_t i = 0; i < node.names.size(); ++i) {
    Value right = run(*node.children[i + 1]);
    Value one = apply_binary(node.names[i], left, right);
    if (!to_bool(one)) return one;
    result = one;
    left = std::move(right);
  }
  return result;
}

std::optional<std::int64_t> EvaluatorState::bound(const NodePtr& node) {
  if (!node) return std::nullopt;
  Value value = run(*node);
  if (value.none()) return std::nullopt;
  return to_int(value, "a slice's bound");
}

Value EvaluatorState::slice(const Node& node) {
  return SliceValue{bound(node.children[0]), bound(node.children[1]), bound(node.children[2])};
}

Value EvaluatorState::run(const Node& node) {
  if (!settled.empty())
    if (const auto known = settled.find(&node); known != settled.end()) return known->second;
  return run_form(node);
}

Value EvaluatorState::run_form(const Node& node) {
  switch (node.form) {
    case Form::name: return name(node);
    case Form::attribute: return attribute(node);
    case Form::call: return is_elementwise(node, around) ? elementwise(node) : call(node);
    case Form::index: {
      const Value object = run(*node.children[0]);
      return get_item(object, run(*node.children[1]));
    }
    case Form::slice: return slice(node);
    case Form::tuple:
    case Form::list: return sequence(node);
    case Form::unary: return node.text == "not" ? Value(!to_bool(run(*node.children[0]))) : elementwise(node);
    case Form::binary: return binary(node);
    case Form::compare: return compare(node);
    case Form::conditional: return conditional(node);
    case Form::assign: return assign(node);
    default: return literal(node);
  }
}

Value EvaluatorState::conditional(const Node& node) {
  const bool first = to_bool(run(*node.children[1]));
  return run(*node.children[first ? 0 : 2]);
}

Value EvaluatorState::sequence(const Node& node) {
  Sequence sequence;
  sequence.list = node.form == Form::list;
  for (const auto& child : node.children) sequence.items.push_back(run(*child));
  return sequence;
}

Value EvaluatorState::assign(const Node& node) {
  Value value = run(*node.children[0]);
  if (node.names.size() == 1) {
    variables[node.names[0]] = value;
    return value;
  }
  const auto* sequence = value.as<Sequence>();
  const auto* array = value.as<Array>();
  const auto have = sequence != nullptr                           ? sequence->items.size()
                    : array != nullptr && array->dimensions() > 0 ? static_cast<std::size_t>(array->shape()[0])
                                                                  : 0;
  if (have != node.names.size()) throw fail(Fault::data, "{} values are needed, not {}", node.names.size(), have);
  for (std::size_t i = 0; i < have; ++i)
    variables[node.names[i]] = get_item(value, Integer{static_cast<std::int64_t>(i)});
  return value;
}

Evaluator::Evaluator() : state_(std::make_unique<State>()) {}
Evaluator::~Evaluator() = default;
void Evaluator::set(const std::string& name, const Array& array) {
  state_->variables[name] = Value::from(array, false);
}
void Evaluator::set(const std::string& name, std::vector<std::pair<std::string, Array>> members) {
  state_->variables[name] = std::make_shared<const Archive>(Archive{std::move(members)});
}

Result Evaluator::run(std::string_view expression) {
  const auto statements = parse_expression(expression);
  const EndsAtOnce computing;
  Value last;
  for (const auto& statement : statements) last = state_->run(*statement);
  return Result(std::make_shared<const Value>(std::move(last)));
}

}  // namespace pytk::array
