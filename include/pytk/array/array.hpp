// An n-dimensional array in NumPy's sense: elements of one type, a shape, strides in bytes, memory shared by views.
//   auto x = Array::empty(Kind::float64, {3, 4});  x.at<double>({1, 2}) = 5;  auto t = x.transposed();
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <pytk/array/dtype.hpp>

namespace pytk {
class Pool;
}

namespace pytk::array {

using Shape = std::vector<std::int64_t>;
inline constexpr std::size_t most_dimensions = 32;

/// Memory that arrays may still take, in bytes; what is beyond throws Fault::data before anything is allocated.
void set_memory_limit(std::uint64_t bytes) noexcept;
[[nodiscard]] std::uint64_t memory_limit() noexcept;
/// Threads for large arrays; the results are the same without. nullptr: none. The pool must outlive the arrays' use.
void use_pool(Pool* pool) noexcept;

/// Number of elements; throws Fault::data for negative or overflowing shapes.
[[nodiscard]] std::int64_t element_count(const Shape& shape);
[[nodiscard]] std::string show_shape(const Shape& shape);  ///< "(3, 4)", "(3,)", "()"
/// (first, then those of rest).
[[nodiscard]] Shape shape_behind(std::int64_t first, const Shape& rest);

class Array {
 public:
  Array() = default;
  /// Not initialised. `fortran`: the first index varies fastest.
  [[nodiscard]] static Array empty(DType dtype, Shape shape, bool fortran = false);
  [[nodiscard]] static Array zeros(DType dtype, Shape shape);
  /// Over memory that `owner` keeps alive (a mapped file).
  [[nodiscard]] static Array over(DType dtype, Shape shape, Shape strides, std::byte* data, std::shared_ptr<void> owner,
                                  bool writable);
  template <class T>
  [[nodiscard]] static Array scalar(T value) {
    Array a = empty(kind_of<T>(), {});
    a.set<T>(0, value);
    return a;
  }
  template <class T>
  [[nodiscard]] static Array of(std::span<const T> values) {
    Array a = empty(kind_of<T>(), {static_cast<std::int64_t>(values.size())});
    std::copy(values.begin(), values.end(), a.as<T>());
    return a;
  }

  [[nodiscard]] const DType& dtype() const noexcept { return dtype_; }
  [[nodiscard]] Kind kind() const noexcept { return dtype_.kind; }
  [[nodiscard]] const Shape& shape() const noexcept { return shape_; }
  [[nodiscard]] const Shape& strides() const noexcept { return strides_; }
  [[nodiscard]] std::size_t dimensions() const noexcept { return shape_.size(); }
  [[nodiscard]] std::int64_t size() const noexcept { return size_; }
  [[nodiscard]] std::int64_t bytes() const noexcept { return size_ * static_cast<std::int64_t>(dtype_.size); }
  [[nodiscard]] std::byte* data() const noexcept { return data_; }
  [[nodiscard]] bool writable() const noexcept { return writable_; }
  [[nodiscard]] bool c_contiguous() const noexcept;
  [[nodiscard]] bool f_contiguous() const noexcept;

  /// First element as T; the array must be contiguous to walk from there.
  template <class T>
  [[nodiscard]] T* as() const noexcept { return reinterpret_cast<T*>(data_); }
  /// Element `i` of a C-contiguous array.
  template <class T>
  [[nodiscard]] T get(std::int64_t i) const noexcept { return as<T>()[i]; }
  template <class T>
  void set(std::int64_t i, T value) const noexcept { as<T>()[i] = value; }

  // Views: no element is copied.
  [[nodiscard]] Array view(Shape shape, Shape strides, std::int64_t byte_offset = 0) const;
  [[nodiscard]] Array transposed(const std::vector<std::size_t>& order) const;
  [[nodiscard]] Array transposed() const;
  /// Repeated along new and length-1 axes; throws Fault::data if it cannot be.
  [[nodiscard]] Array broadcast_to(const Shape& shape) const;
  /// One index fixed, the axis gone.
  [[nodiscard]] Array row(std::int64_t index) const;
  /// One length may be -1. A view where strides allow it, else a copy. `fortran`: elements are counted first index
  /// fastest.
  [[nodiscard]] Array reshaped(Shape shape, bool fortran = false) const;
  /// The same bytes as another type of equal size.
  [[nodiscard]] Array reinterpreted(DType dtype) const;

  // Copies.
  [[nodiscard]] Array contiguous() const;       ///< C order; itself if it is already
  /// For elements that come from outside: truth values are any bytes there, and any but 0 is true, as in NumPy. A
  /// Boolean array (contiguous in C or Fortran order) with other bytes than 0 and 1 becomes one with these; any other
  /// is itself.
  [[nodiscard]] Array with_plain_truths() const;
  [[nodiscard]] Array copy() const;             ///< C order, always fresh memory
  [[nodiscard]] Array copy_keeping_order() const;
  [[nodiscard]] Array cast(DType dtype) const;  ///< itself if it has the type

 private:
  DType dtype_;
  Shape shape_, strides_;
  std::int64_t size_ = 0;
  std::byte* data_ = nullptr;
  // Views share the memory of the array they come from, so its last user frees it.
  std::shared_ptr<void> owner_;
  bool writable_ = true;
};

/// The common shape of broadcasting; throws Fault::data naming both shapes.
[[nodiscard]] Shape broadcast_shapes(const Shape& a, const Shape& b);
/// Negative axes count from the end; throws Fault::data ("axis 2 is out of bounds for array of dimension 2").
[[nodiscard]] std::size_t normal_axis(std::int64_t axis, std::size_t dimensions);
/// Copies element by element with conversion; `from` is broadcast to `to`'s shape.
void assign(const Array& to, const Array& from);

}  // namespace pytk::array
