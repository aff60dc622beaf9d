// Workbooks out: one sheet, written row by row in constant memory. Texts are always inline strings, so that nothing
// ("=cmd|...") ever becomes a formula; numbers that a spreadsheet would round stay texts.
#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "table/writers.hpp"
#include "table/zip.hpp"

namespace pytk::table {
namespace {

constexpr std::size_t most_rows = 1'048'576, most_columns = 16'384, most_characters = 32'767;

std::string column_letters(std::size_t index) {
  std::string out;
  for (++index; index > 0; index = (index - 1) / 26) out.insert(out.begin(), static_cast<char>('A' + (index - 1) % 26));
  return out;
}

void append_xml(std::string& out, std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '&') out += "&amp;";
    else if (byte < 0x20 && c != '\n' && c != '\t') out += fmt::format("_x{:04X}_", byte);  // XML has no other way
    else out += c;
  }
}

/// A number that a double holds exactly as it is written.
bool safe_number(std::string_view text) noexcept {
  if (!is_json_number(text)) return false;
  std::size_t digits = 0;
  for (const char c : text) digits += c >= '0' && c <= '9';
  return digits <= 15;
}

class XlsxWriter final : public RowWriter {
 public:
  XlsxWriter(const WriteOptions& options, io::Sink& sink) : options_(options), sink_(sink), zip_(sink) {}

  void start(const Columns& columns) override {
    columns_ = columns;
    if (columns.size() > most_columns) throw fail(Fault::data, "a sheet has at most {} columns", most_columns);
    for (std::size_t i = 0; i < columns.size(); ++i) letters_.push_back(column_letters(i));
    part(
        "[Content_Types].xml",
        R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>)");
    part(
        "_rels/.rels",
        R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>)");
    std::string name;
    append_xml(name, options_.table == "t" ? "Sheet1" : options_.table.substr(0, 31));
    part(
        "xl/workbook.xml",
        R"(<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name=")" +
            name + R"(" sheetId="1" r:id="rId1"/></sheets></workbook>)");
    part(
        "xl/_rels/workbook.xml.rels",
        R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>)");
    zip_.begin("xl/worksheets/sheet1.xml");
    out_ = R"(<?xml version="1.0" encoding="UTF-8"?>)"
           "\n"
           R"(<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>)";
    if (!options_.header) return;
    open_row();
    for (std::size_t i = 0; i < columns.size(); ++i) text(i, columns[i].name);
    out_ += "</row>";
  }

  void write(const Rows& rows) override {
    for (std::size_t r = 0; r < rows.count(); ++r) {
      open_row();
      const Cell* row = rows.row(r);
      for (std::size_t c = 0; c < columns_.size(); ++c) one(c, row[c]);
      out_ += "</row>";
      if (out_.size() > (256U << 10U)) hand_on();
    }
  }

  void finish() override {
    out_ += "</sheetData></worksheet>";
    hand_on();
    zip_.end();
    zip_.finish();
    sink_.flush();
  }

 private:
  void part(std::string_view name, std::string_view content) {
    zip_.begin(name);
    zip_.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    zip_.write(content);
    zip_.end();
  }
  void open_row() {
    if (++row_ > most_rows)
      throw fail(Fault::data, "a sheet has at most {} rows", most_rows).hint("write CSV or Parquet instead");
    number_ = std::to_string(row_);
    out_ += "<row r=\"" + number_ + "\">";
  }
  void one(std::size_t column, const Cell& what) {
    if (what.null()) return;
    const Type type = columns_[column].type;
    const auto value = plain_text(what, type, scratch_);
    const bool number =
        what.kind == Kind::json || ((type == Type::integer || type == Type::real) && what.kind == Kind::raw);
    if (number && safe_number(value))
      out_ += "<c r=\"" + letters_[column] + number_ + "\"><v>" + std::string(value) + "</v></c>";
    else if (type == Type::boolean && is_boolean(value))
      out_ += "<c r=\"" + letters_[column] + number_ + "\" t=\"b\"><v>" + (value == "true" ? "1" : "0") + "</v></c>";
    else text(column, value);
  }
  void text(std::size_t column, std::string_view value) {
    if (value.size() > 4 * most_characters)
      throw fail(Fault::data, "a text of row {} is longer than the {} characters of a cell", row_, most_characters);
    out_ += "<c r=\"" + letters_[column] + number_ + "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">";
    append_xml(out_, value);
    out_ += "</t></is></c>";
  }
  void hand_on() {
    zip_.write(out_);
    out_.clear();
  }

  WriteOptions options_;
  io::Sink& sink_;
  ZipWriter zip_;
  Columns columns_;
  std::vector<std::string> letters_;
  std::string out_, scratch_, number_;
  std::size_t row_ = 0;
};

}  // namespace

std::unique_ptr<RowWriter> make_xlsx(const WriteOptions& options, io::Sink& sink) {
  return std::make_unique<XlsxWriter>(options, sink);
}

}  // namespace pytk::table
