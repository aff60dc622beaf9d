// Smoothing and edges, with the borders and scales of scikit-image and SciPy.
#pragma once

#include <pytk/image/picture.hpp>

namespace pytk::image {

/// skimage.filters.gaussian: both axes, border pixels repeated, truncated at 4 sigma. Samples stay samples (rounded).
[[nodiscard]] Picture gaussian(const Picture& picture, double sigma);
[[nodiscard]] FloatPicture gaussian(const FloatPicture& picture, double sigma);

/// scipy.ndimage.median_filter with a square window of odd `size` up to 101, borders mirrored with the edge repeated.
[[nodiscard]] Picture median(const Picture& picture, unsigned size);

/// skimage.filters.sobel: the magnitude, sqrt((h^2 + v^2) / 2) with kernels that sum to 1 on each side; grey, 0 to 1.
[[nodiscard]] FloatPicture sobel(const FloatPicture& grey);

/// skimage.filters.unsharp_mask: picture + amount * (picture - gaussian), cut to 0..1.
[[nodiscard]] FloatPicture unsharp(const FloatPicture& picture, double radius, double amount);

/// Cuts and turns: a quarter turn moves pixels and loses nothing.
enum class Turn : std::uint8_t { right, half, left, flip_horizontal, flip_vertical, transpose, transverse };
[[nodiscard]] Picture turn(Picture picture, Turn how);

}  // namespace pytk::image
