// The inner loops that all elementwise functions share. An operation is a struct with a static apply().
#pragma once

#include <cstdint>

#include "ufunc.hpp"

namespace pytk::array {

/// What an element is computed in: float for binary16.
template <class T>
struct Computed {
  using type = T;
};
template <>
struct Computed<Half> {
  using type = float;
};
template <class T>
using computed_t = typename Computed<T>::type;

template <class Op, class T, class R>
void binary_loop(const Pointers<3>& at, const Steps<3>& steps, std::int64_t count) {
  using C = computed_t<T>;
  const auto one = [](const T& a, const T& b) {
    return static_cast<R>(Op::apply(static_cast<C>(a), static_cast<C>(b)));
  };
  constexpr auto in = static_cast<std::int64_t>(sizeof(T));
  constexpr auto out = static_cast<std::int64_t>(sizeof(R));
  auto* r = reinterpret_cast<R*>(at[0]);
  const auto* a = reinterpret_cast<const T*>(at[1]);
  const auto* b = reinterpret_cast<const T*>(at[2]);
  if (steps[0] == out && steps[1] == in && steps[2] == in) {
    for (std::int64_t i = 0; i < count; ++i) r[i] = one(a[i], b[i]);
  } else if (steps[0] == out && steps[1] == in && steps[2] == 0) {
    const T fixed = *b;
    for (std::int64_t i = 0; i < count; ++i) r[i] = one(a[i], fixed);
  } else if (steps[0] == out && steps[1] == 0 && steps[2] == in) {
    const T fixed = *a;
    for (std::int64_t i = 0; i < count; ++i) r[i] = one(fixed, b[i]);
  } else {
    std::byte* to = at[0];
    const std::byte* x = at[1];
    const std::byte* y = at[2];
    for (std::int64_t i = 0; i < count; ++i, to += steps[0], x += steps[1], y += steps[2])
      *reinterpret_cast<R*>(to) = one(*reinterpret_cast<const T*>(x), *reinterpret_cast<const T*>(y));
  }
}

template <class Op, class T, class R>
void unary_loop(const Pointers<2>& at, const Steps<2>& steps, std::int64_t count) {
  using C = computed_t<T>;
  if (steps[0] == static_cast<std::int64_t>(sizeof(R)) && steps[1] == static_cast<std::int64_t>(sizeof(T))) {
    auto* r = reinterpret_cast<R*>(at[0]);
    const auto* a = reinterpret_cast<const T*>(at[1]);
    for (std::int64_t i = 0; i < count; ++i) r[i] = static_cast<R>(Op::apply(static_cast<C>(a[i])));
    return;
  }
  std::byte* to = at[0];
  const std::byte* x = at[1];
  for (std::int64_t i = 0; i < count; ++i, to += steps[0], x += steps[1])
    *reinterpret_cast<R*>(to) = static_cast<R>(Op::apply(static_cast<C>(*reinterpret_cast<const T*>(x))));
}

template <class Op, class T, class R = T>
BinaryLoop loop_of() noexcept {
  return {&binary_loop<Op, T, R>, kind_of<T>(), kind_of<R>()};
}
template <class Op, class T, class R = T>
UnaryLoop unary_loop_of() noexcept {
  return {&unary_loop<Op, T, R>, kind_of<T>(), kind_of<R>()};
}

/// Loops of Op for the integer, the float and the complex kinds; asked one group at a time.
template <class Op>
BinaryLoop for_integers(Kind kind) noexcept {
  switch (kind) {
    case Kind::int8: return loop_of<Op, std::int8_t>();
    case Kind::int16: return loop_of<Op, std::int16_t>();
    case Kind::int32: return loop_of<Op, std::int32_t>();
    case Kind::int64: return loop_of<Op, std::int64_t>();
    case Kind::uint8: return loop_of<Op, std::uint8_t>();
    case Kind::uint16: return loop_of<Op, std::uint16_t>();
    case Kind::uint32: return loop_of<Op, std::uint32_t>();
    case Kind::uint64: return loop_of<Op, std::uint64_t>();
    default: return {};
  }
}
template <class Op>
BinaryLoop for_floats(Kind kind) noexcept {
  switch (kind) {
    case Kind::float16: return loop_of<Op, Half>();
    case Kind::float32: return loop_of<Op, float>();
    case Kind::float64: return loop_of<Op, double>();
    default: return {};
  }
}
template <class Op>
BinaryLoop for_complex(Kind kind) noexcept {
  switch (kind) {
    case Kind::complex64: return loop_of<Op, std::complex<float>>();
    case Kind::complex128: return loop_of<Op, std::complex<double>>();
    default: return {};
  }
}
template <class Op>
UnaryLoop unary_for_integers(Kind kind) noexcept {
  switch (kind) {
    case Kind::int8: return unary_loop_of<Op, std::int8_t>();
    case Kind::int16: return unary_loop_of<Op, std::int16_t>();
    case Kind::int32: return unary_loop_of<Op, std::int32_t>();
    case Kind::int64: return unary_loop_of<Op, std::int64_t>();
    case Kind::uint8: return unary_loop_of<Op, std::uint8_t>();
    case Kind::uint16: return unary_loop_of<Op, std::uint16_t>();
    case Kind::uint32: return unary_loop_of<Op, std::uint32_t>();
    case Kind::uint64: return unary_loop_of<Op, std::uint64_t>();
    default: return {};
  }
}
template <class Op>
UnaryLoop unary_for_floats(Kind kind) noexcept {
  switch (kind) {
    case Kind::float16: return unary_loop_of<Op, Half>();
    case Kind::float32: return unary_loop_of<Op, float>();
    case Kind::float64: return unary_loop_of<Op, double>();
    default: return {};
  }
}
template <class Op>
UnaryLoop unary_for_complex(Kind kind) noexcept {
  switch (kind) {
    case Kind::complex64: return unary_loop_of<Op, std::complex<float>>();
    case Kind::complex128: return unary_loop_of<Op, std::complex<double>>();
    default: return {};
  }
}
template <class Loop>
Loop first_of(Loop a, Loop b) noexcept { return a.run != nullptr ? a : b; }

/// A row of a table of operations: what gives the loop for a kind.
template <class Op, class Loop>
struct LoopsOf {
  Op op;
  Loop (*for_kind)(Kind) noexcept;
};
using BinaryLoops = LoopsOf<Binary, BinaryLoop>;
using UnaryLoops = LoopsOf<Unary, UnaryLoop>;
/// The loop by the row of `op`; none if there is no such row.
template <class Op, class Loop, std::size_t rows>
Loop loop_in(const LoopsOf<Op, Loop> (&table)[rows], Op op, Kind kind) noexcept {
  for (const auto& row : table)
    if (row.op == op) return row.for_kind(kind);
  return {};
}

}  // namespace pytk::array
