// A parsed page or XML document: nodes in one array, text in an arena, nothing recursive to destroy.
//   scrape::Document page = scrape::parse_html(bytes);  for (auto id : scrape::select(page, selector)) ...
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pytk::scrape {

using NodeId = std::uint32_t;
inline constexpr NodeId no_node = 0xFFFFFFFFU;

enum class NodeType : std::uint8_t { document, doctype, element, text, comment };
/// What made the document: decides how names compare.
enum class Markup : std::uint8_t { html, xhtml, xml };

inline constexpr std::string_view html_namespace = "http://www.w3.org/1999/xhtml";
inline constexpr std::string_view svg_namespace = "http://www.w3.org/2000/svg";
inline constexpr std::string_view mathml_namespace = "http://www.w3.org/1998/Math/MathML";
inline constexpr std::string_view xlink_namespace = "http://www.w3.org/1999/xlink";
inline constexpr std::string_view xml_namespace = "http://www.w3.org/XML/1998/namespace";
inline constexpr std::string_view xmlns_namespace = "http://www.w3.org/2000/xmlns/";

struct Attribute {
  std::string_view name;     ///< local name
  std::string_view prefix;   ///< as written, "" if none
  std::string_view ns;       ///< namespace URI, "" if none
  std::string_view value;
};

struct Node {
  NodeType type = NodeType::element;
  NodeId parent = no_node, first_child = no_node, last_child = no_node, previous = no_node, next = no_node;
  std::uint32_t attributes = 0, attribute_count = 0;
  std::string_view name;    ///< local name of an element, of a doctype
  std::string_view prefix;
  std::string_view ns;      ///< namespace URI of an element
  std::string_view text;    ///< of text and comments
};

/// Node 0 is the document. Views stay valid as long as the Document lives, also when it is moved.
class Document {
 public:
  explicit Document(Markup markup);
  Document(Document&&) noexcept = default;
  Document& operator=(Document&&) noexcept = default;
  [[nodiscard]] Markup markup() const noexcept { return markup_; }
  [[nodiscard]] bool quirks() const noexcept { return quirks_; }
  void set_quirks(bool quirks) noexcept { quirks_ = quirks; }
  [[nodiscard]] std::size_t size() const noexcept { return nodes_.size(); }
  [[nodiscard]] const Node& operator[](NodeId id) const noexcept { return nodes_[id]; }
  [[nodiscard]] std::span<const Attribute> attributes(NodeId id) const noexcept {
    return {attributes_.data() + nodes_[id].attributes, nodes_[id].attribute_count};
  }
  /// The value of an attribute without a namespace; names compare as the markup says. nullptr if there is none.
  [[nodiscard]] const std::string_view* attribute(NodeId id, std::string_view name) const noexcept;
  [[nodiscard]] bool is_html_element(NodeId id) const noexcept;
  /// The outermost element, no_node for none.
  [[nodiscard]] NodeId root() const noexcept;
  /// The next node in document order below `top`, no_node at the end.
  [[nodiscard]] NodeId following(NodeId id, NodeId top) const noexcept;
  /// The next node that is not below `id`.
  [[nodiscard]] NodeId following_skipping(NodeId id, NodeId top) const noexcept;
  /// How deep the node lies; the document is 0.
  [[nodiscard]] std::size_t depth(NodeId id) const noexcept;

  // For parsers.
  NodeId append(NodeId parent, NodeType type);
  Node& edit(NodeId id) noexcept { return nodes_[id]; }
  void add_attribute(NodeId id, const Attribute& attribute);
  [[nodiscard]] std::string_view keep(std::string_view text);

 private:
  Markup markup_;
  bool quirks_ = false;
  std::vector<Node> nodes_;
  std::vector<Attribute> attributes_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t block_used_ = 0, block_size_ = 0;
};

/// All text below a node, as it stands (scripts and styles too when the node is one).
[[nodiscard]] std::string text_content(const Document& document, NodeId id);
/// Text as a reader sees it: runs of white space are one space, blocks and <br> end lines, hidden elements are left
/// out.
[[nodiscard]] std::string readable_text(const Document& document, NodeId id);
/// The element with its tags (HTML's serialisation, or XML's), or only what is inside.
[[nodiscard]] std::string outer_html(const Document& document, NodeId id);
[[nodiscard]] std::string inner_html(const Document& document, NodeId id);
/// A selector that leads to this element: "html > body > p:nth-child(2)".
[[nodiscard]] std::string path_of(const Document& document, NodeId id);

}  // namespace pytk::scrape
