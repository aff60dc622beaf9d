#include <pytk/image/picture.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace pytk::image {

namespace {

template <class T>
T load(const std::uint8_t* at) noexcept {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

/// Pillow: L24(rgb) >> 16 with 19595, 38470, 7471 and half of the divisor.
std::uint32_t grey601(std::uint32_t r, std::uint32_t g, std::uint32_t b) noexcept {
  return static_cast<std::uint32_t>((19595ULL * r + 38470ULL * g + 7471ULL * b + 0x8000U) >> 16U);
}
std::uint32_t grey709(std::uint32_t r, std::uint32_t g, std::uint32_t b) noexcept {
  return static_cast<std::uint32_t>(std::lround(0.2125 * r + 0.7154 * g + 0.0721 * b));
}

template <class T>
Picture grey_of(const Picture& in, Grey weights) {
  Picture out(in.width, in.height, 1, in.depth);
  const std::size_t pixels = static_cast<std::size_t>(in.width) * in.height;
  const std::uint8_t* from = in.samples.data();
  std::uint8_t* to = out.samples.data();
  for (std::size_t i = 0; i < pixels; ++i, from += in.pixel_bytes(), to += sizeof(T)) {
    const auto r = load<T>(from);
    const auto value = in.channels < 3 ? r
                       : weights == Grey::bt601
                           ? static_cast<T>(grey601(r, load<T>(from + sizeof(T)), load<T>(from + 2 * sizeof(T))))
                           : static_cast<T>(grey709(r, load<T>(from + sizeof(T)), load<T>(from + 2 * sizeof(T))));
    std::memcpy(to, &value, sizeof value);
  }
  return out;
}

std::uint8_t channels_of(Mode mode) noexcept { return static_cast<std::uint8_t>(static_cast<unsigned>(mode) + 1U); }

/// Where pixel (x, y) of the turned picture comes from; `wide` and `high` are those of the source.
struct Turn {
  bool swap, flip_x, flip_y;
};
Turn turn_of(unsigned orientation) noexcept {
  switch (orientation) {
    case 2: return {false, true, false};
    case 3: return {false, true, true};
    case 4: return {false, false, true};
    case 5: return {true, false, false};
    case 6: return {true, false, true};  // a quarter clockwise: rows become columns from the right
    case 7: return {true, true, true};
    case 8: return {true, true, false};
    default: return {false, false, false};
  }
}

template <class Move>
void turn_pixels(std::size_t wide, std::size_t high, const Turn& turn, const Move& move) {
  const std::size_t out_wide = turn.swap ? high : wide, out_high = turn.swap ? wide : high;
  for (std::size_t y = 0; y < out_high; ++y) {
    for (std::size_t x = 0; x < out_wide; ++x) {
      std::size_t from_x = turn.swap ? y : x, from_y = turn.swap ? x : y;
      if (turn.flip_x) from_x = wide - 1 - from_x;
      if (turn.flip_y) from_y = high - 1 - from_y;
      move(from_y * wide + from_x, y * out_wide + x);
    }
  }
}

}  // namespace

std::string_view mode_name(const Picture& picture) noexcept {
  static constexpr std::string_view eight[] = {"?", "L", "LA", "RGB", "RGBA"};
  static constexpr std::string_view sixteen[] = {"?", "I;16", "LA;16", "RGB;16", "RGBA;16"};
  const std::size_t index = picture.channels <= 4 ? picture.channels : 0;
  return picture.depth == 16 ? sixteen[index] : eight[index];
}

Mode mode_of(const Picture& picture) noexcept { return static_cast<Mode>(std::clamp<int>(picture.channels, 1, 4) - 1); }

Picture to_grey(const Picture& picture, Grey weights) {
  if (picture.channels == 1) return picture;
  return picture.depth == 16 ? grey_of<std::uint16_t>(picture, weights) : grey_of<std::uint8_t>(picture, weights);
}

Picture to_mode(const Picture& picture, Mode mode) {
  if (mode == mode_of(picture)) return picture;
  const bool color_in = picture.channels >= 3, color_out = mode == Mode::rgb || mode == Mode::rgba;
  const bool alpha_in = picture.channels == 2 || picture.channels == 4;
  if (color_in && !color_out && mode == Mode::grey) return to_grey(picture);
  const Picture grey = color_in && !color_out ? to_grey(picture) : Picture();
  const Picture& colors = grey.channels == 1 ? grey : picture;
  Picture out(picture.width, picture.height, channels_of(mode), picture.depth);
  const std::size_t sample = picture.depth / 8U;
  const std::size_t pixels = static_cast<std::size_t>(out.width) * out.height;
  const std::size_t wanted = color_out ? 3 : 1;
  for (std::size_t i = 0; i < pixels; ++i) {
    std::uint8_t* to = out.samples.data() + i * out.pixel_bytes();
    const std::uint8_t* from = colors.samples.data() + i * colors.pixel_bytes();
    for (std::size_t c = 0; c < wanted; ++c)
      std::memcpy(to + c * sample, from + (colors.channels >= 3 ? c : 0) * sample, sample);
    if (out.channels != 2 && out.channels != 4) continue;
    if (alpha_in)
      std::memcpy(to + wanted * sample, picture.samples.data() + (i + 1) * picture.pixel_bytes() - sample, sample);
    else
      std::memset(to + wanted * sample, 0xff, sample);
  }
  return out;
}

Picture to_8_bits(const Picture& picture) {
  if (picture.depth == 8) return picture;
  Picture out(picture.width, picture.height, picture.channels);
  for (std::size_t i = 0; i < out.samples.size(); ++i)
    out.samples[i] = static_cast<std::uint8_t>(load<std::uint16_t>(picture.samples.data() + 2 * i) >> 8U);
  return out;
}

FloatPicture to_float(const Picture& picture) {
  FloatPicture out(picture.width, picture.height, picture.channels);
  for (std::size_t i = 0; i < out.samples.size(); ++i)
    out.samples[i] = picture.depth == 16 ? load<std::uint16_t>(picture.samples.data() + 2 * i) / 65535.0
                                         : picture.samples[i] / 255.0;
  return out;
}

Picture to_samples(const FloatPicture& picture) {
  if (picture.channels == 0 || picture.channels > 4)
    throw fail(Fault::data, "{} channels are no picture", picture.channels);
  Picture out(picture.width, picture.height, static_cast<std::uint8_t>(picture.channels));
  for (std::size_t i = 0; i < out.samples.size(); ++i) {
    const double value = picture.samples[i];
    if (!(value >= -1.0 && value <= 1.0))
      throw fail(Fault::data, "the value {} lies outside of -1 to 1", value)
          .hint("scale the array, or keep it as .npy");
    out.samples[i] = static_cast<std::uint8_t>(std::nearbyint(std::max(0.0, value) * 255.0));
  }
  return out;
}

bool swaps_sides(unsigned orientation) noexcept { return orientation >= 5 && orientation <= 8; }

Picture orient(Picture picture, unsigned orientation) {
  if (orientation < 2 || orientation > 8) return picture;
  const Turn turn = turn_of(orientation);
  Picture out(turn.swap ? picture.height : picture.width, turn.swap ? picture.width : picture.height, picture.channels,
              picture.depth);
  const std::size_t size = picture.pixel_bytes();
  turn_pixels(picture.width, picture.height, turn, [&](std::size_t from, std::size_t to) {
    std::memcpy(out.samples.data() + to * size, picture.samples.data() + from * size, size);
  });
  return out;
}

FloatPicture orient(FloatPicture picture, unsigned orientation) {
  if (orientation < 2 || orientation > 8) return picture;
  const Turn turn = turn_of(orientation);
  FloatPicture out(turn.swap ? picture.height : picture.width, turn.swap ? picture.width : picture.height,
                   picture.channels);
  turn_pixels(picture.width, picture.height, turn, [&](std::size_t from, std::size_t to) {
    std::copy_n(picture.samples.data() + from * picture.channels, picture.channels,
                out.samples.data() + to * picture.channels);
  });
  return out;
}

}  // namespace pytk::image
