// pytk scrape: elements, text, links and fields of pages.
#include <pytk/cmd/command.hpp>
#include <pytk/core/address.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>
#include <pytk/scrape/selector.hpp>

#include "scrape_shared.hpp"

namespace pytk::cmd {
namespace {

struct SelectOptions {
  PageOptions page;
  std::string selector, output = "-";
  std::vector<std::string> out;
  bool first = false, count = false, zero = false;
};

std::string element_json(const scrape::Document& document, scrape::NodeId id) {
  std::string out = "{\"tag\":";
  json::append_string(out, document[id].name);
  // Attributes have a place of their own: none of them can hide "text" or "tag".
  out += ",\"attrs\":{";
  bool first = true;
  for (const auto& attribute : document.attributes(id)) {
    if (!std::exchange(first, false)) out += ',';
    json::append_string(out, attribute.prefix.empty()
                                 ? std::string(attribute.name)
                                 : std::string(attribute.prefix) + ":" + std::string(attribute.name));
    out += ':';
    json::append_string(out, attribute.value);
  }
  out += "},\"text\":";
  json::append_string(out, scrape::readable_text(document, id));
  out += ",\"path\":";
  json::append_string(out, scrape::path_of(document, id));
  return out + "}";
}

// One part of the output of an element; false when an attribute is not there.
bool append_part(const std::string& part, const scrape::Document& document, scrape::NodeId id, std::string& out) {
  if (part == "html") out += scrape::outer_html(document, id);
  else if (part == "inner") out += scrape::inner_html(document, id);
  else if (part == "text") out += scrape::readable_text(document, id);
  else if (part == "json") out += element_json(document, id);
  else if (part == "path") out += scrape::path_of(document, id);
  else {
    const auto* value = document.attribute(id, part.substr(5));
    if (value == nullptr) return false;
    out += *value;
  }
  return true;
}

void check_part(std::string_view part) {
  if (part.starts_with("attr:") && part.size() > 5) return;
  static constexpr std::string_view known[] = {"html", "inner", "text", "json", "path"};
  for (const auto name : known)
    if (part == name) return;
  throw fail(Fault::usage, "unknown output '{}'", part).hint("one of html, inner, text, json, path, attr:NAME");
}

int run_select(const SelectOptions& o, Context& context) {
  const auto selector = scrape::Selector::parse(o.selector, namespaces_of(o.page));
  const auto page = load_page(o.page, context);
  const auto found = scrape::select(page.document, selector, 0, o.first ? 1 : 0);
  const auto sink = io::Sink::open(o.output, {.force = context.force});
  std::string text;
  if (o.count) text = std::to_string(found.size()) + "\n";
  const std::vector<std::string> parts = o.out.empty() ? std::vector<std::string>{"html"} : o.out;
  for (const auto id : found) {
    if (o.count) break;
    std::string line;
    bool any = false;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i > 0) line += '\t';
      any = append_part(parts[i], page.document, id, line) || any;
    }
    // An element without the only attribute asked for gives no line.
    if (!any) continue;
    text += line;
    text += o.zero ? '\0' : '\n';
    if (text.size() > (256U << 10U)) {
      sink->write(text);
      text.clear();
    }
  }
  sink->write(text);
  sink->commit();
  return found.empty() ? 1 : 0;
}

void describe_select(cli::Spec& spec) {
  auto& o = spec.options<SelectOptions>();
  spec.summary("print the elements that a CSS selector matches");
  spec.description(
      "CSS selectors of levels 1 to 3 and of level 4 :is, :where, :not with lists, :has, :nth-child(... of ...), the attribute flags i "
      "and s, and :-soup-contains(). Pages are parsed as browsers do. Exit status 1 when nothing matches.");
  spec.positional("SELECTOR", o.selector, "CSS selector").required();
  spec.positional("PAGE", o.page.input, "file, URL or - for standard input").otherwise("-");
  spec.option("--out", o.out, "what to print of each element; repeated: separated by tabs")
      .placeholder("html|inner|text|json|path|attr:NAME")
      .otherwise("html");
  spec.flag("--first", o.first, "only the first element");
  spec.flag("--count", o.count, "print only how many there are");
  spec.flag("-0,--null", o.zero, "end each with a zero byte instead of a line break");
  add_page_options(spec, o.page);
  cli::add_output_file(spec, o.output);
  spec.example("pytk scrape select title page.html --out text", "the title of a page");
  spec.example("pytk scrape select 'a[href]' page.html --out attr:href --out text", "targets and texts of all links");
  spec.run([&o](Context& context) {
    for (const auto& part : o.out) check_part(part);
    return run_select(o, context);
  });
}

struct TextOptions {
  PageOptions page;
  std::optional<std::string> selector;
  std::string output = "-", separator;
  bool raw = false;
};

int run_text(const TextOptions& o, Context& context) {
  const auto selector = scrape::Selector::parse(o.selector.value_or(":root"), namespaces_of(o.page));
  const auto page = load_page(o.page, context);
  const auto found = scrape::select(page.document, selector);
  const auto sink = io::Sink::open(o.output, {.force = context.force});
  std::string text;
  for (const auto id : found) {
    text += o.raw ? scrape::text_content(page.document, id) : scrape::readable_text(page.document, id);
    text += o.separator.empty() ? "\n" : o.separator;
  }
  sink->write(text);
  sink->commit();
  return found.empty() ? 1 : 0;
}

void describe_text(cli::Spec& spec) {
  auto& o = spec.options<TextOptions>();
  spec.summary("print the text of a page as a reader sees it");
  spec.description("White space is folded, blocks begin new lines, scripts, styles and the head are left out.");
  spec.positional("PAGE", o.page.input, "file, URL or - for standard input").otherwise("-");
  spec.option("--select", o.selector, "only of the elements that this selector matches").placeholder("SELECTOR");
  spec.option("--separator", o.separator, "put this after each element's text instead of a line break")
      .placeholder("TEXT");
  spec.flag("--raw", o.raw, "all text as it stands in the source, scripts included");
  add_page_options(spec, o.page);
  cli::add_output_file(spec, o.output);
  spec.example("pytk scrape text page.html", "what a reader sees");
  spec.example("pytk scrape text page.html --select h1", "the heading");
  spec.run([&o](Context& context) { return run_text(o, context); });
}

struct LinkOptions {
  PageOptions page;
  cli::OutputOptions output;
  bool all = false, external = false, internal = false;
};

record::Schema link_schema() {
  return {{"url", record::Type::text},        {"text", record::Type::text},      {"href", record::Type::text},
          {"element", record::Type::text},    {"attribute", record::Type::text}, {"rel", record::Type::text},
          {"external", record::Type::boolean}};
}

int run_links(const LinkOptions& o, Context& context) {
  const auto page = load_page(o.page, context);
  const auto base = parse_url(page.base);
  cli::RecordOutput rows(o.output, link_schema(), context);
  record::Batch batch(link_schema());
  std::uint64_t count = 0;
  for (const auto& link : scrape::links(page.document, page.base, o.all)) {
    const auto target = parse_url(link.url);
    const bool known = target && target->has_authority && base && base->has_authority;
    const bool external = known && target->host != base->host;
    if ((o.external && !(known && external)) || (o.internal && known && external)) continue;
    batch[0].add_text(link.url);
    batch[1].add_text(scrape::readable_text(page.document, link.element));
    batch[2].add_text(link.reference);
    batch[3].add_text(page.document[link.element].name);
    batch[4].add_text(link.attribute);
    if (const auto* rel = page.document.attribute(link.element, "rel"); rel != nullptr) batch[5].add_text(*rel);
    else batch[5].add_null();
    if (known) batch[6].add_bool(external);
    else batch[6].add_null();
    batch.end_row();
    ++count;
    if (!batch.full()) continue;
    rows.write(batch);
    batch.clear();
    if (rows.full()) break;
  }
  rows.write(batch);
  rows.finish();
  return count == 0 ? 1 : 0;
}

void describe_links(cli::Spec& spec) {
  auto& o = spec.options<LinkOptions>();
  spec.summary("list the links of a page, resolved against its base");
  spec.description(
      "Links are those of a and area; javascript:, mailto:, tel: and data: are left out. With --all every attribute that carries an "
      "address: images, scripts, forms, srcset, meta refresh and so on. Exit status 1 when there is none.");
  spec.positional("PAGE", o.page.input, "file, URL or - for standard input").otherwise("-");
  spec.flag("--all", o.all, "every address in the page, not only links");
  spec.flag("--external", o.external, "only those that leave the page's host");
  spec.flag("--internal", o.internal, "only those that stay on the page's host");
  add_page_options(spec, o.page);
  cli::add_output(spec, o.output);
  spec.field("url", "text", "absolute address; as written when the page's own is not known");
  spec.field("text", "text", "text of the link");
  spec.field("href", "text", "as written");
  spec.field("element", "text", "a, area, img ...");
  spec.field("attribute", "text", "href, src ...");
  spec.field("rel", "text", "rel attribute");
  spec.field("external", "boolean", "whether the host is another than the base's; null if unknown");
  spec.example("pytk scrape links page.html --base https://example.com/docs/ --fields url,text -f csv",
               "all links with their full addresses");
  spec.example("pytk scrape links page.html --all --fields url -f tsv --no-header", "every address, one a line");
  spec.run([&o](Context& context) { return run_links(o, context); });
}

struct ExtractOptions {
  PageOptions page;
  cli::OutputOptions output;
  std::vector<std::string> fields;
  std::optional<std::string> each;
};

int run_extract(const ExtractOptions& o, Context& context) {
  const auto namespaces = namespaces_of(o.page);
  std::vector<scrape::FieldPlan> plans;
  record::Schema schema;
  for (const auto& text : o.fields) {
    plans.emplace_back(text, namespaces);
    schema.push_back(plans.back().field());
  }
  std::optional<scrape::Selector> each;
  if (o.each) each.emplace(scrape::Selector::parse(*o.each, namespaces));
  const auto page = load_page(o.page, context);
  const std::vector<scrape::NodeId> scopes =
      each ? scrape::select(page.document, *each) : std::vector<scrape::NodeId>{0};
  cli::RecordOutput rows(o.output, schema, context);
  record::Batch batch(schema);
  for (const auto scope : scopes) {
    context.cancel.check();
    for (std::size_t i = 0; i < plans.size(); ++i) plans[i].add(page.document, scope, page.base, batch[i]);
    batch.end_row();
    if (!batch.full()) continue;
    rows.write(batch);
    batch.clear();
    if (rows.full()) break;
  }
  rows.write(batch);
  rows.finish();
  return scopes.empty() ? 1 : 0;
}

void describe_extract(cli::Spec& spec) {
  auto& o = spec.options<ExtractOptions>();
  spec.summary("make records of named fields");
  spec.description(
      "A field is NAME=SELECTOR, NAME=SELECTOR@ATTRIBUTE or NAME=@ATTRIBUTE and NAME= (of the row's own element), with NAME[]= for a list of all "
      "matches, followed by filters: |trim |int |float |date |url |lower |upper |html |re:/PATTERN/ |join:TEXT |default:TEXT. "
      "With --each there is a record for each element that the selector matches, without it one for the page.");
  spec.positional("PAGE", o.page.input, "file, URL or - for standard input").otherwise("-");
  spec.option("-f,--field", o.fields, "a field of the records").placeholder("NAME=SELECTOR").required();
  spec.option("--each", o.each, "selector of the rows").placeholder("SELECTOR");
  add_page_options(spec, o.page);
  cli::add_output(spec, o.output);
  spec.field("(the fields named)", "text", "int64 with |int, float64 with |float, time with |date, json for lists");
  spec.example("pytk scrape extract -f title=title -f name=h1 page.html", "title and name from a page");
  spec.example(
      "pytk scrape extract --each 'a[href]' -f text= -f 'url=@href|url' --base https://example.com/ page.html --format csv",
      "a record for each link");
  spec.run([&o](Context& context) { return run_extract(o, context); });
}

void describe(cli::Spec& spec) {
  spec.summary("take text, links and fields from web pages");
  spec.description(
      "Pages come from a file, standard input or a URL. What reaches out does so only for the URLs given; use it on servers "
      "that you may ask.");
  spec.verb("get", "fetch pages", describe_scrape_get);
  spec.verb("select", "elements that a CSS selector matches", describe_select);
  spec.verb("text", "text as a reader sees it", describe_text);
  spec.verb("links", "links, resolved", describe_links);
  spec.verb("extract", "records of named fields", describe_extract);
  spec.example("pytk scrape extract -f title=title -f name=h1 page.html", "title and name from a page");
  spec.example("pytk scrape links page.html --base https://example.com/", "all links of a page");
}

}  // namespace

extern const Command scrape;
const Command scrape{"scrape", "take text, links and fields from web pages", Group::web, Needs::nothing, describe};

}  // namespace pytk::cmd
