// NumPy's random streams, bit for bit: SeedSequence, the four bit generators, and the draws that everything is made of.
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
  explicit SeedSequence(std::span<const std::uint32_t> entropy);
  [[nodiscard]] std::vector<std::uint32_t> words(std::size_t count) const;
  [[nodiscard]] std::vector<std::uint64_t> words64(std::size_t count) const;

 private:
  std::array<std::uint32_t, 4> pool_{};
};

/// PCG XSL RR 128/64 (O'Neill 2014).
class Pcg64 {
 public:
  explicit Pcg64(const SeedSequence& seed);
  std::uint64_t next64() noexcept;
  void advance(unsigned __int128 steps) noexcept;

 private:
  unsigned __int128 state_ = 0, increment_ = 0;
};

/// Mersenne Twister (Matsumoto, Nishimura 1998).
class Mt19937 {
 public:
  explicit Mt19937(std::uint32_t seed);                       ///< RandomState(seed)
  explicit Mt19937(std::span<const std::uint32_t> key);       ///< RandomState([..])
  explicit Mt19937(const SeedSequence& seed);                 ///< MT19937(seed)
  std::uint32_t next32() noexcept;

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
  std::uint64_t next64() noexcept;

 private:
  std::array<std::uint64_t, 4> counter_{}, buffer_{};
  std::array<std::uint64_t, 2> key_{};
  std::size_t at_ = 4;
};

/// Small fast chaotic generator (Doty-Humphrey).
class Sfc64 {
 public:
  explicit Sfc64(const SeedSequence& seed);
  std::uint64_t next64() noexcept;

 private:
  std::uint64_t a_ = 0, b_ = 0, c_ = 0, count_ = 1;
};

/// A bit generator with the draws of numpy.random.Generator, or of RandomState when `legacy`.
class Stream {
 public:
  using Bits = std::variant<Pcg64, Mt19937, Philox, Sfc64>;
  Stream(Bits bits, bool legacy, std::string name) : bits_(bits), legacy_(legacy), name_(std::move(name)) {}
  [[nodiscard]] bool legacy() const noexcept { return legacy_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] Bits& bits() noexcept { return bits_; }

  std::uint64_t next64() noexcept;
  std::uint32_t next32() noexcept;
  std::uint64_t raw() noexcept;  ///< as random_raw(): 32 bits for the Mersenne Twister
  double real() noexcept;        ///< [0, 1)
  float real32() noexcept;
  double normal() noexcept;      ///< ziggurat, or Marsaglia's polar method when legacy
  double exponential() noexcept;
  double gamma(double shape) noexcept;
  std::int64_t poisson(double mean) noexcept;
  std::int64_t binomial(std::int64_t n, double p) noexcept;
  std::int64_t geometric(double p) noexcept;
  /// [0, range] without bias: Lemire's way, 32 bits where they are enough.
  std::uint64_t bounded(std::uint64_t range) noexcept;
  /// [0, most] by masking and rejecting, as shuffles do.
  std::uint64_t interval(std::uint64_t most) noexcept;

 private:
  double ziggurat_normal() noexcept;
  double polar_normal() noexcept;
  double ziggurat_exponential() noexcept;
  std::int64_t poisson_by_products(double mean) noexcept;
  std::int64_t poisson_by_rejection(double mean) noexcept;
  std::int64_t binomial_by_inversion(std::int64_t n, double p) noexcept;
  std::int64_t binomial_by_rejection(std::int64_t n, double p) noexcept;
  Bits bits_;
  bool legacy_;
  std::string name_;
  std::uint32_t kept_ = 0;
  bool has_kept_ = false;
  double spare_normal_ = 0;
  bool has_spare_ = false;
};

/// The words of an integer, lowest first; 0 is one word.
[[nodiscard]] std::vector<std::uint32_t> entropy_words(unsigned __int128 value);

}  // namespace pytk::array
