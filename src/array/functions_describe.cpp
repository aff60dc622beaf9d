// scipy.stats' descriptions of samples: ranks, means of other kinds, spreads, distances.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <pytk/array/order.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "compose.hpp"
#include "samples.hpp"
#include "special.hpp"

namespace pytk::array {
namespace {

double count_of(const Sample& x) { return static_cast<double>(x.size()); }
using Numbers = std::vector<double>;
Value one_number(const Args& args, std::string_view parameter, const Compute& compute) {
  return by_lines(args, arrays_named(args, {parameter}), {"", {"value"}}, false, compute);
}
double sum_of(const Sample& x) { return sum_in_order(x.data(), static_cast<std::int64_t>(x.size())); }

Value entropy(const Args& args) {
  const double base = args.real("base", std::exp(1.0));
  if (!(base > 0)) throw fail(Fault::data, "`base` must be a positive number or `None`.");
  const double unit = args.has("base") ? std::log(base) : 1;
  const bool two = args.has("qk");
  return by_lines(args, two ? arrays_named(args, {"pk", "qk"}) : arrays_named(args, {"pk"}), {"", {"entropy"}}, false,
                  [=](const auto& s) -> Numbers {
                    const double total = sum_of(s[0]), other = two ? sum_of(s[1]) : 1;
                    if (two && s[0].size() != s[1].size())
                      throw fail(Fault::data, "pk and qk must have the same length");
                    Sample terms(s[0].size());
                    for (std::size_t i = 0; i < terms.size(); ++i) {
                      const double p = s[0][i] / total, q = two ? s[1][i] / other : 0;
                      if (p < 0)
                        terms[i] = two ? HUGE_VAL : -HUGE_VAL;
                      else if (!two)
                        terms[i] = p == 0 ? 0 : -p * std::log(p);
                      else
                        terms[i] = p == 0 ? 0 : q <= 0 ? HUGE_VAL : p * std::log(p / q);
                    }
                    return {sum_of(terms) / unit};
                  });
}

/// Equal numbers: from where to where they stand in ascending order, and how many different ones there are up to them.
struct Tie {
  std::size_t begin, end;
  double different;
};
/// The rank that a method gives to the number at `place`, which is among equal ones.
struct RankMethod {
  std::string_view name;
  double (*rank)(const Tie& tie, std::size_t place);
};
constexpr RankMethod rank_methods[] = {
    {"average", [](const Tie& t, std::size_t) { return 0.5 * static_cast<double>(t.begin + 1 + t.end); }},
    {"min", [](const Tie& t, std::size_t) { return static_cast<double>(t.begin + 1); }},
    {"max", [](const Tie& t, std::size_t) { return static_cast<double>(t.end); }},
    {"dense", [](const Tie& t, std::size_t) { return t.different; }},
    {"ordinal", [](const Tie&, std::size_t place) { return static_cast<double>(place + 1); }}};
const RankMethod& find_rank_method(std::string_view name) {
  for (const auto& method : rank_methods)
    if (method.name == name) return method;
  throw fail(Fault::usage, "unknown method '{}'", name).hint("average, min, max, dense or ordinal");
}

void rank_line(const double* x, std::int64_t n, double* ranks, const RankMethod& method) {
  std::vector<std::size_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [x](std::size_t i, std::size_t j) { return x[i] < x[j]; });
  Tie tie{0, 0, 0};
  for (; tie.begin < order.size(); tie.begin = tie.end) {
    tie.end = tie.begin + 1;  // even nan, which equals nothing
    while (tie.end < order.size() && x[order[tie.end]] == x[order[tie.begin]]) ++tie.end;
    ++tie.different;
    for (auto place = tie.begin; place < tie.end; ++place) ranks[order[place]] = method.rank(tie, place);
  }
  if (std::any_of(x, x + n, [](double v) { return v != v; })) std::fill_n(ranks, n, std::nan(""));
}
Value rankdata(const Args& args) {
  const auto& method = find_rank_method(args.text("method", "average"));
  const Array a = args.array("a");
  const bool along = args.has("axis");
  const auto axis = along ? normal_axis(args.integer("axis"), a.dimensions()) : 0;
  const Array lines = (along ? with_last(a, {axis}) : a.reshaped({-1})).cast(Kind::float64).contiguous();
  const Array out = Array::empty(Kind::float64, lines.shape());
  const auto n = lines.shape().back();
  for (std::int64_t line = 0; n > 0 && line < lines.size() / n; ++line)
    rank_line(lines.as<double>() + line * n, n, out.as<double>() + line * n, method);
  const Array ranked = method.name == "average" ? out : out.cast(Kind::int64);
  return boxed(along ? move_axis(ranked, ranked.dimensions() - 1, axis) : ranked);
}

Value zscore(const Args& args) {
  Array a = args.array("a");
  if (args.function() == "gzscore") a = apply(Unary::log, a);
  Named_values named{{"keepdims", true}, {"axis", args.is_none("axis") ? Value() : whole(args.integer("axis", 0))}};
  const Array mean = call_array("mean", {boxed(a)}, named);
  named.emplace_back("ddof", whole(args.integer("ddof", 0)));
  const Array spread = call_array("std", {boxed(a)}, named);
  return Value::from(divide(subtract(a, mean), spread), false);
}
Value sem(const Args& args) {
  const double ddof = args.real("ddof", 1.0);
  return one_number(args, "a", [=](const auto& s) -> Numbers {
    return {std::sqrt(moment_of(s[0], 2, ddof)) / std::sqrt(count_of(s[0]))};
  });
}
Value variation(const Args& args) {
  const double ddof = args.real("ddof", 0.0);
  return one_number(args, "a",
                    [=](const auto& s) -> Numbers { return {std::sqrt(moment_of(s[0], 2, ddof)) / mean_of(s[0])}; });
}
Value moment(const Args& args) {
  const auto power = static_cast<int>(args.integer("moment", 1));
  if (power < 0 || power > 1000) throw fail(Fault::data, "moment must be a positive integer");
  return one_number(args, "a", [=](const auto& s) -> Numbers {
    return {power == 0 ? 1.0 : power == 1 ? 0.0 : moment_of(s[0], power)};
  });
}
// Means of logarithms, of reciprocals, of powers.
Value other_mean(const Args& args) {
  const auto& name = args.function();
  const double p = name == "pmean" ? args.real("p") : name == "hmean" ? -1 : 0;
  const bool weighted = args.has("weights");
  return by_lines(args, weighted ? arrays_named(args, {"a", "weights"}) : arrays_named(args, {"a"}), {"", {"mean"}},
                  weighted, [=](const auto& s) -> Numbers {
                    double sum = 0, weights = 0;
                    for (std::size_t i = 0; i < s[0].size(); ++i) {
                      const double x = s[0][i], w = weighted ? s[1][i] : 1;
                      if (x < 0 && name == "hmean")
                        throw fail(Fault::data,
                                   "Harmonic mean only defined if all elements greater than or equal to zero");
                      sum += w * (p == 0 ? std::log(x) : std::pow(x, p));
                      weights += w;
                    }
                    return {p == 0 ? std::exp(sum / weights) : std::pow(sum / weights, 1 / p)};
                  });
}
Value gstd(const Args& args) {
  const double ddof = args.real("ddof", 1.0);
  return one_number(args, "a", [=](const auto& s) -> Numbers {
    Sample logs = s[0];
    for (auto& v : logs) v = std::log(v);
    return {std::exp(std::sqrt(moment_of(logs, 2, ddof)))};
  });
}
Value trim_mean(const Args& args) {
  const double share = args.real("proportiontocut");
  if (!(share >= 0 && share <= 0.5)) throw fail(Fault::data, "proportiontocut must be from 0 to 0.5");
  return one_number(args, "a", [=](const auto& s) -> Numbers {
    Sample x = s[0];
    sort_sample(x);
    const auto cut = static_cast<std::ptrdiff_t>(share * count_of(x));
    if (2 * cut > static_cast<std::ptrdiff_t>(x.size())) throw fail(Fault::data, "Proportion too big.");
    return {mean_of(std::span<const double>(x).subspan(static_cast<std::size_t>(cut),
                                                       x.size() - static_cast<std::size_t>(2 * cut)))};
  });
}
Value iqr(const Args& args) {
  std::vector<double> range{25, 75};
  if (args.has("rng")) range = sample_of(args.array("rng"));
  if (range.size() != 2) throw fail(Fault::usage, "rng must be two percentiles, as in (25, 75)");
  double scale = 1;
  if (args.has("scale")) scale = args.value("scale").as<Text>() != nullptr ? 1.3489795003921634 : args.real("scale");
  const auto flat = args.has("axis") ? args.array("x") : args.array("x").reshaped({-1});
  const auto& method = find_percentile_method(args.text("interpolation", "linear"));
  return by_lines(args, {flat}, {"", {"iqr"}}, false, [=, &method](const auto& s) -> Numbers {
    Sample x = s[0];
    const double shares[] = {range[0] / 100, range[1] / 100};
    const auto q = percentiles_of(std::span<const double>(x), shares, method);
    return {(q[1] - q[0]) / scale};
  });
}
Value median_abs_deviation(const Args& args) {
  double scale = 1;
  if (args.has("scale")) scale = args.value("scale").as<Text>() != nullptr ? 0.6744897501960817 : args.real("scale");
  return one_number(args, "x", [=](const auto& s) -> Numbers {
    Sample x = s[0];
    const double middle = median_of_sample(x);
    for (auto& v : x) v = std::fabs(v - middle);
    return {median_of_sample(x) / scale};
  });
}
// keepdims: True unless given, as SciPy 1.10 keeps the axis of old; of all elements then a single axis is left.
Value mode(const Args& args) {
  const Array a = args.array("a");
  Value found = by_lines(args, {a}, {"ModeResult", {"mode", "count"}}, false, [](const auto& s) -> Numbers {
    Sample x = s[0];
    sort_sample(x);
    double best = std::nan(""), most = 0, run = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      run = i > 0 && x[i] == x[i - 1] ? run + 1 : 1;
      if (run > most) most = run, best = x[i];
    }
    return {best, most};
  });
  auto& parts = std::get<Sequence>(found.is).items;
  const bool keep = args.flag("keepdims", true);
  Shape shape = a.dimensions() == 0 ? Shape{1} : a.shape();
  if (args.is_none("axis")) shape.assign(args.has("keepdims") ? a.dimensions() : 1, 1);
  else shape[normal_axis(args.integer("axis", 0), shape.size())] = 1;
  const DType types[] = {is_number(a.kind()) && !is_complex(a.kind()) ? a.dtype() : DType(Kind::float64), Kind::int64};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Array part = to_array(parts[i]).cast(types[i]);
    parts[i] = keep ? boxed(part.reshaped(shape)) : Value::from(part);
  }
  return found;
}
Value describe(const Args& args) {
  const Array a = args.array("a");
  const double ddof = args.real("ddof", 1.0);
  const bool bias = args.flag("bias", true);
  const Value axis = args.is_none("axis") ? Value() : whole(args.integer("axis", 0));
  const auto n = axis.none() ? a.size() : a.shape().at(normal_axis(args.integer("axis", 0), a.dimensions()));
  const auto of = [&](const char* name, Named_values more = {}) {
    more.emplace_back("axis", axis);
    return call(name, {boxed(a)}, std::move(more));
  };
  Sequence range, s;
  range.items = {of("min"), of("max")};
  s.type = "DescribeResult";
  s.names = {"nobs", "minmax", "mean", "variance", "skewness", "kurtosis"};
  s.items = {whole(n),
             range,
             of("mean"),
             of("var", {{"ddof", Value(ddof)}}),
             of("skew", {{"bias", bias}}),
             of("kurtosis", {{"bias", bias}})};
  return s;
}
Value percentileofscore(const Args& args) {
  Sample x = sample_of(args.array("a"));
  const auto kind = args.text("kind", "rank");
  if (kind != "rank" && kind != "weak" && kind != "strict" && kind != "mean")
    throw fail(Fault::usage, "kind can only be 'rank', 'strict', 'weak' or 'mean'");
  sort_sample(x);
  const Array scores = args.array("score").cast(Kind::float64).contiguous();
  const Array out = Array::empty(Kind::float64, scores.shape());
  for (std::int64_t i = 0; i < scores.size(); ++i) {
    const double score = scores.get<double>(i);
    const double left = static_cast<double>(std::lower_bound(x.begin(), x.end(), score) - x.begin());
    const double right = static_cast<double>(std::upper_bound(x.begin(), x.end(), score) - x.begin());
    const double found = kind == "rank"     ? (left + right + (left < right ? 1 : 0)) * 50
                         : kind == "strict" ? left * 100
                         : kind == "weak"   ? right * 100
                                            : (left + right) * 50;
    out.set(i, score != score ? score : found / count_of(x));
  }
  return Value::from(out);
}
// The area between two distribution functions, or between their squares.
Value distance(const Args& args) {
  Sample u = sample_of(args.array("u_values")), v = sample_of(args.array("v_values"));
  if (u.empty() || v.empty()) throw fail(Fault::data, "Distribution can't be empty.");
  const bool energy = args.function() == "energy_distance";
  sort_sample(u);
  sort_sample(v);
  Sample all = u;
  all.insert(all.end(), v.begin(), v.end());
  sort_sample(all);
  Sample parts;
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {
    const double f = static_cast<double>(std::upper_bound(u.begin(), u.end(), all[i]) - u.begin()) / count_of(u);
    const double g = static_cast<double>(std::upper_bound(v.begin(), v.end(), all[i]) - v.begin()) / count_of(v);
    parts.push_back((energy ? (f - g) * (f - g) : std::fabs(f - g)) * (all[i + 1] - all[i]));
  }
  return Value(energy ? std::sqrt(2 * sum_of(parts)) : sum_of(parts));
}
// Directions on a circle: the mean angle, and how they scatter around it.
Value circular(const Args& args) {
  const double high = args.real("high", 2 * 3.14159265358979323846), low = args.real("low", 0.0),
               turn = 2 * 3.14159265358979323846;
  const auto& name = args.function();
  const Array x = args.has("axis") ? args.array("samples") : args.array("samples").reshaped({-1});
  return by_lines(args, {x}, {"", {"value"}}, false, [=](const auto& s) -> Numbers {
    double sines = 0, cosines = 0;
    for (const double v : s[0]) {
      sines += std::sin((v - low) * turn / (high - low));
      cosines += std::cos((v - low) * turn / (high - low));
    }
    const double n = count_of(s[0]), length = std::min(1.0, std::hypot(sines / n, cosines / n));
    if (name == "circvar") return {1 - length};
    if (name == "circstd") return {std::sqrt(-2 * std::log(length)) * (high - low) / turn};
    double angle = std::atan2(sines, cosines);
    if (angle < 0) angle += turn;
    return {angle * (high - low) / turn + low};
  });
}

constexpr Function table[] = {
    {"entropy", "pk, qk=, base=, axis=, nan_policy=", entropy},
    {"rankdata", "a, method=, axis=", rankdata},
    {"zscore", "a, axis=, ddof=", zscore},
    {"gzscore", "a, axis=, ddof=", zscore},
    {"sem", "a, axis=, ddof=, nan_policy=", sem},
    {"variation", "a, axis=, nan_policy=, ddof=", variation},
    {"moment", "a, moment=, axis=, nan_policy=", moment},
    {"gmean", "a, axis=, dtype=, weights=, nan_policy=", other_mean},
    {"hmean", "a, axis=, dtype=, weights=, nan_policy=", other_mean},
    {"pmean", "a, p, axis=, dtype=, weights=, nan_policy=", other_mean},
    {"gstd", "a, axis=, ddof=, nan_policy=", gstd},
    {"trim_mean", "a, proportiontocut, axis=, nan_policy=", trim_mean},
    {"iqr", "x, axis=, rng=, scale=, nan_policy=, interpolation=", iqr},
    {"median_abs_deviation", "x, axis=, scale=, nan_policy=", median_abs_deviation},
    {"mode", "a, axis=, nan_policy=, keepdims=", mode},
    {"describe", "a, axis=, ddof=, bias=", describe},
    {"percentileofscore", "a, score, kind=", percentileofscore},
    {"wasserstein_distance", "u_values, v_values", distance},
    {"energy_distance", "u_values, v_values", distance},
    {"circmean", "samples, high=, low=, axis=, nan_policy=", circular},
    {"circvar", "samples, high=, low=, axis=, nan_policy=", circular},
    {"circstd", "samples, high=, low=, axis=, nan_policy=", circular},
};

}  // namespace

std::span<const Function> describing_functions() noexcept { return table; }

}  // namespace pytk::array
