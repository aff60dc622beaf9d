// XML through libxml2: namespaces, no network, no DTD, no external or expanded entities.
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <pytk/core/error.hpp>
#include <pytk/core/lazy.hpp>
#include <pytk/core/log.hpp>
#include <pytk/core/text.hpp>
#include <pytk/scrape/parse.hpp>

namespace pytk::scrape {
namespace {

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view{} : std::string_view(reinterpret_cast<const char*>(text));
}

struct FirstFault {
  std::string message;
  int line = 0;
};

void remember(void* context, xmlErrorPtr error) {
  auto& fault = *static_cast<FirstFault*>(static_cast<xmlParserCtxtPtr>(context)->_private);
  if (!fault.message.empty() || error == nullptr || error->message == nullptr || error->level < XML_ERR_ERROR) return;
  fault.message = std::string(trim(error->message));
  fault.line = error->line;
}

// Entities stay what they are written as: nothing outside is read, nothing inside is multiplied.
std::string_view content_of(Document& document, const xmlNode& node) {
  if (node.type == XML_ENTITY_REF_NODE) return document.keep("&" + std::string(view(node.name)) + ";");
  return document.keep(view(node.content));
}

void add_attributes(Document& document, NodeId id, const xmlNode& element) {
  for (const xmlAttr* attribute = element.properties; attribute != nullptr; attribute = attribute->next) {
    Attribute added;
    added.name = document.keep(view(attribute->name));
    if (attribute->ns != nullptr) {
      added.prefix = document.keep(view(attribute->ns->prefix));
      added.ns = document.keep(view(attribute->ns->href));
    }
    std::string value;
    for (const xmlNode* part = attribute->children; part != nullptr; part = part->next)
      value += content_of(document, *part);
    added.value = document.keep(value);
    document.add_attribute(id, added);
  }
}

NodeId copy_node(Document& document, NodeId parent, const xmlNode& node) {
  switch (node.type) {
    case XML_ELEMENT_NODE: {
      const NodeId id = document.append(parent, NodeType::element);
      document.edit(id).name = document.keep(view(node.name));
      if (node.ns != nullptr) {
        document.edit(id).prefix = document.keep(view(node.ns->prefix));
        document.edit(id).ns = document.keep(view(node.ns->href));
      }
      add_attributes(document, id, node);
      return id;
    }
    case XML_TEXT_NODE:
    case XML_CDATA_SECTION_NODE:
    case XML_ENTITY_REF_NODE:
    case XML_COMMENT_NODE: {
      const NodeId id = document.append(parent, node.type == XML_COMMENT_NODE ? NodeType::comment : NodeType::text);
      document.edit(id).text = content_of(document, node);
      return no_node;
    }
    default: return no_node;
  }
}

void copy_tree(Document& document, const xmlNode* first) {
  struct Level { const xmlNode* next; NodeId id; };
  std::vector<Level> levels{{first, 0}};
  while (!levels.empty()) {
    const xmlNode* node = levels.back().next;
    if (node == nullptr) {
      levels.pop_back();
      continue;
    }
    levels.back().next = node->next;
    const NodeId id = copy_node(document, levels.back().id, *node);
    if (id != no_node && node->children != nullptr) levels.push_back({node->children, id});
  }
}

}  // namespace

Document parse_xml(ByteView bytes, const ParseOptions& options) {
  lazy::require("xml2");
  if (bytes.size() > std::min<std::size_t>(options.max_bytes, INT32_MAX))
    throw fail(Fault::data, "the document is larger than {} bytes", options.max_bytes);
  FirstFault fault;
  const auto free_context = [](xmlParserCtxtPtr context) { xmlFreeParserCtxt(context); };
  const std::unique_ptr<xmlParserCtxt, decltype(free_context)> context(xmlNewParserCtxt(), free_context);
  if (!context) throw fail(Fault::internal, "no memory for the XML parser");
  context->_private = &fault;
  context->sax->serror = remember;
  // No network, no DTD, no entity expansion; libxml2's own limits (depth 256, 10 MB a text) stay on.
  const auto free_tree = [](xmlDocPtr tree) { xmlFreeDoc(tree); };
  const std::unique_ptr<xmlDoc, decltype(free_tree)> tree(
      xmlCtxtReadMemory(context.get(), reinterpret_cast<const char*>(bytes.data()), static_cast<int>(bytes.size()),
                        nullptr, options.encoding.empty() ? nullptr : options.encoding.c_str(),
                        XML_PARSE_NONET | XML_PARSE_RECOVER),
      free_tree);
  Document document(Markup::xml);
  if (tree) copy_tree(document, tree->children);
  if (fault.message.empty() && document.root() != no_node) return document;
  const std::string reason = fault.message.empty() ? "it holds no element" : fault.message;
  if (document.root() == no_node) {
    Error error = fail(Fault::data, "the XML is not well-formed: {}", reason);
    error.set_where({"", fault.line, 0, -1});
    throw error;
  }
  log::warn("the XML is not well-formed in line {}: {}; what could be read was read", fault.line, reason);
  return document;
}

bool looks_like_xml(ByteView bytes) noexcept {
  std::string_view text = text_of(bytes.first(std::min<std::size_t>(bytes.size(), 1024)));
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = trim(text);
  if (!starts_with_ignoring_case(text, "<?xml")) return false;
  // XHTML served as a page is read as browsers read it.
  return lower(text).find("<html") == std::string::npos && lower(text).find("<!doctype html") == std::string::npos;
}

}  // namespace pytk::scrape
