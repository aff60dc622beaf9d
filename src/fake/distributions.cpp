// Numbers of the common distributions. What is drawn is rounded to the decimals asked for, so that the last bit of the
// machine's logarithm is never seen.
#include <algorithm>
#include <cmath>

#include <pytk/core/number.hpp>

#include "generator.hpp"
#include "helpers.hpp"
#include "zipf.hpp"

namespace pytk::fake {
namespace {

constexpr double largest = 1e15;  // with its decimals a value still fits a whole number of 64 bits
constexpr int most_tries = 100;

/// Bounds and decimals, which all of them take.
struct Shape : Prepared {
  double first = 0, second = 0;  ///< the distribution's own parameters
  double low = -largest, high = largest;
  double scale = 1;
  unsigned decimals = 0;
};
struct ZipfShape final : Prepared {
  explicit ZipfShape(std::uint64_t n, double s) : ranks(n, s) {}
  Zipf ranks;
};

void append_value(TextBuffer& out, const Shape& shape, double value) {
  value = std::fmin(std::fmax(value, shape.low), shape.high);
  append_scaled(out, std::llround(value * shape.scale), shape.decimals);
}

// Draws again what lies outside the bounds: the shape inside them stays that of the distribution.
template <class Sample>
void append_within(TextBuffer& out, const Shape& shape, const Sample& sample) {
  double value = sample();
  for (int i = 0; i < most_tries && (value < shape.low || value > shape.high); ++i) value = sample();
  append_value(out, shape, value);
}

double standard_normal(Draw& draw) {
  // Marsaglia's polar method.
  for (;;) {
    const double x = draw.real() * 2 - 1;
    const double y = draw.real() * 2 - 1;
    const double s = x * x + y * y;
    if (s < 1 && s > 0) return x * std::sqrt(-2 * std::log(s) / s);
  }
}

void uniform(Row& row, const Arguments& arguments, TextBuffer& out) {
  const auto& shape = arguments.get<Shape>();
  const auto low = std::llround(shape.low * shape.scale);
  const auto high = std::llround(shape.high * shape.scale);
  append_scaled(out, row.draw().between(low, high), shape.decimals);
}
void normal(Row& row, const Arguments& arguments, TextBuffer& out) {
  const auto& shape = arguments.get<Shape>();
  append_within(out, shape, [&] { return shape.first + shape.second * standard_normal(row.draw()); });
}
void lognormal(Row& row, const Arguments& arguments, TextBuffer& out) {
  const auto& shape = arguments.get<Shape>();
  append_within(out, shape, [&] { return std::exp(shape.first + shape.second * standard_normal(row.draw())); });
}
void exponential(Row& row, const Arguments& arguments, TextBuffer& out) {
  const auto& shape = arguments.get<Shape>();
  append_within(out, shape, [&] { return -shape.first * std::log1p(-row.draw().real()); });
}
void pareto(Row& row, const Arguments& arguments, TextBuffer& out) {
  const auto& shape = arguments.get<Shape>();
  append_within(out, shape, [&] { return shape.second * std::pow(1 - row.draw().real(), -1 / shape.first); });
}
void poisson(Row& row, const Arguments& arguments, TextBuffer& out) {
  // Events of rate 1 within the mean's time, piece by piece so that exp(-mean) does not vanish (Knuth 3.4.1).
  double left = arguments.get<Shape>().first;
  std::uint64_t count = 0;
  while (left > 0) {
    const double piece = std::fmin(left, 500.0);
    const double limit = std::exp(-piece);
    double product = row.draw().real();
    while (product > limit) {
      ++count;
      product *= row.draw().real();
    }
    left -= piece;
  }
  append_uint(out, count);
}
void zipf(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_uint(out, arguments.get<ZipfShape>().ranks.pick(row.draw()));
}

bool finite(double value) { return std::isfinite(value) && std::fabs(value) <= largest; }

// The last three arguments are min, max and decimals; "" is no bound.
std::shared_ptr<Shape> read_shape(const Arguments& arguments, std::string_view name) {
  auto shape = std::make_shared<Shape>();
  const std::size_t last = arguments.texts.size() - 1;
  const auto bound = [&](std::size_t i, double otherwise) {
    if (arguments.texts[i].empty()) return otherwise;
    const auto value = parse_real(arguments.texts[i]);
    if (!value || !finite(*value))
      throw fail(Fault::usage, "{}: '{}' is no bound", name, arguments.texts[i]).hint("bounds are numbers within 1e15");
    return *value;
  };
  shape->low = bound(last - 2, -largest);
  shape->high = bound(last - 1, largest);
  if (shape->low > shape->high)
    throw fail(Fault::usage, "{}: min {} is over max {}", name, arguments.texts[last - 2], arguments.texts[last - 1]);
  if (arguments.integers[last] < 0 || arguments.integers[last] > 15)
    throw fail(Fault::usage, "{}: decimals are 0 to 15, not {}", name, arguments.integers[last]);
  shape->decimals = static_cast<unsigned>(arguments.integers[last]);
  shape->scale = std::pow(10.0, shape->decimals);
  shape->first = arguments.reals.empty() ? 0 : arguments.reals[0];
  shape->second = arguments.reals.size() < 2 ? 0 : arguments.reals[1];
  // Values are integers of 10^-decimals: what would not fit is cut off at the bounds.
  const double fits = 9e18 / shape->scale;
  for (const std::size_t i : {last - 2, last - 1})
    if (!arguments.texts[i].empty() && std::fabs(i == last - 1 ? shape->high : shape->low) > fits)
      throw fail(Fault::usage, "{}: {} with {} decimals has more than 18 digits", name, arguments.texts[i],
                 shape->decimals)
          .hint("ask for fewer decimals");
  shape->low = std::fmax(shape->low, -fits);
  shape->high = std::fmin(shape->high, fits);
  return shape;
}
void verify_uniform(Arguments& arguments) { arguments.prepared = read_shape(arguments, "uniform"); }
void verify_normal(Arguments& arguments) {
  auto shape = read_shape(arguments, "normal");
  if (shape->second < 0 || !finite(shape->first) || !finite(shape->second))
    throw fail(Fault::usage, "normal: the mean lies within 1e15, the deviation from 0 on");
  arguments.prepared = std::move(shape);
}
void verify_lognormal(Arguments& arguments) {
  auto shape = read_shape(arguments, "lognormal");
  if (shape->second < 0 || shape->second > 30 || std::fabs(shape->first) > 30)
    throw fail(Fault::usage, "lognormal: mean and sd are those of the logarithm, within 30")
        .hint("a median of 1000 is mean=6.9");
  arguments.prepared = std::move(shape);
}
void verify_exponential(Arguments& arguments) {
  auto shape = read_shape(arguments, "exponential");
  if (!(shape->first > 0) || !finite(shape->first)) throw fail(Fault::usage, "exponential: a mean over 0 is needed");
  arguments.prepared = std::move(shape);
}
void verify_pareto(Arguments& arguments) {
  auto shape = read_shape(arguments, "pareto");
  if (!(shape->first > 0) || !(shape->second > 0)) throw fail(Fault::usage, "pareto: alpha and least are over 0");
  arguments.prepared = std::move(shape);
}
void verify_poisson(Arguments& arguments) {
  auto shape = std::make_shared<Shape>();
  shape->first = arguments.reals[0];
  if (!(shape->first >= 0) || shape->first > 100'000)
    throw fail(Fault::usage, "poisson: the mean is 0 to 100000, not {}", arguments.texts[0]);
  arguments.prepared = std::move(shape);
}
void verify_zipf(Arguments& arguments) {
  if (arguments.integers[0] < 1 || arguments.integers[0] > 1'000'000'000'000)
    throw fail(Fault::usage, "zipf: n is 1 to 1e12, not {}", arguments.integers[0]);
  if (!(arguments.reals[1] >= 0) || arguments.reals[1] > 20)
    throw fail(Fault::usage, "zipf: s is 0 to 20, not {}", arguments.texts[1]);
  arguments.prepared =
      std::make_shared<ZipfShape>(static_cast<std::uint64_t>(arguments.integers[0]), arguments.reals[1]);
}

constexpr ArgumentInfo low{"min", "", "smallest; empty: no bound"}, high{"max", "", "largest; empty: no bound"};
constexpr ArgumentInfo decimals{"decimals", "6", "digits behind the point, 0 to 15"};
constexpr ArgumentInfo uniform_arguments[] = {{"min", "0.0", "smallest"}, {"max", "1.0", "largest"}, decimals};
constexpr ArgumentInfo normal_arguments[] = {
    {"mean", "0.0", "centre"}, {"sd", "1.0", "standard deviation"}, low, high, decimals};
constexpr ArgumentInfo lognormal_arguments[] = {
    {"mean", "0.0", "of the logarithm"}, {"sd", "1.0", "of the logarithm"}, low, high, decimals};
constexpr ArgumentInfo exponential_arguments[] = {{"mean", "1.0", "average"}, low, high, decimals};
constexpr ArgumentInfo pareto_arguments[] = {
    {"alpha", "1.5", "the smaller, the longer the tail"}, {"least", "1.0", "smallest value"}, low, high, decimals};
constexpr ArgumentInfo poisson_arguments[] = {{"mean", "1.0", "average"}};
constexpr ArgumentInfo zipf_arguments[] = {{"n", "100", "ranks are 1 to n"}, {"s", "1.0", "exponent; 0: all alike"}};

constexpr Generator list[] = {
    {"uniform", "distribution", "number between two, all alike", Kind::real, uniform, uniform_arguments, nullptr,
     verify_uniform},
    {"pyfloat", "distribution", "number between two, all alike", Kind::real, uniform, uniform_arguments, nullptr,
     verify_uniform},
    {"pydecimal", "distribution", "number between two, all alike", Kind::real, uniform, uniform_arguments, nullptr,
     verify_uniform},
    {"normal", "distribution", "normally distributed number", Kind::real, normal, normal_arguments, nullptr,
     verify_normal},
    {"lognormal", "distribution", "number whose logarithm is normally distributed", Kind::real, lognormal,
     lognormal_arguments, nullptr, verify_lognormal},
    {"exponential", "distribution", "waiting time, exponentially distributed", Kind::real, exponential,
     exponential_arguments, nullptr, verify_exponential},
    {"pareto", "distribution", "size with a long tail", Kind::real, pareto, pareto_arguments, nullptr, verify_pareto},
    {"poisson", "distribution", "count of events", Kind::integer, poisson, poisson_arguments, nullptr, verify_poisson},
    {"zipf", "distribution", "rank, the first the most frequent", Kind::integer, zipf, zipf_arguments, nullptr,
     verify_zipf},
};

}  // namespace

const std::span<const Generator> distribution_generators{list};

}  // namespace pytk::fake
