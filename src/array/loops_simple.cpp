// Functions of one number that need no library: signs, rounding, parts, and questions about floats.
#include <cmath>
#include <limits>

#include "loops.hpp"

namespace pytk::array {
namespace {

struct Negative {
  template <class T>
  static T apply(T a) {
    if constexpr (std::is_integral_v<T>) return static_cast<T>(std::uint64_t{0} - static_cast<std::uint64_t>(a));
    else return -a;
  }
};
struct Positive { template <class T> static T apply(T a) { return a; } };
struct Absolute {
  template <class T>
  static auto apply(T a) {
    if constexpr (is_complex_type<T>) return std::hypot(a.real(), a.imag());
    else if constexpr (std::is_floating_point_v<T>) return std::fabs(a);
    else if constexpr (std::is_signed_v<T>) return a < 0 ? Negative::apply(a) : a;
    else return a;
  }
};
struct Sign {
  template <class T>
  static T apply(T a) {
    if constexpr (is_complex_type<T>) {
      using R = typename T::value_type;
      const R real = a.real() > 0    ? R{1}
                     : a.real() < 0  ? R{-1}
                     : a.real() == 0 ? (a.imag() > 0   ? R{1}
                                        : a.imag() < 0 ? R{-1}
                                                       : a.imag())
                                     : a.real();
      return {real, 0};
    } else {
      return a > 0 ? T{1} : a < 0 ? static_cast<T>(-1) : a == 0 ? T{} : a;  // also of -0.0
    }
  }
};
struct Square {
  template <class T>
  static T apply(T a) {
    if constexpr (std::is_integral_v<T>)
      return static_cast<T>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(a));
    else if constexpr (is_complex_type<T>)
      return {a.real() * a.real() - a.imag() * a.imag(), a.real() * a.imag() + a.imag() * a.real()};
    else return a * a;
  }
};
struct Reciprocal {
  template <class T>
  static T apply(T a) {
    if constexpr (std::is_integral_v<T>)
      return a == 0 ? (sizeof(T) < 4 ? T{0} : std::numeric_limits<T>::min()) : static_cast<T>(T{1} / a);
    else if constexpr (is_complex_type<T>) {  // scaled by the larger part, as NumPy does
      using R = typename T::value_type;
      if (std::fabs(a.imag()) <= std::fabs(a.real())) {
        const R ratio = a.imag() / a.real(), scale = a.real() + a.imag() * ratio;
        return {R{1} / scale, -ratio / scale};
      }
      const R ratio = a.real() / a.imag(), scale = a.real() * ratio + a.imag();
      return {ratio / scale, R{-1} / scale};
    } else return T{1} / a;
  }
};
struct Conjugate { template <class T> static T apply(T a) { return {a.real(), -a.imag()}; } };
struct Invert { template <class T> static T apply(T a) { return static_cast<T>(~a); } };
struct Not { template <class T> static bool apply(T a) { return a == T{}; } };
struct Floor { template <class T> static T apply(T a) { return std::floor(a); } };
struct Ceil { template <class T> static T apply(T a) { return std::ceil(a); } };
struct Trunc { template <class T> static T apply(T a) { return std::trunc(a); } };
struct Rint {
  template <class T>
  static T apply(T a) {
    if constexpr (is_complex_type<T>) return {std::nearbyint(a.real()), std::nearbyint(a.imag())};
    else return std::nearbyint(a);
  }
};
struct Spacing {
  template <class T>
  static T apply(T a) {
    if (!std::isfinite(a)) return std::numeric_limits<T>::quiet_NaN();
    return a < 0 ? std::nextafter(a, -std::numeric_limits<T>::infinity()) - a
                 : std::nextafter(a, std::numeric_limits<T>::infinity()) - a;
  }
};
// The next binary16 away from zero, less the number; both are exact in a float.
struct HalfSpacing {
  static float apply(float a) {
    if (!std::isfinite(a)) return std::numeric_limits<float>::quiet_NaN();
    Half next(a);
    ++next.bits;
    return static_cast<float>(next) - a;
  }
};
struct Real { template <class T> static auto apply(T a) { return a.real(); } };
struct Imag { template <class T> static auto apply(T a) { return a.imag(); } };
struct Angle { template <class T> static auto apply(T a) { return std::atan2(a.imag(), a.real()); } };
struct AngleOfReal {
  template <class T>
  static T apply(T a) { return std::atan2(T{0}, a); }
};
struct IsNan {
  template <class T>
  static bool apply(T a) {
    if constexpr (is_complex_type<T>) return std::isnan(a.real()) || std::isnan(a.imag());
    else return std::isnan(a);
  }
};
struct IsInf {
  template <class T>
  static bool apply(T a) {
    if constexpr (is_complex_type<T>) return std::isinf(a.real()) || std::isinf(a.imag());
    else return std::isinf(a);
  }
};
struct IsFinite {
  template <class T>
  static bool apply(T a) {
    if constexpr (is_complex_type<T>) return std::isfinite(a.real()) && std::isfinite(a.imag());
    else return std::isfinite(a);
  }
};
struct SignBit { template <class T> static bool apply(T a) { return std::signbit(a); } };
struct Always { template <class T> static bool apply(T) { return true; } };
struct Never { template <class T> static bool apply(T) { return false; } };

template <class Op>
UnaryLoop everywhere(Kind kind) noexcept {
  return first_of(unary_for_integers<Op>(kind), first_of(unary_for_floats<Op>(kind), unary_for_complex<Op>(kind)));
}
template <class Op>
UnaryLoop part_of_complex(Kind kind) noexcept {
  if (kind == Kind::complex64) return unary_loop_of<Op, std::complex<float>, float>();
  if (kind == Kind::complex128) return unary_loop_of<Op, std::complex<double>, double>();
  return {};
}
// In the float for the kind, even where rounding changes nothing: NumPy 1 gives back integers as floats.
template <class Op>
UnaryLoop in_floats(Kind kind) noexcept {
  return unary_for_floats<Op>(float_for(kind));
}
// Truths are squared as int8.
template <class Op>
UnaryLoop arithmetic(Kind kind) noexcept {
  return kind == Kind::boolean ? unary_for_integers<Op>(Kind::int8) : everywhere<Op>(kind);
}
UnaryLoop absolute(Kind kind) noexcept {
  if (kind == Kind::boolean) return unary_loop_of<Positive, bool>();
  if (is_complex(kind)) return part_of_complex<Absolute>(kind);
  return first_of(unary_for_integers<Absolute>(kind), unary_for_floats<Absolute>(kind));
}
UnaryLoop conjugate(Kind kind) noexcept {
  if (is_complex(kind)) return unary_for_complex<Conjugate>(kind);
  return first_of(unary_for_integers<Positive>(kind), unary_for_floats<Positive>(kind));
}
UnaryLoop invert(Kind kind) noexcept {
  return kind == Kind::boolean ? unary_loop_of<Not, bool, bool>() : unary_for_integers<Invert>(kind);
}
UnaryLoop rint(Kind kind) noexcept {
  return is_complex(kind) ? unary_for_complex<Rint>(kind) : in_floats<Rint>(kind);
}
UnaryLoop spacing(Kind kind) noexcept {
  return float_for(kind) == Kind::float16 ? unary_loop_of<HalfSpacing, Half>() : in_floats<Spacing>(kind);
}
template <class Op>
UnaryLoop question(Kind kind) noexcept {
  if (kind == Kind::float16) return unary_loop_of<Op, Half, bool>();
  if (kind == Kind::float32) return unary_loop_of<Op, float, bool>();
  if (kind == Kind::float64) return unary_loop_of<Op, double, bool>();
  return {};
}
template <class Op, class ForIntegers>
UnaryLoop question_or_fixed(Kind kind) noexcept {
  if (kind == Kind::complex64) return unary_loop_of<Op, std::complex<float>, bool>();
  if (kind == Kind::complex128) return unary_loop_of<Op, std::complex<double>, bool>();
  if (is_float(kind)) return question<Op>(kind);
  return visit_kind(kind, []<class T>(TypeTag<T>) { return unary_loop_of<ForIntegers, T, bool>(); });
}

constexpr UnaryLoops simple_functions[] = {
    {Unary::negative, everywhere<Negative>},
    {Unary::positive, everywhere<Positive>},
    {Unary::absolute, absolute},
    {Unary::fabs, in_floats<Absolute>},
    {Unary::sign, everywhere<Sign>},
    {Unary::square, arithmetic<Square>},
    {Unary::reciprocal, arithmetic<Reciprocal>},
    {Unary::conjugate, conjugate},
    {Unary::invert, invert},
    {Unary::floor, in_floats<Floor>},
    {Unary::ceil, in_floats<Ceil>},
    {Unary::trunc, in_floats<Trunc>},
    {Unary::rint, rint},
    {Unary::spacing, spacing},
};

}  // namespace

UnaryLoop simple_loop(Unary op, Kind kind) noexcept { return loop_in(simple_functions, op, kind); }

UnaryLoop test_loop(Unary op, Kind kind) noexcept {
  switch (op) {
    case Unary::logical_not: return visit_kind(kind, []<class T>(TypeTag<T>) { return unary_loop_of<Not, T, bool>(); });
    case Unary::isnan: return question_or_fixed<IsNan, Never>(kind);
    case Unary::isinf: return question_or_fixed<IsInf, Never>(kind);
    case Unary::isfinite: return question_or_fixed<IsFinite, Always>(kind);
    case Unary::signbit: return question<SignBit>(float_for(kind));
    case Unary::real: return part_of_complex<Real>(kind);
    case Unary::imag: return part_of_complex<Imag>(kind);
    case Unary::angle:
      return is_complex(kind) ? part_of_complex<Angle>(kind) : unary_for_floats<AngleOfReal>(float_for(kind));
    default: return {};
  }
}

}  // namespace pytk::array
