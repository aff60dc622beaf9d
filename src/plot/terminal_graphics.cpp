// Pictures for terminals that can show them: sixel (DEC VT340) and the protocol of kitty.
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include <pytk/plot/render.hpp>
#include <pytk/raster/png.hpp>

namespace pytk::plot {
namespace {

/// At most 256 colours by repeatedly halving the box of colours with the longest side (Heckbert's median cut).
class Palette {
 public:
  explicit Palette(const raster::Picture& picture) {
    std::vector<std::uint32_t> colors;
    for (std::size_t i = 0; i < picture.samples.size(); i += 4) colors.push_back(pack(picture.samples.data() + i));
    std::sort(colors.begin(), colors.end());
    colors.erase(std::unique(colors.begin(), colors.end()), colors.end());
    split(colors);
  }
  static std::uint32_t pack(const std::uint8_t* p) {
    // Five bits a channel are what sixel's percent can tell apart.
    const std::uint32_t red = p[0], green = p[1], blue = p[2];
    return (red >> 3U) << 10U | (green >> 3U) << 5U | blue >> 3U;
  }
  [[nodiscard]] std::uint8_t index(const std::uint8_t* p) const { return lookup_[pack(p)]; }
  [[nodiscard]] const std::vector<std::array<int, 3>>& percents() const { return percents_; }

 private:
  static int channel(std::uint32_t color, int which) {
    return static_cast<int>(color >> static_cast<unsigned>(10 - 5 * which) & 31U);
  }

  void split(std::vector<std::uint32_t>& colors) {
    struct Part {
      std::size_t begin, end;
    };
    std::vector<Part> parts = {{0, colors.size()}};
    while (parts.size() < 256) {
      std::size_t best = parts.size();
      int widest = 0, axis = 0;
      for (std::size_t i = 0; i < parts.size(); ++i)
        for (int c = 0; c < 3; ++c) {
          int low = 31, high = 0;
          for (std::size_t k = parts[i].begin; k < parts[i].end; ++k) {
            low = std::min(low, channel(colors[k], c));
            high = std::max(high, channel(colors[k], c));
          }
          if (high - low > widest) {
            widest = high - low;
            axis = c;
            best = i;
          }
        }
      if (best == parts.size()) break;
      Part& part = parts[best];
      const auto begin = colors.begin() + static_cast<std::ptrdiff_t>(part.begin),
                 end = colors.begin() + static_cast<std::ptrdiff_t>(part.end);
      std::sort(begin, end, [&](std::uint32_t a, std::uint32_t b) {
        return std::pair(channel(a, axis), a) < std::pair(channel(b, axis), b);
      });
      const std::size_t middle = (part.begin + part.end) / 2, last = part.end;
      part.end = middle;
      parts.push_back({middle, last});
    }
    lookup_.assign(1U << 15U, 0);
    for (const Part& part : parts) {
      std::array<long, 3> sum{};
      for (std::size_t k = part.begin; k < part.end; ++k) {
        for (int c = 0; c < 3; ++c) sum[static_cast<std::size_t>(c)] += channel(colors[k], c);
        lookup_[colors[k]] = static_cast<std::uint8_t>(percents_.size());
      }
      const auto count = static_cast<long>(std::max<std::size_t>(1, part.end - part.begin));
      percents_.push_back({static_cast<int>(sum[0] * 100 / (31 * count)), static_cast<int>(sum[1] * 100 / (31 * count)),
                           static_cast<int>(sum[2] * 100 / (31 * count))});
    }
  }

  std::vector<std::uint8_t> lookup_;
  std::vector<std::array<int, 3>> percents_;
};

void append_run(std::string& out, char data, std::size_t count) {
  if (count > 3) out += fmt::format("!{}{}", count, data);
  else out.append(count, data);
}

}  // namespace

std::string to_sixel(Figure figure) {
  const raster::Picture picture = to_picture(std::move(figure));
  const Palette palette(picture);
  std::string out = fmt::format("\x1bP0;1;0q\"1;1;{};{}", picture.width, picture.height);
  for (std::size_t i = 0; i < palette.percents().size(); ++i)
    out +=
        fmt::format("#{};2;{};{};{}", i, palette.percents()[i][0], palette.percents()[i][1], palette.percents()[i][2]);
  std::vector<std::uint8_t> bits(256 * static_cast<std::size_t>(picture.width));
  for (std::size_t top = 0; top < picture.height; top += 6) {
    // Six rows make a band; every colour in it is written over the same band again.
    std::fill(bits.begin(), bits.end(), std::uint8_t{0});
    std::array<bool, 256> used{};
    for (std::size_t y = top; y < std::min<std::size_t>(top + 6, picture.height); ++y)
      for (std::size_t x = 0; x < picture.width; ++x) {
        const std::uint8_t color = palette.index(picture.at(x, y));
        used[color] = true;
        bits[color * static_cast<std::size_t>(picture.width) + x] |= static_cast<std::uint8_t>(1U << (y - top));
      }
    bool first = true;
    for (std::size_t color = 0; color < 256; ++color) {
      if (!used[color]) continue;
      if (!first) out += '$';
      first = false;
      out += fmt::format("#{}", color);
      const std::uint8_t* row = bits.data() + color * picture.width;
      std::size_t end = picture.width;
      while (end > 0 && row[end - 1] == 0) --end;
      for (std::size_t x = 0; x < end;) {
        std::size_t stop = x + 1;
        while (stop < end && row[stop] == row[x]) ++stop;
        append_run(out, static_cast<char>(0x3f + row[x]), stop - x);
        x = stop;
      }
    }
    out += '-';
  }
  return out + "\x1b\\\n";
}

std::string to_kitty(Figure figure) {
  const std::string text = to_base64(to_png(std::move(figure)));
  constexpr std::size_t piece = 4096;
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    const bool last = at + piece >= text.size();
    out += at == 0 ? fmt::format("\x1b_Ga=T,f=100,q=2,m={};", last ? 0 : 1) : fmt::format("\x1b_Gm={};", last ? 0 : 1);
    out += text.substr(at, piece);
    out += "\x1b\\";
  }
  return out + "\n";
}

}  // namespace pytk::plot
