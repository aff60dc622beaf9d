// Percentiles by NumPy's thirteen methods.
#include <pytk/array/order.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "select.hpp"

namespace pytk::array {
namespace {

/// Where a percentile lies: an index, and the weight of the next element.
struct Place {
  double virtual_index = 0;
  std::optional<double> weight;  ///< fixed by the method, else the fraction of the index
};
Place with_alpha_beta(double n, double q, double alpha, double beta) {
  return {n * q + (alpha + q * (1 - alpha - beta)) - 1, {}};
}
Place midpoint(double n, double q) {
  const double low = std::floor((n - 1) * q), high = std::ceil((n - 1) * q);
  const double middle = 0.5 * (low + high);
  return {middle, middle == low ? 0.0 : 0.5};
}
Place inverted_cdf(double n, double q) {
  const double index = n * q - 1;
  return {std::max(0.0, index == std::floor(index) ? index : std::floor(index) + 1), 0.0};
}
Place averaged_inverted_cdf(double n, double q) {
  const double index = n * q - 1;
  return {index, index == std::floor(index) ? 0.5 : 1.0};
}
// Half a place up or down, to the even observation (Hyndman, Fan 1996, type 3).
Place closest_observation(double n, double q) {
  const double index = n * q - 1 - 0.5;
  const double low = std::floor(index);
  const bool stay = index == low && std::fmod(low, 2.0) == 0;
  return {std::max(0.0, stay ? low : low + 1), 0.0};
}

/// A method, and where the share q of n elements lies by it.
struct Rule {
  PercentileMethod method;
  Place (*place)(double n, double q);
};
constexpr std::array<Rule, 13> rules{
    {{{"inverted_cdf", true}, inverted_cdf},
     {{"averaged_inverted_cdf"}, averaged_inverted_cdf},
     {{"closest_observation", true}, closest_observation},
     {{"interpolated_inverted_cdf"}, [](double n, double q) { return with_alpha_beta(n, q, 0, 1); }},
     {{"hazen"}, [](double n, double q) { return with_alpha_beta(n, q, 0.5, 0.5); }},
     {{"weibull"}, [](double n, double q) { return with_alpha_beta(n, q, 0, 0); }},
     {{"linear"}, [](double n, double q) { return Place{(n - 1) * q, {}}; }},
     {{"median_unbiased"}, [](double n, double q) { return with_alpha_beta(n, q, 1 / 3.0, 1 / 3.0); }},
     {{"normal_unbiased"}, [](double n, double q) { return with_alpha_beta(n, q, 3 / 8.0, 3 / 8.0); }},
     {{"lower", true}, [](double n, double q) { return Place{std::floor((n - 1) * q), 0.0}; }},
     {{"higher", true}, [](double n, double q) { return Place{std::ceil((n - 1) * q), 0.0}; }},
     {{"midpoint"}, midpoint},
     {{"nearest", true}, [](double n, double q) { return Place{std::nearbyint((n - 1) * q), 0.0}; }}}};

auto find_rule(std::string_view name) {
  return std::find_if(rules.begin(), rules.end(), [name](const Rule& rule) { return rule.method.name == name; });
}

}  // namespace

// NumPy's _lerp: from the nearer end, so that both ends are exact.
double percentile_between(double low, double difference, double high, double weight) {
  return weight >= 0.5 ? high - difference * (1 - weight) : low + difference * weight;
}

const PercentileMethod& find_percentile_method(std::string_view name) {
  if (const auto rule = find_rule(name); rule != rules.end()) return rule->method;
  std::vector<std::string> names;
  for (const auto& rule : rules) names.emplace_back(rule.method.name);
  auto hint = did_you_mean(name, names);
  throw fail(Fault::usage, "there is no percentile method '{}'", name)
      .hint(hint.empty() ? "the methods are: " + join(names, ", ") : hint);
}

std::vector<PercentilePlace> percentile_places(std::int64_t n, std::span<const double> shares,
                                               const PercentileMethod& method) {
  const auto place_of = find_rule(method.name)->place;
  std::vector<PercentilePlace> places;
  for (const double share : shares) {
    const auto place = place_of(static_cast<double>(n), share);
    const double floor = std::floor(place.virtual_index);
    auto low = static_cast<std::int64_t>(floor), high = low + 1;
    if (place.virtual_index >= static_cast<double>(n - 1)) low = high = n - 1;
    else if (place.virtual_index < 0) low = high = 0;
    places.push_back({low, std::min(high, n - 1), place.weight.value_or(place.virtual_index - floor)});
  }
  return places;
}

std::vector<double> percentiles_of(std::span<const double> values, std::span<const double> shares,
                                   const PercentileMethod& method) {
  std::vector<double> out(shares.size(), std::numeric_limits<double>::quiet_NaN());
  if (values.empty()) return out;
  const auto places = percentile_places(static_cast<std::int64_t>(values.size()), shares, method);
  std::vector<std::int64_t> ranks;
  for (const auto& place : places) ranks.insert(ranks.end(), {place.low, place.high});
  const auto selected = select_ranks(values, ranks);
  if (selected.has_nan) return out;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double low = selected.values[2 * i];
    out[i] = method.picks ? low
                          : percentile_between(low, selected.values[2 * i + 1] - low, selected.values[2 * i + 1],
                                               places[i].weight);
  }
  return out;
}

// The mean of the two in the middle, as NumPy takes it.
double median_of(std::span<const double> values) {
  const auto n = static_cast<std::int64_t>(values.size());
  const std::array<std::int64_t, 2> middle{(n - 1) / 2, n / 2};
  if (n == 0) return std::numeric_limits<double>::quiet_NaN();
  const auto selected = select_ranks(values, middle);
  if (selected.has_nan) return std::numeric_limits<double>::quiet_NaN();
  return n % 2 == 1 ? 0.0 + selected.values[1] : (0.0 + selected.values[0] + selected.values[1]) / 2.0;
}

}  // namespace pytk::array
