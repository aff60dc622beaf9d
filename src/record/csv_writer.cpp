// CSV as RFC 4180 has it, but with LF at the end of a line; TSV is the same with tabs between the values.
#include <string>

#include <pytk/record/value_text.hpp>

#include "writers.hpp"

namespace pytk::record {
namespace {

constexpr std::size_t enough = 128U << 10U;

class CsvWriter final : public Writer {
 public:
  CsvWriter(char delimiter, const Schema& schema, io::Sink& sink, bool header) : delimiter_(delimiter), sink_(sink) {
    if (!header) return;
    for (std::size_t i = 0; i < schema.size(); ++i) {
      if (i > 0) buffer_.add(delimiter_);
      append_csv_text(buffer_, schema[i].name, delimiter_, schema.size() == 1);
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
      case Type::json: append_csv_text(buffer_, column.text(row), delimiter_, alone); break;
      default: {
        const auto before = buffer_.size();
        append_plain_value(buffer_, column, row, times_);
        if (alone && buffer_.size() == before) buffer_.add("\"\"");
      }
    }
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
