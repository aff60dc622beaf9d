// Binding of calls: arguments are counted and brought to the types that a function's signature names.
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

}  // namespace

std::vector<std::string> Binder::fit(const Expression& expression, const Function& function,
                                     std::vector<Bound>& arguments) {
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

/// Aggregates of the same kind.
Bound Binder::special_aggregate(const Expression& expression, std::string_view name, std::vector<Bound>& arguments) {
  const auto made = [](std::string sql, Type type, bool raw = false) {
    return Bound{std::move(sql), type, raw, false, false};
  };
  if (name == "median") return made(dialect_.quantile(number(arguments[0]), 0.5), Type::real);
  if (name == "quantile") {
    double q = -1;
    if (expression.arguments[1]->op != Op::number || !read_real(expression.arguments[1]->text, q) || q < 0 || q > 1)
      throw fail(Fault::usage, "quantile() needs a number from 0 to 1");
    return made(dialect_.quantile(number(arguments[0]), q), Type::real);
  }
  if (name == "first" || name == "last") {
    const Bound& value = arguments[0];
    return made(name == "first" ? dialect_.at_least(value.sql, row_) : dialect_.at_most(value.sql, row_), value.type,
                value.raw);
  }
  if (name == "count" && arguments.size() == 1 && !arguments[0].typed.empty()) {  // what is no value is not counted
    const std::string parts[] = {arguments[0].typed};
    return made(dialect_.call(name, parts), Type::integer);
  }
  if (name == "list") {
    const bool as_value =
        arguments[0].type == Type::integer || arguments[0].type == Type::real || arguments[0].type == Type::boolean;
    return made(dialect_.list_in_order(as_value ? typed(arguments[0]).sql : text(arguments[0]), row_), Type::json);
  }
  if (name == "join")
    return made(dialect_.text_in_order(text(arguments[0]),
                                       arguments.size() == 2 ? text(arguments[1]) : dialect_.literal(","), row_),
                Type::text);
  if (name == "sum" || name == "mean" || name == "avg") {  // of integers the engine's own, which is exact
    if (arguments[0].type == Type::integer || arguments[0].type == Type::boolean) return {};
    const std::string parts[] = {number(arguments[0])};
    return made(dialect_.call(name == "sum" ? "sum_real" : "mean_real", parts), Type::real);
  }
  if (name == "mode") {  // the least of the most frequent, as in pandas
    const Bound value = typed(arguments[0]);
    const std::string parts[] = {value.sql};
    return made(dialect_.call(name, parts), value.type);
  }
  if (name == "unique" && arguments[0].raw && arguments[0].type == Type::real) {  // 1.0 and 1.00 are one value
    const std::string value = typed(arguments[0]).sql;
    return made(fmt::format("(count(DISTINCT {0}) + count(DISTINCT CASE WHEN {0} IS NULL THEN {1} END))", value,
                            arguments[0].sql),
                Type::integer);
  }
  if (name == "min" || name == "max") {
    const Bound value = typed(arguments[0]);
    if (value.type == Type::time && arguments[0].raw) {  // as it is written: a date gets no clock
      const std::string by = dialect_.both(value.sql, arguments[0].sql);
      return made(name == "min" ? dialect_.at_least(arguments[0].sql, by) : dialect_.at_most(arguments[0].sql, by),
                  Type::time, true);
    }
    const std::string parts[] = {value.sql};
    return made(dialect_.call(name, parts), value.type);
  }
  return {};
}

/// Functions whose SQL depends on more than their arguments' texts; an empty sql means: none of them.
Bound Binder::special(const Expression& expression, const Function& function, std::vector<Bound>& arguments) {
  const std::string_view name = function.name;
  const auto made = [](std::string sql, Type type, bool raw = false) {
    return Bound{std::move(sql), type, raw, false, false};
  };
  if (name == "int") {
    const Bound& value = arguments[0];
    if (value.type == Type::real)
      return made(fmt::format("TRY_CAST(trunc({}) AS BIGINT)", number(value)), Type::integer);
    return made(dialect_.try_cast(value.type == Type::boolean ? number(value) : text(value), Type::integer),
                Type::integer);
  }
  if (name == "float")
    return made(dialect_.try_cast(arguments[0].type == Type::boolean                    ? number(arguments[0])
                                  : arguments[0].raw || arguments[0].type != Type::time ? arguments[0].sql
                                                                                        : number(arguments[0]),
                                  Type::real),
                Type::real);
  if (name == "text") return made(text(arguments[0]), Type::text);
  if (name == "bool") return made(truth(arguments[0]), Type::boolean);
  if (name == "time") {
    if (arguments.size() == 1) return made(time(arguments[0]), Type::time);
    return made(fmt::format("CAST(try_strptime({}, {}) AS TIMESTAMP)", text(arguments[0]), text(arguments[1])),
                Type::time);
  }
  if (name == "from_epoch") return made(dialect_.time_of_seconds(number(arguments[0])), Type::time);
  if (name == "bucket") {
    if (expression.arguments[1]->op != Op::text) throw fail(Fault::usage, "bucket() needs a span such as '15m'");
    const auto span = value_or_throw(parse_duration(expression.arguments[1]->text), Fault::usage);
    if (span < 1000) throw fail(Fault::usage, "the span '{}' is too short", expression.arguments[1]->text);
    return made(dialect_.bucket(time(arguments[0]), span), Type::time);
  }
  if (name == "extract") {
    std::string group = "0";
    if (arguments.size() == 3) group = number(arguments[2]);
    else if (expression.arguments[1]->op == Op::text && count_groups(expression.arguments[1]->text) > 0)
      group.front() = '1';
    const std::string parts[] = {text(arguments[0]), text(arguments[1]), group};
    return made(dialect_.call(name, parts), Type::text);
  }
  if (function.aggregate) return special_aggregate(expression, name, arguments);
  return {};
}

Bound Binder::call(const Expression& expression) {
  std::string name = expression.text;
  const double percent = percentile(name);
  const Function* function = find_function(percent >= 0 ? "median" : name);
  if (function == nullptr) {
    std::vector<std::string> names;
    for (const auto& each : functions()) names.emplace_back(each.name);
    auto hint = did_you_mean(name, names);
    throw fail(Fault::usage, "unknown function '{}'", name)
        .hint(hint.empty() ? "the functions are listed in pytk table --help" : hint);
  }
  if (function->aggregate) {
    if (!aggregating_)
      throw fail(Fault::usage, "the aggregate {}() cannot stand here", name)
          .hint("group KEYS --agg name=" + name + "(...) aggregates");
    if (inside_aggregate_) throw fail(Fault::usage, "{}() stands inside another aggregate", name);
    inside_aggregate_ = saw_aggregate_ = true;
  }
  std::vector<Bound> arguments;
  for (const auto& argument : expression.arguments) {
    if (argument->op == Op::star && function->name == "count") continue;
    arguments.push_back(bind(*argument));
  }
  if (function->aggregate) inside_aggregate_ = false;
  auto fitted = fit(expression, *function, arguments);
  if (percent >= 0) return {dialect_.quantile(number(arguments[0]), percent), Type::real, false, false, false};
  if (auto own = special(expression, *function, arguments); !own.sql.empty()) return own;

  Type type = function->result;
  bool raw = false;
  if (type == Type::json) {  // the type of its arguments
    if (function->name == "sum" || function->name == "abs") {
      type = arguments[0].type == Type::integer ? Type::integer : Type::real;
    } else if (function->signature.find('s') != std::string_view::npos) {
      const bool has_condition = function->signature.starts_with("b");
      std::vector<Bound> values(arguments.begin() + (has_condition ? 1 : 0), arguments.end());
      if (function->name == "greatest" || function->name == "least" || function->name == "nullif")
        for (auto& value : values) value = typed(value);
      type = unify(values);
      raw = std::all_of(values.begin(), values.end(), [](const Bound& v) { return v.raw || v.null; });
      for (std::size_t i = 0; i < values.size(); ++i) fitted[i + (has_condition ? 1 : 0)] = values[i].sql;
    } else {  // arg_min, arg_max
      type = arguments[0].type;
      raw = arguments[0].raw;
      if (arguments.size() == 2) fitted[1] = typed(arguments[1]).sql;
    }
  }
  if (function->name == "round" && arguments[0].type == Type::integer && arguments.size() == 1) type = Type::integer;
  std::string sql = dialect_.call(function->name, fitted);
  if (type == Type::integer && function->name == "round") sql = fmt::format("CAST({} AS BIGINT)", sql);
  return {std::move(sql), type, raw, false, false};
}

}  // namespace pytk::table
