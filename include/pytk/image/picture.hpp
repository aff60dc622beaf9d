// Pictures as the verbs see them: 8- or 16-bit samples (raster::Picture) or real numbers, and how one becomes the
// other.
//   Picture grey = to_grey(picture, Grey::bt601);
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include <pytk/core/error.hpp>
#include <pytk/raster/picture.hpp>

namespace pytk::image {

using raster::Picture;
using raster::PictureLimits;

/// Rows from the top, channels interleaved. Pictures made from samples lie in [0, 1].
struct FloatPicture {
  FloatPicture() = default;
  FloatPicture(std::uint32_t wide, std::uint32_t high, std::uint32_t channel_count)
      : width(wide),
        height(high),
        channels(channel_count),
        samples(static_cast<std::size_t>(wide) * high * channel_count) {}
  std::uint32_t width = 0, height = 0, channels = 0;
  std::vector<double> samples;
  [[nodiscard]] const double* row(std::size_t y) const noexcept { return samples.data() + y * width * channels; }
  [[nodiscard]] double* row(std::size_t y) noexcept { return samples.data() + y * width * channels; }
};

/// What a file may hold: samples, or an array of real numbers (.npy).
using AnyPicture = std::variant<Picture, FloatPicture>;

/// The weights of red, green and blue: BT.601 in Pillow's 16-bit integers, or BT.709 in real numbers (scikit-image).
enum class Grey : std::uint8_t { bt601, bt709 };

enum class Mode : std::uint8_t { grey, grey_alpha, rgb, rgba };
[[nodiscard]] std::string_view mode_name(const Picture& picture) noexcept;  ///< "L", "LA", "RGB", "RGBA", with ";16"
[[nodiscard]] Mode mode_of(const Picture& picture) noexcept;

/// One grey channel of the same depth; alpha is left out, as Pillow's convert('L') does.
[[nodiscard]] Picture to_grey(const Picture& picture, Grey weights = Grey::bt601);
/// Adds or leaves out channels; new alpha is opaque, grey is spread over red, green and blue.
[[nodiscard]] Picture to_mode(const Picture& picture, Mode mode);
/// 16-bit samples become their high byte.
[[nodiscard]] Picture to_8_bits(const Picture& picture);
/// Sample / 255 or / 65535 (img_as_float).
[[nodiscard]] FloatPicture to_float(const Picture& picture);
/// Sample * 255, rounded half to even; negative values become 0. Throws Fault::data outside [-1, 1] (img_as_ubyte).
[[nodiscard]] Picture to_samples(const FloatPicture& picture);

/// The picture as EXIF's orientation tag wants it to be seen: 1 to 8, everything else means 1.
[[nodiscard]] Picture orient(Picture picture, unsigned orientation);
[[nodiscard]] FloatPicture orient(FloatPicture picture, unsigned orientation);
[[nodiscard]] bool swaps_sides(unsigned orientation) noexcept;

}  // namespace pytk::image
