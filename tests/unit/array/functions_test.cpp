// Linear algebra, Fourier transforms, statistical tests and the other functions against what NumPy and SciPy printed:
// word for word, or number by number where the last digits depend on the library.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include <pytk/array/array.hpp>
#include <pytk/array/eval.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>

#include "cases.hpp"

namespace pytk::array {
namespace {

// The text without its numbers and white space, and the numbers.
struct Split {
  std::string text;
  std::vector<double> numbers;
};
Split split(const std::string& s) {
  Split out;
  for (std::size_t at = 0; at < s.size();) {
    const bool named = at > 0 && (std::isalpha(static_cast<unsigned char>(s[at - 1])) != 0 || s[at - 1] == '_');
    const bool sign = (s[at] == '-' || s[at] == '+') && at + 1 < s.size();
    const auto begin = at + (sign ? 1U : 0U);
    std::size_t end = begin;
    if (!named && std::isdigit(static_cast<unsigned char>(s[begin])) != 0)
      while (end < s.size() && (std::isdigit(static_cast<unsigned char>(s[end])) != 0 || s[end] == '.' ||
                                s[end] == 'e' || (s[end - 1] == 'e' && (s[end] == '-' || s[end] == '+'))))
        ++end;
    if (end > begin) {
      out.numbers.push_back(std::strtod(s.substr(at, end - at).c_str(), nullptr));
      out.text += '#';
      at = end;
    } else {
      if (std::isspace(static_cast<unsigned char>(s[at])) == 0) out.text += s[at];
      ++at;
    }
  }
  return out;
}

TEST(Functions, PrintWhatNumPyAndSciPyPrint) {
  const auto all = cases("functions.txt");
  ASSERT_GT(all.size(), 150U);
  for (const auto& c : all) EXPECT_EQ(worth(c.expression), c.wanted) << c.expression;
}

TEST(Functions, HaveTheNumbersOfNumPyAndSciPy) {
  const auto all = cases("numbers.txt");
  ASSERT_GT(all.size(), 60U);
  for (const auto& c : all) {
    const auto got = split(worth(c.expression)), wanted = split(c.wanted);
    EXPECT_EQ(got.text, wanted.text) << c.expression;
    ASSERT_EQ(got.numbers.size(), wanted.numbers.size()) << c.expression;
    for (std::size_t i = 0; i < got.numbers.size(); ++i)
      EXPECT_NEAR(got.numbers[i], wanted.numbers[i], 2e-9 * std::max(1e-3, std::fabs(wanted.numbers[i])))
          << c.expression;
  }
}

// What is true of a decomposition whatever signs its vectors have.
TEST(Functions, DecompositionsComeTogetherAgain) {
  const char* statements[] = {
      "u, s, vh = linalg.svd(a); allclose((u[:, :4] * s) @ vh, a) and allclose(u.T @ u, eye(6))",
      "u, s, vh = linalg.svd(a, full_matrices=False); allclose((u * s) @ vh, a)",
      "u, s, vh = linalg.svd(a * 1j + a[::-1]); allclose((u[:, :4] * s) @ vh, a * 1j + a[::-1])",
      "w, v = linalg.eigh(b); allclose(v @ diag(w) @ v.T, b) and allclose(linalg.eigvalsh(b), w)",
      "w, v = linalg.eig(c); allclose(c @ v, v * w) and allclose(linalg.norm(v, axis=0), 1)",
      "w, v = linalg.eigh(h); allclose(h @ v, v * w)",
      "w, v = linalg.eig(h + c); allclose((h + c) @ v, v * w)",
      "q, r = linalg.qr(a); allclose(q @ r, a) and allclose(q.T @ q, eye(4)) and allclose(tril(r, -1), 0)",
      "q, r = linalg.qr(a, mode='complete'); allclose(q @ r, a) and q.shape[1] == 6",
      "l = linalg.cholesky(b + 10 * eye(4)); allclose(l @ l.T, b + 10 * eye(4))",
      "l = linalg.cholesky(h + 20 * eye(4)); allclose(l @ conj(l).T, h + 20 * eye(4))",
      "allclose(c @ linalg.inv(c), eye(4)) and allclose(c @ linalg.solve(c, a[:4]), a[:4])",
      "p = linalg.pinv(a); allclose(a @ p @ a, a)",
      "t = default_rng(3).standard_normal((5, 3, 3)); allclose(linalg.inv(t) @ t, eye(3)) and linalg.det(t).size == 5",
      "u, s, vh = linalg.svd(default_rng(4).standard_normal((40, 30))); s.size == 30 and bool((diff(s) <= 0).all())",
  };
  const std::string made =
      "a = default_rng(1).standard_normal((6, 4)); c = default_rng(2).standard_normal((4, 4)); b = c + c.T; h = b + 1j * (c - c.T); ";
  for (const char* statement : statements) EXPECT_EQ(worth(made + statement), "True") << statement;
}

TEST(Functions, FourierTransformsOfEveryLengthAreRight) {
  // Against the definition, for lengths of all kinds: small factors, primes, primes squared, products.
  for (int n = 1; n <= 64; ++n) {
    const auto size = std::to_string(n);
    EXPECT_EQ(worth("x = default_rng(" + size + ").random(" + size + ") + 1j * default_rng(0).random(" + size +
                    "); k = arange(" + size + "); f = exp(-2j * pi * outer(k, k) / " + size +
                    ") @ x; bool(abs(fft.fft(x) - f).max() < 1e-12) and bool(abs(fft.ifft(f) - x).max() < 1e-12)"),
              "True")
        << n;
  }
  for (const char* n :
       {"97", "127", "1009", "2048", "4096", "5000", "4099", "8192", "10007", "30030", "65536", "59049"}) {
    const std::string size = n;
    EXPECT_EQ(worth("x = default_rng(5).random(" + size +
                    ") + 1j; f = fft.fft(x); bool(abs(fft.ifft(f) - x).max() < 1e-13 * 50) and "
                    "bool(abs((abs(f) ** 2).sum() / " +
                    size + " - (abs(x) ** 2).sum()) < 1e-8) and bool(abs(f[3] - (x * exp(-2j * pi * ((3 * arange(" +
                    size + ")) % " + size + ") / " + size + ")).sum()) < 1e-8)"),
              "True")
        << n;
    EXPECT_EQ(worth("x = default_rng(6).random(" + size + "); f = fft.rfft(x); bool(abs(f - fft.fft(x)[:" + size +
                    " // 2 + 1]).max() < 1e-9) and bool(abs(fft.irfft(f, " + size + ") - x).max() < 1e-12)"),
              "True")
        << n;
  }
}

TEST(Functions, FaultsSayWhatIsWrong) {
  const Case all[] = {
      {"linalg.inv(zeros((2, 2)))", "Singular matrix"},
      {"linalg.inv(arange(6.).reshape(2, 3))", "Last 2 dimensions of the array must be square"},
      {"linalg.cholesky([[1, 2], [2, 1]])", "Matrix is not positive definite"},
      {"linalg.eig([[1, nan], [2, 3]])", "Array must not contain infs or NaNs"},
      {"linalg.det([1, 2])", "1-dimensional array given. Array must be at least two-dimensional"},
      {"dot(ones((2, 3)), ones((2, 3)))", "shapes (2, 3) and (2, 3) not aligned: 3 (dim 1) != 2 (dim 0)"},
      {"einsum('ij,jk', ones((2, 3)), ones((2, 3)))",
       "einsum: operands could not be broadcast together: a label has the lengths 3 and 2"},
      {"einsum('i', ones((2, 3)))", "einsum: the subscripts 'i' do not fit an array with 2 dimensions"},
      {"fft.fft([1, 2], 0)", "Invalid number of FFT data points (0) specified."},
      {"fft.rfft([1j])", "rfft takes real numbers"},
      {"fft.fft([1, 2], norm='both')", "Invalid norm value both; should be \"backward\", \"ortho\" or \"forward\"."},
      {"kstest([1, 2], 'nrom')", "there is no distribution 'nrom' here"},
      {"ttest_ind([1, 2], [3, 4], alternative='more')",
       "alternative must be 'less', 'greater' or 'two-sided', not 'more'"},
      {"pearsonr([1, 2], [3, 4, 5])", "the samples must have the same length: 2 and 3"},
      {"min([1, 2], where=[True, False])",
       "reduction operation 'minimum' does not have an identity, so to use a where mask one has to specify 'initial'"},
      {"pad([1, 2], 1, 'edges')", "mode 'edges' is not supported"},
      {"pad([1, 2], 1000000000000000)", "the result is too long"},
      {"choose([0, 3], [[1, 2], [3, 4]])", "invalid entry in choice array: 3 of 2"},
      {"polyfit([1, 2], [1, 2, 3], 1)", "expected x and y to have same length"},
      {"digitize([0, 3], [5, 3, 4])", "bins must be monotonically increasing or decreasing"},
      {"partition([3, 1, 2], 3)", "kth(=3) out of bounds (3)"},
      {"gcd([True], [False])", "gcd is not defined for bool"},
      {"diff([1, 2], n=-1)", "order must be non-negative but got -1"},
      {"take([1, 2], 5, mode='wrong')", "there is no mode 'wrong'"},
      {"zeros(2**60, dtype='S0')", "the array of shape (1152921504606846976,) is too big"},
      {"default_rng(1).multivariate_normal([0, 0], [[1, 2], [2, 1]], check_valid='raise')",
       "multivariate_normal(): covariance is not symmetric positive-semidefinite."},
      {"default_rng(1).multivariate_normal([0], [[1, 2], [2, 1]])",
       "multivariate_normal(): mean and cov must have same length"},
      {"lexsort(([1, 2], [1]))", "all keys need to be the same shape"},
      {"anderson([1, 2, 3], 'nrom')", "there is no distribution 'nrom' for anderson"},
  };
  for (const auto& c : all) {
    Evaluator evaluator;
    try {
      const auto result = evaluator.run(c.expression);
      ADD_FAILURE() << c.expression << " gave " << result.repr();
    } catch (const Error& error) {
      EXPECT_EQ(error.what_happened(), c.wanted) << c.expression;
    }
  }
}

// Every name of the Array API standard 2023.12 can be called, but for those that the documentation leaves out.
TEST(Functions, ArrayApiIsComplete) {
  const auto all = cases("array_api.txt");
  ASSERT_GT(all.size(), 150U);
  for (const auto& c : all)
    EXPECT_EQ(worth(c.expression).rfind("error", 0), std::string::npos) << c.expression << ": " << worth(c.expression);
}

}  // namespace
}  // namespace pytk::array
