// Compiling and evaluating.
#include "table/row_expression.hpp"

#include <algorithm>
#include <cmath>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "table/row_nodes.hpp"

namespace pytk::table {
namespace {

using Op = Expression::Op;
using namespace row;

class Compiler {
 public:
  Compiler(const Columns& columns, Misfits& misfits) : columns_(columns), misfits_(misfits) {}

  Made make(const Expression& expression) {
    switch (expression.op) {
      case Op::column: return column(expression);
      case Op::number: return number_literal(expression);
      case Op::text:
        return {constant({false, Type::text}, expression.text), Type::text, false, true, false, 0, expression.text};
      case Op::boolean: return {constant(of_truth(expression.text == "true")), Type::boolean, false, true};
      case Op::unary: return opposite(expression);
      case Op::binary: return two_sided(expression);
      case Op::like: return like_test(expression);
      case Op::in: return in_test(expression);
      case Op::between: return between_test(expression);
      case Op::is_null: {
        auto inner = text_or_value(make(*expression.arguments[0]));
        if (!inner) return {};
        const bool negated = expression.negated;
        return {unary(std::move(inner), [negated](const Value& v) { return of_truth(v.null != negated); }),
                Type::boolean};
      }
      case Op::call: return call(expression);
      default: return {};
    }
  }

 private:
  Made column(const Expression& expression) {
    const std::size_t index = column_index(columns_, expression.text);
    const Type type = columns_[index].type;
    if (type == Type::json) return {};
    return {std::make_unique<ColumnText>(index), type, true, false, false, index};
  }

  static Made number_literal(const Expression& expression) {
    double real = 0;
    std::int64_t whole = 0;
    const bool is_whole = is_integer(expression.text) ||
                          (expression.text.find_first_of(".eE") == std::string::npos && expression.text.size() <= 18);
    if (is_whole && read_integer(expression.text, whole))
      return {constant(of_integer(whole)), Type::integer, false, true};
    if (!read_number(expression.text, real)) return {};
    return {constant(of_real(real)), Type::real, false, true};
  }

  // The value as the Binder's number(), text(), time() and truth() give it; nullptr: only the engine can.
  NodePtr value_of(Made made, Type type) {
    if (!made.node) return nullptr;
    return made.raw ? std::make_unique<ColumnValue>(made.column, type, misfits_) : std::move(made.node);
  }
  NodePtr number(Made made) {
    if (numeric(made.type)) {
      const Type type = made.type;
      return value_of(std::move(made), type);
    }
    if (made.type != Type::text || !made.node) return nullptr;
    return unary(std::move(made.node), [](const Value& v) {
      double real = 0;
      return v.null || !read_loose_number(v.text, real) ? Value{} : of_real(real);
    });
  }
  NodePtr text(Made made) { return made.raw || made.type == Type::text ? std::move(made.node) : nullptr; }
  NodePtr time(Made made) {
    if (made.type == Type::time) return value_of(std::move(made), Type::time);
    std::int64_t at = 0;
    if (!made.literal || made.type != Type::text || !read_moment(made.text, at)) return nullptr;
    return constant({false, Type::time, at});
  }
  NodePtr truth(Made made) { return made.type == Type::boolean ? value_of(std::move(made), Type::boolean) : nullptr; }
  NodePtr text_or_value(Made made) { return std::move(made.node); }

  Made opposite(const Expression& expression) {
    Made inner = make(*expression.arguments[0]);
    if (!inner.node) return {};
    if (expression.text == "not") {
      auto node = truth(std::move(inner));
      if (!node) return {};
      return {unary(std::move(node), [](const Value& v) { return v.null ? v : of_truth(!v.truth()); }), Type::boolean};
    }
    const Type type = inner.type == Type::integer ? Type::integer : Type::real;
    auto node = number(std::move(inner));
    if (!node) return {};
    return {unary(
                std::move(node),
                [](const Value& v) {
      return v.null ? v : v.type == Type::integer ? of_integer(checked_sum(0, v.integer, '-')) : of_real(-v.real);
                }),
            type};
  }

  Made compare(const std::string& op, Made left, Made right) {
    if (!left.node || !right.node) return {};
    const bool equality = op == "=" || op == "!=";
    const bool left_text = left.type == Type::text, right_text = right.type == Type::text;
    NodePtr a, b;
    if (left.type == Type::time || right.type == Type::time) {
      a = time(std::move(left));
      b = time(std::move(right));
    } else if (numeric(left.type) && numeric(right.type)) {
      a = number(std::move(left));
      b = number(std::move(right));
    } else if ((numeric(left.type) && right_text) || (numeric(right.type) && left_text)) {
      // '00123' in quotes is a text and is compared as one, '5' on either side of < is a number.
      const Made& words = right_text ? right : left;
      const Made& figures = right_text ? left : right;
      const bool looks = words.literal && (is_integer(words.text) || is_real(words.text));
      const bool as_text = words.literal && (!looks || (equality && figures.raw));
      a = as_text ? text(std::move(left)) : number(std::move(left));
      b = as_text ? text(std::move(right)) : number(std::move(right));
    } else if (left.type == Type::boolean && right.type == Type::boolean) {
      a = truth(std::move(left));
      b = truth(std::move(right));
    } else {
      a = text(std::move(left));
      b = text(std::move(right));
    }
    if (!a || !b) return {};
    return {compared(op, std::move(a), std::move(b)), Type::boolean};
  }
  static NodePtr compared(const std::string& op, NodePtr a, NodePtr b) {
    const auto test = [&](auto decide) {
      return binary(std::move(a), std::move(b),
                    [decide](const Value& l, const Value& r) { return of_truth(decide(order(l, r))); });
    };
    if (op == "=") return test([](int o) { return o == 0; });
    if (op == "!=") return test([](int o) { return o != 0; });
    if (op == "<") return test([](int o) { return o < 0; });
    if (op == "<=") return test([](int o) { return o <= 0; });
    if (op == ">") return test([](int o) { return o > 0; });
    return test([](int o) { return o >= 0; });
  }

  Made two_sided(const Expression& expression) {
    const std::string& op = expression.text;
    Made left = make(*expression.arguments[0]), right = make(*expression.arguments[1]);
    if (!left.node || !right.node) return {};
    if (op == "and" || op == "or") {
      auto node = std::make_unique<Logic>();
      node->all = op == "and";
      node->left = truth(std::move(left));
      node->right = truth(std::move(right));
      if (!node->left || !node->right) return {};
      return {std::move(node), Type::boolean};
    }
    if (op == "=" || op == "!=" || op == "<" || op == "<=" || op == ">" || op == ">=")
      return compare(op, std::move(left), std::move(right));
    if (op != "+" && op != "-" && op != "*" && op != "/") return {};
    if (left.type == Type::time || right.type == Type::time) return {};
    const bool whole = left.type == Type::integer && right.type == Type::integer && op != "/";
    auto a = number(std::move(left)), b = number(std::move(right));
    if (!a || !b) return {};
    const char sign = op[0];
    return {binary(std::move(a), std::move(b), [sign, whole](const Value& l, const Value& r) {
              if (whole) return of_integer(checked_sum(l.integer, r.integer, sign));
              const double x = l.number(), y = r.number();
              return of_real(sign == '+' ? x + y : sign == '-' ? x - y : sign == '*' ? x * y : x / y);
            }), whole ? Type::integer : Type::real};
  }

  Made negated(const Expression& expression, Made made) {
    if (!made.node || !expression.negated) return made;
    return {unary(std::move(made.node), [](const Value& v) { return v.null ? v : of_truth(!v.truth()); }),
            Type::boolean};
  }
  Made like_test(const Expression& expression) {
    if (expression.text != "like") return {};  // letters without case are the engine's
    auto a = text(make(*expression.arguments[0])), b = text(make(*expression.arguments[1]));
    if (!a || !b) return {};
    return negated(expression, {binary(std::move(a), std::move(b),
                                       [](const Value& l, const Value& r) { return of_truth(like(l.text, r.text)); }),
                                Type::boolean});
  }
  Made in_test(const Expression& expression) {
    Made out;
    for (std::size_t i = 1; i < expression.arguments.size(); ++i) {
      Made one = compare("=", make(*expression.arguments[0]), make(*expression.arguments[i]));
      if (!one.node) return {};
      out = i == 1 ? std::move(one) : joined(false, std::move(one), std::move(out));
    }
    return negated(expression, std::move(out));
  }
  Made between_test(const Expression& expression) {
    Made low = compare(">=", make(*expression.arguments[0]), make(*expression.arguments[1]));
    Made high = compare("<=", make(*expression.arguments[0]), make(*expression.arguments[2]));
    if (!low.node || !high.node) return {};
    return negated(expression, joined(true, std::move(low), std::move(high)));
  }
  static Made joined(bool all, Made left, Made right) {
    auto node = std::make_unique<Logic>();
    node->all = all;
    node->left = std::move(left.node);
    node->right = std::move(right.node);
    return {std::move(node), Type::boolean};
  }

  Made call(const Expression& expression) {
    std::vector<NodePtr> arguments;
    for (const auto& argument : expression.arguments) {
      auto node = text(make(*argument));
      if (!node) return {};
      arguments.push_back(std::move(node));
    }
    if (const auto* function = find_text_function(expression.text);
        function != nullptr && function->arguments == arguments.size()) {
      auto node = std::make_unique<OwnFunction>();
      node->function = function;
      node->arguments = std::move(arguments);
      return {std::move(node), function->result};
    }
    if (arguments.size() == 2) return two_texts(expression.text, std::move(arguments[0]), std::move(arguments[1]));
    if (arguments.size() != 1 || (expression.text != "len" && expression.text != "length")) return {};
    return {unary(
                std::move(arguments[0]),
                [](const Value& v) {
      const auto characters = std::count_if(v.text.begin(), v.text.end(),
                                            [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; });
      return v.null ? v : of_integer(characters);
                }),
            Type::integer};
  }
  static Made two_texts(const std::string& name, NodePtr a, NodePtr b) {
    const auto test = [&](auto decide) -> Made {
      return {binary(std::move(a), std::move(b),
                     [decide](const Value& l, const Value& r) { return of_truth(decide(l.text, r.text)); }),
              Type::boolean};
    };
    using Text = std::string_view;
    if (name == "contains") return test([](Text text, Text part) { return text.find(part) != Text::npos; });
    if (name == "starts_with") return test([](Text text, Text part) { return text.starts_with(part); });
    if (name == "ends_with") return test([](Text text, Text part) { return text.ends_with(part); });
    return {};
  }

  const Columns& columns_;
  Misfits& misfits_;
};

}  // namespace

RowCondition::RowCondition() : misfits_(std::make_unique<Misfits>()) {}
RowCondition::~RowCondition() = default;

std::unique_ptr<RowCondition> RowCondition::compile(const Expression& expression, const Columns& columns) {
  std::unique_ptr<RowCondition> out(new RowCondition);
  Compiler compiler(columns, *out->misfits_);
  Made made = compiler.make(expression);
  if (!made.node || made.type != Type::boolean) return nullptr;  // what is no condition is told by the Binder
  out->root_ =
      made.raw ? std::make_unique<ColumnValue>(made.column, Type::boolean, *out->misfits_) : std::move(made.node);
  return out;
}

bool RowCondition::holds(const Cell* row) const {
  const Value value = root_->at(row);
  return !value.null && value.truth();
}

const std::map<std::size_t, RowMisfit>& RowCondition::misfits() const noexcept { return *misfits_; }

}  // namespace pytk::table
