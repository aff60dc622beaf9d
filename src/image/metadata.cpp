#include <pytk/image/metadata.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "image/exif_names.hpp"

namespace pytk::image {

namespace {

constexpr std::size_t most_values = 64, most_text = 4096;

/// A TIFF block in either byte order; every fetch is checked.
class Tiff {
 public:
  explicit Tiff(ByteView bytes) : bytes_(bytes), little_(bytes.size() > 1 && bytes[0] == 'I') {}
  [[nodiscard]] bool valid() const { return bytes_.size() >= 8 && (little_ || bytes_[0] == 'M') && u16(2) == 42U; }
  [[nodiscard]] std::optional<std::uint32_t> u16(std::size_t at) const {
    if (at > bytes_.size() || bytes_.size() - at < 2) return std::nullopt;
    return little_ ? load_le<std::uint16_t>(bytes_.subspan(at)) : load_be<std::uint16_t>(bytes_.subspan(at));
  }
  [[nodiscard]] std::optional<std::uint32_t> u32(std::size_t at) const {
    if (at > bytes_.size() || bytes_.size() - at < 4) return std::nullopt;
    return little_ ? load_le<std::uint32_t>(bytes_.subspan(at)) : load_be<std::uint32_t>(bytes_.subspan(at));
  }
  [[nodiscard]] ByteView slice(std::size_t at, std::size_t size) const {
    return at > bytes_.size() || bytes_.size() - at < size ? ByteView() : bytes_.subspan(at, size);
  }

 private:
  ByteView bytes_;
  bool little_;
};

struct Entry {
  std::uint32_t tag = 0, type = 0, count = 0;
  std::size_t at = 0;  ///< of the values
};

/// Types by number: BYTE ASCII SHORT LONG RATIONAL SBYTE UNDEFINED SSHORT SLONG SRATIONAL FLOAT DOUBLE.
constexpr std::size_t type_sizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

std::vector<Entry> entries_of(const Tiff& tiff, std::size_t at) {
  std::vector<Entry> out;
  const auto count = tiff.u16(at);
  for (std::size_t i = 0; count && i < std::min<std::uint32_t>(*count, 512); ++i) {
    const std::size_t entry = at + 2 + i * 12;
    const auto tag = tiff.u16(entry), type = tiff.u16(entry + 2), values = tiff.u32(entry + 4),
               offset = tiff.u32(entry + 8);
    if (!tag || !type || !values || !offset || *type == 0 || *type > 12 || *values > (1U << 24U)) continue;
    const std::size_t size = type_sizes[*type] * *values;
    out.push_back({*tag, *type, *values, size <= 4 ? entry + 8 : *offset});
    if (tiff.slice(out.back().at, size).size() != size) out.pop_back();
  }
  return out;
}

/// Value `index` as a real number; rationals are divided, a denominator of 0 gives nothing.
std::optional<double> number_of(const Tiff& tiff, const Entry& entry, std::size_t index) {
  const std::size_t at = entry.at + index * type_sizes[entry.type];
  const auto whole = tiff.u32(at);
  switch (entry.type) {
    case 1:
    case 7: return tiff.slice(at, 1).empty() ? std::nullopt : std::optional<double>(tiff.slice(at, 1)[0]);
    case 6: return static_cast<std::int8_t>(tiff.slice(at, 1)[0]);
    case 3: return tiff.u16(at);
    case 8: return static_cast<std::int16_t>(*tiff.u16(at));
    case 4: return whole;
    case 9: return static_cast<std::int32_t>(*whole);
    case 11: return std::bit_cast<float>(*whole);
    case 5:
    case 10: {
      const auto below = tiff.u32(at + 4);
      if (!whole || !below || *below == 0) return std::nullopt;
      if (entry.type == 5) return static_cast<double>(*whole) / *below;
      return static_cast<double>(static_cast<std::int32_t>(*whole)) / static_cast<std::int32_t>(*below);
    }
    default: return std::nullopt;
  }
}

std::string text_value(ByteView bytes) {
  std::string_view text = text_of(bytes.first(std::min(bytes.size(), most_text)));
  text = text.substr(0, text.find('\0'));
  return repair_utf8(trim(text));
}

bool is_text(ByteView bytes) {
  return !bytes.empty() &&
         std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return (b >= 32 && b < 127) || b == 0; });
}

MetadataTag tag_of(const Tiff& tiff, const Entry& entry, std::string group, std::string name) {
  MetadataTag out{std::move(group), std::move(name), "", false};
  const ByteView raw = tiff.slice(entry.at, type_sizes[entry.type] * entry.count);
  if (entry.type == 2 || (entry.type == 7 && entry.count > 1 && is_text(raw))) {
    out.value = text_value(raw);
    return out;
  }
  if (entry.type == 7 && entry.count > most_values) {
    out.value = fmt::format("{} bytes", entry.count);
    return out;
  }
  for (std::size_t i = 0; i < std::min<std::size_t>(entry.count, most_values); ++i) {
    if (i > 0) out.value += ' ';
    if (const auto number = number_of(tiff, entry, i))
      append_real(out.value, *number);
    else
      out.value += '?';
  }
  out.number = entry.count == 1 && out.value != "?";
  return out;
}

/// Degrees, minutes and seconds with their hemisphere as one signed number.
void add_degrees(std::vector<MetadataTag>& out, const Tiff& tiff, const std::vector<Entry>& gps,
                 std::uint32_t reference, std::uint32_t tag, const char* name) {
  double degrees = 0;
  bool found = false, negative = false;
  for (const auto& entry : gps) {
    if (entry.tag == reference && entry.type == 2) {
      const auto letter = text_value(tiff.slice(entry.at, entry.count));
      negative = letter == "S" || letter == "W";
    }
    if (entry.tag != tag || entry.count != 3) continue;
    const auto d = number_of(tiff, entry, 0), m = number_of(tiff, entry, 1), s = number_of(tiff, entry, 2);
    if (!d || !m || !s) continue;
    degrees = *d + *m / 60 + *s / 3600;
    found = true;
  }
  if (!found) return;
  MetadataTag out_tag{"GPS", name, "", true};
  append_real(out_tag.value, negative ? -degrees : degrees);
  out.push_back(std::move(out_tag));
}

void add_directory(std::vector<MetadataTag>& out, const Tiff& tiff, std::size_t at, const char* group) {
  const auto entries = entries_of(tiff, at);
  const bool gps = std::strcmp(group, "GPS") == 0, top = std::strcmp(group, "IFD0") == 0;
  for (const auto& entry : entries) {
    const auto inner = [&] { return static_cast<std::size_t>(number_of(tiff, entry, 0).value_or(0)); };
    if (top && entry.tag == 0x8769)
      add_directory(out, tiff, inner(), "EXIF");
    else if (top && entry.tag == 0x8825)
      add_directory(out, tiff, inner(), "GPS");
    else
      out.push_back(tag_of(tiff, entry, group, gps ? gps_tag_name(entry.tag) : exif_tag_name(entry.tag)));
  }
  if (!gps) return;
  add_degrees(out, tiff, entries, 1, 2, "Latitude");
  add_degrees(out, tiff, entries, 3, 4, "Longitude");
}

}  // namespace

std::vector<MetadataTag> metadata(const Facts& facts) {
  std::vector<MetadataTag> out;
  if (const Tiff tiff(facts.exif); tiff.valid()) {
    const std::size_t first = tiff.u32(4).value_or(0);
    add_directory(out, tiff, first, "IFD0");
    // Behind the entries of the first directory stands the offset of the next one, the thumbnail's.
    const std::size_t next = tiff.u32(first + 2 + std::size_t{tiff.u16(first).value_or(0)} * 12).value_or(0);
    if (next != 0 && next != first) add_directory(out, tiff, next, "Thumbnail");
  }
  if (!facts.xmp.empty()) out.push_back({"XMP", "Packet", text_value(facts.xmp), false});
  for (const auto& comment : facts.comments) {
    const std::size_t colon = facts.format == Format::png ? comment.find(": ") : std::string::npos;
    if (colon == std::string::npos)
      out.push_back({"Comment", "Text", repair_utf8(comment), false});
    else
      out.push_back({"PNG", comment.substr(0, colon), repair_utf8(comment.substr(colon + 2, most_text)), false});
  }
  return out;
}

}  // namespace pytk::image
