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

VirtualIndex with_alpha_beta(double n, double q, double alpha, double beta) {
  return {n * q + (alpha + q * (1 - alpha - beta)) - 1, {}};
}
VirtualIndex midpoint(double n, double q) {
  const double low = std::floor((n - 1) * q), high = std::ceil((n - 1) * q);
  const double middle = 0.5 * (low + high);
  return {middle, middle == low ? 0.0 : 0.5};
}
VirtualIndex inverted_cdf(double n, double q) {
  const double index = n * q - 1;
  return {std::max(0.0, index == std::floor(index) ? index : std::floor(index) + 1), 0.0};
}
VirtualIndex averaged_inverted_cdf(double n, double q) {
  const double index = n * q - 1;
  return {index, index == std::floor(index) ? 0.5 : 1.0};
}
// Half a place up or down, to the even observation (Hyndman, Fan 1996, type 3).
VirtualIndex closest_observation(double n, double q) {
  const double index = n * q - 1 - 0.5;
  const double low = std::floor(index);
  const bool stay = index == low && std::fmod(low, 2.0) == 0;
  return {std::max(0.0, stay ? low : low + 1), 0.0};
}

constexpr std::array<PercentileMethod, 13> methods{
    {{"inverted_cdf", inverted_cdf, true},
     {"averaged_inverted_cdf", averaged_inverted_cdf},
     {"closest_observation", closest_observation, true},
     {"interpolated_inverted_cdf", [](double n, double q) { return with_alpha_beta(n, q, 0, 1); }},
     {"hazen", [](double n, double q) { return with_alpha_beta(n, q, 0.5, 0.5); }},
     {"weibull", [](double n, double q) { return with_alpha_beta(n, q, 0, 0); }},
     {"linear", [](double n, double q) { return VirtualIndex{(n - 1) * q, {}}; }},
     {"median_unbiased", [](double n, double q) { return with_alpha_beta(n, q, 1 / 3.0, 1 / 3.0); }},
     {"normal_unbiased", [](double n, double q) { return with_alpha_beta(n, q, 3 / 8.0, 3 / 8.0); }},
     {"lower", [](double n, double q) { return VirtualIndex{std::floor((n - 1) * q), 0.0}; }, true},
     {"higher", [](double n, double q) { return VirtualIndex{std::ceil((n - 1) * q), 0.0}; }, true},
     {"midpoint", midpoint},
     {"nearest", [](double n, double q) { return VirtualIndex{std::nearbyint((n - 1) * q), 0.0}; }, true}}};

}  // namespace

// NumPy's _lerp: from the nearer end, so that both ends are exact.
double percentile_between(double low, double difference, double high, double weight) {
  return weight >= 0.5 ? high - difference * (1 - weight) : low + difference * weight;
}

const PercentileMethod& find_percentile_method(std::string_view name) {
  for (const auto& method : methods)
    if (method.name == name) return method;
  std::vector<std::string> names;
  names.reserve(std::size(methods));
  for (const auto& method : methods) names.emplace_back(method.name);
  auto hint = did_you_mean(name, names);
  throw fail(Fault::usage, "there is no percentile method '{}'", name)
      .hint(hint.empty() ? "the methods are: " + join(names, ", ") : hint);
}

std::vector<PercentilePlace> percentile_places(std::int64_t n, std::span<const double> shares,
                                               const PercentileMethod& method) {
  std::vector<PercentilePlace> places;
  for (const double share : shares) {
    const auto [index, weight] = method.place(static_cast<double>(n), share);
    const double floor = std::floor(index);
    auto low = static_cast<std::int64_t>(floor), high = low + 1;
    if (index >= static_cast<double>(n - 1)) low = high = n - 1;
    else if (index < 0) low = high = 0;
    places.push_back({low, std::min(high, n - 1), weight.value_or(index - floor)});
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
