#include "samples.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <pytk/array/order.hpp>
#include <pytk/core/error.hpp>

#include "compose.hpp"
#include "special.hpp"

namespace pytk::array {
namespace {

bool is_nan(double v) { return v != v; }

enum class NanPolicy : std::uint8_t { propagate, omit, raise };
NanPolicy policy_of(const Args& args) {
  const auto text = args.text("nan_policy", "propagate");
  if (text == "propagate") return NanPolicy::propagate;
  if (text == "omit") return NanPolicy::omit;
  if (text == "raise") return NanPolicy::raise;
  throw fail(Fault::usage, "nan_policy must be one of 'propagate', 'raise', 'omit', not '{}'", text);
}

void omit_nans(std::vector<Sample>& samples, bool paired) {
  if (!paired) {
    for (auto& sample : samples) sample.erase(std::remove_if(sample.begin(), sample.end(), is_nan), sample.end());
    return;
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < samples[0].size(); ++i) {
    if (std::any_of(samples.begin(), samples.end(), [i](const Sample& s) { return is_nan(s[i]); })) continue;
    for (auto& sample : samples) sample[kept] = sample[i];
    ++kept;
  }
  for (auto& sample : samples) sample.resize(kept);
}

std::vector<double> checked(std::vector<Sample> samples, NanPolicy policy, bool paired, std::size_t results,
                            const Compute& compute) {
  for (const auto& sample : samples)
    if (paired && sample.size() != samples[0].size())
      throw fail(Fault::data, "the samples must have the same length: {} and {}", samples[0].size(), sample.size());
  const bool any = std::any_of(samples.begin(), samples.end(),
                               [](const Sample& s) { return std::any_of(s.begin(), s.end(), is_nan); });
  if (any && policy == NanPolicy::raise) throw fail(Fault::data, "The input contains nan values");
  if (any && policy == NanPolicy::omit) omit_nans(samples, paired);
  const bool empty = std::any_of(samples.begin(), samples.end(), [](const Sample& s) { return s.empty(); });
  if (empty || (any && policy == NanPolicy::propagate)) return std::vector<double>(results, std::nan(""));
  return compute(samples);
}

}  // namespace

Sample sample_of(const Array& a) {
  if (!is_number(a.kind()) || is_complex(a.kind()))
    throw fail(Fault::data, "a sample must hold real numbers, not {}", dtype_name(a.dtype()));
  const Array line = a.cast(Kind::float64).reshaped({-1}).contiguous();
  return {line.as<double>(), line.as<double>() + line.size()};
}

std::vector<Array> arrays_named(const Args& args, std::initializer_list<std::string_view> parameters) {
  std::vector<Array> arrays;
  for (const auto name : parameters) arrays.push_back(args.array(name));
  return arrays;
}
std::vector<Array> arrays_of_rest(const Args& args, std::size_t least) {
  std::vector<Array> arrays;
  for (const auto& v : args.rest()) arrays.push_back(to_array(v));
  if (arrays.size() < least)
    throw fail(Fault::data, "{} needs at least {} samples, not {}", args.function(), least, arrays.size());
  return arrays;
}

Value number(double v) { return Value::from(Array::scalar(v)); }

Value result_of(const Layout& layout, std::vector<Value> values) {
  if (layout.type.empty() && values.size() == 1) return values[0];
  Sequence s;
  s.type = layout.type;
  s.names = layout.names;
  s.items = std::move(values);
  return s;
}

Value by_lines(const Args& args, const std::vector<Array>& arrays, const Layout& layout, bool paired,
               const Compute& compute) {
  const auto policy = policy_of(args);
  const bool flat = args.is_none("axis") ||
                    std::all_of(arrays.begin(), arrays.end(), [](const Array& a) { return a.dimensions() <= 1; });
  std::vector<Value> values;
  std::vector<Sample> samples;
  if (flat) {
    for (const auto& a : arrays) samples.push_back(sample_of(a));
    for (const double v : checked(std::move(samples), policy, paired, layout.names.size(), compute))
      values.push_back(number(v));
    return result_of(layout, std::move(values));
  }
  std::vector<Array> lines;
  Shape rest;
  for (const auto& a : arrays) {
    if (a.dimensions() == 0) throw fail(Fault::data, "a sample needs at least one dimension");
    const Array turned =
        with_last(a.cast(Kind::float64), {normal_axis(args.integer("axis", 0), a.dimensions())}).contiguous();
    rest = broadcast_shapes(rest, Shape(turned.shape().begin(), turned.shape().end() - 1));
    lines.push_back(turned);
  }
  for (auto& line : lines) {
    Shape shape = rest;
    shape.push_back(line.shape().back());
    line = line.broadcast_to(shape).contiguous();
  }
  std::vector<Array> results;
  for (std::size_t k = 0; k < layout.names.size(); ++k) results.push_back(Array::empty(Kind::float64, rest));
  for (std::int64_t i = 0; i < element_count(rest); ++i) {
    samples.clear();
    for (const auto& line : lines) {
      const auto n = line.shape().back();
      samples.emplace_back(line.as<double>() + i * n, line.as<double>() + (i + 1) * n);
    }
    const auto found = checked(std::move(samples), policy, paired, layout.names.size(), compute);
    for (std::size_t k = 0; k < results.size(); ++k) results[k].set(i, found[k]);
  }
  for (const auto& r : results) values.push_back(Value::from(r));
  return result_of(layout, std::move(values));
}

Tail tail_of(const Args& args) {
  const auto text = args.text("alternative", "two-sided");
  if (text == "two-sided") return Tail::two_sided;
  if (text == "less") return Tail::less;
  if (text == "greater") return Tail::greater;
  throw fail(Fault::usage, "alternative must be 'less', 'greater' or 'two-sided', not '{}'", text);
}
double normal_p(double z, Tail tail) {
  if (is_nan(z)) return z;
  return tail == Tail::less      ? special::normal_cdf(z)
         : tail == Tail::greater ? special::normal_sf(z)
                                 : 2 * special::normal_sf(std::fabs(z));
}
double student_p(double t, double freedom, Tail tail) {
  if (is_nan(t)) return t;
  return tail == Tail::less      ? special::student_sf(-t, freedom)
         : tail == Tail::greater ? special::student_sf(t, freedom)
                                 : 2 * special::student_sf(std::fabs(t), freedom);
}

double mean_of(std::span<const double> x) {
  return sum_in_order(x.data(), static_cast<std::int64_t>(x.size())) / static_cast<double>(x.size());
}
double moment_of(std::span<const double> x, int power, double ddof) {
  const double mean = mean_of(x);
  Sample powers(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double off = x[i] - mean;
    powers[i] = power == 2   ? off * off
                : power == 3 ? off * off * off
                : power == 4 ? (off * off) * (off * off)
                             : std::pow(off, power);
  }
  return sum_in_order(powers.data(), static_cast<std::int64_t>(powers.size())) / (static_cast<double>(x.size()) - ddof);
}
double median_of_sample(Sample x) { return median_of(x); }

void sort_sample(Sample& x) {
  std::sort(x.begin(), x.end(), [](double a, double b) { return a < b || (is_nan(b) && !is_nan(a)); });
}

Sample ranks_of(std::span<const double> x) {
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [x](std::size_t a, std::size_t b) { return x[a] < x[b] || (is_nan(x[b]) && !is_nan(x[a])); });
  Sample ranks(x.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && x[order[end]] == x[order[i]]) ++end;
    if (end == i) ++end;  // nan equals nothing
    for (auto k = i; k < end; ++k) ranks[order[k]] = 0.5 * static_cast<double>(i + 1 + end);
    i = end;
  }
  return ranks;
}

std::vector<double> tie_counts(Sample x) {
  sort_sample(x);
  std::vector<double> counts;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (i > 0 && x[i] == x[i - 1]) ++counts.back();
    else counts.push_back(1);
  }
  return counts;
}

}  // namespace pytk::array
