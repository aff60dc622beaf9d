// Binding of expressions. The rule everywhere: a column of a text source stays text until an operator asks for a
// number, a time or a truth; then it is cast where it stands, and what does not fit becomes null.
#include "table/binder.hpp"

#include <algorithm>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::table {
namespace {

using Op = Expression::Op;

bool numeric(Type type) noexcept { return type == Type::integer || type == Type::real; }

bool looks_like_number(const Bound& value) noexcept {
  if (!value.literal || value.type != Type::text || value.sql.size() < 2) return false;
  const std::string_view inside(value.sql.data() + 1, value.sql.size() - 2);
  return is_integer(inside) || is_real(inside);
}

}  // namespace

const PlanColumn& plan_column(const PlanColumns& columns, std::string_view name) {
  for (const auto& column : columns)
    if (column.name == name) return column;
  Columns names;
  for (const auto& column : columns) names.push_back({column.name, column.type});
  return columns[column_index(names, name)];  // throws with the nearest names
}

std::size_t count_groups(std::string_view pattern) noexcept {
  std::size_t groups = 0;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\') ++i;
    else if (in_class) in_class = c != ']';
    else if (c == '[') in_class = true;
    else if (c == '(' &&
             (i + 1 >= pattern.size() || pattern[i + 1] != '?' || pattern.substr(i + 2, 2) == "P<" ||
              (pattern.substr(i + 2, 1) == "<" && pattern.substr(i + 3, 1) != "=" && pattern.substr(i + 3, 1) != "!")))
      ++groups;
  }
  return groups;
}

std::string Binder::number(const Bound& value) const {
  if (value.null) return value.sql;
  if (value.type == Type::text || value.type == Type::json) return dialect_.number_of_text(value.sql);
  std::string own = typed(value).sql;
  if (value.type == Type::boolean) return fmt::format("CAST({} AS BIGINT)", own);
  if (value.type == Type::time) return dialect_.call("epoch", std::vector<std::string>{own});
  return own;
}

Bound Binder::typed(const Bound& value) const {
  if (!value.raw) return value;
  return {value.typed.empty() ? dialect_.try_cast(value.sql, value.type) : value.typed, value.type, false, false,
          false};
}

std::string Binder::text(const Bound& value) const {
  if (value.raw || value.null || value.type == Type::text || value.type == Type::json) return value.sql;
  return dialect_.to_text(value.sql, value.type);
}

std::string Binder::time(const Bound& value) const {
  if (value.null) return value.sql;
  if (numeric(value.type)) return dialect_.time_of_seconds(number(value));
  if (value.type == Type::time) return typed(value).sql;
  if (value.raw || value.type == Type::text || value.type == Type::json)
    return dialect_.try_cast(value.sql, Type::time);
  return value.sql;
}

std::string Binder::truth(const Bound& value) const {
  if (value.null) return value.sql;
  if (value.type == Type::boolean) return typed(value).sql;
  if (numeric(value.type)) return fmt::format("({} <> 0)", number(value));
  return dialect_.try_cast(text(value), Type::boolean);
}

std::string Binder::condition(const Expression& expression) {
  const Bound value = bind(expression);
  if (value.type != Type::boolean && !value.null)
    throw fail(Fault::usage, "the expression is no condition; it gives {}", type_name(value.type))
        .hint("compare it with something, such as len > 100 or name = 'x'");
  return truth(value);
}

Bound Binder::bind(const Expression& expression) {
  switch (expression.op) {
    case Op::number:
    case Op::text:
    case Op::boolean:
    case Op::null: return literal(expression);
    case Op::column: return column(expression);
    case Op::unary: return unary(expression);
    case Op::binary: return binary(expression);
    case Op::like:
    case Op::in:
    case Op::between:
    case Op::is_null: return test(expression);
    case Op::choice: return choice(expression);
    case Op::call: return call(expression);
    case Op::star: break;
  }
  throw fail(Fault::usage, "'*' stands for all rows only in count(*)");
}

Bound Binder::literal(const Expression& expression) const {
  const std::string& written = expression.text;
  const auto made = [](std::string sql, Type type) { return Bound{std::move(sql), type, false, true, false}; };
  if (expression.op == Op::text) return made(dialect_.literal(written), Type::text);
  if (expression.op == Op::boolean) return made(written == "true" ? "TRUE" : "FALSE", Type::boolean);
  if (expression.op == Op::null) return {"NULL", Type::text, false, true, true};
  const bool whole =
      is_integer(written) || (written.find_first_of(".eE") == std::string::npos && written.size() <= 18);
  return made(dialect_.number(written), whole ? Type::integer : Type::real);
}

Bound Binder::column(const Expression& expression) {
  if (aggregating_ && !inside_aggregate_) {
    // "n=count": an aggregate may be named without its parentheses when no column has that name.
    for (const auto& key : *keys_)
      if (key.name == expression.text) return bound_of(key);
    const bool known =
        std::any_of(columns_.begin(), columns_.end(), [&](const auto& c) { return c.name == expression.text; });
    if (expression.text == "count") {
      saw_aggregate_ = true;
      return {dialect_.call("count", {}), Type::integer, false, false, false};
    }
    if (known)
      throw fail(Fault::usage, "column '{}' is neither a key nor inside an aggregate", expression.text)
          .hint(fmt::format("write sum({0}), first({0}) or another aggregate of it", expression.text));
  }
  return bound_of(plan_column(columns_, expression.text));
}

Bound Binder::unary(const Expression& expression) {
  const Bound inner = bind(*expression.arguments[0]);
  if (expression.text == "not") {
    if (inner.type != Type::boolean && !inner.null) throw fail(Fault::usage, "'not' needs a condition");
    return {fmt::format("(NOT {})", truth(inner)), Type::boolean, false, false, false};
  }
  return {fmt::format("(- {})", number(inner)), inner.type == Type::integer ? Type::integer : Type::real, false, false,
          false};
}

Bound Binder::compare(std::string_view op, const Bound& left, const Bound& right) const {
  const auto made = [&](const std::string& a, const std::string& b) {
    return Bound{dialect_.binary(op, a, b), Type::boolean, false, false, false};
  };
  const bool equality = op == "=" || op == "!=";
  if (left.type == Type::time || right.type == Type::time) return made(time(left), time(right));
  const bool left_text = left.type == Type::text || left.type == Type::json;
  const bool right_text = right.type == Type::text || right.type == Type::json;
  if (numeric(left.type) && numeric(right.type)) return made(number(left), number(right));
  // '00123' in quotes is a text and is compared as one, '5' on either side of < is a number.
  if (numeric(left.type) && right_text)
    return right.literal && (!looks_like_number(right) || (equality && left.raw)) ? made(text(left), text(right))
                                                                                  : made(number(left), number(right));
  if (numeric(right.type) && left_text)
    return left.literal && (!looks_like_number(left) || (equality && right.raw)) ? made(text(left), text(right))
                                                                                 : made(number(left), number(right));
  if (left.type == Type::boolean && right.type == Type::boolean) return made(truth(left), truth(right));
  if (left.type == Type::boolean || right.type == Type::boolean) return made(text(left), text(right));
  return made(text(left), text(right));
}

Bound Binder::binary(const Expression& expression) {
  const Bound left = bind(*expression.arguments[0]);
  const Bound right = bind(*expression.arguments[1]);
  const std::string& op = expression.text;
  if (op == "and" || op == "or") {
    for (const Bound* each : {&left, &right})
      if (each->type != Type::boolean && !each->null)
        throw fail(Fault::usage, "'{}' needs a condition on both sides", op);
    return {dialect_.binary(op, truth(left), truth(right)), Type::boolean, false, false, false};
  }
  if (op == "=" || op == "!=" || op == "<" || op == "<=" || op == ">" || op == ">=") return compare(op, left, right);
  if (op == "||") return {dialect_.binary(op, text(left), text(right)), Type::text, false, false, false};
  const bool times = left.type == Type::time || right.type == Type::time;
  if (op == "-" && times && !(numeric(left.type) || numeric(right.type)))  // a span in seconds
    return {fmt::format("({} - {})", dialect_.call("epoch", std::vector<std::string>{time(left)}),
                        dialect_.call("epoch", std::vector<std::string>{time(right)})),
            Type::real, false, false, false};
  if ((op == "-" || op == "+") && left.type == Type::time)  // seconds later or earlier
    return {dialect_.time_of_seconds(fmt::format(
                "{} {} {}", dialect_.call("epoch", std::vector<std::string>{time(left)}), op, number(right))),
            Type::time, false, false, false};
  const bool whole = left.type == Type::integer && right.type == Type::integer && op != "/" && op != "^";
  std::string divisor = number(right);
  if (op == "//" || op == "%") divisor = fmt::format("nullif({}, 0)", divisor);
  return {dialect_.binary(op, number(left), divisor), whole || op == "//" ? Type::integer : Type::real, false, false,
          false};
}

Bound Binder::test(const Expression& expression) {
  const Bound value = bind(*expression.arguments[0]);
  const auto done = [&](std::string sql) {
    return Bound{expression.negated ? fmt::format("(NOT {})", sql) : std::move(sql), Type::boolean, false, false,
                 false};
  };
  if (expression.op == Op::is_null) return done(fmt::format("({} IS NULL)", value.sql));
  if (expression.op == Op::like)
    return done(dialect_.like(text(value), text(bind(*expression.arguments[1])), expression.text == "ilike"));
  if (expression.op == Op::between) {
    const Bound low = compare(">=", value, bind(*expression.arguments[1]));
    const Bound high = compare("<=", value, bind(*expression.arguments[2]));
    return done(dialect_.binary("and", low.sql, high.sql));
  }
  std::string sql;
  for (std::size_t i = 1; i < expression.arguments.size(); ++i) {
    const auto one = compare("=", value, bind(*expression.arguments[i])).sql;
    sql = sql.empty() ? one : dialect_.binary("or", sql, one);
  }
  return done(std::move(sql));
}

Type Binder::unify(std::vector<Bound>& values) const {
  Type type = Type::text;
  bool first = true, raw_same = true;
  for (const auto& value : values) {
    if (value.null) continue;
    if (first) type = value.type;
    else if (numeric(type) && numeric(value.type)) type = type == value.type ? type : Type::real;
    else if (type != value.type) type = Type::text;
    raw_same = raw_same && value.raw;
    first = false;
  }
  for (auto& value : values) {
    if (raw_same) continue;
    if (numeric(type)) value.sql = number(value);
    else if (type == Type::time) value.sql = time(value);
    else if (type == Type::boolean) value.sql = truth(value);
    else value.sql = text(value);
    value.raw = false;
  }
  return type;
}

Bound Binder::choice(const Expression& expression) {
  std::vector<Bound> values;
  std::vector<std::string> conditions;
  for (std::size_t i = 0; i + 1 < expression.arguments.size(); i += 2) {
    conditions.push_back(condition(*expression.arguments[i]));
    values.push_back(bind(*expression.arguments[i + 1]));
  }
  values.push_back(bind(*expression.arguments.back()));
  const Type type = unify(values);
  std::string sql = "CASE";
  for (std::size_t i = 0; i < conditions.size(); ++i)
    sql += fmt::format(" WHEN {} THEN {}", conditions[i], values[i].sql);
  return {sql + fmt::format(" ELSE {} END", values.back().sql), type, values.back().raw, false, false};
}

}  // namespace pytk::table
