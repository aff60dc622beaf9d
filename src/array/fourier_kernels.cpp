// Butterflies over four lanes. GCC's vector types let one text become SSE2 or AVX2.
#include "fourier_kernels.hpp"

#ifdef PYTK_KERNELS_V3
#define PYTK_FOURIER_KERNEL pytk_array_fourier_v3
#else
#define PYTK_FOURIER_KERNEL pytk_array_fourier
#endif

namespace pytk::array {
namespace {

using Index = std::ptrdiff_t;
typedef double Lanes __attribute__((vector_size(32)));  // NOLINT: `using` does not take the attribute here

/// Real and imaginary parts of a column of vectors.
struct Parts {
  Lanes* re;
  Lanes* im;
};

struct Factor {
  double re, im;
};
inline void store(const Parts& y, Index at, const Lanes& re, const Lanes& im, const Factor& w) {
  y.re[at] = re * w.re - im * w.im;
  y.im[at] = re * w.im + im * w.re;
}
inline void store(const Parts& y, Index at, const Lanes& re, const Lanes& im) {
  y.re[at] = re;
  y.im[at] = im;
}

void pass2(const FourierPass& pass, const Parts& x, const Parts& y) {
  const Index s = pass.done, m = pass.left;
  for (Index p = 0; p < m; ++p) {
    const Factor w{pass.factors[static_cast<std::size_t>(2 * p)], pass.factors[static_cast<std::size_t>(2 * p + 1)]};
    for (Index q = 0; q < s; ++q) {
      const Index a = q + s * p, b = a + s * m, to = q + s * 2 * p;
      store(y, to, x.re[a] + x.re[b], x.im[a] + x.im[b]);
      store(y, to + s, x.re[a] - x.re[b], x.im[a] - x.im[b], w);
    }
  }
}

void pass3(const FourierPass& pass, const Parts& x, const Parts& y) {
  constexpr double half_root = 0.86602540378443864676;  // sin(2 pi / 3)
  const Index s = pass.done, m = pass.left;
  for (Index p = 0; p < m; ++p) {
    const double* f = pass.factors.data() + 4 * p;
    const Factor w1{f[0], f[1]}, w2{f[2], f[3]};
    for (Index q = 0; q < s; ++q) {
      const Index a = q + s * p, b = a + s * m, c = b + s * m, to = q + s * 3 * p;
      const Lanes sum_re = x.re[b] + x.re[c], sum_im = x.im[b] + x.im[c];
      const Lanes off_re = (x.re[b] - x.re[c]) * half_root, off_im = (x.im[b] - x.im[c]) * half_root;
      const Lanes mid_re = x.re[a] - 0.5 * sum_re, mid_im = x.im[a] - 0.5 * sum_im;
      store(y, to, x.re[a] + sum_re, x.im[a] + sum_im);
      store(y, to + s, mid_re + off_im, mid_im - off_re, w1);
      store(y, to + 2 * s, mid_re - off_im, mid_im + off_re, w2);
    }
  }
}

void pass4(const FourierPass& pass, const Parts& x, const Parts& y) {
  const Index s = pass.done, m = pass.left;
  for (Index p = 0; p < m; ++p) {
    const double* f = pass.factors.data() + 6 * p;
    const Factor w1{f[0], f[1]}, w2{f[2], f[3]}, w3{f[4], f[5]};
    for (Index q = 0; q < s; ++q) {
      const Index a = q + s * p, b = a + s * m, c = b + s * m, d = c + s * m, to = q + s * 4 * p;
      const Lanes even_re = x.re[a] + x.re[c], even_im = x.im[a] + x.im[c], off_re = x.re[a] - x.re[c],
                  off_im = x.im[a] - x.im[c];
      const Lanes odd_re = x.re[b] + x.re[d], odd_im = x.im[b] + x.im[d], turn_re = x.re[b] - x.re[d],
                  turn_im = x.im[b] - x.im[d];
      store(y, to, even_re + odd_re, even_im + odd_im);
      store(y, to + s, off_re + turn_im, off_im - turn_re, w1);
      store(y, to + 2 * s, even_re - odd_re, even_im - odd_im, w2);
      store(y, to + 3 * s, off_re - turn_im, off_im + turn_re, w3);
    }
  }
}

void pass5(const FourierPass& pass, const Parts& x, const Parts& y) {
  constexpr double c1 = 0.30901699437494742410, s1 = 0.95105651629515357212;  // cos, sin of 2 pi / 5
  constexpr double c2 = -0.80901699437494742410, s2 = 0.58778525229247312917;
  const Index s = pass.done, m = pass.left;
  for (Index p = 0; p < m; ++p) {
    const double* f = pass.factors.data() + 8 * p;
    for (Index q = 0; q < s; ++q) {
      const Index a = q + s * p, step = s * m, to = q + s * 5 * p;
      const Index b = a + step, c = b + step, d = c + step, e = d + step;
      const Lanes sum1_re = x.re[b] + x.re[e], sum1_im = x.im[b] + x.im[e], off1_re = x.re[b] - x.re[e],
                  off1_im = x.im[b] - x.im[e];
      const Lanes sum2_re = x.re[c] + x.re[d], sum2_im = x.im[c] + x.im[d], off2_re = x.re[c] - x.re[d],
                  off2_im = x.im[c] - x.im[d];
      const Lanes u_re = x.re[a] + c1 * sum1_re + c2 * sum2_re, u_im = x.im[a] + c1 * sum1_im + c2 * sum2_im;
      const Lanes v_re = x.re[a] + c2 * sum1_re + c1 * sum2_re, v_im = x.im[a] + c2 * sum1_im + c1 * sum2_im;
      const Lanes r_re = s1 * off1_re + s2 * off2_re, r_im = s1 * off1_im + s2 * off2_im;
      const Lanes t_re = s2 * off1_re - s1 * off2_re, t_im = s2 * off1_im - s1 * off2_im;
      store(y, to, x.re[a] + sum1_re + sum2_re, x.im[a] + sum1_im + sum2_im);
      store(y, to + s, u_re + r_im, u_im - r_re, {f[0], f[1]});
      store(y, to + 2 * s, v_re + t_im, v_im - t_re, {f[2], f[3]});
      store(y, to + 3 * s, v_re - t_im, v_im + t_re, {f[4], f[5]});
      store(y, to + 4 * s, u_re - r_im, u_im + r_re, {f[6], f[7]});
    }
  }
}

// Any odd radix: the terms k and radix - k share their cosine and, but for the sign, their sine.
constexpr Index largest_radix = 47;
void pass_general(const FourierPass& pass, const Parts& x, const Parts& y) {
  const Index s = pass.done, m = pass.left, r = pass.radix, half = (r - 1) / 2;
  Lanes sum_re[largest_radix / 2], sum_im[largest_radix / 2], off_re[largest_radix / 2], off_im[largest_radix / 2];
  for (Index p = 0; p < m; ++p) {
    const double* f = pass.factors.data() + 2 * (r - 1) * p;
    for (Index q = 0; q < s; ++q) {
      const Index a = q + s * p, to = q + s * r * p;
      Lanes all_re = x.re[a], all_im = x.im[a];
      for (Index k = 1; k <= half; ++k) {
        const Index b = a + k * s * m, c = a + (r - k) * s * m;
        sum_re[k - 1] = x.re[b] + x.re[c], sum_im[k - 1] = x.im[b] + x.im[c];
        off_re[k - 1] = x.re[b] - x.re[c], off_im[k - 1] = x.im[b] - x.im[c];
        all_re += sum_re[k - 1], all_im += sum_im[k - 1];
      }
      store(y, to, all_re, all_im);
      for (Index j = 1; j <= half; ++j) {
        Lanes u_re = x.re[a], u_im = x.im[a], v_re = {}, v_im = {};
        Index angle = 0;
        for (Index k = 0; k < half; ++k) {
          angle += j;
          if (angle >= r) angle -= r;
          const double cosine = pass.cosines[static_cast<std::size_t>(angle)],
                       sine = pass.sines[static_cast<std::size_t>(angle)];
          u_re += cosine * sum_re[k], u_im += cosine * sum_im[k];
          v_re += sine * off_re[k], v_im += sine * off_im[k];
        }
        const double* g = f + 2 * (j - 1);
        const double* h = f + 2 * (r - j - 1);
        store(y, to + j * s, u_re + v_im, u_im - v_re, {g[0], g[1]});
        store(y, to + (r - j) * s, u_re - v_im, u_im + v_re, {h[0], h[1]});
      }
    }
  }
}

void gather(const FourierBlock& block, Index n, double* re, double* im) {
  if (block.swap_in) {
    double* other = re;
    re = im;
    im = other;
  }
  const auto* in = reinterpret_cast<const double*>(block.in);
  const Index step = 2 * block.in_step, lane = 2 * block.in_lane;
  if (block.lanes == fourier_lanes) {
    for (Index i = 0; i < n; ++i, in += step, re += fourier_lanes, im += fourier_lanes)
      for (Index l = 0; l < fourier_lanes; ++l) {
        re[l] = in[l * lane];
        im[l] = in[l * lane + 1];
      }
    return;
  }
  for (Index i = 0; i < n; ++i, in += step, re += fourier_lanes, im += fourier_lanes)
    for (Index l = 0; l < fourier_lanes; ++l) {
      re[l] = l < block.lanes ? in[l * lane] : 0.0;
      im[l] = l < block.lanes ? in[l * lane + 1] : 0.0;
    }
}

void turn(const FourierBlock& block, Index n, double* re, double* im) {
  const RootTable& roots = *block.roots;
  Index at[fourier_lanes] = {};
  for (Index i = 0; i < n; ++i, re += fourier_lanes, im += fourier_lanes)
    for (Index l = 0; l < block.lanes; ++l) {
      const auto w = roots(at[l]);
      const double x = re[l], y = im[l];
      re[l] = x * w.real() - y * w.imag();
      im[l] = x * w.imag() + y * w.real();
      at[l] += block.first + l;
      if (at[l] >= roots.n) at[l] -= roots.n;
    }
}

void scatter(const FourierBlock& block, Index n, const double* re, const double* im) {
  if (block.swap_out) {
    const double* other = re;
    re = im;
    im = other;
  }
  auto* out = reinterpret_cast<double*>(block.out);
  const Index step = 2 * block.out_step, lane = 2 * block.out_lane;
  for (Index i = 0; i < n; ++i, out += step, re += fourier_lanes, im += fourier_lanes)
    for (Index l = 0; l < block.lanes; ++l) {
      out[l * lane] = re[l] * block.scale;
      out[l * lane + 1] = im[l] * block.scale;
    }
}

}  // namespace

extern "C" void PYTK_FOURIER_KERNEL(const FourierPlan& plan, const FourierBlock& block, double* work) {
  const Index n = plan.n;
  Parts x{reinterpret_cast<Lanes*>(work), reinterpret_cast<Lanes*>(work) + n};
  Parts y{reinterpret_cast<Lanes*>(work) + 2 * n, reinterpret_cast<Lanes*>(work) + 3 * n};
  gather(block, n, reinterpret_cast<double*>(x.re), reinterpret_cast<double*>(x.im));
  for (const auto& pass : plan.passes) {
    switch (pass.radix) {
      case 2: pass2(pass, x, y); break;
      case 3: pass3(pass, x, y); break;
      case 4: pass4(pass, x, y); break;
      case 5: pass5(pass, x, y); break;
      default: pass_general(pass, x, y); break;
    }
    const Parts other = x;
    x = y;
    y = other;
  }
  auto* re = reinterpret_cast<double*>(x.re);
  auto* im = reinterpret_cast<double*>(x.im);
  if (block.roots != nullptr) turn(block, n, re, im);
  scatter(block, n, re, im);
}

}  // namespace pytk::array
