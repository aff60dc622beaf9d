// Expressions over arrays, in NumPy's words.
//   Evaluator e;  e.set("x", array);  auto result = e.run("(x - x.mean()) / x.std()");
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/array/array.hpp>
#include <pytk/core/parallel.hpp>

namespace pytk::array {

struct Value;

/// A value that can be printed and stored: what eval and random hand to the command.
class Result {
 public:
  explicit Result(std::shared_ptr<const Value> value) : value_(std::move(value)) {}
  [[nodiscard]] std::string repr() const;
  /// As Python's str(): arrays without "array(", texts without quotes.
  [[nodiscard]] std::string str() const;
  /// Nothing to print (None).
  [[nodiscard]] bool none() const;
  /// Parts with their names ("statistic", "pvalue"), each as a result; one part named "value" where it has no names.
  [[nodiscard]] std::vector<std::pair<std::string, Result>> parts() const;
  /// Of one integer, float or text: true, and its kind.
  [[nodiscard]] bool is_whole() const;
  [[nodiscard]] bool is_text() const;
  /// The arrays in it, with names where it has several. Throws Fault::usage where it is no array.
  [[nodiscard]] std::vector<std::pair<std::string, Array>> arrays() const;

 private:
  std::shared_ptr<const Value> value_;
};

class Evaluator {
 public:
  Evaluator();
  ~Evaluator();
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;
  void set(const std::string& name, const Array& array);
  void set(const std::string& name, std::vector<std::pair<std::string, Array>> members);
  /// The value of the last statement. Throws Fault::usage for the expression's faults, Fault::data for the values'.
  [[nodiscard]] Result run(std::string_view expression);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Names that the expression uses before it assigns them, constants and functions among them.
[[nodiscard]] std::vector<std::string> free_names(std::string_view expression);
/// Names of all functions, sorted, with their parameters: "percentile(a, q, axis, method, keepdims)".
[[nodiscard]] std::vector<std::string> function_list();
/// A function by name over arrays; `arguments` is what may follow them in an expression: "equal_var=False, axis=1".
[[nodiscard]] Result call_with(const std::string& function, const std::vector<Array>& arrays,
                               std::string_view arguments);
/// Names of the statistical tests, sorted.
[[nodiscard]] std::vector<std::string> test_names();
/// random.METHOD on a generator made from `seed` (fresh entropy from the caller); `legacy`: RandomState.
[[nodiscard]] Result run_random(std::string_view call, std::uint64_t seed, bool legacy);

}  // namespace pytk::array
