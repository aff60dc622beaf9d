// Any bytes as a page: walking, reading, writing and linking must end and give valid UTF-8.
#include <cstdint>
#include <cstdlib>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>
#include <pytk/scrape/extract.hpp>
#include <pytk/scrape/parse.hpp>

using namespace pytk;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  try {
    const auto page = scrape::parse_html({data, size});
    if (!is_utf8(scrape::readable_text(page, 0)) || !is_utf8(scrape::outer_html(page, 0))) abort();
    for (const auto& link : scrape::links(page, "http://h/a/b", true))
      if (link.element >= page.size()) abort();
    if (page.root() != scrape::no_node) (void)scrape::path_of(page, page.root());
  } catch (const Error& error) {
    if (error.fault() != Fault::data) abort();
  }
  return 0;
}
