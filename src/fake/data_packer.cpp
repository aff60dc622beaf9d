// Text to blob. Also compiled into the build's own packing tool.
#include <algorithm>
#include <charconv>

#include "data.hpp"

namespace pytk::fake {
namespace {

void put(Bytes& out, std::uint32_t value) {
  std::uint8_t bytes[4];
  store_le<std::uint32_t>(bytes, value);
  out.insert(out.end(), bytes, bytes + 4);
}

void put_text(Bytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }

}  // namespace

void DataPacker::add(std::string_view prefix, std::string_view text, std::string_view file_name) {
  std::int64_t number = 0;
  Section* section = nullptr;
  const auto wrong = [&](std::string_view what) {
    return fail(Fault::data, "{}", what).at(std::string(file_name), number);
  };
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with('[')) {
      if (!line.ends_with(']')) throw wrong("a heading ends with ']'");
      line = line.substr(1, line.size() - 2);
      const bool weighted = line.ends_with(" weighted");
      if (weighted) line.remove_suffix(9);
      sections_.push_back({std::string(prefix) + "/" + std::string(line), {}, {}, weighted});
      section = &sections_.back();
      continue;
    }
    if (section == nullptr) throw wrong("a row stands before the first [heading]");
    if (section->weighted) {
      const std::size_t tab = line.rfind('\t');
      std::uint32_t weight = 0;
      const std::string_view digits = tab == std::string_view::npos ? std::string_view{} : line.substr(tab + 1);
      const auto [last, error] = std::from_chars(digits.data(), digits.data() + digits.size(), weight);
      if (digits.empty() || error != std::errc{} || last != digits.data() + digits.size() || weight == 0)
        throw wrong("a row of a weighted table ends with a tab and a whole number over 0");
      section->weights.push_back(weight);
      line = line.substr(0, tab);
    }
    section->rows.emplace_back(line);
  }
}

namespace {

// The default locale and what all share lie side by side, so that a start reads few pieces of the file.
bool is_default(std::string_view name) noexcept {
  return name.starts_with("en_US/") || name.starts_with("common/") || name == "cities/US";
}

// The guide behind cumulative weights: for each highest byte of a random word the first row that it can mean.
void put_weights(Bytes& body, const std::vector<std::uint32_t>& weights) {
  std::vector<std::uint32_t> cumulative;
  std::uint32_t total = 0;
  for (const auto weight : weights) {
    put(body, total += weight);
    cumulative.push_back(total);
  }
  std::uint32_t row = 0;
  for (std::uint64_t top = 0; top < weight_guide_size && !cumulative.empty(); ++top) {
    while (cumulative[row] <= static_cast<std::uint32_t>(((top << 24U) * total) >> 32U)) ++row;
    put(body, row);
  }
}

}  // namespace

// Blob: u32 tables; per table u32 name offset, name length, rows, ends offset, weights offset (0: none), text offset;
// then all names, then arrays and text. Tables are sorted by name for binary search.
Bytes DataPacker::pack() const {
  std::vector<const Section*> sorted;
  for (const auto& section : sections_) sorted.push_back(&section);
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
  constexpr std::size_t entry_words = 6;
  std::vector<std::uint32_t> entries(sorted.size() * entry_words);
  Bytes body;
  const auto here = [&] { return static_cast<std::uint32_t>(4 + entries.size() * 4 + body.size()); };
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    entries[i * entry_words] = here();
    entries[i * entry_words + 1] = static_cast<std::uint32_t>(sorted[i]->name.size());
    put_text(body, sorted[i]->name);
  }
  for (const bool first : {true, false})
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      const Section& section = *sorted[i];
      if (is_default(section.name) != first) continue;
      std::uint32_t* entry = &entries[i * entry_words];
      entry[2] = static_cast<std::uint32_t>(section.rows.size());
      entry[3] = here();
      std::uint32_t total = 0;
      for (const auto& row : section.rows) put(body, total += static_cast<std::uint32_t>(row.size()));
      entry[4] = section.weighted ? here() : 0;
      if (section.weighted) put_weights(body, section.weights);
      entry[5] = here();
      for (const auto& row : section.rows) put_text(body, row);
    }
  Bytes blob;
  put(blob, static_cast<std::uint32_t>(sorted.size()));
  for (const auto word : entries) put(blob, word);
  blob.insert(blob.end(), body.begin(), body.end());
  return blob;
}

}  // namespace pytk::fake
