// Text as outlines: DejaVu Sans lives in the program, another font can be given. No hinting, no font configuration, so
// the same text has the same shape on every machine.
//   const Font& font = Font::builtin();  Path glyphs = font.outline("before", 12);
#pragma once

#include <memory>
#include <string_view>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>
#include <pytk/raster/path.hpp>

namespace pytk::raster {

class Font {
 public:
  /// DejaVu Sans (regular); read on first use.
  static const Font& builtin();
  /// A TrueType or OpenType font; `bytes` is copied. Characters that it lacks come from the built-in font.
  static Result<std::unique_ptr<Font>> from(ByteView bytes);
  ~Font();
  Font(const Font&) = delete;
  Font& operator=(const Font&) = delete;

  /// Advance width of one line of UTF-8 text at `size` (pixels per em), with kerning.
  [[nodiscard]] double width(std::string_view text, double size) const;
  /// Outlines with the baseline at y = 0 and the pen starting at x = 0, y pointing down.
  [[nodiscard]] Path outline(std::string_view text, double size) const;
  /// Box around the ink; the empty box at the origin for blank text.
  [[nodiscard]] Box ink(std::string_view text, double size) const;
  [[nodiscard]] double ascent(double size) const noexcept;   ///< above the baseline, positive
  [[nodiscard]] double descent(double size) const noexcept;  ///< below the baseline, positive
  /// The font file's bytes and the glyph of a character (0: none), for writers that embed fonts.
  [[nodiscard]] ByteView file() const noexcept;
  [[nodiscard]] std::uint32_t glyph_of(char32_t character) const;

 private:
  struct State;
  explicit Font(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace pytk::raster
