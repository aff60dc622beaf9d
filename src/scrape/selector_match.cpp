// Matching from right to left on the tree itself. Positions among siblings are counted once for the whole document.
#include <algorithm>
#include <map>
#include <unordered_map>

#include <pytk/core/text.hpp>

#include "matcher.hpp"
#include "words.hpp"

namespace pytk::scrape {

void Matcher::count_positions() {
  positions_.resize(document_.size());
  std::map<std::pair<std::string_view, std::string_view>, std::uint32_t> types;
  for (NodeId parent = 0; parent < document_.size(); ++parent) {
    std::uint32_t children = 0;
    types.clear();
    for (NodeId id = document_[parent].first_child; id != no_node; id = document_[id].next) {
      if (document_[id].type != NodeType::element) continue;
      positions_[id].index = ++children;
      positions_[id].type_index = ++types[{document_[id].ns, document_[id].name}];
    }
    for (NodeId id = document_[parent].first_child; id != no_node; id = document_[id].next) {
      if (document_[id].type != NodeType::element) continue;
      positions_[id].count = children;
      positions_[id].type_count = types[{document_[id].ns, document_[id].name}];
    }
  }
}

const Matcher::Position& Matcher::position(NodeId id) {
  if (positions_.empty()) count_positions();
  return positions_[id];
}

bool Matcher::matches_list(const SelectorList& list, NodeId id) {
  return std::any_of(list.items.begin(), list.items.end(),
                     [&](const Complex& one) { return matches_complex(one, one.compounds.size(), id); });
}

NodeId Matcher::parent_element(NodeId id) const noexcept {
  const NodeId parent = document_[id].parent;
  return parent != no_node && document_[parent].type == NodeType::element ? parent : no_node;
}

NodeId Matcher::previous_element(NodeId id) const noexcept {
  do id = document_[id].previous;
  while (id != no_node && document_[id].type != NodeType::element);
  return id;
}

// `length` compounds of the chain are to match with the last of them at `id`.
bool Matcher::matches_complex(const Complex& complex, std::size_t length, NodeId id) {
  const Compound& compound = complex.compounds[length - 1];
  if (!matches_compound(compound, id)) return false;
  if (length == 1) return compound.left == Combinator::none || matches_relative_start(compound.left, id);
  switch (compound.left) {
    case Combinator::child: {
      const NodeId parent = parent_element(id);
      return parent != no_node && matches_complex(complex, length - 1, parent);
    }
    case Combinator::descendant:
      for (NodeId at = parent_element(id); at != no_node; at = parent_element(at))
        if (matches_complex(complex, length - 1, at)) return true;
      return false;
    case Combinator::next_sibling: {
      const NodeId before = previous_element(id);
      return before != no_node && matches_complex(complex, length - 1, before);
    }
    case Combinator::later_sibling:
      for (NodeId at = previous_element(id); at != no_node; at = previous_element(at))
        if (matches_complex(complex, length - 1, at)) return true;
      return false;
    case Combinator::none: break;
  }
  return false;
}

// Inside :has() the chain begins at the element that is asked about.
bool Matcher::matches_relative_start(Combinator combinator, NodeId id) const noexcept {
  const NodeId anchor = anchors_.back();
  switch (combinator) {
    case Combinator::child: return document_[id].parent == anchor;
    case Combinator::next_sibling: return previous_element(id) == anchor;
    case Combinator::later_sibling: return document_[id].parent == document_[anchor].parent && id > anchor;
    default:
      for (NodeId at = document_[id].parent; at != no_node; at = document_[at].parent)
        if (at == anchor) return true;
      return false;
  }
}

bool Matcher::has(const SelectorList& list, NodeId id) {
  anchors_.push_back(id);
  bool found = false;
  for (const auto& complex : list.items) {
    const Combinator first = complex.compounds.front().left;
    const bool siblings = first == Combinator::next_sibling || first == Combinator::later_sibling;
    // Candidates: what lies below the element, or below and beside its later siblings.
    const NodeId top = siblings ? document_[id].parent : id;
    NodeId at = siblings ? document_[id].next : document_[id].first_child;
    if (siblings && at == no_node) continue;
    for (; at != no_node && !found; at = document_.following(at, top))
      found = document_[at].type == NodeType::element && matches_complex(complex, complex.compounds.size(), at);
    if (found) break;
  }
  anchors_.pop_back();
  return found;
}

bool Matcher::matches_compound(const Compound& compound, NodeId id) {
  return std::all_of(compound.simples.begin(), compound.simples.end(),
                     [&](const Simple& simple) { return matches_simple(simple, id); });
}

bool Matcher::matches_type(const Simple& simple, NodeId id) const {
  const Node& node = document_[id];
  if (simple.unknown_prefix) return false;
  // HTML's own tree has namespaces that its markup does not show: only explicit ones count there.
  if (simple.ns && *simple.ns != node.ns &&
      !(simple.ns->empty() && document_.markup() == Markup::html && node.ns == html_namespace))
    return false;
  if (simple.name == "*") return true;
  const bool any_case = document_.markup() == Markup::html && node.ns == html_namespace;
  return any_case ? node.name == simple.name_lower
                  : node.name == simple.name ||
                        (document_.markup() == Markup::html && equal_ignoring_case(node.name, simple.name));
}

bool Matcher::matches_simple(const Simple& simple, NodeId id) {
  switch (simple.kind) {
    case Simple::Kind::type: return matches_type(simple, id);
    case Simple::Kind::id: {
      const auto* value = document_.attribute(id, "id");
      return value != nullptr &&
             (document_.quirks() ? equal_ignoring_case(*value, simple.name) : *value == simple.name);
    }
    case Simple::Kind::class_: return has_class(simple.name, id);
    case Simple::Kind::attribute: return matches_attribute(simple, id);
    case Simple::Kind::pseudo: return matches_pseudo(simple, id);
  }
  return false;
}

namespace {

template <class Same>
bool any_word(std::string_view text, Same same) {
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && is_space(text[at])) ++at;
    std::size_t end = at;
    while (end < text.size() && !is_space(text[end])) ++end;
    if (end > at && same(text.substr(at, end - at))) return true;
    at = end;
  }
  return false;
}

bool test_value(AttributeTest test, std::string_view value, std::string_view wanted) {
  switch (test) {
    case AttributeTest::present: return true;
    case AttributeTest::equals: return value == wanted;
    case AttributeTest::not_equals: return value != wanted;
    case AttributeTest::includes:
      return !wanted.empty() && std::none_of(wanted.begin(), wanted.end(), is_space) &&
             any_word(value, [&](auto word) { return word == wanted; });
    case AttributeTest::dash:
      return value == wanted ||
             (value.starts_with(wanted) && value.size() > wanted.size() && value[wanted.size()] == '-');
    // Selectors 4, 6.2: an empty string is a part of nothing.
    case AttributeTest::prefix: return !wanted.empty() && value.starts_with(wanted);
    case AttributeTest::suffix: return !wanted.empty() && value.ends_with(wanted);
    case AttributeTest::substring: return !wanted.empty() && value.find(wanted) != std::string_view::npos;
  }
  return false;
}

}  // namespace

bool Matcher::has_class(std::string_view name, NodeId id) const {
  const auto* value = document_.attribute(id, "class");
  if (value == nullptr) return false;
  const bool quirks = document_.quirks();
  return any_word(*value,
                  [&](std::string_view word) { return quirks ? equal_ignoring_case(word, name) : word == name; });
}

bool Matcher::matches_attribute(const Simple& simple, NodeId id) const {
  if (simple.unknown_prefix) return false;
  const bool html = document_.markup() == Markup::html && document_.is_html_element(id);
  for (const auto& attribute : document_.attributes(id)) {
    const bool same_namespace = !simple.ns || *simple.ns == attribute.ns;
    // "xlink\:href" means the name as it is written, prefix and all.
    const bool same_name = html ? equal_ignoring_case(attribute.name, simple.name) : attribute.name == simple.name;
    const bool as_written = simple.ns && simple.ns->empty() && !attribute.prefix.empty() &&
                            simple.name == std::string(attribute.prefix) + ":" + std::string(attribute.name);
    if (!(same_namespace && same_name) && !as_written) continue;
    if (simple.test == AttributeTest::present) return true;
    const bool fold = simple.ignore_case.value_or(html && simple.name_lower == "type");
    if (fold ? test_value(simple.test, lower(attribute.value), lower(simple.value))
             : test_value(simple.test, attribute.value, simple.value))
      return true;
    if (simple.ns) return false;
  }
  // [a!=b] is true of elements without the attribute too.
  return simple.test == AttributeTest::not_equals && document_.attribute(id, simple.name) == nullptr;
}

std::vector<NodeId> select(const Document& document, const Selector& selector, NodeId scope, std::size_t limit) {
  std::vector<NodeId> found;
  Matcher matcher(document, scope);
  for (NodeId at = document.following(scope, scope); at != no_node; at = document.following(at, scope)) {
    if (document[at].type != NodeType::element || !matcher.matches_list(selector.list(), at)) continue;
    found.push_back(at);
    if (limit > 0 && found.size() == limit) break;
  }
  return found;
}

bool matches(const Document& document, const Selector& selector, NodeId element, NodeId scope) {
  return Matcher(document, scope).matches_list(selector.list(), element);
}

}  // namespace pytk::scrape
