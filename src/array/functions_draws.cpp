// rng.normal(0, 1, 10) and the like: distributions of up to three parameters, broadcast together.
#include <algorithm>
#include <array>
#include <cmath>

#include <pytk/core/error.hpp>

#include "draws.hpp"

namespace pytk::array {
namespace {

/// What NumPy demands of a parameter, and says when it does not hold.
enum class Rule : std::uint8_t {
  any,
  not_negative,
  positive,
  share,
  share_above_0,
  share_below_1,
  above_1,
  above_1_or_more,
  mean
};

constexpr double required = HUGE_VAL;
constexpr double largest_mean = 9.223372006484771e18;  // ten standard deviations of a Poisson number below 2^63
struct Parameter {
  std::string_view name;
  double otherwise = required;
  Rule rule = Rule::any;
};
struct Distribution {
  std::string_view name;
  std::array<Parameter, 3> parameters;
  double (*draw)(Stream&, double, double, double) = nullptr;
  std::int64_t (*count)(Stream&, double, double, double) = nullptr;
  Where where = Where::both;
};

bool holds(Rule rule, double v) {
  switch (rule) {
    case Rule::any: return true;
    case Rule::not_negative: return v != v || !std::signbit(v);
    case Rule::positive: return v != v || v > 0;
    case Rule::share: return v >= 0 && v <= 1;
    case Rule::share_above_0: return v > 0 && v <= 1;
    case Rule::share_below_1: return v >= 0 && v < 1;
    case Rule::above_1: return v > 1;
    case Rule::above_1_or_more: return v >= 1;
    case Rule::mean: return v >= 0 && v <= largest_mean;
  }
  return true;
}
// In the order of the rules.
constexpr std::array<std::string_view, 9> complaints{"",
                                                     " < 0",
                                                     " <= 0",
                                                     " is not between 0 and 1",
                                                     " is not above 0 and at most 1",
                                                     " is not at least 0 and below 1",
                                                     " is not above 1",
                                                     " < 1",
                                                     " < 0 or nan"};
std::string_view broken(Rule rule, double v) {
  if (holds(rule, v)) return "";
  if (rule == Rule::mean && v > largest_mean) return " is too large";
  return complaints[static_cast<std::size_t>(rule)];
}

std::int64_t whole(double v) { return static_cast<std::int64_t>(v); }

// The draws of one line; what needs more is declared in random.hpp.
constexpr Distribution distributions[] =
    {
        {"random_sample", {}, [](Stream& s, double, double, double) { return s.real(); }, nullptr, Where::legacy},
        {"normal",
         {{{"loc", 0}, {"scale", 1, Rule::not_negative}}},
         [](Stream& s, double a, double b, double) { return a + b * s.normal(); }},
        {"lognormal",
         {{{"mean", 0}, {"sigma", 1, Rule::not_negative}}},
         [](Stream& s, double a, double b, double) { return std::exp(a + b * s.normal()); }},
        {"uniform",
         {{{"low", 0}, {"high", 1}}},
         [](Stream& s, double a, double b, double) { return a + (b - a) * s.real(); }},
        {"exponential",
         {{{"scale", 1, Rule::not_negative}}},
         [](Stream& s, double a, double, double) { return a * s.exponential(); }},
        {"gamma",
         {{{"shape", required, Rule::not_negative}, {"scale", 1, Rule::not_negative}}},
         [](Stream& s, double a, double b, double) { return b * s.gamma(a); }},
        {"beta",
         {{{"a", required, Rule::positive}, {"b", required, Rule::positive}}},
         [](Stream& s, double a, double b, double) { return draw_beta(s, a, b); }},
        {"chisquare",
         {{{"df", required, Rule::positive}}},
         [](Stream& s, double a, double, double) { return draw_chisquare(s, a); }},
        {"f",
         {{{"dfnum", required, Rule::positive}, {"dfden", required, Rule::positive}}},
         [](Stream& s, double a, double b, double) { return draw_f(s, a, b); }},
        {"noncentral_chisquare",
         {{{"df", required, Rule::positive}, {"nonc", required, Rule::not_negative}}},
         [](Stream& s, double a, double b, double) { return draw_noncentral_chisquare(s, a, b); }},
        {"noncentral_f",
         {{{"dfnum", required, Rule::positive},
           {"dfden", required, Rule::positive},
           {"nonc", required, Rule::not_negative}}},
         draw_noncentral_f},
        {"standard_t",
         {{{"df", required, Rule::positive}}},
         [](Stream& s, double a, double, double) { return draw_standard_t(s, a); }},
        {"standard_cauchy",
         {},
         [](Stream& s, double, double, double) {
  const double n = s.normal();
  return n / s.normal();
         }},
        {"laplace",
         {{{"loc", 0}, {"scale", 1, Rule::not_negative}}},
         [](Stream& s, double a, double b, double) { return draw_laplace(s, a, b); }},
        {"logistic",
         {{{"loc", 0}, {"scale", 1, Rule::not_negative}}},
         [](Stream& s, double a, double b, double) { return draw_logistic(s, a, b); }},
        {"gumbel",
         {{{"loc", 0}, {"scale", 1, Rule::not_negative}}},
         [](Stream& s, double a, double b, double) { return draw_gumbel(s, a, b); }},
        {"rayleigh",
         {{{"scale", 1, Rule::not_negative}}},
         [](Stream& s, double a, double, double) { return draw_rayleigh(s, a); }},
        {"weibull",
         {{{"a", required, Rule::not_negative}}},
         [](Stream& s, double a, double, double) { return draw_weibull(s, a); }},
        {"pareto",
         {{{"a", required, Rule::positive}}},
         [](Stream& s, double a, double, double) { return draw_pareto(s, a); }},
        {"power",
         {{{"a", required, Rule::positive}}},
         [](Stream& s, double a, double, double) { return draw_power(s, a); }},
        {"triangular", {{{"left", required}, {"mode", required}, {"right", required}}}, draw_triangular},
        {"vonmises",
         {{{"mu", required}, {"kappa", required, Rule::not_negative}}},
         [](Stream& s, double a, double b, double) { return draw_vonmises(s, a, b); }},
        {"wald",
         {{{"mean", required, Rule::positive}, {"scale", required, Rule::positive}}},
         [](Stream& s, double a, double b, double) { return draw_wald(s, a, b); }},
        {"poisson",
         {{{"lam", 1, Rule::mean}}},
         nullptr,
         [](Stream& s, double a, double, double) { return draw_poisson(s, a); }},
        {"binomial",
         {{{"n", required, Rule::not_negative}, {"p", required, Rule::share}}},
         nullptr,
         [](Stream& s, double a, double b, double) {
  // RandomState draws even where the result is known.
  if (s.legacy() && (a == 0 || b == 0)) return static_cast<std::int64_t>(0 * s.real());
  return draw_binomial(s, whole(a), b);
         }},
                       {"negative_binomial",
                        {{{"n", required, Rule::positive}, {"p", required, Rule::share_above_0}}},
                        nullptr,
                        [](Stream& s, double a, double b, double) { return draw_negative_binomial(s, a, b); }},
                       {"geometric",
                        {{{"p", required, Rule::share_above_0}}},
                        nullptr,
                        [](Stream& s, double a, double, double) { return draw_geometric(s, a); }},
                       {"logseries",
                        {{{"p", required, Rule::share_below_1}}},
                        nullptr,
                        [](Stream& s, double a, double, double) {
  return draw_logseries(s, a);
                        }},
    {"zipf",
     {{{"a", required, Rule::above_1}}},
     nullptr,
     [](Stream& s, double a, double, double) { return draw_zipf(s, a); }},
    {"hypergeometric",
     {{{"ngood", required, Rule::not_negative},
       {"nbad", required, Rule::not_negative},
       {"nsample", required, Rule::not_negative}}},
     nullptr,
     [](Stream& s, double a, double b, double c) { return draw_hypergeometric(s, whole(a), whole(b), whole(c)); },
     Where::generator},
    {"hypergeometric",
     {{{"ngood", required, Rule::not_negative},
       {"nbad", required, Rule::not_negative},
       {"nsample", required, Rule::above_1_or_more}}},
     nullptr,
     [](Stream& s, double a, double b, double c) { return draw_hypergeometric(s, whole(a), whole(b), whole(c)); },
     Where::legacy},
    };

std::string parameters_of(const Distribution& d) {
  std::string text;
  for (const auto& p : d.parameters)
    if (!p.name.empty()) text += std::string(p.name) + (p.otherwise == required ? ", " : "=, ");
  return text + "size=";
}

// What holds for several parameters together.
void check_together(const Distribution& d, const Args& args, double a, double b, double c) {
  if (d.name == "uniform") need(std::isfinite(b - a), args, "high - low range exceeds valid bounds");
  if (d.name == "triangular") {
    need(a <= b, args, "left > mode");
    need(b <= c, args, "mode > right");
    need(a != c, args, "left == right");
  }
  if (d.name == "hypergeometric") {
    need(a + b >= c, args, "ngood + nbad < nsample");
    need(d.where == Where::legacy || (a < 1e9 && b < 1e9), args, "both ngood and nbad must be less than 1000000000");
  }
  if (d.name == "negative_binomial") {
    const double most = 9.223372006484771e18, mean = (1 - b) / b * a;
    need(mean + 10 * std::sqrt(mean) <= most, args, "n too large or p too small");
  }
}

/// Up to three parameters, as they vary over the result.
class Given {
 public:
  Given(const Distribution& d, const Args& args) : d_(d), args_(args) {
    for (std::size_t i = 0; i < 3; ++i) {
      const auto& p = d.parameters[i];
      values_[i] = p.name.empty()     ? Array::scalar(0.0)
                   : args.has(p.name) ? args.array(p.name).cast(Kind::float64)
                                      : Array::scalar(p.otherwise);
    }
    shape_ = size_of(args, {&values_[0], &values_[1], &values_[2]});
    plain_ = std::all_of(values_.begin(), values_.end(), [](const Array& v) { return v.dimensions() == 0; });
    for (auto& v : values_) v = plain_ ? v : v.broadcast_to(shape_).contiguous();
    for (std::int64_t i = 0; i < (plain_ ? 1 : values_[0].size()); ++i) check(i);
  }
  [[nodiscard]] const Shape& shape() const { return shape_; }
  [[nodiscard]] bool plain() const { return plain_; }
  [[nodiscard]] double at(std::size_t parameter, std::int64_t i) const {
    return values_[parameter].get<double>(plain_ ? 0 : i);
  }

 private:
  void check(std::int64_t i) const {
    for (std::size_t k = 0; k < 3; ++k) {
      const auto& p = d_.parameters[k];
      if (p.name.empty()) continue;
      const auto wrong = broken(p.rule, at(k, i));
      need(wrong.empty(), args_, std::string(p.name) + std::string(wrong));
    }
    check_together(d_, args_, at(0, i), at(1, i), at(2, i));
  }
  const Distribution& d_;
  const Args& args_;
  std::array<Array, 3> values_;
  Shape shape_;
  bool plain_ = true;
};

// The common ones by the thousand: bits in one loop, then the arithmetic.
bool fill_fast(Stream& s, const Distribution& d, const Given& given, double* out, std::int64_t count) {
  const bool normal = d.name == "normal", uniform = d.name == "uniform", exponential = d.name == "exponential";
  if (!given.plain() || !(normal || uniform || exponential)) return false;
  const double a = given.at(0, 0), b = uniform ? given.at(1, 0) - a : given.at(1, 0);
  constexpr std::int64_t part = 4096;  // stays in the cache between the two loops
  for (std::int64_t done = 0; done < count; done += part) {
    const auto n = std::min(part, count - done);
    double* here = out + done;
    if (normal) s.normals(here, n);
    else if (uniform) s.reals(here, n);
    else s.exponentials(here, n);
    if (exponential)
      for (std::int64_t i = 0; i < n; ++i) here[i] *= a;
    else
      for (std::int64_t i = 0; i < n; ++i) here[i] = a + b * here[i];
  }
  return true;
}

Value drawn(Stream& s, const Distribution& d, const Args& args) {
  const Given given(d, args);
  const bool one = given.shape().empty() && given.plain() && !args.has("size");
  if (d.count != nullptr) {
    const Array a = Array::empty(Kind::int64, given.shape());
    for (std::int64_t i = 0; i < a.size(); ++i) a.set(i, d.count(s, given.at(0, i), given.at(1, i), given.at(2, i)));
    return one ? Value(Integer{a.get<std::int64_t>(0)}) : Value::from(a, false);
  }
  const Array a = Array::empty(Kind::float64, given.shape());
  if (!fill_fast(s, d, given, a.as<double>(), a.size()))
    for (std::int64_t i = 0; i < a.size(); ++i) a.set(i, d.draw(s, given.at(0, i), given.at(1, i), given.at(2, i)));
  return one ? Value(a.get<double>(0)) : Value::from(a, false);
}

// The standard ones have no parameters but a type.
using Fill = void (Stream::*)(double*, std::int64_t) noexcept;
Value standard(Stream& s, const Args& args, Fill fill, float (Stream::*one32)() noexcept) {
  const DType dtype = args.dtype().value_or(Kind::float64);
  if (dtype.kind != Kind::float64 && dtype.kind != Kind::float32)
    throw fail(Fault::data, "unsupported dtype {} for {}", dtype_name(dtype), args.function());
  const Array a = Array::empty(dtype, size_of(args));
  if (dtype.kind == Kind::float64) (s.*fill)(a.as<double>(), a.size());
  else
    for (std::int64_t i = 0; i < a.size(); ++i) a.set(i, (s.*one32)());
  if (!args.has("size")) return a.cast(Kind::float64).get<double>(0);
  return Value::from(a, false);
}
Value standard_exponential(Stream& s, const Args& args) {
  const auto method = args.text("method", "zig");
  if (method != "zig" && method != "inv")
    throw fail(Fault::usage, "there is no method '{}' of standard_exponential", method).hint("zig or inv");
  if (method == "zig") return standard(s, args, &Stream::exponentials, &Stream::exponential32);
  const DType dtype = args.dtype().value_or(Kind::float64);
  const Array a = Array::empty(dtype.kind == Kind::float32 ? dtype : DType(Kind::float64), size_of(args));
  for (std::int64_t i = 0; i < a.size(); ++i) {
    if (a.kind() == Kind::float32)
      a.set(i, static_cast<float>(-std::log1p(-static_cast<double>(s.real32()))));  // in double, as NumPy does here
    else a.set(i, -std::log1p(-s.real()));
  }
  if (!args.has("size")) return a.cast(Kind::float64).get<double>(0);
  return Value::from(a, false);
}
Value standard_gamma(Stream& s, const Args& args) {
  const DType dtype = args.dtype().value_or(Kind::float64);
  const Array shapes = args.array("shape").cast(dtype.kind == Kind::float32 ? dtype : DType(Kind::float64));
  const Array all = shapes.broadcast_to(size_of(args, {&shapes})).contiguous();
  const Array a = Array::empty(shapes.dtype(), all.shape());
  for (std::int64_t i = 0; i < a.size(); ++i) {
    const double shape = all.kind() == Kind::float32 ? static_cast<double>(all.get<float>(i)) : all.get<double>(i);
    need(shape != shape || !std::signbit(shape), args, "shape < 0");
    if (a.kind() == Kind::float32) a.set(i, s.gamma32(all.get<float>(i)));
    else a.set(i, s.gamma(shape));
  }
  if (shapes.dimensions() == 0 && !args.has("size")) return a.cast(Kind::float64).get<double>(0);
  return Value::from(a, false);
}

}  // namespace

std::vector<std::string> distribution_names() {
  std::vector<std::string> names{"random", "standard_normal", "standard_exponential", "standard_gamma"};
  for (const auto& d : distributions)
    if (names.back() != d.name) names.emplace_back(d.name);
  return names;
}

std::optional<Value> draw_distribution(Stream& s, const Call& call) {
  const std::string_view typed = s.legacy() ? "size=" : "size=, dtype=";
  if (call.name == "random") return standard(s, Args(call, typed), &Stream::reals, &Stream::real32);
  if (call.name == "standard_normal") return standard(s, Args(call, typed), &Stream::normals, &Stream::normal32);
  if (call.name == "standard_exponential")
    return standard_exponential(s, Args(call, s.legacy() ? "size=" : "size=, dtype=, method="));
  if (call.name == "standard_gamma")
    return standard_gamma(s, Args(call, s.legacy() ? "shape, size=" : "shape, size=, dtype="));
  for (const auto& d : distributions) {
    if (d.name != call.name || (d.where == Where::legacy) > s.legacy() || (d.where == Where::generator && s.legacy()))
      continue;
    const auto parameters = parameters_of(d);
    return drawn(s, d, Args(call, parameters));
  }
  return std::nullopt;
}

}  // namespace pytk::array
