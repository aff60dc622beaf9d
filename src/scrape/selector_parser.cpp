// CSS selectors from text (Selectors 4, CSS Syntax 3 for identifiers, strings, escapes and comments).
#include <algorithm>
#include <iterator>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "selector_tree.hpp"
#include "words.hpp"

namespace pytk::scrape {
namespace {

constexpr std::size_t longest_selector = 64U << 10U;
constexpr unsigned deepest_selector = 32;

struct PseudoName { std::string_view name; Pseudo pseudo; };
// Without arguments. What depends on a user or a window is known and matches nothing.
constexpr PseudoName plain_names[] = {{"root", Pseudo::root},
                                      {"empty", Pseudo::empty},
                                      {"scope", Pseudo::scope},
                                      {"only-child", Pseudo::only_child},
                                      {"only-of-type", Pseudo::only_of_type},
                                      {"link", Pseudo::link},
                                      {"any-link", Pseudo::link},
                                      {"checked", Pseudo::checked},
                                      {"disabled", Pseudo::disabled},
                                      {"enabled", Pseudo::enabled},
                                      {"required", Pseudo::required},
                                      {"optional", Pseudo::optional},
                                      {"read-only", Pseudo::read_only},
                                      {"read-write", Pseudo::read_write},
                                      {"placeholder-shown", Pseudo::placeholder_shown},
                                      {"default", Pseudo::default_},
                                      {"indeterminate", Pseudo::indeterminate},
                                      {"defined", Pseudo::defined},
                                      {"active", Pseudo::never},
                                      {"current", Pseudo::never},
                                      {"focus", Pseudo::never},
                                      {"focus-visible", Pseudo::never},
                                      {"focus-within", Pseudo::never},
                                      {"future", Pseudo::never},
                                      {"host", Pseudo::never},
                                      {"hover", Pseudo::never},
                                      {"local-link", Pseudo::never},
                                      {"past", Pseudo::never},
                                      {"paused", Pseudo::never},
                                      {"playing", Pseudo::never},
                                      {"target", Pseudo::never},
                                      {"target-within", Pseudo::never},
                                      {"user-invalid", Pseudo::never},
                                      {"visited", Pseudo::never}};

class Parser {
 public:
  Parser(std::string_view text, const Namespaces& namespaces) : text_(text), namespaces_(namespaces) {}

  SelectorList whole() {
    SelectorList list = selector_list(false, false, 0);
    if (at_ < text_.size()) throw wrong(fmt::format("'{}' does not belong here", text_[at_]));
    return list;
  }

 private:
  std::string_view text_;
  const Namespaces& namespaces_;
  std::size_t at_ = 0;

  [[nodiscard]] Error wrong(std::string_view what) const { return wrong_at(at_, what); }
  [[nodiscard]] Error wrong_at(std::size_t at, std::string_view what) const {
    // One line of the selector with a caret below the fault.
    const std::string shown = escape_controls(text_.substr(0, 200));
    const std::size_t column = display_width(escape_controls(text_.substr(0, std::min<std::size_t>(at, 200))));
    Error error = fail(Fault::usage, "invalid selector at character {}: {}", at + 1, what);
    error.hint(shown + "\n        " + std::string(column, ' ') + "^");
    return error;
  }
  [[nodiscard]] bool done() const noexcept { return at_ >= text_.size(); }
  [[nodiscard]] char peek(std::size_t ahead = 0) const noexcept {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool take(char c) noexcept {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  // White space and comments; true if there was any.
  bool skip_space() {
    const std::size_t begin = at_;
    for (;;) {
      while (!done() && is_space(text_[at_])) ++at_;
      if (text_.substr(at_, 2) != "/*") return at_ > begin;
      const std::size_t end = text_.find("*/", at_ + 2);
      if (end == std::string_view::npos) throw wrong("the comment is never closed");
      at_ = end + 2;
    }
  }
  static bool name_start(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
  }
  static bool name_char(char c) noexcept { return name_start(c) || (c >= '0' && c <= '9') || c == '-'; }
  [[nodiscard]] bool escape_here() const noexcept {
    return peek() == '\\' && at_ + 1 <= text_.size() && peek(1) != '\n' && peek(1) != '\r' && peek(1) != '\f';
  }

  // CSS Syntax 3, 4.3.7: up to six hexadecimal digits and one white space, or the character itself.
  void read_escape(std::string& out) {
    ++at_;
    if (done()) {
      append_utf8(out, 0xFFFD);
      return;
    }
    std::uint32_t value = 0;
    std::size_t digits = 0;
    for (; digits < 6; ++digits, ++at_) {
      const char c = peek();
      const char low = static_cast<char>(c | 0x20);
      if (c >= '0' && c <= '9') value = value * 16 + static_cast<std::uint32_t>(c - '0');
      else if (low >= 'a' && low <= 'f') value = value * 16 + static_cast<std::uint32_t>(low - 'a' + 10);
      else break;
    }
    if (digits == 0) {
      append_utf8(out, next_code_point(text_, at_));
      return;
    }
    if (peek() == '\r' && peek(1) == '\n') at_ += 2;
    else if (is_space(peek())) ++at_;
    append_utf8(out, value == 0 ? 0xFFFD : value);
  }

  [[nodiscard]] bool identifier_here() const noexcept {
    if (name_start(peek()) || escape_here()) return true;
    if (peek() != '-') return false;
    return name_start(peek(1)) || peek(1) == '-' || (peek(1) == '\\' && peek(2) != '\n' && at_ + 2 < text_.size());
  }
  std::string name_run() {
    std::string out;
    for (;;) {
      if (!done() && name_char(text_[at_])) out.push_back(text_[at_++]);
      else if (!done() && escape_here()) read_escape(out);
      else return out;
    }
  }
  std::string identifier(std::string_view what) {
    if (!identifier_here()) throw wrong(fmt::format("{} is missing", what));
    return name_run();
  }
  std::string quoted() {
    const std::size_t begin = at_;
    const char quote = text_[at_++];
    std::string out;
    while (!done() && text_[at_] != quote) {
      const char c = text_[at_];
      if (c == '\n') throw wrong_at(begin, "the string is not closed on its line");
      if (c == '\\' && (peek(1) == '\n' || peek(1) == '\f')) at_ += 2;
      else if (c == '\\' && peek(1) == '\r') at_ += peek(2) == '\n' ? 3U : 2U;
      else if (c == '\\' && at_ + 1 < text_.size()) read_escape(out);
      else {
        out.push_back(c);
        ++at_;
      }
    }
    if (!take(quote)) throw wrong_at(begin, "the string is never closed");
    return out;
  }

  void set_namespace(Simple& simple, const std::string& prefix) const {
    if (prefix == "*") {
      simple.ns.reset();
      return;
    }
    if (prefix.empty()) {
      simple.ns = "";
      return;
    }
    for (const auto& [known, uri] : namespaces_)
      if (known == prefix) {
        simple.ns = uri;
        return;
      }
    simple.unknown_prefix = true;
  }

  // "name", "*", "prefix|name", "|name", "*|name"; '|=' is an attribute's operator, not a namespace.
  void qualified_name(Simple& simple, bool attribute) {
    const auto bar = [&] { return peek() == '|' && peek(1) != '='; };
    std::string first;
    bool has_first = false;
    if (take('*')) {
      first = "*";
      has_first = true;
    } else if (!bar()) {
      first = identifier(attribute ? "the attribute's name" : "a name");
      has_first = true;
    }
    if (bar()) {
      ++at_;
      set_namespace(simple, has_first ? first : "");
      simple.name = !attribute && take('*') ? "*" : identifier("a name after '|'");
    } else {
      simple.name = first;
      if (attribute) simple.ns = "";
      else
        for (const auto& [known, uri] : namespaces_)
          if (known.empty()) simple.ns = uri;
      if (attribute && first == "*") throw wrong("an attribute has a name");
    }
    simple.name_lower = lower(simple.name);
  }

  Simple attribute() {
    Simple simple;
    simple.kind = Simple::Kind::attribute;
    const std::size_t begin = at_;
    ++at_;
    skip_space();
    qualified_name(simple, true);
    skip_space();
    if (take(']')) return simple;
    constexpr std::pair<std::string_view, AttributeTest> operators[] = {
        {"=", AttributeTest::equals},     {"~=", AttributeTest::includes}, {"|=", AttributeTest::dash},
        {"^=", AttributeTest::prefix},    {"$=", AttributeTest::suffix},   {"*=", AttributeTest::substring},
        {"!=", AttributeTest::not_equals}};
    bool found = false;
    for (const auto& [sign, test] : operators)
      if (!found && text_.substr(at_, sign.size()) == sign) {
        simple.test = test;
        at_ += sign.size();
        found = true;
      }
    if (!found) throw done() ? wrong_at(begin, "'[' is never closed") : wrong("an operator such as = or ^= is missing");
    skip_space();
    simple.value = peek() == '"' || peek() == '\'' ? quoted() : identifier("the attribute's value");
    skip_space();
    const char flag = static_cast<char>(peek() | 0x20);
    if ((flag == 'i' || flag == 's') && !done()) {
      simple.ignore_case = flag == 'i';
      ++at_;
      skip_space();
    }
    if (!take(']')) throw done() ? wrong_at(begin, "'[' is never closed") : wrong("']' is missing");
    return simple;
  }

  // The text of an+b, up to the ')' or to "of".
  std::string nth_text() {
    std::string word;
    while (!done() && text_[at_] != ')' &&
           !(is_space(text_[at_]) && lower(trim(text_.substr(at_))).starts_with("of"))) {
      if (text_.substr(at_, 2) == "/*") {
        skip_space();
        word += ' ';
      } else if (escape_here()) {
        read_escape(word);
      } else {
        word.push_back(text_[at_++]);
      }
    }
    return std::string(trim(word));
  }

  Nth nth() {
    const std::size_t begin = at_;
    const std::string word = nth_text();
    const auto result = read_nth(lower(word));
    if (!result) throw wrong_at(begin, fmt::format("'{}' is no number, odd, even or an+b", word));
    return *result;
  }

  void close(std::size_t opened) {
    skip_space();
    if (!take(')')) throw done() ? wrong_at(opened, "'(' is never closed") : wrong("')' is missing");
  }

  std::vector<std::string> word_list() {
    std::vector<std::string> words;
    do {
      skip_space();
      if (peek() == '"' || peek() == '\'') words.push_back(quoted());
      else if (identifier_here() || peek() == '*') {
        std::string word;
        // Language ranges begin with '*' now and then: *-DE.
        if (take('*')) word = "*";
        words.push_back(word + name_run());
      } else {
        throw wrong("a word or a string is missing");
      }
      skip_space();
    } while (take(','));
    return words;
  }

  void functional(Simple& simple, const std::string& name, unsigned depth) {
    const std::size_t opened = at_ - 1;
    const auto nested = [&](bool relative, bool forgiving) {
      simple.list = std::make_unique<SelectorList>(selector_list(relative, forgiving, depth + 1));
    };
    const auto counted = [&](Pseudo pseudo, bool of) {
      simple.pseudo = pseudo;
      skip_space();
      simple.nth = nth();
      if (skip_space() && of && lower(text_.substr(at_, 2)) == "of") {
        at_ += 2;
        nested(false, false);
      }
    };
    if (name == "not") { simple.pseudo = Pseudo::not_; nested(false, false);
    } else if (name == "is" || name == "where" || name == "matches" || name == "any") {
      simple.pseudo = Pseudo::is;
      nested(false, true);
    } else if (name == "has") {
      simple.pseudo = Pseudo::has;
      nested(true, false);
    } else if (name == "nth-child")
      counted(Pseudo::nth_child, true);
    else if (name == "nth-last-child") counted(Pseudo::nth_last_child, true);
    else if (name == "nth-of-type") counted(Pseudo::nth_of_type, false);
    else if (name == "nth-last-of-type") counted(Pseudo::nth_last_of_type, false);
    else if (name == "lang") { simple.pseudo = Pseudo::lang; simple.words = word_list();
    } else if (name == "contains" || name == "-soup-contains") {
      simple.pseudo = Pseudo::contains;
      simple.words = word_list();
    } else if (name == "-soup-contains-own") {
      simple.pseudo = Pseudo::contains_own;
      simple.words = word_list();
    } else
      throw wrong_at(opened, fmt::format("the pseudo-class :{}() is not known", name));
    close(opened);
  }

  Simple pseudo(unsigned depth) {
    const std::size_t begin = at_;
    ++at_;
    if (peek() == ':')
      throw wrong_at(begin, "pseudo-elements are no elements of a tree")
          .hint("for texts and attributes see --out text and --out attr:NAME");
    Simple simple;
    simple.kind = Simple::Kind::pseudo;
    const std::string name = lower(identifier("the name of a pseudo-class"));
    if (take('(')) {
      functional(simple, name, depth);
      return simple;
    }
    if (name == "first-child" || name == "last-child" || name == "first-of-type" || name == "last-of-type") {
      simple.pseudo = name == "first-child" ? Pseudo::nth_child : name == "last-child" ? Pseudo::nth_last_child
                      : name == "first-of-type" ? Pseudo::nth_of_type : Pseudo::nth_last_of_type;
      simple.nth = {0, 1};
      return simple;
    }
    const auto* found = std::find_if(std::begin(plain_names), std::end(plain_names),
                                     [&](const auto& known) { return known.name == name; });
    if (found == std::end(plain_names)) {
      std::vector<std::string> names;
      for (const auto& known : plain_names) names.emplace_back(known.name);
      Error error = wrong_at(begin, fmt::format("the pseudo-class :{} is not known", name));
      if (const auto near = did_you_mean(name, std::span<const std::string>(names)); !near.empty())
        error.hint(error.hint() + "\n        " + near);
      throw error;
    }
    simple.pseudo = found->pseudo;
    return simple;
  }

  Compound compound(unsigned depth) {
    Compound result;
    if (peek() == '*' || peek() == '|' || identifier_here()) {
      Simple type;
      qualified_name(type, false);
      result.simples.push_back(std::move(type));
    }
    for (;;) {
      const char c = peek();
      Simple simple;
      if (c == '#' || c == '.') {
        ++at_;
        simple.kind = c == '#' ? Simple::Kind::id : Simple::Kind::class_;
        simple.name = identifier(c == '#' ? "an id after '#'" : "a class after '.'");
      } else if (c == '[') {
        simple = attribute();
      } else if (c == ':') {
        simple = pseudo(depth);
      } else if (c == '&') {
        ++at_;
        simple.kind = Simple::Kind::pseudo;
        simple.pseudo = Pseudo::scope;
      } else {
        break;
      }
      result.simples.push_back(std::move(simple));
    }
    if (result.simples.empty())
      throw wrong(done() ? "a selector is missing at the end" : fmt::format("no selector begins with '{}'", peek()));
    return result;
  }

  Combinator combinator(bool space) {
    Combinator sign = Combinator::none;
    if (take('>')) sign = Combinator::child;
    else if (take('+')) sign = Combinator::next_sibling;
    else if (take('~')) sign = Combinator::later_sibling;
    else return space ? Combinator::descendant : Combinator::none;
    skip_space();
    return sign;
  }

  Complex complex(bool relative, unsigned depth) {
    Complex result;
    skip_space();
    Combinator left = Combinator::none;
    if (relative) {
      left = combinator(false);
      if (left == Combinator::none) left = Combinator::descendant;
    }
    for (;;) {
      Compound next = compound(depth);
      next.left = left;
      result.compounds.push_back(std::move(next));
      const bool space = skip_space();
      if (done() || peek() == ',' || peek() == ')') return result;
      left = combinator(space);
      if (left == Combinator::none) throw wrong(fmt::format("'{}' does not belong here", peek()));
    }
  }

  SelectorList selector_list(bool relative, bool forgiving, unsigned depth) {
    if (depth > deepest_selector) throw wrong(fmt::format("selectors nest deeper than {} levels", deepest_selector));
    SelectorList list;
    for (;;) {
      skip_space();
      // :is() and :where() forgive an empty place.
      if (forgiving && (peek() == ',' || peek() == ')')) {
        if (peek() == ')') return list;
        ++at_;
        continue;
      }
      list.items.push_back(complex(relative, depth));
      if (!take(',')) return list;
    }
  }
};

}  // namespace

Selector::Selector(std::unique_ptr<SelectorList> list) : list_(std::move(list)) {}
Selector::~Selector() = default;
Selector::Selector(Selector&&) noexcept = default;
Selector& Selector::operator=(Selector&&) noexcept = default;

Selector Selector::parse(std::string_view text, const Namespaces& namespaces) {
  if (text.size() > longest_selector)
    throw fail(Fault::usage, "the selector is longer than {} characters", longest_selector);
  return Selector(std::make_unique<SelectorList>(Parser(text, namespaces).whole()));
}

}  // namespace pytk::scrape
