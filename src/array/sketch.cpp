#include "sketch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace pytk::array {
namespace {

constexpr double top_capacity = 4096;  // of the highest level; each below has two thirds

}  // namespace

std::size_t QuantileSketch::capacity(std::size_t level) const {
  const auto depth = static_cast<double>(levels_.size() - 1 - level);
  return std::max<std::size_t>(8, static_cast<std::size_t>(std::ceil(top_capacity * std::pow(2.0 / 3.0, depth))));
}

void QuantileSketch::add(double value) {
  if (value != value) {
    has_nan_ = true;
    return;
  }
  low_ = count_ == 0 ? value : std::min(low_, value);
  high_ = count_ == 0 ? value : std::max(high_, value);
  ++count_;
  levels_[0].push_back(value);
  if (++held_ < most_ && levels_[0].size() < levels_[0].capacity()) return;
  compress();
}

// A level that is full hands every second of its sorted elements on; a coin says whether the even or the odd ones.
void QuantileSketch::compress() {
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    if (levels_[level].size() < capacity(level)) continue;
    if (level + 1 == levels_.size()) levels_.emplace_back();
    auto& full = levels_[level];
    std::sort(full.begin(), full.end());
    coin_ ^= coin_ << 13U;
    coin_ ^= coin_ >> 7U;
    coin_ ^= coin_ << 17U;
    const bool odd = full.size() % 2 != 0;
    const double left_over = full.back();
    const std::size_t even_size = full.size() - (odd ? 1 : 0);
    for (std::size_t i = coin_ & 1U; i < even_size; i += 2) levels_[level + 1].push_back(full[i]);
    full.clear();
    if (odd) full.push_back(left_over);
  }
  held_ = 0;
  most_ = 0;
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    held_ += levels_[level].size();
    most_ += capacity(level);
  }
  levels_[0].reserve(capacity(0) + 1);
}

double QuantileSketch::quantile(double share) const {
  if (has_nan_ || count_ == 0) return std::numeric_limits<double>::quiet_NaN();
  if (share <= 0) return low_;
  if (share >= 1) return high_;
  std::vector<std::pair<double, std::int64_t>> all;
  for (std::size_t level = 0; level < levels_.size(); ++level)
    for (const double v : levels_[level]) all.emplace_back(v, std::int64_t{1} << level);
  std::sort(all.begin(), all.end());
  std::int64_t total = 0;
  for (const auto& [value, weight] : all) total += weight;
  const double wanted = share * static_cast<double>(total - 1);
  std::int64_t passed = 0;
  for (const auto& [value, weight] : all) {
    passed += weight;
    if (static_cast<double>(passed) > wanted) return value;
  }
  return high_;
}

}  // namespace pytk::array
