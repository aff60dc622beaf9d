// What the verbs of pytk scrape share: where the page comes from and how it is parsed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <pytk/cli/output.hpp>
#include <pytk/cli/spec.hpp>
#include <pytk/scrape/extract.hpp>
#include <pytk/scrape/parse.hpp>

namespace pytk::cmd {

struct PageOptions {
  std::string input = "-", from = "auto", encoding, base;
  std::vector<std::string> namespaces;
  std::uint64_t max_bytes = 64'000'000, max_depth = 4096;
};
struct Page {
  scrape::Document document;
  std::string base;   ///< the URL that references are seen from, "" if there is none
};
void add_page_options(cli::Spec& spec, PageOptions& options);
/// Reads a file, standard input or a URL (whose final address is the base). Throws as io and scrape do.
[[nodiscard]] Page load_page(const PageOptions& options, Context& context);
[[nodiscard]] scrape::Namespaces namespaces_of(const PageOptions& options);

void describe_scrape_get(cli::Spec& spec);

}  // namespace pytk::cmd
