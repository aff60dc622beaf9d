#include "ufunc.hpp"

#include <array>

#include <pytk/core/error.hpp>

#include "text_elements.hpp"

namespace pytk::array {
namespace {

constexpr std::string_view binary_names[] = {
    "add",         "subtract",      "multiply",    "true_divide", "floor_divide", "remainder",   "power",
    "fmod",        "maximum",       "minimum",     "fmax",        "fmin",         "arctan2",     "hypot",
    "copysign",    "nextafter",     "logaddexp",   "logaddexp2",  "heaviside",    "bitwise_and", "bitwise_or",
    "bitwise_xor", "left_shift",    "right_shift", "gcd",         "lcm",          "less",        "less_equal",
    "greater",     "greater_equal", "equal",       "not_equal",   "logical_and",  "logical_or",  "logical_xor"};
constexpr std::string_view unary_names[] = {
    "negative", "positive", "absolute", "sign", "square", "reciprocal", "conjugate", "invert", "logical_not",
    "floor", "ceil", "trunc", "rint", "sqrt", "cbrt", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p",
    "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh",
    "degrees", "radians", "spacing", "fabs", "isnan", "isinf", "isfinite", "signbit", "real", "imag", "angle"};
static_assert(std::size(binary_names) == static_cast<std::size_t>(Binary::logical_xor) + 1);
static_assert(std::size(unary_names) == static_cast<std::size_t>(Unary::angle) + 1);

struct Synonym {
  std::string_view name, means;
};
// NumPy's own synonyms, and the Array API's shorter names.
constexpr Synonym synonyms[] = {{"divide", "true_divide"},
                                {"mod", "remainder"},
                                {"pow", "power"},
                                {"abs", "absolute"},
                                {"conj", "conjugate"},
                                {"bitwise_not", "invert"},
                                {"bitwise_invert", "invert"},
                                {"deg2rad", "radians"},
                                {"rad2deg", "degrees"},
                                {"asin", "arcsin"},
                                {"acos", "arccos"},
                                {"atan", "arctan"},
                                {"atan2", "arctan2"},
                                {"asinh", "arcsinh"},
                                {"acosh", "arccosh"},
                                {"atanh", "arctanh"},
                                {"bitwise_left_shift", "left_shift"},
                                {"bitwise_right_shift", "right_shift"}};

std::string_view canonical(std::string_view name) noexcept {
  for (const auto& synonym : synonyms)
    if (synonym.name == name) return synonym.means;
  return name;
}

[[noreturn]] void no_loop(std::string_view name, Kind kind) {
  if (name == "subtract" && kind == Kind::boolean)
    throw fail(Fault::data, "boolean subtract, the '-' operator, is not supported").hint("use ^ or logical_xor");
  throw fail(Fault::data, "{} is not defined for {}", name, dtype_name(kind));
}

template <class T>
void refuse_negative(const Array& exponents) {
  const std::array<const Array*, 1> one{&exponents};
  for_each_run<1>(one, [](const Pointers<1>& at, const Steps<1>& steps, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i)
      if (*reinterpret_cast<const T*>(at[0] + i * steps[0]) < 0)
        throw fail(Fault::data, "integers to negative integer powers are not allowed")
            .hint("make one of them a float: x ** -1.0");
  });
}

}  // namespace

std::string_view name_of(Binary op) noexcept { return binary_names[static_cast<std::size_t>(op)]; }
std::string_view name_of(Unary op) noexcept { return unary_names[static_cast<std::size_t>(op)]; }

std::optional<Binary> find_binary(std::string_view name) noexcept {
  name = canonical(name);
  for (std::size_t i = 0; i < std::size(binary_names); ++i)
    if (binary_names[i] == name) return static_cast<Binary>(i);
  return std::nullopt;
}
std::optional<Unary> find_unary(std::string_view name) noexcept {
  name = canonical(name);
  for (std::size_t i = 0; i < std::size(unary_names); ++i)
    if (unary_names[i] == name) return static_cast<Unary>(i);
  return std::nullopt;
}

BinaryLoop find_loop(Binary op, Kind kind) noexcept {
  for (const auto part : {&arithmetic_loop, &float_loop, &integer_loop, &comparison_loop})
    if (const auto loop = part(op, kind); loop.run != nullptr) return loop;
  return {};
}
UnaryLoop find_loop(Unary op, Kind kind) noexcept {
  for (const auto part : {&simple_loop, &math_loop, &complex_math_loop, &test_loop})
    if (const auto loop = part(op, kind); loop.run != nullptr) return loop;
  return {};
}

// Functions of floats alone take each operand as a float of its own: int8 beside uint8 is float16, though both fit
// int16.
BinaryLoop find_loop(Binary op, Kind a, Kind b) noexcept {
  const bool floats = op >= Binary::arctan2 && op <= Binary::heaviside;
  return floats ? find_loop(op, promote(float_for(a), float_for(b))) : find_loop(op, promote(a, b));
}

Array apply(Binary op, const Array& a, const Array& b) {
  if (!is_number(a.kind()) || !is_number(b.kind())) return compare_texts(op, a, b);
  const auto loop = find_loop(op, a.kind(), b.kind());
  if (loop.run == nullptr) no_loop(name_of(op), promote(a.kind(), b.kind()));
  const Shape shape = broadcast_shapes(a.shape(), b.shape());
  const Array left = a.cast(loop.operands).broadcast_to(shape);
  const Array right = b.cast(loop.operands).broadcast_to(shape);
  if (op == Binary::power && is_signed(loop.operands))
    visit_kind(loop.operands, [&]<class T>(TypeTag<T>) {
      if constexpr (std::is_signed_v<T> && std::is_integral_v<T>) refuse_negative<T>(right);
    });
  Array result = empty_in_order_of(loop.result, shape, {&a, &b});
  for_each_run<3>({&result, &left, &right}, loop.run);
  return result;
}

Array apply(Unary op, const Array& a) {
  if (is_number(a.kind()) && !is_complex(a.kind())) {
    if (op == Unary::real) return a;
    if (op == Unary::imag) return Array::zeros(a.dtype(), a.shape());
  }
  if (op == Unary::conjugate && a.kind() == Kind::boolean) return a.cast(Kind::int8);
  const auto loop = is_number(a.kind()) ? find_loop(op, a.kind()) : UnaryLoop{};
  if (loop.run == nullptr) no_loop(name_of(op), a.kind());
  const Array operand = a.cast(loop.operand);
  Array result = empty_in_order_of(loop.result, a.shape(), {&a});
  for_each_run<2>({&result, &operand}, loop.run);
  return result;
}

}  // namespace pytk::array
