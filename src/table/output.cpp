// Names of the output formats, the two texts of a cell, and the writers of delimited text.
#include <pytk/table/output.hpp>

#include <cstring>

#include <pytk/core/error.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>

#include "table/writers.hpp"

namespace pytk::table {
namespace {

struct Named { std::string_view name; To to; };
constexpr Named formats[] = {{"csv", To::csv}, {"tsv", To::tsv}, {"json", To::json}, {"jsonl", To::jsonl},
                             {"pretty", To::pretty}, {"markdown", To::markdown}, {"html", To::html},
                             {"vertical", To::vertical}, {"sql-insert", To::sql_insert}, {"xlsx", To::xlsx},
                             {"parquet", To::parquet}, {"sqlite", To::sqlite}, {"postgres", To::postgres}};

/// White space outside strings taken away, so that a record stays on its line.
void append_compact(std::string& out, std::string_view json) {
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string) {
      out += c;
      if (c == '\\' && i + 1 < json.size()) out += json[++i];
      else if (c == '"') in_string = false;
    } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
      out += c;
      in_string = c == '"';
    }
  }
}

class CsvWriter final : public RowWriter {
 public:
  CsvWriter(char delimiter, const WriteOptions& options, io::Sink& sink)
      : delimiter_(delimiter), options_(options), sink_(sink) {
    for (const char c : {delimiter, '"', '\n', '\r'}) special_[static_cast<unsigned char>(c)] = true;
  }

  void start(const Columns& columns) override {
    columns_ = columns;
    if (!options_.header || columns.empty()) return;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) out_ += delimiter_;
      text(columns[i].name);
    }
    out_ += '\n';
  }

  void write(const Rows& rows) override {
    const std::size_t width = rows.columns();
    for (std::size_t r = 0; r < rows.count(); ++r) {
      const Cell* row = rows.row(r);
      for (std::size_t c = 0; c < width; ++c) {
        if (c > 0) out_ += delimiter_;
        one(row[c], columns_[c].type);
      }
      // A row of one missing value would be an empty line, which readers pass over.
      if (width == 1 && row[0].null()) out_ += "\"\"";
      out_ += '\n';
      if (out_.size() > (128U << 10U)) hand_on();
    }
    hand_on();
  }
  void flush() override {
    hand_on();
    sink_.flush();
  }
  void finish() override { flush(); }

 private:
  void one(const Cell& what, Type type) {
    if (what.null()) return;
    const auto value = plain_text(what, type, scratch_);
    if (value.empty()) out_ += "\"\"";  // an empty text is not a missing value
    else text(value);
  }

  void text(std::string_view value) {
    if (options_.csv_safe && !value.empty() && std::strchr("=+-@\t\r", value[0]) != nullptr &&
        !is_json_number(value)) {
      safe_.assign(1, '\'').append(value);
      value = safe_;
    }
    bool plain = true;
    for (const char c : value) plain &= !special_[static_cast<unsigned char>(c)];
    if (plain) {
      out_.append(value);
      return;
    }
    out_ += '"';
    for (const char c : value) {
      if (c == '"') out_ += '"';
      out_ += c;
    }
    out_ += '"';
  }
  void hand_on() {
    sink_.write(out_);
    out_.clear();
  }

  char delimiter_;
  WriteOptions options_;
  io::Sink& sink_;
  Columns columns_;
  bool special_[256] = {};
  std::string out_, scratch_, safe_;
};

}  // namespace

To parse_to(std::string_view name) {
  for (const auto& format : formats)
    if (format.name == name) return format.to;
  if (name == "table") return To::pretty;
  if (name == "md") return To::markdown;
  if (name == "ndjson") return To::jsonl;
  if (name == "postgresql") return To::postgres;
  const auto names = to_names();
  auto hint = did_you_mean(name, names);
  if (hint.empty()) hint = "the formats are " + join(names, ", ");
  throw fail(Fault::usage, "unknown output format '{}'", name).hint(hint);
}
std::string_view to_name(To to) noexcept {
  for (const auto& format : formats)
    if (format.to == to) return format.name;
  return "";
}
std::vector<std::string> to_names() {
  std::vector<std::string> names;
  for (const auto& format : formats) names.emplace_back(format.name);
  return names;
}
bool is_text(To to) noexcept { return to != To::parquet && to != To::sqlite && to != To::postgres; }

std::string_view plain_text(const Cell& what, Type type, std::string& scratch) {
  if (what.null()) return {};
  const auto text = what.text();
  const bool json = what.kind == Kind::json || (what.kind == Kind::raw && type == Type::json);
  if (!json || text.empty() || text[0] != '"') return text;
  json::Cursor cursor(text);
  scratch.clear();
  return cursor.read_string(scratch) ? std::string_view(scratch) : text;
}

void append_json(std::string& out, const Cell& what, Type type) {
  const auto text = what.text();
  switch (what.kind) {
    case Kind::null: out += "null"; return;
    case Kind::text: json::append_string(out, text); return;
    case Kind::json: break;
    case Kind::raw:
      if (type == Type::integer || type == Type::real) {
        if (is_json_number(text)) out += text;
        else json::append_string(out, text);
        return;
      }
      if (type == Type::boolean && is_boolean(text)) {
        out += text;
        return;
      }
      if (type != Type::json) {
        json::append_string(out, text);
        return;
      }
  }
  if (text.find('\n') == std::string_view::npos) out += text;
  else append_compact(out, text);
}

std::unique_ptr<RowWriter> make_csv(char delimiter, const WriteOptions& options, io::Sink& sink) {
  return std::make_unique<CsvWriter>(delimiter, options, sink);
}

std::unique_ptr<RowWriter> make_writer(To to, const WriteOptions& options, io::Sink& sink) {
  switch (to) {
    case To::csv: return make_csv(',', options, sink);
    case To::tsv: return make_csv('\t', options, sink);
    case To::json: return make_json(false, options, sink);
    case To::jsonl: return make_json(true, options, sink);
    case To::html: return make_html(options, sink);
    case To::vertical: return make_vertical(options, sink);
    case To::sql_insert: return make_sql_insert(options, sink);
    case To::xlsx: return make_xlsx(options, sink);
    default: return make_for_people(to, options, sink);
  }
}

}  // namespace pytk::table
