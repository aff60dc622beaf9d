// Names as user names and domains write them. Also compiled into the build's own packing tool.
#include "ascii.hpp"

#include <algorithm>
#include <iterator>

#include <pytk/core/text.hpp>

namespace pytk::fake {

namespace {

// Capitals of Latin-1 and of Latin Extended-A stand a fixed distance before their small letters; the Turkish dotted I
// and the ones with an entry below do not need it.
bool capital_without_own_entry(char32_t c) {
  if (c >= 0xC0 && c <= 0xDE) return c != 0xD7;
  const bool even_pairs = (c >= 0x100 && c <= 0x12F) || (c >= 0x132 && c <= 0x137) || (c >= 0x14A && c <= 0x177);
  const bool odd_pairs = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
  return (even_pairs && c % 2 == 0) || (odd_pairs && c % 2 == 1);
}

}  // namespace

std::string ascii_word(std::string_view text, std::string_view language) {
  // Pairs of a letter and what stands for it in names of the internet.
  struct Plain { char32_t letter; std::string_view text; };
  static constexpr Plain german[] = {{U'ä', "ae"}, {U'ö', "oe"}, {U'ü', "ue"},
                                     {U'Ä', "ae"}, {U'Ö', "oe"}, {U'Ü', "ue"}};
  static constexpr Plain all[] = {
      {U'à', "a"},  {U'á', "a"}, {U'â', "a"},  {U'ã', "a"}, {U'ä', "a"}, {U'å', "a"},  {U'ą', "a"}, {U'ă', "a"},
      {U'æ', "ae"}, {U'ç', "c"}, {U'ć', "c"},  {U'č', "c"}, {U'ď', "d"}, {U'đ', "d"},  {U'è', "e"}, {U'é', "e"},
      {U'ê', "e"},  {U'ë', "e"}, {U'ę', "e"},  {U'ě', "e"}, {U'ğ', "g"}, {U'ì', "i"},  {U'í', "i"}, {U'î', "i"},
      {U'ï', "i"},  {U'ı', "i"}, {U'ł', "l"},  {U'ñ', "n"}, {U'ń', "n"}, {U'ň', "n"},  {U'ò', "o"}, {U'ó', "o"},
      {U'ô', "o"},  {U'õ', "o"}, {U'ö', "o"},  {U'ø', "o"}, {U'ő', "o"}, {U'œ', "oe"}, {U'ř', "r"}, {U'ś', "s"},
      {U'š', "s"},  {U'ş', "s"}, {U'ß', "ss"}, {U'ť', "t"}, {U'ù', "u"}, {U'ú', "u"},  {U'û', "u"}, {U'ü', "u"},
      {U'ů', "u"},  {U'ű', "u"}, {U'ý', "y"},  {U'ÿ', "y"}, {U'ź', "z"}, {U'ż', "z"},  {U'ž', "z"}, {U'É', "e"},
      {U'È', "e"},  {U'Ç', "c"}, {U'Ł', "l"},  {U'Ś', "s"}, {U'Ż', "z"}, {U'Ø', "o"},  {U'Å', "a"}, {U'Á', "a"},
      {U'Í', "i"},  {U'Ó', "o"}, {U'Ú', "u"},  {U'Ñ', "n"}, {U'Š', "s"}, {U'Č', "c"},  {U'Ž', "z"}, {U'İ', "i"},
      {U'Ş', "s"},  {U'Ö', "o"}, {U'Ü', "u"},  {U'Ä', "a"}, {U'Î', "i"}};
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      char plain = text[at++];
      if (plain >= 'A' && plain <= 'Z') plain = static_cast<char>(plain + 32);
      if ((plain >= 'a' && plain <= 'z') || (plain >= '0' && plain <= '9')) out.push_back(plain);
      continue;
    }
    const char32_t written = next_code_point(text, at);
    const char32_t c = capital_without_own_entry(written) ? written + (written < 0x100 ? 0x20 : 1) : written;
    const auto same = [c](const Plain& plain) { return plain.letter == c; };
    if (language == "de") {
      if (const auto* found = std::find_if(std::begin(german), std::end(german), same); found != std::end(german)) {
        out += found->text;
        continue;
      }
    }
    if (const auto* found = std::find_if(std::begin(all), std::end(all), same); found != std::end(all))
      out += found->text;
  }
  return out;
}

}  // namespace pytk::fake
