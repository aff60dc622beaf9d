// What TOML and JSON have in common, with the line of each value.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pytk/core/error.hpp>

namespace pytk::fake {

struct Node {
  enum class Kind : std::uint8_t { null, boolean, number, text, list, table };
  Kind kind = Kind::null;
  std::string text;  ///< of a text, a number or "true", "false", as written
  std::vector<Node> items;
  struct Member;
  std::vector<Member> members;  ///< in the order of the file
  std::int64_t line = 0;
  [[nodiscard]] const Node* find(std::string_view name) const noexcept;
  /// The member that is known to be there; throws Fault::internal if it is not.
  [[nodiscard]] const Node& at(std::string_view name) const;
  [[nodiscard]] bool is_scalar() const noexcept {
    return kind == Kind::boolean || kind == Kind::number || kind == Kind::text;
  }
};

struct Node::Member {
  std::string key;
  Node value;
};

inline const Node* Node::find(std::string_view name) const noexcept {
  for (const auto& [key, value] : members)
    if (key == name) return &value;
  return nullptr;
}

inline const Node& Node::at(std::string_view name) const {
  if (const Node* node = find(name)) return *node;
  throw fail(Fault::internal, "the schema's tree lost '{}'", name);
}

/// The most that a schema may hold: deep enough for tables of columns of distributions.
inline constexpr std::size_t deepest_node = 32;
/// Both throw Fault::data with file and line.
[[nodiscard]] Node read_toml(std::string_view text, const std::string& file_name);
[[nodiscard]] Node read_json(std::string_view text, const std::string& file_name);

/// A schema's file while it is read: errors get the line of the value they are about.
class Reading {
 public:
  explicit Reading(std::string file_name) : file_(std::move(file_name)) {}
  template <class... Args>
  [[nodiscard]] Error wrong(const Node& node, fmt::format_string<Args...> format, Args&&... args) const {
    return fail(Fault::usage, format, std::forward<Args>(args)...).at(file_, node.line);
  }
  /// Runs `make`; what it throws gets the place of `node`.
  void at(const Node& node, const std::function<void()>& make) const;
  /// Throws unless all members are among `known`.
  void only(const Node& table, std::string_view what, std::span<const std::string_view> known) const;
  /// The member as a text, a number; throws when it is of another kind. "" and nothing when there is none.
  [[nodiscard]] std::string text(const Node& table, std::string_view name) const;
  [[nodiscard]] bool flag(const Node& table, std::string_view name) const;
  [[nodiscard]] double real(const Node& node, std::string_view what) const;
  [[nodiscard]] std::uint64_t count(const Node& node, std::string_view what) const;

 private:
  std::string file_;
};

}  // namespace pytk::fake
