#include <pytk/array/dtype.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <optional>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::array {
namespace {

struct Row {
  Kind kind;
  std::uint8_t size;
  std::string_view name, code;
};
constexpr std::array<Row, 14> rows{{{Kind::boolean, 1, "bool", "|b1"},
                                    {Kind::int8, 1, "int8", "|i1"},
                                    {Kind::int16, 2, "int16", "<i2"},
                                    {Kind::int32, 4, "int32", "<i4"},
                                    {Kind::int64, 8, "int64", "<i8"},
                                    {Kind::uint8, 1, "uint8", "|u1"},
                                    {Kind::uint16, 2, "uint16", "<u2"},
                                    {Kind::uint32, 4, "uint32", "<u4"},
                                    {Kind::uint64, 8, "uint64", "<u8"},
                                    {Kind::float16, 2, "float16", "<f2"},
                                    {Kind::float32, 4, "float32", "<f4"},
                                    {Kind::float64, 8, "float64", "<f8"},
                                    {Kind::complex64, 8, "complex64", "<c8"},
                                    {Kind::complex128, 16, "complex128", "<c16"}}};
struct Alias {
  std::string_view name;
  Kind kind;
};
constexpr Alias aliases[] = {{"int", Kind::int64},
                             {"float", Kind::float64},
                             {"complex", Kind::complex128},
                             {"bool_", Kind::boolean},
                             {"uint", Kind::uint64},
                             {"half", Kind::float16},
                             {"single", Kind::float32},
                             {"double", Kind::float64},
                             {"byte", Kind::int8},
                             {"ubyte", Kind::uint8},
                             {"short", Kind::int16},
                             {"ushort", Kind::uint16},
                             {"intc", Kind::int32},
                             {"uintc", Kind::uint32},
                             {"int_", Kind::int64},
                             {"float_", Kind::float64},
                             {"intp", Kind::int64},
                             {"uintp", Kind::uint64},
                             {"longlong", Kind::int64},
                             {"ulonglong", Kind::uint64},
                             {"csingle", Kind::complex64},
                             {"cdouble", Kind::complex128},
                             {"complex_", Kind::complex128},
                             {"?", Kind::boolean},
                             {"b", Kind::int8},
                             {"h", Kind::int16},
                             {"i", Kind::int32},
                             {"l", Kind::int64},
                             {"q", Kind::int64},
                             {"B", Kind::uint8},
                             {"H", Kind::uint16},
                             {"I", Kind::uint32},
                             {"L", Kind::uint64},
                             {"Q", Kind::uint64},
                             {"e", Kind::float16},
                             {"f", Kind::float32},
                             {"d", Kind::float64},
                             {"F", Kind::complex64},
                             {"D", Kind::complex128}};

std::uint16_t half_bits(double value) noexcept {
  const auto wide = std::bit_cast<std::uint64_t>(value);
  const auto sign = static_cast<std::uint16_t>(wide >> 48U & 0x8000U);
  if (std::isnan(value)) {
    const auto payload = static_cast<std::uint16_t>(wide >> 42U & 0x3FFU);
    return static_cast<std::uint16_t>(sign | 0x7C00U | (payload == 0 ? 0x200U : payload));
  }
  const double magnitude = std::fabs(value);
  if (magnitude >= 65520.0) return static_cast<std::uint16_t>(sign | 0x7C00U);
  if (magnitude < 0x1p-14) {  // subnormal: multiples of 2^-24, to the nearest even
    return static_cast<std::uint16_t>(sign | static_cast<std::uint16_t>(std::nearbyint(magnitude * 0x1p24)));
  }
  int exponent = 0;
  const double fraction = std::frexp(magnitude, &exponent);  // in [0.5, 1)
  // In [1024, 2048]: the carry adds 1 to the exponent.
  const auto digits = static_cast<unsigned>(std::nearbyint(fraction * 2048.0));
  return static_cast<std::uint16_t>(
      sign | static_cast<unsigned>((static_cast<unsigned>(exponent + 14) << 10U) + (digits - 1024U)));
}

std::optional<Kind> kind_of_name(std::string_view name) {
  for (const auto& row : rows)
    if (row.name == name) return row.kind;
  for (const auto& alias : aliases)
    if (alias.name == name) return alias.kind;
  return std::nullopt;
}
// "f8", the order of bytes taken off.
std::optional<Kind> kind_of_code(std::string_view code) {
  for (const auto& row : rows)
    if (row.code.substr(1) == code) return row.kind;
  return std::nullopt;
}
// "U5", "S3": so many characters.
std::optional<DType> text_of_code(std::string_view code) {
  std::int64_t count = 0;
  if (code.size() < 2 || (code[0] != 'U' && code[0] != 'S')) return std::nullopt;
  if (!read_int(code.substr(1), count) || count < 0 || count >= (1 << 24)) return std::nullopt;
  const auto characters = static_cast<std::uint32_t>(count);
  return code[0] == 'U' ? DType(Kind::text, characters * 4) : DType(Kind::bytes, characters);
}

// The kind that holds both, a before b in the order of kinds.
Kind promote_integers(Kind a, Kind b) noexcept {
  if (is_signed(a) == is_signed(b)) return b;
  // A signed and an unsigned integer: the signed one that holds both, or a double.
  const auto unsigned_size = DType::size_of(b);
  if (DType::size_of(a) > unsigned_size) return a;
  switch (unsigned_size) {
    case 1: return Kind::int16;
    case 2: return Kind::int32;
    case 4: return Kind::int64;
    default: return Kind::float64;
  }
}

}  // namespace

Half::Half(float value) noexcept : bits(half_bits(static_cast<double>(value))) {}
Half::Half(double value) noexcept : bits(half_bits(value)) {}

Half::operator float() const noexcept {
  const unsigned exponent = bits >> 10U & 0x1FU;
  const unsigned digits = bits & 0x3FFU;
  const unsigned sign = static_cast<unsigned>(bits & 0x8000U) << 16U;
  if (exponent == 0x1F) return std::bit_cast<float>(sign | 0x7F800000U | digits << 13U);
  if (exponent == 0) {
    const float magnitude = static_cast<float>(digits) * 0x1p-24F;
    return sign != 0 ? -magnitude : magnitude;
  }
  return std::bit_cast<float>(sign | (exponent + 112U) << 23U | digits << 13U);
}

std::uint32_t DType::size_of(Kind kind) noexcept {
  for (const auto& row : rows)
    if (row.kind == kind) return row.size;
  return 0;
}

std::string dtype_name(const DType& dtype) {
  for (const auto& row : rows)
    if (row.kind == dtype.kind) return std::string(row.name);
  return dtype_code(dtype);
}

std::string dtype_code(const DType& dtype) {
  if (dtype.kind == Kind::text) return fmt::format("<U{}", dtype.size / 4);
  if (dtype.kind == Kind::bytes) return fmt::format("|S{}", dtype.size);
  for (const auto& row : rows)
    if (row.kind == dtype.kind) return std::string(row.code);
  return "?";
}

DType parse_dtype(std::string_view text, bool* swapped) {
  if (swapped != nullptr) *swapped = false;
  if (const auto kind = kind_of_name(text)) return *kind;
  std::string_view code = text;
  const bool big = code.starts_with('>');
  if (big || code.starts_with('<') || code.starts_with('=') || code.starts_with('|')) code.remove_prefix(1);
  if (const auto kind = kind_of_code(code)) {
    if (swapped != nullptr) *swapped = big && DType::size_of(*kind) > 1;
    return *kind;
  }
  if (swapped != nullptr) *swapped = big;
  if (const auto dtype = text_of_code(code)) return *dtype;
  if (code.starts_with('O'))
    throw fail(Fault::data, "arrays of Python objects are refused: reading one would run whatever code is in it");
  std::vector<std::string> names;
  names.reserve(std::size(rows));
  for (const auto& row : rows) names.emplace_back(row.name);
  auto hint = did_you_mean(text, names);
  throw fail(Fault::usage, "there is no data type '{}'", text)
      .hint(hint.empty() ? "the types are: " + join(names, ", ") : hint);
}

Kind float_for(Kind kind) noexcept {
  switch (kind) {
    case Kind::boolean:
    case Kind::int8:
    case Kind::uint8: return Kind::float16;
    case Kind::int16:
    case Kind::uint16: return Kind::float32;
    case Kind::int32:
    case Kind::uint32:
    case Kind::int64:
    case Kind::uint64: return Kind::float64;
    default: return kind;
  }
}

Kind real_part_of(Kind kind) noexcept {
  if (kind == Kind::complex64) return Kind::float32;
  return kind == Kind::complex128 ? Kind::float64 : kind;
}

Kind promote(Kind a, Kind b) noexcept {
  if (a == b) return a;
  if (a > b) std::swap(a, b);
  if (b >= Kind::text) return b;
  if (a == Kind::boolean) return b;
  if (is_complex(b)) {
    const Kind real = promote(real_part_of(a), real_part_of(b));
    return real == Kind::float64 ? Kind::complex128 : Kind::complex64;
  }
  if (is_float(b)) {
    if (is_float(a)) return b;
    const Kind wanted = float_for(a);
    return wanted > b ? wanted : b;
  }
  return promote_integers(a, b);
}

}  // namespace pytk::array
