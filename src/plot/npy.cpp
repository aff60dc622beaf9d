#include "plot/npy.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <utility>

#include <pytk/core/text.hpp>

namespace pytk::plot {
namespace {

constexpr std::string_view magic = "\x93NUMPY";

std::string_view after(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + key.size());
  const std::size_t colon = text.find(':');
  return colon == std::string_view::npos ? std::string_view{} : trim(text.substr(colon + 1));
}

/// The unit of a date in days: "M8[ns]" has nanoseconds. 0 for units without a fixed length.
double unit_in_days(std::string_view type) {
  const std::size_t open = type.find('['), close = type.find(']');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return 0;
  std::string_view unit = type.substr(open + 1, close - open - 1);
  double many = 1;
  const auto [end, error] = std::from_chars(unit.data(), unit.data() + unit.size(), many);
  if (error == std::errc{}) unit.remove_prefix(static_cast<std::size_t>(end - unit.data()));
  static constexpr std::pair<std::string_view, double> known[] = {{"W", 7},
                                                                  {"D", 1},
                                                                  {"h", 1 / 24.0},
                                                                  {"m", 1 / 1440.0},
                                                                  {"s", 1 / 86400.0},
                                                                  {"ms", 1 / 86400e3},
                                                                  {"us", 1 / 86400e6},
                                                                  {"ns", 1 / 86400e9}};
  for (const auto& [name, days] : known)
    if (unit == name) return many * days;
  return 0;
}

/// "<f8" without its quotes.
Result<void> parse_type(std::string_view type, NpyLayout& out) {
  const auto refuse = [&](const char* why) {
    return bad("the .npy type '{}' cannot be drawn{}", escape_controls(type.substr(0, 16)), why);
  };
  if (type.size() < 3 || std::string_view("<>|=").find(type[0]) == std::string_view::npos) return refuse("");
  out.order = type[0];
  out.kind = type[1];
  if (out.kind == 'c') return refuse(": save the real part or the absolute value");
  const auto [end, error] = std::from_chars(type.data() + 2, type.data() + type.size(), out.item);
  const std::string_view rest = type.substr(static_cast<std::size_t>(end - type.data()));
  const bool simple = out.item == 1 || out.item == 2 || out.item == 4 || out.item == 8;
  bool known = false;
  switch (out.kind) {
    case 'b': known = out.item == 1; break;
    case 'i':
    case 'u': known = simple; break;
    case 'f': known = (simple && out.item > 1) || out.item == 16; break;
    case 'M': out.days = unit_in_days(rest); known = out.item == 8 && out.days > 0; break;
    default: break;
  }
  if (error != std::errc{} || !known || (out.kind != 'M' && !rest.empty())) return refuse("");
  return {};
}

Result<NpyLayout> parse_header(std::string_view text) {
  NpyLayout out;
  std::string_view type = after(text, "'descr'");
  if (type.empty() || (type[0] != '\'' && type[0] != '"'))
    return bad("the .npy header names no simple type (records and objects cannot be drawn)");
  const std::size_t quote = type.find(type[0], 1);
  if (quote == std::string_view::npos) return bad("the .npy header names no type");
  if (const auto known = parse_type(type.substr(1, quote - 1), out); !known) return tl::unexpected(known.error());
  out.fortran = after(text, "'fortran_order'").starts_with("True");
  std::string_view shape = after(text, "'shape'");
  if (!shape.starts_with('(')) return bad("the .npy header has no shape");
  shape = shape.substr(1, shape.find(')') == std::string_view::npos ? 0 : shape.find(')') - 1);
  for (const std::string_view part : split(shape, ',')) {
    const std::string_view digits = trim(part);
    if (digits.empty()) continue;
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size()) return bad("the .npy shape is no list of sizes");
    out.shape.push_back(value);
  }
  if (out.shape.size() > 3) return bad("the .npy array has {} dimensions; at most 3 can be drawn", out.shape.size());
  return out;
}

float half_to_float(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000U) << 16U, exponent = half >> 10U & 31U, fraction = half & 0x3ffU;
  if (exponent == 0)
    return std::bit_cast<float>(sign |
                                std::bit_cast<std::uint32_t>(static_cast<float>(fraction) * 5.9604644775390625e-8F));
  if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000U | fraction << 13U);
  return std::bit_cast<float>(sign | (exponent + 112U) << 23U | fraction << 13U);
}

/// The 80-bit floats of x86 in 16 bytes: 64 bits of fraction with their leading one, 15 of exponent, the sign.
double extended_to_double(const std::uint8_t* at, bool swap) {
  std::uint8_t raw[16];
  for (std::size_t i = 0; i < 16; ++i) raw[i] = at[swap ? 15 - i : i];
  const auto fraction = load_le<std::uint64_t>(ByteView(raw, 8));
  const auto high = load_le<std::uint16_t>(ByteView(raw + 8, 2));
  const int exponent = high & 0x7fff;
  const double sign = (high & 0x8000U) != 0 ? -1 : 1;
  if (exponent == 0x7fff) return fraction << 1U == 0 ? sign * INFINITY : std::nan("");
  return sign * std::ldexp(static_cast<double>(fraction), exponent - 16383 - 63);
}

template <class T, bool swap>
T load(const std::uint8_t* at) {
  T value;
  if constexpr (!swap) {
    std::memcpy(&value, at, sizeof(T));
  } else {
    std::uint8_t raw[sizeof(T)];
    for (std::size_t i = 0; i < sizeof(T); ++i) raw[i] = at[sizeof(T) - 1 - i];
    std::memcpy(&value, raw, sizeof(T));
  }
  return value;
}

/// The type is looked at once, not for every number.
template <class T>
void convert(const std::uint8_t* at, std::size_t step, bool swap, std::span<double> out) {
  if (swap)
    for (std::size_t i = 0; i < out.size(); ++i, at += step) out[i] = static_cast<double>(load<T, true>(at));
  else
    for (std::size_t i = 0; i < out.size(); ++i, at += step) out[i] = static_cast<double>(load<T, false>(at));
}

void convert_floats(const std::uint8_t* at, std::size_t step, std::size_t item, bool swap, std::span<double> out) {
  if (item == 8) return convert<double>(at, step, swap, out);
  if (item == 4) return convert<float>(at, step, swap, out);
  for (double& value : out) {
    value = item == 16 ? extended_to_double(at, swap)
                       : half_to_float(swap ? load<std::uint16_t, true>(at) : load<std::uint16_t, false>(at));
    at += step;
  }
}

void convert_integers(const std::uint8_t* at, std::size_t step, std::size_t item, bool sign, bool swap,
                      std::span<double> out) {
  switch (item) {
    case 1: return sign ? convert<std::int8_t>(at, step, swap, out) : convert<std::uint8_t>(at, step, swap, out);
    case 2: return sign ? convert<std::int16_t>(at, step, swap, out) : convert<std::uint16_t>(at, step, swap, out);
    case 4: return sign ? convert<std::int32_t>(at, step, swap, out) : convert<std::uint32_t>(at, step, swap, out);
    default: return sign ? convert<std::int64_t>(at, step, swap, out) : convert<std::uint64_t>(at, step, swap, out);
  }
}

}  // namespace

bool is_npy(ByteView bytes) noexcept { return text_of(bytes).starts_with(magic); }

void NpyLayout::read(std::size_t first, std::size_t step, std::span<double> out) const {
  const std::uint8_t* at = content.data() + first * item;
  const bool swap = order == '>' && std::endian::native == std::endian::little;
  if (kind == 'f') {
    convert_floats(at, step * item, item, swap, out);
    return;
  }
  convert_integers(at, step * item, item, kind == 'i' || kind == 'M', swap, out);
  if (kind != 'M') return;
  // The smallest number stands for "no time"; an axis has room for what 64 bits of nanoseconds hold, years 1679 to
  // 2260.
  constexpr double most_days = 106'000;
  for (double& value : out) value = std::fabs(value * days) <= most_days ? value * days : std::nan("");
}

void NpyLayout::column(std::size_t index, std::size_t row, std::span<double> out) const {
  if (shape.size() < 2) return read(row, 1, out);
  const std::size_t width = shape[1] * (shape.size() == 3 ? shape[2] : 1);
  if (fortran) read(index * shape[0] + row, 1, out);
  else read(row * width + index, width, out);
}

std::span<const double> NpyLayout::in_place(std::size_t index, std::size_t row, std::size_t rows) const {
  const bool swap = (order == '>') == (std::endian::native == std::endian::little);
  const bool alone = shape.size() < 2 || fortran || shape[1] * (shape.size() == 3 ? shape[2] : 1) == 1;
  if (kind != 'f' || item != sizeof(double) || swap || !alone) return {};
  const std::uint8_t* at = content.data() + (shape.size() < 2 ? row : index * shape[0] + row) * item;
  if (reinterpret_cast<std::uintptr_t>(at) % alignof(double) != 0) return {};
  return {reinterpret_cast<const double*>(at), rows};
}

ByteView NpyLayout::bytes_of_rows(std::size_t row, std::size_t rows) const {
  std::size_t width = item;
  for (std::size_t d = 1; d < shape.size(); ++d) width *= shape[d];
  return content.subspan(row * width, rows * width);
}

Result<NpyLayout> look_at_npy(ByteView bytes) {
  if (!is_npy(bytes) || bytes.size() < 12) return bad("the .npy file is cut short");
  const bool wide = bytes[6] >= 2;
  const std::size_t length = wide ? load_le<std::uint32_t>(bytes.subspan(8)) : load_le<std::uint16_t>(bytes.subspan(8));
  const std::size_t begin = wide ? 12 : 10;
  if (length > bytes.size() - begin) return bad("the .npy file is cut short");
  auto out = parse_header(text_of(bytes.subspan(begin, length)));
  if (!out) return out;
  out->content = bytes.subspan(begin + length);
  out->count = 1;
  for (const std::size_t side : out->shape)
    if (side != 0 && __builtin_mul_overflow(out->count, side, &out->count))
      return bad("the .npy shape is larger than any memory");
  for (const std::size_t side : out->shape)
    if (side == 0) out->count = 0;
  if (out->count > out->content.size() / out->item)
    return bad("the .npy header promises {} numbers, the file holds {}", out->count, out->content.size() / out->item);
  return out;
}

Result<NpyArray> read_npy(ByteView bytes) {
  const auto layout = look_at_npy(bytes);
  if (!layout) return tl::unexpected(layout.error());
  NpyArray out;
  out.shape = layout->shape;
  out.values.resize(layout->count);
  if (layout->count == 0) return out;
  const std::vector<std::size_t>& shape = layout->shape;
  if (!layout->fortran || shape.size() < 2) {
    layout->read(0, 1, out.values);
    return out;
  }
  // The last index varies slowest in the file, and fastest in what is wanted.
  const std::size_t depth = shape.size() == 3 ? shape[2] : 1;
  std::vector<double> line(shape[0]);
  for (std::size_t k = 0; k < depth; ++k)
    for (std::size_t c = 0; c < shape[1]; ++c) {
      layout->read((k * shape[1] + c) * shape[0], 1, line);
      for (std::size_t r = 0; r < shape[0]; ++r) out.values[(r * shape[1] + c) * depth + k] = line[r];
    }
  return out;
}

}  // namespace pytk::plot
