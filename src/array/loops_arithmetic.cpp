// + - * / // % and the greatest and smallest of two.
#include <cmath>
#include <limits>

#include "loops.hpp"

namespace pytk::array {
namespace {

// Integers wrap around, as unsigned arithmetic does; narrow types are promoted to int first, so the cast comes last.
template <class T>
using Wrapped = std::conditional_t<sizeof(T) < 4, unsigned,
                                   std::make_unsigned_t<std::conditional_t<std::is_integral_v<T>, T, int>>>;

struct Add {
  template <class T>
  static T apply(T a, T b) {
    if constexpr (std::is_integral_v<T>) return static_cast<T>(static_cast<Wrapped<T>>(a) + static_cast<Wrapped<T>>(b));
    else return a + b;
  }
};
struct Subtract {
  template <class T>
  static T apply(T a, T b) {
    if constexpr (std::is_integral_v<T>) return static_cast<T>(static_cast<Wrapped<T>>(a) - static_cast<Wrapped<T>>(b));
    else return a - b;
  }
};
struct Multiply {
  template <class T>
  static T apply(T a, T b) {
    if constexpr (std::is_integral_v<T>) return static_cast<T>(static_cast<Wrapped<T>>(a) * static_cast<Wrapped<T>>(b));
    // Without the care for infinities that std::complex takes: NumPy does not take it either.
    else if constexpr (is_complex_type<T>)
      return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
    else return a * b;
  }
};
struct Divide {
  template <class T>
  static T apply(T a, T b) {
    if constexpr (is_complex_type<T>) {  // Smith 1962: scale by the larger part
      using R = typename T::value_type;
      const R br = std::fabs(b.real());
      const R bi = std::fabs(b.imag());
      if (br >= bi) {
        if (br == 0 && bi == 0) return {a.real() / br, a.imag() / br};
        const R ratio = b.imag() / b.real();
        const R scale = R{1} / (b.real() + b.imag() * ratio);
        return {(a.real() + a.imag() * ratio) * scale, (a.imag() - a.real() * ratio) * scale};
      }
      const R ratio = b.real() / b.imag();
      const R scale = R{1} / (b.imag() + b.real() * ratio);
      return {(a.real() * ratio + a.imag()) * scale, (a.imag() * ratio - a.real()) * scale};
    } else {
      return a / b;
    }
  }
};

// Python's pair: the remainder has the divisor's sign, the quotient is what fits to it.
template <class T>
T float_remainder(T a, T b, T& quotient) {
  T rest = std::fmod(a, b);
  if (b == 0) {
    quotient = a / b;
    return rest;
  }
  quotient = (a - rest) / b;
  if (rest != 0) {
    if ((b < 0) != (rest < 0)) {
      rest += b;
      quotient -= 1;
    }
  } else {
    rest = std::copysign(T{0}, b);
  }
  if (quotient != 0) {
    const T low = std::floor(quotient);
    quotient = quotient - low > T{0.5} ? low + 1 : low;
  } else {
    quotient = std::copysign(T{0}, a / b);
  }
  return rest;
}
struct FloorDivide {
  template <class T>
  static T apply(T a, T b) {
    if constexpr (std::is_integral_v<T>) {
      if (b == 0) return 0;
      if constexpr (std::is_signed_v<T>) {
        if (b == -1) return Subtract::apply<T>(0, a);  // the lowest number has no opposite: it wraps
        const T quotient = static_cast<T>(a / b);
        return static_cast<T>(a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient);
      } else {
        return static_cast<T>(a / b);
      }
    } else {
      T quotient = 0;
      float_remainder(a, b, quotient);
      return quotient;
    }
  }
};
struct Remainder {
  template <class T>
  static T apply(T a, T b) {
    if constexpr (std::is_integral_v<T>) {
      if (b == 0) return 0;
      if constexpr (std::is_signed_v<T>) {
        if (b == -1) return 0;
        const T rest = static_cast<T>(a % b);
        return static_cast<T>(rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest);
      } else {
        return static_cast<T>(a % b);
      }
    } else {
      T quotient = 0;
      return float_remainder(a, b, quotient);
    }
  }
};

template <class T>
bool is_nan(T value) {
  if constexpr (std::is_floating_point_v<T>) return value != value;
  else if constexpr (is_complex_type<T>) return value.real() != value.real() || value.imag() != value.imag();
  else return false;
}
template <class T>
bool before(T a, T b) {
  if constexpr (is_complex_type<T>) return a.real() < b.real() || (a.real() == b.real() && a.imag() < b.imag());
  else return a < b;
}
struct Maximum {  // nan wins
  template <class T>
  static T apply(T a, T b) { return is_nan(a) || !(before(a, b) || is_nan(b)) ? a : b; }
};
struct Minimum {
  template <class T>
  static T apply(T a, T b) { return is_nan(a) || !(before(b, a) || is_nan(b)) ? a : b; }
};
struct FMax {  // nan loses
  template <class T>
  static T apply(T a, T b) { return is_nan(b) || !(before(a, b) || is_nan(a)) ? a : b; }
};
struct FMin {
  template <class T>
  static T apply(T a, T b) { return is_nan(b) || !(before(b, a) || is_nan(a)) ? a : b; }
};
struct Or {
  static bool apply(bool a, bool b) { return a || b; }
};
struct And {
  static bool apply(bool a, bool b) { return a && b; }
};

template <class Op>
BinaryLoop everywhere(Kind kind) noexcept {
  return first_of(for_integers<Op>(kind), first_of(for_floats<Op>(kind), for_complex<Op>(kind)));
}
// Of two truths, + and the larger one are `or`, * and the smaller one are `and`.
template <class Op, class OfTruths>
BinaryLoop with_truths(Kind kind) noexcept {
  return kind == Kind::boolean ? loop_of<OfTruths, bool>() : everywhere<Op>(kind);
}
BinaryLoop divide(Kind kind) noexcept {
  if (kind == Kind::boolean || kind == Kind::int8 || kind == Kind::uint8 || is_integer(kind)) {
    // Every pair of integers is divided as doubles.
    return {&binary_loop<Divide, double, double>, Kind::float64, Kind::float64};
  }
  return first_of(for_floats<Divide>(kind), for_complex<Divide>(kind));
}
template <class Op>
BinaryLoop real_only(Kind kind) noexcept {
  if (kind == Kind::boolean) kind = Kind::int8;
  return first_of(for_integers<Op>(kind), for_floats<Op>(kind));
}

constexpr BinaryLoops arithmetic[] = {
    {Binary::add, with_truths<Add, Or>},
    {Binary::subtract, everywhere<Subtract>},  // not of truths
    {Binary::multiply, with_truths<Multiply, And>},
    {Binary::true_divide, divide},
    {Binary::floor_divide, real_only<FloorDivide>},
    {Binary::remainder, real_only<Remainder>},
    {Binary::maximum, with_truths<Maximum, Or>},
    {Binary::minimum, with_truths<Minimum, And>},
    {Binary::fmax, with_truths<FMax, Or>},
    {Binary::fmin, with_truths<FMin, And>},
};

}  // namespace

BinaryLoop arithmetic_loop(Binary op, Kind kind) noexcept { return loop_in(arithmetic, op, kind); }

}  // namespace pytk::array
