// Uniform, normal, exponential and gamma numbers from a stream of bits, in the order and with the arithmetic of
// numpy.random.
#include <cmath>
#include <limits>

#include "random.hpp"
#include "ziggurat_tables.hpp"

namespace pytk::array {
namespace {

// The rightmost layers' edges of the two ziggurats (Marsaglia, Tsang 2000; 256 layers).
constexpr double normal_edge = 3.6541528853610087963519472518;
constexpr double normal_edge_inverse = 0.27366123732975827203338247596;
constexpr double exponential_edge = 7.69711747013104972;

template <class Bits>
double real_of(Bits& bits) noexcept {
  if constexpr (std::is_same_v<Bits, Mt19937>) {
    const auto a = static_cast<double>(bits.next32() >> 5U);
    const auto b = static_cast<double>(bits.next32() >> 6U);
    return (a * 67108864.0 + b) / 9007199254740992.0;
  } else {
    return static_cast<double>(bits.next64() >> 11U) * 0x1p-53;
  }
}

// What is left of the normal ziggurat beside the 99 % of the first try. False: begin again.
template <class Bits>
[[gnu::noinline]] bool normal_edge_case(Bits& bits, std::size_t layer, std::uint64_t magnitude, double& x) noexcept {
  if (layer == 0) {
    for (;;) {
      const double away = -normal_edge_inverse * std::log1p(-real_of(bits));
      const double height = -std::log1p(-real_of(bits));
      if (height + height <= away * away) continue;
      x = (magnitude >> 8U & 1U) != 0 ? -(normal_edge + away) : normal_edge + away;
      return true;
    }
  }
  return (ziggurat_fi[layer - 1] - ziggurat_fi[layer]) * real_of(bits) + ziggurat_fi[layer] < std::exp(-0.5 * x * x);
}
template <class Bits>
double ziggurat_normal(Bits& bits) noexcept {
  for (;;) {
    auto word = bits.next64();
    const auto layer = static_cast<std::size_t>(word & 0xFFU);
    word >>= 8U;
    const auto magnitude = word >> 1U & 0x000fffffffffffffU;
    double x = static_cast<double>(static_cast<std::int64_t>(magnitude)) * ziggurat_wi[layer];
    if ((word & 1U) != 0) x = -x;
    if (magnitude < ziggurat_ki[layer] || normal_edge_case(bits, layer, magnitude, x)) return x;
  }
}
template <class Bits>
double ziggurat_exponential(Bits& bits) noexcept {
  for (;;) {
    auto word = bits.next64() >> 3U;
    const auto layer = static_cast<std::size_t>(word & 0xFFU);
    word >>= 8U;
    const double x = static_cast<double>(static_cast<std::int64_t>(word)) * ziggurat_we[layer];
    if (word < ziggurat_ke[layer]) return x;
    if (layer == 0) return exponential_edge - std::log1p(-real_of(bits));
    if ((ziggurat_fe[layer - 1] - ziggurat_fe[layer]) * real_of(bits) + ziggurat_fe[layer] < std::exp(-x)) return x;
  }
}

// std::visit would throw where the variant holds nothing, which cannot be: no generator's copy throws.
template <class Use>
auto with(Stream::Bits& all, Use&& use) noexcept {
  if (auto* bits = std::get_if<Mt19937>(&all)) return use(*bits);
  if (auto* bits = std::get_if<Philox>(&all)) return use(*bits);
  if (auto* bits = std::get_if<Sfc64>(&all)) return use(*bits);
  if (auto* bits = std::get_if<Pcg64Dxsm>(&all)) return use(*bits);
  auto* bits = std::get_if<Pcg64>(&all);
  if (bits == nullptr) __builtin_unreachable();
  return use(*bits);
}

// Works on a copy that the compiler can keep in registers.
template <class Draw>
void fill(Stream::Bits& all, double* out, std::int64_t count, Draw&& draw) noexcept {
  with(all, [&](auto& bits) {
    auto local = bits;
    for (std::int64_t i = 0; i < count; ++i) out[i] = draw(local);
    bits = local;
  });
}

}  // namespace

std::uint64_t Stream::next64() noexcept {
  return with(bits_, [](auto& bits) { return bits.next64(); });
}
std::uint32_t Stream::next32() noexcept {
  if (auto* mt = std::get_if<Mt19937>(&bits_)) return mt->next32();
  if (has_kept_) {
    has_kept_ = false;
    return kept_;
  }
  const auto both = next64();
  has_kept_ = true;
  kept_ = static_cast<std::uint32_t>(both >> 32U);
  return static_cast<std::uint32_t>(both);
}
std::uint64_t Stream::raw() noexcept {
  if (auto* mt = std::get_if<Mt19937>(&bits_)) return mt->next32();
  return next64();
}
double Stream::real() noexcept {
  return with(bits_, [](auto& bits) { return real_of(bits); });
}
double Stream::normal() noexcept {
  if (legacy_) return polar_normal();
  return with(bits_, [](auto& bits) { return ziggurat_normal(bits); });
}
double Stream::exponential() noexcept {
  if (legacy_) return -std::log(1.0 - real());
  return with(bits_, [](auto& bits) { return ziggurat_exponential(bits); });
}
void Stream::reals(double* out, std::int64_t count) noexcept {
  fill(bits_, out, count, [](auto& bits) { return real_of(bits); });
}
void Stream::normals(double* out, std::int64_t count) noexcept {
  if (legacy_)
    for (std::int64_t i = 0; i < count; ++i) out[i] = polar_normal();
  else fill(bits_, out, count, [](auto& bits) { return ziggurat_normal(bits); });
}
void Stream::exponentials(double* out, std::int64_t count) noexcept {
  if (legacy_)
    for (std::int64_t i = 0; i < count; ++i) out[i] = exponential();
  else fill(bits_, out, count, [](auto& bits) { return ziggurat_exponential(bits); });
}

double Stream::polar_normal() noexcept {
  if (has_spare_) {
    has_spare_ = false;
    return spare_normal_;
  }
  double x = 0, y = 0, r = 0;
  do {
    x = 2.0 * real() - 1.0;
    y = 2.0 * real() - 1.0;
    r = x * x + y * y;
  } while (r >= 1.0 || r == 0.0);
  const double f = std::sqrt(-2.0 * std::log(r) / r);
  spare_normal_ = f * x;
  has_spare_ = true;
  return f * y;
}

float Stream::normal32() noexcept {
  constexpr auto edge = static_cast<float>(normal_edge), inverse = static_cast<float>(normal_edge_inverse);
  for (;;) {
    const auto word = next32();
    const auto layer = static_cast<std::size_t>(word & 0xFFU);
    const auto magnitude = word >> 9U & 0x7fffffU;
    float x = static_cast<float>(magnitude) * ziggurat32_wi[layer];
    if ((word >> 8U & 1U) != 0) x = -x;
    if (magnitude < ziggurat32_ki[layer]) return x;
    if (layer == 0) {
      for (;;) {
        const float away = -inverse * std::log1p(-real32());
        const float height = -std::log1p(-real32());
        if (height + height > away * away) return (magnitude >> 8U & 1U) != 0 ? -(edge + away) : edge + away;
      }
    }
    // The comparison is NumPy's: the density in double precision.
    const float height = (ziggurat32_fi[layer - 1] - ziggurat32_fi[layer]) * real32() + ziggurat32_fi[layer];
    if (static_cast<double>(height) < std::exp(-0.5 * static_cast<double>(x) * static_cast<double>(x))) return x;
  }
}
float Stream::exponential32() noexcept {
  constexpr auto edge = static_cast<float>(exponential_edge);
  for (;;) {
    auto word = next32() >> 1U;
    const auto layer = static_cast<std::size_t>(word & 0xFFU);
    word >>= 8U;
    const float x = static_cast<float>(word) * ziggurat32_we[layer];
    if (word < ziggurat32_ke[layer]) return x;
    if (layer == 0) return edge - std::log1p(-real32());
    if ((ziggurat32_fe[layer - 1] - ziggurat32_fe[layer]) * real32() + ziggurat32_fe[layer] < std::exp(-x)) return x;
  }
}

namespace {

// Marsaglia, Tsang 2000 for shapes above 1; Ahrens, Dieter 1974 below.
template <class Real, class Uniform, class Normal, class Exponential>
Real gamma_of(Real shape, Uniform&& uniform, Normal&& normal, Exponential&& exponential) noexcept {
  constexpr Real one = 1;
  if (shape == one) return exponential();
  if (shape == 0) return 0;
  if (shape < one) {
    for (;;) {
      const Real u = uniform(), v = exponential();
      if (u <= one - shape) {
        const Real x = std::pow(u, one / shape);
        if (x <= v) return x;
      } else {
        const Real y = -std::log((one - u) / shape);
        const Real x = std::pow(one - shape + shape * y, one / shape);
        if (x <= v + y) return x;
      }
    }
  }
  const Real b = shape - one / Real{3}, c = one / std::sqrt(Real{9} * b);
  for (;;) {
    Real x = 0, v = 0;
    do {
      x = normal();
      v = one + c * x;
    } while (v <= 0);
    v = v * v * v;
    const Real u = uniform();
    if (u < one - static_cast<Real>(0.0331L) * (x * x) * (x * x)) return b * v;
    if (std::log(u) < Real{0.5} * x * x + b * (one - v + std::log(v))) return b * v;
  }
}

}  // namespace

double Stream::gamma(double shape) noexcept {
  return gamma_of(shape, [this] { return real(); }, [this] { return normal(); }, [this] { return exponential(); });
}
float Stream::gamma32(float shape) noexcept {
  return gamma_of(
      shape, [this] { return real32(); }, [this] { return normal32(); }, [this] { return exponential32(); });
}

std::uint64_t Stream::bounded(std::uint64_t range) noexcept {
  if (range == 0) return 0;
  if (legacy_) return interval(range);
  if (range == 0xFFFFFFFFU) return next32();
  if (range < 0xFFFFFFFFU) {  // Lemire 2019
    const auto exclusive = static_cast<std::uint32_t>(range) + 1;
    auto product = static_cast<std::uint64_t>(next32()) * exclusive;
    if (static_cast<std::uint32_t>(product) < exclusive) {
      const std::uint32_t threshold = (0xFFFFFFFFU - static_cast<std::uint32_t>(range)) % exclusive;
      while (static_cast<std::uint32_t>(product) < threshold)
        product = static_cast<std::uint64_t>(next32()) * exclusive;
    }
    return product >> 32U;
  }
  if (range == std::numeric_limits<std::uint64_t>::max()) return next64();
  const std::uint64_t exclusive = range + 1;
  auto product = static_cast<unsigned __int128>(next64()) * exclusive;
  if (static_cast<std::uint64_t>(product) < exclusive) {
    const std::uint64_t threshold = (std::numeric_limits<std::uint64_t>::max() - range) % exclusive;
    while (static_cast<std::uint64_t>(product) < threshold)
      product = static_cast<unsigned __int128>(next64()) * exclusive;
  }
  return static_cast<std::uint64_t>(product >> 64U);
}
void Stream::bounded_all(std::uint64_t* out, std::int64_t count, std::uint64_t range) noexcept {
  std::int64_t i = 0;
  auto* pcg = std::get_if<Pcg64>(&bits_);
  if (pcg != nullptr && !legacy_ && range > 0 && range < 0xFFFFFFFFU) {
    // Both halves of a word at once; the loop below takes over where one is refused.
    for (; i < count && has_kept_; ++i) out[i] = bounded(range);
    const std::uint64_t exclusive = range + 1;
    auto local = *pcg;
    for (; i + 1 < count; i += 2) {
      const auto before = local;
      const auto both = local.next64();
      const auto low = (both & 0xFFFFFFFFU) * exclusive, high = (both >> 32U) * exclusive;
      if (static_cast<std::uint32_t>(low) < exclusive || static_cast<std::uint32_t>(high) < exclusive) {
        *pcg = before;
        out[i] = bounded(range);
        out[i + 1] = bounded(range);
        if (has_kept_) {
          i += 2;
          for (; i < count && has_kept_; ++i) out[i] = bounded(range);
          i -= 2;
        }
        local = std::get<Pcg64>(bits_);
        continue;
      }
      out[i] = low >> 32U;
      out[i + 1] = high >> 32U;
    }
    *pcg = local;
  }
  for (; i < count; ++i) out[i] = bounded(range);
}

std::uint64_t Stream::interval(std::uint64_t most) noexcept {
  if (most == 0) return 0;
  std::uint64_t mask = most;
  for (unsigned by = 1; by < 64; by *= 2) mask |= mask >> by;
  std::uint64_t value = 0;
  do {
    value = (most <= 0xFFFFFFFFU ? next32() : next64()) & mask;
  } while (value > most);
  return value;
}

}  // namespace pytk::array
