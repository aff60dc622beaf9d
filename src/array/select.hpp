// The k-th smallest of many numbers without copying them: counted by their leading bits, then looked up.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace pytk::array {

struct Selection {
  bool has_nan = false;
  std::vector<double> values;  ///< for each rank; empty if there is a nan
};
/// Elements at `ranks` (0 is the smallest) of `values` as if they were sorted.
[[nodiscard]] Selection select_ranks(std::span<const double> values, std::span<const std::int64_t> ranks);

}  // namespace pytk::array
