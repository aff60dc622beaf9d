// CSS selectors, levels 1 to 3 and the useful part of 4, matched on the tree itself.
//   auto selector = scrape::Selector::parse("div.item > a[href]");  auto found = scrape::select(page, selector);
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pytk/core/error.hpp>
#include <pytk/scrape/dom.hpp>

namespace pytk::scrape {

struct SelectorList;

/// Prefix and namespace URI; the prefix "" is the default namespace of type selectors.
using Namespaces = std::vector<std::pair<std::string, std::string>>;

class Selector {
 public:
  /// Throws Fault::usage with a caret under the fault.
  [[nodiscard]] static Selector parse(std::string_view text, const Namespaces& namespaces = {});
  ~Selector();
  Selector(Selector&&) noexcept;
  Selector& operator=(Selector&&) noexcept;
  [[nodiscard]] const SelectorList& list() const noexcept { return *list_; }

 private:
  explicit Selector(std::unique_ptr<SelectorList> list);
  std::unique_ptr<SelectorList> list_;
};

/// The elements below `scope` that match, in document order, at most `limit` (0: all).
[[nodiscard]] std::vector<NodeId> select(const Document& document, const Selector& selector, NodeId scope = 0,
                                         std::size_t limit = 0);
[[nodiscard]] bool matches(const Document& document, const Selector& selector, NodeId element, NodeId scope = 0);

}  // namespace pytk::scrape
