// Samples counted by value.
#pragma once

#include <cstdint>
#include <vector>

#include <pytk/image/picture.hpp>

namespace pytk::image {

/// counts[v] of 256 or 65536 values; channel -1 counts all samples.
[[nodiscard]] std::vector<std::uint64_t> histogram(const Picture& picture, int channel = -1);

}  // namespace pytk::image
