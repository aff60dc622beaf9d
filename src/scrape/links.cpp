// Links and their base (HTML standard 2.4.3: the first <base href> counts, itself seen from the document's address).
#include <algorithm>

#include <pytk/core/address.hpp>
#include <pytk/core/text.hpp>
#include <pytk/scrape/extract.hpp>

#include "resolve.hpp"
#include "words.hpp"

namespace pytk::scrape {
namespace {

struct Carrier { std::string_view element, attribute; };
constexpr Carrier carriers[] = {
    {"a", "href"},           {"area", "href"},    {"link", "href"},       {"img", "src"},
    {"script", "src"},       {"iframe", "src"},   {"frame", "src"},       {"embed", "src"},
    {"source", "src"},       {"track", "src"},    {"input", "src"},       {"audio", "src"},
    {"video", "src"},        {"video", "poster"}, {"form", "action"},     {"button", "formaction"},
    {"input", "formaction"}, {"object", "data"},  {"blockquote", "cite"}, {"q", "cite"},
    {"ins", "cite"},         {"del", "cite"},     {"html", "manifest"},   {"body", "background"}};

// HTML standard 2.4.1: white space around a URL and line breaks inside it are not part of it.
std::string clean_reference(std::string_view text) {
  std::string out;
  for (const char c : trim(text))
    if (c != '\n' && c != '\r' && c != '\t') out.push_back(c);
  return out;
}

bool leads_somewhere(std::string_view reference) {
  for (const std::string_view scheme : {"javascript:", "mailto:", "tel:", "data:", "about:"})
    if (starts_with_ignoring_case(reference, scheme)) return false;
  return true;
}

void add_link(std::vector<Link>& links, NodeId element, std::string_view attribute, std::string_view value,
              std::string_view base) {
  Link link;
  link.element = element;
  link.attribute = attribute;
  link.reference = clean_reference(value);
  link.url = resolve(base, link.reference);
  links.push_back(std::move(link));
}

// "a.png 1x, b.png 2x": the URLs of the candidates. Commas may stand inside a URL, not at its end.
void add_srcset(std::vector<Link>& links, NodeId element, std::string_view value, std::string_view base) {
  while (true) {
    while (!value.empty() &&
           (value[0] == ',' || std::string_view(" \t\n\r\f").find(value[0]) != std::string_view::npos))
      value.remove_prefix(1);
    if (value.empty()) return;
    std::string_view url = value.substr(0, value.find_first_of(" \t\n\r\f"));
    value.remove_prefix(url.size());
    const bool ended = url.ends_with(',');
    while (url.ends_with(',')) url.remove_suffix(1);
    add_link(links, element, "srcset", url, base);
    if (!ended) {
      const std::size_t comma = value.find(',');
      value = comma == std::string_view::npos ? std::string_view{} : value.substr(comma + 1);
    }
  }
}

// <meta http-equiv="refresh" content="5; url=...">: where it leads.
void add_refresh(std::vector<Link>& links, const Document& document, NodeId element, std::string_view base) {
  const auto* kind = document.attribute(element, "http-equiv");
  if (kind == nullptr || !equal_ignoring_case(*kind, "refresh")) return;
  const auto* content = document.attribute(element, "content");
  if (content == nullptr) return;
  const std::size_t url = lower(*content).find("url=");
  if (url == std::string::npos) return;
  std::string_view target = trim(content->substr(url + 4));
  if (target.size() > 1 && (target[0] == '"' || target[0] == '\'') && target.back() == target[0])
    target = target.substr(1, target.size() - 2);
  add_link(links, element, "content", target, base);
}

// Attributes whose whole value is a reference; of those that lead somewhere only <a> and <area> unless all are wanted.
void add_carried(std::vector<Link>& links, const Document& document, NodeId element, std::string_view base, bool all) {
  const auto name = document[element].name;
  for (const auto& carrier : carriers) {
    if (carrier.element != name || (!all && carrier.element != "a" && carrier.element != "area")) continue;
    const auto* value = document.attribute(element, carrier.attribute);
    if (value == nullptr) continue;
    if (all || leads_somewhere(clean_reference(*value))) add_link(links, element, carrier.attribute, *value, base);
  }
}

}  // namespace

std::string resolve(std::string_view base, std::string_view reference) {
  if (base.empty()) return std::string(reference);
  const auto from = parse_url(base);
  // Browsers take spaces in references for %20.
  std::string safe;
  for (const char c : reference) {
    if (c == ' ') safe += "%20";
    else safe += c;
  }
  if (!from) return std::string(reference);
  auto target = resolve_url(*from, safe);
  if (!target) return std::string(reference);
  if (target->path.empty() && target->has_authority && (target->scheme == "http" || target->scheme == "https"))
    target->path.push_back('/');
  return target->text();
}

std::string base_url(const Document& document, std::string_view document_url) {
  for (NodeId at = 0; at != no_node; at = document.following(at, 0)) {
    if (!document.is_html_element(at) || document[at].name != "base") continue;
    if (const auto* href = document.attribute(at, "href"); href != nullptr)
      return resolve(document_url, clean_reference(*href));
  }
  return std::string(document_url);
}

std::vector<Link> links(const Document& document, std::string_view base, bool all) {
  std::vector<Link> found;
  for (NodeId at = document.following(0, 0); at != no_node; at = document.following(at, 0)) {
    if (document[at].type != NodeType::element) continue;
    add_carried(found, document, at, base, all);
    if (!all) continue;
    const auto name = document[at].name;
    if (name == "img" || name == "source")
      if (const auto* set = document.attribute(at, "srcset"); set != nullptr) add_srcset(found, at, *set, base);
    if (name == "meta") add_refresh(found, document, at, base);
    for (const auto& attribute : document.attributes(at))
      if (attribute.ns == xlink_namespace && attribute.name == "href")
        add_link(found, at, "xlink:href", attribute.value, base);
  }
  return found;
}

}  // namespace pytk::scrape
