// What people take from pages: links, and named fields with filters.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/record/batch.hpp>
#include <pytk/scrape/dom.hpp>
#include <pytk/scrape/selector.hpp>

namespace pytk::scrape {

struct Link {
  NodeId element = no_node;
  std::string_view attribute;   ///< "href", "src", ...
  std::string reference;        ///< as written, trimmed
  std::string url;              ///< resolved against the base; as written when there is none
};
/// The document's base: its first <base href> seen from `document_url`, else `document_url` itself.
[[nodiscard]] std::string base_url(const Document& document, std::string_view document_url);
/// a[href] and area[href] in document order; every attribute that carries a URL with `all`.
[[nodiscard]] std::vector<Link> links(const Document& document, std::string_view base, bool all);

/// "name=SELECTOR[@ATTRIBUTE][|FILTER...]", "name[]=..." for a list of all matches.
/// Filters: trim, text, html, int, float, date, url, lower, upper, re:/PATTERN/, join:SEP, default:VALUE.
class FieldPlan {
 public:
  /// Throws Fault::usage.
  explicit FieldPlan(std::string_view text, const Namespaces& namespaces = {});
  ~FieldPlan();
  FieldPlan(FieldPlan&&) noexcept;
  FieldPlan& operator=(FieldPlan&&) noexcept;
  [[nodiscard]] record::Field field() const;
  /// Adds the value found below `scope` (or a null) to the column.
  void add(const Document& document, NodeId scope, std::string_view base, record::Column& column) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pytk::scrape
