// Walking the tree of an expression.
#include <pytk/array/eval.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>

#include <pytk/array/text_form.hpp>
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
constexpr Constant constants[] = {{"pi", std::numbers::pi}, {"e", std::numbers::e}, {"inf", HUGE_VAL}, {"Inf", HUGE_VAL}, {"Infinity", HUGE_VAL},
                                  {"infty", HUGE_VAL},      {"nan", NAN},           {"NaN", NAN},      {"NAN", NAN},      {"euler_gamma", std::numbers::egamma}};
constexpr std::string_view groups[] = {"np", "numpy", "fft", "linalg", "random", "scipy", "stats", "scipy.stats", "testing"};

bool is_group(std::string_view name) { return std::find(std::begin(groups), std::end(groups), name) != std::end(groups); }
bool is_dtype_name(const std::string& name) {
  if (name.size() < 3) return false;
  try {
    (void)parse_dtype(name);
    return name.find_first_of("<>=|") == std::string::npos;
  } catch (const Error&) {
    return false;
  }
}
bool is_function(std::string_view name) { return find_function(name) != nullptr || find_unary(name) || find_binary(name) || is_ufunc_method(name); }

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

// Python's own arithmetic of two plain numbers.
Integer integer_power(Integer base, Integer exponent) {
  Integer result = 1;
  for (; exponent > 0; --exponent) {
    if (__builtin_mul_overflow(result, base, &result)) throw fail(Fault::data, "the integer is too large");
    if (result == 0 || (result == 1 && base == 1)) break;
    if (base == -1) return exponent % 2 == 0 ? -result : result;
  }
  return result;
}
Value integers(std::string_view op, Integer a, Integer b) {
  Integer result = 0;
  if (op == "+" ? __builtin_add_overflow(a, b, &result) : op == "-" ? __builtin_sub_overflow(a, b, &result) : op == "*" && __builtin_mul_overflow(a, b, &result))
    throw fail(Fault::data, "the integer is too large");
  if (op == "+" || op == "-" || op == "*") return result;
  if (op == "**") {
    if (b < 0) return std::pow(static_cast<double>(a), static_cast<double>(b));
    return integer_power(a, b);
  }
  if (op == "/" || op == "//" || op == "%") {
    if (b == 0) throw fail(Fault::data, "division by zero");
    if (op == "/") return static_cast<double>(a) / static_cast<double>(b);
    Integer quotient = a / b, rest = a % b;
    if (rest != 0 && (rest < 0) != (b < 0)) {
      --quotient;
      rest += b;
    }
    return op == "//" ? quotient : rest;
  }
  if (op == "&") return a & b;
  if (op == "|") return a | b;
  if (op == "^") return a ^ b;
  if (b < 0) throw fail(Fault::data, "negative shift count");
  if (op == ">>") return b > 126 ? Integer{a < 0 ? -1 : 0} : a >> b;
  if (b > 100) throw fail(Fault::data, "the integer is too large");
  return integers("*", a, Integer{1} << b);
}
Integer as_integer(const Value& v) {
  if (const auto* b = v.as<bool>()) return *b ? 1 : 0;
  return *v.as<Integer>();
}
bool is_whole(const Value& v) { return v.as<bool>() != nullptr || v.as<Integer>() != nullptr; }
bool is_python_number(const Value& v) { return is_whole(v) || v.as<double>() != nullptr || v.as<std::complex<double>>() != nullptr; }

constexpr std::array<std::pair<std::string_view, Binary>, 18> operators{
    {{"+", Binary::add}, {"-", Binary::subtract}, {"*", Binary::multiply}, {"/", Binary::true_divide}, {"//", Binary::floor_divide},
     {"%", Binary::remainder}, {"**", Binary::power}, {"&", Binary::bitwise_and}, {"|", Binary::bitwise_or}, {"^", Binary::bitwise_xor},
     {"<<", Binary::left_shift}, {">>", Binary::right_shift}, {"<", Binary::less}, {"<=", Binary::less_equal}, {">", Binary::greater},
     {">=", Binary::greater_equal}, {"==", Binary::equal}, {"!=", Binary::not_equal}}};

// Comparisons and true division are defined for an integer that the array's type cannot hold.
Array beside(Binary op, const Value& weak, Kind other) {
  const auto* i = weak.as<Integer>();
  const bool defined = op == Binary::true_divide || (op >= Binary::less && op <= Binary::not_equal);
  if (i == nullptr || !defined || !is_integer(other)) return to_array_beside(weak, other);
  const auto bits = static_cast<unsigned>(DType::size_of(other) * 8);
  const Integer high = (Integer{1} << (is_signed(other) ? bits - 1 : bits)) - 1, low = is_signed(other) ? -high - 1 : 0;
  return *i < low || *i > high ? to_array(weak) : to_array_beside(weak, other);
}

Value ufunc_of_two(Binary op, const Value& a, const Value& b) {
  const bool weak_a = is_weak(a), weak_b = is_weak(b);
  const Array left = weak_a && !weak_b ? beside(op, a, to_array(b).kind()) : to_array(a);
  if (op == Binary::power && weak_b && !weak_a)
    if (const auto shorter = short_power(left.kind(), b)) return Value::from(apply(*shorter, left));
  const Array right = weak_b && !weak_a ? beside(op, b, left.kind()) : to_array(b);
  return Value::from(apply(op, left, right));
}

Value python_compare(std::string_view op, double a, double b) {
  if (op == "<") return a < b;
  if (op == "<=") return a <= b;
  if (op == ">") return a > b;
  if (op == ">=") return a >= b;
  return op == "==" ? a == b : a != b;
}

bool is_comparison(std::string_view op) { return op[0] == '=' || op[0] == '!' || op == "<" || op == "<=" || op == ">" || op == ">="; }

}  // namespace

Binary operator_of(std::string_view op) {
  for (const auto& [sign, meaning] : operators)
    if (sign == op) return meaning;
  return *find_binary(op);
}

std::optional<Unary> short_power(Kind kind, const Value& exponent) {
  double value = 0;
  if (const auto* i = exponent.as<Integer>()) value = static_cast<double>(*i);
  else if (const auto* d = exponent.as<double>()) value = *d;
  else return std::nullopt;
  const bool floating = is_float(kind) || is_complex(kind);
  if (value == 2.0 && (floating || exponent.as<Integer>() != nullptr) && !is_bool(kind)) return Unary::square;
  if (!floating) return std::nullopt;
  if (value == 1.0) return Unary::positive;
  if (value == -1.0) return Unary::reciprocal;
  if (value == 0.5) return Unary::sqrt;
  return std::nullopt;
}

Value apply_sign(std::string_view sign, const Value& a) {
  if (is_whole(a)) {
    const Integer i = as_integer(a);
    return sign == "-" ? Value(-i) : sign == "~" ? Value(-i - 1) : Value(i);
  }
  if (const auto* d = a.as<double>(); d != nullptr && sign != "~") return sign == "-" ? -*d : *d;
  if (const auto* c = a.as<std::complex<double>>(); c != nullptr && sign != "~") return sign == "-" ? -*c : *c;
  return Value::from(apply(sign == "-" ? Unary::negative : sign == "~" ? Unary::invert : Unary::positive, to_array(a)));
}

Value apply_binary(std::string_view op, const Value& a, const Value& b) {
  if (op == "@") return call_function({"matmul", {a, b}, {}});
  const bool bits = op == "&" || op == "|" || op == "^";
  if (bits && a.as<bool>() != nullptr && b.as<bool>() != nullptr) {
    const bool x = *a.as<bool>(), y = *b.as<bool>();
    return op == "&" ? x && y : op == "|" ? x || y : x != y;
  }
  if (is_whole(a) && is_whole(b) && !is_comparison(op)) return integers(op, as_integer(a), as_integer(b));
  if (is_whole(a) && is_whole(b)) {
    const Integer x = as_integer(a), y = as_integer(b);
    return python_compare(op, x < y ? -1.0 : x > y ? 1.0 : 0.0, 0.0);
  }
  const auto* s = a.as<Sequence>();
  const auto* t = b.as<Sequence>();
  if (s != nullptr && t != nullptr && op == "+") {
    Sequence joined = *s;
    joined.items.insert(joined.items.end(), t->items.begin(), t->items.end());
    return joined;
  }
  if (a.as<Text>() != nullptr && b.as<Text>() != nullptr) {
    const auto& x = a.as<Text>()->text;
    const auto& y = b.as<Text>()->text;
    if (op == "+") return Text{x + y, a.as<Text>()->bytes};
    if (is_comparison(op)) return python_compare(op, x < y ? -1.0 : x > y ? 1.0 : 0.0, 0.0);
  }
  const bool plain = is_python_number(a) && is_python_number(b);
  if (plain && (op == "/" || op == "//" || op == "%")) {
    const Array zero = to_array(b).cast(Kind::complex128);
    if (zero.get<std::complex<double>>(0) == 0.0) throw fail(Fault::data, "division by zero");
  }
  const Value result = ufunc_of_two(operator_of(op), a, b);
  if (!plain) return result;
  const Array& r = *result.as<Array>();
  if (r.kind() == Kind::boolean) return r.get<bool>(0);
  if (r.kind() == Kind::float64) return r.get<double>(0);
  if (r.kind() == Kind::complex128) return r.get<std::complex<double>>(0);
  return result;
}

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
    return Value::from(apply(*op, dtype ? args.array("x").cast(*dtype) : args.array("x")));
  }
  if (const auto op = find_binary(call.name)) {
    const Args args(std::move(call), "x1, x2, dtype=");
    if (const auto dtype = args.dtype()) return Value::from(apply(*op, args.array("x1").cast(*dtype), args.array("x2").cast(*dtype)));
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
  throw fail(Fault::usage, "there is no function '{}'", call.name).hint(hint.empty() ? "'pytk array functions' lists them" : hint);
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
  if (const auto* named = object.as<Named>()) {
    const bool root = named->name == "np" || named->name == "numpy" || named->name == "scipy";
    const std::string full = root ? node.text : named->name == "stats" || named->name == "scipy.stats" ? node.text : named->name + "." + node.text;
    for (const auto& constant : constants)
      if (root && constant.name == node.text) return constant.value;
    if (root && node.text == "newaxis") return None{};
    if (is_group(full) || is_function(full) || is_dtype_name(full)) return Named{full};
    std::vector<std::string> names = known_names();
    throw fail(Fault::usage, "there is no function '{}'", full).hint(did_you_mean(full, names));
  }
  if (const auto* a = object.as<Array>()) {
    if (node.text == "T") return Value::from(a->transposed());
    if (node.text == "mT") return call_function({"matrix_transpose", {object}, {}});
    if (node.text == "size") return Integer{a->size()};
    if (node.text == "ndim") return Integer{static_cast<std::int64_t>(a->dimensions())};
    if (node.text == "itemsize") return Integer{a->dtype().size};
    if (node.text == "nbytes") return Integer{a->bytes()};
    if (node.text == "dtype") return a->dtype();
    if (node.text == "real") return Value::from(apply(Unary::real, *a));
    if (node.text == "imag") return Value::from(apply(Unary::imag, *a));
    if (node.text == "device") return Text{"cpu", false};
    if (node.text == "flat") return Value::from(a->reshaped({-1}));
    if (node.text == "shape" || node.text == "strides") {
      Sequence shape;
      for (const auto n : node.text == "shape" ? a->shape() : a->strides()) shape.items.emplace_back(Integer{n});
      return shape;
    }
  }
  if (const auto* c = object.as<std::complex<double>>()) {
    if (node.text == "real") return c->real();
    if (node.text == "imag") return c->imag();
  }
  if (const auto* d = object.as<DType>()) {
    if (node.text == "name") return Text{dtype_name(*d), false};
    if (node.text == "itemsize") return Integer{d->size};
    if (node.text == "kind") return Text{std::string(1, dtype_code(*d)[1]), false};
  }
  if (const auto* s = object.as<Sequence>()) {
    for (std::size_t i = 0; i < s->names.size(); ++i)
      if (s->names[i] == node.text) return s->items[i];
  }
  if (const auto* archive = object.as<std::shared_ptr<const Archive>>(); archive != nullptr && node.text == "files") {
    Sequence names;
    names.list = true;
    for (const auto& [name, member] : (*archive)->members) names.items.emplace_back(Text{name, false});
    return names;
  }
  if (object.as<std::shared_ptr<Stream>>() != nullptr && node.text == "bit_generator") return object;
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
    throw fail(Fault::usage, "{} has no method '{}'", kind_of_value(*function.self), call.name).hint(did_you_mean(call.name, known_names()));
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
  const Value value = run(*node);
  if (value.none()) return std::nullopt;
  return to_int(value, "a slice's bound");
}

Value EvaluatorState::slice(const Node& node) { return SliceValue{bound(node.children[0]), bound(node.children[1]), bound(node.children[2])}; }

Value EvaluatorState::run(const Node& node) {
  if (!settled.empty())
    if (const auto known = settled.find(&node); known != settled.end()) return known->second;
  return run_form(node);
}

Value EvaluatorState::run_form(const Node& node) {
  switch (node.form) {
    case Form::integer: return integer_of(node.text);
    case Form::real: return real_of(node.text);
    case Form::imaginary: return std::complex<double>(0, real_of(node.text));
    case Form::text: return Text{node.text, false};
    case Form::bytes: return Text{node.text, true};
    case Form::none: return None{};
    case Form::boolean: return node.text == "True";
    case Form::ellipsis: return Ellipsis{};
    case Form::name: return name(node);
    case Form::attribute: return attribute(node);
    case Form::call: return is_elementwise(node, around) ? elementwise(node) : call(node);
    case Form::index: {
      const Value object = run(*node.children[0]);
      return get_item(object, run(*node.children[1]));
    }
    case Form::slice: return slice(node);
    case Form::tuple:
    case Form::list: {
      Sequence sequence;
      sequence.list = node.form == Form::list;
      for (const auto& child : node.children) sequence.items.push_back(run(*child));
      return sequence;
    }
    case Form::unary: {
      if (node.text != "not") return elementwise(node);
      return !to_bool(run(*node.children[0]));
    }
    case Form::binary: return binary(node);
    case Form::compare: return compare(node);
    case Form::conditional: return to_bool(run(*node.children[1])) ? run(*node.children[0]) : run(*node.children[2]);
    case Form::assign: {
      const Value value = run(*node.children[0]);
      if (node.names.size() == 1) {
        variables[node.names[0]] = value;
        return value;
      }
      Value count = Integer{static_cast<std::int64_t>(node.names.size())};
      const auto* sequence = value.as<Sequence>();
      const auto* array = value.as<Array>();
      const auto have = sequence != nullptr ? sequence->items.size() : array != nullptr && array->dimensions() > 0 ? static_cast<std::size_t>(array->shape()[0]) : 0;
      if (have != node.names.size()) throw fail(Fault::data, "{} values are needed, not {}", node.names.size(), have);
      for (std::size_t i = 0; i < have; ++i) variables[node.names[i]] = get_item(value, Integer{static_cast<std::int64_t>(i)});
      return value;
    }
  }
  return {};
}

Evaluator::Evaluator() : state_(std::make_unique<State>()) {}
Evaluator::~Evaluator() = default;
void Evaluator::set(const std::string& name, const Array& array) { state_->variables[name] = Value::from(array, false); }
void Evaluator::set(const std::string& name, std::vector<std::pair<std::string, Array>> members) {
  state_->variables[name] = std::make_shared<const Archive>(Archive{std::move(members)});
}

Result Evaluator::run(std::string_view expression) {
  const auto statements = parse_expression(expression);
  Value last;
  for (const auto& statement : statements) last = state_->run(*statement);
  return Result(std::make_shared<const Value>(std::move(last)));
}

}  // namespace pytk::array
