#include "schema_node.hpp"

#include <algorithm>

#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::fake {
namespace {

// JSON by the pull parser, which knows where it stands; the same members twice are an error here, as in TOML.
class JsonTree {
 public:
  JsonTree(std::string_view text, const std::string& file_name)
      : text_(text), file_(file_name), cursor_(text, deepest_node) {}
  Node whole() {
    Node node = value(0);
    if (!cursor_.done()) throw wrong("something stands behind the end");
    return node;
  }

 private:
  [[nodiscard]] std::int64_t line() {
    // Lines are counted on from the last place asked for.
    for (; counted_ < cursor_.at() && counted_ < text_.size(); ++counted_) line_ += text_[counted_] == '\n' ? 1 : 0;
    return line_;
  }
  [[nodiscard]] Error wrong(std::string_view what) {
    return fail(Fault::data, "this is not JSON: {}", what).at(file_, line());
  }
  template <class T>
  T need(Result<T> result) {
    if (!result) throw wrong(result.error().what_happened());
    if constexpr (!std::is_void_v<T>) return *std::move(result);
  }

  Node value(std::size_t depth) {
    if (depth > deepest_node) throw wrong("it is too deep");
    cursor_.skip_space();
    Node node;
    node.line = line();
    switch (cursor_.peek()) {
      case '{': table(node, depth); break;
      case '[': list(node, depth); break;
      case '"':
        node.kind = Node::Kind::text;
        need(cursor_.read_string(node.text));
        break;
      case 't':
      case 'f':
        node.kind = Node::Kind::boolean;
        node.text = cursor_.peek() == 't' ? "true" : "false";
        need(cursor_.expect_word(node.text));
        break;
      case 'n': need(cursor_.expect_word("null")); break;
      default:
        node.kind = Node::Kind::number;
        node.text = std::string(need(cursor_.read_number()));
    }
    return node;
  }
  void table(Node& node, std::size_t depth) {
    node.kind = Node::Kind::table;
    (void)cursor_.take('{');
    if (cursor_.take('}')) return;
    do {
      std::string name;
      cursor_.skip_space();
      need(cursor_.read_string(name));
      if (node.find(name) != nullptr) throw wrong("the member '" + name + "' stands twice");
      if (!cursor_.take(':')) throw wrong("a ':' is missing");
      node.members.push_back({std::move(name), value(depth + 1)});
    } while (cursor_.take(','));
    if (!cursor_.take('}')) throw wrong("a '}' or ',' is missing");
  }
  void list(Node& node, std::size_t depth) {
    node.kind = Node::Kind::list;
    (void)cursor_.take('[');
    if (cursor_.take(']')) return;
    do node.items.push_back(value(depth + 1));
    while (cursor_.take(','));
    if (!cursor_.take(']')) throw wrong("a ']' or ',' is missing");
  }

  std::string_view text_;
  const std::string& file_;
  json::Cursor cursor_;
  std::size_t counted_ = 0;
  std::int64_t line_ = 1;
};

}  // namespace

Node read_json(std::string_view text, const std::string& file_name) { return JsonTree(text, file_name).whole(); }

void Reading::at(const Node& node, const std::function<void()>& make) const {
  try {
    make();
  } catch (Error& error) {
    if (!error.where().known()) error.set_where({file_, node.line, 0, -1});
    throw;
  }
}

void Reading::only(const Node& table, std::string_view what, std::span<const std::string_view> known) const {
  for (const auto& [name, value] : table.members)
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const std::string near = did_you_mean(name, known);
      throw wrong(value, "{} has no key '{}'", what, name)
          .hint(near.empty() ? "keys are " + join(std::vector<std::string>(known.begin(), known.end()), ", ") : near);
    }
}

std::string Reading::text(const Node& table, std::string_view name) const {
  const Node* node = table.find(name);
  if (node == nullptr) return {};
  if (node->kind != Node::Kind::text) throw wrong(*node, "'{}' is a text", name);
  return node->text;
}

bool Reading::flag(const Node& table, std::string_view name) const {
  const Node* node = table.find(name);
  if (node == nullptr) return false;
  if (node->kind != Node::Kind::boolean) throw wrong(*node, "'{}' is true or false", name);
  return node->text == "true";
}

double Reading::real(const Node& node, std::string_view what) const {
  const auto value = parse_real(node.text);
  if (node.kind != Node::Kind::number || !value) throw wrong(node, "{} is a number", what);
  return *value;
}

std::uint64_t Reading::count(const Node& node, std::string_view what) const {
  const auto value = parse_uint(node.text, std::uint64_t{1} << 62U);
  if (node.kind != Node::Kind::number || !value) throw wrong(node, "{} is a whole number from 0 on", what);
  return *value;
}

}  // namespace pytk::fake
