#include <pytk/image/steg.hpp>

#include <algorithm>
#include <array>
#include <cstring>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "image/container.hpp"

namespace pytk::image {

namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view bytes, name;
};
constexpr Magic magics[] = {{"PK\x03\x04"sv, "ZIP"},
                            {"Rar!\x1a\x07"sv, "RAR"},
                            {"7z\xbc\xaf\x27\x1c"sv, "7z"},
                            {"%PDF-"sv, "PDF"},
                            {"\x7f"
                             "ELF"sv,
                             "ELF"},
                            {"\x89PNG\r\n"sv, "PNG"},
                            {"\xff\xd8\xff"sv, "JPEG"},
                            {"GIF8"sv, "GIF"},
                            {"\x1f\x8b\x08"sv, "gzip"},
                            {"BZh"sv, "bzip2"},
                            {"\xfd"
                             "7zXZ"sv,
                             "xz"}};

std::string_view magic_of(ByteView bytes) {
  for (const auto& magic : magics)
    if (text_of(bytes).starts_with(magic.bytes)) return magic.name;
  return {};
}

std::string preview_of(ByteView bytes) {
  return escape_controls(text_of(bytes.first(std::min<std::size_t>(bytes.size(), 80))));
}

void add_appended(std::vector<Finding>& out, ByteView bytes, std::size_t end, std::string where) {
  if (end == 0 || end >= bytes.size()) return;
  const ByteView rest = bytes.subspan(end);
  const auto magic = magic_of(rest);
  out.push_back({"appended", std::move(where), magic.empty() ? Severity::medium : Severity::high,
                 magic.empty() ? preview_of(rest) : std::string(magic), end, rest.size()});
}

void look_at_png(std::vector<Finding>& out, ByteView bytes) {
  std::size_t end = 0;
  for (const auto& chunk : png_chunks(bytes)) {
    const auto found = [&](std::string where, Severity severity) {
      out.push_back({"chunk", std::move(where), severity, preview_of(chunk.body), chunk.offset, chunk.body.size()});
    };
    const std::string type = escape_controls(chunk.type);
    if (!chunk.checksum_right) found(type + ", wrong checksum", Severity::high);
    // The case of the second letter says whether a chunk is private.
    else if ((static_cast<unsigned char>(chunk.type[1]) & 0x20U) != 0)
      found(type + ", private", Severity::low);
    else if (type == "tEXt" || type == "zTXt" || type == "iTXt")
      found(type, Severity::info);
    if (type == "IEND") end = chunk.offset + chunk.body.size() + 12;
  }
  add_appended(out, bytes, end, "after IEND");
}

void look_at_structure(std::vector<Finding>& out, ByteView bytes, const Facts& facts) {
  if (facts.format == Format::png) look_at_png(out, bytes);
  if (facts.format == Format::jpeg) {
    for (const auto& segment : jpeg_segments(bytes))
      if (segment.marker == 0xfe)
        out.push_back({"comment", "COM", Severity::info, preview_of(segment.body), segment.offset, segment.size});
    add_appended(out, bytes, jpeg_end(bytes), "after EOI");
  }
  // ZIP readers look for the end record from the back, PDF readers for the header near the front.
  const std::string_view text = text_of(bytes);
  const std::size_t tail = bytes.size() > 65557 ? bytes.size() - 65557 : 0;
  if (const std::size_t at = text.find("PK\x05\x06"sv, tail); at != std::string_view::npos)
    out.push_back({"polyglot", "end record of a ZIP archive", Severity::high, "ZIP", at, bytes.size() - at});
  if (const std::size_t at = text.substr(0, 1024).find("%PDF-"); at != std::string_view::npos)
    out.push_back({"polyglot", "header of a PDF file", Severity::high, "PDF", at, bytes.size() - at});
}

bool printable(std::uint8_t byte) noexcept { return byte >= 32 && byte < 127; }

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Whether somebody may have written it: several letters, none of them everywhere, few other signs, and capitals and
/// digits not mixed into words. Low bits of photographs hold long printable runs, but they fail here.
bool is_speech(std::string_view text, bool strict) {
  std::array<std::size_t, 128> seen{};
  std::size_t different = 0, most = 0, plain = 0, letters = 0, changes = 0;
  const auto kind = [](char c) { return is_letter(c) ? ((c & 32) != 0 ? 1 : 2) : (c >= '0' && c <= '9') ? 3 : 0; };
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::size_t& count = seen[static_cast<unsigned char>(text[i]) & 127U];
    if (count++ == 0) ++different;
    most = std::max(most, count);
    if (kind(text[i]) != 0 || text[i] == ' ') ++plain;
    if (is_letter(text[i]) || text[i] == ' ') ++letters;
    if (i > 0 && kind(text[i]) != 0 && kind(text[i - 1]) != 0 && kind(text[i]) != kind(text[i - 1])) ++changes;
  }
  if (different < (text.size() < 12 ? 6U : 7U) || most * 3 > text.size() + 3) return false;
  if (changes * 6 > text.size() + 18) return false;
  return strict ? letters * 20 >= text.size() * 17 && changes * 6 <= text.size() : plain * 4 >= text.size() * 3;
}

/// Text within the first bytes, or a long one anywhere; or the first bytes of a known format.
void look_at_bits(std::vector<Finding>& out, ByteView data, const BitOrder& order) {
  constexpr std::size_t near = 8, short_text = 8, middle_text = 14, long_text = 20;
  const std::string where = order.name();
  if (const auto magic = magic_of(data); !magic.empty() && magic.size() > 2 && magic != "bzip2" && magic != "JPEG")
    out.push_back({"lsb", where, Severity::high, std::string(magic), 0, data.size()});
  for (std::size_t begin = 0; begin < data.size();) {
    std::size_t end = begin;
    while (end < data.size() && printable(data[end])) ++end;
    const std::string_view text = text_of(data.subspan(begin, end - begin));
    const bool at_start = begin < near;
    // Three and more low bits of a photograph are its picture: long printable runs in them mean nothing.
    const bool believable = at_start || order.bits < 3;
    const std::size_t least = !at_start ? long_text : order.bits > 2 ? middle_text : short_text;
    if (believable && text.size() >= least && is_speech(text, !at_start)) {
      out.push_back({"lsb", where, Severity::high, std::string(text.substr(0, 200)), begin, text.size()});
    }
    begin = end + 1;
  }
}

std::vector<BitOrder> orders_of(const Picture& picture, bool all) {
  std::vector<std::string> channels;
  if (picture.channels < 3)
    channels = {"r"};
  else
    channels = {"rgb", "bgr", "r", "g", "b"};
  if (picture.channels == 4) channels.insert(channels.end(), {"a", "rgba", "abgr"});
  if (picture.channels == 2) channels.emplace_back("a");
  std::vector<BitOrder> orders;
  for (unsigned bits = 1; bits <= (all ? 4U : 2U); ++bits)
    for (const auto& each : channels)
      for (const bool lowest : {false, true})
        for (const bool columns : {false, true})
          if (all || !columns) orders.push_back({bits, each, lowest, columns});
  return orders;
}

std::size_t channel_index(const Picture& picture, char letter) {
  const std::string_view all = picture.channels == 1   ? "r"
                               : picture.channels == 2 ? "ra"
                               : picture.channels == 3 ? "rgb"
                                                       : "rgba";
  const std::size_t index = all.find(letter);
  if (index == std::string_view::npos)
    throw fail(Fault::usage, "the picture has no channel '{}'", letter).hint(fmt::format("it has {}", all));
  return index;
}

}  // namespace

std::string_view severity_name(Severity severity) noexcept {
  static constexpr std::string_view names[] = {"info", "low", "medium", "high"};
  return names[static_cast<std::size_t>(severity)];
}

std::string BitOrder::name() const {
  return fmt::format("b{},{},{},{}", bits, channels, first_is_lowest ? "msb" : "lsb", columns_first ? "yx" : "xy");
}

BitOrder parse_bit_order(std::string_view text) {
  const auto parts = split(text, ',');
  const auto wrong = [&] { return fail(Fault::usage, "'{}' is no order of bits", text).hint("as in b1,rgb,lsb,xy"); };
  if (parts.size() != 4 || parts[0].size() != 2 || parts[0][0] != 'b' || parts[0][1] < '1' || parts[0][1] > '8')
    throw wrong();
  if (parts[1].empty() || parts[1].find_first_not_of("rgba") != std::string_view::npos) throw wrong();
  if ((parts[2] != "lsb" && parts[2] != "msb") || (parts[3] != "xy" && parts[3] != "yx")) throw wrong();
  return {static_cast<unsigned>(parts[0][1] - '0'), std::string(parts[1]), parts[2] == "msb", parts[3] == "yx"};
}

Bytes extract_bits(const Picture& picture, const BitOrder& order, std::size_t most) {
  std::vector<std::size_t> channels;
  for (const char letter : order.channels) channels.push_back(channel_index(picture, letter));
  const std::size_t sample = picture.depth / 8U;
  const std::size_t inner = order.columns_first ? picture.height : picture.width,
                    outer = order.columns_first ? picture.width : picture.height;
  Bytes out;
  unsigned byte = 0, held = 0;
  for (std::size_t j = 0; j < outer; ++j)
    for (std::size_t i = 0; i < inner; ++i) {
      const std::uint8_t* pixel = order.columns_first ? picture.at(j, i) : picture.at(i, j);
      for (const std::size_t channel : channels)
        for (unsigned bit = order.bits; bit-- > 0;) {
          const unsigned value = pixel[channel * sample] >> bit & 1U;  // 16 bits lie low byte first
          byte |= value << (order.first_is_lowest ? held : 7 - held);
          if (++held < 8) continue;
          out.push_back(static_cast<std::uint8_t>(byte));
          byte = held = 0;
          if (out.size() >= most) return out;
        }
    }
  return out;
}

std::vector<Finding> find_hidden(ByteView bytes, const Facts& facts, const Picture* picture, bool all) {
  std::vector<Finding> out;
  look_at_structure(out, bytes, facts);
  // JPEG rounds low bits away: what stands there is not what somebody wrote.
  if (picture == nullptr || facts.format == Format::jpeg) return out;
  for (const auto& order : orders_of(*picture, all))
    look_at_bits(out, extract_bits(*picture, order, all ? 1U << 16U : 4096), order);
  return out;
}

}  // namespace pytk::image
