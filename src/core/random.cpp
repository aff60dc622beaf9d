#include <pytk/core/random.hpp>

#include <bit>
#include <cerrno>

#include <sys/random.h>

#include <pytk/core/error.hpp>

namespace pytk {
namespace {

// Steele, Lea, Flood 2014: spreads a small seed over the whole state.
std::uint64_t split_mix(std::uint64_t& state) noexcept {
  std::uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31U);
}

}  // namespace

SeededRandom::SeededRandom(std::uint64_t seed, std::uint64_t stream) noexcept {
  std::uint64_t of_stream = stream ^ 0x5851F42D4C957F2DULL;
  std::uint64_t mixed = seed ^ split_mix(of_stream);
  for (auto& word : state_) word = split_mix(mixed);
}

// Blackman, Vigna 2018: xoshiro256**.
std::uint64_t SeededRandom::next() noexcept {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17U;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

std::uint64_t SeededRandom::below(std::uint64_t n) noexcept {
  if (n == 0) return 0;
  auto product = static_cast<unsigned __int128>(next()) * n;
  if (static_cast<std::uint64_t>(product) < n) {
    const std::uint64_t threshold = (0U - n) % n;
    while (static_cast<std::uint64_t>(product) < threshold) product = static_cast<unsigned __int128>(next()) * n;
  }
  return static_cast<std::uint64_t>(product >> 64U);
}

double SeededRandom::real() noexcept { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

void secure_random(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t got = ::getrandom(out.data(), out.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw fail(Fault::internal, "the kernel gives no random bytes");
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

std::uint64_t secure_seed() {
  std::uint64_t seed = 0;
  secure_random({reinterpret_cast<std::uint8_t*>(&seed), sizeof seed});
  return seed;
}

}  // namespace pytk
