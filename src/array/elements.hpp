// Questions about two elements that sorting, searching and sets share: nan is last, complex numbers go by their parts.
#pragma once

#include "loops.hpp"

namespace pytk::array {

template <class T>
bool element_is_nan(const T& v) {
  if constexpr (is_complex_type<T>) return v.real() != v.real() || v.imag() != v.imag();
  else if constexpr (std::is_integral_v<T>) return false;
  else return static_cast<computed_t<T>>(v) != static_cast<computed_t<T>>(v);
}
template <class T>
bool less_plain(const T& a, const T& b) {
  if constexpr (is_complex_type<T>) return a.real() < b.real() || (a.real() == b.real() && a.imag() < b.imag());
  else return static_cast<computed_t<T>>(a) < static_cast<computed_t<T>>(b);
}
/// NumPy's order of elements: nan comes last; of complex numbers, those with a nan part come last by that part.
template <class T>
bool less_nan_last(const T& a, const T& b) {
  if constexpr (is_complex_type<T>) {
    const auto nan = [](auto v) { return v != v; };
    if (a.real() < b.real()) return !nan(a.imag()) || nan(b.imag());
    if (a.real() > b.real()) return nan(b.imag()) && !nan(a.imag());
    if (a.real() == b.real() || (nan(a.real()) && nan(b.real())))
      return a.imag() < b.imag() || (nan(b.imag()) && !nan(a.imag()));
    return nan(b.real());
  } else if constexpr (std::is_integral_v<T>) {
    return a < b;
  } else {
    return less_plain(a, b) || (element_is_nan(b) && !element_is_nan(a));
  }
}

}  // namespace pytk::array
