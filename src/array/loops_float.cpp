// Functions of two numbers beyond arithmetic: powers, angles, and what only integers have.
#include <cmath>
#include <numeric>

#include "loops.hpp"

namespace pytk::array {
namespace {

struct Power {
  template <class T>
  static T apply(T a, T b) {
    if constexpr (std::is_integral_v<T>) {  // square and multiply, wrapping around
      using U = std::conditional_t<sizeof(T) < 4, unsigned, std::make_unsigned_t<T>>;
      U base = static_cast<U>(static_cast<std::int64_t>(a));
      U result = 1;
      for (auto left = static_cast<std::make_unsigned_t<T>>(b); left != 0;
           left = static_cast<std::make_unsigned_t<T>>(left >> 1U)) {
        if ((left & 1U) != 0) result *= base;
        base *= base;
      }
      return static_cast<T>(result);
    } else if constexpr (is_complex_type<T>) {
      return complex_power(a, b);
    } else {
      return std::pow(a, b);
    }
  }
  template <class T>
  static T complex_power(T a, T b) {
    using R = typename T::value_type;
    if (b == T{}) return T{1};
    if (a == T{}) {
      if (b.real() > 0 && b.imag() == 0) return T{};
      const R nan = std::numeric_limits<R>::quiet_NaN();
      return {nan, nan};
    }
    // Small whole exponents by multiplication, as NumPy does.
    const auto whole = static_cast<int>(b.real());
    if (b.imag() == 0 && static_cast<R>(whole) == b.real() && whole > -100 && whole < 100) {
      if (whole == 1) return a;
      const auto times = [](T x, T y) {
        return T{x.real() * y.real() - x.imag() * y.imag(), x.real() * y.imag() + x.imag() * y.real()};
      };
      if (whole == 2) return times(a, a);
      if (whole == 3) return times(a, times(a, a));
      T result{1};
      T factor = a;
      for (int left = whole < 0 ? -whole : whole; left != 0; left >>= 1) {
        if ((left & 1) != 0) result = times(result, factor);
        factor = times(factor, factor);
      }
      return whole < 0 ? T{1} / result : result;
    }
    return std::pow(a, b);
  }
};
struct FMod {
  template <class T>
  static T apply(T a, T b) {
    if constexpr (std::is_integral_v<T>) {
      if (b == 0) return 0;
      if constexpr (std::is_signed_v<T>) {
        if (b == -1) return 0;
      }
      return static_cast<T>(a % b);
    } else {
      return std::fmod(a, b);
    }
  }
};
struct ArcTan2 { template <class T> static T apply(T a, T b) { return std::atan2(a, b); } };
struct Hypot { template <class T> static T apply(T a, T b) { return std::hypot(a, b); } };
struct CopySign { template <class T> static T apply(T a, T b) { return std::copysign(a, b); } };
struct NextAfter { template <class T> static T apply(T a, T b) { return std::nextafter(a, b); } };
struct HalfNextAfter {
  static float apply(float a, float b) {
    if (a != a || b != b) return a + b;
    if (a == b) return b;
    if (a == 0) return std::copysign(0x1p-24F, b);
    Half next(a);
    next.bits = static_cast<std::uint16_t>((a < b) == (a > 0) ? next.bits + 1 : next.bits - 1);
    return next;
  }
};
struct LogAddExp {
  template <class T>
  static T apply(T a, T b) {
    if (a == b) return a + static_cast<T>(0.693147180559945309417232121458176568L);
    const T difference = a - b;
    if (difference > 0) return a + std::log1p(std::exp(-difference));
    if (difference <= 0) return b + std::log1p(std::exp(difference));
    return difference;  // nan
  }
};
struct LogAddExp2 {
  template <class T>
  static T apply(T a, T b) {
    constexpr auto log2e = static_cast<T>(1.442695040888963407359924681001892137L);
    if (a == b) return a + 1;
    const T difference = a - b;
    if (difference > 0) return a + log2e * std::log1p(std::exp2(-difference));
    if (difference <= 0) return b + log2e * std::log1p(std::exp2(difference));
    return difference;
  }
};
struct Heaviside {
  template <class T>
  static T apply(T a, T b) { return a != a ? a : a == 0 ? b : a < 0 ? T{0} : T{1}; }
};
struct BitAnd { template <class T> static T apply(T a, T b) { return static_cast<T>(a & b); } };
struct BitOr { template <class T> static T apply(T a, T b) { return static_cast<T>(a | b); } };
struct BitXor { template <class T> static T apply(T a, T b) { return static_cast<T>(a ^ b); } };
// Shifts by the width or more, or by a negative count, leave nothing but the sign.
template <class T>
constexpr bool shifts_out(T count) { return static_cast<std::make_unsigned_t<T>>(count) >= sizeof(T) * 8; }
struct LeftShift {
  template <class T>
  static T apply(T a, T b) {
    return shifts_out(b) ? T{0} : static_cast<T>(static_cast<std::uint64_t>(a) << static_cast<unsigned>(b));
  }
};
struct RightShift {
  template <class T>
  static T apply(T a, T b) {
    if (shifts_out(b)) return static_cast<T>(a < 0 ? -1 : 0);
    return static_cast<T>(a >> static_cast<unsigned>(b));
  }
};
// The magnitude as an unsigned number: the lowest signed one has no positive opposite.
template <class T>
constexpr std::uint64_t magnitude(T value) {
  return value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
}
struct Gcd {
  template <class T>
  static T apply(T a, T b) {
    return static_cast<T>(std::gcd(magnitude(a), magnitude(b)));
  }
};
struct Lcm {
  template <class T>
  static T apply(T a, T b) {
    const auto divisor = std::gcd(magnitude(a), magnitude(b));
    return divisor == 0 ? T{0} : static_cast<T>(magnitude(a) / divisor * magnitude(b));
  }
};

template <class Op>
BinaryLoop bitwise(Kind kind) noexcept {
  return kind == Kind::boolean ? loop_of<Op, bool>() : for_integers<Op>(kind);
}

}  // namespace

BinaryLoop float_loop(Binary op, Kind kind) noexcept {
  if (op == Binary::power) {
    if (kind == Kind::boolean) kind = Kind::int8;
    return first_of(for_integers<Power>(kind), first_of(for_floats<Power>(kind), for_complex<Power>(kind)));
  }
  if (op == Binary::fmod)
    return first_of(for_integers<FMod>(kind == Kind::boolean ? Kind::int8 : kind), for_floats<FMod>(kind));
  if (is_integer(kind) || is_bool(kind)) kind = float_for(kind);
  switch (op) {
    case Binary::arctan2: return for_floats<ArcTan2>(kind);
    case Binary::hypot: return for_floats<Hypot>(kind);
    case Binary::copysign: return for_floats<CopySign>(kind);
    case Binary::nextafter: return kind == Kind::float16 ? loop_of<HalfNextAfter, Half>() : for_floats<NextAfter>(kind);
    case Binary::logaddexp: return for_floats<LogAddExp>(kind);
    case Binary::logaddexp2: return for_floats<LogAddExp2>(kind);
    case Binary::heaviside: return for_floats<Heaviside>(kind);
    default: return {};
  }
}

BinaryLoop integer_loop(Binary op, Kind kind) noexcept {
  switch (op) {
    case Binary::bitwise_and: return bitwise<BitAnd>(kind);
    case Binary::bitwise_or: return bitwise<BitOr>(kind);
    case Binary::bitwise_xor: return bitwise<BitXor>(kind);
    case Binary::left_shift: return for_integers<LeftShift>(kind == Kind::boolean ? Kind::int8 : kind);
    case Binary::right_shift: return for_integers<RightShift>(kind == Kind::boolean ? Kind::int8 : kind);
    case Binary::gcd: return for_integers<Gcd>(kind);
    case Binary::lcm: return for_integers<Lcm>(kind);
    default: return {};
  }
}

}  // namespace pytk::array
