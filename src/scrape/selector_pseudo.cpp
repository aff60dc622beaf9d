// Pseudo-classes of the tree's shape, and the way to those of HTML.
#include <algorithm>

#include <pytk/core/text.hpp>

#include "matcher.hpp"

namespace pytk::scrape {
namespace {

bool is_blank(std::string_view text) noexcept { return text.find_first_not_of(" \t\n\r\f") == std::string_view::npos; }

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

bool Matcher::matches_pseudo(const Simple& simple, NodeId id) {
  switch (simple.pseudo) {
    case Pseudo::never: return false;
    case Pseudo::root: {
      if (document_.root() != id) return false;
      // Text or a second element beside it: then the document has no single root.
      for (NodeId at = document_[0].first_child; at != no_node; at = document_[at].next)
        if (at != id && (document_[at].type == NodeType::element ||
                         (document_[at].type == NodeType::text && !is_blank(document_[at].text))))
          return false;
      return true;
    }
    case Pseudo::scope: return scope_ == 0 ? document_.root() == id : id == scope_;
    case Pseudo::empty:
      for (NodeId at = document_[id].first_child; at != no_node; at = document_[at].next)
        if (document_[at].type == NodeType::element ||
            (document_[at].type == NodeType::text && !is_blank(document_[at].text)))
          return false;
      return true;
    case Pseudo::nth_child:
    case Pseudo::nth_last_child:
    case Pseudo::nth_of_type:
    case Pseudo::nth_last_of_type: return matches_nth(simple, id);
    case Pseudo::only_child: return position(id).count == 1;
    case Pseudo::only_of_type: return position(id).type_count == 1;
    case Pseudo::is: return matches_list(*simple.list, id);
    case Pseudo::not_: return !matches_list(*simple.list, id);
    case Pseudo::has: return has(*simple.list, id);
    case Pseudo::link: return (is_html(id, "a") || is_html(id, "area")) && document_.attribute(id, "href") != nullptr;
    case Pseudo::checked: return is_checked(id);
    case Pseudo::disabled: return can_be_disabled(id) && is_disabled(id);
    case Pseudo::enabled: return can_be_disabled(id) && !is_disabled(id);
    case Pseudo::required: return takes_value(id) && document_.attribute(id, "required") != nullptr;
    case Pseudo::optional: return takes_value(id) && document_.attribute(id, "required") == nullptr;
    case Pseudo::read_write: return is_read_write(id);
    case Pseudo::read_only: return document_.is_html_element(id) && !is_read_write(id);
    case Pseudo::placeholder_shown: return placeholder_shown(id);
    case Pseudo::default_: return is_default(id);
    case Pseudo::indeterminate: return is_indeterminate(id);
    case Pseudo::defined:
      return !document_.is_html_element(id) || document_[id].name.find('-') == std::string_view::npos;
    case Pseudo::lang: return in_language(simple, id);
    case Pseudo::contains: {
      const std::string text = text_content(document_, id);
      return std::any_of(simple.words.begin(), simple.words.end(),
                         [&](const auto& word) { return text.find(word) != std::string::npos; });
    }
    case Pseudo::contains_own: {
      std::string text;
      for (NodeId at = document_[id].first_child; at != no_node; at = document_[at].next)
        if (document_[at].type == NodeType::text) text += document_[at].text;
      return std::any_of(simple.words.begin(), simple.words.end(),
                         [&](const auto& word) { return text.find(word) != std::string::npos; });
    }
  }
  return false;
}

}  // namespace pytk::scrape
