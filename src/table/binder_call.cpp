// Binding of calls: arguments are counted and brought to the types that a function's signature names. What needs more
// than that is in binder_special.cpp.
#include <algorithm>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "table/binder.hpp"

namespace pytk::table {
namespace {

using Op = Expression::Op;

struct Arity { std::size_t least = 0, most = 0; };
Arity arity(std::string_view signature) noexcept {
  Arity out;
  bool optional = false;
  for (const char c : signature) {
    if (c == '?') optional = true;
    else if (c == '*') out.most = 1000;
    else {
      if (!optional) ++out.least;
      ++out.most;
    }
  }
  if (out.most >= 1000 && out.least > 1) --out.least;
  return out;
}

char kind_of(std::string_view signature, std::size_t index) noexcept {
  std::string kinds;
  for (const char c : signature)
    if (c != '?' && c != '*') kinds += c;
  return kinds.empty() ? 'a' : kinds[std::min(index, kinds.size() - 1)];
}

/// p95, p99_9 as quantile 0.95, 0.999; a negative number when it is no such name.
double percentile(std::string_view name) noexcept {
  if (name.size() < 2 || name[0] != 'p') return -1;
  std::string digits(name.substr(1));
  std::replace(digits.begin(), digits.end(), '_', '.');
  double value = 0;
  if (digits.find_first_not_of("0123456789.") != std::string::npos || !read_real(digits, value) || value > 100)
    return -1;
  return value / 100;
}

/// The function of that name; p95 and its like are medians for another part.
const Function& known_function(std::string_view name) {
  if (const Function* found = find_function(percentile(name) >= 0 ? "median" : name); found != nullptr) return *found;
  std::vector<std::string> names;
  for (const auto& each : functions()) names.emplace_back(each.name);
  auto hint = did_you_mean(std::string(name), names);
  throw fail(Fault::usage, "unknown function '{}'", name)
      .hint(hint.empty() ? "the functions are listed in pytk table --help" : hint);
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::vector<std::string> Binder::fit(const Expression& expression, const Function& function,
                                     const std::vector<Bound>& arguments) const {
  const auto [least, most] = arity(function.signature);
  if (arguments.size() < least || arguments.size() > most)
    throw fail(Fault::usage, "{}() takes {} argument{}, not {}", expression.text,
               least == most
                   ? fmt::format("{}", least)
                   : fmt::format("{} to {}", least, most >= 1000 ? std::string("many") : std::to_string(most)),
               most == 1 ? "" : "s", arguments.size());
  std::vector<std::string> fitted;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Bound& value = arguments[i];
    switch (kind_of(function.signature, i)) {
      case 't': fitted.push_back(text(value)); break;
      case 'n': fitted.push_back(number(value)); break;
      case 'i': fitted.push_back(fmt::format("CAST({} AS BIGINT)", number(value))); break;
      case 'b':
        if (value.type != Type::boolean && !value.null)
          throw fail(Fault::usage, "{}() needs a condition as its first argument", expression.text);
        fitted.push_back(truth(value));
        break;
      case 'd': fitted.push_back(time(value)); break;
      default: fitted.push_back(value.sql); break;
    }
  }
  return fitted;
}

std::vector<Bound> Binder::bind_arguments(const Expression& expression, const Function& function) {
  if (function.aggregate) {
    if (!aggregating_)
      throw fail(Fault::usage, "the aggregate {}() cannot stand here", expression.text)
          .hint("group KEYS --agg name=" + expression.text + "(...) aggregates");
    if (inside_aggregate_) throw fail(Fault::usage, "{}() stands inside another aggregate", expression.text);
    inside_aggregate_ = saw_aggregate_ = true;
  }
  std::vector<Bound> arguments;
  for (const auto& argument : expression.arguments) {
    if (argument->op == Op::star && function.name == "count") continue;
    arguments.push_back(bind(*argument));
  }
  if (function.aggregate) inside_aggregate_ = false;
  return arguments;
}

/// A call whose result has the type of its arguments; those that are alternatives ('s') are brought to one type.
Bound Binder::alike(const Function& function, const std::vector<Bound>& arguments,
                    std::vector<std::string> fitted) const {
  const std::string_view name = function.name;
  Type type = arguments[0].type;
  bool raw = false;
  if (name == "sum" || name == "abs") {
    type = type == Type::integer ? Type::integer : Type::real;
  } else if (function.signature.find('s') != std::string_view::npos) {
    const std::size_t first = function.signature.starts_with("b") ? 1 : 0;  // behind a condition
    std::vector<Bound> values(arguments.begin() + static_cast<std::ptrdiff_t>(first), arguments.end());
    if (is_one_of(name, {"greatest", "least", "nullif"}))
      for (auto& value : values) value = typed(value);
    type = unify(values);
    raw = std::all_of(values.begin(), values.end(), [](const Bound& v) { return v.raw || v.null; });
    for (std::size_t i = 0; i < values.size(); ++i) fitted[i + first] = values[i].sql;
  } else {  // arg_min, arg_max
    raw = arguments[0].raw;
    if (arguments.size() == 2) fitted[1] = typed(arguments[1]).sql;
  }
  return {dialect_.call(name, fitted), type, raw, false, false};
}

Bound Binder::call(const Expression& expression) {
  const Function& function = known_function(expression.text);
  const std::vector<Bound> arguments = bind_arguments(expression, function);
  auto fitted = fit(expression, function, arguments);
  if (const double percent = percentile(expression.text); percent >= 0)
    return {dialect_.quantile(number(arguments[0]), percent), Type::real, false, false, false};
  if (auto own = special_call(*this, {expression, function, arguments}); !own.sql.empty()) return own;
  if (function.result == Type::json) return alike(function, arguments, std::move(fitted));
  std::string sql = dialect_.call(function.name, fitted);
  if (function.name == "round" && arguments.size() == 1 && arguments[0].type == Type::integer)
    return {fmt::format("CAST({} AS BIGINT)", sql), Type::integer, false, false, false};
  return {std::move(sql), function.result, false, false, false};
}

}  // namespace pytk::table
