// Pseudo-classes that know HTML: links, forms (HTML standard 4.16.3) and languages (RFC 4647 extended filtering).
#include <algorithm>

#include <pytk/core/text.hpp>

#include "matcher.hpp"
#include "words.hpp"

namespace pytk::scrape {
namespace {

constexpr std::string_view disableable[] = {"button", "input", "select", "textarea", "optgroup", "option", "fieldset"};
constexpr std::string_view text_inputs[] = {"",      "text",           "search", "url",   "tel",
                                            "email", "password",       "date",   "month", "week",
                                            "time",  "datetime-local", "number"};
constexpr std::string_view placeholder_inputs[] = {"", "text", "search", "url", "tel", "email", "password", "number"};

// RFC 4647 3.3.2: subtags of the range in order, others may stand between, single letters end the search.
bool range_matches(std::string_view range, std::string_view tag) {
  if (range.empty()) return tag.empty();
  const std::string range_text = lower(range);
  const std::string tag_text = lower(tag);
  const auto wanted = split(range_text, '-');
  const auto have = split(tag_text, '-');
  if (tag.empty() || (wanted[0] != "*" && wanted[0] != have[0])) return false;
  std::size_t at = 1;
  for (std::size_t i = 1; i < wanted.size(); ++i) {
    if (wanted[i] == "*") continue;
    for (;; ++at) {
      if (at >= have.size() || (have[at] != wanted[i] && have[at].size() == 1)) return false;
      if (have[at] == wanted[i]) break;
    }
    ++at;
  }
  return true;
}

}  // namespace

bool Matcher::matches_html(const Simple& simple, NodeId id) const {
  switch (simple.pseudo) {
    case Pseudo::link: return is_link(id);
    case Pseudo::defined: return is_defined(id);
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
    case Pseudo::lang: return in_language(simple, id);
    default: return false;
  }
}

bool Matcher::is_link(NodeId id) const {
  return (is_html(id, "a") || is_html(id, "area")) && document_.attribute(id, "href") != nullptr;
}

/// Names with a hyphen are custom elements, which no script defines here.
bool Matcher::is_defined(NodeId id) const {
  return !document_.is_html_element(id) || document_[id].name.find('-') == std::string_view::npos;
}

bool Matcher::is_html(NodeId id, std::string_view name) const noexcept {
  return document_.is_html_element(id) && document_[id].name == name;
}

bool Matcher::can_be_disabled(NodeId id) const noexcept {
  return document_.is_html_element(id) && is_one_of(document_[id].name, disableable);
}

bool Matcher::is_disabled(NodeId id) const {
  if (document_.attribute(id, "disabled") != nullptr) return true;
  const auto name = document_[id].name;
  if (name == "option") {
    const NodeId parent = parent_element(id);
    return parent != no_node && is_html(parent, "optgroup") && document_.attribute(parent, "disabled") != nullptr;
  }
  if (name == "optgroup") return false;
  // A disabled fieldset disables what it holds, but for its first legend.
  NodeId below = id;
  for (NodeId at = parent_element(id); at != no_node; below = at, at = parent_element(at)) {
    if (!is_html(at, "fieldset") || document_.attribute(at, "disabled") == nullptr) continue;
    NodeId first_legend = document_[at].first_child;
    while (first_legend != no_node && !is_html(first_legend, "legend")) first_legend = document_[first_legend].next;
    if (below != first_legend) return true;
  }
  return false;
}

bool Matcher::is_checked(NodeId id) const {
  if (is_html(id, "option")) return document_.attribute(id, "selected") != nullptr;
  if (!is_html(id, "input") || document_.attribute(id, "checked") == nullptr) return false;
  const auto* type = document_.attribute(id, "type");
  return type != nullptr && (equal_ignoring_case(*type, "checkbox") || equal_ignoring_case(*type, "radio"));
}

bool Matcher::takes_value(NodeId id) const noexcept {
  return is_html(id, "input") || is_html(id, "select") || is_html(id, "textarea");
}

bool Matcher::is_read_write(NodeId id) const {
  if (!document_.is_html_element(id)) return false;
  const auto* type = document_.attribute(id, "type");
  const bool text_input = is_html(id, "input") && is_one_of(lower(type == nullptr ? "" : *type), text_inputs);
  if (text_input || is_html(id, "textarea")) return document_.attribute(id, "readonly") == nullptr && !is_disabled(id);
  const auto* editable = document_.attribute(id, "contenteditable");
  return editable != nullptr && (editable->empty() || equal_ignoring_case(*editable, "true"));
}

bool Matcher::placeholder_shown(NodeId id) const {
  const auto* placeholder = document_.attribute(id, "placeholder");
  if (placeholder == nullptr || placeholder->empty()) return false;
  if (is_html(id, "textarea")) return text_content(document_, id).find_first_not_of("\r\n") == std::string::npos;
  const auto* type = document_.attribute(id, "type");
  if (!is_html(id, "input") || !is_one_of(lower(type == nullptr ? "" : *type), placeholder_inputs)) return false;
  const auto* value = document_.attribute(id, "value");
  return value == nullptr || value->empty();
}

NodeId Matcher::form_of(NodeId id) const noexcept {
  NodeId at = parent_element(id);
  while (at != no_node && !is_html(at, "form")) at = parent_element(at);
  return at;
}

bool Matcher::is_default(NodeId id) const {
  if (is_checked(id)) return true;
  const auto* type = document_.attribute(id, "type");
  const auto submits = [&](NodeId at) {
    const auto* kind = document_.attribute(at, "type");
    if (is_html(at, "button")) return kind == nullptr || equal_ignoring_case(*kind, "submit");
    return is_html(at, "input") && kind != nullptr &&
           (equal_ignoring_case(*kind, "submit") || equal_ignoring_case(*kind, "image"));
  };
  if ((type == nullptr && !is_html(id, "button")) || !submits(id)) return false;
  const NodeId form = form_of(id);
  if (form == no_node) return false;
  for (NodeId at = document_.following(form, form); at != no_node; at = document_.following(at, form))
    if (submits(at)) return at == id;
  return false;
}

bool Matcher::is_indeterminate(NodeId id) const {
  if (is_html(id, "progress")) return document_.attribute(id, "value") == nullptr;
  const auto* type = document_.attribute(id, "type");
  if (!is_html(id, "input") || type == nullptr) return false;
  if (equal_ignoring_case(*type, "checkbox")) return document_.attribute(id, "indeterminate") != nullptr;
  const auto* name = document_.attribute(id, "name");
  if (!equal_ignoring_case(*type, "radio") || name == nullptr || name->empty()) return false;
  // A radio button is undecided while none of its group is checked.
  const NodeId form = form_of(id);
  const NodeId top = form == no_node ? 0 : form;
  for (NodeId at = document_.following(top, top); at != no_node; at = document_.following(at, top)) {
    const auto* other = document_.attribute(at, "name");
    if (document_[at].type == NodeType::element && other != nullptr && *other == *name && form_of(at) == form &&
        is_checked(at))
      return false;
  }
  return true;
}

bool Matcher::in_language(const Simple& simple, NodeId id) const {
  const std::string_view* language = nullptr;
  for (NodeId at = id; at != no_node && language == nullptr; at = parent_element(at)) {
    for (const auto& attribute : document_.attributes(at))
      if (attribute.ns == xml_namespace && attribute.name == "lang") language = &attribute.value;
    if (language == nullptr && document_.is_html_element(at)) language = document_.attribute(at, "lang");
  }
  std::string_view tag;
  if (language != nullptr) {
    tag = *language;
  } else {
    // <meta http-equiv="content-language"> speaks for the page.
    for (NodeId at = 0; at != no_node; at = document_.following(at, 0)) {
      if (!is_html(at, "meta")) continue;
      const auto* pragma = document_.attribute(at, "http-equiv");
      const auto* content = document_.attribute(at, "content");
      if (pragma != nullptr && content != nullptr && equal_ignoring_case(*pragma, "content-language")) tag = *content;
    }
    if (tag.empty()) return false;
  }
  return std::any_of(simple.words.begin(), simple.words.end(),
                     [&](const auto& range) { return range_matches(range, tag); });
}

}  // namespace pytk::scrape
