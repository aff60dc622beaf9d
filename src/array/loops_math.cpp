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

constexpr UnaryLoops real_functions[] = {
    {Unary::sqrt, unary_for_floats<Sqrt>},
    {Unary::cbrt, unary_for_floats<Cbrt>},
    {Unary::exp, unary_for_floats<Exp>},
    {Unary::exp2, unary_for_floats<Exp2>},
    {Unary::expm1, unary_for_floats<ExpM1>},
    {Unary::log, unary_for_floats<Log>},
    {Unary::log2, unary_for_floats<Log2>},
    {Unary::log10, unary_for_floats<Log10>},
    {Unary::log1p, unary_for_floats<Log1P>},
    {Unary::sin, unary_for_floats<Sin>},
    {Unary::cos, unary_for_floats<Cos>},
    {Unary::tan, unary_for_floats<Tan>},
    {Unary::arcsin, unary_for_floats<ArcSin>},
    {Unary::arccos, unary_for_floats<ArcCos>},
    {Unary::arctan, unary_for_floats<ArcTan>},
    {Unary::sinh, unary_for_floats<SinH>},
    {Unary::cosh, unary_for_floats<CosH>},
    {Unary::tanh, unary_for_floats<TanH>},
    {Unary::arcsinh, unary_for_floats<ArcSinH>},
    {Unary::arccosh, unary_for_floats<ArcCosH>},
    {Unary::arctanh, unary_for_floats<ArcTanH>},
    {Unary::degrees, unary_for_floats<Degrees>},
    {Unary::radians, unary_for_floats<Radians>},
};
constexpr UnaryLoops complex_functions[] = {
    {Unary::sqrt, unary_for_complex<Sqrt>},
    {Unary::exp, unary_for_complex<Exp>},
    {Unary::exp2, unary_for_complex<ComplexExp2>},
    {Unary::expm1, unary_for_complex<ComplexExpM1>},
    {Unary::log, unary_for_complex<Log>},
    {Unary::log2, unary_for_complex<ComplexLog2>},
    {Unary::log10, unary_for_complex<Log10>},
    {Unary::log1p, unary_for_complex<ComplexLog1P>},
    {Unary::sin, unary_for_complex<Sin>},
    {Unary::cos, unary_for_complex<Cos>},
    {Unary::tan, unary_for_complex<Tan>},
    {Unary::arcsin, unary_for_complex<ArcSin>},
    {Unary::arccos, unary_for_complex<ArcCos>},
    {Unary::arctan, unary_for_complex<ArcTan>},
    {Unary::sinh, unary_for_complex<SinH>},
    {Unary::cosh, unary_for_complex<CosH>},
    {Unary::tanh, unary_for_complex<TanH>},
    {Unary::arcsinh, unary_for_complex<ArcSinH>},
    {Unary::arccosh, unary_for_complex<ArcCosH>},
    {Unary::arctanh, unary_for_complex<ArcTanH>},
};

}  // namespace

UnaryLoop math_loop(Unary op, Kind kind) noexcept {
  return is_complex(kind) ? UnaryLoop{} : loop_in(real_functions, op, float_for(kind));
}
UnaryLoop complex_math_loop(Unary op, Kind kind) noexcept { return loop_in(complex_functions, op, kind); }

}  // namespace pytk::array
