// Weights of a separable resampling, one list of neighbours an output pixel, and the loops that apply them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <pytk/image/resize.hpp>

namespace pytk::image {

/// For every output pixel the first input pixel it sees and its weights; rows of `stride` weights, zero where unused.
template <class Weight>
struct Taps {
  std::size_t in = 0, out = 0, stride = 0;
  std::vector<std::uint32_t> begin, count;
  std::vector<Weight> weight;
  [[nodiscard]] const Weight* of(std::size_t x) const noexcept { return weight.data() + x * stride; }
  [[nodiscard]] Weight* of(std::size_t x) noexcept { return weight.data() + x * stride; }
};

/// Pillow's precompute_coeffs; the stride is a multiple of 16, so that wide registers may read past the end.
[[nodiscard]] Taps<double> pillow_taps(std::size_t in, std::size_t out, Filter filter);
/// Weights * 2^22, rounded away from zero at half.
[[nodiscard]] Taps<std::int32_t> integer_taps(const Taps<double>& taps);

constexpr int precision = 22;

/// Across: one row of 8-bit samples to one of taps.out pixels.
class Across {
 public:
  Across(Taps<std::int32_t> taps, std::uint8_t channels);
  void operator()(const std::uint8_t* in, std::uint8_t* out);

 private:
  void spread(const std::uint8_t* in);
  Taps<std::int32_t> taps_;
  std::vector<std::int16_t> high_, low_;  ///< weight = high * 2^11 + low
  std::vector<std::int16_t> planes_;      ///< one plane a channel, padded
  std::size_t plane_ = 0;
  std::uint8_t channels_;
  bool fast_;
};

/// Down: rows go in from the top, finished rows come out from the top.
class Down {
 public:
  Down(Taps<std::int32_t> taps, std::size_t samples);
  /// Adds the next input row. Then take() gives the rows that are finished.
  void add(const std::uint8_t* row);
  [[nodiscard]] bool ready() const noexcept;
  void take(std::uint8_t* out);

 private:
  std::int32_t* sum_of(std::size_t out) noexcept { return sums_.data() + (out % window_) * samples_; }
  Taps<std::int32_t> taps_;
  std::size_t samples_, window_, next_in_ = 0, next_out_ = 0, opened_ = 0;
  std::vector<std::int32_t> sums_;
};

/// RGBA and LA with alpha multiplied in, as Pillow's RGBa, and back.
void multiply_alpha(std::uint8_t* row, std::size_t pixels, std::uint8_t channels) noexcept;
void divide_alpha(std::uint8_t* row, std::size_t pixels, std::uint8_t channels) noexcept;

}  // namespace pytk::image
