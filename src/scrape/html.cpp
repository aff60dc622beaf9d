// HTML through libgumbo's HTML5 algorithm, copied into our own tree without recursion.
#include <gumbo.h>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>
#include <pytk/scrape/parse.hpp>

#include "words.hpp"

namespace pytk::scrape {
namespace {

// Elements whose end tags HTML lets people leave out never nest deeply however often they are opened.
constexpr std::string_view self_closing[] = {"p",  "li", "dd",    "dt",    "option", "optgroup", "tr",
                                             "td", "th", "tbody", "thead", "tfoot",  "colgroup", "caption",
                                             "rb", "rt", "rtc",   "rp",    "body",   "html",     "head"};

// An upper bound of the nesting, without a tree: the parser's time grows with the square of the depth, so a page that
// is nested absurdly is refused before it is built.
std::size_t nesting_of(std::string_view text) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    std::size_t begin = at + 1;
    const bool closing = begin < text.size() && text[begin] == '/';
    if (closing) ++begin;
    std::size_t end = begin;
    while (end < text.size() && end - begin < 16 && ((text[end] | 0x20) >= 'a' && (text[end] | 0x20) <= 'z')) ++end;
    if (end == begin) continue;
    const std::string name = lower(text.substr(begin, end - begin));
    if (is_one_of(name, void_elements) || is_one_of(name, self_closing)) continue;
    if (closing) depth -= depth > 0 ? 1 : 0;
    else deepest = std::max(deepest, ++depth);
  }
  return deepest;
}

std::string_view namespace_uri(GumboNamespaceEnum ns) {
  if (ns == GUMBO_NAMESPACE_SVG) return svg_namespace;
  return ns == GUMBO_NAMESPACE_MATHML ? mathml_namespace : html_namespace;
}

std::string_view tag_name(Document& document, const GumboElement& element) {
  if (element.tag_namespace == GUMBO_NAMESPACE_SVG) {
    GumboStringPiece piece = element.original_tag;
    gumbo_tag_from_original_text(&piece);
    if (const char* name = gumbo_normalize_svg_tagname(&piece); name != nullptr) return document.keep(name);
  }
  if (element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(element.tag);
  GumboStringPiece piece = element.original_tag;
  gumbo_tag_from_original_text(&piece);
  return document.keep(lower({piece.data, piece.length}));
}

void add_attributes(Document& document, NodeId id, const GumboVector& attributes) {
  for (unsigned i = 0; i < attributes.length; ++i) {
    const auto* attribute = static_cast<const GumboAttribute*>(attributes.data[i]);
    Attribute added;
    added.name = document.keep(attribute->name);
    added.value = document.keep(attribute->value);
    switch (attribute->attr_namespace) {
      case GUMBO_ATTR_NAMESPACE_XLINK: added.ns = xlink_namespace; added.prefix = "xlink"; break;
      case GUMBO_ATTR_NAMESPACE_XML: added.ns = xml_namespace; added.prefix = "xml"; break;
      case GUMBO_ATTR_NAMESPACE_XMLNS:
        added.ns = xmlns_namespace;
        added.prefix = added.name == "xmlns" ? "" : "xmlns";
        break;
      default: break;
    }
    document.add_attribute(id, added);
  }
}

void copy_node(Document& document, NodeId parent, const GumboNode& node) {
  switch (node.type) {
    case GUMBO_NODE_ELEMENT:
    case GUMBO_NODE_TEMPLATE: {
      const NodeId id = document.append(parent, NodeType::element);
      document.edit(id).name = tag_name(document, node.v.element);
      document.edit(id).ns = namespace_uri(node.v.element.tag_namespace);
      add_attributes(document, id, node.v.element.attributes);
      return;
    }
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_CDATA:
    case GUMBO_NODE_WHITESPACE: {
      const NodeId id = document.append(parent, NodeType::text);
      document.edit(id).text = document.keep(node.v.text.text);
      return;
    }
    case GUMBO_NODE_COMMENT: {
      const NodeId id = document.append(parent, NodeType::comment);
      document.edit(id).text = document.keep(node.v.text.text);
      return;
    }
    default: return;
  }
}

const GumboVector* children_of(const GumboNode& node) {
  if (node.type == GUMBO_NODE_DOCUMENT) return &node.v.document.children;
  if (node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE) return &node.v.element.children;
  return nullptr;
}

void copy_tree(Document& document, const GumboNode& top) {
  struct Level { const GumboVector* children; unsigned next; NodeId id; };
  std::vector<Level> levels{{children_of(top), 0, 0}};
  while (!levels.empty()) {
    auto& level = levels.back();
    if (level.next == level.children->length) {
      levels.pop_back();
      continue;
    }
    const auto& child = *static_cast<const GumboNode*>(level.children->data[level.next++]);
    copy_node(document, level.id, child);
    const GumboVector* below = children_of(child);
    if (below != nullptr && below->length > 0) levels.push_back({below, 0, document[level.id].last_child});
  }
}

}  // namespace

Document parse_html(ByteView bytes, const ParseOptions& options) {
  if (bytes.size() > options.max_bytes) throw fail(Fault::data, "the page is larger than {} bytes", options.max_bytes);
  const std::string text = decode(bytes, find_encoding(bytes, options));
  if (const std::size_t depth = nesting_of(text); depth > options.max_depth)
    throw fail(Fault::data, "the page nests about {} elements deep, over the limit of {}", depth, options.max_depth);
  GumboOptions gumbo = kGumboDefaultOptions;
  gumbo.max_errors = 0;
  const auto free_output = [&gumbo](GumboOutput* output) { gumbo_destroy_output(&gumbo, output); };
  const std::unique_ptr<GumboOutput, decltype(free_output)> output(
      gumbo_parse_with_options(&gumbo, text.data(), text.size()), free_output);
  Document document(Markup::html);
  const GumboDocument& parsed = output->document->v.document;
  document.set_quirks(parsed.doc_type_quirks_mode == GUMBO_DOCTYPE_QUIRKS);
  if (parsed.has_doctype) {
    const NodeId id = document.append(0, NodeType::doctype);
    document.edit(id).name = document.keep(parsed.name);
  }
  copy_tree(document, *output->document);
  return document;
}

}  // namespace pytk::scrape
