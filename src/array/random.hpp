// NumPy's random streams, bit for bit: SeedSequence, the bit generators, and the draws that everything is made of.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace pytk::array {

/// Spreads entropy over the state of a generator (NumPy's SeedSequence, after M. E. O'Neill's seed_seq_fe).
class SeedSequence {
 public:
  /// The words of the seed, then those of the key of a spawned child.
  explicit SeedSequence(std::vector<std::uint32_t> entropy, std::vector<std::uint32_t> spawn_key = {});
  [[nodiscard]] std::vector<std::uint32_t> words(std::size_t count) const;
  [[nodiscard]] std::vector<std::uint64_t> words64(std::size_t count) const;
  /// The next child: its key is this one's, lengthened by how many there were before.
  [[nodiscard]] SeedSequence spawn();

 private:
  std::vector<std::uint32_t> entropy_, spawn_key_;
  std::uint32_t children_ = 0;
  std::array<std::uint32_t, 4> pool_{};
};

/// PCG 128/64 (O'Neill 2014): the output function XSL RR, or DXSM with its cheaper multiplier.
template <bool dxsm>
class Pcg {
 public:
  explicit Pcg(const SeedSequence& seed);
  std::uint64_t next64() noexcept {
    if constexpr (dxsm) {
      auto high = static_cast<std::uint64_t>(state_ >> 64U);
      const auto low = static_cast<std::uint64_t>(state_) | 1U;
      step();
      high ^= high >> 32U;
      high *= 0xda942042e4dd58b5ULL;
      high ^= high >> 48U;
      return high * low;
    }
    step();
    const auto folded = static_cast<std::uint64_t>(state_ >> 64U) ^ static_cast<std::uint64_t>(state_);
    const auto by = static_cast<unsigned>(state_ >> 122U);
    return folded >> by | folded << (-by & 63U);
  }
  void advance(unsigned __int128 steps) noexcept;
  void jump() noexcept;  ///< by the golden ratio of 2^128, as jumped() does

 private:
  static constexpr unsigned __int128 seeding =
      static_cast<unsigned __int128>(2549297995355413924ULL) << 64U | 4865540595714422341ULL;
  static constexpr unsigned __int128 multiplier =
      dxsm ? static_cast<unsigned __int128>(0xda942042e4dd58b5ULL) : seeding;
  void step() noexcept { state_ = state_ * multiplier + increment_; }
  unsigned __int128 state_ = 0, increment_ = 0;
};
using Pcg64 = Pcg<false>;
using Pcg64Dxsm = Pcg<true>;

/// Mersenne Twister (Matsumoto, Nishimura 1998).
class Mt19937 {
 public:
  explicit Mt19937(std::uint32_t seed);                  ///< RandomState(seed)
  explicit Mt19937(std::span<const std::uint32_t> key);  ///< RandomState([..])
  explicit Mt19937(const SeedSequence& seed);            ///< MT19937(seed)
  std::uint32_t next32() noexcept {
    if (at_ == 624) twist();
    std::uint32_t y = state_[at_++];
    y ^= y >> 11U;
    y ^= y << 7U & 0x9d2c5680U;
    y ^= y << 15U & 0xefc60000U;
    return y ^ y >> 18U;
  }
  std::uint64_t next64() noexcept {
    const std::uint64_t high = next32();
    return high << 32U | next32();
  }

 private:
  void start(std::uint32_t seed);
  void mix(std::span<const std::uint32_t> key);
  void twist() noexcept;
  std::array<std::uint32_t, 624> state_{};
  std::size_t at_ = 624;
};

/// Philox 4x64, 10 rounds (Salmon et al. 2011).
class Philox {
 public:
  explicit Philox(const SeedSequence& seed);
  std::uint64_t next64() noexcept { return at_ < 4 ? buffer_[at_++] : next_block(); }
  void advance(unsigned __int128 steps) noexcept;
  void jump() noexcept;  ///< by 2^128 blocks

 private:
  std::uint64_t next_block() noexcept;
  std::array<std::uint64_t, 4> counter_{}, buffer_{};
  std::array<std::uint64_t, 2> key_{};
  std::size_t at_ = 4;
};

/// Small fast chaotic generator (Doty-Humphrey).
class Sfc64 {
 public:
  explicit Sfc64(const SeedSequence& seed);
  std::uint64_t next64() noexcept {
    const auto result = a_ + b_ + count_++;
    a_ = b_ ^ b_ >> 11U;
    b_ = c_ + (c_ << 3U);
    c_ = (c_ << 24U | c_ >> 40U) + result;
    return result;
  }

 private:
  std::uint64_t a_ = 0, b_ = 0, c_ = 0, count_ = 1;
};

/// A bit generator with the draws of numpy.random.Generator, or of RandomState when `legacy`.
class Stream {
 public:
  using Bits = std::variant<Pcg64, Mt19937, Philox, Sfc64, Pcg64Dxsm>;
  Stream(Bits bits, bool legacy, std::string name) : bits_(bits), legacy_(legacy), name_(std::move(name)) {}
  [[nodiscard]] bool legacy() const noexcept { return legacy_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] Bits& bits() noexcept { return bits_; }

  std::uint64_t next64() noexcept;
  std::uint32_t next32() noexcept;
  std::uint64_t raw() noexcept;  ///< as random_raw(): 32 bits for the Mersenne Twister
  double real() noexcept;        ///< [0, 1)
  double normal() noexcept;      ///< ziggurat, or Marsaglia's polar method when legacy
  double exponential() noexcept;
  double gamma(double shape) noexcept;
  // Of single precision, from 32 bits each.
  float real32() noexcept { return static_cast<float>(next32() >> 8U) * 0x1p-24F; }
  float normal32() noexcept;
  float exponential32() noexcept;
  float gamma32(float shape) noexcept;
  // Many at once: the same numbers, without asking for every one which generator it is.
  void reals(double* out, std::int64_t count) noexcept;
  void normals(double* out, std::int64_t count) noexcept;
  void exponentials(double* out, std::int64_t count) noexcept;
  void bounded_all(std::uint64_t* out, std::int64_t count, std::uint64_t range) noexcept;

  /// [0, range] without bias: Lemire's way, 32 bits where they are enough.
  std::uint64_t bounded(std::uint64_t range) noexcept;
  /// [0, most] by masking and rejecting, as shuffles do.
  std::uint64_t interval(std::uint64_t most) noexcept;

 private:
  double polar_normal() noexcept;
  Bits bits_;
  bool legacy_;
  std::string name_;
  std::uint32_t kept_ = 0;
  bool has_kept_ = false;
  double spare_normal_ = 0;
  bool has_spare_ = false;
};

// The distributions, one draw each: continuous ones, then counts.
double draw_beta(Stream& s, double a, double b);
double draw_chisquare(Stream& s, double df);
double draw_f(Stream& s, double numerator, double denominator);
double draw_noncentral_chisquare(Stream& s, double df, double noncentrality);
double draw_noncentral_f(Stream& s, double numerator, double denominator, double noncentrality);
double draw_standard_t(Stream& s, double df);
double draw_laplace(Stream& s, double loc, double scale);
double draw_logistic(Stream& s, double loc, double scale);
double draw_gumbel(Stream& s, double loc, double scale);
double draw_rayleigh(Stream& s, double scale);
double draw_weibull(Stream& s, double a);
double draw_pareto(Stream& s, double a);
double draw_power(Stream& s, double a);
double draw_triangular(Stream& s, double left, double mode, double right);
double draw_vonmises(Stream& s, double mu, double kappa);
double draw_wald(Stream& s, double mean, double scale);
std::int64_t draw_poisson(Stream& s, double mean);
std::int64_t draw_binomial(Stream& s, std::int64_t n, double p);
std::int64_t draw_negative_binomial(Stream& s, double n, double p);
std::int64_t draw_geometric(Stream& s, double p);
std::int64_t draw_logseries(Stream& s, double p);
std::int64_t draw_zipf(Stream& s, double a);
std::int64_t draw_hypergeometric(Stream& s, std::int64_t good, std::int64_t bad, std::int64_t sample);

/// The words of an integer, lowest first; 0 is one word.
[[nodiscard]] std::vector<std::uint32_t> entropy_words(unsigned __int128 value);

}  // namespace pytk::array
