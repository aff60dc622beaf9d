#include <pytk/scrape/dom.hpp>

#include <algorithm>
#include <cstring>

#include <pytk/core/text.hpp>

namespace pytk::scrape {

Document::Document(Markup markup) : markup_(markup) {
  nodes_.emplace_back();
  nodes_[0].type = NodeType::document;
}

std::string_view Document::keep(std::string_view text) {
  constexpr std::size_t block = 64U << 10U;
  if (text.empty()) return {};
  if (block_size_ - block_used_ < text.size() || blocks_.empty()) {
    block_size_ = std::max(block, text.size());
    blocks_.push_back(std::make_unique<char[]>(block_size_));
    block_used_ = 0;
  }
  char* const at = blocks_.back().get() + block_used_;
  std::memcpy(at, text.data(), text.size());
  block_used_ += text.size();
  return {at, text.size()};
}

NodeId Document::append(NodeId parent, NodeType type) {
  const auto id = static_cast<NodeId>(nodes_.size());
  Node node;
  node.type = type;
  node.parent = parent;
  node.previous = nodes_[parent].last_child;
  node.attributes = static_cast<std::uint32_t>(attributes_.size());
  if (node.previous != no_node) nodes_[node.previous].next = id;
  else nodes_[parent].first_child = id;
  nodes_[parent].last_child = id;
  nodes_.push_back(node);
  return id;
}

void Document::add_attribute(NodeId id, const Attribute& attribute) {
  attributes_.push_back(attribute);
  ++nodes_[id].attribute_count;
}

bool Document::is_html_element(NodeId id) const noexcept {
  return nodes_[id].type == NodeType::element && nodes_[id].ns == html_namespace;
}

const std::string_view* Document::attribute(NodeId id, std::string_view name) const noexcept {
  const bool any_case = markup_ == Markup::html && is_html_element(id);
  for (const auto& attribute : attributes(id))
    if (attribute.ns.empty() && (any_case ? equal_ignoring_case(attribute.name, name) : attribute.name == name))
      return &attribute.value;
  return nullptr;
}

NodeId Document::root() const noexcept {
  for (NodeId id = nodes_[0].first_child; id != no_node; id = nodes_[id].next)
    if (nodes_[id].type == NodeType::element) return id;
  return no_node;
}

NodeId Document::following(NodeId id, NodeId top) const noexcept {
  return nodes_[id].first_child != no_node ? nodes_[id].first_child : following_skipping(id, top);
}

NodeId Document::following_skipping(NodeId id, NodeId top) const noexcept {
  while (id != top && id != no_node) {
    if (nodes_[id].next != no_node) return nodes_[id].next;
    id = nodes_[id].parent;
  }
  return no_node;
}

std::size_t Document::depth(NodeId id) const noexcept {
  std::size_t depth = 0;
  for (; nodes_[id].parent != no_node; id = nodes_[id].parent) ++depth;
  return depth;
}

std::string path_of(const Document& document, NodeId id) {
  std::vector<std::string> steps;
  for (; id != no_node && document[id].type == NodeType::element; id = document[id].parent) {
    std::size_t index = 1;
    bool alone = document[id].next == no_node;
    for (NodeId other = document[id].previous; other != no_node; other = document[other].previous)
      if (document[other].type == NodeType::element) ++index;
    for (NodeId other = document[id].next; other != no_node && !alone; other = document[other].next)
      if (document[other].type == NodeType::element) break;
      else if (document[other].next == no_node) alone = true;
    const bool single = document[id].parent == 0 || (alone && index == 1);
    const std::string name(document[id].name);
    // html, head and body stand once; their index would only be noise.
    const bool known = name == "html" || name == "head" || name == "body";
    steps.push_back(single || known ? name : name + ":nth-child(" + std::to_string(index) + ")");
  }
  std::reverse(steps.begin(), steps.end());
  return join(steps, " > ");
}

}  // namespace pytk::scrape
