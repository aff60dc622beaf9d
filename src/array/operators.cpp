// Operators of an expression: Python's own arithmetic between plain numbers, ufuncs where an array takes part.
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <optional>

#include <pytk/core/error.hpp>

#include "calls.hpp"
#include "elementwise.hpp"
#include "ufunc.hpp"
#include "value.hpp"

namespace pytk::array {
namespace {

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
Integer add_or_multiply(std::string_view op, Integer a, Integer b) {
  Integer result = 0;
  const bool over = op == "+"   ? __builtin_add_overflow(a, b, &result)
                    : op == "-" ? __builtin_sub_overflow(a, b, &result)
                                : __builtin_mul_overflow(a, b, &result);
  if (over) throw fail(Fault::data, "the integer is too large");
  return result;
}
// Python rounds quotients down, so the rest has the divisor's sign.
Value divide(std::string_view op, Integer a, Integer b) {
  if (b == 0) throw fail(Fault::data, "division by zero");
  if (op == "/") return static_cast<double>(a) / static_cast<double>(b);
  Integer quotient = a / b, rest = a % b;
  if (rest != 0 && (rest < 0) != (b < 0)) {
    --quotient;
    rest += b;
  }
  return op == "//" ? quotient : rest;
}
Integer shift(std::string_view op, Integer a, Integer places) {
  if (places < 0) throw fail(Fault::data, "negative shift count");
  if (op == ">>") return places > 126 ? Integer{a < 0 ? -1 : 0} : a >> places;
  if (places > 100) throw fail(Fault::data, "the integer is too large");
  return add_or_multiply("*", a, Integer{1} << places);
}
Value integers(std::string_view op, Integer a, Integer b) {
  if (op == "+" || op == "-" || op == "*") return add_or_multiply(op, a, b);
  if (op == "**" && b < 0) return std::pow(static_cast<double>(a), static_cast<double>(b));
  if (op == "**") return integer_power(a, b);
  if (op == "/" || op == "//" || op == "%") return divide(op, a, b);
  if (op == "&") return a & b;
  if (op == "|") return a | b;
  if (op == "^") return a ^ b;
  return shift(op, a, b);
}
Integer as_integer(const Value& v) {
  if (const auto* b = v.as<bool>()) return *b ? 1 : 0;
  return v.get<Integer>();
}
bool is_whole(const Value& v) { return v.as<bool>() != nullptr || v.as<Integer>() != nullptr; }
bool is_python_number(const Value& v) {
  return is_whole(v) || v.as<double>() != nullptr || v.as<std::complex<double>>() != nullptr;
}

constexpr std::array<std::pair<std::string_view, Binary>, 18> operators{{{"+", Binary::add},
                                                                         {"-", Binary::subtract},
                                                                         {"*", Binary::multiply},
                                                                         {"/", Binary::true_divide},
                                                                         {"//", Binary::floor_divide},
                                                                         {"%", Binary::remainder},
                                                                         {"**", Binary::power},
                                                                         {"&", Binary::bitwise_and},
                                                                         {"|", Binary::bitwise_or},
                                                                         {"^", Binary::bitwise_xor},
                                                                         {"<<", Binary::left_shift},
                                                                         {">>", Binary::right_shift},
                                                                         {"<", Binary::less},
                                                                         {"<=", Binary::less_equal},
                                                                         {">", Binary::greater},
                                                                         {">=", Binary::greater_equal},
                                                                         {"==", Binary::equal},
                                                                         {"!=", Binary::not_equal}}};

// Comparisons and true division are defined for an integer that the array's type cannot hold.
Array beside(Binary op, const Value& weak, Kind other) {
  const auto* i = weak.as<Integer>();
  const bool defined = op == Binary::true_divide || (op >= Binary::less && op <= Binary::not_equal);
  if (i == nullptr || !defined || !is_integer(other)) return to_array_beside(weak, other);
  const auto bits = static_cast<unsigned>(DType::size_of(other) * 8);
  const Integer high = (Integer{1} << (is_signed(other) ? bits - 1 : bits)) - 1, low = is_signed(other) ? -high - 1 : 0;
  return *i < low || *i > high ? to_array(weak) : to_array_beside(weak, other);
}

Value python_compare(std::string_view op, double a, double b) {
  if (op == "<") return a < b;
  if (op == "<=") return a <= b;
  if (op == ">") return a > b;
  if (op == ">=") return a >= b;
  return op == "==" ? a == b : a != b;
}

template <class T>
Value compare_ordered(std::string_view op, const T& a, const T& b) {
  return python_compare(op, a < b ? -1.0 : a > b ? 1.0 : 0.0, 0.0);
}

bool is_comparison(std::string_view op) {
  return op[0] == '=' || op[0] == '!' || op == "<" || op == "<=" || op == ">" || op == ">=";
}

Value whole_numbers(std::string_view op, const Value& a, const Value& b) {
  const auto *x = a.as<bool>(), *y = b.as<bool>();
  if (x != nullptr && y != nullptr) {  // &, | and ^ of truths are truths; all else makes numbers of them
    if (op == "&") return *x && *y;
    if (op == "|") return *x || *y;
    if (op == "^") return *x != *y;
  }
  if (is_comparison(op)) return compare_ordered(op, as_integer(a), as_integer(b));
  return integers(op, as_integer(a), as_integer(b));
}
Sequence joined(const Sequence& a, const Sequence& b) {
  Sequence all = a;
  all.items.insert(all.items.end(), b.items.begin(), b.items.end());
  return all;
}
/// What Python has an operator of its own for: whole numbers, sequences, texts. None if it is for ufuncs.
std::optional<Value> python_binary(std::string_view op, const Value& a, const Value& b) {
  if (is_whole(a) && is_whole(b)) return whole_numbers(op, a, b);
  const auto *s = a.as<Sequence>(), *t = b.as<Sequence>();
  if (s != nullptr && t != nullptr && op == "+") return joined(*s, *t);
  const auto *x = a.as<Text>(), *y = b.as<Text>();
  if (x == nullptr || y == nullptr) return std::nullopt;
  if (op == "+") return Text{x->text + y->text, x->bytes};
  if (is_comparison(op)) return compare_ordered(op, x->text, y->text);
  return std::nullopt;
}
Value as_python_number(const Value& result) {
  const Array& r = result.get<Array>();
  if (r.kind() == Kind::boolean) return r.get<bool>(0);
  if (r.kind() == Kind::float64) return r.get<double>(0);
  if (r.kind() == Kind::complex128) return r.get<std::complex<double>>(0);
  return result;
}

}  // namespace

Value ufunc_of_two(Binary op, const Value& a, const Value& b) {
  const bool weak_a = is_weak(a), weak_b = is_weak(b);
  const Array left = weak_a && !weak_b ? beside(op, a, to_array(b).kind()) : to_array(a);
  if (op == Binary::power && weak_b && !weak_a)
    if (const auto shorter = short_power(left.kind(), b)) return Value::from(apply(*shorter, left));
  const Array right = weak_b && !weak_a ? beside(op, b, left.kind()) : to_array(b);
  return Value::from(apply(op, left, right));
}

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
  if (value == 2.0 && (floating || is_bool(kind) || exponent.as<Integer>() != nullptr)) return Unary::square;
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
  if (auto result = python_binary(op, a, b)) return *std::move(result);
  const bool plain = is_python_number(a) && is_python_number(b);
  if (plain && (op == "/" || op == "//" || op == "%")) {
    const Array zero = to_array(b).cast(Kind::complex128);
    if (zero.get<std::complex<double>>(0) == 0.0) throw fail(Fault::data, "division by zero");
  }
  const Value result = ufunc_of_two(operator_of(op), a, b);
  return plain ? as_python_number(result) : result;
}

}  // namespace pytk::array
