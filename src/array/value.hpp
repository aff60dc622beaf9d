// What an expression can be worth: an array, a Python-like scalar (whose type gives way to an array's), a tuple, a text
// ...
#pragma once

#include <complex>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <pytk/array/array.hpp>
#include <pytk/core/error.hpp>

namespace pytk::array {

__extension__ typedef __int128 Integer;

struct Value;
struct None {};
struct Ellipsis {};
struct Sequence {
  std::vector<Value> items;
  bool list = false;
  std::string_view type;                ///< of a result with named parts: printed as type(name=value, ...)
  std::vector<std::string_view> names;  ///< items by name: result.pvalue
};
struct SliceValue {
  std::optional<std::int64_t> start, stop, step;
};
/// "np.fft" or "fft.fft": the name of a function or of a group of them, without "np.".
struct Named {
  std::string name;
};
/// A text or, for b'..', bytes.
struct Text {
  std::string text;
  bool bytes = false;
};
/// Several arrays under names: an .npz archive, a structured file.
struct Archive {
  std::vector<std::pair<std::string, Array>> members;
};
class Stream;        // a random generator; random.hpp
class SeedSequence;
struct Value {
  using Variant = std::variant<None, bool, Integer, double, std::complex<double>, Text, Array, Sequence, SliceValue,
                               Ellipsis, DType, Named, std::shared_ptr<const Archive>, std::shared_ptr<Stream>,
                               std::shared_ptr<SeedSequence>>;
  Variant is;
  /// Of an Array without dimensions: a NumPy scalar, printed without "array(".
  bool scalar = false;
  /// A method that waits for its call: the object and the method's name in `is`.
  std::shared_ptr<Value> self;

  Value() = default;
  template <class T>
  Value(T value) : is(std::move(value)) {}  // NOLINT: every alternative is a value
  [[nodiscard]] static Value from(Array a, bool scalar_if_0d = true) {
    Value v(std::move(a));
    v.scalar = scalar_if_0d && std::get<Array>(v.is).dimensions() == 0;
    return v;
  }
  template <class T>
  [[nodiscard]] const T* as() const noexcept { return std::get_if<T>(&is); }
  /// What is known to be a T; throws Fault::internal if it is not.
  template <class T>
  [[nodiscard]] const T& get() const {
    if (const T* value = as<T>()) return *value;
    throw fail(Fault::internal, "a value is not of the kind that was made sure of");
  }
  [[nodiscard]] bool none() const noexcept { return std::holds_alternative<None>(is); }
};

/// In words: "an array", "a text".
[[nodiscard]] std::string kind_of_value(const Value& value);
[[nodiscard]] std::string show_integer(Integer value);
/// The text that Python would print for repr(value).
[[nodiscard]] std::string repr_of(const Value& value);
/// The same for str(value).
[[nodiscard]] std::string str_of(const Value& value);

/// True for numbers that give way to an array's type: Python's int, float, complex.
[[nodiscard]] bool is_weak(const Value& value) noexcept;
/// As an array: numbers without dimensions, sequences nested. Throws Fault::usage for what is none, Fault::data for
/// ragged ones.
[[nodiscard]] Array to_array(const Value& value);
/// A weak scalar in the type that it takes beside `other`; throws Fault::data if the type cannot hold it.
[[nodiscard]] Array to_array_beside(const Value& weak, Kind other);

[[nodiscard]] std::int64_t to_int(const Value& value, std::string_view what);
[[nodiscard]] double to_double(const Value& value, std::string_view what);
[[nodiscard]] bool to_bool(const Value& value);
[[nodiscard]] DType to_dtype(const Value& value);
/// An int or a sequence of ints.
[[nodiscard]] std::vector<std::int64_t> to_ints(const Value& value, std::string_view what);

}  // namespace pytk::array
