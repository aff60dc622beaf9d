// Pseudo-classes of the tree's shape, and the way to those of HTML.
#include <algorithm>

#include <pytk/core/text.hpp>

#include "matcher.hpp"

namespace pytk::scrape {
namespace {

bool is_blank(std::string_view text) noexcept { return text.find_first_not_of(" \t\n\r\f") == std::string_view::npos; }

bool is_nth(Pseudo pseudo) noexcept { return pseudo >= Pseudo::nth_child && pseudo <= Pseudo::nth_last_of_type; }

/// Comments and white space do not count.
bool is_content(const Node& node) noexcept {
  return node.type == NodeType::element || (node.type == NodeType::text && !is_blank(node.text));
}

bool is_empty(const Document& document, NodeId id) {
  for (NodeId at = document[id].first_child; at != no_node; at = document[at].next)
    if (is_content(document[at])) return false;
  return true;
}

std::string own_text(const Document& document, NodeId id) {
  std::string text;
  for (NodeId at = document[id].first_child; at != no_node; at = document[at].next)
    if (document[at].type == NodeType::text) text += document[at].text;
  return text;
}

bool holds_any(const std::string& text, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const auto& word) { return text.find(word) != std::string::npos; });
}

}  // namespace

bool Matcher::matches_nth(const Simple& simple, NodeId id) {
  if (simple.list) {
    if (!matches_list(*simple.list, id)) return false;
    // "of S": count the siblings that match S, up to this one.
    std::int64_t index = 1;
    const bool from_end = simple.pseudo == Pseudo::nth_last_child;
    for (NodeId at = from_end ? document_[id].next : document_[id].previous; at != no_node;
         at = from_end ? document_[at].next : document_[at].previous)
      if (document_[at].type == NodeType::element && matches_list(*simple.list, at)) ++index;
    return simple.nth.contains(index);
  }
  const Position& place = position(id);
  switch (simple.pseudo) {
    case Pseudo::nth_child: return simple.nth.contains(place.index);
    case Pseudo::nth_last_child: return simple.nth.contains(std::int64_t{place.count} - place.index + 1);
    case Pseudo::nth_of_type: return simple.nth.contains(place.type_index);
    default: return simple.nth.contains(std::int64_t{place.type_count} - place.type_index + 1);
  }
}

/// Text or a second element beside it: then the document has no single root.
bool Matcher::is_only_root(NodeId id) const {
  if (document_.root() != id) return false;
  for (NodeId at = document_[0].first_child; at != no_node; at = document_[at].next)
    if (at != id && is_content(document_[at])) return false;
  return true;
}

bool Matcher::matches_pseudo(const Simple& simple, NodeId id) {
  switch (simple.pseudo) {
    case Pseudo::never: return false;
    case Pseudo::root: return is_only_root(id);
    case Pseudo::scope: return id == (scope_ == 0 ? document_.root() : scope_);
    case Pseudo::empty: return is_empty(document_, id);
    case Pseudo::only_child: return position(id).count == 1;
    case Pseudo::only_of_type: return position(id).type_count == 1;
    case Pseudo::is: return matches_list(*simple.list, id);
    case Pseudo::not_: return !matches_list(*simple.list, id);
    case Pseudo::has: return has(*simple.list, id);
    case Pseudo::contains: return holds_any(text_content(document_, id), simple.words);
    case Pseudo::contains_own: return holds_any(own_text(document_, id), simple.words);
    default: return is_nth(simple.pseudo) ? matches_nth(simple, id) : matches_html(simple, id);
  }
}

}  // namespace pytk::scrape
