// Parts of a workbook (ECMA-376 part 1, chapter 18).
#include "table/workbook.hpp"

#include <cmath>
#include <map>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::table {
namespace {

using Event = XmlReader::Event;
constexpr std::size_t most_shared_bytes = 2ULL << 30U;

/// "_x000D_" is a carriage return, "_x005F_" an underscore that would begin such an escape.
std::string unescape_x(std::string_view text) {
  if (text.find("_x") == std::string_view::npos) return std::string(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '_' && i + 6 < text.size() && text[i + 1] == 'x' && text[i + 6] == '_') {
      char32_t code = 0;
      bool good = true;
      for (std::size_t d = i + 2; d < i + 6; ++d) {
        const char c = static_cast<char>(text[d] | 0x20);
        const int value = text[d] >= '0' && text[d] <= '9' ? text[d] - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (value < 0) good = false;
        else code = code * 16 + static_cast<char32_t>(value);
      }
      if (good) {
        append_utf8(out, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
        i += 6;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

std::string resolve(std::string_view target) {
  if (target.starts_with("/")) return std::string(target.substr(1));
  std::string path = "xl/" + std::string(target);
  for (auto up = path.find("/../"); up != std::string::npos; up = path.find("/../")) {
    const auto before = up == 0 ? 0 : path.rfind('/', up - 1);
    path.erase(before == std::string::npos ? 0 : before + 1, up + 4 - (before == std::string::npos ? 0 : before + 1));
  }
  return path;
}

std::size_t size_of(std::string_view text, std::size_t otherwise) noexcept {
  std::int64_t value = 0;
  return read_int(text, value) && value >= 0 ? static_cast<std::size_t>(value) : otherwise;
}

class XmlSheet final : public Sheet {
 public:
  XmlSheet(const Workbook& book, std::unique_ptr<ZipEntry> entry, std::string where)
      : book_(book), xml_(std::move(entry), std::move(where)) {}

  [[nodiscard]] std::size_t next_row() override {
    while (!ended_) {
      const Event event = xml_.next();
      if (event == Event::end || (event == Event::close && xml_.name() == "sheetData")) ended_ = true;
      else if (event == Event::open && xml_.name() == "row") {
        const auto number = size_of(xml_.attribute("r"), row_ + 1);  // r= may be missing
        row_ = number == 0 ? row_ + 1 : number;
        column_ = 0;
        return row_;
      }
    }
    return 0;
  }

  [[nodiscard]] bool next_cell(std::size_t& column, Kind& kind, std::string& text) override {
    for (;;) {
      const Event event = xml_.next();
      if (event == Event::end) {
        ended_ = true;
        return false;
      }
      if (event == Event::close && xml_.name() == "row") return false;
      if (event != Event::open || xml_.name() != "c") continue;
      place(xml_.attribute("r"));
      column = column_++;
      const std::string type(xml_.attribute("t"));
      const std::size_t style = size_of(xml_.attribute("s"), 0);
      if (column >= 16'384) throw fail(Fault::data, "a cell lies behind the last column of a sheet");
      read_value(type, style, kind, text);
      return true;
    }
  }

 private:
  void place(std::string_view reference) noexcept {
    std::size_t letters = 0;
    for (const char c : reference) {
      const char l = static_cast<char>(c | 0x20);
      if (l < 'a' || l > 'z') break;
      letters = letters * 26 + static_cast<std::size_t>(l - 'a' + 1);
      if (letters > 100'000) break;
    }
    if (letters > 0) column_ = letters - 1;
  }

  /// What stands inside a cell: a value, or a text of its own.
  struct Inside {
    std::string value, text;
    bool has_value = false, has_text = false;
  };

  Inside read_inside() {
    Inside out;
    bool in_value = false, in_text = false, in_phonetic = false;
    for (;;) {
      const Event event = xml_.next();
      if (event == Event::end) throw fail(Fault::data, "the sheet ends inside a cell");
      if (event == Event::text) {
        if (in_value) out.value += xml_.text();
        else if (in_text && !in_phonetic) out.text += xml_.text();
        continue;
      }
      const bool open = event == Event::open;
      if (xml_.name() == "v") in_value = open, out.has_value = true;
      else if (xml_.name() == "t") in_text = open, out.has_text = true;
      else if (xml_.name() == "rPh") in_phonetic = open;
      else if (xml_.name() == "c" && !open) return out;
    }
  }

  void read_value(const std::string& type, std::size_t style, Kind& kind, std::string& text) {
    const Inside inside = read_inside();
    const std::string& value = inside.value;
    kind = Kind::text;
    if (type == "inlineStr" && inside.has_text) text = unescape_x(inside.text);
    else if (!inside.has_value) kind = Kind::null;
    else if (type == "s") text = book_.shared(size_of(trim(value), SIZE_MAX));
    else if (type == "str" || type == "e") text = unescape_x(value);
    else if (type == "b") kind = Kind::json, text = trim(value) == "0" ? "false" : "true";
    else if (type == "d") kind = Kind::raw, text = value;
    else number(trim(value), style, kind, text);
  }

  void number(std::string_view value, std::size_t style, Kind& kind, std::string& text) const {
    double parsed = 0;
    if (!read_real(value, parsed)) {
      kind = value.empty() ? Kind::null : Kind::text;
      text = value;
      return;
    }
    if (book_.is_date(style) && parsed >= 0 && parsed < 2'958'466) {
      kind = Kind::raw;
      text = serial_date(parsed, book_.from_1904());
      return;
    }
    kind = Kind::json;
    text.clear();
    // 0.1 is stored as 0.10000000000000001: the shortest text of the same number is what was typed.
    if (std::floor(parsed) == parsed && std::abs(parsed) < 1e15) append_int(text, static_cast<std::int64_t>(parsed));
    else append_real(text, parsed);
    if (!is_json_number(text)) kind = Kind::text;
  }

  const Workbook& book_;
  XmlReader xml_;
  std::size_t row_ = 0, column_ = 0;
  bool ended_ = false;
};

}  // namespace

std::string serial_date(double serial, bool from_1904) {
  if (from_1904) serial += 1462;
  else if (serial < 60) serial += 1;  // before the 29th of February 1900 that never was
  const auto milliseconds = static_cast<std::int64_t>(std::llround(serial * 86'400'000.0));
  constexpr std::int64_t epoch_days = 25'569;  // 1899-12-30 to 1970-01-01
  const std::string text = show_time((milliseconds - epoch_days * 86'400'000) * 1'000'000);
  if (milliseconds % 86'400'000 == 0) return text.substr(0, 10);
  return text.substr(0, text.size() - 1);  // a workbook knows no zones
}

bool is_date_format(std::size_t id, std::string_view code) noexcept {
  if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)) return true;
  bool quoted = false, bracket = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '\\' || c == '_' || c == '*') ++i;
    else if (c == '"') quoted = !quoted;
    else if (!quoted && c == '[')
      bracket = code.substr(i + 1, 1) != "h" && code.substr(i + 1, 1) != "m" && code.substr(i + 1, 1) != "s";
    else if (!quoted && c == ']') bracket = false;
    else if (!quoted && !bracket && std::string_view("ymdhsYMDHS").find(c) != std::string_view::npos &&
             code.substr(i, 7) != "General")
      return true;
  }
  return false;
}

Workbook::Workbook(const std::string& path) : zip_(path) {
  read_sheets();
  read_shared();
  read_styles();
}

void Workbook::read_sheets() {
  std::map<std::string, std::string> targets;
  XmlReader relations(zip_.open("xl/_rels/workbook.xml.rels"), zip_.path());
  for (Event event = relations.next(); event != Event::end; event = relations.next()) {
    if (event != Event::open || relations.name() != "Relationship") continue;
    const std::string part = resolve(relations.attribute("Target"));
    targets[std::string(relations.attribute("Id"))] = part;
    const auto type = relations.attribute("Type");
    if (type.ends_with("/sharedStrings")) shared_part_ = part;
    if (type.ends_with("/styles")) styles_part_ = part;
  }
  XmlReader book(zip_.open("xl/workbook.xml"), zip_.path());
  for (Event event = book.next(); event != Event::end; event = book.next()) {
    if (event != Event::open) continue;
    if (book.name() == "workbookPr")
      from_1904_ = book.attribute("date1904") == "1" || book.attribute("date1904") == "true";
    if (book.name() == "sheet")
      sheets_.push_back({std::string(book.attribute("name")), targets[std::string(book.attribute("id"))]});
  }
}

void Workbook::read_shared() {
  if (!zip_.has(shared_part_)) return;
  XmlReader xml(zip_.open(shared_part_), zip_.path());
  std::string text;
  bool in_text = false, phonetic = false;
  std::size_t bytes = 0;
  for (Event event = xml.next(); event != Event::end; event = xml.next()) {
    if (event == Event::text) {
      if (in_text && !phonetic) text += xml.text();
      continue;
    }
    const bool open = event == Event::open;
    if (xml.name() == "t") in_text = open;
    else if (xml.name() == "rPh") phonetic = open;
    else if (xml.name() == "si" && open) text.clear();
    else if (xml.name() == "si") {
      bytes += text.size() + sizeof(std::string_view);
      if (bytes > most_shared_bytes) throw fail(Fault::data, "the shared texts need more than 2 GiB").at(zip_.path());
      shared_.push_back(shared_bytes_.keep(unescape_x(text)));
    }
  }
}

void Workbook::read_styles() {
  if (!zip_.has(styles_part_)) return;
  XmlReader xml(zip_.open(styles_part_), zip_.path());
  std::map<std::size_t, std::string> codes;
  bool in_formats = false;
  for (Event event = xml.next(); event != Event::end; event = xml.next()) {
    if (event == Event::text) continue;
    const bool open = event == Event::open;
    if (xml.name() == "numFmt" && open) codes[size_of(xml.attribute("numFmtId"), 0)] = xml.attribute("formatCode");
    else if (xml.name() == "cellXfs") in_formats = open;
    else if (xml.name() == "xf" && open && in_formats) {
      const auto id = size_of(xml.attribute("numFmtId"), 0);
      dates_.push_back(is_date_format(id, codes.contains(id) ? codes[id] : ""));
    }
  }
}

std::string_view Workbook::shared(std::size_t index) const {
  if (index >= shared_.size()) throw fail(Fault::data, "a cell names a shared text that is not there").at(zip_.path());
  return shared_[index];
}

std::unique_ptr<Sheet> Workbook::open_sheet(const std::string& which) {
  if (sheets_.empty()) throw fail(Fault::data, "the workbook has no sheet").at(zip_.path());
  std::vector<std::string> names;
  const Named* found = which.empty() ? &sheets_.front() : nullptr;
  for (const auto& sheet : sheets_) {
    names.push_back(sheet.name);
    if (sheet.name == which) found = &sheet;
  }
  std::int64_t number = 0;
  if (found == nullptr && read_int(which, number) && number >= 1 && number <= static_cast<std::int64_t>(sheets_.size()))
    found = &sheets_[static_cast<std::size_t>(number) - 1];
  if (found == nullptr)
    throw fail(Fault::usage, "there is no sheet '{}'", which).hint("the sheets are " + join(names, ", "));
  return std::make_unique<XmlSheet>(*this, zip_.open(found->part), zip_.path());
}

}  // namespace pytk::table
