// Aligned columns for people, and Markdown tables.
#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "writers.hpp"

namespace pytk::record {
namespace {

// Rows looked at before the widths of the columns are settled.
constexpr std::size_t rows_to_measure = 1000;
// A value is shown at most so wide, even where nothing is cut to a terminal's width.
constexpr std::size_t least_width = 4;

bool is_number(Type type) {
  return type == Type::int64 || type == Type::uint64 || type == Type::float64 || type == Type::duration;
}

std::string shown(const Column& column, std::size_t row) {
  if (column.null(row)) return "-";
  if (column.type() == Type::duration) return show_duration(column.int64(row));
  std::string text;
  append_value(text, column, row);
  return escape_controls(text);
}

class TableWriter final : public Writer {
 public:
  TableWriter(const Schema& schema, io::Sink& sink, const Style& style) : schema_(schema), sink_(sink), style_(style) {}

  void write(const Batch& batch) override {
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      std::vector<std::string> cells;
      cells.reserve(batch.columns());
      for (std::size_t i = 0; i < batch.columns(); ++i) cells.push_back(shown(batch[i], row));
      waiting_.push_back(std::move(cells));
      if (waiting_.size() >= rows_to_measure) print();
    }
  }
  void flush() override {
    if (!waiting_.empty()) print();
    sink_.flush();
  }
  void finish() override {
    print();
    sink_.flush();
  }

 private:
  void settle_widths() {
    widths_.clear();
    for (const auto& field : schema_) widths_.push_back(style_.header ? display_width(escape_controls(field.name)) : 1);
    for (const auto& row : waiting_)
      for (std::size_t i = 0; i < row.size(); ++i) widths_[i] = std::max(widths_[i], display_width(row[i]));
    if (style_.width == 0 || widths_.empty()) return;
    const auto gaps = 2 * (widths_.size() - 1);
    auto sum = std::accumulate(widths_.begin(), widths_.end(), gaps);
    // The widest column gives way first.
    while (sum > style_.width) {
      auto widest = std::max_element(widths_.begin(), widths_.end());
      if (*widest <= least_width) break;
      --*widest;
      --sum;
    }
  }
  void print() {
    // Without any row the names of the columns still tell what there could have been.
    if (!settled_) {
      settle_widths();
      settled_ = true;
      print_header();
    }
    std::string lines;
    for (const auto& row : waiting_) add_line(lines, row);
    waiting_.clear();
    sink_.write(lines);
  }
  void print_header() {
    if (!style_.header || schema_.empty()) return;
    std::vector<std::string> names;
    for (const auto& field : schema_) names.push_back(escape_controls(field.name));
    std::string line;
    add_line(line, names);
    if (style_.color) line = "\x1b[1m" + line.substr(0, line.size() - 1) + "\x1b[0m\n";
    sink_.write(line);
  }
  void add_line(std::string& out, const std::vector<std::string>& cells) const {
    const auto begin = out.size();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) out += "  ";
      const auto text = style_.width == 0 ? cells[i] : fit(cells[i], widths_[i]);
      const auto width = display_width(text);
      const std::string padding(widths_[i] > width ? widths_[i] - width : 0, ' ');
      if (schema_[i].right || is_number(schema_[i].type)) out += padding + text;
      else out += text + padding;
    }
    while (out.size() > begin && out.back() == ' ') out.pop_back();
    out += '\n';
  }

  Schema schema_;
  io::Sink& sink_;
  Style style_;
  std::vector<std::vector<std::string>> waiting_;
  std::vector<std::size_t> widths_;
  bool settled_ = false;
};

class MarkdownWriter final : public Writer {
 public:
  MarkdownWriter(const Schema& schema, io::Sink& sink) : sink_(sink) {
    std::string head = "|";
    std::string rule = "|";
    for (const auto& field : schema) {
      head += " " + cell(field.name) + " |";
      rule += field.right || is_number(field.type) ? " ---: |" : " --- |";
    }
    if (!schema.empty()) text_ = head + "\n" + rule + "\n";
  }
  void write(const Batch& batch) override {
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      text_ += '|';
      for (std::size_t i = 0; i < batch.columns(); ++i) {
        std::string value;
        append_value(value, batch[i], row);
        text_ += ' ' + cell(value) + (value.empty() ? "|" : " |");
      }
      text_ += '\n';
    }
    hand_on();
  }
  void flush() override {
    hand_on();
    sink_.flush();
  }
  void finish() override { flush(); }

 private:
  // A bar would end the cell and a line break the row.
  static std::string cell(std::string_view value) {
    std::string out;
    for (const char c : value) {
      if (c == '|') out += "\\|";
      else if (c == '\n') out += "<br>";
      else if (c != '\r') out += c;
    }
    return out;
  }
  void hand_on() {
    sink_.write(text_);
    text_.clear();
  }
  io::Sink& sink_;
  std::string text_;
};

}  // namespace

std::unique_ptr<Writer> make_table_writer(const Schema& schema, io::Sink& sink, const Style& style) {
  return std::make_unique<TableWriter>(schema, sink, style);
}

std::unique_ptr<Writer> make_markdown_writer(const Schema& schema, io::Sink& sink) {
  return std::make_unique<MarkdownWriter>(schema, sink);
}

}  // namespace pytk::record
