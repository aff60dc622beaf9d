// Sets of element names that several parts of scrape ask for.
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

namespace pytk::scrape {

template <std::size_t N>
[[nodiscard]] constexpr bool is_one_of(std::string_view name, const std::string_view (&names)[N]) noexcept {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// White space as CSS and HTML know it.
[[nodiscard]] constexpr bool is_space(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

inline constexpr std::string_view void_elements[] = {"area",  "base",  "br",       "col",     "embed", "hr",
                                                     "img",   "input", "link",     "meta",    "param", "source",
                                                     "track", "wbr",   "basefont", "bgsound", "frame", "keygen"};
inline constexpr std::string_view raw_text_elements[] = {"script",  "style",    "xmp",      "iframe",
                                                         "noembed", "noframes", "plaintext"};
inline constexpr std::string_view hidden_elements[] = {"script",   "style",    "head", "template",
                                                       "noscript", "datalist", "title"};
inline constexpr std::string_view block_elements[] = {
    "address", "article", "aside",  "blockquote", "body",     "caption",    "center",   "dd",     "details", "dialog",
    "dir",     "div",     "dl",     "dt",         "fieldset", "figcaption", "figure",   "footer", "form",    "h1",
    "h2",      "h3",      "h4",     "h5",         "h6",       "header",     "hgroup",   "hr",     "html",    "legend",
    "li",      "listing", "main",   "menu",       "nav",      "ol",         "optgroup", "option", "p",       "pre",
    "search",  "section", "select", "summary",    "table",    "tbody",      "tfoot",    "thead",  "tr",      "ul"};

}  // namespace pytk::scrape
