// Numbers about pictures: statistics, thresholds, differences, perceptual hashes. Definitions are those of NumPy,
// scikit-image 0.19 and imagehash.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pytk/image/picture.hpp>

namespace pytk::image {

struct Statistics {
  double min = 0, max = 0, mean = 0, std = 0, median = 0, p1 = 0, p99 = 0;
  double entropy = 0;  ///< Shannon's, in bits, over the distinct values
};
/// Of one channel, or of all samples together with channel -1. std divides by N; percentiles are interpolated.
[[nodiscard]] Statistics statistics(const AnyPicture& picture, int channel = -1);

enum class Threshold : std::uint8_t { otsu, li, yen, triangle, isodata, mean, minimum };
[[nodiscard]] std::optional<Threshold> threshold_of_name(std::string_view name) noexcept;
[[nodiscard]] std::vector<std::string> threshold_names();
/// skimage.filters.threshold_*: the foreground is what is larger. `grey` has one channel of 8 or 16 bits.
/// Throws Fault::data where a method finds no threshold (minimum: the histogram has not two peaks).
[[nodiscard]] double threshold(const Picture& grey, Threshold method);
/// 255 where the sample is larger, else 0.
[[nodiscard]] Picture binarize(const Picture& grey, double threshold);

struct Difference {
  double mse = 0, psnr = 0, ssim = 0, max_abs = 0;  ///< psnr is infinite for equal pictures
  bool identical = false;
};
struct CompareOptions {
  bool gaussian = false;  ///< SSIM as Wang et al. 2004: Gaussian weights of sigma 1.5, population covariance
  bool with_ssim = true;
  std::optional<double> range{};  ///< of the data; nothing: 255, 65535, or 1 for real numbers
};
/// Throws Fault::data when the shapes differ, or when a side is too small for SSIM's window.
[[nodiscard]] Difference compare(const AnyPicture& a, const AnyPicture& b, const CompareOptions& options = {});
/// |a - b|, sample by sample; both have the same shape and depth.
[[nodiscard]] Picture absolute_difference(const Picture& a, const Picture& b);

enum class HashKind : std::uint8_t { ahash, dhash, phash, whash };
[[nodiscard]] std::optional<HashKind> hash_of_name(std::string_view name) noexcept;
/// imagehash's bits, row by row, as lower-case hexadecimal; `side` is a power of two up to 64 (whash) or 2 to 64.
[[nodiscard]] std::string perceptual_hash(const Picture& picture, HashKind kind, unsigned side = 8);
/// Bits that differ; the hashes must be equally long.
[[nodiscard]] unsigned hamming_distance(std::string_view a, std::string_view b);

struct Duplicate {
  std::size_t group, item;
  unsigned distance;  ///< to the group's first item
};
/// Groups of hashes that a chain of steps of at most `most` bits connects; single ones are left out.
[[nodiscard]] std::vector<Duplicate> duplicates(const std::vector<std::string>& hashes, unsigned most);

}  // namespace pytk::image
