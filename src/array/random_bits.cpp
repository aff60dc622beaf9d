#include <algorithm>

#include "random.hpp"

namespace pytk::array {
namespace {

std::uint32_t hash_mix(std::uint32_t value, std::uint32_t& constant) {
  value ^= constant;
  constant *= 0x931e8875U;
  value *= constant;
  return value ^ value >> 16U;
}
std::uint32_t mix(std::uint32_t x, std::uint32_t y) {
  const std::uint32_t result = 0xca01f9ddU * x - 0x4973f715U * y;
  return result ^ result >> 16U;
}

}  // namespace

std::vector<std::uint32_t> entropy_words(unsigned __int128 value) {
  std::vector<std::uint32_t> words;
  do {
    words.push_back(static_cast<std::uint32_t>(value));
    value >>= 32U;
  } while (value != 0);
  return words;
}

SeedSequence::SeedSequence(std::vector<std::uint32_t> entropy, std::vector<std::uint32_t> spawn_key)
    : entropy_(std::move(entropy)), spawn_key_(std::move(spawn_key)) {
  auto words = entropy_;
  // Filled up to the pool, so that a child of a short seed is no other seed's stream.
  if (!spawn_key_.empty() && words.size() < pool_.size()) words.resize(pool_.size(), 0);
  words.insert(words.end(), spawn_key_.begin(), spawn_key_.end());
  std::uint32_t constant = 0x43b0d7e5U;
  for (std::size_t i = 0; i < pool_.size(); ++i) pool_[i] = hash_mix(i < words.size() ? words[i] : 0, constant);
  for (std::size_t from = 0; from < pool_.size(); ++from)
    for (std::size_t to = 0; to < pool_.size(); ++to)
      if (from != to) pool_[to] = mix(pool_[to], hash_mix(pool_[from], constant));
  for (std::size_t i = pool_.size(); i < words.size(); ++i)
    for (auto& word : pool_) word = mix(word, hash_mix(words[i], constant));
}

SeedSequence SeedSequence::spawn() {
  auto key = spawn_key_;
  key.push_back(children_++);
  return SeedSequence(entropy_, key);
}

std::vector<std::uint32_t> SeedSequence::words(std::size_t count) const {
  std::vector<std::uint32_t> out(count);
  std::uint32_t constant = 0x8b51f9ddU;
  for (std::size_t i = 0; i < count; ++i) {
    std::uint32_t value = pool_[i % 4] ^ constant;
    constant *= 0x58f38dedU;
    value *= constant;
    out[i] = value ^ value >> 16U;
  }
  return out;
}
std::vector<std::uint64_t> SeedSequence::words64(std::size_t count) const {
  const auto halves = words(count * 2);
  std::vector<std::uint64_t> out(count);
  for (std::size_t i = 0; i < count; ++i) out[i] = halves[2 * i] | static_cast<std::uint64_t>(halves[2 * i + 1]) << 32U;
  return out;
}

template <bool dxsm>
Pcg<dxsm>::Pcg(const SeedSequence& seed) {
  const auto w = seed.words64(4);
  const auto start = static_cast<unsigned __int128>(w[0]) << 64U | w[1];
  increment_ = (static_cast<unsigned __int128>(w[2]) << 64U | w[3]) << 1U | 1U;
  // Seeding takes the larger multiplier for both.
  state_ = (increment_ + start) * seeding + increment_;
}
// Brown 1994: a linear congruential generator jumps in log2(steps) squarings.
template <bool dxsm>
void Pcg<dxsm>::advance(unsigned __int128 steps) noexcept {
  unsigned __int128 factor = multiplier, plus = increment_, all_factor = 1, all_plus = 0;
  for (; steps != 0; steps >>= 1U) {
    if ((steps & 1U) != 0) {
      all_factor *= factor;
      all_plus = all_plus * factor + plus;
    }
    plus *= factor + 1;
    factor *= factor;
  }
  state_ = state_ * all_factor + all_plus;
}
template <bool dxsm>
void Pcg<dxsm>::jump() noexcept {
  advance(static_cast<unsigned __int128>(0x9e3779b97f4a7c15ULL) << 64U | 0xf39cc0605cedc835ULL);
}
template class Pcg<false>;
template class Pcg<true>;

Mt19937::Mt19937(std::uint32_t seed) { start(seed); }
Mt19937::Mt19937(std::span<const std::uint32_t> key) { mix(key); }
Mt19937::Mt19937(const SeedSequence& seed) {
  const auto words = seed.words(624);
  std::copy(words.begin(), words.end(), state_.begin());
  state_[0] = 0x80000000U;
  at_ = 623;
}
void Mt19937::start(std::uint32_t seed) {
  for (std::uint32_t i = 0; i < 624; ++i) {
    state_[i] = seed;
    seed = 1812433253U * (seed ^ seed >> 30U) + i + 1;
  }
  at_ = 624;
}
void Mt19937::mix(std::span<const std::uint32_t> key) {
  start(19650218U);
  std::size_t i = 1, j = 0;
  const auto step = [&] {
    if (++i >= 624) {
      state_[0] = state_[623];
      i = 1;
    }
  };
  for (std::size_t k = std::max<std::size_t>(624, key.size()); k > 0; --k) {
    state_[i] =
        (state_[i] ^ (state_[i - 1] ^ state_[i - 1] >> 30U) * 1664525U) + key[j] + static_cast<std::uint32_t>(j);
    step();
    if (++j >= key.size()) j = 0;
  }
  for (std::size_t k = 623; k > 0; --k) {
    state_[i] = (state_[i] ^ (state_[i - 1] ^ state_[i - 1] >> 30U) * 1566083941U) - static_cast<std::uint32_t>(i);
    step();
  }
  state_[0] = 0x80000000U;
}
void Mt19937::twist() noexcept {
  for (std::size_t i = 0; i < 624; ++i) {
    const auto y = (state_[i] & 0x80000000U) | (state_[(i + 1) % 624] & 0x7fffffffU);
    state_[i] = state_[(i + 397) % 624] ^ y >> 1U ^ ((y & 1U) != 0 ? 0x9908b0dfU : 0U);
  }
  at_ = 0;
}

Philox::Philox(const SeedSequence& seed) {
  const auto words = seed.words64(2);
  key_ = {words[0], words[1]};
}
std::uint64_t Philox::next_block() noexcept {
  for (auto& word : counter_)
    if (++word != 0) break;
  auto c = counter_;
  auto k = key_;
  for (int round = 0; round < 10; ++round) {
    if (round > 0) {
      k[0] += 0x9E3779B97F4A7C15ULL;
      k[1] += 0xBB67AE8584CAA73BULL;
    }
    const auto p = static_cast<unsigned __int128>(0xD2E7470EE14C6C93ULL) * c[0];
    const auto q = static_cast<unsigned __int128>(0xCA5A826395121157ULL) * c[2];
    c = {static_cast<std::uint64_t>(q >> 64U) ^ c[1] ^ k[0], static_cast<std::uint64_t>(q),
         static_cast<std::uint64_t>(p >> 64U) ^ c[3] ^ k[1], static_cast<std::uint64_t>(p)};
  }
  buffer_ = c;
  at_ = 1;
  return buffer_[0];
}

void Philox::advance(unsigned __int128 steps) noexcept {
  unsigned __int128 carry = steps;
  for (auto& word : counter_) {
    carry += word;
    word = static_cast<std::uint64_t>(carry);
    carry >>= 64U;
  }
  at_ = 4;
}
void Philox::jump() noexcept {
  for (std::size_t i = 2; i < counter_.size(); ++i)
    if (++counter_[i] != 0) break;
  at_ = 4;
}

Sfc64::Sfc64(const SeedSequence& seed) {
  const auto words = seed.words64(3);
  a_ = words[0];
  b_ = words[1];
  c_ = words[2];
  for (int i = 0; i < 12; ++i) (void)next64();
}

}  // namespace pytk::array
