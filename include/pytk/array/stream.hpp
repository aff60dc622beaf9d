// Reductions of what comes block by block and is never all there: sums, means, extremes, histograms, quantiles.
//   StreamReduction r("x.mean() + x.std()", "x", {});  if (r.possible()) { feed(r.add(block) ...); r.finish(); }
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <pytk/array/eval.hpp>

namespace pytk::array {

struct StreamOptions {
  /// Quantiles from a sketch of fixed size instead of a temporary file with all numbers.
  bool approximate = false;
};

class StreamReduction {
 public:
  /// Throws Fault::usage for the expression's faults.
  StreamReduction(std::string_view expression, std::string name, const StreamOptions& options);
  ~StreamReduction();
  StreamReduction(const StreamReduction&) = delete;
  StreamReduction& operator=(const StreamReduction&) = delete;
  /// True if the name stands only inside whole reductions (or those of axis 0) of elementwise arithmetic.
  [[nodiscard]] bool possible() const noexcept;
  /// Rows of the input: one dimension, or two of always the same width.
  void add(const Array& block);
  /// The value of the expression, after all blocks.
  [[nodiscard]] Result finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pytk::array
