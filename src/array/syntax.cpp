#include "syntax.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

namespace pytk::array {
namespace {

constexpr std::size_t deepest = 200;
constexpr std::size_t longest = 1U << 20U;

enum class Token : std::uint8_t { end, integer, real, imaginary, text, bytes, name, sign };

struct Lexeme {
  Token kind = Token::end;
  std::string text;
  std::size_t at = 0;
};

[[noreturn]] void wrong(std::string_view source, std::size_t at, std::string_view what) {
  const auto begin = at > 30 ? at - 30 : 0;
  const auto part = escape_controls(source.substr(begin, 60));
  const auto indent = display_width(escape_controls(source.substr(begin, at - begin)));
  throw fail(Fault::usage, "{} at character {} of the expression", what, at + 1)
      .hint(part + "\n        " + std::string(indent, ' ') + "^");
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}
  std::vector<Lexeme> all() {
    std::vector<Lexeme> out;
    for (;;) {
      while (at_ < source_.size() &&
             (source_[at_] == ' ' || source_[at_] == '\t' || source_[at_] == '\n' || source_[at_] == '\r'))
        ++at_;
      out.push_back(next());
      if (out.back().kind == Token::end) return out;
    }
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  Lexeme next() {
    if (at_ >= source_.size()) return {Token::end, "", at_};
    const char c = peek();
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
    if (c == '\'' || c == '"') return string(Token::text);
    if (c == 'b' && (peek(1) == '\'' || peek(1) == '"')) {
      ++at_;
      return string(Token::bytes);
    }
    if (begins_name(c)) {
      const auto begin = at_;
      while (at_ < source_.size() && (begins_name(peek()) || is_digit(peek()))) ++at_;
      return {Token::name, std::string(source_.substr(begin, at_ - begin)), begin};
    }
    static constexpr std::array<std::string_view, 28> signs = {
        "...", "**", "//", "<<", ">>", "<=", ">=", "==", "!=", "+", "-", "*", "/", "%",
        "@",   "&",  "|",  "^",  "~",  "<",  ">",  "(",  ")",  "[", "]", ",", ":", "."};
    for (const auto sign : signs)
      if (source_.substr(at_, sign.size()) == sign) {
        at_ += sign.size();
        return {Token::sign, std::string(sign), at_ - sign.size()};
      }
    if (c == '=' || c == ';') return {Token::sign, std::string(1, c), at_++};
    wrong(source_, at_, "an unexpected character");
  }
  Lexeme number() {
    const auto begin = at_;
    if (peek() == '0' &&
        (peek(1) == 'x' || peek(1) == 'X' || peek(1) == 'b' || peek(1) == 'B' || peek(1) == 'o' || peek(1) == 'O')) {
      at_ += 2;
      while (std::isxdigit(static_cast<unsigned char>(peek())) != 0 || peek() == '_') ++at_;
      return {Token::integer, without_underscores(begin), begin};
    }
    bool real = false;
    const auto digits = [this] {
      while (is_digit(peek()) || (peek() == '_' && is_digit(peek(1)))) ++at_;
    };
    digits();
    if (peek() == '.') {
      real = true;
      ++at_;
      digits();
    }
    if ((peek() == 'e' || peek() == 'E') &&
        (is_digit(peek(1)) || ((peek(1) == '+' || peek(1) == '-') && is_digit(peek(2))))) {
      real = true;
      at_ += 2;
      digits();
    }
    const auto text = without_underscores(begin);
    if (peek() == 'j' || peek() == 'J') {
      ++at_;
      return {Token::imaginary, text, begin};
    }
    if (begins_name(peek())) wrong(source_, at_, "a letter right after a number");
    return {real ? Token::real : Token::integer, text, begin};
  }
  [[nodiscard]] std::string without_underscores(std::size_t begin) const {
    std::string text(source_.substr(begin, at_ - begin));
    text.erase(std::remove(text.begin(), text.end(), '_'), text.end());
    return text;
  }
  Lexeme string(Token kind) {
    const auto begin = at_;
    const char quote = source_[at_++];
    std::string text;
    for (;; ++at_) {
      if (at_ >= source_.size()) wrong(source_, begin, "a string that is never closed");
      const char c = source_[at_];
      if (c == quote) break;
      if (c != '\\') {
        text += c;
        continue;
      }
      const char escape = peek(1);
      constexpr std::string_view names = "ntr0\\'\"";
      constexpr std::string_view meanings("\n\t\r\0\\'\"", 7);
      const auto known = names.find(escape);
      if (known == std::string_view::npos || escape == '\0') text += c;
      else {
        text += meanings[known];
        ++at_;
      }
    }
    ++at_;
    return {kind, text, begin};
  }
  std::string_view source_;
  std::size_t at_ = 0;
};

// Python's levels of binary operators, the loosest first.
constexpr std::array<std::array<std::string_view, 6>, 6> levels{
    {{"|"}, {"^"}, {"&"}, {"<<", ">>"}, {"+", "-"}, {"*", "/", "//", "%", "@"}}};

class Parser {
 public:
  explicit Parser(std::string_view source) : source_(source), lexemes_(Lexer(source).all()) {}
  std::vector<NodePtr> statements() {
    std::vector<NodePtr> all;
    for (;;) {
      while (take(";")) {}
      if (now().kind == Token::end) break;
      all.push_back(statement());
      if (now().kind != Token::end && !is(";")) wrong(source_, now().at, fmt::format("unexpected '{}'", now().text));
    }
    if (all.empty()) wrong(source_, 0, "nothing to evaluate");
    return all;
  }

 private:
  [[nodiscard]] const Lexeme& now() const { return lexemes_[next_]; }
  [[nodiscard]] bool is(std::string_view sign) const { return now().kind == Token::sign && now().text == sign; }
  [[nodiscard]] bool is_word(std::string_view word) const { return now().kind == Token::name && now().text == word; }
  bool take(std::string_view sign) {
    if (!is(sign)) return false;
    ++next_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (!is_word(word)) return false;
    ++next_;
    return true;
  }
  void need(std::string_view sign) {
    if (!take(sign)) wrong(source_, now().at, fmt::format("'{}' was expected", sign));
  }
  NodePtr make(Form form, std::size_t at, std::string text = "") const {
    auto node = std::make_unique<Node>();
    node->form = form;
    node->at = at;
    node->text = std::move(text);
    return node;
  }
  template <class... Parts>
  NodePtr join(Form form, std::size_t at, std::string text, Parts... parts) const {
    auto node = make(form, at, std::move(text));
    (node->children.push_back(std::move(parts)), ...);
    return node;
  }
  struct Depth {
    explicit Depth(Parser& p) : parser(p) {
      if (++parser.depth_ > deepest) wrong(parser.source_, parser.now().at, "nested too deeply");
    }
    ~Depth() { --parser.depth_; }
    Parser& parser;
  };

  NodePtr statement() {
    const auto begin = next_;
    std::vector<std::string> names;
    while (now().kind == Token::name) {
      names.push_back(now().text);
      ++next_;
      if (take("=")) {
        auto node = make(Form::assign, lexemes_[begin].at);
        node->names = names;
        node->children.push_back(tuple_or_one());
        return node;
      }
      if (!take(",")) break;
    }
    next_ = begin;
    return tuple_or_one();
  }
  NodePtr tuple_or_one() {
    auto first = ternary();
    if (!is(",")) return first;
    auto node = make(Form::tuple, first->at);
    node->children.push_back(std::move(first));
    while (take(",")) {
      if (now().kind == Token::end || is(";")) break;
      node->children.push_back(ternary());
    }
    return node;
  }
  NodePtr ternary() {
    const Depth depth(*this);
    auto value = either();
    const auto at = now().at;
    if (!take_word("if")) return value;
    auto condition = either();
    if (!take_word("else")) wrong(source_, now().at, "'else' was expected");
    return join(Form::conditional, at, "", std::move(value), std::move(condition), ternary());
  }
  NodePtr either() {
    auto left = both();
    while (is_word("or")) {
      const auto at = now().at;
      ++next_;
      left = join(Form::binary, at, "or", std::move(left), both());
    }
    return left;
  }
  NodePtr both() {
    auto left = inverse();
    while (is_word("and")) {
      const auto at = now().at;
      ++next_;
      left = join(Form::binary, at, "and", std::move(left), inverse());
    }
    return left;
  }
  NodePtr inverse() {
    const Depth depth(*this);
    const auto at = now().at;
    if (take_word("not")) return join(Form::unary, at, "not", inverse());
    return comparison();
  }
  NodePtr comparison() {
    auto first = operation(0);
    if (now().kind != Token::sign) return first;
    NodePtr node;
    for (;;) {
      static constexpr std::array<std::string_view, 6> operators = {"<", "<=", ">", ">=", "==", "!="};
      if (now().kind != Token::sign || std::find(operators.begin(), operators.end(), now().text) == operators.end())
        break;
      if (!node) {
        node = make(Form::compare, now().at);
        node->children.push_back(std::move(first));
      }
      node->names.push_back(now().text);
      ++next_;
      node->children.push_back(operation(0));
    }
    return node ? std::move(node) : std::move(first);
  }
  NodePtr operation(std::size_t level) {
    if (level == levels.size()) return signed_value();
    auto left = operation(level + 1);
    while (now().kind == Token::sign &&
           std::find(levels[level].begin(), levels[level].end(), now().text) != levels[level].end()) {
      const auto at = now().at;
      auto text = now().text;
      ++next_;
      left = join(Form::binary, at, std::move(text), std::move(left), operation(level + 1));
    }
    return left;
  }
  NodePtr signed_value() {
    const Depth depth(*this);
    const auto at = now().at;
    for (const std::string_view sign : {"-", "+", "~"})
      if (take(sign)) return join(Form::unary, at, std::string(sign), signed_value());
    return power();
  }
  NodePtr power() {
    auto base = postfix();
    const auto at = now().at;
    if (!take("**")) return base;
    return join(Form::binary, at, "**", std::move(base), signed_value());
  }
  NodePtr postfix() {
    auto node = atom();
    for (std::size_t chained = 0;; ++chained) {
      if (chained > deepest) wrong(source_, now().at, "nested too deeply");
      const auto at = now().at;
      if (take(".")) {
        if (now().kind != Token::name) wrong(source_, now().at, "a name was expected after '.'");
        node = join(Form::attribute, at, now().text, std::move(node));
        ++next_;
      } else if (take("(")) {
        node = call(std::move(node), at);
      } else if (take("[")) {
        node = join(Form::index, at, "", std::move(node), subscript());
      } else {
        return node;
      }
    }
  }
  NodePtr call(NodePtr function, std::size_t at) {
    auto node = join(Form::call, at, "", std::move(function));
    while (!take(")")) {
      if (now().kind == Token::name && lexemes_[next_ + 1].kind == Token::sign && lexemes_[next_ + 1].text == "=") {
        node->names.push_back(now().text);
        next_ += 2;
      } else if (!node->names.empty()) {
        wrong(source_, now().at, "a plain argument after one with a name");
      }
      node->children.push_back(ternary());
      if (!take(",") && !is(")")) wrong(source_, now().at, "',' or ')' was expected");
    }
    return node;
  }
  NodePtr subscript() {
    auto first = subscript_part();
    if (take("]")) return first;
    auto node = make(Form::tuple, first->at);
    node->children.push_back(std::move(first));
    while (take(",")) {
      if (is("]")) break;
      node->children.push_back(subscript_part());
    }
    need("]");
    return node;
  }
  NodePtr subscript_part() {
    const auto at = now().at;
    NodePtr start;
    if (!is(":")) start = ternary();
    if (!take(":")) return start;
    auto node = make(Form::slice, at);
    node->children.push_back(std::move(start));
    const auto open = [this] { return is(":") || is(",") || is("]"); };
    node->children.push_back(open() ? nullptr : ternary());
    node->children.push_back(take(":") && !open() ? ternary() : nullptr);
    return node;
  }
  NodePtr sequence(Form form, std::string_view closing, std::size_t at) {
    auto node = make(form, at);
    bool comma = false;
    while (!take(closing)) {
      node->children.push_back(ternary());
      comma = take(",");
      if (!comma && !is(closing)) wrong(source_, now().at, fmt::format("',' or '{}' was expected", closing));
    }
    if (form == Form::tuple && node->children.size() == 1 && !comma) return std::move(node->children[0]);
    return node;
  }
  NodePtr word(const Lexeme& lexeme) {
    if (lexeme.text == "True" || lexeme.text == "False") return make(Form::boolean, lexeme.at, lexeme.text);
    if (lexeme.text == "None") return make(Form::none, lexeme.at);
    for (const std::string_view reserved : {"if", "else", "and", "or", "not", "lambda", "for", "in", "is", "import"})
      if (lexeme.text == reserved) wrong(source_, lexeme.at, fmt::format("unexpected '{}'", reserved));
    return make(Form::name, lexeme.at, lexeme.text);
  }
  NodePtr atom() {
    static constexpr std::pair<Token, Form> literals[] = {{Token::integer, Form::integer},
                                                          {Token::real, Form::real},
                                                          {Token::imaginary, Form::imaginary},
                                                          {Token::text, Form::text},
                                                          {Token::bytes, Form::bytes}};
    const Depth depth(*this);
    const auto lexeme = now();
    if (lexeme.kind == Token::end) wrong(source_, lexeme.at, "the expression ends early");
    ++next_;
    if (lexeme.kind == Token::name) return word(lexeme);
    for (const auto& [token, form] : literals)
      if (lexeme.kind == token) return make(form, lexeme.at, lexeme.text);
    if (lexeme.text == "(") return sequence(Form::tuple, ")", lexeme.at);
    if (lexeme.text == "[") return sequence(Form::list, "]", lexeme.at);
    if (lexeme.text == "...") return make(Form::ellipsis, lexeme.at);
    wrong(source_, lexeme.at, fmt::format("unexpected '{}'", lexeme.text));
  }

  std::string_view source_;
  std::vector<Lexeme> lexemes_;
  std::size_t next_ = 0, depth_ = 0;
};

}  // namespace

std::vector<NodePtr> parse_expression(std::string_view text) {
  if (text.size() > longest) throw fail(Fault::usage, "the expression is longer than 1 MiB");
  return Parser(text).statements();
}

}  // namespace pytk::array
