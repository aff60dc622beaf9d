#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include <pytk/image/analysis.hpp>

#include "image/histogram.hpp"

namespace pytk::image {

namespace {

/// numpy.percentile with linear interpolation between the neighbours of rank q * (n - 1).
template <class At>
double percentile(std::uint64_t n, double q, const At& at) {
  const double rank = q * static_cast<double>(n - 1);
  const auto below = static_cast<std::uint64_t>(rank);
  const double low = at(below), high = at(std::min(below + 1, n - 1));
  return low + (high - low) * (rank - static_cast<double>(below));
}

Statistics of_counts(const std::vector<std::uint64_t>& counts) {
  Statistics out;
  const std::uint64_t n = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  if (n == 0) return out;
  std::uint64_t sum = 0;
  const double total = static_cast<double>(n);
  bool first = true;
  for (std::size_t v = 0; v < counts.size(); ++v) {
    if (counts[v] == 0) continue;
    if (first) out.min = static_cast<double>(v);
    first = false;
    out.max = static_cast<double>(v);
    sum += v * counts[v];
    const double p = static_cast<double>(counts[v]) / total;
    out.entropy -= p * std::log2(p);
  }
  out.entropy += 0.0;  // a flat picture has 0, not -0
  out.mean = static_cast<double>(sum) / total;
  double squares = 0;
  for (std::size_t v = 0; v < counts.size(); ++v)
    squares +=
        static_cast<double>(counts[v]) * (static_cast<double>(v) - out.mean) * (static_cast<double>(v) - out.mean);
  out.std = std::sqrt(squares / total);
  const auto at = [&counts](std::uint64_t rank) {
    std::size_t v = 0;
    for (std::uint64_t seen = counts[0]; seen <= rank; seen += counts[v]) ++v;
    return static_cast<double>(v);
  };
  out.median = percentile(n, 0.5, at);
  out.p1 = percentile(n, 0.01, at);
  out.p99 = percentile(n, 0.99, at);
  return out;
}

Statistics of_values(std::vector<double> values) {
  Statistics out;
  if (values.empty()) return out;
  const double n = static_cast<double>(values.size());
  out.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double v : values) squares += (v - out.mean) * (v - out.mean);
  out.std = std::sqrt(squares / n);
  std::sort(values.begin(), values.end());
  out.min = values.front();
  out.max = values.back();
  for (std::size_t i = 0, end = 0; i < values.size(); i = end) {
    while (end < values.size() && !(values[end] > values[i])) ++end;
    const double p = static_cast<double>(end - i) / n;
    out.entropy -= p * std::log2(p);
  }
  const auto at = [&values](std::uint64_t rank) { return values[rank]; };
  out.median = percentile(values.size(), 0.5, at);
  out.p1 = percentile(values.size(), 0.01, at);
  out.p99 = percentile(values.size(), 0.99, at);
  return out;
}

}  // namespace

std::vector<std::uint64_t> histogram(const Picture& picture, int channel) {
  std::vector<std::uint64_t> counts(picture.depth == 16 ? 65536 : 256);
  const std::size_t step = channel < 0 ? 1 : picture.channels;
  const std::size_t count = picture.samples.size() / (picture.depth / 8U);
  for (std::size_t i = channel < 0 ? 0 : static_cast<std::size_t>(channel); i < count; i += step) {
    if (picture.depth == 8) {
      ++counts[picture.samples[i]];
    } else {
      std::uint16_t value = 0;
      std::memcpy(&value, picture.samples.data() + 2 * i, 2);
      ++counts[value];
    }
  }
  return counts;
}

Statistics statistics(const AnyPicture& picture, int channel) {
  if (const auto* samples = std::get_if<Picture>(&picture)) return of_counts(histogram(*samples, channel));
  const auto& floats = std::get<FloatPicture>(picture);
  for (const double value : floats.samples)
    if (std::isnan(value)) throw fail(Fault::data, "the array holds values that are no numbers");
  if (channel < 0) return of_values(floats.samples);
  std::vector<double> values;
  for (std::size_t i = static_cast<std::size_t>(channel); i < floats.samples.size(); i += floats.channels)
    values.push_back(floats.samples[i]);
  return of_values(std::move(values));
}

}  // namespace pytk::image
