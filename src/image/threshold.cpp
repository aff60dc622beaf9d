// Thresholds as scikit-image 0.19 computes them on integer pictures: one bin a value from the smallest to the largest.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <pytk/image/analysis.hpp>

#include "image/histogram.hpp"

namespace pytk::image {

namespace {

constexpr std::array<std::string_view, 7> names = {"otsu", "li", "yen", "triangle", "isodata", "mean", "minimum"};

struct Bins {
  std::vector<double> counts;
  double first = 0;  ///< value of bin 0
};

Bins bins_of(const Picture& grey) {
  const auto all = histogram(grey);
  std::size_t low = 0, high = all.size();
  while (low < high && all[low] == 0) ++low;
  while (high > low && all[high - 1] == 0) --high;
  Bins bins;
  bins.first = static_cast<double>(low);
  for (std::size_t v = low; v < high; ++v) bins.counts.push_back(static_cast<double>(all[v]));
  return bins;
}

/// Otsu 1979: the cut that makes the variance between the classes largest; the first of equal ones.
std::size_t otsu(const Bins& bins) {
  const auto& counts = bins.counts;
  double total = 0, moment = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    total += counts[i];
    moment += counts[i] * (bins.first + static_cast<double>(i));
  }
  double below = 0, below_moment = 0, best = -1;
  std::size_t found = 0;
  for (std::size_t i = 0; i + 1 < counts.size(); ++i) {
    below += counts[i];
    below_moment += counts[i] * (bins.first + static_cast<double>(i));
    const double difference = below_moment / below - (moment - below_moment) / (total - below);
    const double variance = below * (total - below) * difference * difference;
    if (variance > best) {
      best = variance;
      found = i;
    }
  }
  return found;
}

/// Li and Tam 1998, by iteration from the mean; values are counted from the smallest one.
double li(const Bins& bins) {
  const auto& counts = bins.counts;
  double total = 0, moment = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    total += counts[i];
    moment += counts[i] * static_cast<double>(i);
  }
  constexpr double tolerance = 0.5;
  double next = moment / total, now = -2 * tolerance;
  for (int round = 0; std::abs(next - now) > tolerance && round < 10000; ++round) {
    now = next;
    double back = 0, back_moment = 0;
    for (std::size_t i = 0; i < counts.size() && static_cast<double>(i) <= now; ++i) {
      back += counts[i];
      back_moment += counts[i] * static_cast<double>(i);
    }
    const double fore_mean = (moment - back_moment) / (total - back), back_mean = back_moment / back;
    // A background of the smallest value alone has the mean 0, whose logarithm is -inf: the quotient becomes 0.
    next = (back_mean - fore_mean) / (std::log(back_mean) - std::log(fore_mean));
  }
  return next + bins.first;
}

/// Yen 1995, in the single precision of scikit-image's probabilities.
std::size_t yen(const Bins& bins) {
  const std::size_t n = bins.counts.size();
  const double total = std::accumulate(bins.counts.begin(), bins.counts.end(), 0.0);
  std::vector<double> pmf(n), above(n + 1, 0.0);
  for (std::size_t i = 0; i < n; ++i) pmf[i] = static_cast<double>(static_cast<float>(bins.counts[i])) / total;
  for (std::size_t i = n; i-- > 0;) above[i] = above[i + 1] + pmf[i] * pmf[i];
  double sum = 0, squares = 0, best = -HUGE_VAL;
  std::size_t found = 0;
  for (std::size_t i = 0; i + 1 < n; ++i) {
    sum += pmf[i];
    squares += pmf[i] * pmf[i];
    const double product = sum * (1.0 - sum);
    const double criterion = std::log(1.0 / (squares * above[i + 1]) * product * product);
    if (criterion > best) {
      best = criterion;
      found = i;
    }
  }
  return found;
}

/// Zack 1977: the bin farthest from the line between the peak and the end of the longer tail.
std::size_t triangle(const Bins& bins) {
  auto counts = bins.counts;
  const std::size_t n = counts.size();
  auto peak = static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
  const bool flip = peak < n - 1 - peak;
  if (flip) {
    std::reverse(counts.begin(), counts.end());
    peak = n - 1 - peak;
  }
  const double height = counts[peak], width = static_cast<double>(peak);
  const double norm = std::sqrt(height * height + width * width);
  double best = -HUGE_VAL;
  std::size_t found = 0;
  for (std::size_t i = 0; i < peak; ++i) {
    const double length = height / norm * static_cast<double>(i) - width / norm * counts[i];
    if (length > best) {
      best = length;
      found = i;
    }
  }
  return flip ? n - 1 - found : found;
}

/// Ridler and Calvard 1978: the first value that is the middle of the means of both sides, within a bin.
std::size_t isodata(const Bins& bins) {
  double total = 0, moment = 0;
  for (std::size_t i = 0; i < bins.counts.size(); ++i) {
    total += bins.counts[i];
    moment += bins.counts[i] * (bins.first + static_cast<double>(i));
  }
  double below = 0, below_moment = 0;
  for (std::size_t i = 0; i + 1 < bins.counts.size(); ++i) {
    const double value = bins.first + static_cast<double>(i);
    below += bins.counts[i];
    below_moment += bins.counts[i] * value;
    const double distance = (below_moment / below + (moment - below_moment) / (total - below)) / 2.0 - value;
    if (distance >= 0 && distance < 1) return i;
  }
  throw fail(Fault::data, "isodata finds no threshold in this histogram").hint("try --method otsu");
}

std::vector<std::size_t> peaks(const std::vector<double>& counts) {
  std::vector<std::size_t> found;
  bool rising = true;
  for (std::size_t i = 0; i + 1 < counts.size(); ++i) {
    if (rising && counts[i + 1] < counts[i]) {
      rising = false;
      found.push_back(i);
    } else if (!rising && counts[i + 1] > counts[i]) {
      rising = true;
    }
  }
  return found;
}

/// Prewitt and Mendelsohn 1966: smooth until two peaks are left, then the valley between them.
std::size_t minimum(const Bins& bins) {
  auto counts = bins.counts;
  const std::size_t n = counts.size();
  std::vector<std::size_t> found;
  constexpr int most_rounds = 10000;
  int round = 0;
  for (; round < most_rounds; ++round) {
    auto smooth = counts;
    // Running sums, as scipy.ndimage.uniform_filter1d with the border value repeated once.
    double sum = counts[0] + counts[0] + counts[std::min<std::size_t>(1, n - 1)];
    smooth[0] = sum / 3;
    for (std::size_t i = 1; i < n; ++i) {
      sum += counts[std::min(i + 1, n - 1)] - counts[i < 2 ? 0 : i - 2];
      smooth[i] = sum / 3;
    }
    counts = std::move(smooth);
    found = peaks(counts);
    if (found.size() < 3) break;
  }
  if (found.size() != 2 || round >= most_rounds - 1)
    throw fail(Fault::data, "the histogram has not two peaks").hint("try --method otsu");
  const auto begin = counts.begin() + static_cast<std::ptrdiff_t>(found[0]),
             end = counts.begin() + static_cast<std::ptrdiff_t>(found[1]) + 1;
  return static_cast<std::size_t>(std::min_element(begin, end) - counts.begin());
}

}  // namespace

std::optional<Threshold> threshold_of_name(std::string_view name) noexcept {
  const auto* found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Threshold>(found - names.begin());
}

std::vector<std::string> threshold_names() { return {names.begin(), names.end()}; }

double threshold(const Picture& grey, Threshold method) {
  if (grey.channels != 1) throw fail(Fault::data, "a threshold needs a grey picture");
  if (method == Threshold::mean) return statistics(grey).mean;
  const Bins bins = bins_of(grey);
  if (bins.counts.empty()) throw fail(Fault::data, "the picture has no pixels");
  if (bins.counts.size() == 1) return bins.first;
  const auto value = [&bins](std::size_t bin) { return bins.first + static_cast<double>(bin); };
  switch (method) {
    case Threshold::otsu: return value(otsu(bins));
    case Threshold::li: return li(bins);
    case Threshold::yen: return value(yen(bins));
    case Threshold::triangle: return value(triangle(bins));
    case Threshold::isodata: return value(isodata(bins));
    default: return value(minimum(bins));
  }
}

Picture binarize(const Picture& grey, double limit) {
  Picture out(grey.width, grey.height, 1);
  for (std::size_t i = 0; i < out.samples.size(); ++i) {
    const unsigned value = grey.depth == 8 ? grey.samples[i] : grey.samples[2 * i] + 256U * grey.samples[2 * i + 1];
    out.samples[i] = static_cast<double>(value) > limit ? 255 : 0;
  }
  return out;
}

}  // namespace pytk::image
