// Values as machine text, straight into a growing buffer: what the JSON and CSV writers share.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include <pytk/record/batch.hpp>

namespace pytk::record {

/// Bytes to be written; ensure() once, then plain stores.
class TextBuffer {
 public:
  [[nodiscard]] char* ensure(std::size_t more) {
    if (size_ + more > text_.size()) text_.resize(text_.size() * 2 + more + 4096);
    return text_.data() + size_;
  }
  void set_end(const char* end) noexcept { size_ = static_cast<std::size_t>(end - text_.data()); }
  void add(std::string_view part) {
    char* at = ensure(part.size());
    std::memcpy(at, part.data(), part.size());
    size_ += part.size();
  }
  void add(char c) { *ensure(1) = c; ++size_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::string_view view() const noexcept { return {text_.data(), size_}; }
  void clear() noexcept { size_ = 0; }

 private:
  std::string text_;
  std::size_t size_ = 0;
};

/// The last second's date and time are kept: records often come many to a second.
class TimeText {
 public:
  void append(TextBuffer& out, std::int64_t nanoseconds);

 private:
  std::int64_t second_ = -1;
  char date_[20] = {};
};

void append_ip_text(TextBuffer& out, const Ip& ip);
/// Seconds as an exact decimal: 1.5 for 1,500,000,000 ns.
void append_seconds(TextBuffer& out, std::int64_t nanoseconds);

template <class T>
void append_number(TextBuffer& out, T value) {
  char* at = out.ensure(32);
  out.set_end(std::to_chars(at, at + 32, value).ptr);
}

/// A JSON string with quotes; plain ASCII is copied at once.
void append_json_text(TextBuffer& out, std::string_view text);
/// Any value as JSON; null, nan and the infinities are null.
void append_json_value(TextBuffer& out, const Column& column, std::size_t row, TimeText& times);
/// Any value but text as CSV shows it; nothing for null. Text, bytes and json columns too, without quotes.
void append_plain_value(TextBuffer& out, const Column& column, std::size_t row, TimeText& times);

}  // namespace pytk::record
