// Functions and aggregates that look at more than their arguments' texts: at types, at literals, at the order of rows.
#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>

#include "table/binder.hpp"

namespace pytk::table {
namespace {

using Op = Expression::Op;

Bound made(std::string sql, Type type, bool raw = false) { return {std::move(sql), type, raw, false, false}; }

/// A call of one argument.
std::string called(const Binder& binder, std::string_view name, std::string argument) {
  const std::string arguments[] = {std::move(argument)};
  return binder.dialect().call(name, arguments);
}

Bound to_integer(const Binder& b, const Call& call) {
  const Bound& value = call.arguments[0];
  if (value.type == Type::real) return made(fmt::format("TRY_CAST(trunc({}) AS BIGINT)", b.number(value)), Type::integer);
  const std::string sql = value.type == Type::boolean ? b.number(value) : b.text(value);
  return made(b.dialect().try_cast(sql, Type::integer), Type::integer);
}

Bound to_real(const Binder& b, const Call& call) {
  const Bound& value = call.arguments[0];
  const bool as_number = value.type == Type::boolean || (value.type == Type::time && !value.raw);
  return made(b.dialect().try_cast(as_number ? b.number(value) : value.sql, Type::real), Type::real);
}

Bound to_text(const Binder& b, const Call& call) { return made(b.text(call.arguments[0]), Type::text); }

Bound to_truth(const Binder& b, const Call& call) { return made(b.truth(call.arguments[0]), Type::boolean); }

Bound to_time(const Binder& b, const Call& call) {
  const auto& arguments = call.arguments;
  if (arguments.size() == 1) return made(b.time(arguments[0]), Type::time);
  return made(fmt::format("CAST(try_strptime({}, {}) AS TIMESTAMP)", b.text(arguments[0]), b.text(arguments[1])),
              Type::time);
}

Bound from_epoch(const Binder& b, const Call& call) {
  return made(b.dialect().time_of_seconds(b.number(call.arguments[0])), Type::time);
}

Bound bucket(const Binder& b, const Call& call) {
  const Expression& written = *call.expression.arguments[1];
  if (written.op != Op::text) throw fail(Fault::usage, "bucket() needs a span such as '15m'");
  const auto span = value_or_throw(parse_duration(written.text), Fault::usage);
  if (span < 1000) throw fail(Fault::usage, "the span '{}' is too short", written.text);
  return made(b.dialect().bucket(b.time(call.arguments[0]), span), Type::time);
}

/// The first group of a pattern that has groups, else the whole match.
Bound extract(const Binder& b, const Call& call) {
  const Expression& pattern = *call.expression.arguments[1];
  std::string group = "0";
  if (call.arguments.size() == 3) group = b.number(call.arguments[2]);
  else if (pattern.op == Op::text && count_groups(pattern.text) > 0)
    group.front() = '1';
  const std::string parts[] = {b.text(call.arguments[0]), b.text(call.arguments[1]), group};
  return made(b.dialect().call(call.function.name, parts), Type::text);
}

Bound median(const Binder& b, const Call& call) {
  return made(b.dialect().quantile(b.number(call.arguments[0]), 0.5), Type::real);
}

Bound quantile(const Binder& b, const Call& call) {
  const Expression& written = *call.expression.arguments[1];
  double q = -1;
  if (written.op != Op::number || !read_real(written.text, q) || q < 0 || q > 1)
    throw fail(Fault::usage, "quantile() needs a number from 0 to 1");
  return made(b.dialect().quantile(b.number(call.arguments[0]), q), Type::real);
}

Bound first(const Binder& b, const Call& call) {
  const Bound& value = call.arguments[0];
  return made(b.dialect().at_least(value.sql, b.row()), value.type, value.raw);
}

Bound last(const Binder& b, const Call& call) {
  const Bound& value = call.arguments[0];
  return made(b.dialect().at_most(value.sql, b.row()), value.type, value.raw);
}

/// What is no value is not counted.
Bound count(const Binder& b, const Call& call) {
  if (call.arguments.size() != 1 || call.arguments[0].typed.empty()) return {};
  return made(called(b, call.function.name, call.arguments[0].typed), Type::integer);
}

Bound list(const Binder& b, const Call& call) {
  const Bound& value = call.arguments[0];
  const bool as_value = value.type == Type::integer || value.type == Type::real || value.type == Type::boolean;
  return made(b.dialect().list_in_order(as_value ? b.typed(value).sql : b.text(value), b.row()), Type::json);
}

Bound join(const Binder& b, const Call& call) {
  const std::string separator = call.arguments.size() == 2 ? b.text(call.arguments[1]) : b.dialect().literal(",");
  return made(b.dialect().text_in_order(b.text(call.arguments[0]), separator, b.row()), Type::text);
}

/// Of integers the engine's own, which is exact.
Bound sum_or_mean(const Binder& b, const Call& call) {
  const Bound& value = call.arguments[0];
  if (value.type == Type::integer || value.type == Type::boolean) return {};
  return made(called(b, call.function.name == "sum" ? "sum_real" : "mean_real", b.number(value)), Type::real);
}

/// The least of the most frequent, as in pandas.
Bound mode(const Binder& b, const Call& call) {
  const Bound value = b.typed(call.arguments[0]);
  return made(called(b, call.function.name, value.sql), value.type);
}

/// 1.0 and 1.00 are one value.
Bound unique(const Binder& b, const Call& call) {
  const Bound& value = call.arguments[0];
  if (!value.raw || value.type != Type::real) return {};
  return made(fmt::format("(count(DISTINCT {0}) + count(DISTINCT CASE WHEN {0} IS NULL THEN {1} END))",
                          b.typed(value).sql, value.sql),
              Type::integer);
}

Bound extreme(const Binder& b, const Call& call) {
  const Bound& given = call.arguments[0];
  const Bound value = b.typed(given);
  if (value.type != Type::time || !given.raw) return made(called(b, call.function.name, value.sql), value.type);
  // As it is written: a date gets no clock.
  const std::string by = b.dialect().both(value.sql, given.sql);
  const bool least = call.function.name == "min";
  return made(least ? b.dialect().at_least(given.sql, by) : b.dialect().at_most(given.sql, by), Type::time, true);
}

struct Special {
  std::string_view name;
  Bound (*make)(const Binder&, const Call&);
};
constexpr Special specials[] = {{"int", to_integer},
                                {"float", to_real},
                                {"text", to_text},
                                {"bool", to_truth},
                                {"time", to_time},
                                {"from_epoch", from_epoch},
                                {"bucket", bucket},
                                {"extract", extract},
                                {"median", median},
                                {"quantile", quantile},
                                {"first", first},
                                {"last", last},
                                {"count", count},
                                {"list", list},
                                {"join", join},
                                {"sum", sum_or_mean},
                                {"mean", sum_or_mean},
                                {"avg", sum_or_mean},
                                {"mode", mode},
                                {"unique", unique},
                                {"min", extreme},
                                {"max", extreme}};

}  // namespace

Bound special_call(const Binder& binder, const Call& call) {
  for (const Special& each : specials)
    if (each.name == call.function.name) return each.make(binder, call);
  return {};
}

}  // namespace pytk::table
