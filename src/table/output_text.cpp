// Tables for people (aligned, Markdown, HTML, one value a line) and SQL inserts.
#include <algorithm>

#include <pytk/core/text.hpp>
#include <pytk/record/writer.hpp>

#include "table/writers.hpp"

namespace pytk::table {
namespace {

bool is_number(Type type) noexcept { return type == Type::integer || type == Type::real; }

/// The house's aligned and Markdown tables, fed with texts as they are.
class PeopleWriter final : public RowWriter {
 public:
  PeopleWriter(record::Format format, const WriteOptions& options, io::Sink& sink)
      : format_(format), options_(options), sink_(sink) {}
  void start(const Columns& columns) override {
    columns_ = columns;
    record::Schema schema;
    for (const auto& column : columns) schema.push_back({column.name, record::Type::text, is_number(column.type)});
    record::Style style;
    style.color = options_.color;
    style.width = options_.width;
    style.header = options_.header;
    writer_ = record::make_writer(format_, schema, sink_, style);
    batch_ = std::make_unique<record::Batch>(schema);
  }
  void write(const Rows& rows) override {
    for (std::size_t r = 0; r < rows.count(); ++r) {
      for (std::size_t c = 0; c < rows.columns(); ++c) {
        const Cell& what = rows.at(r, c);
        if (what.null()) (*batch_)[c].add_null();
        else (*batch_)[c].add_text(plain_text(what, columns_[c].type, scratch_));
      }
      batch_->end_row();
      if (batch_->full()) hand_on();
    }
    hand_on();
  }
  void flush() override { writer_->flush(); }
  void finish() override { writer_->finish(); }

 private:
  void hand_on() {
    if (batch_->rows() == 0) return;
    writer_->write(*batch_);
    batch_->clear();
  }
  record::Format format_;
  WriteOptions options_;
  io::Sink& sink_;
  Columns columns_;
  std::unique_ptr<record::Writer> writer_;
  std::unique_ptr<record::Batch> batch_;
  std::string scratch_;
};

/// What the small writers share: the columns and the buffer.
class BufferedWriter : public RowWriter {
 public:
  BufferedWriter(const WriteOptions& options, io::Sink& sink) : options_(options), sink_(sink) {}
  void start(const Columns& columns) override {
    columns_ = columns;
    head();
  }
  void write(const Rows& rows) override {
    for (std::size_t r = 0; r < rows.count(); ++r) {
      one(rows.row(r));
      if (out_.size() > (128U << 10U)) hand_on();
    }
    hand_on();
  }
  void flush() override {
    hand_on();
    sink_.flush();
  }
  void finish() override {
    tail();
    flush();
  }

 protected:
  virtual void head() {}
  virtual void one(const Cell* row) = 0;
  virtual void tail() {}
  WriteOptions options_;
  Columns columns_;
  std::string out_, scratch_;

 private:
  void hand_on() {
    sink_.write(out_);
    out_.clear();
  }
  io::Sink& sink_;
};

class HtmlWriter final : public BufferedWriter {
 public:
  using BufferedWriter::BufferedWriter;

 private:
  void escaped(std::string_view text) {
    for (const char c : text) {
      if (c == '<') out_ += "&lt;";
      else if (c == '>') out_ += "&gt;";
      else if (c == '&') out_ += "&amp;";
      else if (c == '"') out_ += "&quot;";
      else out_ += c;
    }
  }
  void head() override {
    out_ += "<table>\n";
    if (options_.header) {
      out_ += "<thead>\n<tr>";
      for (const auto& column : columns_) {
        out_ += "<th>";
        escaped(column.name);
        out_ += "</th>";
      }
      out_ += "</tr>\n</thead>\n";
    }
    out_ += "<tbody>\n";
  }
  void one(const Cell* row) override {
    out_ += "<tr>";
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      out_ += "<td>";
      escaped(plain_text(row[i], columns_[i].type, scratch_));
      out_ += "</td>";
    }
    out_ += "</tr>\n";
  }
  void tail() override { out_ += "</tbody>\n</table>\n"; }
};

class VerticalWriter final : public BufferedWriter {
 public:
  using BufferedWriter::BufferedWriter;

 private:
  void head() override {
    for (const auto& column : columns_) width_ = std::max(width_, display_width(escape_controls(column.name)));
  }
  void one(const Cell* row) override {
    if (number_++ > 0) out_ += '\n';
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string name = escape_controls(columns_[i].name);
      out_ += name;
      out_.append(width_ - display_width(name), ' ');
      out_ += row[i].null() ? "  -" : "  " + escape_controls(plain_text(row[i], columns_[i].type, scratch_));
      out_ += '\n';
    }
  }
  std::size_t width_ = 0, number_ = 0;
};

void append_identifier(std::string& out, std::string_view name) {
  out += '"';
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

class SqlWriter final : public BufferedWriter {
 public:
  using BufferedWriter::BufferedWriter;

 private:
  void head() override {
    begin_ = "INSERT INTO ";
    append_identifier(begin_, options_.table);
    begin_ += " (";
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) begin_ += ", ";
      append_identifier(begin_, columns_[i].name);
    }
    begin_ += ") VALUES (";
  }
  void one(const Cell* row) override {
    out_ += begin_;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) out_ += ", ";
      value(row[i], columns_[i].type);
    }
    out_ += ");\n";
  }
  void value(const Cell& what, Type type) {
    if (what.null()) {
      out_ += "NULL";
      return;
    }
    const auto text = plain_text(what, type, scratch_);
    if (is_number(type) && what.kind != Kind::text && is_json_number(text)) {
      out_ += text;
    } else if (type == Type::boolean && is_boolean(text)) {
      out_ += text == "true" ? "TRUE" : "FALSE";
    } else {
      out_ += '\'';
      for (const char c : text) {
        if (c == '\'') out_ += '\'';
        out_ += c;
      }
      out_ += '\'';
    }
  }
  std::string begin_;
};

}  // namespace

std::unique_ptr<RowWriter> make_for_people(To to, const WriteOptions& options, io::Sink& sink) {
  return std::make_unique<PeopleWriter>(to == To::markdown ? record::Format::markdown : record::Format::table, options,
                                        sink);
}
std::unique_ptr<RowWriter> make_html(const WriteOptions& options, io::Sink& sink) {
  return std::make_unique<HtmlWriter>(options, sink);
}
std::unique_ptr<RowWriter> make_vertical(const WriteOptions& options, io::Sink& sink) {
  return std::make_unique<VerticalWriter>(options, sink);
}
std::unique_ptr<RowWriter> make_sql_insert(const WriteOptions& options, io::Sink& sink) {
  return std::make_unique<SqlWriter>(options, sink);
}

}  // namespace pytk::table
