// Plane rotations and the 2 x 2 problems at the end of every iteration, formula by formula as LAPACK has them: the
// signs of singular and eigenvectors come out of these choices. (c, s) takes (x, y) to (c x + s y, c y - s x).
#pragma once

#include <cstddef>
#include <vector>

namespace pytk::array {

struct Rotation {
  double c, s, r;
};
/// lartg (LAPACK 3.10 and newer): c >= 0 and r = c f + s g, which has the sign of f.
[[nodiscard]] Rotation make_rotation(double f, double g) noexcept;

struct Singular2 {
  double least, most, sin_right, cos_right, sin_left, cos_left;
};
/// lasv2: singular values and vectors of [[f, g], [0, h]]; signs are such that left * matrix * right is diagonal.
[[nodiscard]] Singular2 singular_2x2(double f, double g, double h) noexcept;
/// las2: only the smaller singular value.
[[nodiscard]] double least_singular_2x2(double f, double g, double h) noexcept;

struct Symmetric2 {
  double larger, smaller, c, s;  ///< by magnitude; (c, s) belongs to the larger
};
/// laev2: [[a, b], [b, c]].
[[nodiscard]] Symmetric2 symmetric_2x2(double a, double b, double c) noexcept;

struct General2 {
  double a, b, c, d;              ///< in Schur's form: c = 0, or a = d and b c < 0
  double real1, imaginary1, real2, imaginary2;
  double cosine, sine;
};
/// lanv2: [[a, b], [c, d]] by a rotation into Schur's form.
[[nodiscard]] General2 schur_2x2(double a, double b, double c, double d) noexcept;

/// A sweep of rotations in neighbouring planes first, first + 1, ..; applied to rows that stand one behind the other.
struct Sweep {
  std::ptrdiff_t first = 0;
  std::vector<double> c, s;
  void start(std::ptrdiff_t plane, std::ptrdiff_t count);
  void set(std::ptrdiff_t plane, double cosine, double sine) {
    c[static_cast<std::size_t>(plane - first)] = cosine;
    s[static_cast<std::size_t>(plane - first)] = sine;
  }
  /// rows[j], rows[j + 1] := c rows[j] + s rows[j + 1], c rows[j + 1] - s rows[j], from the first plane on or from the
  /// last one back.
  void apply(double* rows, std::ptrdiff_t columns, bool forward) const;
};

/// The same for one pair of rows, or of columns.
void rotate(double* x, double* y, std::ptrdiff_t n, double c, double s) noexcept;

}  // namespace pytk::array
