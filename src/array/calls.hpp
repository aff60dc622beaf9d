// Functions that expressions can call: a table of names, parameters and code, and the binding of arguments.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reduce.hpp"
#include "ufunc.hpp"
#include "value.hpp"

namespace pytk::array {

struct Call {
  std::string name;
  std::vector<Value> positional;
  std::vector<std::pair<std::string, Value>> named;
};

/// Arguments by the names of the parameters. "a, axis=, keepdims=": those with '=' may be left out; "*a" takes the
/// rest.
class Args {
 public:
  Args(Call call, std::string_view parameters);
  [[nodiscard]] const std::string& function() const noexcept { return name_; }
  [[nodiscard]] bool has(std::string_view name) const noexcept;  ///< given, and not None
  [[nodiscard]] bool is_none(std::string_view name) const noexcept;  ///< given as None
  [[nodiscard]] const Value& value(std::string_view name) const;
  [[nodiscard]] Array array(std::string_view name) const { return to_array(value(name)); }
  [[nodiscard]] std::int64_t integer(std::string_view name) const { return to_int(value(name), name); }
  [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t otherwise) const {
    return has(name) ? integer(name) : otherwise;
  }
  [[nodiscard]] double real(std::string_view name) const { return to_double(value(name), name); }
  [[nodiscard]] double real(std::string_view name, double otherwise) const {
    return has(name) ? real(name) : otherwise;
  }
  [[nodiscard]] bool flag(std::string_view name, bool otherwise = false) const {
    return has(name) ? to_bool(value(name)) : otherwise;
  }
  [[nodiscard]] std::string text(std::string_view name, std::string_view otherwise = "") const;
  [[nodiscard]] std::optional<DType> dtype(std::string_view name = "dtype") const;
  /// The axes of `a` that an axis= names; all when it is left out.
  [[nodiscard]] Axes axes(const Array& a, std::string_view name = "axis") const;
  [[nodiscard]] const std::vector<Value>& rest() const noexcept { return rest_; }

 private:
  std::string name_;
  std::vector<std::pair<std::string, Value>> bound_;
  std::vector<Value> rest_;
};

using Code = Value (*)(const Args&);
struct Function {
  std::string_view name, parameters;
  Code run;
  bool method = false;  ///< also x.name(...)
};

// The tables, one a file.
[[nodiscard]] std::span<const Function> creation_functions() noexcept;
[[nodiscard]] std::span<const Function> range_functions() noexcept;
[[nodiscard]] std::span<const Function> reduction_functions() noexcept;
[[nodiscard]] std::span<const Function> shape_functions() noexcept;
[[nodiscard]] std::span<const Function> rounding_functions() noexcept;
[[nodiscard]] std::span<const Function> sorting_functions() noexcept;
[[nodiscard]] std::span<const Function> set_functions() noexcept;
[[nodiscard]] std::span<const Function> percentile_functions() noexcept;
[[nodiscard]] std::span<const Function> printing_functions() noexcept;
[[nodiscard]] std::span<const Function> random_functions() noexcept;
[[nodiscard]] std::span<const Function> product_functions() noexcept;
[[nodiscard]] std::span<const Function> linear_functions() noexcept;
[[nodiscard]] std::span<const Function> norm_functions() noexcept;
[[nodiscard]] std::span<const Function> fourier_functions() noexcept;
[[nodiscard]] std::span<const Function> signal_functions() noexcept;
[[nodiscard]] std::span<const Function> polynomial_functions() noexcept;
[[nodiscard]] std::span<const Function> picking_functions() noexcept;
[[nodiscard]] std::span<const Function> joining_functions() noexcept;
[[nodiscard]] std::span<const Function> part_functions() noexcept;
[[nodiscard]] std::span<const Function> describing_functions() noexcept;
[[nodiscard]] std::span<const Function> masked_functions() noexcept;
[[nodiscard]] std::span<const Function> location_tests() noexcept;
[[nodiscard]] std::span<const Function> rank_tests() noexcept;
[[nodiscard]] std::span<const Function> count_tests() noexcept;
/// All of them, in the order in which a name is looked for.
[[nodiscard]] std::span<const std::span<const Function>> function_tables();
/// By its full name ("linalg.inv") or, where that is clear, without the group ("inv").
[[nodiscard]] const Function* find_function(std::string_view name);

/// A ufunc, or any function of the tables, by name. Throws Fault::usage with the nearest names.
[[nodiscard]] Value call_function(Call call);
/// A ufunc of two values; a plain number takes the type of the array beside it (NEP 50).
[[nodiscard]] Value ufunc_of_two(Binary op, const Value& a, const Value& b);
/// a op b with NEP 50's treatment of Python's numbers.
[[nodiscard]] Value apply_binary(std::string_view op, const Value& a, const Value& b);
/// -a, ~a, +a.
[[nodiscard]] Value apply_sign(std::string_view sign, const Value& a);
/// The ufunc of "+", "//" or a function's name.
[[nodiscard]] Binary operator_of(std::string_view op);
/// x ** 2 and the like are written out, as NumPy does: the function of `kind` that stands for a power, if there is one.
[[nodiscard]] std::optional<Unary> short_power(Kind kind, const Value& exponent);
[[nodiscard]] Value get_item(const Value& of, const Value& index);
/// Methods of a random generator.
[[nodiscard]] Value call_stream(const std::shared_ptr<Stream>& stream, Call call);
[[nodiscard]] std::vector<std::string> stream_methods();
/// generate_state() and spawn() of a seed sequence.
[[nodiscard]] Value call_seed(const std::shared_ptr<SeedSequence>& seed, Call call);

}  // namespace pytk::array
