#include <pytk/array/array.hpp>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>

#include <sys/mman.h>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/parallel.hpp>

#include "iterate.hpp"

namespace pytk::array {
namespace {

// The one setting of the module: arrays are made in too many places to hand it down to each.
std::atomic<std::uint64_t> limit{0};
std::atomic<std::uint64_t> in_use{0};

// 64 bytes: a line of the cache, and what vector instructions like. Large arrays begin with a large page, and ask for
// more of them: a fault for each 4 KiB takes longer than the arithmetic.
constexpr std::uint64_t line = 64, large_page = 1U << 21U;
void* aligned(std::uint64_t bytes) {
  void* memory = nullptr;
  const bool is_large = bytes >= 2 * large_page;
  if (::posix_memalign(&memory, is_large ? large_page : line, bytes) != 0) return nullptr;
  if (is_large) (void)::madvise(memory, bytes / large_page * large_page, MADV_HUGEPAGE);
  return memory;
}
std::shared_ptr<void> allocate(std::uint64_t bytes) {
  const auto most = memory_limit();
  if (bytes > most || in_use.load() > most - bytes)
    throw fail(Fault::data, "the result needs {}, and {} of the allowed {} are in use", show_size(bytes),
               show_size(in_use.load()), show_size(most))
        .hint("raise --max-mem if the machine has more");
  void* memory = aligned((bytes + line - 1) / line * line + line);
  if (memory == nullptr) throw fail(Fault::data, "there is not enough memory for {}", show_size(bytes));
  in_use += bytes;
  return {memory, [bytes](void* old) {
            in_use -= bytes;
            std::free(old);
          }};
}

Shape contiguous_strides(const Shape& shape, std::int64_t item, bool fortran) {
  Shape strides(shape.size());
  std::int64_t step = item;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const auto axis = fortran ? i : shape.size() - 1 - i;
    strides[axis] = step;
    step *= std::max<std::int64_t>(shape[axis], 1);
  }
  return strides;
}

// NumPy's rule: axes of length 1 do not matter, and an empty array is contiguous in both senses.
bool contiguous_in(const Array& a, bool fortran) {
  if (a.size() == 0) return true;
  std::int64_t step = a.dtype().size;
  for (std::size_t i = 0; i < a.dimensions(); ++i) {
    const auto axis = fortran ? i : a.dimensions() - 1 - i;
    if (a.shape()[axis] == 1) continue;
    if (a.strides()[axis] != step) return false;
    step *= a.shape()[axis];
  }
  return true;
}

// Strides of `shape` over the elements of `a` in C order, if no copy is needed: runs of old axes that lie in a row are
// cut anew. False if they do not.
bool strides_without_copy(const Array& a, const Shape& shape, Shape& strides) {
  Shape old_shape, old_strides;
  for (std::size_t i = 0; i < a.dimensions(); ++i)
    if (a.shape()[i] != 1) {
      old_shape.push_back(a.shape()[i]);
      old_strides.push_back(a.strides()[i]);
    }
  strides.assign(shape.size(), static_cast<std::int64_t>(a.dtype().size));
  std::size_t o = 0, n = 0;
  while (o < old_shape.size() && n < shape.size()) {
    std::int64_t have = old_shape[o], want = shape[n];
    std::size_t o_end = o + 1, n_end = n + 1;
    while (have != want) {
      if (want < have) want *= shape[n_end++];
      else have *= old_shape[o_end++];
    }
    for (auto k = o; k + 1 < o_end; ++k)
      if (old_strides[k] != old_shape[k + 1] * old_strides[k + 1]) return false;
    strides[n_end - 1] = old_strides[o_end - 1];
    for (auto k = n_end - 1; k > n; --k) strides[k - 1] = strides[k] * shape[k];
    o = o_end;
    n = n_end;
  }
  for (; n < shape.size(); ++n) strides[n] = n > 0 ? strides[n - 1] : static_cast<std::int64_t>(a.dtype().size);
  return true;
}

void resolve_unknown(Shape& shape, std::int64_t size) {
  std::int64_t known = 1;
  std::ptrdiff_t unknown = -1;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == -1 && unknown < 0) unknown = static_cast<std::ptrdiff_t>(i);
    else if (shape[i] < 0 || __builtin_mul_overflow(known, shape[i], &known))
      throw fail(Fault::data, "cannot reshape array of size {} into shape {}", size, show_shape(shape));
  }
  const bool fits = unknown >= 0 ? known > 0 && size % known == 0 : known == size;
  if (!fits) throw fail(Fault::data, "cannot reshape array of size {} into shape {}", size, show_shape(shape));
  if (unknown >= 0) shape[static_cast<std::size_t>(unknown)] = size / known;
}

}  // namespace

void set_memory_limit(std::uint64_t bytes) noexcept { limit = bytes; }
std::uint64_t memory_limit() noexcept {
  const auto set = limit.load();
  return set != 0 ? set : usable_memory() / 4 * 3;
}

std::int64_t element_count(const Shape& shape) {
  std::int64_t count = 1;
  bool none = false;
  if (shape.size() > most_dimensions) throw fail(Fault::data, "an array has at most {} dimensions", most_dimensions);
  for (const auto length : shape) {
    if (length < 0) throw fail(Fault::data, "negative dimensions are not allowed");
    none = none || length == 0;
    if (length != 0 && __builtin_mul_overflow(count, length, &count))
      throw fail(Fault::data, "the array of shape {} is too big", show_shape(shape));
  }
  return none ? 0 : count;
}

Shape shape_behind(std::int64_t first, const Shape& rest) {
  Shape shape(rest.size() + 1);
  shape[0] = first;
  std::copy(rest.begin(), rest.end(), shape.begin() + 1);
  return shape;
}

std::string show_shape(const Shape& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return text + (shape.size() == 1 ? ",)" : ")");
}

Array Array::empty(DType dtype, Shape shape, bool fortran) {
  Array a;
  a.dtype_ = dtype;
  a.size_ = element_count(shape);
  std::int64_t bytes = 0;
  if (__builtin_mul_overflow(a.size_, static_cast<std::int64_t>(dtype.size), &bytes))
    throw fail(Fault::data, "the array of shape {} is too big", show_shape(shape));
  // Elements without bytes take time all the same.
  if (dtype.size == 0 && static_cast<std::uint64_t>(a.size_) > memory_limit())
    throw fail(Fault::data, "the array of shape {} is too big", show_shape(shape));
  a.strides_ = contiguous_strides(shape, dtype.size, fortran);
  a.shape_ = std::move(shape);
  a.owner_ = allocate(static_cast<std::uint64_t>(bytes));
  a.data_ = static_cast<std::byte*>(a.owner_.get());
  return a;
}

Array Array::zeros(DType dtype, Shape shape) {
  Array a = empty(dtype, std::move(shape));
  std::memset(a.data_, 0, static_cast<std::size_t>(a.bytes()));
  return a;
}

Array Array::over(DType dtype, Shape shape, Shape strides, std::byte* data, std::shared_ptr<void> owner,
                  bool writable) {
  Array a;
  a.dtype_ = dtype;
  a.size_ = element_count(shape);
  a.shape_ = std::move(shape);
  a.strides_ = std::move(strides);
  a.data_ = data;
  a.owner_ = std::move(owner);
  a.writable_ = writable;
  return a;
}

bool Array::c_contiguous() const noexcept { return contiguous_in(*this, false); }
bool Array::f_contiguous() const noexcept { return contiguous_in(*this, true); }

Array Array::view(Shape shape, Shape strides, std::int64_t byte_offset) const {
  Array a = *this;
  a.size_ = element_count(shape);
  a.shape_ = std::move(shape);
  a.strides_ = std::move(strides);
  a.data_ = data_ + byte_offset;
  return a;
}

Array Array::transposed(const std::vector<std::size_t>& order) const {
  Shape shape, strides;
  for (const auto axis : order) {
    shape.push_back(shape_[axis]);
    strides.push_back(strides_[axis]);
  }
  return view(std::move(shape), std::move(strides));
}

Array Array::transposed() const {
  return view({shape_.rbegin(), shape_.rend()}, {strides_.rbegin(), strides_.rend()});
}

Array Array::broadcast_to(const Shape& shape) const {
  if (shape == shape_) return *this;
  const auto wrong = [&] {
    return fail(Fault::data, "could not broadcast input array from shape {} into shape {}", show_shape(shape_),
                show_shape(shape));
  };
  if (shape.size() < shape_.size()) throw wrong();
  const auto extra = shape.size() - shape_.size();
  Shape strides(shape.size(), 0);
  for (std::size_t i = 0; i < shape_.size(); ++i) {
    if (shape_[i] == shape[i + extra]) strides[i + extra] = strides_[i];
    else if (shape_[i] != 1) throw wrong();
  }
  return view(shape, std::move(strides));
}

Array Array::row(std::int64_t index) const {
  return view({shape_.begin() + 1, shape_.end()}, {strides_.begin() + 1, strides_.end()}, index * strides_[0]);
}

Array Array::reshaped(Shape shape, bool fortran) const {
  resolve_unknown(shape, size_);
  if (fortran) {
    const Shape turned(shape.rbegin(), shape.rend());
    return transposed().reshaped(turned).transposed();
  }
  Shape strides;
  if (size_ > 0 && strides_without_copy(*this, shape, strides)) return view(std::move(shape), std::move(strides));
  Array fresh = size_ > 0 ? contiguous() : *this;
  auto plain = contiguous_strides(shape, dtype_.size, false);
  return fresh.view(std::move(shape), std::move(plain));
}

Array Array::reinterpreted(DType dtype) const {
  Array a = *this;
  a.dtype_ = dtype;
  return a;
}

Array Array::contiguous() const { return c_contiguous() ? *this : copy(); }

Array Array::copy() const {
  Array fresh = empty(dtype_, shape_);
  assign(fresh, *this);
  return fresh;
}

Array empty_in_order_of(DType dtype, const Shape& shape, std::initializer_list<const Array*> operands) {
  const auto d = shape.size();
  const bool plain = std::all_of(operands.begin(), operands.end(),
                                 [&](const Array* a) { return a->shape() != shape || a->c_contiguous(); });
  if (plain || d < 2) return Array::empty(dtype, shape);
  // 1: the axis `outer` should lie within `inner`; -1: not; 0: no operand tells. Where operands disagree, C order wins.
  const auto should_swap = [&](std::size_t outer, std::size_t inner) {
    int swap = 0;
    for (const auto* a : operands) {
      const auto missing = d - a->dimensions();
      if (outer < missing || inner < missing) continue;
      const auto p = outer - missing, q = inner - missing;
      const auto far = a->shape()[p] == 1 ? 0 : std::abs(a->strides()[p]),
                 near = a->shape()[q] == 1 ? 0 : std::abs(a->strides()[q]);
      if (far == 0 || near == 0) continue;
      if (near <= far) swap = -1;
      else if (swap == 0) swap = 1;
    }
    return swap;
  };
  std::vector<std::size_t> order(d);  // the fastest axis first
  for (std::size_t i = 0; i < d; ++i) order[i] = d - 1 - i;
  for (std::size_t i = 1; i < d; ++i) {
    std::size_t to = i;
    for (std::size_t k = i; k-- > 0;) {
      const int swap = should_swap(order[i], order[k]);
      if (swap < 0) break;
      if (swap > 0) to = k;
    }
    std::rotate(order.begin() + static_cast<std::ptrdiff_t>(to), order.begin() + static_cast<std::ptrdiff_t>(i),
                order.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }
  Shape lengths(d);
  std::vector<std::size_t> back(d);
  for (std::size_t i = 0; i < d; ++i) {
    lengths[d - 1 - i] = shape[order[i]];
    back[order[i]] = d - 1 - i;
  }
  return Array::empty(dtype, lengths).transposed(back);
}

Array Array::copy_keeping_order() const {
  Array fresh = empty_in_order_of(dtype_, shape_, {this});
  assign(fresh, *this);
  return fresh;
}

Array Array::with_plain_truths() const {
  if (!is_bool(kind())) return *this;
  const std::span<const std::byte> raw(data(), static_cast<std::size_t>(bytes()));
  if (std::all_of(raw.begin(), raw.end(), [](std::byte b) { return b <= std::byte{1}; })) return *this;
  Array plain = empty(dtype_, shape_, f_contiguous() && !c_contiguous());
  std::transform(raw.begin(), raw.end(), plain.data(),
                 [](std::byte b) { return b == std::byte{0} ? b : std::byte{1}; });
  return plain;
}

Shape broadcast_shapes(const Shape& a, const Shape& b) {
  Shape shape(std::max(a.size(), b.size()), 1);
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const auto x = i < a.size() ? a[a.size() - 1 - i] : 1;
    const auto y = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (x != y && x != 1 && y != 1)
      throw fail(Fault::data, "operands could not be broadcast together with shapes {} {}", show_shape(a),
                 show_shape(b));
    shape[shape.size() - 1 - i] = x == 1 ? y : x;
  }
  return shape;
}

std::size_t normal_axis(std::int64_t axis, std::size_t dimensions) {
  const auto count = static_cast<std::int64_t>(dimensions);
  if (axis < -count || axis >= count)
    throw fail(Fault::data, "axis {} is out of bounds for array of dimension {}", axis, dimensions);
  return static_cast<std::size_t>(axis < 0 ? axis + count : axis);
}

}  // namespace pytk::array
