// Lexer and recursive-descent parser of expressions.
#include <pytk/table/expression.hpp>

#include <algorithm>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

namespace pytk::table {
namespace {

using Op = Expression::Op;
constexpr std::size_t deepest = 200;

enum class Token : std::uint8_t { end, name, quoted_name, number, text, symbol };

struct Lexed {
  Token token = Token::end;
  std::string text;
  std::size_t at = 0;
};

bool name_start(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '@' || c == '$' || (c & 0x80) != 0;
}
bool digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool name_part(char c) noexcept { return name_start(c) || digit(c); }

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  [[noreturn]] void wrong(std::size_t at, std::string_view what) const {
    throw fail(Fault::usage, "bad expression '{}': {} at character {}", text_, what, at + 1);
  }

  Lexed next() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
    Lexed out;
    out.at = at_;
    if (at_ >= text_.size()) return out;
    const char c = text_[at_];
    if (digit(c) || (c == '.' && at_ + 1 < text_.size() && digit(text_[at_ + 1]))) return number(out);
    if (name_start(c)) return name(out);
    if (c == '\'') return quoted(out, c, Token::text);
    if (c == '"' || c == '`') return quoted(out, c, Token::quoted_name);
    constexpr std::string_view two[] = {"==", "!=", "<>", "<=", ">=", "//", "||", "=~", "!~", "**", "&&"};
    for (const auto symbol : two)
      if (text_.substr(at_, 2) == symbol) {
        at_ += 2;
        out.token = Token::symbol;
        out.text = symbol;
        return out;
      }
    if (std::string_view("+-*/%^=<>(),").find(c) == std::string_view::npos)
      wrong(at_, fmt::format("unexpected '{}'", escape_controls(std::string_view(&text_[at_], 1))));
    ++at_;
    out.token = Token::symbol;
    out.text = c;
    return out;
  }

 private:
  Lexed& number(Lexed& out) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (digit(text_[at_]) || text_[at_] == '_')) ++at_;
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      while (at_ < text_.size() && digit(text_[at_])) ++at_;
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      std::size_t after = at_ + 1;
      if (after < text_.size() && (text_[after] == '+' || text_[after] == '-')) ++after;
      if (after < text_.size() && digit(text_[after])) {
        at_ = after;
        while (at_ < text_.size() && digit(text_[at_])) ++at_;
      }
    }
    if (at_ < text_.size() && name_start(text_[at_]))
      wrong(begin, "a number runs into a name; put names that begin with a digit in double quotes");
    out.token = Token::number;
    for (const char c : text_.substr(begin, at_ - begin))
      if (c != '_') out.text += c;
    if (out.text.starts_with('.')) out.text.insert(0, "0");
    if (out.text.ends_with('.')) out.text += '0';
    return out;
  }
  Lexed& name(Lexed& out) {
    const std::size_t begin = at_;
    // Dots join parts of a name as they stand in nested records: id.resp_h.
    while (at_ < text_.size() &&
           (name_part(text_[at_]) || (text_[at_] == '.' && at_ + 1 < text_.size() && name_part(text_[at_ + 1]))))
      ++at_;
    out.token = Token::name;
    out.text = text_.substr(begin, at_ - begin);
    return out;
  }
  Lexed& quoted(Lexed& out, char quote, Token token) {
    ++at_;
    for (;; ++at_) {
      if (at_ >= text_.size()) wrong(out.at, fmt::format("{} is not closed", quote));
      if (text_[at_] == quote) {
        if (at_ + 1 >= text_.size() || text_[at_ + 1] != quote) break;
        ++at_;
      }
      out.text += text_[at_];
    }
    ++at_;
    out.token = token;
    return out;
  }
  std::string_view text_;
  std::size_t at_ = 0;
};

class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text) { step(); }

  ExpressionPtr whole() {
    auto out = any_of();
    if (now_.token != Token::end) lexer_.wrong(now_.at, fmt::format("unexpected '{}'", now_.text));
    return out;
  }

  std::vector<NamedExpression> named() {
    std::vector<NamedExpression> out;
    do {
      NamedExpression item;
      if (now_.token == Token::name || now_.token == Token::quoted_name) {
        const Parser before = *this;
        const std::string name = now_.text;
        step();
        if (symbol("=")) item.name = name;
        else *this = before;
      }
      item.expression = any_of();
      out.push_back(std::move(item));
    } while (symbol(","));
    if (now_.token != Token::end) lexer_.wrong(now_.at, fmt::format("unexpected '{}'", now_.text));
    return out;
  }

 private:
  void step() { now_ = lexer_.next(); }
  bool symbol(std::string_view wanted) {
    if (now_.token != Token::symbol || now_.text != wanted) return false;
    step();
    return true;
  }
  bool word(std::string_view wanted) {
    if (now_.token != Token::name || !equal_ignoring_case(now_.text, wanted)) return false;
    step();
    return true;
  }
  void need(std::string_view wanted) {
    if (!symbol(wanted)) lexer_.wrong(now_.at, fmt::format("'{}' is missing", wanted));
  }
  ExpressionPtr make(Op op, std::string text = "") {
    auto out = std::make_unique<Expression>();
    out->op = op;
    out->text = std::move(text);
    out->at = now_.at;
    return out;
  }
  ExpressionPtr binary(std::string op, ExpressionPtr left, ExpressionPtr right) {
    auto out = make(Op::binary, std::move(op));
    out->arguments.push_back(std::move(left));
    out->arguments.push_back(std::move(right));
    return out;
  }
  struct Deeper {
    explicit Deeper(Parser& parser) : parser_(parser) {
      if (++parser_.depth_ > deepest) parser_.lexer_.wrong(parser_.now_.at, "nested too deeply");
    }
    ~Deeper() { --parser_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    Parser& parser_;
  };

  ExpressionPtr any_of() {
    const Deeper deeper(*this);
    auto left = all_of();
    while (word("or")) left = binary("or", std::move(left), all_of());
    return left;
  }
  ExpressionPtr all_of() {
    auto left = opposite();
    while (word("and") || symbol("&&")) left = binary("and", std::move(left), opposite());
    return left;
  }
  ExpressionPtr opposite() {
    const Deeper deeper(*this);
    if (!word("not")) return comparison();
    auto out = make(Op::unary, "not");
    out->arguments.push_back(opposite());
    return out;
  }

  ExpressionPtr comparison() {
    auto left = sum();
    for (;;) {
      if (now_.token == Token::symbol) {
        std::string op = now_.text;
        if (op == "==") op = "=";
        if (op == "<>") op = "!=";
        if (op == "=~" || op == "!~") {
          step();
          std::vector<ExpressionPtr> arguments;
          arguments.push_back(std::move(left));
          arguments.push_back(sum());
          left = call_expression("matches", std::move(arguments));
          if (op == "!~") left = negate(std::move(left));
          continue;
        }
        if (op != "=" && op != "!=" && op != "<" && op != "<=" && op != ">" && op != ">=") return left;
        step();
        left = binary(op, std::move(left), sum());
        continue;
      }
      if (now_.token != Token::name || !word_test(left)) return left;
    }
  }
  ExpressionPtr negate(ExpressionPtr inner) {
    auto out = make(Op::unary, "not");
    out->arguments.push_back(std::move(inner));
    return out;
  }
  /// is null, like, in, between, each with an optional not; false when none follows.
  bool word_test(ExpressionPtr& left) {
    if (word("is")) {
      const bool negated = word("not");
      if (!word("null")) lexer_.wrong(now_.at, "'null' is missing behind 'is'");
      wrap(left, Op::is_null, "", negated);
      return true;
    }
    const Parser before = *this;
    const bool negated = word("not");
    if (word("like")) {
      wrap(left, Op::like, "like", negated);
      left->arguments.push_back(sum());
    } else if (word("ilike")) {
      wrap(left, Op::like, "ilike", negated);
      left->arguments.push_back(sum());
    } else if (word("in")) {
      wrap(left, Op::in, "", negated);
      need("(");
      do left->arguments.push_back(any_of());
      while (symbol(","));
      need(")");
    } else if (word("between")) {
      wrap(left, Op::between, "", negated);
      left->arguments.push_back(sum());
      if (!word("and")) lexer_.wrong(now_.at, "'and' is missing behind 'between'");
      left->arguments.push_back(sum());
    } else {
      if (negated) *this = before;
      return false;
    }
    return true;
  }
  void wrap(ExpressionPtr& inner, Op op, std::string text, bool negated) {
    auto out = make(op, std::move(text));
    out->negated = negated;
    out->arguments.push_back(std::move(inner));
    inner = std::move(out);
  }

  ExpressionPtr sum() {
    auto left = product();
    for (;;) {
      if (symbol("+")) left = binary("+", std::move(left), product());
      else if (symbol("-")) left = binary("-", std::move(left), product());
      else if (symbol("||")) left = binary("||", std::move(left), product());
      else return left;
    }
  }
  ExpressionPtr product() {
    auto left = sign();
    for (;;) {
      if (symbol("*")) left = binary("*", std::move(left), sign());
      else if (symbol("//")) left = binary("//", std::move(left), sign());
      else if (symbol("/")) left = binary("/", std::move(left), sign());
      else if (symbol("%")) left = binary("%", std::move(left), sign());
      else return left;
    }
  }
  ExpressionPtr sign() {
    const Deeper deeper(*this);
    if (symbol("+")) return sign();
    if (!symbol("-")) return power();
    if (now_.token == Token::number) {
      auto out = power();
      if (out->op == Op::number) {
        out->text.insert(0, "-");
        return out;
      }
      auto minus = make(Op::unary, "-");
      minus->arguments.push_back(std::move(out));
      return minus;
    }
    auto out = make(Op::unary, "-");
    out->arguments.push_back(sign());
    return out;
  }
  ExpressionPtr power() {
    auto left = primary();
    if (symbol("^") || symbol("**")) return binary("^", std::move(left), sign());
    return left;
  }

  ExpressionPtr primary() {
    const Deeper deeper(*this);
    const Lexed here = now_;
    switch (here.token) {
      case Token::number: step(); return at(here, make(Op::number, here.text));
      case Token::text: step(); return at(here, make(Op::text, here.text));
      case Token::quoted_name: step(); return at(here, make(Op::column, here.text));
      case Token::name: return name(here);
      case Token::symbol:
        if (symbol("(")) {
          auto inner = any_of();
          need(")");
          return inner;
        }
        if (symbol("*")) return at(here, make(Op::star));
        break;
      case Token::end: break;
    }
    if (here.token == Token::end) lexer_.wrong(here.at, "it ends early");
    lexer_.wrong(here.at, fmt::format("unexpected '{}'", here.text));
  }
  static ExpressionPtr at(const Lexed& here, ExpressionPtr made) {
    made->at = here.at;
    return made;
  }
  ExpressionPtr name(const Lexed& here) {
    step();
    if (equal_ignoring_case(here.text, "null")) return at(here, make(Op::null));
    if (equal_ignoring_case(here.text, "true")) return at(here, make(Op::boolean, "true"));
    if (equal_ignoring_case(here.text, "false")) return at(here, make(Op::boolean, "false"));
    if (equal_ignoring_case(here.text, "case")) return choice();
    for (const std::string_view taken : {"and", "or", "then", "when", "else", "end"})
      if (equal_ignoring_case(here.text, taken)) lexer_.wrong(here.at, fmt::format("unexpected '{}'", here.text));
    if (!symbol("(")) return at(here, make(Op::column, here.text));
    auto out = at(here, make(Op::call, lower(here.text)));
    if (symbol(")")) return out;
    do out->arguments.push_back(any_of());
    while (symbol(","));
    need(")");
    return out;
  }
  ExpressionPtr choice() {
    auto out = make(Op::choice);
    while (word("when")) {
      out->arguments.push_back(any_of());
      if (!word("then")) lexer_.wrong(now_.at, "'then' is missing behind 'when'");
      out->arguments.push_back(any_of());
    }
    if (out->arguments.empty()) lexer_.wrong(now_.at, "'when' is missing behind 'case'");
    out->arguments.push_back(word("else") ? any_of() : make(Op::null));
    if (!word("end")) lexer_.wrong(now_.at, "'end' is missing");
    return out;
  }

  Lexer lexer_;
  Lexed now_;
  std::size_t depth_ = 0;
};

}  // namespace

ExpressionPtr parse_expression(std::string_view text) { return Parser(text).whole(); }
std::vector<NamedExpression> parse_named(std::string_view text) { return Parser(text).named(); }

std::vector<std::string> parse_names(std::string_view text) {
  std::vector<std::string> names;
  std::string name;
  char quote = 0;
  bool was_quoted = false;
  for (const char c : text) {
    if (quote != 0) {
      if (c == quote) quote = 0;
      else name += c;
    } else if ((c == '"' || c == '`') && trim(name).empty()) {
      quote = c;
      name.clear();
      was_quoted = true;
    } else if (c == ',') {
      if (was_quoted || !trim(name).empty()) names.emplace_back(was_quoted ? name : std::string(trim(name)));
      name.clear();
      was_quoted = false;
    } else {
      name += c;
    }
  }
  if (quote != 0) throw fail(Fault::usage, "{} is not closed in '{}'", quote, text);
  if (was_quoted || !trim(name).empty()) names.emplace_back(was_quoted ? name : std::string(trim(name)));
  return names;
}

ExpressionPtr copy(const Expression& expression) {
  auto out = std::make_unique<Expression>();
  out->op = expression.op;
  out->text = expression.text;
  out->negated = expression.negated;
  out->at = expression.at;
  for (const auto& argument : expression.arguments) out->arguments.push_back(copy(*argument));
  return out;
}
ExpressionPtr column_expression(std::string name) {
  auto out = std::make_unique<Expression>();
  out->op = Op::column;
  out->text = std::move(name);
  return out;
}
ExpressionPtr call_expression(std::string name, std::vector<ExpressionPtr> arguments) {
  auto out = std::make_unique<Expression>();
  out->op = Op::call;
  out->text = std::move(name);
  out->arguments = std::move(arguments);
  return out;
}

std::string default_name(const Expression& expression) {
  switch (expression.op) {
    case Op::column:
    case Op::number:
    case Op::text: return expression.text;
    case Op::call: {
      std::string name = expression.text;
      for (const auto& argument : expression.arguments)
        if (argument->op == Op::column || argument->op == Op::number) name += "_" + argument->text;
      return name;
    }
    default: return "value";
  }
}

}  // namespace pytk::table
