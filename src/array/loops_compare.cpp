// Comparisons and logical functions: the result is boolean.
#include "loops.hpp"

namespace pytk::array {
namespace {

// Complex numbers are ordered by their real part, then the imaginary one.
// Where the real parts decide, an imaginary nan still makes it false.
struct Less {
  template <class T>
  static bool apply(T a, T b) {
    if constexpr (is_complex_type<T>)
      return (a.real() < b.real() && a.imag() == a.imag() && b.imag() == b.imag()) ||
             (a.real() == b.real() && a.imag() < b.imag());
    else return a < b;
  }
};
struct LessEqual {
  template <class T>
  static bool apply(T a, T b) {
    if constexpr (is_complex_type<T>)
      return (a.real() < b.real() && a.imag() == a.imag() && b.imag() == b.imag()) ||
             (a.real() == b.real() && a.imag() <= b.imag());
    else return a <= b;
  }
};
struct Greater { template <class T> static bool apply(T a, T b) { return Less::apply(b, a); } };
struct GreaterEqual { template <class T> static bool apply(T a, T b) { return LessEqual::apply(b, a); } };
struct Equal { template <class T> static bool apply(T a, T b) { return a == b; } };
struct NotEqual { template <class T> static bool apply(T a, T b) { return a != b; } };
struct LogicalAnd { template <class T> static bool apply(T a, T b) { return a != T{} && b != T{}; } };
struct LogicalOr { template <class T> static bool apply(T a, T b) { return a != T{} || b != T{}; } };
struct LogicalXor { template <class T> static bool apply(T a, T b) { return (a != T{}) != (b != T{}); } };

template <class Op>
BinaryLoop to_boolean(Kind kind) noexcept {
  return visit_kind(kind, []<class T>(TypeTag<T>) { return loop_of<Op, T, bool>(); });
}

}  // namespace

BinaryLoop comparison_loop(Binary op, Kind kind) noexcept {
  if (!is_number(kind)) return {};
  switch (op) {
    case Binary::less: return to_boolean<Less>(kind);
    case Binary::less_equal: return to_boolean<LessEqual>(kind);
    case Binary::greater: return to_boolean<Greater>(kind);
    case Binary::greater_equal: return to_boolean<GreaterEqual>(kind);
    case Binary::equal: return to_boolean<Equal>(kind);
    case Binary::not_equal: return to_boolean<NotEqual>(kind);
    case Binary::logical_and: return to_boolean<LogicalAnd>(kind);
    case Binary::logical_or: return to_boolean<LogicalOr>(kind);
    case Binary::logical_xor: return to_boolean<LogicalXor>(kind);
    default: return {};
  }
}

}  // namespace pytk::array
