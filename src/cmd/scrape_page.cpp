// Where the page of pytk scrape comes from.
#include <pytk/core/text.hpp>
#include <pytk/io/http.hpp>
#include <pytk/io/source.hpp>

#include "scrape_shared.hpp"

namespace pytk::cmd {
namespace {

bool is_url(std::string_view text) {
  return starts_with_ignoring_case(text, "http://") || starts_with_ignoring_case(text, "https://");
}

std::string charset_of(std::string_view content_type) {
  const std::size_t at = lower(content_type).find("charset=");
  if (at == std::string::npos) return {};
  std::string_view value = content_type.substr(at + 8);
  value = trim(value.substr(0, value.find(';')));
  if (value.size() > 1 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
  return std::string(value);
}

}  // namespace

void add_page_options(cli::Spec& spec, PageOptions& o) {
  spec.option("--from", o.from, "kind of markup")
      .choices({"auto", "html", "xml", "xhtml"})
      .otherwise("auto: XML when it begins with <?xml, else HTML");
  spec.option("--from-encoding", o.encoding, "encoding of the bytes, instead of what the page declares")
      .placeholder("LABEL");
  spec.option("--base", o.base, "address that references are seen from")
      .placeholder("URL")
      .otherwise("the page's own address or its <base>");
  spec.option("--ns", o.namespaces, "namespace for the prefix in selectors; an empty prefix is the default")
      .placeholder("PREFIX=URI");
  spec.size("--max-bytes", o.max_bytes, "refuse larger pages").placeholder("SIZE").otherwise("64M");
  spec.option("--max-depth", o.max_depth, "refuse pages that nest deeper").placeholder("N").otherwise("4096");
}

scrape::Namespaces namespaces_of(const PageOptions& o) {
  scrape::Namespaces all;
  for (const auto& text : o.namespaces) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) throw fail(Fault::usage, "'{}' is not PREFIX=URI", text);
    all.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return all;
}

Page load_page(const PageOptions& o, Context& context) {
  scrape::ParseOptions options;
  options.encoding = o.encoding;
  options.max_bytes = o.max_bytes;
  options.max_depth = o.max_depth;
  std::string bytes;
  std::string address;
  if (is_url(o.input)) {
    io::HttpRequest request;
    request.url = o.input;
    request.max_bytes = o.max_bytes;
    request.timeout = context.timeout;
    request.cancel = &context.cancel;
    auto response = io::http_fetch(request);
    if (response.status >= 400) throw fail(Fault::network, "'{}' answered with status {}", o.input, response.status);
    options.http_charset = charset_of(response.header("content-type"));
    address = response.url;
    bytes = std::move(response.body);
  } else {
    io::OpenOptions open;
    open.cancel = &context.cancel;
    bytes = io::Source::open(o.input, open)->read_all(o.max_bytes);
  }
  const bool xml =
      o.from == "xml" || o.from == "xhtml" || (o.from == "auto" && scrape::looks_like_xml(bytes_of(bytes)));
  try {
    scrape::Document document =
        xml ? scrape::parse_xml(bytes_of(bytes), options) : scrape::parse_html(bytes_of(bytes), options);
    const std::string base = scrape::base_url(document, o.base.empty() ? address : o.base);
    return {std::move(document), base};
  } catch (Error& error) {
    // The parser knows the line, only we know the name.
    const auto place = error.where();
    error.set_where({o.input == "-" ? "standard input" : o.input, place.line, place.column, place.offset});
    throw;
  }
}

}  // namespace pytk::cmd
