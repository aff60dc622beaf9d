#include <pytk/portscan/order.hpp>

namespace pytk::portscan {
namespace {

std::uint64_t square_root_up(std::uint64_t n) noexcept {
  std::uint64_t low = 1, high = std::uint64_t{1} << 32U;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (middle * middle >= n) high = middle;
    else low = middle + 1;
  }
  return low;
}

/// Round function: the finaliser of SplitMix64 over round, half and seed.
std::uint64_t mixed(unsigned round, std::uint64_t half, std::uint64_t seed) noexcept {
  std::uint64_t x = half + seed * 0x9e3779b97f4a7c15ULL + round * 0xd1b54a32d192ed03ULL;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
  x ^= x >> 31U;
  x = (x ^ (seed >> 7U)) * 0xff51afd7ed558ccdULL;
  return (x ^ (x >> 33U)) >> 1U;  // half the range: adding a half of the index cannot wrap
}

}  // namespace

Order::Order(std::uint64_t n, std::uint64_t seed) noexcept
    : n_(n), a_(square_root_up(n == 0 ? 1 : n)), b_((n + a_ - 1) / a_), seed_(seed) {
  if (b_ == 0) b_ = 1;
}

std::uint64_t Order::once(std::uint64_t m) const noexcept {
  std::uint64_t left = m % a_, right = m / a_;
  for (unsigned round = 1; round <= rounds; ++round) {
    const std::uint64_t next = (left + mixed(round, right, seed_)) % (round % 2 == 1 ? a_ : b_);
    left = right;
    right = next;
  }
  return a_ * right + left;  // an even number of rounds leaves left < a and right < b
}

std::uint64_t Order::at(std::uint64_t index) const noexcept {
  // a*b exceeds n by less than a, so a second walk is rare.
  std::uint64_t m = once(index);
  while (m >= n_) m = once(m);
  return m;
}

}  // namespace pytk::portscan
