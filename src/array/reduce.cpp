#include "reduce.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <mutex>
#include <numeric>

#include <pytk/array/order.hpp>
#include <pytk/core/error.hpp>

#include "iterate.hpp"
#include "pairwise.hpp"
#include "parallel_parts.hpp"
#include "passed_by.hpp"
#include "sum_parts.hpp"
#include "ufunc.hpp"

namespace pytk::array {
namespace {

// The result's shape, and the same memory seen with the reduced axes still there but not moving.
struct Target {
  Array result, spread;
};
Target target_for(const Array& a, const Axes& axes, bool keep, DType dtype) {
  Shape kept, with_ones = a.shape();
  for (const auto axis : axes) with_ones[axis] = 1;
  for (std::size_t i = 0; i < a.dimensions(); ++i)
    if (std::find(axes.begin(), axes.end(), i) == axes.end()) kept.push_back(a.shape()[i]);
  Array full = Array::empty(dtype, with_ones);
  Array spread = full.broadcast_to(a.shape());
  return {keep ? full : full.reshaped(kept), spread};
}

void fill(const Array& target, const Array& value) { assign(target, value); }

/// Where the walk over (result, input) begins to have only reduced axes: those are one run of elements.
struct Plan {
  Walk<2> walk;
  std::size_t outer;  ///< axes before the run
  explicit Plan(const Array& spread, const Array& input) : walk({&spread, &input}), outer(0) {
    walk.sort_for(1);
    walk.join();
    outer = walk.shape.size();
    while (outer > 0 && walk.strides[0][outer - 1] == 0) --outer;
  }
  [[nodiscard]] bool inner_is_reduced() const { return outer < walk.shape.size(); }
};

// Copies the elements of the trailing axes `from`.. one after the other into out, at most `room` of them a call.
template <class T>
class Gatherer {
 public:
  Gatherer(const Walk<2>& walk, std::size_t from) : walk_(walk), from_(from), index_(walk.shape.size() - from, 0) {
    total_ = 1;
    for (std::size_t i = from; i < walk.shape.size(); ++i) total_ *= walk.shape[i];
  }
  [[nodiscard]] std::int64_t total() const { return total_; }
  [[nodiscard]] bool plain() const {
    return index_.size() == 1 && walk_.strides[1][from_] == static_cast<std::int64_t>(sizeof(T));
  }
  void start(const std::byte* at) {
    at_ = at;
    std::fill(index_.begin(), index_.end(), 0);
  }
  void take(T* out, std::int64_t room) {
    const std::size_t last = index_.size() - 1;
    const auto step = walk_.strides[1].back();
    while (room > 0) {
      const auto run = std::min(room, walk_.shape.back() - index_[last]);
      for (std::int64_t i = 0; i < run; ++i) std::memcpy(out + i, at_ + i * step, sizeof(T));
      out += run;
      room -= run;
      at_ += run * step;
      index_[last] += run;
      for (std::size_t k = last; index_[k] == walk_.shape[from_ + k] && k > 0; --k) {
        at_ += walk_.strides[1][from_ + k - 1] - walk_.strides[1][from_ + k] * walk_.shape[from_ + k];
        index_[k] = 0;
        ++index_[k - 1];
      }
    }
  }

 private:
  const Walk<2>& walk_;
  std::size_t from_;
  std::vector<std::int64_t> index_;
  const std::byte* at_ = nullptr;
  std::int64_t total_ = 0;
};

// Calls run(out, values, count) for parts of at most 8,192 elements that all go into one result, or
// across(out, out_step, values, step, count) for a row of results that each take one element.
template <class T, class Run, class Across>
void walk_reduction(const Plan& plan, Run&& run, Across&& across) {
  const auto& walk = plan.walk;
  for (const auto length : walk.shape)
    if (length == 0) return;
  if (!plan.inner_is_reduced()) {
    walk.run([&](const Pointers<2>& at, const Steps<2>& steps, std::int64_t n) {
      across(at[0], steps[0], at[1], steps[1], n);
    });
    return;
  }
  Walk<2> outer = walk;
  outer.shape.resize(plan.outer);
  for (auto& s : outer.strides) s.resize(plan.outer);
  if (plan.outer == 0) {
    outer.shape = {1};
    outer.strides = {Shape{0}, Shape{0}};
  }
  Gatherer<T> gather(walk, plan.outer);
  const auto buffer =
      std::make_unique<T[]>(gather.plain() ? 0 : static_cast<std::size_t>(std::min(part_size, gather.total())));
  outer.run([&](const Pointers<2>& at, const Steps<2>& steps, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) {
      std::byte* out = at[0] + i * steps[0];
      const std::byte* in = at[1] + i * steps[1];
      gather.start(in);
      for (std::int64_t done = 0; done < gather.total(); done += part_size) {
        const auto count = std::min(part_size, gather.total() - done);
        const T* values = reinterpret_cast<const T*>(in) + done;
        if (!gather.plain()) {
          gather.take(buffer.get(), count);
          values = buffer.get();
        }
        run(out, values, count);
      }
    }
  });
}

template <class T>
void add_up(const Array& spread, const Array& input) {
  walk_reduction<T>(
      Plan(spread, input),
      [](std::byte* out, const T* values, std::int64_t n) {
        auto& total = *reinterpret_cast<T*>(out);
        if constexpr (std::is_integral_v<T>) {
          auto sum = static_cast<std::uint64_t>(static_cast<std::int64_t>(total));
          for (std::int64_t i = 0; i < n; ++i) sum += static_cast<std::uint64_t>(static_cast<std::int64_t>(values[i]));
          total = static_cast<T>(sum);
        } else {
          total = static_cast<T>(static_cast<computed_t<T>>(total) + pairwise(values, n));
        }
      },
      [](std::byte* out, std::int64_t out_step, const std::byte* in, std::int64_t step, std::int64_t n) {
        for (std::int64_t i = 0; i < n; ++i) {
          auto& total = *reinterpret_cast<T*>(out + i * out_step);
          const auto value = *reinterpret_cast<const T*>(in + i * step);
          if constexpr (std::is_integral_v<T>)
            total = static_cast<T>(static_cast<std::uint64_t>(total) + static_cast<std::uint64_t>(value));
          else total = static_cast<T>(static_cast<computed_t<T>>(total) + static_cast<computed_t<T>>(value));
        }
      });
}

// Everything else is taken element by element, in order.
template <class T, class R, class Step>
void fold(const Array& spread, const Array& input, Step&& step) {
  walk_reduction<T>(
      Plan(spread, input),
      [&](std::byte* out, const T* values, std::int64_t n) {
        R total = *reinterpret_cast<R*>(out);
        for (std::int64_t i = 0; i < n; ++i) total = step(total, values[i]);
        *reinterpret_cast<R*>(out) = total;
      },
      [&](std::byte* out, std::int64_t out_step, const std::byte* in, std::int64_t in_step, std::int64_t n) {
        for (std::int64_t i = 0; i < n; ++i) {
          auto& total = *reinterpret_cast<R*>(out + i * out_step);
          total = step(total, *reinterpret_cast<const T*>(in + i * in_step));
        }
      });
}

template <class T>
T multiplied(T a, T b) {
  if constexpr (std::is_integral_v<T>)
    return static_cast<T>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
  else if constexpr (is_complex_type<T>)
    return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
  else if constexpr (std::is_same_v<T, Half>) return Half(static_cast<float>(a) * static_cast<float>(b));
  else return a * b;
}

// Products of halves are kept as floats within a run, as NumPy's loop does.
template <class T>
void multiply_up(const Array& spread, const Array& input) {
  using C = computed_t<T>;
  walk_reduction<T>(
      Plan(spread, input),
      [](std::byte* out, const T* values, std::int64_t n) {
        auto total = static_cast<C>(*reinterpret_cast<T*>(out));
        for (std::int64_t i = 0; i < n; ++i) total = multiplied(total, static_cast<C>(values[i]));
        *reinterpret_cast<T*>(out) = static_cast<T>(total);
      },
      [](std::byte* out, std::int64_t out_step, const std::byte* in, std::int64_t step, std::int64_t n) {
        for (std::int64_t i = 0; i < n; ++i) {
          auto& total = *reinterpret_cast<T*>(out + i * out_step);
          total = multiplied(total, *reinterpret_cast<const T*>(in + i * step));
        }
      });
}

// nan is the extreme whichever is asked for.
template <class T>
bool replaces(T best, T value, bool largest) {
  if constexpr (is_complex_type<T>) {
    if (std::isnan(best.real()) || std::isnan(best.imag())) return false;
    if (std::isnan(value.real()) || std::isnan(value.imag())) return true;
    const auto before = [](T x, T y) { return x.real() < y.real() || (x.real() == y.real() && x.imag() < y.imag()); };
    return largest ? before(best, value) : before(value, best);
  } else {
    const auto x = static_cast<computed_t<T>>(best);
    const auto y = static_cast<computed_t<T>>(value);
    if constexpr (std::is_floating_point_v<computed_t<T>>) {
      if (x != x) return false;
      if (y != y) return true;
    }
    return largest ? x < y : y < x;
  }
}

DType accumulator(Reduction what, Kind kind) {
  if (what == Reduction::any || what == Reduction::all) return Kind::boolean;
  if (what == Reduction::min || what == Reduction::max) return kind;
  if (kind == Kind::boolean || is_signed(kind)) return Kind::int64;
  return is_unsigned(kind) ? DType(Kind::uint64) : DType(kind);
}

constexpr std::int64_t worth_threads = 1 << 18;

// Without branches, so that the compiler can take several at once; nan is looked for beside.
void extreme_of_row(const Array& a, const Array& spread, bool largest) {
  const double* values = a.as<double>();
  std::mutex mutex;
  double best = values[0];
  bool nan = false;
  const PassedBy passed(a);
  in_parts(a.size(), 1 << 18, [&](std::int64_t begin, std::int64_t end) {
    constexpr std::int64_t lanes = 8;
    double most[lanes];
    bool mine = false;
    std::fill(most, most + lanes, values[begin]);
    auto i = begin;
    for (; i + lanes <= end; i += lanes)
      for (std::int64_t k = 0; k < lanes; ++k) {
        const double v = values[i + k];
        mine |= v != v;
        most[k] = largest ? (most[k] < v ? v : most[k]) : (v < most[k] ? v : most[k]);
      }
    for (; i < end; ++i) {
      mine |= values[i] != values[i];
      most[0] = largest ? std::max(most[0], values[i]) : std::min(most[0], values[i]);
    }
    passed.read(begin, end);
    const std::lock_guard lock(mutex);
    nan = nan || mine;
    for (const double v : most) best = largest ? std::max(best, v) : std::min(best, v);
  });
  *reinterpret_cast<double*>(spread.data()) = nan ? std::numeric_limits<double>::quiet_NaN() : best;
}

void find_extremes(const Array& a, const Array& spread, const Axes& axes, bool largest) {
  for (const auto axis : axes)
    if (a.shape()[axis] == 0)
      throw fail(Fault::data, "zero-size array to reduction operation {} which has no identity",
                 largest ? "maximum" : "minimum");
  if (whole_row(a, axes) && a.size() >= worth_threads && a.kind() == Kind::float64)
    return extreme_of_row(a, spread, largest);
  // Begin with the first element along the reduced axes.
  Shape first_shape = a.shape();
  for (const auto axis : axes) first_shape[axis] = 1;
  Shape target_strides = spread.strides();
  assign(spread.view(first_shape, target_strides), a.view(first_shape, a.strides()));
  visit_kind(a.kind(), [&]<class T>(TypeTag<T>) {
    fold<T, T>(spread, a, [largest](T best, T value) { return replaces(best, value, largest) ? value : best; });
  });
}

/// The result is the same when pieces are reduced first and then what they gave.
bool any_order(Reduction what, Kind kind, const std::optional<DType>& dtype) {
  if (what == Reduction::any || what == Reduction::all) return true;
  if (what == Reduction::min || what == Reduction::max) return kind != Kind::float64;  // that is done in pieces anyway
  return (is_integer(kind) || is_bool(kind)) && (!dtype || is_integer(dtype->kind));
}

/// For what lies on a file: piece by piece, so that neither the file nor a converted copy is in memory as a whole.
Array reduced_in_pieces(Reduction what, const Array& a, bool keep, const std::optional<DType>& dtype,
                        const PassedBy& passed) {
  constexpr std::int64_t piece = std::int64_t{1} << 18;
  const auto element = static_cast<std::int64_t>(a.dtype().size);
  const auto pieces = (a.size() + piece - 1) / piece;
  const Array values = Array::empty(dtype.value_or(accumulator(what, a.kind())), {pieces});
  for (std::int64_t i = 0; i < pieces; ++i) {
    const auto begin = i * piece, end = std::min(begin + piece, a.size());
    // A view of a view is never "large", so this goes the usual way.
    const Array part = a.view({end - begin}, {element}, begin * element);
    assign(values.view({}, {}, i * static_cast<std::int64_t>(values.dtype().size)),
           reduce(what, part, {0}, false, dtype));
    passed.read(begin, end);
  }
  const Array result = reduce(what, values, {0}, false, dtype);
  return keep ? result.reshaped(Shape(a.dimensions(), 1)) : result;
}

template <class T>
double whole_numbers_sum(const Array& a) {
  if constexpr (std::is_integral_v<T>) return converted_sum(a.as<T>(), a.size(), PassedBy(a));
  else throw fail(Fault::internal, "only whole numbers and truths are converted part by part");
}

}  // namespace

double sum_in_order(const double* values, std::int64_t count) { return sum_in_a_row(values, count); }

Axes all_axes(const Array& a) {
  Axes axes(a.dimensions());
  std::iota(axes.begin(), axes.end(), std::size_t{0});
  return axes;
}

Array reduce(Reduction what, const Array& a, const Axes& axes, bool keep, std::optional<DType> dtype,
             const Array* start) {
  if (const PassedBy passed(a);
      passed.active() && start == nullptr && whole_row(a, axes) && any_order(what, a.kind(), dtype))
    return reduced_in_pieces(what, a, keep, dtype, passed);
  if (!is_number(a.kind())) throw fail(Fault::data, "an array of {} has no sums or extremes", dtype_name(a.dtype()));
  const DType in = dtype.value_or(accumulator(what, a.kind()));
  const auto target = target_for(a, axes, keep, in);
  switch (what) {
    case Reduction::sum: {
      fill(target.result, start != nullptr ? *start : Array::zeros(in, {}));
      if (start == nullptr && in.kind == Kind::float64 && (is_integer(a.kind()) || is_bool(a.kind())) &&
          whole_row(a, axes) && a.size() >= worth_threads) {
        visit_kind(a.kind(), [&]<class T>(TypeTag<T>) { target.result.set(0, whole_numbers_sum<T>(a)); });
        break;
      }
      const Array input = a.cast(in);
      if (start == nullptr && whole_row(input, axes) && input.size() >= worth_threads &&
          (in.kind == Kind::float64 || in.kind == Kind::float32)) {
        const PassedBy passed(input);
        if (in.kind == Kind::float64) target.result.set(0, sum_in_a_row(input.as<double>(), input.size(), passed));
        else target.result.set(0, sum_in_a_row(input.as<float>(), input.size(), passed));
        break;
      }
      visit_kind(in.kind, [&]<class T>(TypeTag<T>) { add_up<T>(target.spread, input); });
      break;
    }
    case Reduction::prod: {
      fill(target.result, start != nullptr ? *start : Array::scalar<double>(1));
      const Array input = a.cast(in);
      visit_kind(in.kind, [&]<class T>(TypeTag<T>) { multiply_up<T>(target.spread, input); });
      break;
    }
    case Reduction::min:
    case Reduction::max: find_extremes(a, target.spread, axes, what == Reduction::max); break;
    case Reduction::any:
    case Reduction::all: {
      const bool all = what == Reduction::all;
      fill(target.result, Array::scalar<bool>(all));
      const Array input = a.cast(Kind::boolean);
      fold<bool, bool>(target.spread, input, [all](bool x, bool y) { return all ? x && y : x || y; });
      break;
    }
  }
  return target.result;
}

Array arg_extreme(bool largest, const Array& a, std::size_t axis, bool keep) {
  if (a.shape()[axis] == 0)
    throw fail(Fault::data, "attempt to get {} of an empty sequence", largest ? "argmax" : "argmin");
  Shape shape = a.shape();
  const auto length = shape[axis];
  const auto step = a.strides()[axis];
  const Shape& strides = a.strides();
  shape[axis] = 1;
  const Array firsts = a.view(shape, strides);
  Array result = Array::empty(Kind::int64, shape);
  visit_kind(a.kind(), [&]<class T>(TypeTag<T>) {
    Walk<2> walk({&result, &firsts});
    walk.join();
    walk.run([&](const Pointers<2>& at, const Steps<2>& steps, std::int64_t n) {
      for (std::int64_t i = 0; i < n; ++i) {
        const std::byte* from = at[1] + i * steps[1];
        std::int64_t best = 0;
        T value = *reinterpret_cast<const T*>(from);
        for (std::int64_t k = 1; k < length; ++k) {
          const T other = *reinterpret_cast<const T*>(from + k * step);
          if (replaces(value, other, largest)) {
            value = other;
            best = k;
          }
        }
        *reinterpret_cast<std::int64_t*>(at[0] + i * steps[0]) = best;
      }
    });
  });
  if (keep) return result;
  shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(axis));
  return result.reshaped(shape);
}

Array cumulative(bool product, const Array& a, std::size_t axis, std::optional<DType> dtype) {
  const DType in = dtype.value_or(accumulator(product ? Reduction::prod : Reduction::sum, a.kind()));
  Array result = a.cast(in).copy();
  const auto length = result.shape()[axis];
  const auto step = result.strides()[axis];
  if (result.size() == 0) return result;
  Shape shape = result.shape();
  shape[axis] = 1;
  const Array firsts = result.view(shape, result.strides());
  visit_kind(in.kind, [&]<class T>(TypeTag<T>) {
    Walk<1> walk({&firsts});
    walk.join();
    walk.run([&](const Pointers<1>& at, const Steps<1>& steps, std::int64_t n) {
      for (std::int64_t i = 0; i < n; ++i) {
        std::byte* from = at[0] + i * steps[0];
        T total = *reinterpret_cast<T*>(from);
        for (std::int64_t k = 1; k < length; ++k) {
          T& here = *reinterpret_cast<T*>(from + k * step);
          if (product) total = multiplied(total, here);
          else if constexpr (std::is_integral_v<T>)
            total = static_cast<T>(static_cast<std::uint64_t>(total) + static_cast<std::uint64_t>(here));
          else total = static_cast<T>(static_cast<computed_t<T>>(total) + static_cast<computed_t<T>>(here));
          here = total;
        }
      }
    });
  });
  return result;
}

}  // namespace pytk::array
