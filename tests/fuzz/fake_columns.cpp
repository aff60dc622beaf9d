// Column specifications and templates: either refused as usage, or they make valid UTF-8.
#include <cstdint>
#include <cstdlib>
#include <string>

#include <pytk/core/text.hpp>
#include <pytk/fake/fake.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 512) return 0;
  static const pytk::fake::Catalogue catalogue;
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (!pytk::is_utf8(text)) return 0;
  for (const bool column : {true, false}) {
    try {
      // A column is a template with one generator in it; ':' separates there as spaces do here.
      pytk::fake::Template filled(column ? "{" + text + "}" : text, catalogue, 1, pytk::fake::data_version_day);
      std::string out;
      for (std::uint64_t row = 0; row < 3 && out.size() < (1U << 20U); ++row) filled.append(out, row);
    } catch (const pytk::Error& error) {
      if (error.fault() != pytk::Fault::usage) abort();
    }
  }
  return 0;
}
