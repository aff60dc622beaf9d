#include "linear_rotations.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace pytk::array {
namespace {

using Index = std::ptrdiff_t;
constexpr double tiny = std::numeric_limits<double>::min(), epsilon = std::numeric_limits<double>::epsilon() / 2;
double sign(double size, double of) { return std::copysign(size, of); }
/// A few columns at a time, so that the rows of a sweep stay in the cache.
constexpr Index chunk = 32;

}  // namespace

Rotation make_rotation(double f, double g) noexcept {
  const double f1 = std::abs(f), g1 = std::abs(g);
  if (g == 0) return {1, 0, f};
  if (f == 0) return {0, sign(1, g), g1};
  // The roots of the least and of half the largest number whose reciprocal is safe.
  constexpr double low = 1.4916681462400413e-154, high = 4.7403759540545887e+153;
  if (f1 > low && f1 < high && g1 > low && g1 < high) {
    const double d = std::sqrt(f * f + g * g), r = sign(d, f);
    return {f1 / d, g / r, r};
  }
  const double unit = std::min(1 / tiny, std::max({tiny, f1, g1})), fs = f / unit, gs = g / unit;
  const double d = std::sqrt(fs * fs + gs * gs), r = sign(d, f);
  return {std::abs(fs) / d, gs / r, r * unit};
}

Singular2 singular_2x2(double f, double g, double h) noexcept {
  double ft = f, fa = std::abs(f), ht = h, ha = std::abs(h);
  const double ga = std::abs(g);
  const bool swapped = ha > fa;
  int largest = swapped ? 3 : 1;
  if (swapped) std::swap(ft, ht), std::swap(fa, ha);
  double least = ha, most = fa, cl = 1, cr = 1, sl = 0, sr = 0;
  if (ga > fa && fa / ga < epsilon) {
    largest = 2;
    most = ga;
    least = ha > 1 ? fa / (ga / ha) : (fa / ga) * ha;
    cl = 1, sl = ht / g, sr = 1, cr = ft / g;
  } else if (ga != 0) {
    if (ga > fa) largest = 2;
    const double d = fa - ha, l = d == fa ? 1 : d / fa, m = g / ft, t = 2 - l, mm = m * m;
    const double s = std::sqrt(t * t + mm), r = l == 0 ? std::abs(m) : std::sqrt(l * l + mm), a = 0.5 * (s + r);
    least = ha / a;
    most = fa * a;
    const double tangent = mm != 0  ? (m / (s + t) + m / (r + l)) * (1 + a)
                           : l == 0 ? sign(2, ft) * sign(1, g)
                                    : g / sign(d, ft) + m / t;
    const double root = std::sqrt(tangent * tangent + 4);
    cr = 2 / root;
    sr = tangent / root;
    cl = (cr + sr * m) / a;
    sl = (ht / ft) * sr / a;
  }
  Singular2 result{least, most, sr, cr, sl, cl};
  if (swapped) result = {least, most, cl, sl, cr, sr};
  const double turned = largest == 1   ? sign(1, result.cos_right) * sign(1, result.cos_left) * sign(1, f)
                        : largest == 2 ? sign(1, result.sin_right) * sign(1, result.cos_left) * sign(1, g)
                                       : sign(1, result.sin_right) * sign(1, result.sin_left) * sign(1, h);
  result.most = sign(most, turned);
  result.least = sign(least, turned * sign(1, f) * sign(1, h));
  return result;
}

double least_singular_2x2(double f, double g, double h) noexcept {
  const double fa = std::abs(f), ga = std::abs(g), ha = std::abs(h), low = std::min(fa, ha), high = std::max(fa, ha);
  if (low == 0) return 0;
  if (ga < high) {
    const double as = 1 + low / high, at = (high - low) / high, au = (ga / high) * (ga / high);
    return low * (2 / (std::sqrt(as * as + au) + std::sqrt(at * at + au)));
  }
  const double au = high / ga;
  if (au == 0) return low * high / ga;
  const double as = (1 + low / high) * au, at = (high - low) / high * au;
  return 2 * (low * (1 / (std::sqrt(1 + as * as) + std::sqrt(1 + at * at))) * au);
}

Symmetric2 symmetric_2x2(double a, double b, double c) noexcept {
  const double sum = a + c, difference = a - c, size = std::abs(difference), twice = b + b, ab = std::abs(twice);
  const double more = std::abs(a) > std::abs(c) ? a : c, less = std::abs(a) > std::abs(c) ? c : a;
  const double root = size > ab   ? size * std::sqrt(1 + (ab / size) * (ab / size))
                      : size < ab ? ab * std::sqrt(1 + (size / ab) * (size / ab))
                                  : ab * std::sqrt(2.0);
  Symmetric2 result{};
  const double first = sum < 0 ? -1 : 1;
  if (sum == 0) {
    result.larger = 0.5 * root;
    result.smaller = -0.5 * root;
  } else {
    result.larger = 0.5 * (sum + first * root);
    result.smaller = (more / result.larger) * less - (b / result.larger) * b;
  }
  const double second = difference >= 0 ? 1 : -1, cs = difference + second * root;
  if (std::abs(cs) > ab) {
    const double tangent = -twice / cs;
    result.s = 1 / std::sqrt(1 + tangent * tangent);
    result.c = tangent * result.s;
  } else if (ab == 0) {
    result.c = 1;
    result.s = 0;
  } else {
    const double tangent = -cs / twice;
    result.c = 1 / std::sqrt(1 + tangent * tangent);
    result.s = tangent * result.c;
  }
  if (first == second) {
    const double old = result.c;
    result.c = -result.s;
    result.s = old;
  }
  return result;
}

General2 schur_2x2(double a, double b, double c, double d) noexcept {
  double cosine = 1, sine = 0;
  const auto result = [&] {
    General2 r{a, b, c, d, a, 0, d, 0, cosine, sine};
    if (c != 0) r.imaginary1 = std::sqrt(std::abs(b)) * std::sqrt(std::abs(c)), r.imaginary2 = -r.imaginary1;
    return r;
  };
  if (c == 0) return result();
  if (b == 0) {
    cosine = 0, sine = 1;
    std::swap(a, d);
    b = -c, c = 0;
    return result();
  }
  if (a - d == 0 && std::signbit(b) != std::signbit(c)) return result();
  const double difference = a - d, p = 0.5 * difference, bc_most = std::max(std::abs(b), std::abs(c));
  const double bc_least = std::min(std::abs(b), std::abs(c)) * sign(1, b) * sign(1, c),
               scale = std::max(std::abs(p), bc_most);
  const double z = (p / scale) * p + (bc_most / scale) * bc_least;
  if (z >= 8 * epsilon) {  // real eigenvalues
    const double root = p + sign(std::sqrt(scale) * std::sqrt(z), p), tau = std::hypot(c, root);
    a = d + root;
    d -= bc_most / root * bc_least;
    cosine = root / tau, sine = c / tau;
    b -= c, c = 0;
    return result();
  }
  // Complex, or nearly equal real ones: make the diagonal equal.
  const double sigma = b + c, tau = std::hypot(sigma, difference);
  cosine = std::sqrt(0.5 * (1 + std::abs(sigma) / tau));
  sine = -(p / (tau * cosine)) * sign(1, sigma);
  const double aa = a * cosine + b * sine, bb = -a * sine + b * cosine, cc = c * cosine + d * sine,
               dd = -c * sine + d * cosine;
  a = aa * cosine + cc * sine, b = bb * cosine + dd * sine, c = -aa * sine + cc * cosine, d = -bb * sine + dd * cosine;
  const double middle = 0.5 * (a + d);
  a = d = middle;
  if (c == 0) return result();
  if (b == 0) {
    b = -c, c = 0;
    const double old = cosine;
    cosine = -sine, sine = old;
  } else if (std::signbit(b) == std::signbit(c)) {
    const double root_b = std::sqrt(std::abs(b)), root_c = std::sqrt(std::abs(c)), half = sign(root_b * root_c, c);
    const double factor = 1 / std::sqrt(std::abs(b + c));
    a = middle + half, d = middle - half;
    b -= c, c = 0;
    const double c1 = root_b * factor, s1 = root_c * factor, old = cosine;
    cosine = old * c1 - sine * s1, sine = old * s1 + sine * c1;
  }
  return result();
}

void Sweep::start(Index plane, Index count) {
  first = plane;
  c.resize(static_cast<std::size_t>(count));
  s.resize(static_cast<std::size_t>(count));
}

void Sweep::apply(double* rows, Index columns, bool forward) const {
  const Index count = static_cast<Index>(c.size());
  for (Index column = 0; column < columns; column += chunk)
    for (Index k = 0; k < count; ++k) {
      const Index j = forward ? k : count - 1 - k;
      double* x = rows + (first + j) * columns + column;
      rotate(x, x + columns, std::min(chunk, columns - column), c[static_cast<std::size_t>(j)],
             s[static_cast<std::size_t>(j)]);
    }
}

void rotate(double* x, double* y, Index n, double c, double s) noexcept {
  if (c == 1 && s == 0) return;
  for (Index i = 0; i < n; ++i) {
    const double a = x[i], b = y[i];
    x[i] = c * a + s * b;
    y[i] = c * b - s * a;
  }
}

}  // namespace pytk::array
