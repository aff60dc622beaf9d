// Reads a source in blocks, decodes them to UTF-8 and hands on whole records.
#include "table/blocks.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <thread>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::table {
namespace {

constexpr std::size_t block_bytes = 512U << 10U;
constexpr std::size_t padding = 64;

/// The code points of windows-1252 0x80 to 0x9F (WHATWG Encoding, index-windows-1252).
constexpr std::array<char16_t, 32> windows_1252 = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

void append_windows_1252(std::string& out, unsigned char byte) {
  if (byte < 0x80) out += static_cast<char>(byte);
  else append_utf8(out, byte < 0xA0 ? windows_1252[byte - 0x80U] : byte);
}

bool only_ascii(std::string_view text) noexcept {
  std::size_t i = 0;
  std::uint64_t seen = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    seen |= word;
  }
  for (; i < text.size(); ++i) seen |= static_cast<unsigned char>(text[i]);
  return (seen & 0x8080808080808080U) == 0;
}

/// The bytes of an unfinished UTF-8 sequence at the end of `text`.
std::size_t unfinished(std::string_view text) noexcept {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte < 0x80) return 0;
    if (byte < 0xC0) continue;
    const std::size_t need = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
    return need > back ? back : 0;
  }
  return 0;
}

}  // namespace

std::string repair_windows_1252(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const std::size_t good = valid_utf8_prefix(text);
    out.append(text.substr(0, good));
    text.remove_prefix(good);
    if (text.empty()) break;
    append_windows_1252(out, static_cast<unsigned char>(text[0]));
    text.remove_prefix(1);
  }
  return out;
}

Blocks::Blocks(std::unique_ptr<io::Source> source, const ReadOptions& options, Warn warn, std::string name)
    : source_(std::move(source)), options_(options), warn_(std::move(warn)), name_(std::move(name)) {}

void Blocks::detect(std::string_view head) {
  detected_ = true;
  encoding_ = lower(options_.encoding);
  if (encoding_ == "utf8") encoding_ = "utf-8";
  if (encoding_ == "cp1252" || encoding_ == "latin-1" || encoding_ == "latin1" || encoding_ == "iso-8859-1")
    encoding_ = "windows-1252";
  if (encoding_ == "utf-16") encoding_ = head.starts_with("\xFE\xFF") ? "utf-16be" : "utf-16le";
  if (!encoding_.empty()) {
    if (encoding_ != "utf-8" && encoding_ != "windows-1252" && encoding_ != "utf-16le" && encoding_ != "utf-16be")
      throw fail(Fault::usage, "unknown encoding '{}'", options_.encoding)
          .hint("the encodings are utf-8, windows-1252, utf-16le and utf-16be");
    return;
  }
  if (head.starts_with("\xFF\xFE")) encoding_ = "utf-16le";
  else if (head.starts_with("\xFE\xFF")) encoding_ = "utf-16be";
  else encoding_ = "utf-8";
}

bool Blocks::fill() {
  if (ended_) return false;
  raw_.resize(block_bytes);
  std::size_t got = 0;
  // The byte order mark is needed whole.
  do {
    const std::size_t n = source_->read({reinterpret_cast<std::uint8_t*>(raw_.data()) + got, raw_.size() - got});
    if (n == 0) ended_ = true;
    got += n;
  } while (!ended_ && !detected_ && got < 4);
  if (options_.cancel != nullptr) options_.cancel->check();
  std::string_view bytes(raw_.data(), got);
  if (!detected_) {
    detect(bytes);
    if (encoding_ == "utf-8" && bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    if (encoding_.starts_with("utf-16") && (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")))
      bytes.remove_prefix(2);
  }
  if (begin_ > 0 && begin_ == held_.size()) {
    held_.clear();
    begin_ = 0;
  } else if (begin_ > block_bytes) {
    held_.erase(0, begin_);
    begin_ = 0;
  }
  held_.reserve(held_.size() + bytes.size() + padding);
  decode(bytes);
  return !ended_ || got > 0;
}

void Blocks::decode(std::string_view bytes) {
  if (encoding_.starts_with("utf-16")) return decode_utf16(bytes);
  if (encoding_ == "windows-1252") return decode_windows(bytes);
  std::string joined;
  if (!carry_.empty()) {
    joined = carry_ + std::string(bytes);
    carry_.clear();
    bytes = joined;
  }
  if (only_ascii(bytes)) {
    held_.append(bytes);
    return;
  }
  if (!ended_) {
    const std::size_t tail = unfinished(bytes);
    carry_.assign(bytes.substr(bytes.size() - tail));
    bytes.remove_suffix(tail);
  }
  if (is_utf8(bytes)) {
    held_.append(bytes);
    return;
  }
  if (!warned_) warn_(fmt::format("{}: not valid UTF-8; the bytes that are not are read as windows-1252", name_));
  warned_ = true;
  held_ += repair_windows_1252(bytes);
}

void Blocks::decode_windows(std::string_view bytes) {
  for (const char c : bytes) append_windows_1252(held_, static_cast<unsigned char>(c));
}

void Blocks::decode_utf16(std::string_view bytes) {
  std::string joined = carry_ + std::string(bytes);
  carry_.clear();
  const bool big = encoding_ == "utf-16be";
  const auto unit = [&](std::size_t at) {
    const auto a = static_cast<unsigned char>(joined[at]), b = static_cast<unsigned char>(joined[at + 1]);
    return static_cast<char32_t>(big ? a << 8U | b : b << 8U | a);
  };
  std::size_t at = 0;
  while (at + 2 <= joined.size()) {
    const char32_t first = unit(at);
    if (first >= 0xD800 && first < 0xDC00) {
      if (at + 4 > joined.size() && !ended_) break;
      const char32_t second = at + 4 <= joined.size() ? unit(at + 2) : 0;
      if (second >= 0xDC00 && second < 0xE000) {
        append_utf8(held_, 0x10000 + ((first - 0xD800) << 10U) + (second - 0xDC00));
        at += 4;
        continue;
      }
      append_utf8(held_, 0xFFFD);
    } else {
      append_utf8(held_, first >= 0xDC00 && first < 0xE000 ? 0xFFFD : first);
    }
    at += 2;
  }
  carry_ = joined.substr(at);
}

std::string_view Blocks::sample(std::size_t wanted) {
  int silent = 0;
  while (held_.size() - begin_ < wanted) {
    // A source that says nothing for a second gives what it has: a live stream must not be held back.
    if (source_->would_block() && held_.size() > begin_ &&
        std::memchr(held_.data() + begin_, '\n', held_.size() - begin_)) {
      if (++silent > 100) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      continue;
    }
    silent = 0;
    if (!fill()) break;
  }
  held_.reserve(held_.size() + padding);
  return std::string_view(held_).substr(begin_);
}

void Blocks::drop(std::size_t bytes, std::int64_t lines) {
  begin_ += bytes;
  line_ += lines;
}

void Blocks::skip_lines(std::uint64_t lines) {
  while (lines > 0) {
    const std::size_t newline = held_.find('\n', begin_);
    if (newline == std::string::npos) {
      begin_ = held_.size();
      if (!fill()) return;
      continue;
    }
    begin_ = newline + 1;
    ++line_;
    --lines;
  }
}

bool Blocks::take(Piece& piece, const CutRecords& cut) {
  for (;;) {
    std::string_view text = std::string_view(held_).substr(begin_);
    RecordEnd end;
    // Whole blocks where there is more, what there is where the source would make us wait.
    const bool enough = text.size() >= block_bytes || ended_ || (!text.empty() && source_->would_block());
    if (enough) end = cut(text);
    if (end.end == 0) {
      if (!ended_) {
        if (text.size() > options_.max_line)
          throw fail(Fault::data, "a record is longer than {} bytes", options_.max_line)
              .at(name_, line_)
              .hint("an unclosed quote makes everything behind it one field; --quote none reads quotes as text");
        fill();
        continue;
      }
      if (text.empty()) return false;
      end = {text.size(), 0};
    } else if (ended_ && end.end < text.size()) {
      // The last record has no line end.
      end.end = text.size();
    }
    piece.index = index_++;
    piece.first_line = line_;
    // The buffer goes to the piece; what is left of it begins the next one.
    auto owner = std::make_shared<std::string>();
    std::string rest(text.substr(end.end));
    owner->swap(held_);
    owner->reserve(owner->size() + padding);
    piece.bytes = std::string_view(*owner).substr(begin_, end.end);
    piece.owner = std::move(owner);
    piece.rows.reset();
    held_ = std::move(rest);
    begin_ = 0;
    line_ += end.lines;
    return true;
  }
}

}  // namespace pytk::table
