// Texts that a regular expression matches: literals, classes, groups, alternatives and counted repetition.
#include <algorithm>
#include <limits>

#include <pytk/core/text.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

constexpr std::size_t most_nodes = 10'000;
constexpr std::size_t deepest = 64;
constexpr std::uint64_t longest = 100'000;       // characters of a text at most
constexpr unsigned open_ended = 8;               // what * and + and {n,} add at most
constexpr std::uint64_t uncountable = std::uint64_t{1} << 62U;

struct Interval {
  char32_t first, last;
};
struct Node {
  enum class Kind : std::uint8_t { sequence, either, set } kind = Kind::sequence;
  std::vector<Node> children;       ///< of a sequence, or the alternatives
  std::vector<Interval> intervals;  ///< of a set: disjoint, ascending
  std::uint64_t size = 0;           ///< characters in the set
  unsigned least = 1, most = 1;     ///< repetition
};
struct Regex final : Prepared {
  Node root;
  std::uint64_t capacity = 0;  ///< different texts, 0 if not known
};

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}
  Node whole() {
    if (text_.starts_with('^')) ++at_;
    Node root = alternatives(0);
    if (at_ < text_.size()) throw wrong("')' closes no group");
    return root;
  }

 private:
  [[nodiscard]] Error wrong(std::string_view what) const {
    return fail(Fault::usage, "the regular expression '{}' is not understood at character {}: {}",
                escape_controls(text_), at_ + 1, what);
  }
  [[nodiscard]] bool done() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek() const { return text_[at_]; }
  bool take(char c) {
    if (done() || peek() != c) return false;
    ++at_;
    return true;
  }
  void count() {
    if (++nodes_ > most_nodes) throw wrong("it is too long");
  }

  Node alternatives(std::size_t depth) {
    if (depth > deepest) throw wrong("groups stand too deep in each other");
    Node either;
    either.kind = Node::Kind::either;
    do {
      count();
      either.children.push_back(sequence(depth));
    } while (take('|'));
    return either.children.size() == 1 ? std::move(either.children[0]) : std::move(either);
  }
  Node sequence(std::size_t depth) {
    Node all;
    while (!done() && peek() != '|' && peek() != ')') {
      if (peek() == '$' && (at_ + 1 == text_.size() || text_[at_ + 1] == '|' || text_[at_ + 1] == ')')) {
        ++at_;
        continue;
      }
      count();
      Node next = atom(depth);
      repetition(next);
      all.children.push_back(std::move(next));
    }
    return all;
  }
  Node atom(std::size_t depth) {
    if (take('(')) {
      if (take('?') && !take(':')) throw wrong("of the groups with '(?' only '(?:' has a meaning here");
      Node inner = alternatives(depth + 1);
      if (!take(')')) throw wrong("a group is never closed");
      // Wrapped, so that a repetition of the group is not one of its own last part.
      Node group;
      group.children.push_back(std::move(inner));
      return group;
    }
    if (take('[')) return char_class();
    if (take('.')) return set_of({{0x20, 0x7E}});
    if (take('\\')) return set_of(escape());
    if (std::string_view("*+?{^$").find(peek()) != std::string_view::npos)
      throw wrong(
          "this sign repeats or anchors something, and nothing stands before it; '\\' before it makes it a character");
    const char32_t c = next_code_point(text_, at_);
    return set_of({{c, c}});
  }
  // What stands behind a backslash, in and outside of classes.
  std::vector<Interval> escape() {
    if (done()) throw wrong("a backslash ends it");
    const char32_t c = next_code_point(text_, at_);
    switch (c) {
      case 'd': return {{'0', '9'}};
      case 'D': return inverse({{'0', '9'}});
      case 'w': return {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
      case 'W': return inverse({{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}});
      case 's': return {{' ', ' '}};
      case 'S': return {{0x21, 0x7E}};
      case 't': return {{'\t', '\t'}};
      case 'n': return {{'\n', '\n'}};
      case 'r': return {{'\r', '\r'}};
      default: break;
    }
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      --at_;
      throw wrong("this letter or digit has no meaning behind a backslash here");
    }
    return {{c, c}};
  }
  Node char_class() {
    const bool inverted = take('^');
    std::vector<Interval> intervals;
    for (bool first = true; first || done() || peek() != ']'; first = false) {
      if (done()) throw wrong("a class is never closed");
      std::vector<Interval> part;
      if (take('\\')) part = escape();
      else {
        const char32_t c = next_code_point(text_, at_);
        part = {{c, c}};
      }
      const bool one = part.size() == 1 && part[0].first == part[0].last;
      if (one && at_ + 1 < text_.size() && peek() == '-' && text_[at_ + 1] != ']') {
        ++at_;
        std::vector<Interval> end;
        if (take('\\')) end = escape();
        else {
          const char32_t c = next_code_point(text_, at_);
          end = {{c, c}};
        }
        if (end.size() != 1 || end[0].first != end[0].last || end[0].first < part[0].first)
          throw wrong("a range of a class runs backwards");
        part[0].last = end[0].first;
      }
      intervals.insert(intervals.end(), part.begin(), part.end());
      if (intervals.size() > most_nodes) throw wrong("it is too long");
    }
    ++at_;
    return set_of(inverted ? inverse(intervals) : intervals);
  }
  // Of the printable characters of ASCII those that are not meant.
  static std::vector<Interval> inverse(const std::vector<Interval>& intervals) {
    std::vector<Interval> out;
    for (char32_t c = 0x20; c <= 0x7E; ++c)
      if (std::none_of(intervals.begin(), intervals.end(),
                       [c](const Interval& one) { return c >= one.first && c <= one.last; }))
        out.push_back({c, c});
    return out;
  }
  Node set_of(std::vector<Interval> intervals) {
    std::sort(intervals.begin(), intervals.end(),
              [](const Interval& a, const Interval& b) { return a.first < b.first; });
    Node node;
    node.kind = Node::Kind::set;
    for (auto next : intervals) {
      // The surrogates are no characters.
      if (next.first < 0xD800 && next.last > 0xDFFF)
        throw wrong("a range of a class may not reach over U+D800 to U+DFFF");
      if (!node.intervals.empty() && next.first <= node.intervals.back().last)
        next.first = node.intervals.back().last + 1;
      if (next.first > next.last) continue;
      node.intervals.push_back(next);
      node.size += next.last - next.first + 1;
    }
    if (node.size == 0) throw wrong("a class leaves no character");
    return node;
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    const std::size_t from = at_;
    for (; !done() && peek() >= '0' && peek() <= '9'; ++at_)
      value = std::min<std::uint64_t>(value * 10 + static_cast<std::uint64_t>(peek() - '0'), longest + 1);
    if (at_ == from) throw wrong("a repetition is written {n}, {n,m} or {n,}");
    return value;
  }
  void repetition(Node& node) {
    if (done()) return;
    std::uint64_t least = 1;
    std::uint64_t most = 1;
    if (take('?')) least = 0;
    else if (take('*')) least = 0, most = open_ended;
    else if (take('+')) most = open_ended;
    else if (take('{')) {
      least = most = number();
      if (take(',')) most = !done() && peek() == '}' ? least + open_ended : number();
      if (!take('}')) throw wrong("a repetition is written {n}, {n,m} or {n,}");
      if (most < least) throw wrong("a repetition runs backwards");
      if (most > longest) throw wrong("a repetition is too large");
    } else {
      return;
    }
    // Whether it is greedy says nothing when texts are made.
    (void)take('?');
    node.least = static_cast<unsigned>(least);
    node.most = static_cast<unsigned>(most);
    if (!done() && (peek() == '*' || peek() == '+' || peek() == '{')) throw wrong("a repetition is repeated");
  }

  std::string_view text_;
  std::size_t at_ = 0, nodes_ = 0;
};

// Characters at most, and a step for each node, so that repeated nothing has an end too.
std::uint64_t longest_text(const Node& node) {
  std::uint64_t one = 1;
  for (const auto& child : node.children)
    one = node.kind == Node::Kind::either ? std::max(one, longest_text(child))
                                          : std::min<std::uint64_t>(one + longest_text(child), longest + 1);
  return std::min<std::uint64_t>(one * node.most, longest + 1);
}

// Different texts, where no two ways lead to one text: no alternatives, and only fixed repetition. 0: not known.
std::uint64_t count_texts(const Node& node) {
  if (node.kind == Node::Kind::either || node.least != node.most) return 0;
  std::uint64_t one = node.kind == Node::Kind::set ? node.size : 1;
  const auto times = [](std::uint64_t a, std::uint64_t b) {
    return b != 0 && a > uncountable / b ? uncountable : a * b;
  };
  for (const auto& child : node.children) one = times(one, count_texts(child));
  std::uint64_t all = 1;
  for (unsigned i = 0; i < node.least && all < uncountable && one != 1 && all != 0; ++i) all = times(all, one);
  return all;
}

// Chooses by chance, or by the digits of a number that counts all texts.
struct Chooser {
  Draw& draw;
  std::uint64_t nth;
  bool enumerate;
  std::uint64_t below(std::uint64_t n) {
    if (!enumerate) return draw.below(n);
    const std::uint64_t digit = nth % n;
    nth /= n;
    return digit;
  }
};

void append_node(const Node& node, Chooser& chooser, TextBuffer& out) {
  const std::uint64_t count =
      node.least == node.most ? node.least : node.least + chooser.below(node.most - node.least + 1);
  for (std::uint64_t i = 0; i < count; ++i) {
    if (node.kind == Node::Kind::set) {
      std::uint64_t index = node.size == 1 ? 0 : chooser.below(node.size);
      std::size_t at = 0;
      while (index > node.intervals[at].last - node.intervals[at].first) {
        index -= node.intervals[at].last - node.intervals[at].first + 1;
        ++at;
      }
      const auto c = static_cast<char32_t>(node.intervals[at].first + index);
      if (c < 0x80) {
        out.push_back(static_cast<char>(c));
      } else {
        std::string encoded;
        append_utf8(encoded, c);
        out += encoded;
      }
    } else if (node.kind == Node::Kind::either) {
      append_node(node.children[chooser.below(node.children.size())], chooser, out);
    } else {
      for (const auto& child : node.children) append_node(child, chooser, out);
    }
  }
}

void regex(Row& row, const Arguments& arguments, TextBuffer& out) {
  Chooser chooser{row.draw(), row.nth(), arguments.unique};
  append_node(arguments.get<Regex>().root, chooser, out);
}
std::uint64_t regex_count(const Arguments& arguments, const Catalogue::State&) {
  return arguments.get<Regex>().capacity;
}
void verify_regex(Arguments& arguments) {
  if (!is_utf8(arguments.texts[0])) throw fail(Fault::usage, "a regular expression is UTF-8");
  auto made = std::make_shared<Regex>();
  made->root = Parser(arguments.texts[0]).whole();
  if (longest_text(made->root) > longest)
    throw fail(Fault::usage, "the regular expression makes texts of more than {} characters", longest);
  made->capacity = count_texts(made->root);
  arguments.prepared = std::move(made);
}

constexpr ArgumentInfo pattern[] = {{"pattern", "[a-z]{8}", "classes, groups, alternatives, ? * + {n,m}"}};
constexpr Generator list[] = {
    {"regex", "random", "text that a regular expression matches", Kind::text, regex, pattern, regex_count,
     verify_regex},
};

}  // namespace

const std::span<const Generator> regex_generators{list};

}  // namespace pytk::fake
