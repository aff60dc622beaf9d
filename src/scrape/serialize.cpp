// Elements back to markup (HTML standard 13.3), without recursion.
#include <pytk/scrape/dom.hpp>

#include "words.hpp"

namespace pytk::scrape {
namespace {

void escape(std::string& out, std::string_view text, bool attribute, bool xml) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '&') out += "&amp;";
    else if (c == '<' && (!attribute || xml)) out += "&lt;";
    else if (c == '>' && (!attribute || xml)) out += "&gt;";
    else if (c == '"' && attribute) out += "&quot;";
    else if (c == '\xC2' && i + 1 < text.size() && text[i + 1] == '\xA0' && !xml) {
      out += "&nbsp;";
      ++i;
    } else {
      out.push_back(c);
    }
  }
}

void open_tag(const Document& document, NodeId id, std::string& out, bool xml) {
  const Node& node = document[id];
  out += '<';
  if (!node.prefix.empty()) (out += node.prefix) += ':';
  out += node.name;
  for (const auto& attribute : document.attributes(id)) {
    out += ' ';
    if (!attribute.prefix.empty()) (out += attribute.prefix) += ':';
    out += attribute.name;
    out += "=\"";
    escape(out, attribute.value, true, xml);
    out += '"';
  }
  out += xml && node.first_child == no_node ? "/>" : ">";
}

bool has_end_tag(const Document& document, NodeId id, bool xml) {
  if (xml) return document[id].first_child != no_node;
  return !(document.is_html_element(id) && is_one_of(document[id].name, void_elements));
}

void enter(const Document& document, NodeId id, std::string& out, bool xml) {
  const Node& node = document[id];
  switch (node.type) {
    case NodeType::element: open_tag(document, id, out, xml); break;
    case NodeType::text: {
      const NodeId parent = node.parent;
      const bool raw = !xml && document.is_html_element(parent) && is_one_of(document[parent].name, raw_text_elements);
      if (raw) out += node.text;
      else escape(out, node.text, false, xml);
      break;
    }
    case NodeType::comment: out.append("<!--").append(node.text).append("-->"); break;
    case NodeType::doctype: out.append("<!DOCTYPE ").append(node.name).append(">"); break;
    case NodeType::document: break;
  }
}

std::string serialize(const Document& document, NodeId top, bool with_top) {
  const bool xml = document.markup() != Markup::html;
  std::string out;
  NodeId at = top;
  bool entering = true;
  for (;;) {
    const Node& node = document[at];
    if (entering) {
      if (at != top || with_top) enter(document, at, out, xml);
      if (node.first_child != no_node) {
        at = node.first_child;
        continue;
      }
    }
    if (node.type == NodeType::element && (at != top || with_top) && has_end_tag(document, at, xml)) {
      out += "</";
      if (!node.prefix.empty()) (out += node.prefix) += ':';
      (out += node.name) += '>';
    }
    if (at == top) return out;
    entering = node.next != no_node;
    at = entering ? node.next : node.parent;
  }
}

}  // namespace

std::string outer_html(const Document& document, NodeId id) { return serialize(document, id, true); }
std::string inner_html(const Document& document, NodeId id) { return serialize(document, id, false); }

}  // namespace pytk::scrape
