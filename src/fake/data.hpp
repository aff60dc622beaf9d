// The tables of words: one blob of offsets and text, built from src/fake/data at build time, nothing to parse at start.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/bytes.hpp>

#include "draw.hpp"

namespace pytk::fake {

/// Entries of the guide behind a table's weights, one for each highest byte of a random word.
inline constexpr std::size_t weight_guide_size = 256;

/// A list of rows; a row is text, its fields separated by tabs. Weighted tables pick by weight.
class Table {
 public:
  Table() = default;
  Table(const std::uint8_t* ends, const std::uint8_t* weights, const char* text, std::uint32_t rows)
      : ends_(ends), weights_(weights), text_(text), rows_(rows) {}
  [[nodiscard]] std::uint32_t size() const noexcept { return rows_; }
  [[nodiscard]] bool empty() const noexcept { return rows_ == 0; }
  [[nodiscard]] bool weighted() const noexcept { return weights_ != nullptr; }
  [[nodiscard]] std::string_view operator[](std::uint32_t row) const noexcept {
    const std::uint32_t begin = row == 0 ? 0 : at(ends_, row - 1);
    return {text_ + begin, at(ends_, row) - begin};
  }
  [[nodiscard]] std::uint32_t pick_index(Draw& draw) const noexcept {
    if (weights_ == nullptr) return static_cast<std::uint32_t>(draw.below(rows_));
    const std::uint32_t total = at(weights_, rows_ - 1);
    if (total >= (1U << 24U)) return pick_heavy(draw, total);
    // The same choice as draw.below(total), whose word also says where to begin looking.
    const std::uint32_t word = draw.word();
    const auto wanted = static_cast<std::uint32_t>((std::uint64_t{word} * total) >> 32U);
    std::uint32_t row = at(weights_ + std::size_t{rows_} * 4, word >> 24U);
    while (at(weights_, row) <= wanted) ++row;
    return row;
  }
  [[nodiscard]] std::string_view pick(Draw& draw) const noexcept {
    return rows_ == 0 ? std::string_view{} : (*this)[pick_index(draw)];
  }

 private:
  static std::uint32_t at(const std::uint8_t* array, std::uint32_t index) noexcept {
    return load_le<std::uint32_t>({array + std::size_t{index} * 4, 4});
  }
  /// Weights whose total does not fit the guide.
  [[nodiscard]] std::uint32_t pick_heavy(Draw& draw, std::uint32_t total) const noexcept;
  const std::uint8_t* ends_ = nullptr;
  const std::uint8_t* weights_ = nullptr;  ///< cumulative, little-endian
  const char* text_ = nullptr;
  std::uint32_t rows_ = 0;
};

/// The n-th tab-separated field of a row, "" beyond the last.
[[nodiscard]] std::string_view field(std::string_view row, std::size_t n) noexcept;

/// The blob: "en_US/first_name_male" and the like to tables.
class DataView {
 public:
  explicit DataView(ByteView blob) : blob_(blob) {}
  [[nodiscard]] Table find(std::string_view name) const noexcept;
  [[nodiscard]] std::uint32_t tables() const noexcept;
  [[nodiscard]] std::string_view name(std::uint32_t index) const noexcept;

 private:
  ByteView blob_;
};
[[nodiscard]] DataView built_in_data() noexcept;

/// Reads data files ("[table]" or "[table weighted]" headings, one row a line, "#" comments) and packs them into a
/// blob.
class DataPacker {
 public:
  /// `prefix` is the locale's name. Throws Fault::data with file and line.
  void add(std::string_view prefix, std::string_view text, std::string_view file_name);
  [[nodiscard]] Bytes pack() const;

 private:
  struct Section {
    std::string name;
    std::vector<std::string> rows;
    std::vector<std::uint32_t> weights;
    bool weighted = false;
  };
  std::vector<Section> sections_;
};

}  // namespace pytk::fake
