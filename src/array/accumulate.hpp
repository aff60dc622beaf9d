// What a reduction keeps of the elements that went by.
#pragma once

#include <memory>
#include <string>

#include "calls.hpp"

namespace pytk::array {

class Accumulator {
 public:
  virtual ~Accumulator() = default;
  virtual void add(const Array& values) = 0;
  [[nodiscard]] virtual Value finish() = 0;
};

/// For the function and its other arguments; nullptr if it has to see all elements at once. `approximate`: quantiles
/// from a sketch.
[[nodiscard]] std::unique_ptr<Accumulator> make_accumulator(const Call& call, bool approximate);

}  // namespace pytk::array
