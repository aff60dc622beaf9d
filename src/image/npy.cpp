#include "image/npy.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::image {

namespace {

struct Header {
  char kind = 'u';       ///< b, u, i or f
  std::size_t size = 1;  ///< bytes an element
  bool big_endian = false, columns_first = false;
  std::vector<std::uint64_t> shape;
  ByteView data;
};

/// The text of a key of the header's dictionary, up to the next comma outside of parentheses.
std::string_view value_of(std::string_view header, std::string_view key) {
  const std::size_t at = header.find(key);
  if (at == std::string_view::npos) return {};
  std::string_view rest = header.substr(at + key.size());
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos) return {};
  rest = trim(rest.substr(colon + 1));
  if (rest.starts_with("(")) return rest.substr(0, rest.find(')') + 1);
  return trim(rest.substr(0, rest.find_first_of(",}")));
}

Result<void> read_type(std::string_view text, Header& header) {
  if (text.size() < 5 || (text.front() != '\'' && text.front() != '"'))
    return bad("the .npy header names no simple element type");
  text = text.substr(1, text.size() - 2);
  header.big_endian = text[0] == '>';
  header.kind = text[1];
  std::int64_t size = 0;
  const bool known = header.kind == 'b' || header.kind == 'u' || header.kind == 'i' || header.kind == 'f';
  if (!known || !read_int(text.substr(2), size) || (size != 1 && size != 2 && size != 4 && size != 8) ||
      (header.kind == 'f' && size < 4) || (header.kind == 'b' && size != 1))
    return bad("a picture cannot be made of elements of type '{}'", text);
  header.size = static_cast<std::size_t>(size);
  return {};
}

Result<Header> read_header(ByteView bytes) {
  if (!is_npy(bytes) || bytes.size() < 12) return bad("this is no .npy file");
  const bool first = bytes[6] == 1;
  const std::size_t begin = first ? 10 : 12;
  const std::size_t length =
      first ? load_le<std::uint16_t>(bytes.subspan(8)) : load_le<std::uint32_t>(bytes.subspan(8));
  if (length > bytes.size() - begin) return bad("the .npy header is cut short");
  const std::string_view text = text_of(bytes.subspan(begin, length));
  Header header;
  if (auto type = read_type(value_of(text, "'descr'"), header); !type) return tl::unexpected<Error>(type.error());
  header.columns_first = value_of(text, "'fortran_order'") == "True";
  std::string_view shape = value_of(text, "'shape'");
  if (shape.size() < 2) return bad("the .npy header has no shape");
  for (const auto part : split(shape.substr(1, shape.size() - 2), ',')) {
    std::int64_t side = 0;
    if (trim(part).empty()) continue;
    if (!read_int(trim(part), side) || side < 0) return bad("the .npy header has a senseless shape");
    header.shape.push_back(static_cast<std::uint64_t>(side));
  }
  header.data = bytes.subspan(begin + length);
  return header;
}

Result<void> check_shape(const Header& header, const PictureLimits& limits) {
  const auto& shape = header.shape;
  if (shape.size() < 2 || shape.size() > 3 || (shape.size() == 3 && (shape[2] == 0 || shape[2] > 4)))
    return bad("a picture has the shape (rows, columns) or (rows, columns, 1 to 4)");
  if (shape[0] == 0 || shape[1] == 0) return bad("the array is empty");
  if (shape[0] > limits.side || shape[1] > limits.side || shape[0] * shape[1] > limits.pixels)
    return bad("the picture has {} x {} pixels, more than the limit of {}", shape[1], shape[0], limits.pixels);
  const std::uint64_t elements = shape[0] * shape[1] * (shape.size() == 3 ? shape[2] : 1);
  if (header.data.size() < elements * header.size) return bad("the .npy file is cut short");
  return {};
}

double element(const Header& header, std::uint64_t index) noexcept {
  std::uint8_t raw[8] = {};
  std::memcpy(raw, header.data.data() + index * header.size, header.size);
  if (header.big_endian) std::reverse(raw, raw + header.size);
  std::uint64_t bits = 0;
  std::memcpy(&bits, raw, sizeof bits);
  if (header.kind == 'f')
    return header.size == 4 ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
                            : std::bit_cast<double>(bits);
  if (header.kind != 'i') return static_cast<double>(bits);
  const unsigned unused = static_cast<unsigned>(64 - 8 * header.size);
  return static_cast<double>(static_cast<std::int64_t>(bits << unused) >> unused);
}

/// Calls visit(target index, source index) over all elements in rows, columns, channels.
template <class Visit>
void for_each_element(const Header& header, const Visit& visit) {
  const std::uint64_t rows = header.shape[0], columns = header.shape[1],
                      channels = header.shape.size() == 3 ? header.shape[2] : 1;
  std::uint64_t to = 0;
  for (std::uint64_t y = 0; y < rows; ++y)
    for (std::uint64_t x = 0; x < columns; ++x)
      for (std::uint64_t c = 0; c < channels; ++c, ++to)
        visit(to, header.columns_first ? (c * columns + x) * rows + y : to);
}

std::string header_text(std::string_view type, std::string_view shape) {
  std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}", type, shape);
  // The array begins at a multiple of 64 bytes; the header ends with a line feed.
  const std::size_t whole = 10 + text.size() + 1;
  text.append((64 - whole % 64) % 64, ' ').append("\n");
  return text;
}

void append_element(Bytes& out, Element type, double value) {
  const auto put = [&out](auto number) {
    std::uint8_t raw[sizeof number];
    std::memcpy(raw, &number, sizeof number);
    out.insert(out.end(), raw, raw + sizeof number);
  };
  if (type == Element::uint8)
    put(static_cast<std::uint8_t>(std::nearbyint(std::clamp(value, 0.0, 255.0))));
  else if (type == Element::uint16)
    put(static_cast<std::uint16_t>(std::nearbyint(std::clamp(value, 0.0, 65535.0))));
  else if (type == Element::float32)
    put(static_cast<float>(value));
  else
    put(value);
}

/// Reads one value in the scale of `type`: samples keep their numbers among integers and become 0 to 1 as real numbers.
struct Values {
  const AnyPicture& picture;
  Element type;
  [[nodiscard]] double at(std::size_t index) const {
    const bool real = type == Element::float32 || type == Element::float64;
    if (const auto* floats = std::get_if<FloatPicture>(&picture)) {
      const double value = floats->samples[index];
      return real ? value : value * (type == Element::uint8 ? 255.0 : 65535.0);
    }
    const auto& samples = std::get<Picture>(picture);
    if (samples.depth == 8) {
      const double value = samples.samples[index];
      return real ? value / 255.0 : type == Element::uint8 ? value : value * 257.0;
    }
    std::uint16_t value = 0;
    std::memcpy(&value, samples.samples.data() + 2 * index, 2);
    return real ? value / 65535.0 : type == Element::uint16 ? value : static_cast<double>(value >> 8U);
  }
};

Element natural_element(const AnyPicture& picture) {
  const auto* samples = std::get_if<Picture>(&picture);
  return samples == nullptr ? Element::float64 : samples->depth == 16 ? Element::uint16 : Element::uint8;
}

}  // namespace

bool is_npy(ByteView bytes) noexcept { return bytes.size() >= 10 && std::memcmp(bytes.data(), "\x93NUMPY", 6) == 0; }

Result<Facts> npy_facts(ByteView bytes) {
  const auto header = read_header(bytes);
  if (!header) return tl::unexpected<Error>(header.error());
  if (auto checked_shape = check_shape(*header, {}); !checked_shape)
    return tl::unexpected<Error>(checked_shape.error());
  Facts facts;
  facts.format = Format::npy;
  facts.height = static_cast<std::uint32_t>(header->shape[0]);
  facts.width = static_cast<std::uint32_t>(header->shape[1]);
  facts.bits = static_cast<unsigned>(header->size * 8);
  static constexpr std::string_view names[] = {"L", "L", "LA", "RGB", "RGBA"};
  facts.mode = header->kind == 'f' || header->size > 2 ? "F" : names[header->shape.size() == 3 ? header->shape[2] : 1];
  return facts;
}

Result<AnyPicture> read_npy(ByteView bytes, const PictureLimits& limits) {
  const auto header = read_header(bytes);
  if (!header) return tl::unexpected<Error>(header.error());
  if (auto checked_shape = check_shape(*header, limits); !checked_shape)
    return tl::unexpected<Error>(checked_shape.error());
  const auto high = static_cast<std::uint32_t>(header->shape[0]), wide = static_cast<std::uint32_t>(header->shape[1]);
  const auto channels = static_cast<std::uint8_t>(header->shape.size() == 3 ? header->shape[2] : 1);
  if (header->kind == 'b' || (header->kind == 'u' && header->size == 1)) {
    Picture picture(wide, high, channels);
    const bool truth = header->kind == 'b';
    for_each_element(*header, [&](std::uint64_t to, std::uint64_t from) {
      picture.samples[to] = truth ? (header->data[from] != 0 ? 255 : 0) : header->data[from];
    });
    return AnyPicture(std::move(picture));
  }
  if (header->kind == 'u' && header->size == 2) {
    Picture picture(wide, high, channels, 16);
    for_each_element(*header, [&](std::uint64_t to, std::uint64_t from) {
      const auto value = static_cast<std::uint16_t>(element(*header, from));
      std::memcpy(picture.samples.data() + 2 * to, &value, 2);
    });
    return AnyPicture(std::move(picture));
  }
  FloatPicture picture(wide, high, channels);
  for_each_element(*header,
                   [&](std::uint64_t to, std::uint64_t from) { picture.samples[to] = element(*header, from); });
  return AnyPicture(std::move(picture));
}

Bytes write_npy(const AnyPicture& picture, const WriteOptions& options) {
  const auto [wide, high, channels] = std::visit(
      [](const auto& p) { return std::tuple<std::size_t, std::size_t, std::size_t>(p.width, p.height, p.channels); },
      picture);
  const Element type = options.element.value_or(natural_element(picture));
  static constexpr std::string_view types[] = {"|u1", "<u2", "<f4", "<f8"};
  const bool planes = options.layout == Layout::chw;
  const std::string shape =
      channels == 1 ? (planes ? fmt::format("(1, {}, {})", high, wide) : fmt::format("({}, {})", high, wide))
      : planes      ? fmt::format("({}, {}, {})", channels, high, wide)
                    : fmt::format("({}, {}, {})", high, wide, channels);
  const std::string text = header_text(types[static_cast<std::size_t>(type)], shape);
  static constexpr std::array<std::uint8_t, 8> magic_and_version = {0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  Bytes out(magic_and_version.size() + 2 + text.size());
  std::copy(magic_and_version.begin(), magic_and_version.end(), out.begin());
  store_le(out.data() + magic_and_version.size(), static_cast<std::uint16_t>(text.size()));
  std::copy(text.begin(), text.end(), out.end() - static_cast<std::ptrdiff_t>(text.size()));
  const Values values{picture, type};
  const std::size_t pixels = wide * high;
  out.reserve(out.size() + pixels * channels * 8);
  for (std::size_t i = 0; i < pixels * channels; ++i)
    append_element(out, type, values.at(planes ? (i % pixels) * channels + i / pixels : i));
  return out;
}

}  // namespace pytk::image
