// Quantiles of an endless stream in fixed memory: the KLL sketch (Karnin, Lang, Liberty 2016) with a fixed seed.
#pragma once

#include <cstdint>
#include <vector>

namespace pytk::array {

class QuantileSketch {
 public:
  void add(double value);
  /// The value whose rank is near share * count; within about 0.1 % of the count.
  [[nodiscard]] double quantile(double share) const;
  [[nodiscard]] std::int64_t count() const noexcept { return count_; }
  [[nodiscard]] bool has_nan() const noexcept { return has_nan_; }

 private:
  void compress();
  [[nodiscard]] std::size_t capacity(std::size_t level) const;
  std::vector<std::vector<double>> levels_{1};  ///< an element of level i stands for 2^i
  std::int64_t count_ = 0;
  std::size_t held_ = 0, most_ = 0;
  std::uint64_t coin_ = 0x9E3779B97F4A7C15ULL;
  bool has_nan_ = false;
  double low_ = 0, high_ = 0;
};

}  // namespace pytk::array
