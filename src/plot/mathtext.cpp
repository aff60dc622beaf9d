#include "plot/mathtext.hpp"

#include <algorithm>

#include <pytk/core/text.hpp>

namespace pytk::plot {
namespace {

using raster::Box;
using raster::Font;

struct Sign {
  std::string_view name, text;
};
// LaTeX's names of Greek letters and common signs.
constexpr Sign signs[] = {
    {"alpha", "α"},     {"beta", "β"},       {"gamma", "γ"},  {"delta", "δ"},  {"epsilon", "ε"}, {"zeta", "ζ"},
    {"eta", "η"},       {"theta", "θ"},      {"iota", "ι"},   {"kappa", "κ"},  {"lambda", "λ"},  {"mu", "μ"},
    {"nu", "ν"},        {"xi", "ξ"},         {"pi", "π"},     {"rho", "ρ"},    {"sigma", "σ"},   {"tau", "τ"},
    {"upsilon", "υ"},   {"phi", "φ"},        {"chi", "χ"},    {"psi", "ψ"},    {"omega", "ω"},   {"Gamma", "Γ"},
    {"Delta", "Δ"},     {"Theta", "Θ"},      {"Lambda", "Λ"}, {"Xi", "Ξ"},     {"Pi", "Π"},      {"Sigma", "Σ"},
    {"Phi", "Φ"},       {"Psi", "Ψ"},        {"Omega", "Ω"},  {"times", "×"},  {"cdot", "·"},    {"pm", "±"},
    {"mp", "∓"},        {"div", "÷"},        {"leq", "≤"},    {"le", "≤"},     {"geq", "≥"},     {"ge", "≥"},
    {"neq", "≠"},       {"ne", "≠"},         {"approx", "≈"}, {"equiv", "≡"},  {"infty", "∞"},   {"partial", "∂"},
    {"nabla", "∇"},     {"sum", "∑"},        {"prod", "∏"},   {"int", "∫"},    {"to", "→"},      {"rightarrow", "→"},
    {"leftarrow", "←"}, {"Rightarrow", "⇒"}, {"in", "∈"},     {"subset", "⊂"}, {"cup", "∪"},     {"cap", "∩"},
    {"degree", "°"},    {"circ", "∘"},       {"ldots", "…"},  {"dots", "…"},   {"quad", "  "},   {"log", "log"},
    {"ln", "ln"},       {"sin", "sin"},      {"cos", "cos"},  {"tan", "tan"},  {"exp", "exp"},   {"min", "min"},
    {"max", "max"}};

constexpr std::size_t deepest = 16;

/// Sets one after the other, moving a pen to the right.
class Setter {
 public:
  Setter(std::string_view text, double size) : text_(text), size_(size) {}

  TextBlock line() {
    TextBlock out;
    out.ascent = 0.76 * size_;
    out.descent = 0.21 * size_;
    while (at_ < text_.size()) {
      if (text_[at_] == '$') {
        ++at_;
        add(out, group('$', size_, 0));
        continue;
      }
      std::string plain;
      while (at_ < text_.size() && text_[at_] != '$') {
        if (text_.substr(at_, 2) == "\\$") ++at_;
        plain.push_back(text_[at_++]);
      }
      add(out, word(plain, size_));
    }
    return out;
  }

 private:
  static void add(TextBlock& to, const TextBlock& what, double dy = 0) {
    for (const Run& run : what.runs) to.runs.push_back({run.text, run.x + to.width, run.y + dy, run.size});
    for (const Box& rule : what.rules)
      to.rules.push_back({rule.x0 + to.width, rule.y0 + dy, rule.x1 + to.width, rule.y1 + dy});
    to.width += what.width;
    to.ascent = std::max(to.ascent, what.ascent - dy);
    to.descent = std::max(to.descent, what.descent + dy);
  }
  static TextBlock word(const std::string& text, double size) {
    TextBlock out;
    if (text.empty()) return out;
    out.runs.push_back({text, 0, 0, size});
    out.width = Font::builtin().width(text, size);
    out.ascent = 0.76 * size;
    out.descent = 0.21 * size;
    return out;
  }

  /// Everything up to `close`, which is taken too.
  TextBlock group(char close, double size, std::size_t depth) {
    TextBlock out;
    while (at_ < text_.size() && text_[at_] != close) {
      const TextBlock base = atom(size, depth);
      add(out, base);
      scripts(out, size, depth);
    }
    if (at_ < text_.size()) ++at_;
    return out;
  }

  /// Raised and lowered parts after an atom stand above each other.
  void scripts(TextBlock& out, double size, std::size_t depth) {
    TextBlock up, down;
    bool any = false;
    while (at_ < text_.size() && (text_[at_] == '^' || text_[at_] == '_') && depth < deepest) {
      const bool raised = text_[at_++] == '^';
      (raised ? up : down) = argument(size * 0.7, depth + 1);
      any = true;
    }
    if (!any) return;
    TextBlock both;
    both.width = 0;
    TextBlock pair = up;
    for (Run& run : pair.runs) run.y -= 0.38 * size;
    for (Box& rule : pair.rules) rule = {rule.x0, rule.y0 - 0.38 * size, rule.x1, rule.y1 - 0.38 * size};
    pair.ascent = up.ascent + 0.38 * size;
    for (const Run& run : down.runs) pair.runs.push_back({run.text, run.x, run.y + 0.15 * size, run.size});
    for (const Box& rule : down.rules)
      pair.rules.push_back({rule.x0, rule.y0 + 0.15 * size, rule.x1, rule.y1 + 0.15 * size});
    pair.descent = std::max(up.descent - 0.38 * size, down.descent + 0.15 * size);
    pair.width = std::max(up.width, down.width) + 0.03 * size;
    add(out, pair);
  }

  /// A group in braces, or one atom.
  TextBlock argument(double size, std::size_t depth) {
    if (at_ >= text_.size()) return {};
    if (at_ < text_.size() && text_[at_] == '{' && depth < deepest) {
      ++at_;
      return group('}', size, depth);
    }
    return atom(size, depth);
  }

  TextBlock atom(double size, std::size_t depth) {
    if (text_[at_] == '\\') return command(size, depth);
    if (text_[at_] == '{' && depth < deepest) return argument(size, depth + 1);
    if (text_[at_] == ' ' || text_[at_] == '$') {
      ++at_;
      return {};
    }
    const std::size_t begin = at_;
    (void)next_code_point(text_, at_);
    std::string one(text_.substr(begin, at_ - begin));
    if (one == "-") one = "\xe2\x88\x92";
    const bool binary = one == "=" || one == "+" || one == "\xe2\x88\x92" || one == "<" || one == ">";
    return word(binary && begin > 0 && text_[begin - 1] != '{' && text_[begin - 1] != '^' && text_[begin - 1] != '_' &&
                        text_[begin - 1] != '$'
                    ? " " + one + " "
                    : one,
                size);
  }

  TextBlock command(double size, std::size_t depth) {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && ((text_[at_] | 0x20) >= 'a' && (text_[at_] | 0x20) <= 'z')) ++at_;
    if (at_ == begin + 1 && at_ < text_.size()) return word(std::string(1, text_[at_++]), size);
    const std::string_view name = text_.substr(begin + 1, at_ - begin - 1);
    if (depth < deepest && name == "frac") return fraction(size, depth);
    if (depth < deepest && name == "sqrt") return root(size, depth);
    if (depth < deepest &&
        (name == "mathrm" || name == "mathdefault" || name == "text" || name == "mathbf" || name == "mathit"))
      return literal(size);
    for (const Sign& sign : signs)
      if (sign.name == name) return word(std::string(sign.text), size);
    return word(std::string(text_.substr(begin, at_ - begin)), size);
  }

  TextBlock literal(double size) {
    if (at_ >= text_.size() || text_[at_] != '{') return {};
    const std::size_t end = std::min(text_.find('}', at_), text_.size());
    const std::string inside(text_.substr(at_ + 1, end - at_ - 1));
    at_ = std::min(end + 1, text_.size());
    return word(inside, size);
  }

  TextBlock fraction(double size, std::size_t depth) {
    const TextBlock top = argument(size * 0.75, depth + 1), bottom = argument(size * 0.75, depth + 1);
    TextBlock out;
    out.width = std::max(top.width, bottom.width) + 0.3 * size;
    const double bar = -0.28 * size, thick = std::max(0.6, 0.06 * size), gap = 0.12 * size;
    const double up = bar - thick / 2 - gap - top.descent, low = bar + thick / 2 + gap + bottom.ascent;
    for (const auto& [part, y] : {std::pair{&top, up}, std::pair{&bottom, low}}) {
      const double x = (out.width - part->width) / 2;
      for (const Run& run : part->runs) out.runs.push_back({run.text, run.x + x, run.y + y, run.size});
      for (const Box& rule : part->rules) out.rules.push_back({rule.x0 + x, rule.y0 + y, rule.x1 + x, rule.y1 + y});
    }
    out.rules.push_back({0.08 * size, bar - thick / 2, out.width - 0.08 * size, bar + thick / 2});
    out.ascent = top.ascent - up;
    out.descent = low + bottom.descent;
    return out;
  }

  TextBlock root(double size, std::size_t depth) {
    const TextBlock inside = argument(size, depth + 1);
    TextBlock out = word("√", size);
    const double left = out.width, thick = std::max(0.6, 0.06 * size),
                 over = -std::max(inside.ascent, 0.76 * size) - 0.02 * size;
    add(out, inside);
    out.rules.push_back({left - 0.02 * size, over - thick, out.width + 0.05 * size, over});
    out.ascent = std::max(out.ascent, -over + thick);
    out.width += 0.08 * size;
    return out;
  }

  std::string_view text_;
  double size_;
  std::size_t at_ = 0;
};

}  // namespace

TextBlock set_math(std::string_view line, double size) { return Setter(line, size).line(); }

}  // namespace pytk::plot
