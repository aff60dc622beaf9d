#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/core.h>
#include <fmt/printf.h>

#include <pytk/core/error.hpp>

#include "plot/ticks.hpp"

namespace pytk::plot {
namespace {

double power_of_ten(int exponent) { return std::pow(10.0, exponent); }

/// The shift that all labels may leave out: worth it when it saves four digits and all visible ticks share a sign.
double common_offset(const std::vector<double>& seen) {
  if (seen.empty()) return 0;
  const auto [smallest, largest] = std::minmax_element(seen.begin(), seen.end());
  if (*smallest == *largest || (*smallest <= 0 && *largest >= 0)) return 0;
  const double a = std::min(std::fabs(*smallest), std::fabs(*largest)),
               b = std::max(std::fabs(*smallest), std::fabs(*largest));
  const double sign = *smallest < 0 ? -1 : 1;
  const auto cut = [](double v, int e) { return divide(v, power_of_ten(e)).whole; };
  const int top = static_cast<int>(std::ceil(std::log10(b)));
  int e = top;
  while (cut(a, e) == cut(b, e)) --e;
  ++e;
  if ((b - a) / power_of_ten(e) <= 1e-2) {
    // The ticks lie on both sides of a round number: cut where they are more than one apart.
    e = top;
    while (cut(b, e) - cut(a, e) <= 1) --e;
    ++e;
  }
  return cut(b, e) >= 1000 ? sign * cut(b, e) * power_of_ten(e) : 0;
}

int common_exponent(const std::vector<double>& seen, double offset, double low, double high) {
  if (seen.empty()) return 0;
  double largest = 0;
  for (const double v : seen) largest = std::max(largest, std::fabs(v));
  int e = 0;
  if (offset != 0) e = static_cast<int>(std::floor(std::log10(high - low)));
  else if (largest != 0) e = static_cast<int>(std::floor(std::log10(largest)));
  return e <= -5 || e >= 6 ? e : 0;
}

double rounded(double value, int decimals) {
  const double scale = power_of_ten(decimals);
  return std::nearbyint(value * scale) / scale;
}

/// The fewest decimals that tell the ticks apart within a thousandth of their range.
int decimals_for(std::vector<double> ticks, double low, double high, double offset, int exponent) {
  const bool few = ticks.size() < 2;
  std::vector<double> all = ticks;
  if (few) all.insert(all.end(), {low, high});
  const auto change = [&](double& v) { v = (v - offset) / power_of_ten(exponent); };
  std::for_each(all.begin(), all.end(), change);
  std::for_each(ticks.begin(), ticks.end(), change);
  const auto [smallest, largest] = std::minmax_element(all.begin(), all.end());
  double range = *largest - *smallest;
  if (range == 0) range = std::max(std::fabs(*smallest), std::fabs(*largest));
  if (range == 0) range = 1;
  const int order = static_cast<int>(std::floor(std::log10(range)));
  const double tolerance = 1e-3 * power_of_ten(order);
  int decimals = std::max(0, 3 - order);
  for (; decimals >= 0; --decimals) {
    double worst = 0;
    for (const double v : ticks) worst = std::max(worst, std::fabs(v - rounded(v, decimals)));
    if (!(worst < tolerance)) break;
  }
  return decimals + 1;
}

std::string short_scientific(double value) {
  const int e = static_cast<int>(std::floor(std::log10(std::fabs(value))));
  const double s = std::nearbyint(value / power_of_ten(e) * 1e10) / 1e10;
  std::string significand = s == std::floor(s) ? fmt::format("{:.0f}", s) : fmt::format("{:.10g}", s);
  return e == 0 ? with_minus(significand) : with_minus(significand) + "e" + with_minus(fmt::format("{}", e));
}

std::string trimmed(double value) {
  std::string text = fmt::format("{:.3f}", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string with_prefix(double value, double step, const char* const* prefixes, int below, int above) {
  int index = 0;
  double v = value;
  while (std::fabs(v) >= step && index < above) {
    v /= step;
    ++index;
  }
  while (v != 0 && std::fabs(v) < 1 && index > -below) {
    v *= step;
    --index;
  }
  return trimmed(v) + prefixes[index + below];
}

/// Position just after a single %..f/e/g conversion, or npos.
std::size_t conversion(const std::string& format, std::size_t& begin) {
  begin = std::string::npos;
  std::size_t end = std::string::npos;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    if (i + 1 < format.size() && format[i + 1] == '%') {
      ++i;
      continue;
    }
    if (begin != std::string::npos) return std::string::npos;
    begin = i++;
    while (i < format.size() && std::string_view("+-# 0").find(format[i]) != std::string_view::npos) ++i;
    const std::size_t digits = i;
    const auto skip_digits = [&] { while (i < format.size() && format[i] >= '0' && format[i] <= '9') ++i; };
    skip_digits();
    if (i < format.size() && format[i] == '.') {
      ++i;
      skip_digits();
    }
    if (i >= format.size() || i - digits > 5 || std::string_view("feEgGd").find(format[i]) == std::string_view::npos)
      return std::string::npos;
    end = i + 1;
  }
  return end;
}

}  // namespace

std::string with_minus(std::string text) {
  if (!text.empty() && text[0] == '-') text.replace(0, 1, "\xe2\x88\x92");
  return text;
}

PlainLabels plain_labels(const std::vector<double>& ticks, double low, double high) {
  PlainLabels out;
  if (ticks.empty()) return out;
  if (high < low) std::swap(low, high);
  std::vector<double> seen;
  for (const double t : ticks)
    if (t >= low && t <= high) seen.push_back(t);
  const double offset = common_offset(seen);
  const int exponent = common_exponent(seen, offset, low, high);
  const int decimals = decimals_for(ticks, low, high, offset, exponent);
  for (const double t : ticks) {
    double shown = (t - offset) / power_of_ten(exponent);
    if (std::fabs(shown) < 1e-8) shown = 0;
    out.labels.push_back(with_minus(fmt::format("{:.{}f}", shown, decimals)));
  }
  if (exponent != 0) out.offset = "1e" + with_minus(fmt::format("{}", exponent));
  if (offset != 0) out.offset += (offset > 0 ? "+" : "") + short_scientific(offset);
  return out;
}

void check_number_format(const std::string& format) {
  for (const char* known : {"", "si", "bytes", "percent", "plain", "sci", "mpl"})
    if (format == known) return;
  std::size_t begin = 0;
  if (conversion(format, begin) == std::string::npos)
    throw fail(Fault::usage, "unknown number format '{}'", format)
        .hint("formats: si, bytes, percent, plain, sci, or one conversion as in '%.2f ms'");
}

std::string format_number(double value, const std::string& format) {
  static constexpr const char* si[] = {"p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E"};
  static constexpr const char* binary[] = {" B", " KiB", " MiB", " GiB", " TiB", " PiB"};
  if (format == "si") return with_minus(with_prefix(value, 1000, si, 4, 6));
  if (format == "bytes") return with_minus(with_prefix(value, 1024, binary, 0, 5));
  if (format == "percent") return with_minus(trimmed(value * 100) + "%");
  if (format == "plain") return with_minus(std::fabs(value) < 1e15 ? trimmed(value) : fmt::format("{:g}", value));
  if (format == "sci") return with_minus(fmt::format("{:.3g}", value));
  std::size_t begin = 0;
  const std::size_t end = conversion(format, begin);
  if (end == std::string::npos) return with_minus(fmt::format("{:g}", value));
  std::string spec = format.substr(begin, end - begin);
  std::string number;
  if (spec.back() == 'd') {
    spec.back() = 'f';
    if (spec.find('.') == std::string::npos) spec.insert(spec.size() - 1, ".0");
  }
  number = fmt::sprintf(spec, value);
  std::string out = format.substr(0, begin) + with_minus(number) + format.substr(end);
  for (std::size_t at = 0; (at = out.find("%%", at)) != std::string::npos; ++at) out.erase(at, 1);
  return out;
}

}  // namespace pytk::plot
