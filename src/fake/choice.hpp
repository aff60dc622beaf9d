// One of several values, each with its weight.
#pragma once

#include "generator.hpp"

namespace pytk::fake {

struct Choice final : Prepared {
  std::vector<std::string> values;
  std::vector<std::uint64_t> ends;  ///< cumulative weights
  void add(std::string value, std::uint64_t weight) {
    values.push_back(std::move(value));
    ends.push_back((ends.empty() ? 0 : ends.back()) + weight);
  }
  [[nodiscard]] std::size_t pick(Draw& draw) const noexcept;
};
/// Weights of any size as whole numbers of 2^32 together. Throws Fault::usage for negative ones and when all are 0.
[[nodiscard]] std::vector<std::uint64_t> whole_weights(std::span<const double> weights);

}  // namespace pytk::fake
