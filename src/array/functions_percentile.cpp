// percentile, quantile, median and those that leave nan out, along axes and for every type.
#include <algorithm>
#include <array>
#include <limits>

#include <pytk/array/order.hpp>
#include <pytk/core/error.hpp>

#include "calls.hpp"
#include "elements.hpp"
#include "select.hpp"

namespace pytk::array {
namespace {

/// What is asked for, and the array with the reduced axes last, as one.
struct Question {
  Array lines;
  std::int64_t length = 1, count = 1;
  Shape kept;  ///< shape of the result without the percentiles' own
  std::vector<double> shares;
  Shape share_shape;
  const PercentileMethod* method = nullptr;
  bool without_nan = false, median = false;
};

void set_shares(Question& q, const Args& args) {
  const bool as_share = q.median || args.function().find("quantile") != std::string::npos;
  const Array wanted = q.median ? Array::scalar(0.5) : args.array("q").cast(Kind::float64);
  q.method = &find_percentile_method(q.median ? "linear" : args.text("method", "linear"));
  // The whole quantiles 0 and 1 are elements, not something between.
  if (!q.median && as_share && is_integer(args.array("q").kind()) &&
      (q.method->name == "linear" || q.method->name.find("inverted_cdf") != std::string_view::npos))
    q.method = &find_percentile_method("lower");
  q.share_shape = wanted.shape();
  const Array flat = wanted.reshaped({-1}).contiguous();
  for (std::int64_t i = 0; i < flat.size(); ++i) {
    q.shares.push_back(as_share ? flat.get<double>(i) : flat.get<double>(i) / 100);
    if (!(q.shares.back() >= 0 && q.shares.back() <= 1))
      throw fail(Fault::data, "percentiles must be in the range [0, {}]", as_share ? 1 : 100);
  }
}
void set_lines(Question& q, const Args& args, const Array& a) {
  const auto axes = args.axes(a);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < a.dimensions(); ++i)
    if (std::find(axes.begin(), axes.end(), i) == axes.end()) {
      order.push_back(i);
      q.kept.push_back(a.shape()[i]);
      q.count *= a.shape()[i];
    }
  for (const auto axis : axes) {
    order.push_back(axis);
    q.length *= a.shape()[axis];
  }
  if (args.flag("keepdims")) {
    q.kept = a.shape();
    for (const auto axis : axes) q.kept[axis] = 1;
  }
  if (q.length == 0 && !q.median && !q.without_nan) throw fail(Fault::data, "there is no percentile of nothing");
  // A whole array in a row is looked at where it lies.
  q.lines = a.transposed(order).contiguous();
}
Question question_of(const Args& args) {
  Question q;
  const Array a = args.array("a");
  if (!is_number(a.kind())) throw fail(Fault::data, "percentiles of texts are not defined");
  const auto& name = args.function();
  q.median = name.find("median") != std::string::npos;
  if (is_complex(a.kind()) && !q.median) throw fail(Fault::data, "percentiles of complex numbers are not defined");
  q.without_nan = name.compare(0, 3, "nan") == 0;
  set_shares(q, args);
  set_lines(q, args, a);
  return q;
}

/// One line of elements of type T, at the places that are wanted.
template <class T>
class Line {
 public:
  Line(const T* values, std::int64_t n, bool without_nan) : values_(values), n_(n) {
    if constexpr (!std::is_integral_v<T>) {
      if (!without_nan) return;
      copy_.reserve(static_cast<std::size_t>(n));
      for (std::int64_t i = 0; i < n; ++i)
        if (!element_is_nan(values[i])) copy_.push_back(values[i]);
      values_ = copy_.data();
      n_ = static_cast<std::int64_t>(copy_.size());
    } else {
      (void)without_nan;
    }
  }
  [[nodiscard]] std::int64_t size() const { return n_; }
  /// The elements of these ranks; empty if there is a nan.
  [[nodiscard]] std::vector<T> at(std::span<const std::int64_t> ranks) {
    if constexpr (std::is_same_v<T, double>) {
      auto selection = select_ranks({values_, static_cast<std::size_t>(n_)}, ranks);
      return selection.has_nan ? std::vector<double>{} : selection.values;
    } else {
      if (copy_.empty()) copy_.assign(values_, values_ + n_);
      for (const auto& v : copy_)
        if (element_is_nan(static_cast<T>(v))) return {};
      std::vector<T> out;
      for (const auto rank : ranks) {
        std::nth_element(copy_.begin(), copy_.begin() + rank, copy_.end(),
                         [](const T& a, const T& b) { return less_plain(a, b); });
        out.push_back(copy_[static_cast<std::size_t>(rank)]);
      }
      return out;
    }
  }

 private:
  const T* values_;
  std::int64_t n_;
  // bool is kept as bytes: std::vector<bool> has no elements to point at.
  std::vector<std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>> copy_;
};
template <class T>
using stored_t = std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>;

// high - low in the elements' own arithmetic: integers wrap, narrow floats round, as NumPy's do.
template <class T>
double difference_of(T low, T high) {
  if constexpr (std::is_integral_v<T>)
    return static_cast<double>(static_cast<T>(static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low)));
  else
    return static_cast<double>(
        static_cast<computed_t<T>>(static_cast<T>(static_cast<computed_t<T>>(high) - static_cast<computed_t<T>>(low))));
}
template <class T>
double as_double(T v) { return static_cast<double>(static_cast<computed_t<T>>(v)); }

// The mean of the two in the middle.
template <class T>
Array medians(const Question& q) {
  const Kind kind = std::is_integral_v<T> ? Kind::float64 : kind_of<T>();
  const Array result = Array::empty(kind == Kind::float64 ? Kind::float64 : kind, {q.count});
  for (std::int64_t i = 0; i < q.count; ++i) {
    Line<stored_t<T>> line(reinterpret_cast<const stored_t<T>*>(q.lines.data()) + i * q.length, q.length,
                           q.without_nan);
    const auto n = line.size();
    double value = std::numeric_limits<double>::quiet_NaN();
    if (n > 0) {
      const std::array<std::int64_t, 2> middle{(n - 1) / 2, n / 2};
      const auto found = line.at(middle);
      if (!found.empty() && n % 2 == 1) value = 0.0 + as_double(found[1]);  // a mean of one: -0.0 becomes 0.0
      else if (!found.empty()) {
        if constexpr (std::is_same_v<T, float> || std::is_same_v<T, Half>)
          value = static_cast<double>((static_cast<float>(found[0]) + static_cast<float>(found[1])) / 2.0F);
        else value = (0.0 + as_double(found[0]) + as_double(found[1])) / 2.0;
      }
    }
    assign(result.view({1}, {0}, i * static_cast<std::int64_t>(result.dtype().size)), Array::scalar(value));
  }
  return result.reshaped(q.kept);
}

// Complex numbers are sorted by their real part, then the imaginary one.
template <class T>
Array complex_medians(const Question& q) {
  const Array result = Array::empty(kind_of<T>(), {q.count});
  for (std::int64_t i = 0; i < q.count; ++i) {
    const T* from = q.lines.as<T>() + i * q.length;
    std::vector<T> line(from, from + q.length);
    const auto bad = std::partition(line.begin(), line.end(), [](const T& v) { return !element_is_nan(v); });
    const bool nan = bad != line.end() && !q.without_nan;
    line.erase(bad, line.end());
    std::sort(line.begin(), line.end(), less_plain<T>);
    const auto n = line.size();
    const auto missing = std::numeric_limits<typename T::value_type>::quiet_NaN();
    if (nan || n == 0) result.set(i, T(missing, nan || q.without_nan ? 0 : missing));
    else {
      // The mean, by a complex division: what is infinite in one part makes the other nan.
      using R = typename T::value_type;
      const T sum = n % 2 == 1 ? T{} + line[n / 2] : T{} + line[n / 2 - 1] + line[n / 2];
      const R scale = n % 2 == 1 ? R{1} : R{0.5};
      result.set(i, T((sum.real() + sum.imag() * R{0}) * scale, (sum.imag() - sum.real() * R{0}) * scale));
    }
  }
  return result.reshaped(q.kept);
}

template <class T>
Array percentiles(const Question& q) {
  const auto wanted = static_cast<std::int64_t>(q.shares.size());
  const bool picks = q.method->picks;
  const Array result = Array::empty(picks ? kind_of<T>() : Kind::float64, {wanted, q.count});
  for (std::int64_t i = 0; i < q.count; ++i) {
    Line<stored_t<T>> line(reinterpret_cast<const stored_t<T>*>(q.lines.data()) + i * q.length, q.length,
                           q.without_nan);
    std::vector<stored_t<T>> found;
    std::vector<PercentilePlace> places;
    if (line.size() > 0) {
      places = percentile_places(line.size(), q.shares, *q.method);
      std::vector<std::int64_t> ranks;
      for (const auto& place : places) ranks.insert(ranks.end(), {place.low, place.high});
      found = line.at(ranks);
    }
    for (std::int64_t k = 0; k < wanted; ++k) {
      const auto to = result.view({1}, {0}, (k * q.count + i) * static_cast<std::int64_t>(result.dtype().size));
      const auto at = static_cast<std::size_t>(k);
      if (found.empty()) assign(to, Array::scalar(std::numeric_limits<double>::quiet_NaN()));
      else if (picks) to.set(0, static_cast<T>(found[2 * at]));
      else {
        const auto low = found[2 * at], high = found[2 * at + 1];
        to.set(0, percentile_between(as_double(low), difference_of(low, high), as_double(high), places[at].weight));
      }
    }
  }
  Shape shape = q.share_shape;
  shape.insert(shape.end(), q.kept.begin(), q.kept.end());
  return result.reshaped(shape);
}

Value percentile(const Args& args) {
  // Of nothing, those that leave nan out are the mean of nothing.
  if (args.function().compare(0, 3, "nan") == 0 && args.array("a").size() == 0) {
    Call call{"nanmean", {args.value("a")}, {}};
    for (const std::string name : {"axis", "keepdims"})
      if (args.has(name)) call.named.emplace_back(name, args.value(name));
    return call_function(std::move(call));
  }
  const auto q = question_of(args);
  const Array found = visit_kind(q.lines.kind(), [&]<class T>(TypeTag<T>) -> Array {
    if constexpr (is_complex_type<T>) return complex_medians<T>(q);
    else return q.median ? medians<T>(q) : percentiles<T>(q);
  });
  return Value::from(found, !args.flag("keepdims"));
}

constexpr Function table[] = {
    {"percentile", "a, q, axis=, method=, keepdims=", percentile},
    {"quantile", "a, q, axis=, method=, keepdims=", percentile},
    {"nanpercentile", "a, q, axis=, method=, keepdims=", percentile},
    {"nanquantile", "a, q, axis=, method=, keepdims=", percentile},
    {"median", "a, axis=, keepdims=", percentile},
    {"nanmedian", "a, axis=, keepdims=", percentile},
};

}  // namespace

std::span<const Function> percentile_functions() noexcept { return table; }

}  // namespace pytk::array
