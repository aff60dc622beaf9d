// TOML through toml++, whose templates stay in this file.
#include <algorithm>
#include <charconv>
#include <sstream>

#include <pytk/core/error.hpp>

namespace {
// The library states what it takes for granted as assertions, some of which a file can break: they refuse it here.
constexpr void toml_must_hold(bool holds) {
  if (!holds) throw pytk::fail(pytk::Fault::data, "this is not TOML: a key or value is missing");
}
}  // namespace
// Without assertions the library would take them for true and run on.
#undef NDEBUG
#define TOML_ASSERT(expression) toml_must_hold(static_cast<bool>(expression))
#define TOML_EXCEPTIONS 1
#define TOML_ENABLE_FORMATTERS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include "schema_node.hpp"

namespace pytk::fake {
namespace {

template <class T>
std::string number_text(T value) {
  char buffer[64];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

template <class T>
std::string shown(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

Node node_of(const toml::node& from, std::size_t depth, const std::string& file_name);

// toml++ keeps tables sorted by name; a schema's columns have the order of the file.
void add_members(Node& node, const toml::table& table, std::size_t depth, const std::string& file_name) {
  struct Member {
    const toml::key* key;
    const toml::node* value;
  };
  std::vector<Member> members;
  for (auto&& [key, value] : table) members.push_back({&key, &value});
  std::stable_sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
    const auto x = a.key->source().begin;
    const auto y = b.key->source().begin;
    return std::pair(x.line, x.column) < std::pair(y.line, y.column);
  });
  for (const auto& member : members) node.members.push_back({std::string(member.key->str()), node_of(*member.value, depth + 1, file_name)});
}

Node node_of(const toml::node& from, std::size_t depth, const std::string& file_name) {
  Node node;
  node.line = from.source().begin.line;
  if (depth > deepest_node) throw fail(Fault::data, "it is too deep").at(file_name, node.line);
  if (const auto* table = from.as_table()) {
    node.kind = Node::Kind::table;
    add_members(node, *table, depth, file_name);
  } else if (const auto* array = from.as_array()) {
    node.kind = Node::Kind::list;
    for (const auto& item : *array) node.items.push_back(node_of(item, depth + 1, file_name));
  } else if (const auto* text = from.as_string()) {
    node.kind = Node::Kind::text;
    node.text = text->get();
  } else if (const auto* flag = from.as_boolean()) {
    node.kind = Node::Kind::boolean;
    node.text = flag->get() ? "true" : "false";
  } else if (const auto* integer = from.as_integer()) {
    node.kind = Node::Kind::number;
    node.text = number_text(integer->get());
  } else if (const auto* real = from.as_floating_point()) {
    node.kind = Node::Kind::number;
    node.text = number_text(real->get());
  } else {
    // Dates and times are texts to the generators that take them.
    node.kind = Node::Kind::text;
    if (const auto* date = from.as_date()) node.text = shown(date->get());
    if (const auto* time = from.as_time()) node.text = shown(time->get());
    if (const auto* both = from.as_date_time()) node.text = shown(both->get());
  }
  return node;
}

}  // namespace

Node read_toml(std::string_view text, const std::string& file_name) {
  try {
    return node_of(toml::parse(text), 0, file_name);
  } catch (const toml::parse_error& error) {
    const auto where = error.source().begin;
    throw fail(Fault::data, "this is not TOML: {}", error.description()).at(file_name, where.line, where.column);
  } catch (Error& error) {
    if (error.where().line < 1) error.set_where({file_name, 1, 0, -1});
    throw;
  }
}

}  // namespace pytk::fake
