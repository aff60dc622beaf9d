#include <pytk/array/order.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "loops.hpp"
#include "pairwise.hpp"
#include "text_elements.hpp"

namespace pytk::array {
namespace {

template <class T>
bool is_nan(const T& v) {
  if constexpr (is_complex_type<T>) return v.real() != v.real() || v.imag() != v.imag();
  else if constexpr (std::is_integral_v<T>) return false;
  else return static_cast<computed_t<T>>(v) != static_cast<computed_t<T>>(v);
}
template <class T>
bool less_plain(const T& a, const T& b) {
  if constexpr (is_complex_type<T>) return a.real() < b.real() || (a.real() == b.real() && a.imag() < b.imag());
  else return static_cast<computed_t<T>>(a) < static_cast<computed_t<T>>(b);
}
// nan comes last.
template <class T>
bool less_nan_last(const T& a, const T& b) { return less_plain(a, b) || (is_nan(b) && !is_nan(a)); }

template <class T>
void sort_numbers(T* values, std::int64_t n) {
  if constexpr (std::is_integral_v<T>) {
    std::sort(values, values + n);
  } else {
    // Keeps the order of 0.0 and -0.0, which are equal.
    T* end = std::stable_partition(values, values + n, [](const T& v) { return !is_nan(v); });
    std::sort(values, end, less_plain<T>);
  }
}

std::vector<std::string> texts_of(const Array& line) {
  std::vector<std::string> texts;
  for (std::int64_t i = 0; i < line.size(); ++i) texts.push_back(text_at(line.dtype(), line.data() + i * static_cast<std::int64_t>(line.dtype().size)));
  return texts;
}

constexpr std::array<PercentileMethod, 13> methods{{{"inverted_cdf", true}, {"averaged_inverted_cdf"}, {"closest_observation", true}, {"interpolated_inverted_cdf"},
                                                    {"hazen"}, {"weibull"}, {"linear"}, {"median_unbiased"}, {"normal_unbiased"},
                                                    {"lower", true}, {"higher", true}, {"midpoint"}, {"nearest", true}}};

/// Where a percentile lies: an index, and the weight of the next element.
struct Place {
  double virtual_index = 0;
  std::optional<double> weight;  ///< fixed by the method, else the fraction of the index
};
double with_alpha_beta(double n, double q, double alpha, double beta) { return n * q + (alpha + q * (1 - alpha - beta)) - 1; }

Place place_of(double n, double q, std::string_view method) {
  if (method == "linear") return {(n - 1) * q, {}};
  if (method == "lower") return {std::floor((n - 1) * q), 0.0};
  if (method == "higher") return {std::ceil((n - 1) * q), 0.0};
  if (method == "nearest") return {std::nearbyint((n - 1) * q), 0.0};
  if (method == "midpoint") {
    const double low = std::floor((n - 1) * q), high = std::ceil((n - 1) * q);
    const double middle = 0.5 * (low + high);
    return {middle, middle == low ? 0.0 : 0.5};
  }
  if (method == "hazen") return {with_alpha_beta(n, q, 0.5, 0.5), {}};
  if (method == "weibull") return {with_alpha_beta(n, q, 0, 0), {}};
  if (method == "median_unbiased") return {with_alpha_beta(n, q, 1 / 3.0, 1 / 3.0), {}};
  if (method == "normal_unbiased") return {with_alpha_beta(n, q, 3 / 8.0, 3 / 8.0), {}};
  if (method == "interpolated_inverted_cdf") return {with_alpha_beta(n, q, 0, 1), {}};
  if (method == "closest_observation") {
    // Half a place up or down, to the even observation (Hyndman, Fan 1996, type 3).
    const double index = n * q - 1 - 0.5;
    const double gamma = index - std::floor(index);
    const double low = std::floor(index);
    const bool stay = gamma == 0 && std::fmod(low, 2.0) == 0;
    return {std::max(0.0, stay ? low : low + 1), 0.0};
  }
  const double index = n * q - 1;
  const double gamma = index - std::floor(index);
  if (method == "inverted_cdf") return {std::max(0.0, gamma == 0 ? std::floor(index) : std::floor(index) + 1), 0.0};
  return {index, gamma == 0 ? 0.5 : 1.0};  // averaged_inverted_cdf
}

// NumPy's _lerp: from the nearer end, so that both ends are exact.
double between(double a, double b, double t) {
  const double difference = b - a;
  return t >= 0.5 ? b - difference * (1 - t) : a + difference * t;
}

double linspace_at(double low, double high, std::int64_t bins, std::int64_t i) {
  if (i == bins) return high;
  const double delta = high - low, step = delta / static_cast<double>(bins);
  return (step == 0 ? static_cast<double>(i) / static_cast<double>(bins) * delta : static_cast<double>(i) * step) + low;
}

// Estimators of a bin's width; numpy.lib.histograms.
double bin_width(std::vector<double> values, const std::string& rule, bool whole) {
  const auto n = static_cast<double>(values.size());
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double spread = *high - *low;
  const auto iqr = [&] {
    const std::array<double, 2> shares{0.75, 0.25};
    const auto q = percentiles_of(values.data(), static_cast<std::int64_t>(values.size()), shares, find_percentile_method("linear"));
    return q[0] - q[1];
  };
  const auto moments = [&](int power) {
    double mean = 0;
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(values.size()); i += part_size)
      mean += pairwise(values.data() + i, std::min(part_size, static_cast<std::int64_t>(values.size()) - i));
    mean /= n;
    std::vector<double> off;
    for (const double v : values) off.push_back(power == 2 ? (v - mean) * (v - mean) : std::pow(v - mean, power));
    double sum = 0;
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(off.size()); i += part_size)
      sum += pairwise(off.data() + i, std::min(part_size, static_cast<std::int64_t>(off.size()) - i));
    return sum / n;
  };
  double width = 0;
  const double sturges = spread / (std::log2(n) + 1.0);
  if (rule == "fd") width = 2.0 * iqr() * std::pow(n, -1.0 / 3.0);
  else if (rule == "auto") {
    const double fd = 2.0 * iqr() * std::pow(n, -1.0 / 3.0);
    width = fd != 0 ? std::min(fd, sturges) : sturges;
  } else if (rule == "sturges") width = sturges;
  else if (rule == "sqrt") width = spread / std::sqrt(n);
  else if (rule == "rice") width = spread / (2.0 * std::pow(n, 1.0 / 3.0));
  else if (rule == "scott") width = std::pow(24.0 * std::sqrt(3.14159265358979323846) / n, 1.0 / 3.0) * std::sqrt(moments(2));
  else if (rule == "doane") {
    const double sigma = std::sqrt(moments(2));
    if (n > 2 && sigma > 0) {
      const double sg1 = std::sqrt(6.0 * (n - 2) / ((n + 1.0) * (n + 3)));
      double mean = 0;
      for (std::int64_t i = 0; i < static_cast<std::int64_t>(values.size()); i += part_size)
        mean += pairwise(values.data() + i, std::min(part_size, static_cast<std::int64_t>(values.size()) - i));
      mean /= n;
      std::vector<double> cubes;
      for (const double v : values) cubes.push_back(std::pow((v - mean) / sigma, 3));
      double g1 = 0;
      for (std::int64_t i = 0; i < static_cast<std::int64_t>(cubes.size()); i += part_size)
        g1 += pairwise(cubes.data() + i, std::min(part_size, static_cast<std::int64_t>(cubes.size()) - i));
      width = spread / (1.0 + std::log2(n) + std::log2(1.0 + std::fabs(g1 / n) / sg1));
    }
  } else {
    static const std::array<std::string_view, 7> rules = {"auto", "fd", "doane", "scott", "rice", "sturges", "sqrt"};
    throw fail(Fault::usage, "there is no rule '{}' for bins", rule).hint(did_you_mean(rule, std::span<const std::string_view>(rules)));
  }
  (void)whole;
  return width;
}

struct Binner {
  std::span<const double> edges;
  bool uniform;
  std::int64_t bins;
  double low, high, norm;
  Binner(std::span<const double> e, bool u) : edges(e), uniform(u), bins(static_cast<std::int64_t>(e.size()) - 1), low(e.front()), high(e.back()), norm(high - low) {}
  /// The bin, or -1: outside, or nan.
  [[nodiscard]] std::int64_t operator()(double x) const {
    if (!(x >= low && x <= high)) return -1;
    if (!uniform) {
      if (x == high) return bins - 1;
      return std::upper_bound(edges.begin(), edges.end(), x) - edges.begin() - 1;
    }
    auto i = static_cast<std::int64_t>((x - low) / norm * static_cast<double>(bins));
    if (i == bins) --i;
    if (x < edges[static_cast<std::size_t>(i)]) --i;
    else if (x >= edges[static_cast<std::size_t>(i + 1)] && i != bins - 1) ++i;
    return i;
  }
};

}  // namespace

void sort_line(const Array& line) {
  if (is_number(line.kind())) {
    visit_kind(line.kind(), [&]<class T>(TypeTag<T>) { sort_numbers(line.as<T>(), line.size()); });
    return;
  }
  auto texts = texts_of(line);
  std::sort(texts.begin(), texts.end());
  for (std::size_t i = 0; i < texts.size(); ++i) put_text(line.dtype(), line.data() + i * line.dtype().size, texts[i]);
}

std::vector<std::int64_t> sorted_order(const Array& line) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(line.size()));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  if (!is_number(line.kind())) {
    const auto texts = texts_of(line);
    std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) { return texts[static_cast<std::size_t>(a)] < texts[static_cast<std::size_t>(b)]; });
    return order;
  }
  visit_kind(line.kind(), [&]<class T>(TypeTag<T>) {
    const T* values = line.as<T>();
    std::stable_sort(order.begin(), order.end(), [values](std::int64_t a, std::int64_t b) { return less_nan_last(values[a], values[b]); });
  });
  return order;
}

bool equal_elements(const Array& a, std::int64_t i, const Array& b, std::int64_t j) {
  if (!is_number(a.kind())) {
    const auto item = static_cast<std::int64_t>(a.dtype().size);
    return text_at(a.dtype(), a.data() + i * item) == text_at(b.dtype(), b.data() + j * static_cast<std::int64_t>(b.dtype().size));
  }
  return visit_kind(a.kind(), [&]<class T>(TypeTag<T>) {
    return !less_plain(a.get<T>(i), b.get<T>(j)) && !less_plain(b.get<T>(j), a.get<T>(i)) && !is_nan(a.get<T>(i)) &&
           !is_nan(b.get<T>(j));
  });
}
bool same_element(const Array& a, std::int64_t i, std::int64_t j) {
  if (equal_elements(a, i, a, j)) return true;
  return is_number(a.kind()) && visit_kind(a.kind(), [&]<class T>(TypeTag<T>) { return is_nan(a.get<T>(i)) && is_nan(a.get<T>(j)); });
}

std::vector<std::int64_t> search_sorted(const Array& sorted, const Array& values, bool right) {
  std::vector<std::int64_t> places(static_cast<std::size_t>(values.size()));
  if (!is_number(sorted.kind())) {
    const auto have = texts_of(sorted), wanted = texts_of(values);
    for (std::size_t i = 0; i < places.size(); ++i)
      places[i] = (right ? std::upper_bound(have.begin(), have.end(), wanted[i]) : std::lower_bound(have.begin(), have.end(), wanted[i])) - have.begin();
    return places;
  }
  visit_kind(sorted.kind(), [&]<class T>(TypeTag<T>) {
    const T* begin = sorted.as<T>();
    const T* end = begin + sorted.size();
    for (std::size_t i = 0; i < places.size(); ++i) {
      const T v = values.get<T>(static_cast<std::int64_t>(i));
      places[i] = (right ? std::upper_bound(begin, end, v, less_nan_last<T>) : std::lower_bound(begin, end, v, less_nan_last<T>)) - begin;
    }
  });
  return places;
}

const PercentileMethod& find_percentile_method(std::string_view name) {
  for (const auto& method : methods)
    if (method.name == name) return method;
  std::vector<std::string> names;
  for (const auto& method : methods) names.emplace_back(method.name);
  auto hint = did_you_mean(name, names);
  throw fail(Fault::usage, "there is no percentile method '{}'", name).hint(hint.empty() ? "the methods are: " + join(names, ", ") : hint);
}

std::vector<double> percentiles_of(double* values, std::int64_t n, std::span<const double> shares, const PercentileMethod& method) {
  std::vector<double> out(shares.size(), std::numeric_limits<double>::quiet_NaN());
  if (n == 0 || std::any_of(values, values + n, [](double v) { return v != v; })) return out;
  // Selecting is cheaper than sorting; the indices are taken from low to high, so that each works on what is left.
  struct Wanted {
    std::int64_t low, high;
    double weight;
    std::size_t at;
  };
  std::vector<Wanted> wanted;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const auto place = place_of(static_cast<double>(n), shares[i], method.name);
    const double floor = std::floor(place.virtual_index);
    std::int64_t low = static_cast<std::int64_t>(floor), high = low + 1;
    double weight = place.weight.value_or(place.virtual_index - floor);
    if (place.virtual_index >= static_cast<double>(n - 1)) low = high = n - 1;
    else if (place.virtual_index < 0) low = high = 0;
    wanted.push_back({low, std::min(high, n - 1), weight, i});
  }
  auto sorted = wanted;
  std::sort(sorted.begin(), sorted.end(), [](const Wanted& a, const Wanted& b) { return a.low < b.low; });
  std::int64_t done = 0;
  for (const auto& w : sorted) {
    if (w.low >= done) {
      std::nth_element(values + done, values + w.low, values + n);
      done = w.low + 1;
    }
    if (w.high >= done) {
      std::iter_swap(values + w.high, std::min_element(values + w.high, values + n));
      done = w.high + 1;
    }
  }
  for (const auto& w : wanted) out[w.at] = between(values[w.low], values[w.high], w.weight);
  return out;
}

// The mean of the two in the middle, as NumPy takes it.
double median_of(double* values, std::int64_t n) {
  if (n == 0 || std::any_of(values, values + n, [](double v) { return v != v; })) return std::numeric_limits<double>::quiet_NaN();
  std::nth_element(values, values + n / 2, values + n);
  if (n % 2 == 1) return values[n / 2];
  const double low = *std::max_element(values, values + n / 2);
  return (0.0 + low + values[n / 2]) / 2.0;
}

std::vector<double> bin_edges(std::span<const double> values, const BinRequest& request) {
  if (!request.edges.empty()) {
    if (!std::is_sorted(request.edges.begin(), request.edges.end())) throw fail(Fault::data, "bins must increase monotonically");
    if (request.edges.size() < 2) throw fail(Fault::data, "at least two edges are needed");
    return request.edges;
  }
  double low = 0, high = 1;
  if (request.range) {
    low = request.range->first;
    high = request.range->second;
    if (low > high) throw fail(Fault::data, "max must be larger than min in range");
  } else if (!values.empty()) {
    low = high = values[0];
    for (const double v : values) {
      if (v != v) low = high = v;
      if (low != low) break;
      low = std::min(low, v);
      high = std::max(high, v);
    }
  }
  if (!std::isfinite(low) || !std::isfinite(high)) throw fail(Fault::data, "the range of the numbers [{}, {}] is not finite", low, high);
  if (low == high) {
    low -= 0.5;
    high += 0.5;
  }
  auto bins = request.count;
  if (!request.rule.empty()) {
    std::vector<double> inside;
    for (const double v : values)
      if (!request.range || (v >= low && v <= high)) inside.push_back(v);
    const double width = inside.empty() ? 0 : bin_width(std::move(inside), request.rule, request.whole);
    bins = width > 0 ? static_cast<std::int64_t>(std::min(std::ceil((high - low) / width), 1e9)) : 1;
  }
  if (bins < 1) throw fail(Fault::data, "the number of bins must be positive");
  if (static_cast<std::uint64_t>(bins) > memory_limit() / 16) throw fail(Fault::data, "there would be {} bins", bins);
  std::vector<double> edges(static_cast<std::size_t>(bins) + 1);
  for (std::int64_t i = 0; i <= bins; ++i) edges[static_cast<std::size_t>(i)] = linspace_at(low, high, bins, i);
  return edges;
}

std::vector<std::int64_t> bin_counts(std::span<const double> values, std::span<const double> edges, bool uniform) {
  const Binner bin(edges, uniform);
  std::vector<std::int64_t> counts(edges.size() - 1, 0);
  for (const double v : values)
    if (const auto i = bin(v); i >= 0) ++counts[static_cast<std::size_t>(i)];
  return counts;
}
std::vector<double> weighted_counts(std::span<const double> values, std::span<const double> weights, std::span<const double> edges, bool uniform) {
  const Binner bin(edges, uniform);
  std::vector<double> sums(edges.size() - 1, 0);
  for (std::size_t k = 0; k < values.size(); ++k)
    if (const auto i = bin(values[k]); i >= 0) sums[static_cast<std::size_t>(i)] += weights[k];
  return sums;
}

}  // namespace pytk::array
