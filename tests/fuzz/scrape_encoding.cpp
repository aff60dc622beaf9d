// Any bytes in any encoding become valid UTF-8.
#include <cstdint>
#include <cstdlib>

#include <pytk/core/text.hpp>
#include <pytk/scrape/parse.hpp>

using namespace pytk;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 2048 || size == 0) return 0;
  static constexpr std::string_view labels[] = {"utf-8",       "windows-1252", "shift_jis", "euc-jp",
                                                "iso-2022-jp", "gb18030",      "big5",      "euc-kr",
                                                "utf-16le",    "utf-16be",     "koi8-r"};
  const ByteView bytes(data + 1, size - 1);
  const auto name = scrape::encoding_of_label(labels[data[0] % std::size(labels)]);
  if (name.empty() || !is_utf8(scrape::decode(bytes, name))) abort();
  if (scrape::encoding_of_label(scrape::find_encoding(bytes, {})).empty()) abort();
  return 0;
}
