#include <algorithm>
#include <array>
#include <cstring>

#include "image/simple_formats.hpp"

namespace pytk::image {

namespace {

struct Pnm {
  char kind = '5';
  std::uint32_t width = 0, height = 0, most = 1;
  std::size_t at = 0;  ///< of the pixels
  [[nodiscard]] bool color() const noexcept { return kind == '3' || kind == '6'; }
  [[nodiscard]] bool plain() const noexcept { return kind <= '3'; }
  [[nodiscard]] bool bits() const noexcept { return kind == '1' || kind == '4'; }
};

/// Skips white space and comments, then reads a decimal number.
bool read_number(ByteView bytes, std::size_t& at, std::uint32_t& out) {
  for (; at < bytes.size(); ++at) {
    if (bytes[at] == '#') {
      while (at < bytes.size() && bytes[at] != '\n') ++at;
      if (at >= bytes.size()) return false;
    } else if (bytes[at] > ' ') {
      break;
    }
  }
  std::uint64_t value = 0;
  const std::size_t begin = at;
  for (; at < bytes.size() && bytes[at] >= '0' && bytes[at] <= '9' && value < (1ULL << 32U); ++at)
    value = value * 10 + (bytes[at] - '0');
  out = static_cast<std::uint32_t>(value);
  return at > begin && value < (1ULL << 32U);
}

Result<Pnm> read_header(ByteView bytes) {
  Pnm pnm;
  pnm.kind = static_cast<char>(bytes[1]);
  std::size_t at = 2;
  if (!read_number(bytes, at, pnm.width) || !read_number(bytes, at, pnm.height) ||
      (!pnm.bits() && !read_number(bytes, at, pnm.most)))
    return bad("the PNM header is damaged");
  if (pnm.most == 0 || pnm.most > 65535) return bad("a PNM file has a maximum of 1 to 65535, not {}", pnm.most);
  pnm.at = at + 1;  // one white space
  return pnm;
}

/// One sample in the range of the picture's depth.
void store_sample(Picture& out, std::size_t index, std::uint32_t value, std::uint32_t most) noexcept {
  value = std::min(value, most);
  if (out.depth == 8) {
    out.samples[index] = static_cast<std::uint8_t>(most == 255 ? value : (value * 255U + most / 2) / most);
  } else {
    const auto wide = static_cast<std::uint16_t>(
        most == 65535 ? value : (static_cast<std::uint64_t>(value) * 65535U + most / 2) / most);
    std::memcpy(out.samples.data() + 2 * index, &wide, 2);
  }
}

Result<void> read_plain(ByteView bytes, const Pnm& pnm, Picture& out) {
  std::size_t at = pnm.at > 0 ? pnm.at - 1 : 0;
  const std::size_t count = static_cast<std::size_t>(out.width) * out.height * out.channels;
  for (std::size_t i = 0; i < count; ++i) {
    std::uint32_t value = 0;
    if (pnm.bits()) {  // digits need no blanks between them
      while (at < bytes.size() && bytes[at] <= ' ') ++at;
      if (at >= bytes.size() || (bytes[at] != '0' && bytes[at] != '1')) return bad("the file is cut short");
      value = bytes[at++] == '1' ? 0 : 1;
    } else if (!read_number(bytes, at, value)) {
      return bad("the file is cut short");
    }
    store_sample(out, i, value, pnm.most);
  }
  return {};
}

Result<void> read_raw(ByteView bytes, const Pnm& pnm, Picture& out) {
  const ByteView data = pnm.at <= bytes.size() ? bytes.subspan(pnm.at) : ByteView();
  const std::size_t stride = pnm.bits()
                                 ? (out.width + 7U) / 8U
                                 : static_cast<std::size_t>(out.width) * out.channels * (pnm.most > 255 ? 2U : 1U);
  if (data.size() < stride * out.height) return bad("the file is cut short");
  const std::size_t row = static_cast<std::size_t>(out.width) * out.channels;
  for (std::size_t y = 0; y < out.height; ++y) {
    const std::uint8_t* from = data.data() + y * stride;
    for (std::size_t x = 0; x < row; ++x) {
      std::uint32_t value = 0;
      if (pnm.bits())
        value = (from[x / 8] >> (7 - x % 8) & 1U) == 0 ? 1 : 0;
      else if (pnm.most > 255)
        value = from[2 * x] * 256U + from[2 * x + 1];
      else
        value = from[x];
      store_sample(out, y * row + x, value, pnm.most);
    }
  }
  return {};
}

using Pixel = std::array<std::uint8_t, 4>;
std::size_t qoi_slot(const Pixel& p) noexcept { return (p[0] * 3U + p[1] * 5U + p[2] * 7U + p[3] * 11U) % 64U; }

}  // namespace

Result<Facts> pnm_facts(ByteView bytes) {
  const auto pnm = read_header(bytes);
  if (!pnm) return tl::unexpected<Error>(pnm.error());
  Facts facts;
  facts.format = Format::pnm;
  facts.width = pnm->width;
  facts.height = pnm->height;
  facts.bits = pnm->bits() ? 1 : pnm->most > 255 ? 16 : 8;
  facts.mode = pnm->bits() ? "1" : pnm->color() ? "RGB" : pnm->most > 255 ? "I;16" : "L";
  return facts;
}

Result<Picture> read_pnm(ByteView bytes, const PictureLimits& limits) {
  const auto pnm = read_header(bytes);
  if (!pnm) return tl::unexpected<Error>(pnm.error());
  if (auto fits = check_limits(pnm->width, pnm->height, limits); !fits) return tl::unexpected<Error>(fits.error());
  // A plain file needs at least one byte a sample, so a header alone cannot ask for much memory.
  const std::uint64_t samples = static_cast<std::uint64_t>(pnm->width) * pnm->height * (pnm->color() ? 3 : 1);
  if (samples / (pnm->bits() && !pnm->plain() ? 8 : 1) > bytes.size()) return bad("the file is cut short");
  Picture out(pnm->width, pnm->height, pnm->color() ? 3 : 1, pnm->most > 255 ? 16 : 8);
  if (auto read = pnm->plain() ? read_plain(bytes, *pnm, out) : read_raw(bytes, *pnm, out); !read)
    return tl::unexpected<Error>(read.error());
  return out;
}

Bytes write_pnm(const Picture& picture) {
  if (picture.channels == 2 || picture.channels == 4)
    throw fail(Fault::data, "PNM has no transparency").hint("add --mode rgb, or write PNG");
  const std::string header = fmt::format("P{}\n{} {}\n{}\n", picture.channels == 1 ? 5 : 6, picture.width,
                                         picture.height, picture.depth == 16 ? 65535 : 255);
  Bytes out(header.begin(), header.end());
  out.insert(out.end(), picture.samples.begin(), picture.samples.end());
  if (picture.depth == 16)  // most significant byte first
    for (std::size_t i = header.size(); i + 1 < out.size(); i += 2) std::swap(out[i], out[i + 1]);
  return out;
}

Result<Facts> qoi_facts(ByteView bytes) {
  if (bytes.size() < 14) return bad("the QOI header is cut short");
  Facts facts;
  facts.format = Format::qoi;
  facts.width = load_be<std::uint32_t>(bytes.subspan(4));
  facts.height = load_be<std::uint32_t>(bytes.subspan(8));
  if (bytes[12] != 3 && bytes[12] != 4) return bad("a QOI file has 3 or 4 channels, not {}", bytes[12]);
  facts.mode = bytes[12] == 4 ? "RGBA" : "RGB";
  return facts;
}

Result<Picture> read_qoi(ByteView bytes, const PictureLimits& limits) {
  const auto facts = qoi_facts(bytes);
  if (!facts) return tl::unexpected<Error>(facts.error());
  if (auto fits = check_limits(facts->width, facts->height, limits); !fits) return tl::unexpected<Error>(fits.error());
  const std::uint64_t pixels = static_cast<std::uint64_t>(facts->width) * facts->height;
  if (pixels > (bytes.size() - 14) * 62ULL) return bad("the file is cut short");  // a byte makes at most 62 pixels
  Picture out(facts->width, facts->height, bytes[12]);
  std::array<Pixel, 64> seen{};
  Pixel now = {0, 0, 0, 255};
  std::size_t at = 14;
  unsigned run = 0;
  for (std::uint64_t i = 0; i < pixels; ++i) {
    if (run > 0) {
      --run;
    } else {
      if (at >= bytes.size()) return bad("the file is cut short");
      const unsigned tag = bytes[at++];
      const std::size_t more = tag == 255 ? 4 : tag == 254 ? 3 : tag >> 6U == 2 ? 1 : 0;
      if (more > bytes.size() - at) return bad("the file is cut short");
      const auto moved = [](std::uint8_t value, int by) { return static_cast<std::uint8_t>(value + by); };
      if (tag >= 254) {
        std::memcpy(now.data(), bytes.data() + at, more);
      } else if (tag >> 6U == 0) {
        now = seen[tag];
      } else if (tag >> 6U == 1) {
        now = {moved(now[0], static_cast<int>(tag >> 4U & 3U) - 2), moved(now[1], static_cast<int>(tag >> 2U & 3U) - 2),
               moved(now[2], static_cast<int>(tag & 3U) - 2), now[3]};
      } else if (tag >> 6U == 2) {
        const int green = static_cast<int>(tag & 63U) - 32, both = bytes[at];
        now = {moved(now[0], green - 8 + (both >> 4)), moved(now[1], green), moved(now[2], green - 8 + (both & 15)),
               now[3]};
      } else {
        run = tag & 63U;
      }
      at += more;
      seen[qoi_slot(now)] = now;
    }
    std::memcpy(out.samples.data() + i * out.channels, now.data(), out.channels);
  }
  return out;
}

Bytes write_qoi(const Picture& given) {
  Picture picture = to_8_bits(given);
  if (picture.channels < 3) picture = to_mode(picture, picture.channels == 2 ? Mode::rgba : Mode::rgb);
  Bytes out = {'q', 'o', 'i', 'f', 0, 0, 0, 0, 0, 0, 0, 0, picture.channels, 0};
  store_be(out.data() + 4, picture.width);
  store_be(out.data() + 8, picture.height);
  std::array<Pixel, 64> seen{};
  Pixel before = {0, 0, 0, 255};
  unsigned run = 0;
  const auto end_run = [&] {
    if (run > 0) out.push_back(static_cast<std::uint8_t>(0xc0U | (run - 1)));
    run = 0;
  };
  const std::size_t pixels = static_cast<std::size_t>(picture.width) * picture.height;
  for (std::size_t i = 0; i < pixels; ++i) {
    Pixel now = {0, 0, 0, 255};
    std::memcpy(now.data(), picture.samples.data() + i * picture.channels, picture.channels);
    if (now == before) {
      if (++run == 62) end_run();
      continue;
    }
    end_run();
    const std::size_t slot = qoi_slot(now);
    const auto delta = [&](std::size_t c) { return static_cast<int>(static_cast<std::int8_t>(now[c] - before[c])); };
    const int r = delta(0), g = delta(1), b = delta(2);
    const auto small = [](int v, int low, int high) { return v >= low && v <= high; };
    if (seen[slot] == now) {
      out.push_back(static_cast<std::uint8_t>(slot));
    } else if (now[3] != before[3]) {
      out.insert(out.end(), {255, now[0], now[1], now[2], now[3]});
    } else if (small(r, -2, 1) && small(g, -2, 1) && small(b, -2, 1)) {
      out.push_back(static_cast<std::uint8_t>(0x40 | (r + 2) << 4 | (g + 2) << 2 | (b + 2)));
    } else if (small(g, -32, 31) && small(r - g, -8, 7) && small(b - g, -8, 7)) {
      out.push_back(static_cast<std::uint8_t>(0x80 | (g + 32)));
      out.push_back(static_cast<std::uint8_t>((r - g + 8) << 4 | (b - g + 8)));
    } else {
      out.insert(out.end(), {254, now[0], now[1], now[2]});
    }
    seen[slot] = now;
    before = now;
  }
  end_run();
  out.insert(out.end(), {0, 0, 0, 0, 0, 0, 0, 1});
  return out;
}

}  // namespace pytk::image
