#include <pytk/raster/font.hpp>

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

#include <unordered_map>

#include <pytk/core/text.hpp>

extern "C" {
extern const std::uint8_t pytk_builtin_font[];
extern const std::uint8_t pytk_builtin_font_end[];
}

namespace pytk::raster {
namespace {

/// An outline in font units with y down, and how far the pen moves.
struct Glyph {
  Path outline;
  double advance = 0;
};

struct Collector {
  Path* path;
  bool open = false;
};

int collect_move(const FT_Vector* to, void* user) {
  auto* c = static_cast<Collector*>(user);
  if (c->open) c->path->close();
  c->open = true;
  c->path->move_to(static_cast<double>(to->x), -static_cast<double>(to->y));
  return 0;
}
int collect_line(const FT_Vector* to, void* user) {
  static_cast<Collector*>(user)->path->line_to(static_cast<double>(to->x), -static_cast<double>(to->y));
  return 0;
}
int collect_quad(const FT_Vector* control, const FT_Vector* to, void* user) {
  static_cast<Collector*>(user)->path->quad_to(static_cast<double>(control->x), -static_cast<double>(control->y),
                                               static_cast<double>(to->x), -static_cast<double>(to->y));
  return 0;
}
int collect_cubic(const FT_Vector* a, const FT_Vector* b, const FT_Vector* to, void* user) {
  static_cast<Collector*>(user)->path->cubic_to(static_cast<double>(a->x), -static_cast<double>(a->y),
                                                static_cast<double>(b->x), -static_cast<double>(b->y),
                                                static_cast<double>(to->x), -static_cast<double>(to->y));
  return 0;
}

}  // namespace

struct Font::State {
  FT_Library library = nullptr;
  FT_Face face = nullptr;
  Bytes owned;
  ByteView file;
  double units = 1;
  std::unordered_map<std::uint32_t, Glyph> glyphs;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (face != nullptr) FT_Done_Face(face);
    if (library != nullptr) FT_Done_FreeType(library);
  }

  bool open(ByteView bytes) {
    file = bytes;
    if (FT_Init_FreeType(&library) != 0) return false;
    if (FT_New_Memory_Face(library, bytes.data(), static_cast<FT_Long>(bytes.size()), 0, &face) != 0) return false;
    if (!FT_IS_SCALABLE(face) || face->units_per_EM == 0) return false;
    units = face->units_per_EM;
    return true;
  }

  const Glyph& glyph(std::uint32_t index) {
    auto [entry, fresh] = glyphs.try_emplace(index);
    if (!fresh) return entry->second;
    if (FT_Load_Glyph(face, index, FT_LOAD_NO_SCALE | FT_LOAD_NO_BITMAP) != 0) return entry->second;
    entry->second.advance = static_cast<double>(face->glyph->metrics.horiAdvance);
    FT_Outline_Funcs calls{collect_move, collect_line, collect_quad, collect_cubic, 0, 0};
    Collector collector{&entry->second.outline};
    if (face->glyph->format == FT_GLYPH_FORMAT_OUTLINE &&
        FT_Outline_Decompose(&face->glyph->outline, &calls, &collector) == 0 && collector.open)
      entry->second.outline.close();
    return entry->second;
  }

  double kern(std::uint32_t left, std::uint32_t right) const {
    if (left == 0 || !FT_HAS_KERNING(face)) return 0;
    FT_Vector by{};
    return FT_Get_Kerning(face, left, right, FT_KERNING_UNSCALED, &by) == 0 ? static_cast<double>(by.x) : 0;
  }
};

namespace {

/// Calls place(glyph, x) for every character of one line, in pixels; gives the total advance.
template <class State, class Place>
double walk(State& own, State& fallback, std::string_view text, double size, const Place& place) {
  double x = 0;
  std::uint32_t previous = 0;
  const State* previous_font = nullptr;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t character = next_code_point(text, at);
    State* font = &own;
    std::uint32_t index = FT_Get_Char_Index(own.face, character);
    if (index == 0 && &own != &fallback) {
      if (const std::uint32_t other = FT_Get_Char_Index(fallback.face, character); other != 0) {
        font = &fallback;
        index = other;
      }
    }
    const double scale = size / font->units;
    if (font == previous_font) x += font->kern(previous, index) * scale;
    const auto& glyph = font->glyph(index);
    place(glyph, x, scale);
    x += glyph.advance * scale;
    previous = index;
    previous_font = font;
  }
  return x;
}

}  // namespace

Font::Font(std::unique_ptr<State> state) : state_(std::move(state)) {}
Font::~Font() = default;

const Font& Font::builtin() {
  // A function-local constant: made once, on the first text that is drawn.
  static const std::unique_ptr<Font> font = [] {
    auto state = std::make_unique<State>();
    const auto size = static_cast<std::size_t>(pytk_builtin_font_end - pytk_builtin_font);
    if (!state->open({pytk_builtin_font, size})) throw fail(Fault::internal, "the built-in font cannot be read");
    return std::unique_ptr<Font>(new Font(std::move(state)));
  }();
  return *font;
}

Result<std::unique_ptr<Font>> Font::from(ByteView bytes) {
  auto state = std::make_unique<State>();
  state->owned.assign(bytes.begin(), bytes.end());
  if (!state->open(state->owned)) return bad("this is no TrueType or OpenType font with outlines");
  return std::unique_ptr<Font>(new Font(std::move(state)));
}

double Font::width(std::string_view text, double size) const {
  return walk(*state_, *builtin().state_, text, size, [](const Glyph&, double, double) {});
}

Path Font::outline(std::string_view text, double size) const {
  Path out;
  walk(*state_, *builtin().state_, text, size,
       [&](const Glyph& glyph, double x, double scale) { out.append(glyph.outline, x, 0, scale); });
  return out;
}

Box Font::ink(std::string_view text, double size) const {
  const Box box = outline(text, size).bounds();
  return box.empty() ? Box{} : box;
}

double Font::ascent(double size) const noexcept {
  return static_cast<double>(state_->face->ascender) / state_->units * size;
}
double Font::descent(double size) const noexcept {
  return -static_cast<double>(state_->face->descender) / state_->units * size;
}
ByteView Font::file() const noexcept { return state_->file; }
std::uint32_t Font::glyph_of(char32_t character) const { return FT_Get_Char_Index(state_->face, character); }

}  // namespace pytk::raster
