#include "accumulate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include <pytk/array/order.hpp>
#include <pytk/core/error.hpp>

#include "pairwise.hpp"
#include "sketch.hpp"
#include "spill.hpp"

namespace pytk::array {
namespace {

// Elements, or rows, collected to parts of a fixed size, whatever the sizes of the blocks.
class Parts {
 public:
  explicit Parts(std::int64_t size) : size_(size) {}
  template <class Work>
  void add(const Array& values, Work&& work) {
    const auto count = values.shape()[0];
    for (std::int64_t at = 0; at < count;) {
      if (!part_) part_ = Array::empty(values.dtype(), with_rows(values, size_));
      const auto n = std::min(size_ - have_, count - at);
      assign(rows(*part_, have_, n), rows(values, at, n));
      have_ += n;
      at += n;
      if (have_ < size_) continue;
      work(*part_);
      part_.reset();  // the work may keep it
      have_ = 0;
    }
  }
  /// What is left, if anything.
  [[nodiscard]] std::optional<Array> rest() const {
    if (have_ == 0) return std::nullopt;
    return rows(*part_, 0, have_);
  }

 private:
  static Shape with_rows(const Array& like, std::int64_t n) {
    Shape shape = like.shape();
    shape[0] = n;
    return shape;
  }
  static Array rows(const Array& a, std::int64_t begin, std::int64_t n) {
    return a.view(with_rows(a, n), a.strides(), begin * a.strides()[0]);
  }
  std::int64_t size_, have_ = 0;
  std::optional<Array> part_;
};

Array flat(const Array& a) { return a.reshaped({-1}); }

// The sum of all elements in NumPy's order, or of the rows: one after the other.
class Sum : public Accumulator {
 public:
  Sum(bool rows, std::optional<DType> dtype, bool mean) : rows_(rows), dtype_(dtype), mean_(mean), parts_(part_size) {}
  void add(const Array& values) override {
    count_ += rows_ ? values.shape()[0] : values.size();
    if (rows_) return add_rows(values);
    parts_.add(flat(values), [this](const Array& part) { take(part); });
  }
  Value finish() override {
    if (const auto rest = parts_.rest()) take(*rest);
    if (!total_) total_ = Array::scalar(0.0);
    if (!mean_) return Value::from(*total_);
    const Array n = Array::scalar(static_cast<double>(count_));
    const bool narrow = is_float(total_->kind()) || is_complex(total_->kind());
    return Value::from(apply(Binary::true_divide, *total_, narrow ? n.cast(real_part_of(total_->kind())) : n));
  }

 private:
  [[nodiscard]] std::optional<DType> type_for(const Array& a) const {
    if (dtype_ || !mean_) return dtype_;
    return is_integer(a.kind()) || is_bool(a.kind()) ? std::optional<DType>(Kind::float64) : std::nullopt;
  }
  void take(const Array& part) {
    const Array sum = reduce(Reduction::sum, part, {0}, false, type_for(part));
    total_ = total_ ? apply(Binary::add, *total_, sum) : sum;
  }
  void add_rows(const Array& values) {
    if (!total_) {
      total_ = reduce(Reduction::sum, values, {0}, false, type_for(values));
      return;
    }
    // The rows so far come first, as one: then every row is added to it in turn.
    Shape shape = values.shape();
    ++shape[0];
    const Array joined = Array::empty(total_->dtype(), shape);
    assign(joined.row(0), *total_);
    --shape[0];
    assign(joined.view(shape, joined.strides(), joined.strides()[0]), values);
    total_ = reduce(Reduction::sum, joined, {0}, false, total_->dtype());
  }
  bool rows_;
  std::optional<DType> dtype_;
  bool mean_;
  Parts parts_;
  std::optional<Array> total_;
  std::int64_t count_ = 0;
};

// Variance: the parts' two-pass results merged (Chan, Golub, LeVeque 1983); the last bits can differ from two passes
// over all.
class Variance : public Accumulator {
 public:
  Variance(bool rows, double ddof, bool root) : rows_(rows), ddof_(ddof), root_(root), parts_(part_size) {}
  void add(const Array& values) override {
    parts_.add(rows_ ? values : flat(values), [this](const Array& part) { take(part); });
  }
  Value finish() override {
    if (const auto rest = parts_.rest()) take(*rest);
    const Array n = Array::scalar(std::max(count_ - ddof_, 0.0));
    const Array variance = apply(Binary::true_divide, squares_ ? *squares_ : Array::scalar(0.0), n);
    return Value::from(root_ ? apply(Unary::sqrt, variance) : variance);
  }

 private:
  void take(const Array& part) {
    if (is_complex(part.kind()))
      throw fail(Fault::data, "the variance of complex numbers needs all of them").hint("read a file, not a stream");
    const Array x = part.cast(Kind::float64);
    const auto n = static_cast<double>(x.shape()[0]);
    const Array center = mean(x, {0}, false);
    const Array off = apply(Binary::subtract, x, center);
    const Array squares = reduce(Reduction::sum, apply(Binary::multiply, off, off), {0}, false);
    if (count_ == 0) {
      mean_ = center;
      squares_ = squares;
    } else {
      const Array delta = apply(Binary::subtract, center, *mean_);
      const auto times = [](const Array& a, double b) { return apply(Binary::multiply, a, Array::scalar(b)); };
      squares_ = apply(Binary::add, apply(Binary::add, *squares_, squares),
                       times(apply(Binary::multiply, delta, delta), count_ * n / (count_ + n)));
      mean_ = apply(Binary::add, *mean_, times(delta, n / (count_ + n)));
    }
    count_ += n;
  }
  bool rows_;
  double ddof_;
  bool root_;
  Parts parts_;
  std::optional<Array> mean_, squares_;
  double count_ = 0;
};

// Each block is reduced, and the results are joined by a ufunc: min, max, any, all, prod, counts.
class Joined : public Accumulator {
 public:
  Joined(Reduction what, Binary join, bool rows, bool truth = false)
      : what_(what), join_(join), rows_(rows), truth_(truth) {}
  void add(const Array& values) override {
    if (values.size() == 0) return;
    const Array used = truth_ ? values.cast(Kind::boolean) : values;
    const Array one = reduce(what_, used, rows_ ? Axes{0} : all_axes(used), false);
    total_ = total_ ? apply(join_, *total_, one) : one;
  }
  Value finish() override {
    if (total_) return Value::from(*total_);
    return Value::from(reduce(what_, Array::empty(truth_ ? Kind::boolean : Kind::float64, {0}), {0}, false));
  }

 private:
  Reduction what_;
  Binary join_;
  bool rows_, truth_;
  std::optional<Array> total_;
};
class PeakToPeak : public Accumulator {
 public:
  explicit PeakToPeak(bool rows)
      : low_(Reduction::min, Binary::minimum, rows), high_(Reduction::max, Binary::maximum, rows) {}
  void add(const Array& values) override {
    low_.add(values);
    high_.add(values);
  }
  Value finish() override { return apply_binary("-", high_.finish(), low_.finish()); }

 private:
  Joined low_, high_;
};

class Histogram : public Accumulator {
 public:
  explicit Histogram(const BinRequest& request, Value edges)
      : edges_(bin_edges({}, request)),
        uniform_(request.edges.empty()),
        shown_(std::move(edges)),
        counts_(edges_.size() - 1, 0) {}
  void add(const Array& values) override {
    const Array x = flat(values).cast(Kind::float64).contiguous();
    const auto more = bin_counts({x.as<double>(), static_cast<std::size_t>(x.size())}, edges_, uniform_);
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += more[i];
  }
  Value finish() override {
    Sequence out;
    out.items = {Value::from(Array::of<std::int64_t>(counts_), false),
                 uniform_ ? Value::from(Array::of<double>(edges_), false) : shown_};
    return out;
  }

 private:
  std::vector<double> edges_;
  bool uniform_;
  Value shown_;
  std::vector<std::int64_t> counts_;
};

// Quantiles: all numbers into a temporary file that is mapped in the end, or a sketch of them.
class Quantiles : public Accumulator {
 public:
  Quantiles(std::vector<double> shares, Shape shape, const PercentileMethod& method, bool median, bool approximate)
      : shares_(std::move(shares)), shape_(std::move(shape)), method_(method), median_(median) {
    if (!approximate) spill_.emplace();
  }
  void add(const Array& values) override {
    const Array x = flat(values).cast(Kind::float64).contiguous();
    if (spill_) return spill_->add({x.as<double>(), static_cast<std::size_t>(x.size())});
    for (std::int64_t i = 0; i < x.size(); ++i) sketch_.add(x.get<double>(i));
  }
  Value finish() override {
    std::vector<double> out;
    if (!spill_)
      for (const double share : shares_) out.push_back(sketch_.quantile(share));
    else if (median_) out.push_back(median_of(spill_->all()));
    else out = percentiles_of(spill_->all(), shares_, method_);
    return Value::from(Array::of<double>(out).reshaped(shape_));
  }

 private:
  std::vector<double> shares_;
  Shape shape_;
  const PercentileMethod& method_;
  bool median_;
  std::optional<Spill> spill_;
  QuantileSketch sketch_;
};

/// Whether the call behind its array has only these arguments: what asks for more (keepdims, where, weights) is for the
/// whole array.
bool asks_only(const Call& call, std::initializer_list<std::string_view> names, std::size_t positional) {
  return call.positional.size() <= positional &&
         std::all_of(call.named.begin(), call.named.end(), [&](const auto& argument) {
           return std::find(names.begin(), names.end(), argument.first) != names.end();
         });
}

std::unique_ptr<Accumulator> quantiles(const Call& call, bool approximate) {
  const bool median = call.name == "median";
  Call copy = call;
  copy.positional.insert(copy.positional.begin(), Value(0.0));
  if (median ? !asks_only(call, {"axis"}, 1) : !asks_only(call, {"q", "axis", "method"}, 2)) return nullptr;
  const Args args(std::move(copy), median ? "a, axis=" : "a, q, axis=, method=");
  if (args.has("axis")) return nullptr;
  if (median)
    return std::make_unique<Quantiles>(std::vector<double>{0.5}, Shape{}, find_percentile_method("linear"), true,
                                       approximate);
  const Array q = args.array("q").cast(Kind::float64);
  std::vector<double> shares;
  const Array all = q.reshaped({-1}).contiguous();
  const double scale = call.name == "percentile" ? 100 : 1;
  for (std::int64_t i = 0; i < all.size(); ++i) {
    shares.push_back(all.get<double>(i) / scale);
    if (!(shares.back() >= 0 && shares.back() <= 1))
      throw fail(Fault::data, "percentiles must be in the range [0, {}]", static_cast<int>(scale));
  }
  return std::make_unique<Quantiles>(std::move(shares), q.shape(),
                                     find_percentile_method(args.text("method", "linear")), false, approximate);
}
std::unique_ptr<Accumulator> histogram(const Call& call) {
  Call copy = call;
  copy.positional.insert(copy.positional.begin(), Value(0.0));
  if (!asks_only(call, {"bins", "range"}, 2)) return nullptr;
  const Args args(std::move(copy), "a, bins=, range=");
  BinRequest request;
  Value edges;
  if (args.has("range")) {
    const Array range = args.array("range").cast(Kind::float64).contiguous();
    if (range.size() != 2) return nullptr;
    request.range = std::make_pair(range.get<double>(0), range.get<double>(1));
  }
  if (args.has("bins")) {
    edges = args.value("bins");
    if (edges.as<Text>() != nullptr) return nullptr;
    const Array bins = to_array(edges);
    if (bins.dimensions() == 0) request.count = args.integer("bins");
    else {
      const Array given = bins.cast(Kind::float64).contiguous();
      request.edges.assign(given.as<double>(), given.as<double>() + given.size());
      edges = Value::from(bins, false);
    }
  }
  // Bins between the least and the greatest need both first.
  if (request.edges.empty() && !request.range) return nullptr;
  return std::make_unique<Histogram>(std::move(request), std::move(edges));
}

/// Reductions that are their own joins: of the blocks' results as of the elements.
struct JoinedReduction {
  std::string_view name;
  Reduction reduction;
  Binary join;
  bool truths = false;
};
constexpr JoinedReduction joined_reductions[] = {{"min", Reduction::min, Binary::minimum},
                                                 {"amin", Reduction::min, Binary::minimum},
                                                 {"max", Reduction::max, Binary::maximum},
                                                 {"amax", Reduction::max, Binary::maximum},
                                                 {"any", Reduction::any, Binary::logical_or, true},
                                                 {"all", Reduction::all, Binary::logical_and, true},
                                                 {"count_nonzero", Reduction::sum, Binary::add, true}};

}  // namespace

std::unique_ptr<Accumulator> make_accumulator(const Call& call, bool approximate) {
  if (call.name == "percentile" || call.name == "quantile" || call.name == "median")
    return quantiles(call, approximate);
  if (call.name == "histogram") return histogram(call);
  Call copy = call;
  copy.positional.insert(copy.positional.begin(), Value(0.0));
  const bool spread = call.name == "var" || call.name == "std", sum = call.name == "sum" || call.name == "mean";
  if (!asks_only(call, {"axis", spread ? "ddof" : sum ? "dtype" : "axis"}, 1)) return nullptr;
  const Args args(std::move(copy), spread ? "a, axis=, ddof=" : sum ? "a, axis=, dtype=" : "a, axis=");
  const bool rows = args.has("axis");
  if (rows && args.integer("axis") != 0) return nullptr;
  if (sum) return std::make_unique<Sum>(rows, args.dtype(), call.name == "mean");
  if (spread) return std::make_unique<Variance>(rows, args.real("ddof", 0.0), call.name == "std");
  for (const auto& [name, reduction, join, truths] : joined_reductions)
    if (name == call.name) return std::make_unique<Joined>(reduction, join, rows, truths);
  if (call.name == "ptp") return std::make_unique<PeakToPeak>(rows);
  return nullptr;
}

}  // namespace pytk::array
