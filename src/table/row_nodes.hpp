// The nodes of a compiled row expression: what each gives for one row of cells.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "table/row_expression.hpp"
#include "table/text_functions.hpp"
#include "table/typed.hpp"

namespace pytk::table {
namespace row {

using Misfits = std::map<std::size_t, RowMisfit>;

/// A value of a row: what `type` says, or null. Times are integers, microseconds since 1970.
struct Value {
  bool null = true;
  Type type = Type::text;
  std::int64_t integer = 0;
  double real = 0;
  std::string_view text = {};
  [[nodiscard]] double number() const noexcept { return type == Type::integer ? static_cast<double>(integer) : real; }
  [[nodiscard]] bool truth() const noexcept { return integer != 0; }
};
inline Value of_integer(std::int64_t number) noexcept { return {false, Type::integer, number}; }
inline Value of_real(double number) noexcept { return {false, Type::real, 0, number}; }
inline Value of_truth(bool yes) noexcept { return {false, Type::boolean, yes ? 1 : 0}; }

inline bool numeric(Type type) noexcept { return type == Type::integer || type == Type::real; }

}  // namespace row

struct RowNode {
  virtual ~RowNode() = default;
  [[nodiscard]] virtual row::Value at(const Cell* row) const = 0;
};

namespace row {

using NodePtr = std::unique_ptr<RowNode>;

/// What stands there and how it may be read; node: nullptr: only the engine can do it.
struct Made {
  NodePtr node;
  Type type = Type::text;
  bool raw = false, literal = false, null = false;
  std::size_t column = 0;      ///< of a raw one
  std::string text = {};       ///< of a literal one
};

struct Constant final : RowNode {
  Value value;
  std::string kept;
  [[nodiscard]] Value at(const Cell*) const override { return value; }
};

inline NodePtr constant(Value value, std::string text = {}) {
  auto node = std::make_unique<Constant>();
  node->kept = std::move(text);
  node->value = value;
  if (value.type == Type::text) node->value.text = node->kept;
  return node;
}

struct ColumnText final : RowNode {
  explicit ColumnText(std::size_t column) : index(column) {}
  std::size_t index;
  [[nodiscard]] Value at(const Cell* row) const override {
    const Cell& what = row[index];
    if (what.null()) return {};
    return {false, Type::text, 0, 0, what.text()};
  }
};

/// A column's value, and a note of what is none.
struct ColumnValue final : RowNode {
  ColumnValue(std::size_t column, Type wanted, Misfits& told) : index(column), type(wanted), misfits(told) {}
  std::size_t index;
  Type type;
  Misfits& misfits;
  [[nodiscard]] Value at(const Cell* row) const override {
    const Cell& what = row[index];
    if (what.null() || what.size == 0) return {};
    Value out{false, type};
    bool yes = false, good = false;
    if (type == Type::integer) good = read_integer(what.text(), out.integer);
    else if (type == Type::real) good = read_number(what.text(), out.real);
    else if (type == Type::time) good = read_moment(what.text(), out.integer);
    else if ((good = read_truth(what.text(), yes))) out.integer = yes ? 1 : 0;
    if (good) return out;
    auto& misfit = misfits[index];
    if (misfit.count++ == 0) {
      misfit.text = what.text().substr(0, 40);
      misfit.at = what.data;
    }
    return {};
  }
};

/// One operand, or two, through a function of the evaluated values.
template <class Function>
struct Unary final : RowNode {
  Unary(NodePtr one, Function f) : inner(std::move(one)), run(std::move(f)) {}
  NodePtr inner;
  Function run;
  [[nodiscard]] Value at(const Cell* row) const override { return run(inner->at(row)); }
};
template <class Function>
NodePtr unary(NodePtr inner, Function run) {
  return std::make_unique<Unary<Function>>(std::move(inner), std::move(run));
}

/// Both operands; null when one is.
template <class Function>
struct Binary final : RowNode {
  Binary(NodePtr a, NodePtr b, Function f) : left(std::move(a)), right(std::move(b)), run(std::move(f)) {}
  NodePtr left, right;
  Function run;
  [[nodiscard]] Value at(const Cell* row) const override {
    const Value a = left->at(row);
    if (a.null) return {};
    const Value b = right->at(row);
    return b.null ? Value{} : run(a, b);
  }
};
template <class Function>
NodePtr binary(NodePtr left, NodePtr right, Function run) {
  return std::make_unique<Binary<Function>>(std::move(left), std::move(right), std::move(run));
}

/// and, or with three values.
struct Logic final : RowNode {
  bool all = true;
  NodePtr left, right;
  [[nodiscard]] Value at(const Cell* row) const override {
    const Value a = left->at(row);
    if (!a.null && a.truth() != all) return a;  // decides alone
    const Value b = right->at(row);
    if (!b.null && b.truth() != all) return b;
    return a.null || b.null ? Value{} : b;
  }
};

struct OwnFunction final : RowNode {
  const TextFunction* function = nullptr;
  std::vector<NodePtr> arguments;
  mutable Answer answer;
  [[nodiscard]] Value at(const Cell* row) const override {
    std::array<std::string_view, 2> texts;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      const Value value = arguments[i]->at(row);
      if (value.null) return {};
      texts[i] = value.text;
    }
    answer = {};
    function->run({texts.data(), arguments.size()}, answer);
    if (answer.null) return {};
    switch (function->result) {
      case Type::boolean: return of_truth(answer.truth);
      case Type::integer: return of_integer(answer.integer);
      case Type::real: return of_real(answer.real);
      default: return {false, Type::text, 0, 0, answer.text};
    }
  }
};

/// SQL's LIKE over code points: % any run, _ one character.
[[nodiscard]] bool like(std::string_view text, std::string_view pattern) noexcept;
/// -1, 0, 1. NaN is equal to itself and above all numbers, as in the engine.
[[nodiscard]] int order(const Value& a, const Value& b) noexcept;
/// +, - or * within 64 bits; throws Fault::data beyond.
[[nodiscard]] std::int64_t checked_sum(std::int64_t a, std::int64_t b, char op);

}  // namespace row
}  // namespace pytk::table
