// QR without and with shifts (Demmel and Kahan 1990), step by step as LAPACK's bdsqr goes.
#include "linear_bidiagonal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "linear_rotations.hpp"

namespace pytk::array {
namespace {

using Index = std::ptrdiff_t;
constexpr double epsilon = std::numeric_limits<double>::epsilon() / 2, tiny = std::numeric_limits<double>::min();

class Bidiagonal {
 public:
  Bidiagonal(double* d, double* e, double* u, double* v, Index n) : d_(d), e_(e), u_(u), v_(v), n_(n) {}
  bool solve() {
    set_threshold();
    Index end = n_ - 1, old_begin = -1, old_end = -1;
    bool down = true;
    for (Index left = 6 * n_ * n_; end > 0;) {
      double most = 0, least = 0;
      const Index begin = cut_off_block(end, most);
      if (begin == end) {
        --end;
        continue;
      }
      if (begin == end - 1) {
        pair(begin);
        end -= 2;
        continue;
      }
      if (begin > old_end || end < old_begin) down = std::abs(d_[begin]) >= std::abs(d_[end]);
      if (down ? converged_down(begin, end, least) : converged_up(begin, end, least)) continue;
      old_begin = begin, old_end = end;
      const double shift = find_shift(begin, end, down, least, most);
      left -= end - begin;
      if (left < 0) return false;
      step(begin, end, down, shift);
    }
    finish();
    return true;
  }

 private:
  void set_threshold() {
    double least = std::abs(d_[0]), mu = least;
    for (Index i = 1; i < n_ && least != 0; ++i) {
      mu = std::abs(d_[i]) * (mu / (mu + std::abs(e_[i - 1])));
      least = std::min(least, mu);
    }
    const auto n = static_cast<double>(n_);
    threshold_ = std::max(tolerance_ * (least / std::sqrt(n)), 6 * (n * (n * tiny)));
  }
  /// Where the block that reaches to `end` begins, which is cut off before it; `most` becomes its largest element.
  Index cut_off_block(Index end, double& most) {
    most = std::abs(d_[end]);
    Index begin = end;
    for (; begin > 0 && std::abs(e_[begin - 1]) > threshold_; --begin)
      most = std::max({most, std::abs(d_[begin - 1]), std::abs(e_[begin - 1])});
    if (begin > 0) e_[begin - 1] = 0;
    return begin;
  }
  /// One chase of the bulge through the block, and through the vectors.
  void step(Index begin, Index end, bool down, double shift) {
    right_.start(begin, end - begin);
    left_.start(begin, end - begin);
    if (shift == 0) down ? plain_down(begin, end) : plain_up(begin, end);
    else down ? shifted_down(begin, end, shift) : shifted_up(begin, end, shift);
    if (v_ != nullptr) (down ? right_ : left_).apply(v_, n_, down);
    if (u_ != nullptr) (down ? left_ : right_).apply(u_, n_, down);
    double& last = e_[down ? end - 1 : begin];
    if (std::abs(last) <= threshold_) last = 0;
  }
  void pair(Index i) {
    const auto two = singular_2x2(d_[i], e_[i], d_[i + 1]);
    d_[i] = two.most, e_[i] = 0, d_[i + 1] = two.least;
    if (v_ != nullptr) rotate(v_ + i * n_, v_ + (i + 1) * n_, n_, two.cos_right, two.sin_right);
    if (u_ != nullptr) rotate(u_ + i * n_, u_ + (i + 1) * n_, n_, two.cos_left, two.sin_left);
  }
  bool converged_down(Index begin, Index end, double& least) {
    if (std::abs(e_[end - 1]) <= tolerance_ * std::abs(d_[end])) {
      e_[end - 1] = 0;
      return true;
    }
    double mu = std::abs(d_[begin]);
    least = mu;
    for (Index i = begin; i < end; ++i) {
      if (std::abs(e_[i]) <= tolerance_ * mu) {
        e_[i] = 0;
        return true;
      }
      mu = std::abs(d_[i + 1]) * (mu / (mu + std::abs(e_[i])));
      least = std::min(least, mu);
    }
    return false;
  }
  bool converged_up(Index begin, Index end, double& least) {
    if (std::abs(e_[begin]) <= tolerance_ * std::abs(d_[begin])) {
      e_[begin] = 0;
      return true;
    }
    double mu = std::abs(d_[end]);
    least = mu;
    for (Index i = end - 1; i >= begin; --i) {
      if (std::abs(e_[i]) <= tolerance_ * mu) {
        e_[i] = 0;
        return true;
      }
      mu = std::abs(d_[i]) * (mu / (mu + std::abs(e_[i])));
      least = std::min(least, mu);
    }
    return false;
  }
  [[nodiscard]] double find_shift(Index begin, Index end, bool down, double least, double most) const {
    if (static_cast<double>(n_) * tolerance_ * (least / most) <= std::max(epsilon, 0.01 * tolerance_)) return 0;
    const double start = std::abs(d_[down ? begin : end]);
    const double shift = down ? least_singular_2x2(d_[end - 1], e_[end - 1], d_[end])
                              : least_singular_2x2(d_[begin], e_[begin], d_[begin + 1]);
    return start > 0 && (shift / start) * (shift / start) < epsilon ? 0 : shift;
  }

  void plain_down(Index begin, Index end) {
    Rotation turn{1, 0, 0}, old{1, 0, 0};
    for (Index i = begin; i < end; ++i) {
      turn = make_rotation(d_[i] * turn.c, e_[i]);
      if (i > begin) e_[i - 1] = old.s * turn.r;
      old = make_rotation(old.c * turn.r, d_[i + 1] * turn.s);
      d_[i] = old.r;
      right_.set(i, turn.c, turn.s);
      left_.set(i, old.c, old.s);
    }
    const double h = d_[end] * turn.c;
    d_[end] = h * old.c;
    e_[end - 1] = h * old.s;
  }
  void plain_up(Index begin, Index end) {
    Rotation turn{1, 0, 0}, old{1, 0, 0};
    for (Index i = end; i > begin; --i) {
      turn = make_rotation(d_[i] * turn.c, e_[i - 1]);
      if (i < end) e_[i] = old.s * turn.r;
      old = make_rotation(old.c * turn.r, d_[i - 1] * turn.s);
      d_[i] = old.r;
      right_.set(i - 1, turn.c, -turn.s);
      left_.set(i - 1, old.c, -old.s);
    }
    const double h = d_[begin] * turn.c;
    d_[begin] = h * old.c;
    e_[begin] = h * old.s;
  }
  void shifted_down(Index begin, Index end, double shift) {
    double f = (std::abs(d_[begin]) - shift) * (std::copysign(1.0, d_[begin]) + shift / d_[begin]), g = e_[begin];
    for (Index i = begin; i < end; ++i) {
      const auto r = make_rotation(f, g);
      if (i > begin) e_[i - 1] = r.r;
      f = r.c * d_[i] + r.s * e_[i];
      e_[i] = r.c * e_[i] - r.s * d_[i];
      g = r.s * d_[i + 1];
      d_[i + 1] = r.c * d_[i + 1];
      const auto l = make_rotation(f, g);
      d_[i] = l.r;
      f = l.c * e_[i] + l.s * d_[i + 1];
      d_[i + 1] = l.c * d_[i + 1] - l.s * e_[i];
      if (i < end - 1) {
        g = l.s * e_[i + 1];
        e_[i + 1] = l.c * e_[i + 1];
      }
      right_.set(i, r.c, r.s);
      left_.set(i, l.c, l.s);
    }
    e_[end - 1] = f;
  }
  void shifted_up(Index begin, Index end, double shift) {
    double f = (std::abs(d_[end]) - shift) * (std::copysign(1.0, d_[end]) + shift / d_[end]), g = e_[end - 1];
    for (Index i = end; i > begin; --i) {
      const auto r = make_rotation(f, g);
      if (i < end) e_[i] = r.r;
      f = r.c * d_[i] + r.s * e_[i - 1];
      e_[i - 1] = r.c * e_[i - 1] - r.s * d_[i];
      g = r.s * d_[i - 1];
      d_[i - 1] = r.c * d_[i - 1];
      const auto l = make_rotation(f, g);
      d_[i] = l.r;
      f = l.c * e_[i - 1] + l.s * d_[i - 1];
      d_[i - 1] = l.c * d_[i - 1] - l.s * e_[i - 1];
      if (i > begin + 1) {
        g = l.s * e_[i - 2];
        e_[i - 2] = l.c * e_[i - 2];
      }
      right_.set(i - 1, r.c, -r.s);
      left_.set(i - 1, l.c, -l.s);
    }
    e_[begin] = f;
  }

  void finish() {
    for (Index i = 0; i < n_; ++i) {
      if (!(d_[i] < 0)) continue;
      d_[i] = -d_[i];
      for (Index j = 0; v_ != nullptr && j < n_; ++j) v_[i * n_ + j] = -v_[i * n_ + j];
    }
    for (Index last = n_ - 1; last > 0; --last) {
      Index least = 0;
      for (Index j = 1; j <= last; ++j)
        if (d_[j] <= d_[least]) least = j;
      if (least == last) continue;
      std::swap(d_[least], d_[last]);
      for (double* rows : {u_, v_})
        if (rows != nullptr) std::swap_ranges(rows + least * n_, rows + (least + 1) * n_, rows + last * n_);
    }
  }

  double *d_, *e_, *u_, *v_;
  Index n_;
  double tolerance_ = std::max(10.0, std::min(100.0, std::pow(epsilon, -0.125))) * epsilon, threshold_ = 0;
  Sweep right_, left_;  ///< of the right vectors and of the left ones; the other way round in an upward step
};

}  // namespace

bool solve_bidiagonal(double* d, double* e, double* u, double* v, std::ptrdiff_t n) {
  if (n > 1) return Bidiagonal(d, e, u, v, n).solve();
  if (u != nullptr) u[0] = std::copysign(1.0, d[0]);
  d[0] = std::abs(d[0]);
  return true;
}

}  // namespace pytk::array
