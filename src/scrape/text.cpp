// Text of a subtree, as it stands and as it is read.
#include <pytk/scrape/dom.hpp>

#include "words.hpp"

namespace pytk::scrape {
namespace {

unsigned lines_around(std::string_view name) noexcept {
  constexpr std::string_view spaced[] = {"p",          "h1",  "h2", "h3", "h4", "h5",    "h6",
                                         "blockquote", "pre", "ul", "ol", "dl", "table", "figure"};
  return is_one_of(name, spaced) ? 2 : is_one_of(name, block_elements) ? 1 : 0;
}

bool keeps_space(std::string_view name) noexcept { return name == "pre" || name == "textarea"; }

// Collects words with single spaces; a line break waits until something follows it.
class Reader {
 public:
  void text(std::string_view text) {
    if (preformatted_ > 0) {
      separate();
      out_ += text;
      return;
    }
    for (const char c : text) {
      if (is_space(c)) {
        space_ = true;
        continue;
      }
      separate();
      out_.push_back(c);
    }
  }
  /// Of the element whose text is read, and of each one inside it.
  void enter(std::string_view name, bool outermost) {
    end_line(outermost ? 0 : lines_around(name));
    if (name == "br") end_line(1);
    if (name == "td" || name == "th") cell();
    if (keeps_space(name)) ++preformatted_;
  }
  void leave(std::string_view name, bool outermost) {
    if (!outermost) end_line(lines_around(name));
    if (keeps_space(name)) --preformatted_;
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void end_line(unsigned lines) { lines_ = std::max(lines_, lines); }
  void cell() {
    if (!out_.empty() && out_.back() != '\n' && lines_ == 0) tab_ = true;
  }
  void separate() {
    if (out_.empty()) lines_ = 0;
    if (lines_ > 0) out_.append(lines_, '\n');
    else if (tab_) out_ += '\t';
    else if (space_ && !out_.empty() && out_.back() != '\n') out_ += ' ';
    lines_ = 0;
    space_ = tab_ = false;
  }
  std::string out_;
  unsigned lines_ = 0;
  std::size_t preformatted_ = 0;   ///< elements that are open and keep their white space
  bool space_ = false, tab_ = false;
};

}  // namespace

std::string text_content(const Document& document, NodeId id) {
  if (document[id].type == NodeType::text) return std::string(document[id].text);
  std::string out;
  for (NodeId at = document.following(id, id); at != no_node; at = document.following(at, id))
    if (document[at].type == NodeType::text) out += document[at].text;
  return out;
}

std::string readable_text(const Document& document, NodeId id) {
  Reader reader;
  // Leaving an element matters too: walk with explicit ends, without recursion.
  NodeId at = id;
  bool entering = true;
  for (;;) {
    const Node& node = document[at];
    const bool element = node.type == NodeType::element;
    const bool hidden = entering && element && at != id && is_one_of(node.name, hidden_elements);
    if (entering && !hidden) {
      if (node.type == NodeType::text) reader.text(node.text);
      if (element) reader.enter(node.name, at == id);
      if (node.first_child != no_node) {
        at = node.first_child;
        continue;
      }
    }
    if (element && !hidden) reader.leave(node.name, at == id);
    if (at == id) return reader.take();
    entering = node.next != no_node;
    at = entering ? node.next : node.parent;
  }
}

}  // namespace pytk::scrape
