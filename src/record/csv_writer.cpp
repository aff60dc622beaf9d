// CSV as RFC 4180 has it, but with LF at the end of a line; TSV is the same with tabs between the values.
#include <cstring>
#include <string>

#include "value_text.hpp"
#include "writers.hpp"

namespace pytk::record {
namespace {

constexpr std::size_t enough = 128U << 10U;
constexpr std::uint64_t every_byte = 0x0101010101010101U;

class CsvWriter final : public Writer {
 public:
  CsvWriter(char delimiter, const Schema& schema, io::Sink& sink, bool header) : delimiter_(delimiter), sink_(sink) {
    if (!header) return;
    for (std::size_t i = 0; i < schema.size(); ++i) {
      if (i > 0) buffer_.add(delimiter_);
      text(schema[i].name, schema.size() == 1);
    }
    buffer_.add('\n');
  }

  void write(const Batch& batch) override {
    const bool alone = batch.columns() == 1;
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      for (std::size_t i = 0; i < batch.columns(); ++i) {
        if (i > 0) buffer_.add(delimiter_);
        value(batch[i], row, alone);
      }
      buffer_.add('\n');
      if (buffer_.size() > enough) hand_on();
    }
    hand_on();
  }
  void flush() override {
    hand_on();
    sink_.flush();
  }
  void finish() override { flush(); }

 private:
  void value(const Column& column, std::size_t row, bool alone) {
    switch (column.type()) {
      case Type::text:
      case Type::json: text(column.text(row), alone); break;
      default: {
        const auto before = buffer_.size();
        append_plain_value(buffer_, column, row, times_);
        if (alone && buffer_.size() == before) buffer_.add("\"\"");
      }
    }
  }

  // A single empty value is quoted, because readers take an empty line for no record at all.
  void text(std::string_view value, bool alone) {
    if (is_plain(value)) {
      if (value.empty() && alone) buffer_.add("\"\"");
      else buffer_.add(value);
      return;
    }
    char* at = buffer_.ensure(value.size() * 2 + 2);
    *at++ = '"';
    for (const char c : value) {
      if (c == '"') *at++ = '"';
      *at++ = c;
    }
    *at++ = '"';
    buffer_.set_end(at);
  }

  [[nodiscard]] bool is_plain(std::string_view value) const {
    const char* at = value.data();
    std::size_t left = value.size();
    std::uint64_t word = 0;
    for (; left >= 8; left -= 8, at += 8) {
      std::memcpy(&word, at, 8);
      if (!is_plain(word)) return false;
    }
    if (left == 0) return true;
    word = every_byte * 'a';
    std::memcpy(&word, at, left);
    return is_plain(word);
  }
  [[nodiscard]] bool is_plain(std::uint64_t word) const {
    const auto zero = [](std::uint64_t bits) { return (bits - every_byte) & ~bits & (every_byte * 0x80); };
    const auto wanted = every_byte * static_cast<unsigned char>(delimiter_);
    return (zero(word ^ wanted) | zero(word ^ (every_byte * '"')) | zero(word ^ (every_byte * '\n')) |
            zero(word ^ (every_byte * '\r'))) == 0;
  }
  void hand_on() {
    sink_.write(buffer_.view());
    buffer_.clear();
  }

  char delimiter_;
  io::Sink& sink_;
  TextBuffer buffer_;
  TimeText times_;
};

}  // namespace

std::unique_ptr<Writer> make_csv_writer(char delimiter, const Schema& schema, io::Sink& sink, bool header) {
  return std::make_unique<CsvWriter>(delimiter, schema, sink, header);
}

}  // namespace pytk::record
