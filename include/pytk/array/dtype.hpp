// Element types: NumPy's names, sizes and promotion.
//   promote(Kind::int64, Kind::uint64) == Kind::float64
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace pytk::array {

enum class Kind : std::uint8_t {
  boolean, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float16, float32, float64, complex64, complex128,
  text,   ///< U: UCS-4, fixed width
  bytes,  ///< S: bytes, fixed width
};

/// IEEE 754 binary16 in memory; arithmetic happens in float.
struct Half {
  std::uint16_t bits = 0;
  Half() = default;
  explicit Half(float value) noexcept;
  explicit Half(double value) noexcept;
  operator float() const noexcept;  // NOLINT: as implicit as the built-in widening it stands for
};

/// A kind and, for texts, the bytes of one element.
struct DType {
  Kind kind = Kind::float64;
  std::uint32_t size = 8;
  DType() = default;
  DType(Kind k) : kind(k), size(size_of(k)) {}  // NOLINT: a kind is a dtype
  DType(Kind k, std::uint32_t bytes) : kind(k), size(bytes) {}
  bool operator==(const DType&) const = default;
  [[nodiscard]] static std::uint32_t size_of(Kind kind) noexcept;
};

[[nodiscard]] constexpr bool is_bool(Kind k) noexcept { return k == Kind::boolean; }
[[nodiscard]] constexpr bool is_signed(Kind k) noexcept { return k >= Kind::int8 && k <= Kind::int64; }
[[nodiscard]] constexpr bool is_unsigned(Kind k) noexcept { return k >= Kind::uint8 && k <= Kind::uint64; }
[[nodiscard]] constexpr bool is_integer(Kind k) noexcept { return k >= Kind::int8 && k <= Kind::uint64; }
[[nodiscard]] constexpr bool is_float(Kind k) noexcept { return k >= Kind::float16 && k <= Kind::float64; }
[[nodiscard]] constexpr bool is_complex(Kind k) noexcept { return k == Kind::complex64 || k == Kind::complex128; }
[[nodiscard]] constexpr bool is_number(Kind k) noexcept { return k <= Kind::complex128; }

/// "float64", "<U5", "|S3".
[[nodiscard]] std::string dtype_name(const DType& dtype);
/// ".npy" form: "<f8", "|b1", "<U5".
[[nodiscard]] std::string dtype_code(const DType& dtype);
/// NumPy's names, short codes ("f8", "<i4", "u1", "?") and Python's ("float", "int", "bool", "complex").
/// Throws Fault::usage with the nearest names. `swapped` is set for a big-endian code.
[[nodiscard]] DType parse_dtype(std::string_view text, bool* swapped = nullptr);

/// The kind that holds both (NumPy's promote_types for numbers).
[[nodiscard]] Kind promote(Kind a, Kind b) noexcept;
/// The float kind that a function like sqrt computes in: float16 for 8-bit integers, float32 for 16-bit, else float64.
[[nodiscard]] Kind float_for(Kind kind) noexcept;
/// float32 for complex64, float64 for complex128, itself otherwise.
[[nodiscard]] Kind real_part_of(Kind kind) noexcept;

template <class T>
struct TypeTag {
  using type = T;
};
/// Calls f(TypeTag<T>{}) with the C++ type of a number's kind.
template <class F>
decltype(auto) visit_kind(Kind kind, F&& f) {
  switch (kind) {
    case Kind::boolean: return f(TypeTag<bool>{});
    case Kind::int8: return f(TypeTag<std::int8_t>{});
    case Kind::int16: return f(TypeTag<std::int16_t>{});
    case Kind::int32: return f(TypeTag<std::int32_t>{});
    case Kind::int64: return f(TypeTag<std::int64_t>{});
    case Kind::uint8: return f(TypeTag<std::uint8_t>{});
    case Kind::uint16: return f(TypeTag<std::uint16_t>{});
    case Kind::uint32: return f(TypeTag<std::uint32_t>{});
    case Kind::uint64: return f(TypeTag<std::uint64_t>{});
    case Kind::float16: return f(TypeTag<Half>{});
    case Kind::float32: return f(TypeTag<float>{});
    case Kind::complex64: return f(TypeTag<std::complex<float>>{});
    case Kind::complex128: return f(TypeTag<std::complex<double>>{});
    default: return f(TypeTag<double>{});
  }
}
template <class T>
inline constexpr bool is_complex_type =
    std::is_same_v<T, std::complex<float>> || std::is_same_v<T, std::complex<double>>;
template <class T>
constexpr Kind kind_of() noexcept {
  if constexpr (std::is_same_v<T, bool>) return Kind::boolean;
  else if constexpr (std::is_same_v<T, std::int8_t>) return Kind::int8;
  else if constexpr (std::is_same_v<T, std::int16_t>) return Kind::int16;
  else if constexpr (std::is_same_v<T, std::int32_t>) return Kind::int32;
  else if constexpr (std::is_same_v<T, std::int64_t>) return Kind::int64;
  else if constexpr (std::is_same_v<T, std::uint8_t>) return Kind::uint8;
  else if constexpr (std::is_same_v<T, std::uint16_t>) return Kind::uint16;
  else if constexpr (std::is_same_v<T, std::uint32_t>) return Kind::uint32;
  else if constexpr (std::is_same_v<T, std::uint64_t>) return Kind::uint64;
  else if constexpr (std::is_same_v<T, Half>) return Kind::float16;
  else if constexpr (std::is_same_v<T, float>) return Kind::float32;
  else if constexpr (std::is_same_v<T, std::complex<float>>) return Kind::complex64;
  else if constexpr (std::is_same_v<T, std::complex<double>>) return Kind::complex128;
  else return Kind::float64;
}

}  // namespace pytk::array
