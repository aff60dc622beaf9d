#include <algorithm>
#include <bit>
#include <cmath>

#include <pytk/echo/load.hpp>

namespace pytk::echo {

void Histogram::add(std::int64_t nanoseconds) noexcept {
  const std::uint64_t value = nanoseconds < 0 ? 0 : static_cast<std::uint64_t>(nanoseconds);
  // Below 64 each value has a bucket; above, the six bits after the leading one choose it.
  const unsigned width = value == 0 ? 0 : static_cast<unsigned>(std::bit_width(value)) - 1;
  const std::uint64_t at =
      width < sub_bits ? value
                       : (std::uint64_t{width - sub_bits + 1} << sub_bits) + ((value >> (width - sub_bits)) & 63U);
  ++buckets_[std::min<std::uint64_t>(at, buckets_.size() - 1)];
  ++count_;
  greatest_ = std::max(greatest_, static_cast<std::int64_t>(value));
  sum_ += static_cast<double>(value);
}

std::int64_t Histogram::quantile(double q) const noexcept {
  if (count_ == 0) return 0;
  const auto wanted =
      std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::uint64_t at = 0; at < buckets_.size(); ++at) {
    seen += buckets_[at];
    if (seen < wanted) continue;
    const std::uint64_t power = at >> sub_bits, low = at & 63U;
    const std::uint64_t end = power == 0 ? low : ((64U + low + 1) << (power - 1)) - 1;
    return std::min(greatest_, static_cast<std::int64_t>(end));
  }
  return greatest_;
}

}  // namespace pytk::echo
