#include "plot/npy.hpp"

#include <bit>
#include <charconv>
#include <cstring>

#include <pytk/core/text.hpp>

namespace pytk::plot {
namespace {

constexpr std::string_view magic = "\x93NUMPY";

/// The header's dictionary: only the three keys that the format defines are looked at.
struct Header {
  char order = '<', kind = 'f';
  std::size_t item = 8;
  bool fortran = false;
  std::vector<std::size_t> shape;
};

std::string_view after(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + key.size());
  const std::size_t colon = text.find(':');
  return colon == std::string_view::npos ? std::string_view{} : trim(text.substr(colon + 1));
}

Result<Header> parse_header(std::string_view text) {
  Header out;
  const std::string_view type = after(text, "'descr'");
  if (type.size() < 5 || type[0] != '\'') return bad("the .npy header names no simple type (records and objects cannot be drawn)");
  out.order = type[1];
  out.kind = type[2];
  out.item = static_cast<std::size_t>(type[3] - '0');
  if (std::string_view("<>|=").find(out.order) == std::string_view::npos || std::string_view("fiub").find(out.kind) == std::string_view::npos ||
      type[4] != '\'' || (out.item != 1 && out.item != 2 && out.item != 4 && out.item != 8))
    return bad("the .npy type {} cannot be drawn", escape_controls(type.substr(0, 8)));
  if (out.kind == 'f' && out.item < 2) return bad("the .npy type {} does not exist", escape_controls(type.substr(0, 5)));
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

template <class T>
T load(const std::uint8_t* at, bool swap) {
  std::uint8_t raw[sizeof(T)];
  for (std::size_t i = 0; i < sizeof(T); ++i) raw[i] = at[swap ? sizeof(T) - 1 - i : i];
  T value;
  std::memcpy(&value, raw, sizeof(T));
  return value;
}

double number_at(const std::uint8_t* at, const Header& h, bool swap) {
  if (h.kind == 'f') {
    if (h.item == 2) return half_to_float(load<std::uint16_t>(at, swap));
    return h.item == 4 ? load<float>(at, swap) : load<double>(at, swap);
  }
  const bool sign = h.kind == 'i';
  switch (h.item) {
    case 1: return sign ? static_cast<double>(static_cast<std::int8_t>(*at)) : *at;
    case 2: return sign ? load<std::int16_t>(at, swap) : load<std::uint16_t>(at, swap);
    case 4: return sign ? static_cast<double>(load<std::int32_t>(at, swap)) : static_cast<double>(load<std::uint32_t>(at, swap));
    default: return sign ? static_cast<double>(load<std::int64_t>(at, swap)) : static_cast<double>(load<std::uint64_t>(at, swap));
  }
}

/// Index in the file of the element with row-major index `i`.
std::size_t fortran_index(const std::vector<std::size_t>& shape, std::size_t i) {
  std::size_t index = 0, stride = 1;
  std::size_t places[3] = {};
  for (std::size_t d = shape.size(); d-- > 0;) {
    places[d] = i % shape[d];
    i /= shape[d];
  }
  for (std::size_t d = 0; d < shape.size(); ++d) {
    index += places[d] * stride;
    stride *= shape[d];
  }
  return index;
}

}  // namespace

bool is_npy(ByteView bytes) noexcept { return text_of(bytes).starts_with(magic); }

Result<NpyArray> read_npy(ByteView bytes) {
  if (!is_npy(bytes) || bytes.size() < 12) return bad("the .npy file is cut short");
  const bool wide = bytes[6] >= 2;
  const std::size_t length = wide ? load_le<std::uint32_t>(bytes.subspan(8)) : load_le<std::uint16_t>(bytes.subspan(8));
  const std::size_t begin = wide ? 12 : 10;
  if (length > bytes.size() - begin) return bad("the .npy file is cut short");
  auto header = parse_header(text_of(bytes.subspan(begin, length)));
  if (!header) return tl::unexpected(header.error());
  const ByteView content = bytes.subspan(begin + length);
  std::size_t count = 1;
  for (const std::size_t side : header->shape)
    if (side != 0 && __builtin_mul_overflow(count, side, &count)) return bad("the .npy shape is larger than any memory");
  for (const std::size_t side : header->shape)
    if (side == 0) count = 0;
  if (count > content.size() / header->item)
    return bad("the .npy header promises {} numbers, the file holds {}", count, content.size() / header->item);
  NpyArray out;
  out.shape = header->shape;
  out.values.resize(count);
  const bool swap = header->order == '>' && std::endian::native == std::endian::little;
  if (header->kind == 'f' && header->item == 8 && !swap && (!header->fortran || header->shape.size() < 2)) {
    std::memcpy(out.values.data(), content.data(), count * 8);
    return out;
  }
  const bool turn = header->fortran && header->shape.size() > 1;
  for (std::size_t i = 0; i < count; ++i)
    out.values[i] = number_at(content.data() + (turn ? fortran_index(header->shape, i) : i) * header->item, *header, swap);
  return out;
}

}  // namespace pytk::plot
