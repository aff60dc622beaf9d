// The one expression grammar of filter, derive, --agg and sort: parsed here, never passed through.
//   auto expression = table::parse_expression("status >= 400 and not is_private(src)");
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/table/rows.hpp>

namespace pytk::table {

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

struct Expression {
  enum class Op : std::uint8_t {
    column,   ///< text: its name
    number,   ///< text: as written
    text,     ///< text: the string
    boolean,  ///< text: "true" or "false"
    null,
    call,     ///< text: the function's name in lower case
    unary,    ///< text: "-" or "not"
    binary,   ///< text: + - * / // % ^ || = != < <= > >= and or
    like,     ///< text: "like" or "ilike"; not_ as for the next three
    in,       ///< the first argument among the others
    between,
    is_null,
    star,     ///< the * of count(*)
    choice    ///< case: condition, value, condition, value, ..., otherwise
  };
  Op op = Op::null;
  std::string text;
  bool negated = false;
  std::vector<ExpressionPtr> arguments;
  std::size_t at = 0;   ///< position in the text it was parsed from
};

/// Throws Fault::usage with the place and what was expected.
[[nodiscard]] ExpressionPtr parse_expression(std::string_view text);
/// "n = count, bytes = sum(len)": names and expressions; a name may be missing (then it is empty).
struct NamedExpression { std::string name; ExpressionPtr expression; };
[[nodiscard]] std::vector<NamedExpression> parse_named(std::string_view text);
/// "a,b" or "`odd name`,b": names of columns.
[[nodiscard]] std::vector<std::string> parse_names(std::string_view text);

[[nodiscard]] ExpressionPtr copy(const Expression& expression);
[[nodiscard]] ExpressionPtr column_expression(std::string name);
[[nodiscard]] ExpressionPtr call_expression(std::string name, std::vector<ExpressionPtr> arguments);
/// A name for a result that was given none: "sum_len", "count".
[[nodiscard]] std::string default_name(const Expression& expression);

/// "len(text): characters of a text", one a function, for help.
[[nodiscard]] std::vector<std::string> functions_for_help();

}  // namespace pytk::table
