// The state of one search: the tree, its scope and the positions that were counted.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "selector_tree.hpp"

namespace pytk::scrape {

class Matcher {
 public:
  Matcher(const Document& document, NodeId scope) : document_(document), scope_(scope) {}
  [[nodiscard]] bool matches_list(const SelectorList& list, NodeId id);

 private:
  struct Position { std::uint32_t index = 0, count = 0, type_index = 0, type_count = 0; };
  void count_positions();
  const Position& position(NodeId id);
  bool matches_complex(const Complex& complex, std::size_t length, NodeId id);
  [[nodiscard]] bool matches_relative_start(Combinator combinator, NodeId id) const noexcept;
  bool matches_compound(const Compound& compound, NodeId id);
  bool matches_simple(const Simple& simple, NodeId id);
  [[nodiscard]] bool matches_type(const Simple& simple, NodeId id) const;
  [[nodiscard]] bool matches_attribute(const Simple& simple, NodeId id) const;
  [[nodiscard]] bool has_class(std::string_view name, NodeId id) const;
  bool matches_pseudo(const Simple& simple, NodeId id);
  bool matches_nth(const Simple& simple, NodeId id);
  [[nodiscard]] bool is_only_root(NodeId id) const;
  bool has(const SelectorList& list, NodeId id);
  [[nodiscard]] NodeId parent_element(NodeId id) const noexcept;
  [[nodiscard]] NodeId previous_element(NodeId id) const noexcept;

  // Pseudo-classes that know HTML's links, forms and languages (selector_html.cpp).
  [[nodiscard]] bool matches_html(const Simple& simple, NodeId id) const;   ///< any of them
  [[nodiscard]] bool is_link(NodeId id) const;
  [[nodiscard]] bool is_defined(NodeId id) const;
  [[nodiscard]] bool is_html(NodeId id, std::string_view name) const noexcept;
  [[nodiscard]] bool is_disabled(NodeId id) const;
  [[nodiscard]] bool can_be_disabled(NodeId id) const noexcept;
  [[nodiscard]] bool is_checked(NodeId id) const;
  [[nodiscard]] bool is_read_write(NodeId id) const;
  [[nodiscard]] bool is_default(NodeId id) const;
  [[nodiscard]] bool is_indeterminate(NodeId id) const;
  [[nodiscard]] bool placeholder_shown(NodeId id) const;
  [[nodiscard]] bool in_language(const Simple& simple, NodeId id) const;
  [[nodiscard]] bool takes_value(NodeId id) const noexcept;
  [[nodiscard]] NodeId form_of(NodeId id) const noexcept;

  const Document& document_;
  NodeId scope_;
  std::vector<Position> positions_;
  std::vector<NodeId> anchors_;
};

}  // namespace pytk::scrape
