#include "fourier.hpp"

#include <cmath>
#include <cstdlib>
#include <new>
#include <numbers>

extern "C" {
void pytk_array_fourier(const pytk::array::FourierPlan& plan, const pytk::array::FourierBlock& block, double* work);
void pytk_array_fourier_v3(const pytk::array::FourierPlan& plan, const pytk::array::FourierBlock& block, double* work);
}

namespace pytk::array {
namespace {

using Index = std::ptrdiff_t;
using Complex = std::complex<double>;
constexpr Index largest_block = 4096;  ///< four lanes of it fill the second cache

// exp(-2 pi i k / n), the angle brought to at most an eighth of a turn so that no digit is lost.
Complex root(Index k, Index n) {
  Index eighth = 8 * k;  // the angle in units of 2 pi / (8 n)
  const Index octant = eighth / n;
  eighth -= octant * n;
  const bool mirrored = octant % 2 != 0;
  const long double angle = static_cast<long double>(mirrored ? n - eighth : eighth) * std::numbers::pi_v<long double> /
                            (4.0L * static_cast<long double>(n));
  const double c = static_cast<double>(std::cos(angle)), s = static_cast<double>(std::sin(angle));
  switch (octant) {
    case 0: return {c, -s};
    case 1: return {s, -c};
    case 2: return {-s, -c};
    case 3: return {-c, -s};
    case 4: return {-c, s};
    case 5: return {-s, c};
    case 6: return {s, c};
    default: return {c, s};
  }
}

std::vector<Index> radices_of(Index n) {
  std::vector<Index> all;
  for (; n % 4 == 0; n /= 4) all.push_back(4);
  for (const Index r : {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47})
    for (; n % r == 0; n /= r) all.push_back(r);
  if (n != 1) all.clear();
  return all;
}
bool is_smooth(Index n) { return n == 1 || !radices_of(n).empty(); }

FourierPlan plan_of(Index n) {
  FourierPlan plan;
  plan.n = n;
  Index done = 1, rest = n;
  for (const Index r : radices_of(n)) {
    FourierPass pass;
    pass.radix = r;
    pass.done = done;
    pass.left = rest / r;
    for (Index p = 0; p < pass.left; ++p)
      for (Index j = 1; j < r; ++j) {
        const auto w = root(j * p % rest, rest);
        pass.factors.push_back(w.real());
        pass.factors.push_back(w.imag());
      }
    if (r > 5)
      for (Index k = 0; k < r; ++k) {
        pass.cosines.push_back(root(k, r).real());
        pass.sines.push_back(-root(k, r).imag());
      }
    plan.passes.push_back(std::move(pass));
    done *= r;
    rest /= r;
  }
  return plan;
}

Index divisor_near_root(Index n) {
  auto d = static_cast<Index>(std::sqrt(static_cast<double>(n)));
  while (n % d != 0) --d;
  return d;
}

// The smallest length of small factors that holds a convolution.
Index good_length(Index least) {
  Index best = 1;
  while (best < least) best *= 2;
  for (Index sevens = 1; sevens <= 49; sevens *= 7)
    for (Index fives = sevens; fives <= 4096; fives *= 5)
      for (Index odd = fives; odd <= 4096; odd *= 3) {
        Index n = odd;
        while (n < least) n *= 2;
        if (n < best) best = n;
      }
  return best;
}

}  // namespace

RootTable::RootTable(std::ptrdiff_t length) : n(length) {
  while ((Index{1} << (2 * shift)) < n) ++shift;
  const Index width = Index{1} << shift;
  for (Index k = 0; k < width; ++k) low.push_back(root(k % n, n));
  for (Index k = 0; k * width <= n; ++k) high.push_back(root(k * width % n, n));
}

TransformBlock fourier_kernel() noexcept {
#ifdef PYTK_HAVE_V3
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2"))
    return &pytk_array_fourier_v3;
#endif
  return &pytk_array_fourier;
}

/// One transform of many.
struct Fourier::Line {
  const Complex* in;
  Index in_step;
  Complex* out;
  Index out_step;
  bool inverse;
  double scale;
};

/// x(k) conj(b(k)) convolved with b, where b(k) = exp(i pi k^2 / n).
struct Fourier::Bluestein {
  explicit Bluestein(Index n)
      : length(good_length(2 * n - 1)),
        inner(length),
        chirp(static_cast<std::size_t>(n)),
        kernel(static_cast<std::size_t>(length)) {
    Index square = 0;  // k^2 modulo 2 n
    std::vector<Complex> padded(static_cast<std::size_t>(length));
    const RootTable roots(2 * n);  // a sine for each element would take longer than the transforms
    for (Index k = 0; k < n; ++k) {
      chirp[static_cast<std::size_t>(k)] = roots(square);
      padded[static_cast<std::size_t>(k)] = std::conj(chirp[static_cast<std::size_t>(k)]);
      if (k > 0) padded[static_cast<std::size_t>(length - k)] = padded[static_cast<std::size_t>(k)];
      square = (square + 2 * k + 1) % (2 * n);
    }
    inner.run(padded.data(), 1, 0, kernel.data(), 1, 0, 1, false, 1.0 / static_cast<double>(length));
  }
  Index length;
  Fourier inner;
  std::vector<Complex> chirp, kernel;
};

Fourier::Fourier(std::ptrdiff_t n) : n_(n), work_(nullptr, &std::free) {
  Index longest = n;
  if (!is_smooth(n)) {
    bluestein_ = std::make_unique<Bluestein>(n);
    return;
  }
  const Index rows = divisor_near_root(n);
  if (n <= largest_block) whole_ = plan_of(n);
  if (n > largest_block || (n >= 64 && rows > 1)) {
    columns_ = plan_of(rows);
    rows_ = plan_of(n / rows);
    roots_ = RootTable(n);
    if (n > largest_block) longest = n / rows;
  }
  work_.reset(
      static_cast<double*>(std::aligned_alloc(64, static_cast<std::size_t>((longest * 16 * 8 + 63) / 64 * 64))));
  if (!work_) throw std::bad_alloc();
}
Fourier::~Fourier() = default;

void Fourier::blocks(const FourierPlan& plan, FourierBlock block, std::ptrdiff_t count) const {
  static const TransformBlock transform = fourier_kernel();
  const Complex* in = block.in;
  Complex* out = block.out;
  for (Index t = 0; t < count; t += fourier_lanes) {
    block.in = in + t * block.in_lane;
    block.out = out + t * block.out_lane;
    block.lanes = count - t < fourier_lanes ? count - t : fourier_lanes;
    block.first = t;
    transform(plan, block, work_.get());
  }
}

// n = rows * columns: transforms down the columns, factors, transforms along the rows; the result is read by columns.
void Fourier::four_steps(const Line& line) const {
  const Index down = columns_.n, along = rows_.n;
  between_.resize(static_cast<std::size_t>(n_));
  blocks(
      columns_,
      {line.in, along * line.in_step, line.in_step, between_.data(), along, 1, 0, line.inverse, false, 1.0, &roots_, 0},
      along);
  blocks(rows_,
         {between_.data(), 1, along, line.out, down * line.out_step, line.out_step, 0, false, line.inverse, line.scale,
          nullptr, 0},
         down);
}

void Fourier::convolve(const Line& line) const {
  const auto& b = *bluestein_;
  std::vector<Complex> x(static_cast<std::size_t>(b.length)), y(static_cast<std::size_t>(b.length));
  const auto times = [](Complex p, Complex q) {
    return Complex{p.real() * q.real() - p.imag() * q.imag(), p.real() * q.imag() + p.imag() * q.real()};
  };
  for (Index k = 0; k < n_; ++k) {
    const Complex v = line.in[k * line.in_step];
    x[static_cast<std::size_t>(k)] = times(line.inverse ? std::conj(v) : v, b.chirp[static_cast<std::size_t>(k)]);
  }
  b.inner.run(x.data(), 1, 0, y.data(), 1, 0, 1, false, 1.0);
  for (std::size_t k = 0; k < y.size(); ++k) y[k] = times(y[k], b.kernel[k]);
  b.inner.run(y.data(), 1, 0, x.data(), 1, 0, 1, true, 1.0);
  for (Index k = 0; k < n_; ++k) {
    const Complex v = times(x[static_cast<std::size_t>(k)], b.chirp[static_cast<std::size_t>(k)]);
    line.out[k * line.out_step] = (line.inverse ? std::conj(v) : v) * line.scale;
  }
}

void Fourier::run(const Complex* in, Index in_step, Index in_next, Complex* out, Index out_step, Index out_next,
                  Index count, bool inverse, double scale) const {
  if (!bluestein_ && whole_.n == n_ && (count > 2 || columns_.n <= 1))
    return blocks(whole_, {in, in_step, in_next, out, out_step, out_next, 0, inverse, inverse, scale, nullptr, 0},
                  count);
  for (Index t = 0; t < count; ++t) {
    const Line line{in + t * in_next, in_step, out + t * out_next, out_step, inverse, scale};
    if (bluestein_) convolve(line);
    else four_steps(line);
  }
}

// An even number of real values is half as many complex ones; their transform is taken apart into that of the even and
// of the odd places.
void fourier_of_real(const double* in, Index n, Complex* out, Index count, double scale) {
  const Index results = n / 2 + 1;
  if (n % 2 != 0) {
    const Fourier fourier(n);
    std::vector<Complex> x(static_cast<std::size_t>(n)), y(static_cast<std::size_t>(n));
    for (Index t = 0; t < count; ++t) {
      for (Index i = 0; i < n; ++i) x[static_cast<std::size_t>(i)] = in[t * n + i];
      fourier.run(x.data(), 1, 0, y.data(), 1, 0, 1, false, scale);
      for (Index k = 0; k < results; ++k) out[t * results + k] = y[static_cast<std::size_t>(k)];
    }
    return;
  }
  const Index half = n / 2;
  const Fourier fourier(half);
  const RootTable roots(n);
  fourier.run(reinterpret_cast<const Complex*>(in), 1, half, out, 1, results, count, false, scale);
  for (Index t = 0; t < count; ++t) {
    Complex* z = out + t * results;
    const Complex first = z[0];
    for (Index k = 1; k <= half / 2; ++k) {
      const Complex a = z[k], b = std::conj(z[half - k]);
      const Complex even = 0.5 * (a + b), odd = 0.5 * (a - b);
      const Complex w = roots(k);
      // -i w odd
      const Complex turned{odd.real() * w.imag() + odd.imag() * w.real(),
                           odd.imag() * w.imag() - odd.real() * w.real()};
      z[k] = even + turned;
      z[half - k] = std::conj(even - turned);
    }
    z[0] = {first.real() + first.imag(), 0.0};
    z[half] = {first.real() - first.imag(), 0.0};
  }
}

void real_of_fourier(const Complex* in, Index n, double* out, Index count, double scale) {
  const Index given = n / 2 + 1;
  if (n % 2 != 0) {
    const Fourier fourier(n);
    std::vector<Complex> x(static_cast<std::size_t>(n)), y(static_cast<std::size_t>(n));
    for (Index t = 0; t < count; ++t) {
      x[0] = in[t * given].real();
      for (Index k = 1; k < given; ++k) {
        x[static_cast<std::size_t>(k)] = in[t * given + k];
        x[static_cast<std::size_t>(n - k)] = std::conj(in[t * given + k]);
      }
      fourier.run(x.data(), 1, 0, y.data(), 1, 0, 1, true, scale);
      for (Index i = 0; i < n; ++i) out[t * n + i] = y[static_cast<std::size_t>(i)].real();
    }
    return;
  }
  const Index half = n / 2;
  const Fourier fourier(half);
  const RootTable roots(n);
  std::vector<Complex> z(static_cast<std::size_t>(half));
  for (Index t = 0; t < count; ++t) {
    const Complex* x = in + t * given;
    const double first = x[0].real(), last = x[half].real();
    z[0] = {first + last, first - last};
    for (Index k = 1; k <= half / 2; ++k) {
      const Complex a = x[k], b = std::conj(x[half - k]);
      const Complex even = a + b, off = a - b;
      const Complex w = std::conj(roots(k));
      // i w off
      const Complex turned{-(off.real() * w.imag() + off.imag() * w.real()),
                           off.real() * w.real() - off.imag() * w.imag()};
      z[static_cast<std::size_t>(k)] = even + turned;
      z[static_cast<std::size_t>(half - k)] = std::conj(even - turned);
    }
    fourier.run(z.data(), 1, 0, reinterpret_cast<Complex*>(out + t * n), 1, 0, 1, true, scale);
  }
}

}  // namespace pytk::array
