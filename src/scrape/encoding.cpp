// Which encoding, and from it to UTF-8 (WHATWG Encoding standard; HTML standard 13.2.3).
#include <cerrno>

#include <iconv.h>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>
#include <pytk/scrape/parse.hpp>

namespace pytk::scrape {
namespace {

struct Encoding {
  std::string_view name;      ///< the standard's name
  std::string_view iconv;     ///< the C library's nearest
  std::string_view labels;    ///< separated by spaces, lower case
};
constexpr Encoding encodings[] = {
    {"UTF-8", "UTF-8", "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8"},
    {"IBM866", "CP866", "ibm866 866 cp866 csibm866"},
    {"ISO-8859-2", "ISO-8859-2",
     "iso-8859-2 csisolatin2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2"},
    {"ISO-8859-3", "ISO-8859-3",
     "iso-8859-3 csisolatin3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3"},
    {"ISO-8859-4", "ISO-8859-4",
     "iso-8859-4 csisolatin4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4"},
    {"ISO-8859-5", "ISO-8859-5",
     "iso-8859-5 csisolatincyrillic cyrillic iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988"},
    {"ISO-8859-6", "ISO-8859-6",
     "iso-8859-6 arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6-e iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987"},
    {"ISO-8859-7", "ISO-8859-7",
     "iso-8859-7 csisolatingreek ecma-118 elot_928 greek greek8 iso-ir-126 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 sun_eu_greek"},
    {"ISO-8859-8", "ISO-8859-8",
     "iso-8859-8 csiso88598e csisolatinhebrew hebrew iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 visual"},
    {"ISO-8859-8-I", "ISO-8859-8", "iso-8859-8-i csiso88598i logical"},
    {"ISO-8859-10", "ISO-8859-10", "iso-8859-10 csisolatin6 iso-ir-157 iso8859-10 iso885910 l6 latin6"},
    {"ISO-8859-13", "ISO-8859-13", "iso-8859-13 iso8859-13 iso885913"},
    {"ISO-8859-14", "ISO-8859-14", "iso-8859-14 iso8859-14 iso885914"},
    {"ISO-8859-15", "ISO-8859-15", "iso-8859-15 csisolatin9 iso8859-15 iso885915 iso_8859-15 l9"},
    {"ISO-8859-16", "ISO-8859-16", "iso-8859-16"},
    {"KOI8-R", "KOI8-R", "koi8-r cskoi8r koi koi8 koi8_r"},
    {"KOI8-U", "KOI8-U", "koi8-u koi8-ru"},
    {"macintosh", "MACINTOSH", "macintosh csmacintosh mac x-mac-roman"},
    {"windows-874", "CP874", "windows-874 dos-874 iso-8859-11 iso8859-11 iso885911 tis-620"},
    {"windows-1250", "CP1250", "windows-1250 cp1250 x-cp1250"},
    {"windows-1251", "CP1251", "windows-1251 cp1251 x-cp1251"},
    {"windows-1252", "CP1252",
     "windows-1252 ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii x-cp1252"},
    {"windows-1253", "CP1253", "windows-1253 cp1253 x-cp1253"},
    {"windows-1254", "CP1254",
     "windows-1254 cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 x-cp1254"},
    {"windows-1255", "CP1255", "windows-1255 cp1255 x-cp1255"},
    {"windows-1256", "CP1256", "windows-1256 cp1256 x-cp1256"},
    {"windows-1257", "CP1257", "windows-1257 cp1257 x-cp1257"},
    {"windows-1258", "CP1258", "windows-1258 cp1258 x-cp1258"},
    {"x-mac-cyrillic", "MAC-CYRILLIC", "x-mac-cyrillic x-mac-ukrainian"},
    {"GBK", "GB18030", "gbk chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 iso-ir-58 x-gbk"},
    {"gb18030", "GB18030", "gb18030"},
    {"Big5", "BIG5-HKSCS", "big5 big5-hkscs cn-big5 csbig5 x-x-big5"},
    {"EUC-JP", "EUC-JP", "euc-jp cseucpkdfmtjapanese x-euc-jp"},
    {"ISO-2022-JP", "ISO-2022-JP", "iso-2022-jp csiso2022jp"},
    {"Shift_JIS", "CP932", "shift_jis csshiftjis ms932 ms_kanji shift-jis sjis windows-31j x-sjis"},
    {"EUC-KR", "CP949",
     "euc-kr cseuckr csksc56011987 iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949"},
    {"replacement", "", "replacement csiso2022kr hz-gb-2312 iso-2022-cn iso-2022-cn-ext iso-2022-kr"},
    {"UTF-16BE", "UTF-16BE", "utf-16be unicodefffe"},
    {"UTF-16LE", "UTF-16LE", "utf-16le csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16"},
    {"x-user-defined", "CP1252", "x-user-defined"}};

const Encoding* find_by_name(std::string_view name) {
  for (const auto& encoding : encodings)
    if (encoding.name == name) return &encoding;
  return nullptr;
}

bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v'); }

// The value after "charset" "=" in a content type, quoted or not.
std::string_view charset_in(std::string_view text) {
  const std::string folded = lower(text);
  for (std::size_t at = folded.find("charset"); at != std::string::npos; at = folded.find("charset", at + 1)) {
    std::size_t i = at + 7;
    while (i < text.size() && is_space(text[i])) ++i;
    if (i >= text.size() || text[i] != '=') continue;
    ++i;
    while (i < text.size() && is_space(text[i])) ++i;
    if (i >= text.size()) return {};
    if (text[i] == '"' || text[i] == '\'') {
      const std::size_t end = text.find(text[i], i + 1);
      return end == std::string_view::npos ? std::string_view{} : text.substr(i + 1, end - i - 1);
    }
    std::size_t end = i;
    while (end < text.size() && !is_space(text[end]) && text[end] != ';') ++end;
    return text.substr(i, end - i);
  }
  return {};
}

// One attribute of a tag at `at`; false at the tag's end.
bool next_attribute(std::string_view text, std::size_t& at, std::string& name, std::string& value) {
  while (at < text.size() && (is_space(text[at]) || text[at] == '/')) ++at;
  if (at >= text.size() || text[at] == '>') return false;
  name.clear();
  value.clear();
  while (at < text.size() && !is_space(text[at]) && text[at] != '/' && text[at] != '>' &&
         (text[at] != '=' || name.empty()))
    name += text[at++];
  name = lower(name);
  while (at < text.size() && is_space(text[at])) ++at;
  if (at >= text.size() || text[at] != '=') return true;
  ++at;
  while (at < text.size() && is_space(text[at])) ++at;
  if (at < text.size() && (text[at] == '"' || text[at] == '\'')) {
    const char quote = text[at++];
    while (at < text.size() && text[at] != quote) value += text[at++];
    ++at;
  } else {
    while (at < text.size() && !is_space(text[at]) && text[at] != '>') value += text[at++];
  }
  return true;
}

// HTML standard, "prescan a byte stream to determine its encoding".
std::string prescan(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '<') continue;
    if (text.substr(at, 4) == "<!--") {
      const std::size_t end = text.find("-->", at + 2);
      if (end == std::string_view::npos) return {};
      at = end + 2;
      continue;
    }
    const bool meta = starts_with_ignoring_case(text.substr(at), "<meta") && at + 5 < text.size() &&
                      (is_space(text[at + 5]) || text[at + 5] == '/');
    if (!meta) continue;
    at += 5;
    std::string name, value, charset;
    bool from_content = false, pragma = false;
    while (next_attribute(text, at, name, value)) {
      if (name == "charset") {
        charset = value;
        from_content = false;
      } else if (name == "http-equiv") {
        pragma = equal_ignoring_case(value, "content-type");
      } else if (name == "content" && charset.empty()) {
        charset = std::string(charset_in(value));
        from_content = true;
      }
    }
    if (charset.empty() || (from_content && !pragma)) continue;
    std::string found = encoding_of_label(charset);
    if (found == "UTF-16BE" || found == "UTF-16LE") found = "UTF-8";
    if (found == "x-user-defined") found = "windows-1252";
    if (!found.empty()) return found;
  }
  return {};
}

// windows-1252 as the standard has it: five bytes that the C library refuses are the control characters.
std::string decode_windows_1252(std::string_view bytes) {
  constexpr char32_t high[32] = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
                                 0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                 0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(out, byte >= 0x80 && byte < 0xA0 ? high[byte - 0x80] : byte);
  }
  return out;
}

std::string decode_with_iconv(std::string_view bytes, const Encoding& encoding) {
  const iconv_t converter = ::iconv_open("UTF-8", std::string(encoding.iconv).c_str());
  if (converter == reinterpret_cast<iconv_t>(-1))  // NOLINT(performance-no-int-to-ptr): iconv(3) says so
    throw fail(Fault::missing, "the C library cannot decode {}", encoding.name);
  std::string out;
  char buffer[4096];
  // iconv takes the input as char* but never writes to it.
  char* in = const_cast<char*>(bytes.data());
  std::size_t left = bytes.size();
  while (left > 0) {
    char* to = buffer;
    std::size_t room = sizeof buffer;
    const std::size_t result = ::iconv(converter, &in, &left, &to, &room);
    const int error = errno;
    out.append(buffer, sizeof buffer - room);
    if (result != static_cast<std::size_t>(-1) || error == E2BIG) continue;
    append_utf8(out, 0xFFFD);
    ++in;
    --left;
  }
  ::iconv_close(converter);
  return out;
}

}  // namespace

std::string encoding_of_label(std::string_view label) {
  const std::string wanted = lower(trim(label));
  if (wanted.empty() || wanted.find(' ') != std::string::npos) return {};
  for (const auto& encoding : encodings)
    for (const auto known : split(encoding.labels, ' '))
      if (known == wanted) return std::string(encoding.name);
  return {};
}

std::string find_encoding(ByteView bytes, const ParseOptions& options) {
  const std::string_view text = text_of(bytes);
  if (!options.encoding.empty()) {
    auto name = encoding_of_label(options.encoding);
    if (name.empty())
      throw fail(Fault::usage, "unknown encoding '{}'", options.encoding)
          .hint("names are those of the web: utf-8, windows-1252, shift_jis ...");
    return name;
  }
  if (text.starts_with("\xEF\xBB\xBF")) return "UTF-8";
  if (text.starts_with("\xFE\xFF")) return "UTF-16BE";
  if (text.starts_with("\xFF\xFE")) return "UTF-16LE";
  if (auto name = encoding_of_label(options.http_charset); !name.empty()) return name;
  if (auto name = prescan(text.substr(0, 1024)); !name.empty()) return name;
  return options.guess && is_utf8(text) ? "UTF-8" : "windows-1252";
}

std::string decode(ByteView bytes, std::string_view encoding) {
  std::string_view text = text_of(bytes);
  for (const std::string_view mark : {"\xEF\xBB\xBF", "\xFE\xFF", "\xFF\xFE"})
    if (text.starts_with(mark) && (encoding == "UTF-8") == (mark.size() == 3) && encoding.starts_with("UTF")) {
      text.remove_prefix(mark.size());
      break;
    }
  if (encoding == "UTF-8") return is_utf8(text) ? std::string(text) : repair_utf8(text);
  if (encoding == "windows-1252" || encoding == "x-user-defined") return decode_windows_1252(text);
  if (encoding == "replacement") return text.empty() ? std::string() : std::string("\xEF\xBF\xBD");
  const Encoding* known = find_by_name(encoding);
  if (known == nullptr) throw fail(Fault::internal, "no decoder for '{}'", encoding);
  return decode_with_iconv(text, *known);
}

}  // namespace pytk::scrape
