#include <pytk/record/writer.hpp>

#include <array>
#include <utility>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "writers.hpp"

namespace pytk::record {
namespace {

using Named = std::pair<std::string_view, Format>;
constexpr std::array<Named, 6> names{{{"table", Format::table}, {"jsonl", Format::jsonl}, {"json", Format::json},
                                      {"csv", Format::csv}, {"tsv", Format::tsv}, {"markdown", Format::markdown}}};
constexpr std::array<Named, 3> other_names{
    {{"pretty", Format::table}, {"ndjson", Format::jsonl}, {"md", Format::markdown}}};

}  // namespace

Format parse_format(std::string_view name) {
  for (const auto& [known, format] : names)
    if (known == name) return format;
  for (const auto& [known, format] : other_names)
    if (known == name) return format;
  const auto all = format_names();
  auto hint = did_you_mean(name, all);
  if (hint.empty()) hint = "the formats are: " + join(all, ", ");
  throw fail(Fault::usage, "there is no format '{}'", name).hint(std::move(hint));
}

std::vector<std::string> format_names() {
  std::vector<std::string> all;
  all.reserve(std::size(names));
  for (const auto& [name, format] : names) all.emplace_back(name);
  return all;
}

std::unique_ptr<Writer> make_writer(Format format, const Schema& schema, io::Sink& sink, const Style& style) {
  switch (format) {
    case Format::jsonl: return make_json_writer(true, schema, sink);
    case Format::json: return make_json_writer(false, schema, sink);
    case Format::csv: return make_csv_writer(',', schema, sink, style.header);
    case Format::tsv: return make_csv_writer('\t', schema, sink, style.header);
    case Format::markdown: return make_markdown_writer(schema, sink);
    case Format::table: break;
  }
  return make_table_writer(schema, sink, style);
}

}  // namespace pytk::record
