// The readers behind make_reader(), and the buffer they look ahead in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <pytk/io/source.hpp>
#include <pytk/record/reader.hpp>

namespace pytk::record {

/// A record may be so long, not longer: a stream without any line end must not fill the memory.
inline constexpr std::size_t longest_record = 64U << 20U;

/// The bytes of a source from the current record on; grows while a record is not whole.
class Window {
 public:
  explicit Window(io::Source& source) : source_(source) { text_.resize(256U << 10U); }
  [[nodiscard]] std::string_view view() const noexcept { return {text_.data() + begin_, end_ - begin_}; }
  [[nodiscard]] bool ended() const noexcept { return ended_; }
  void skip(std::size_t bytes) noexcept { begin_ += bytes; }
  /// One more read; false at the end. Views from before are void. Throws Fault::data beyond longest_record.
  bool more(std::int64_t line);
  /// more() for a record that is not whole: reads enough that looking at it again from its beginning stays cheap.
  void grow(std::int64_t line);
  /// True if more() may wait: rows at hand should be handed on first.
  [[nodiscard]] bool would_block() const { return !ended_ && source_.would_block(); }
  [[nodiscard]] std::string name() const { return std::string(source_.name()); }

 private:
  io::Source& source_;
  std::string text_;
  std::size_t begin_ = 0, end_ = 0;
  bool ended_ = false;
};

[[nodiscard]] std::unique_ptr<Reader> make_csv_reader(std::unique_ptr<Window> window, char delimiter,
                                                      const ReadOptions& options);
[[nodiscard]] std::unique_ptr<Reader> make_json_reader(std::unique_ptr<Window> window, const ReadOptions& options);

/// The delimiter that cuts the first lines into the same number of values: one of , tab ; |
[[nodiscard]] char sniff_delimiter(std::string_view sample) noexcept;

}  // namespace pytk::record
