// The functions of <cmath>, and those of std::complex.
#include <cmath>
#include <complex>
#include <numbers>

#include "loops.hpp"

namespace pytk::array {
namespace {

template <class T>
inline constexpr T half_turn = std::numbers::pi_v<T>;

// The real and the complex functions have the same names in std.
#define PYTK_FUNCTION(Name, function) \
  struct Name {                       \
    template <class T>                \
    static T apply(T a) { return std::function(a); } \
  }
PYTK_FUNCTION(Sqrt, sqrt);
PYTK_FUNCTION(Cbrt, cbrt);
PYTK_FUNCTION(Exp, exp);
PYTK_FUNCTION(Exp2, exp2);
PYTK_FUNCTION(ExpM1, expm1);
PYTK_FUNCTION(Log, log);
PYTK_FUNCTION(Log2, log2);
PYTK_FUNCTION(Log10, log10);
PYTK_FUNCTION(Log1P, log1p);
PYTK_FUNCTION(Sin, sin);
PYTK_FUNCTION(Cos, cos);
PYTK_FUNCTION(Tan, tan);
PYTK_FUNCTION(ArcSin, asin);
PYTK_FUNCTION(ArcCos, acos);
PYTK_FUNCTION(ArcTan, atan);
PYTK_FUNCTION(SinH, sinh);
PYTK_FUNCTION(CosH, cosh);
PYTK_FUNCTION(TanH, tanh);
PYTK_FUNCTION(ArcSinH, asinh);
PYTK_FUNCTION(ArcCosH, acosh);
PYTK_FUNCTION(ArcTanH, atanh);
#undef PYTK_FUNCTION

struct Degrees { template <class T> static T apply(T a) { return a * (T{180} / half_turn<T>); } };
struct Radians { template <class T> static T apply(T a) { return a * (half_turn<T> / T{180}); } };
struct ComplexExp2 {
  template <class T>
  static T apply(T a) {
    return std::exp(a * std::numbers::ln2_v<typename T::value_type>);
  }
};
struct ComplexLog2 {
  template <class T>
  static T apply(T a) {
    return std::log(a) * std::numbers::log2e_v<typename T::value_type>;
  }
};
struct ComplexExpM1 {
  template <class T>
  static T apply(T a) {  // NumPy's form: no cancellation in the real part
    using R = typename T::value_type;
    const R half = std::sin(a.imag() / 2);
    return {std::expm1(a.real()) * std::cos(a.imag()) - 2 * half * half, std::exp(a.real()) * std::sin(a.imag())};
  }
};
struct ComplexLog1P {
  template <class T>
  static T apply(T a) { return {std::log(std::hypot(a.real() + 1, a.imag())), std::atan2(a.imag(), a.real() + 1)}; }
};

}  // namespace

UnaryLoop math_loop(Unary op, Kind kind) noexcept {
  if (is_complex(kind)) return {};
  kind = float_for(kind);
  switch (op) {
    case Unary::sqrt: return unary_for_floats<Sqrt>(kind);
    case Unary::cbrt: return unary_for_floats<Cbrt>(kind);
    case Unary::exp: return unary_for_floats<Exp>(kind);
    case Unary::exp2: return unary_for_floats<Exp2>(kind);
    case Unary::expm1: return unary_for_floats<ExpM1>(kind);
    case Unary::log: return unary_for_floats<Log>(kind);
    case Unary::log2: return unary_for_floats<Log2>(kind);
    case Unary::log10: return unary_for_floats<Log10>(kind);
    case Unary::log1p: return unary_for_floats<Log1P>(kind);
    case Unary::sin: return unary_for_floats<Sin>(kind);
    case Unary::cos: return unary_for_floats<Cos>(kind);
    case Unary::tan: return unary_for_floats<Tan>(kind);
    case Unary::arcsin: return unary_for_floats<ArcSin>(kind);
    case Unary::arccos: return unary_for_floats<ArcCos>(kind);
    case Unary::arctan: return unary_for_floats<ArcTan>(kind);
    case Unary::sinh: return unary_for_floats<SinH>(kind);
    case Unary::cosh: return unary_for_floats<CosH>(kind);
    case Unary::tanh: return unary_for_floats<TanH>(kind);
    case Unary::arcsinh: return unary_for_floats<ArcSinH>(kind);
    case Unary::arccosh: return unary_for_floats<ArcCosH>(kind);
    case Unary::arctanh: return unary_for_floats<ArcTanH>(kind);
    case Unary::degrees: return unary_for_floats<Degrees>(kind);
    case Unary::radians: return unary_for_floats<Radians>(kind);
    default: return {};
  }
}

UnaryLoop complex_math_loop(Unary op, Kind kind) noexcept {
  switch (op) {
    case Unary::sqrt: return unary_for_complex<Sqrt>(kind);
    case Unary::exp: return unary_for_complex<Exp>(kind);
    case Unary::exp2: return unary_for_complex<ComplexExp2>(kind);
    case Unary::expm1: return unary_for_complex<ComplexExpM1>(kind);
    case Unary::log: return unary_for_complex<Log>(kind);
    case Unary::log2: return unary_for_complex<ComplexLog2>(kind);
    case Unary::log10: return unary_for_complex<Log10>(kind);
    case Unary::log1p: return unary_for_complex<ComplexLog1P>(kind);
    case Unary::sin: return unary_for_complex<Sin>(kind);
    case Unary::cos: return unary_for_complex<Cos>(kind);
    case Unary::tan: return unary_for_complex<Tan>(kind);
    case Unary::arcsin: return unary_for_complex<ArcSin>(kind);
    case Unary::arccos: return unary_for_complex<ArcCos>(kind);
    case Unary::arctan: return unary_for_complex<ArcTan>(kind);
    case Unary::sinh: return unary_for_complex<SinH>(kind);
    case Unary::cosh: return unary_for_complex<CosH>(kind);
    case Unary::tanh: return unary_for_complex<TanH>(kind);
    case Unary::arcsinh: return unary_for_complex<ArcSinH>(kind);
    case Unary::arccosh: return unary_for_complex<ArcCosH>(kind);
    case Unary::arctanh: return unary_for_complex<ArcTanH>(kind);
    default: return {};
  }
}

}  // namespace pytk::array
