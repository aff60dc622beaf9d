// Where ticks stand and what is written at them. The rules are those of Matplotlib's automatic locators and formatters
// (documented behaviour of version 3.6), so that the same data gives the same axis.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <pytk/plot/figure.hpp>

namespace pytk::plot {

/// Floored division and its remainder with the divisor's sign, from the exact remainder: floor(a / b) would be wrong
/// where the quotient rounds up to a whole number.
struct Divided {
  double whole, rest;
};
[[nodiscard]] Divided divide(double a, double b);

/// At most `bins` intervals of 1, 2, 2.5 or 5 times a power of ten; one tick beyond each end is included. With `whole`
/// only integers.
[[nodiscard]] std::vector<double> linear_ticks(double low, double high, int bins, bool whole = false);
/// Levels of contours: the same with more steps to choose from, cut to one beyond each end.
[[nodiscard]] std::vector<double> contour_levels(double low, double high, int bins);

/// Powers of `base`, thinned to about `most`; one beyond each end is included.
[[nodiscard]] std::vector<double> log_ticks(double low, double high, double base, int most);
/// 2 to 9 times the powers where there is room for them; linear ticks where a decade shows at most one of these.
[[nodiscard]] std::vector<double> log_minor_ticks(double low, double high, double base, int most);
/// Powers of the base outside the linear part and zero inside.
[[nodiscard]] std::vector<double> symlog_ticks(double low, double high, const Scale& scale);

/// Dates (days since 1970) at round years, months, days, hours ... so that about 5 to 12 are seen.
[[nodiscard]] std::vector<double> date_ticks(double low, double high);

/// Plain decimal labels of one axis with a common number of decimals; offset gets the exponent or shift that they leave
/// out.
struct PlainLabels {
  std::vector<std::string> labels;
  std::string offset;
};
[[nodiscard]] PlainLabels plain_labels(const std::vector<double>& ticks, double low, double high);
/// 10 with a raised exponent; "" for minor ticks that would crowd.
[[nodiscard]] std::string log_label(double value, double base, double low, double high, double linear_threshold = 0);
/// Dates with only what changes; offset holds the rest.
[[nodiscard]] PlainLabels date_labels(const std::vector<double>& ticks);

/// A number by a user's format: si, bytes, percent, plain, sci or one %f, %e, %g conversion with literal text around.
[[nodiscard]] std::string format_number(double value, const std::string& format);
/// Throws Fault::usage when the format is none of these.
void check_number_format(const std::string& format);

/// Days since 1970 as nanoseconds, rounded to a microsecond as Matplotlib rounds (20 us for dates 70 years away).
[[nodiscard]] std::int64_t nanoseconds_of_days(double days) noexcept;
[[nodiscard]] double days_of_nanoseconds(std::int64_t nanoseconds) noexcept;

/// Fills ticks, minor, offset of an axis whose limits are set. `space` is how many labels have room (clipped to 1..9
/// for linear axes as Matplotlib does).
void set_ticks(Axis& axis, int space);

/// With U+2212 for the hyphen of a negative number.
[[nodiscard]] std::string with_minus(std::string text);

}  // namespace pytk::plot
