// Resizing, equal to Pillow to the last bit or to scikit-image within rounding.
//   Picture small = resize(picture, 224, 224, Filter::lanczos);
//   FloatPicture f = resize_spline(picture, 128, 128, {.order = 1});
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include <pytk/core/cancel.hpp>
#include <pytk/image/picture.hpp>

namespace pytk::image {

enum class Filter : std::uint8_t { nearest, box, bilinear, hamming, bicubic, lanczos };
[[nodiscard]] std::optional<Filter> filter_of_name(std::string_view name) noexcept;

/// Pillow's Image.resize: a convolution whose support grows when shrinking, 22-bit integer weights for 8-bit samples,
/// across first, then down; alpha is multiplied in before and taken out after. 16-bit samples are computed in double.
[[nodiscard]] Picture resize(const Picture& picture, std::uint32_t width, std::uint32_t height, Filter filter);
[[nodiscard]] FloatPicture resize(const FloatPicture& picture, std::uint32_t width, std::uint32_t height,
                                  Filter filter);

/// Gives the rows of a picture from the top; `row` has width * channels bytes. Returns an error to stop.
using Rows = std::function<Result<void>(std::uint8_t* row)>;
/// The same from rows as they are decoded: memory for a few rows and the result only. Not for Filter::nearest.
[[nodiscard]] Result<Picture> resize_rows(std::uint32_t in_width, std::uint32_t in_height, std::uint8_t channels,
                                          const Rows& rows, std::uint32_t width, std::uint32_t height, Filter filter);

/// skimage.transform.resize 0.19 (mode 'reflect'): Gaussian blur when shrinking, then a spline of order 0 to 5 on the
/// grid of pixel centres, cut to the range of the input.
struct SplineOptions {
  int order = 1;
  std::optional<bool> anti_aliasing{};  ///< nothing: when an axis shrinks
};
[[nodiscard]] FloatPicture resize_spline(const FloatPicture& picture, std::uint32_t width, std::uint32_t height,
                                         const SplineOptions& options = {});
/// Order 0 keeps integer samples, also through the blur, as scikit-image does.
[[nodiscard]] Picture resize_spline_nearest(const Picture& picture, std::uint32_t width, std::uint32_t height,
                                            std::optional<bool> anti_aliasing = {});

/// How a picture is brought to a box: stretched, covering it (cut), inside it, or inside with a border.
enum class Fit : std::uint8_t { fill, cover, contain, pad };
struct Placement {
  std::uint32_t width = 0, height = 0;  ///< to resize to
  std::uint32_t x = 0, y = 0;           ///< cover: where the box lies in it; pad: where it lies in the box
};
/// Throws Fault::usage for a side of 0 or a result over the limits.
[[nodiscard]] Placement place(std::uint32_t in_width, std::uint32_t in_height, std::uint32_t width,
                              std::uint32_t height, Fit fit, double gravity_x = 0.5, double gravity_y = 0.5);
[[nodiscard]] Picture cut(const Picture& picture, std::uint32_t x, std::uint32_t y, std::uint32_t width,
                          std::uint32_t height);
/// `picture` on a ground of one colour; missing channels of the colour are taken as grey and opaque.
[[nodiscard]] Picture put_on(const Picture& picture, std::uint32_t width, std::uint32_t height, std::uint32_t x,
                             std::uint32_t y, const std::uint8_t (&rgba)[4]);

}  // namespace pytk::image
