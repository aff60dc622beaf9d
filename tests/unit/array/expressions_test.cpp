// Expressions against what NumPy printed for them: values, types, shapes and layout at once.
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include <pytk/array/eval.hpp>
#include <pytk/core/error.hpp>

#include "cases.hpp"

namespace pytk::array {
namespace {

TEST(Expressions, PrintWhatNumPyPrints) {
  const auto all = cases("expressions.txt");
  ASSERT_GT(all.size(), 250U);
  for (const auto& c : all) EXPECT_EQ(worth(c.expression), c.wanted) << c.expression;
}

TEST(Expressions, RandomStreamsAreNumPysToTheLastDigit) {
  const auto all = cases("random.txt");
  ASSERT_GT(all.size(), 400U);
  for (const auto& c : all) EXPECT_EQ(worth(c.expression), c.wanted) << c.expression;
}
TEST(Expressions, SumsOrdersCastsAndPrintingAreNumPys) {
  const auto all = cases("exact.txt");
  ASSERT_GT(all.size(), 600U);
  for (const auto& c : all) EXPECT_EQ(worth(c.expression), c.wanted) << c.expression;
}

TEST(Expressions, CornersOfTypesAndParametersAreNumPys) {
  const auto all = cases("corners.txt");
  ASSERT_GT(all.size(), 100U);
  for (const auto& c : all) EXPECT_EQ(worth(c.expression), c.wanted) << c.expression;
}

// What runs block by block over large arrays has the bits of one operation after the other.
TEST(Expressions, FusedArithmeticIsTheSame) {
  const std::string set_up = "x = default_rng(1).standard_normal(50000); y = default_rng(2).random(50000) + 0.5; ";
  const std::pair<const char*, const char*> all[] = {
      {"x * y + 1.5", "t = x * y; t + 1.5"},
      {"-(x - 2) ** 2 / y", "a = x - 2; b = square(a); c = negative(b); c / y"},
      {"exp(-x) + sqrt(y) * np.sin(x)", "a = negative(x); b = exp(a); c = sqrt(y); d = sin(x); e = c * d; b + e"},
      {"(x > 0) & (y <= 1)", "a = x > 0; b = y <= 1; a & b"},
      {"x[:20000] // y[:20000] % 3", "a = x[:20000]; b = y[:20000]; c = a // b; c % 3"},
      {"maximum(x, y) - minimum(x, 0)", "a = maximum(x, y); b = minimum(x, 0); a - b"},
      {"x.reshape(250, 200).T * 2 + y.reshape(250, 200).T", "a = x.reshape(250, 200) * 2; (a + y.reshape(250, 200)).T"},
      {"x.astype('float32') * 3 + 1", "a = x.astype('float32') * 3; a + 1"},
      {"(x * 100).astype('int64') % 7 - 3", "a = x * 100; b = a.astype('int64'); c = b % 7; c - 3"},
      {"isnan(log(x)) | (x == 1)", "a = log(x); b = isnan(a); b | (x == 1)"},
  };
  for (const auto& [fused, plain] : all) {
    Evaluator one, other;
    const auto a = one.run(set_up + fused).arrays().at(0).second;
    const auto b = other.run(set_up + plain).arrays().at(0).second;
    ASSERT_EQ(a.dtype(), b.dtype()) << fused;
    ASSERT_EQ(a.shape(), b.shape()) << fused;
    const auto p = a.contiguous(), q = b.contiguous();
    EXPECT_EQ(std::memcmp(p.data(), q.data(), static_cast<std::size_t>(p.bytes())), 0) << fused;
  }
}

struct Refusal {
  const char* expression;
  Fault fault;
  const char* message;
};
TEST(Expressions, FaultsAreToldApart) {
  const Refusal all[] = {
      {"", Fault::usage, "nothing to evaluate at character 1 of the expression"},
      {"1 +", Fault::usage, "the expression ends early at character 4 of the expression"},
      {"(1, 2", Fault::usage, "',' or ')' was expected at character 6 of the expression"},
      {"1 $ 2", Fault::usage, "an unexpected character at character 3 of the expression"},
      {"'abc", Fault::usage, "a string that is never closed at character 1 of the expression"},
      {"x", Fault::usage, "the name 'x' is not defined"},
      {"arange(3).foo()", Fault::usage, "an array has no method 'foo'"},
      {"sum(1, axes=2)", Fault::usage, "sum() has no argument 'axes'"},
      {"sum()", Fault::usage, "sum() needs the argument 'a'"},
      {"arange(3, dtype='flaot64')", Fault::usage, "there is no data type 'flaot64'"},
      {"percentile([1], 50, method='linaer')", Fault::usage, "there is no percentile method 'linaer'"},
      {"arange(3) + arange(4)", Fault::data, "operands could not be broadcast together with shapes (3,) (4,)"},
      {"arange(3)[3]", Fault::data, "index 3 is out of bounds for axis 0 with size 3"},
      {"arange(6).reshape(4, 2)", Fault::data, "cannot reshape array of size 6 into shape (4, 2)"},
      {"arange(6).sum(axis=1)", Fault::data, "axis 1 is out of bounds for array of dimension 1"},
      {"arange(3) ** -1", Fault::data, "integers to negative integer powers are not allowed"},
      {"uint8(3) + 300", Fault::data, "the integer 300 is out of bounds for uint8"},
      {"1 / 0", Fault::data, "division by zero"},
      {"max([])", Fault::data, "zero-size array to reduction operation maximum which has no identity"},
      {"default_rng(-1)", Fault::data, "a seed must not be negative"},
      {"10 ** 1000", Fault::data, "the integer is too large"},
      {"[[1], [1, 2]]*array([1])", Fault::data, "the rows of an array must have the same shape: (1,) and (2,)"},
      {"arange(3) and 1", Fault::data, "the truth value of an array with more than one element is ambiguous"},
  };
  for (const auto& c : all) {
    Evaluator evaluator;
    try {
      const auto result = evaluator.run(c.expression);
      ADD_FAILURE() << c.expression << " gave " << result.repr();
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), c.fault) << c.expression;
      EXPECT_EQ(error.what_happened(), c.message) << c.expression;
    }
  }
}

TEST(Expressions, SizeAndDepthAreBounded) {
  set_memory_limit(100'000'000);
  for (const std::string& text :
       {std::string("zeros((1e9, 1e9))"), std::string("zeros(2**62)"), std::string("ones(1e8)"),
        std::string("repeat([1], 1e12)"), std::string("default_rng(1).random(1e10)"),
        std::string(5000, '(') + "1" + std::string(5000, ')'), std::string(5000, '-') + "1",
        std::string("tile([1], (100000, 100000))"), std::string("arange(1e13)")}) {
    Evaluator evaluator;
    EXPECT_THROW((void)evaluator.run(text), Error) << text.substr(0, 40);
  }
  set_memory_limit(0);
}

}  // namespace
}  // namespace pytk::array
