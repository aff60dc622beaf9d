// A stream of bytes cut into pieces that end where a record ends, with a sample at its head, decoded to UTF-8.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <pytk/table/input.hpp>
#include "table/csv.hpp"

namespace pytk::table {

/// Finds the end of the last whole record of a text.
using CutRecords = std::function<RecordEnd(std::string_view)>;

class Blocks {
 public:
  Blocks(std::unique_ptr<io::Source> source, const ReadOptions& options, Warn warn, std::string name);
  /// At least `wanted` bytes of the head (fewer at the end of the stream, or when it stays silent for a second).
  [[nodiscard]] std::string_view sample(std::size_t wanted = 1U << 20U);
  [[nodiscard]] bool sample_is_all() const noexcept { return ended_; }
  [[nodiscard]] std::string_view encoding() const noexcept { return encoding_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// Drops lines (or `bytes` that hold `lines` line ends) from the head.
  void drop(std::size_t bytes, std::int64_t lines);
  void skip_lines(std::uint64_t lines);
  [[nodiscard]] std::int64_t line() const noexcept { return line_; }
  /// The next piece, whole records; false at the end. Throws Fault::data when a record is over the limit.
  [[nodiscard]] bool take(Piece& piece, const CutRecords& cut);

 private:
  bool fill();                          ///< reads once more; false at the end
  void decode(std::string_view bytes);  ///< to UTF-8 and to the end of held_
  void decode_utf16(std::string_view bytes);
  void decode_windows(std::string_view bytes);
  void detect(std::string_view head);
  std::unique_ptr<io::Source> source_;
  ReadOptions options_;
  Warn warn_;
  std::string name_, encoding_, held_, carry_, raw_;
  std::size_t begin_ = 0;
  std::int64_t line_ = 1;
  std::uint64_t index_ = 0;
  bool ended_ = false, detected_ = false, warned_ = false;
};

/// Invalid bytes of a text in UTF-8, read as windows-1252; the text itself when all is well.
[[nodiscard]] std::string repair_windows_1252(std::string_view text);

}  // namespace pytk::table
