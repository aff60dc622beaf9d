// Any text as a selector or a field: refused as usage, or matched without harm.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <pytk/core/error.hpp>
#include <pytk/scrape/extract.hpp>
#include <pytk/scrape/parse.hpp>

using namespace pytk;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 256) return 0;
  static const auto page = scrape::parse_html(bytes_of(
      "<div id=a class='b c'><p lang=de>x<b>y</b></p><form><input type=radio name=n><select><option selected>z</select></form><a href=u>v</a></div>"));
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto selector = scrape::Selector::parse(text, {{"p", "urn:p"}});
    for (const auto id : scrape::select(page, selector))
      if (!scrape::matches(page, selector, id)) abort();
  } catch (const Error& error) {
    if (error.fault() != Fault::usage) abort();
  }
  try {
    const scrape::FieldPlan plan(text);
    record::Column column(plan.field().type);
    plan.add(page, 0, "http://h/", column);
    if (column.size() != 1) abort();
  } catch (const Error& error) {
    if (error.fault() != Fault::usage) abort();
  }
  return 0;
}
