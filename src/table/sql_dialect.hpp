// How one engine spells what the plan wants to say; the plan never writes an engine's own words itself. This is
// DuckDB's spelling; another engine's class derives from it and replaces what differs.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <pytk/table/rows.hpp>

namespace pytk::table {

class SqlDialect {
 public:
  virtual ~SqlDialect() = default;
  [[nodiscard]] virtual std::string literal(std::string_view text) const;             ///< 'it''s'
  [[nodiscard]] virtual std::string number(std::string_view text) const;              ///< 1 or 1.5e0, never a decimal
  [[nodiscard]] virtual std::string identifier(std::string_view name) const;
  /// A text as a value of `type`, null where it is none.
  [[nodiscard]] virtual std::string try_cast(std::string_view sql, Type type) const;
  /// A text where an operator asks for a number; null where it is none.
  [[nodiscard]] virtual std::string number_of_text(std::string_view sql) const;
  /// A value of `type` as text.
  [[nodiscard]] virtual std::string to_text(std::string_view sql, Type type) const;
  [[nodiscard]] virtual std::string time_of_seconds(std::string_view sql) const;
  /// A function or aggregate of functions(): arguments are SQL texts. Empty when this engine has no such thing.
  [[nodiscard]] virtual std::string call(std::string_view name, std::span<const std::string> arguments) const;
  [[nodiscard]] virtual std::string binary(std::string_view op, std::string_view left, std::string_view right) const;
  [[nodiscard]] virtual std::string like(std::string_view text, std::string_view pattern, bool ignore_case) const;
  [[nodiscard]] virtual std::string quantile(std::string_view sql, double q) const;
  /// True for the rows whose keys fall into this one of `parts`.
  [[nodiscard]] virtual std::string part_of(std::string_view keys, std::size_t part, std::size_t parts) const;
  /// The three quartiles in one pass, as a list; its element number `index`, from 1.
  [[nodiscard]] virtual std::string quartiles(std::string_view sql) const;
  [[nodiscard]] virtual std::string element(std::string_view list, std::size_t index) const;
  /// A select-list item that makes one row of each of these.
  [[nodiscard]] virtual std::string unnest(std::span<const std::string> values) const;
  /// The begin of the span of `nanoseconds` that a time stands in, counted from 1970 or from the begin of the day of
  /// `first`.
  [[nodiscard]] virtual std::string bucket(std::string_view time, std::int64_t nanoseconds,
                                           std::string_view first = {}) const;
  [[nodiscard]] virtual std::string scan(std::size_t input) const;                     ///< a table of the FROM clause
  /// Select-list items that turn one row into several, one for each of `values`: its text name, value and number.
  [[nodiscard]] virtual std::string unpivot(std::span<const std::string> names, std::span<const std::string> values,
                                            std::string_view as_name, std::string_view as_value,
                                            std::string_view as_number) const;
  /// The last or next value that is not null, along an order.
  [[nodiscard]] virtual std::string fill(std::string_view sql, std::string_view order, bool forward) const;
  /// All values of a group along an order, as a JSON array or as one text.
  [[nodiscard]] virtual std::string list_in_order(std::string_view sql, std::string_view by) const;
  [[nodiscard]] virtual std::string text_in_order(std::string_view sql, std::string_view separator,
                                                  std::string_view by) const;
  /// The value of `sql` in the row where `by` is least or most.
  [[nodiscard]] virtual std::string at_least(std::string_view sql, std::string_view by) const;
  [[nodiscard]] virtual std::string at_most(std::string_view sql, std::string_view by) const;
  /// A pair to compare by, its first part first; null where that is.
  [[nodiscard]] virtual std::string both(std::string_view first, std::string_view second) const;
};

/// Arguments of a function: t text, n number, i integer, b condition, d time, a anything, s the same as the first;
/// ? what follows may be left out, * the last one repeats.
struct Function {
  std::string_view name, signature;
  Type result;            ///< json: the type of the first argument, as it is
  bool aggregate;
  std::string_view meaning;
};
[[nodiscard]] std::span<const Function> functions() noexcept;
/// nullptr when there is none.
[[nodiscard]] const Function* find_function(std::string_view name) noexcept;

}  // namespace pytk::table
