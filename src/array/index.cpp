// x[...]: integers, slices, ..., None, arrays of indices and of booleans, in any mixture, as NumPy has them.
#include <algorithm>
#include <cstring>
#include <limits>

#include <pytk/core/error.hpp>

#include "calls.hpp"
#include "iterate.hpp"

namespace pytk::array {
namespace {

struct Range {
  std::int64_t start, step, count;
};
// Python's slice.indices().
Range resolve(const SliceValue& slice, std::int64_t length) {
  const auto step = slice.step.value_or(1);
  if (step == 0) throw fail(Fault::data, "slice step cannot be zero");
  const auto clip = [&](std::optional<std::int64_t> wanted, std::int64_t otherwise) {
    if (!wanted) return otherwise;
    auto at = *wanted < 0 ? *wanted + length : *wanted;
    return std::clamp<std::int64_t>(at, step < 0 ? -1 : 0, step < 0 ? length - 1 : length);
  };
  const auto start = clip(slice.start, step < 0 ? length - 1 : 0);
  const auto stop = clip(slice.stop, step < 0 ? -1 : length);
  std::int64_t count = 0;
  if (step > 0 && stop > start) count = (stop - start - 1) / step + 1;
  if (step < 0 && stop < start)
    count = step == std::numeric_limits<std::int64_t>::min() ? 1 : (start - stop - 1) / -step + 1;
  return {start, step, count};
}

std::int64_t checked_index(std::int64_t index, std::int64_t length, std::size_t axis) {
  if (index < -length || index >= length)
    throw fail(Fault::data, "index {} is out of bounds for axis {} with size {}", index, axis, length);
  return index < 0 ? index + length : index;
}

// True for a Python int (or a NumPy integer scalar): it takes an axis away.
bool is_plain_index(const Value& v) {
  if (v.as<Integer>() != nullptr) return true;
  const auto* a = v.as<Array>();
  return a != nullptr && v.scalar && is_integer(a->kind());
}

/// The plain part of an index: views only. Index arrays stay for later, with the axis they belong to.
struct Plan {
  Array view;
  std::vector<std::pair<std::size_t, Array>> arrays;  ///< axis of `view`, indices (int64)
  bool arrays_adjacent = true;
};

class Planner {
 public:
  Planner(const Array& a, const std::vector<Value>& parts) : a_(a) {
    expand(parts);
    for (const auto& part : parts_) add(part);
    for (; axis_ < a.dimensions(); ++axis_) keep(a.shape()[axis_], a.strides()[axis_]);
    plan_.view = a.view(shape_, strides_, offset_);
  }
  [[nodiscard]] const Plan& plan() const { return plan_; }

 private:
  static std::size_t axes_of(const Value& v) {
    if (v.none() || v.as<Ellipsis>() != nullptr) return 0;
    if (v.as<bool>() != nullptr) return 0;
    if (const auto* a = v.as<Array>(); a != nullptr && a->kind() == Kind::boolean) return a->dimensions();
    return 1;
  }
  // '...' stands for as many full slices as are missing.
  void expand(const std::vector<Value>& parts) {
    std::size_t used = 0;
    std::size_t ellipses = 0;
    for (const auto& part : parts) {
      parts_.push_back(part.as<Sequence>() != nullptr ? Value(list_index(part)) : part);
      used += axes_of(parts_.back());
      ellipses += part.as<Ellipsis>() != nullptr ? 1U : 0U;
    }
    fancy_ = std::any_of(parts_.begin(), parts_.end(), [](const Value& v) {
      return v.as<bool>() != nullptr || (v.as<Array>() != nullptr && !is_plain_index(v));
    });
    if (ellipses > 1) throw fail(Fault::data, "an index can only have a single ellipsis ('...')");
    if (used > a_.dimensions())
      throw fail(Fault::data, "too many indices for array: array is {}-dimensional, but {} were indexed",
                 a_.dimensions(), used);
    missing_ = a_.dimensions() - used;
  }
  static Array list_index(const Value& list) {
    const Array a = to_array(list);
    return a.size() == 0 ? a.cast(Kind::int64) : a;
  }
  void keep(std::int64_t length, std::int64_t stride) {
    shape_.push_back(length);
    strides_.push_back(stride);
  }
  void add(const Value& part) {
    if (part.none()) return keep(1, 0);
    if (part.as<Ellipsis>() != nullptr) {
      apart_ = !plan_.arrays.empty();  // even where it stands for no axis
      for (std::size_t i = 0; i < missing_; ++i, ++axis_) keep(a_.shape()[axis_], a_.strides()[axis_]);
      return;
    }
    // True is a mask without axes: an axis of one element, or of none for False, comes from it.
    if (const auto* b = part.as<bool>()) return add_array(Array::zeros(Kind::int64, {*b ? 1 : 0}), 1, 0);
    if (const auto* slice = part.as<SliceValue>()) {
      const auto range = resolve(*slice, a_.shape()[axis_]);
      if (range.count > 0) offset_ += range.start * a_.strides()[axis_];
      keep(range.count, a_.strides()[axis_] * (range.count > 1 ? range.step : 1));
      ++axis_;
      return;
    }
    if (is_plain_index(part) && fancy_) {  // beside index arrays, an integer is one of them
      add_array(to_array(part).cast(Kind::int64), a_.shape()[axis_], a_.strides()[axis_]);
      ++axis_;
      return;
    }
    if (is_plain_index(part)) {
      offset_ += checked_index(to_int(part, "index"), a_.shape()[axis_], axis_) * a_.strides()[axis_];
      ++axis_;
      return;
    }
    const auto* array = part.as<Array>();
    if (array != nullptr && array->kind() == Kind::boolean) return add_mask(*array);
    if (array == nullptr || !is_integer(array->kind()))
      throw fail(Fault::data,
                 "only integers, slices (`:`), ellipsis (`...`), None and integer or boolean arrays are valid indices");
    add_array(array->cast(Kind::int64).contiguous(), a_.shape()[axis_], a_.strides()[axis_]);
    ++axis_;
  }
  void add_array(const Array& indices, std::int64_t length, std::int64_t stride) {
    if (!plan_.arrays.empty() && (apart_ || plan_.arrays.back().first + 1 != shape_.size()))
      plan_.arrays_adjacent = false;
    const Array normal = indices.copy();
    for (std::int64_t i = 0; i < normal.size(); ++i)
      normal.set(i, checked_index(normal.get<std::int64_t>(i), length, axis_));
    plan_.arrays.emplace_back(shape_.size(), normal);
    keep(length, stride);
  }
  // A mask is the indices of its true elements, one array an axis.
  void add_mask(const Array& mask) {
    std::vector<std::vector<std::int64_t>> found(mask.dimensions());
    for (std::size_t k = 0; k < mask.dimensions(); ++k)
      if (mask.shape()[k] != a_.shape()[axis_ + k])
        throw fail(
            Fault::data,
            "boolean index did not match indexed array along dimension {}; dimension is {} but corresponding boolean dimension is {}",
            axis_ + k, a_.shape()[axis_ + k], mask.shape()[k]);
    const Array truth = mask.contiguous();
    std::vector<std::int64_t> at(mask.dimensions(), 0);
    for (std::int64_t i = 0; i < truth.size(); ++i) {
      if (truth.get<bool>(i))
        for (std::size_t k = 0; k < at.size(); ++k) found[k].push_back(at[k]);
      for (std::size_t k = at.size(); k-- > 0;) {
        if (++at[k] < mask.shape()[k]) break;
        at[k] = 0;
      }
    }
    for (std::size_t k = 0; k < mask.dimensions(); ++k, ++axis_)
      add_array(Array::of<std::int64_t>(found[k]), a_.shape()[axis_], a_.strides()[axis_]);
  }

  const Array& a_;
  std::vector<Value> parts_;
  Plan plan_;
  Shape shape_, strides_;
  std::int64_t offset_ = 0;
  std::size_t axis_ = 0, missing_ = 0;
  bool fancy_ = false, apart_ = false;
};

Shape common_shape(const Plan& plan) {
  Shape common;
  for (const auto& [axis, indices] : plan.arrays) {
    try {
      common = broadcast_shapes(common, indices.shape());
    } catch (const Error&) {
      throw fail(Fault::data, "shape mismatch: indexing arrays could not be broadcast together");
    }
  }
  return common;
}

/// The axes that no index array belongs to, and how many of them stand before the picked ones: those take the place of
/// the index arrays if these stand together, else they come first.
struct Rest {
  Shape shape, strides;
  std::size_t before = 0;
};
Rest rest_of(const Plan& plan) {
  Rest rest;
  for (std::size_t axis = 0; axis < plan.view.dimensions(); ++axis) {
    const bool indexed =
        std::any_of(plan.arrays.begin(), plan.arrays.end(), [axis](const auto& a) { return a.first == axis; });
    if (indexed) continue;
    if (plan.arrays_adjacent && axis < plan.arrays[0].first) ++rest.before;
    rest.shape.push_back(plan.view.shape()[axis]);
    rest.strides.push_back(plan.view.strides()[axis]);
  }
  return rest;
}

/// Where the picked elements, or the first ones of the picked parts, lie in the view.
class Offsets {
 public:
  Offsets(const Plan& plan, const Shape& picked) {
    for (const auto& [axis, indices] : plan.arrays) {
      indices_.push_back(indices.broadcast_to(picked).contiguous());
      strides_.push_back(plan.view.strides()[axis]);
    }
  }
  [[nodiscard]] std::int64_t operator[](std::int64_t i) const {
    std::int64_t offset = 0;
    for (std::size_t k = 0; k < indices_.size(); ++k) offset += indices_[k].get<std::int64_t>(i) * strides_[k];
    return offset;
  }

 private:
  std::vector<Array> indices_;
  Shape strides_;
};

void copy_elements(const Array& view, const Offsets& offsets, const Array& result) {
  const auto item = static_cast<std::int64_t>(view.dtype().size);
  for (std::int64_t i = 0; i < result.size(); ++i)
    std::memcpy(result.data() + i * item, view.data() + offsets[i], static_cast<std::size_t>(item));
}
void copy_parts(const Array& view, const Offsets& offsets, const Rest& rest, const Array& result) {
  Shape contiguous(rest.shape.size());
  std::int64_t step = view.dtype().size;
  for (std::size_t k = rest.shape.size(); k-- > 0; step *= rest.shape[k]) contiguous[k] = step;
  if (step == 0) return;
  for (std::int64_t i = 0; i < result.bytes() / step; ++i)
    assign(result.view(rest.shape, contiguous, i * step), view.view(rest.shape, rest.strides, offsets[i]));
}

Array gather(const Plan& plan) {
  const Shape picked = common_shape(plan);
  const Rest rest = rest_of(plan);
  Shape full = picked;
  full.insert(full.end(), rest.shape.begin(), rest.shape.end());
  Array result = Array::empty(plan.view.dtype(), full);
  const Offsets offsets(plan, picked);
  if (rest.shape.empty()) copy_elements(plan.view, offsets, result);
  else copy_parts(plan.view, offsets, rest, result);
  if (rest.before == 0) return result;
  std::vector<std::size_t> order;
  for (std::size_t k = 0; k < rest.before; ++k) order.push_back(picked.size() + k);
  for (std::size_t k = 0; k < picked.size(); ++k) order.push_back(k);
  for (std::size_t k = rest.before; k < rest.shape.size(); ++k) order.push_back(picked.size() + k);
  return result.transposed(order);
}

Value item_of_sequence(const Sequence& sequence, const Value& index) {
  const auto length = static_cast<std::int64_t>(sequence.items.size());
  if (const auto* slice = index.as<SliceValue>()) {
    const auto range = resolve(*slice, length);
    Sequence out;
    out.list = sequence.list;
    for (std::int64_t i = 0; i < range.count; ++i)
      out.items.push_back(sequence.items[static_cast<std::size_t>(range.start + i * range.step)]);
    return out;
  }
  const auto at = to_int(index, "index");
  if (at < -length || at >= length) throw fail(Fault::data, "index {} is out of range for {} items", at, length);
  return sequence.items[static_cast<std::size_t>(at < 0 ? at + length : at)];
}

}  // namespace

Value get_item(const Value& of, const Value& index) {
  if (const auto* archive = of.as<std::shared_ptr<const Archive>>()) {
    const auto* name = index.as<Text>();
    if (name == nullptr) throw fail(Fault::usage, "an archive is indexed by name");
    std::string names;
    for (const auto& [have, member] : (*archive)->members) {
      if (have == name->text) return Value::from(member, false);
      names += (names.empty() ? "" : ", ") + have;
    }
    throw fail(Fault::data, "the archive has no array '{}'", name->text).hint("it has: " + names);
  }
  if (const auto* sequence = of.as<Sequence>()) return item_of_sequence(*sequence, index);
  const auto* a = of.as<Array>();
  if (a == nullptr) throw fail(Fault::usage, "{} cannot be indexed", kind_of_value(of));
  std::vector<Value> parts;
  if (const auto* tuple = index.as<Sequence>(); tuple != nullptr && !tuple->list) parts = tuple->items;
  else parts.push_back(index);
  const Planner planner(*a, parts);
  const bool has_ellipsis =
      std::any_of(parts.begin(), parts.end(), [](const Value& v) { return v.as<Ellipsis>() != nullptr; });
  if (planner.plan().arrays.empty()) return Value::from(planner.plan().view, !has_ellipsis);
  return Value::from(gather(planner.plan()), true);
}

}  // namespace pytk::array
