// Web server logs (common and combined, Apache's and nginx's escapes), syslog (RFC 3164 and RFC 5424) and Zeek.
#include <algorithm>
#include <array>
#include <charconv>

#include <pytk/core/error.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "table/input_lines.hpp"

namespace pytk::table {
namespace {

/// Takes a line apart from the left.
class Cutter {
 public:
  explicit Cutter(std::string_view text) : text_(text) {}
  [[nodiscard]] bool done() const noexcept { return text_.empty(); }
  [[nodiscard]] std::string_view rest() const noexcept { return text_; }
  bool take(char wanted) noexcept {
    if (text_.empty() || text_[0] != wanted) return false;
    text_.remove_prefix(1);
    return true;
  }
  std::string_view word() noexcept {
    const auto end = std::min(text_.find(' '), text_.size());
    const auto out = text_.substr(0, end);
    text_.remove_prefix(std::min(end + 1, text_.size()));
    return out;
  }
  /// Up to `close`, which is taken too; false when it is not there.
  bool until(char close, std::string_view& out) noexcept {
    const auto end = text_.find(close);
    if (end == std::string_view::npos) return false;
    out = text_.substr(0, end);
    text_.remove_prefix(end + 1);
    return true;
  }
  /// "..." with backslash escapes, left as they are.
  bool quoted(std::string_view& out) noexcept {
    if (!take('"')) return false;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (text_[i] == '\\') {
        ++i;
      } else if (text_[i] == '"') {
        out = text_.substr(0, i);
        text_.remove_prefix(i + 1);
        return true;
      }
    }
    return false;
  }
  void spaces() noexcept {
    while (!text_.empty() && text_[0] == ' ') text_.remove_prefix(1);
  }

 private:
  std::string_view text_;
};

int hex(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// \" \\ \n \t \xHH as the servers and Zeek write them.
std::string_view unescape(std::string_view text, Arena& arena) {
  if (text.find('\\') == std::string_view::npos) return text;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 >= text.size()) {
      out += text[i];
      continue;
    }
    const char next = text[++i];
    if (next == 'x' && i + 2 < text.size() + 0 && hex(text[i + 1]) >= 0 && i + 2 < text.size() &&
        hex(text[i + 2]) >= 0) {
      out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else if (next == 'n')
      out += '\n';
    else if (next == 't') out += '\t';
    else if (next == 'r') out += '\r';
    else if (next == '"' || next == '\\') out += next;
    else out.append(1, '\\').append(1, next);
  }
  return arena.keep(is_utf8(out) ? out : repair_windows_1252(out));
}

Cell dash(std::string_view text, Arena& arena) {
  return text == "-" || text.empty() ? Cell{} : cell(unescape(text, arena), Kind::raw);
}

int month_of(std::string_view name) noexcept {
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const auto at = name.size() == 3 ? months.find(name) : std::string_view::npos;
  return at == std::string_view::npos || at % 3 != 0 ? 0 : static_cast<int>(at / 3) + 1;
}

bool number(std::string_view text, int& out) noexcept {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

/// "10/Oct/2000:13:55:36 -0700" as "2000-10-10T13:55:36-07:00"; as it is when it is something else.
std::string_view log_time(std::string_view text, Arena& arena) {
  int day = 0, year = 0;
  if (text.size() < 20 || text[2] != '/' || text[6] != '/' || text[11] != ':' || !number(text.substr(0, 2), day) ||
      !number(text.substr(7, 4), year))
    return text;
  const int month = month_of(text.substr(3, 3));
  if (month == 0) return text;
  std::string out = fmt::format("{:04}-{:02}-{:02}T{}", year, month, day, text.substr(12, 8));
  if (text.size() == 26) out += std::string(text.substr(21, 3)) + ":" + std::string(text.substr(24, 2));
  if (out.ends_with("+00:00")) out.replace(out.size() - 6, 6, "Z");
  return arena.keep(out);
}

class WebLog final : public LineInput {
 public:
  WebLog(Opening opening, bool combined) : LineInput(std::move(opening), columns_of(combined)), combined_(combined) {
    blocks_->skip_lines(options_.skip);
    if (sniffed_ != nullptr) sniffed_->format = combined ? "combined" : "common";
    force_types(columns_, options_);
  }

 private:
  static Columns columns_of(bool combined) {
    Columns columns = {{"remote_addr", Type::text}, {"ident", Type::text},    {"user", Type::text},
                       {"time", Type::time},        {"request", Type::text},  {"method", Type::text},
                       {"path", Type::text},        {"protocol", Type::text}, {"status", Type::integer},
                       {"bytes", Type::integer}};
    if (combined) {
      columns.push_back({"referer", Type::text});
      columns.push_back({"user_agent", Type::text});
    }
    return columns;
  }
  /// "GET /x HTTP/1.1" in three; TLS bytes, an empty request or a lone dash are no request.
  static void request(std::string_view text, Cell* row, Arena& arena) {
    row[4] = dash(text, arena);
    const auto first = text.find(' '), last = text.rfind(' ');
    if (first == std::string_view::npos || first == 0) return;
    const auto method = text.substr(0, first);
    if (!std::all_of(method.begin(), method.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || c == '_' || c == '-'; }))
      return;
    const bool protocol = last > first && text.substr(last + 1).starts_with("HTTP/");
    row[5] = cell(method, Kind::raw);
    row[6] =
        cell(unescape(text.substr(first + 1, protocol ? last - first - 1 : std::string_view::npos), arena), Kind::raw);
    if (protocol) row[7] = cell(text.substr(last + 1), Kind::raw);
  }
  [[nodiscard]] Verdict one_line(std::string_view line, Cell* row, Arena& arena) const override {
    Cutter cut(line);
    row[0] = dash(cut.word(), arena);
    row[1] = dash(cut.word(), arena);
    // A user's name may hold blanks: everything up to the bracket.
    std::string_view user, time, text;
    if (!cut.until('[', user) || !cut.until(']', time)) return {"no time in brackets", false};
    row[2] = dash(trim(user), arena);
    row[3] = cell(log_time(time, arena), Kind::raw);
    cut.spaces();
    if (!cut.quoted(text)) return {"no request in quotes", false};
    request(text, row, arena);
    cut.spaces();
    const auto status = cut.word(), bytes = cut.word();
    int code = 0;
    if (!number(status, code)) return {"no status behind the request", false};
    row[8] = cell(status, Kind::raw);
    row[9] = bytes == "-" ? cell("0", Kind::raw) : dash(bytes, arena);
    if (!combined_) return {};
    cut.spaces();
    if (!cut.quoted(text)) return {"no referer in quotes", false};
    row[10] = dash(text, arena);
    cut.spaces();
    if (!cut.quoted(text)) return {"no user agent in quotes", false};
    row[11] = dash(text, arena);
    return {};
  }
  bool combined_;
};

class Syslog final : public LineInput {
 public:
  Syslog(Opening opening, std::int64_t file_time)
      : LineInput(std::move(opening), {{"priority", Type::integer},
                                       {"facility", Type::integer},
                                       {"severity", Type::integer},
                                       {"time", Type::time},
                                       {"host", Type::text},
                                       {"app", Type::text},
                                       {"procid", Type::text},
                                       {"msgid", Type::text},
                                       {"sd", Type::json},
                                       {"message", Type::text}}),
        file_time_(file_time) {
    blocks_->skip_lines(options_.skip);
    if (sniffed_ != nullptr) sniffed_->format = "syslog";
    force_types(columns_, options_);
  }

 private:
  [[nodiscard]] Verdict one_line(std::string_view line, Cell* row, Arena& arena) const override {
    Cutter cut(line);
    if (cut.take('<')) {
      std::string_view digits;
      int priority = 0;
      if (!cut.until('>', digits) || !number(digits, priority) || priority < 0 || priority > 191)
        return {"bad priority", false};
      row[0] = cell(digits, Kind::raw);
      row[1] = cell(arena.keep(std::to_string(priority / 8)), Kind::raw);
      row[2] = cell(arena.keep(std::to_string(priority % 8)), Kind::raw);
      if (cut.rest().starts_with("1 ")) return modern(cut, row, arena);
    }
    return old(cut, row, arena);
  }

  /// RFC 5424 6: VERSION TIMESTAMP HOST APP PROCID MSGID SD MSG, "-" for what is not there.
  static Verdict modern(Cutter& cut, Cell* row, Arena& arena) {
    (void)cut.word();
    for (std::size_t i = 3; i <= 7; ++i) {
      const auto word = cut.word();
      if (word.empty()) return {"the header ends early", false};
      row[i] = word == "-" ? Cell{} : cell(word, Kind::raw);
    }
    if (!structured(cut, row[8], arena)) return {"bad structured data", false};
    cut.take(' ');
    auto message = cut.rest();
    if (message.starts_with("\xEF\xBB\xBF")) message.remove_prefix(3);
    if (!message.empty()) row[9] = cell(message, Kind::raw);
    return {};
  }

  /// [id name="value" ...]... as a JSON object of objects; \" \\ \] are escapes.
  static bool structured(Cutter& cut, Cell& out, Arena& arena) {
    if (cut.take('-')) return true;
    std::string json = "{";
    while (cut.take('[')) {
      std::string_view text = cut.rest();
      const auto id_end = text.find_first_of(" ]");
      if (id_end == std::string_view::npos || id_end == 0) return false;
      if (json.size() > 1) json += ',';
      json::append_string(json, text.substr(0, id_end));
      json += ":{";
      std::size_t at = id_end;
      bool first = true;
      while (at < text.size() && text[at] == ' ') {
        const auto equals = text.find("=\"", ++at);
        if (equals == std::string_view::npos) return false;
        if (!first) json += ',';
        first = false;
        json::append_string(json, text.substr(at, equals - at));
        json += ':';
        std::string value;
        for (at = equals + 2; at < text.size() && text[at] != '"'; ++at) {
          if (text[at] == '\\' && at + 1 < text.size() &&
              (text[at + 1] == '"' || text[at + 1] == '\\' || text[at + 1] == ']'))
            ++at;
          value += text[at];
        }
        if (at >= text.size()) return false;
        json::append_string(json, value);
        ++at;
      }
      if (at >= text.size() || text[at] != ']') return false;
      json += '}';
      cut = Cutter(text.substr(at + 1));
    }
    if (json.size() == 1) return false;
    out = cell(arena.keep(json + "}"), Kind::json);
    return true;
  }

  /// RFC 3164, or what Debian's rsyslog writes: an RFC 3339 stamp, then HOST TAG[PID]: MESSAGE.
  Verdict old(Cutter& cut, Cell* row, Arena& arena) const {
    const auto text = cut.rest();
    if (text.size() > 19 && is_time(text.substr(0, std::min(text.find(' '), text.size())))) {
      row[3] = cell(cut.word(), Kind::raw);
    } else {
      int day = 0;
      const int month = text.size() > 15 ? month_of(text.substr(0, 3)) : 0;
      if (month == 0 || !number(trim(text.substr(4, 2)), day) || text[9] != ':' || text[12] != ':' || text[15] != ' ')
        return {"no time in front", false};
      row[3] =
          cell(arena.keep(fmt::format("{:04}-{:02}-{:02}T{}Z", year_of(month, day), month, day, text.substr(7, 8))),
               Kind::raw);
      cut = Cutter(text.substr(16));
    }
    const auto host = cut.word();
    if (!host.empty()) row[4] = cell(host, Kind::raw);
    const auto rest = cut.rest();
    const auto tag = rest.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/()");
    if (tag == std::string_view::npos || tag == 0 || (rest[tag] != ':' && rest[tag] != '[')) {
      if (!rest.empty()) row[9] = cell(rest, Kind::raw);
      return {};
    }
    row[5] = cell(rest.substr(0, tag), Kind::raw);
    std::size_t at = tag;
    if (rest[at] == '[') {
      const auto close = rest.find(']', at);
      if (close != std::string_view::npos) {
        row[6] = cell(rest.substr(at + 1, close - at - 1), Kind::raw);
        at = close + 1;
      }
    }
    if (at < rest.size() && rest[at] == ':') ++at;
    if (at < rest.size() && rest[at] == ' ') ++at;
    if (at < rest.size()) row[9] = cell(rest.substr(at), Kind::raw);
    return {};
  }

  /// The stamp has no year: that of the file, or the one before when it would lie more than a day in its future.
  [[nodiscard]] int year_of(int month, int day) const {
    constexpr std::int64_t day_nanoseconds = 86'400'000'000'000;
    const std::int64_t today = file_time_ / day_nanoseconds;
    const auto now = date_of_days(today);
    const auto days = days_of_date({now.year, static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)});
    return days > today + 1 ? now.year - 1 : now.year;
  }
  std::int64_t file_time_;
};

class Zeek final : public LineInput {
 public:
  explicit Zeek(Opening opening) : LineInput(std::move(opening), {}) {
    blocks_->skip_lines(options_.skip);
    read_header(blocks_->sample());
    if (sniffed_ != nullptr) sniffed_->format = "zeek";
    force_types(columns_, options_);
  }

 private:
  static std::string decoded(std::string_view text) {
    Arena arena;
    return std::string(unescape(text, arena));
  }
  void read_header(std::string_view sample) {
    while (!sample.empty() && sample[0] == '#') {
      const auto newline = sample.find('\n');
      std::string_view line = sample.substr(0, newline);
      if (line.ends_with('\r')) line.remove_suffix(1);
      sample.remove_prefix(newline == std::string_view::npos ? sample.size() : newline + 1);
      const auto space = line.find_first_of(std::string(" ") + separator_);
      set(line.substr(0, space), space == std::string_view::npos ? std::string_view() : line.substr(space + 1));
    }
    if (columns_.empty()) throw fail(Fault::data, "there is no #fields line").at(blocks_->name(), blocks_->line());
    kinds_.resize(columns_.size(), 's');
  }
  /// What a line of the header tells.
  void set(std::string_view name, std::string_view value) {
    if (name == "#separator") separator_ = decoded(value).empty() ? '\t' : decoded(value)[0];
    else if (name == "#set_separator") set_separator_ = value.empty() ? ',' : value[0];
    else if (name == "#empty_field") empty_ = value;
    else if (name == "#unset_field") unset_ = value;
    else if (name == "#fields") {
      columns_.clear();
      for (const auto field : pytk::split(value, separator_)) columns_.push_back({std::string(field), Type::text});
    } else if (name == "#types") {
      std::size_t i = 0;
      for (const auto type : pytk::split(value, separator_)) add_type(i++, type);
    }
  }
  void add_type(std::size_t i, std::string_view type) {
    if (i >= columns_.size()) return;
    const bool list = type.starts_with("set[") || type.starts_with("vector[");
    char kind = 's';
    if (list)
      kind = type.find("count") != std::string_view::npos || type.find("int]") != std::string_view::npos ||
                     type.find("double") != std::string_view::npos || type.find("interval") != std::string_view::npos
                 ? 'N'
                 : 'L';
    else if (type == "time") kind = 't';
    else if (type == "bool") kind = 'b';
    kinds_ += kind;
    columns_[i].type = list ? Type::json : type == "time" ? Type::time : type == "bool" ? Type::boolean
                       : type == "count" || type == "int" || type == "port" ? Type::integer
                       : type == "double" || type == "interval" ? Type::real : Type::text;
  }
  [[nodiscard]] Verdict one_line(std::string_view line, Cell* row, Arena& arena) const override {
    if (line[0] == '#') return {nullptr, true};  // headers come again after a rotation, #close ends a file
    std::size_t column = 0;
    for (;;) {
      const auto end = line.find(separator_);
      const auto field = line.substr(0, end);
      if (column < columns_.size()) row[column] = value(field, kinds_[column], arena);
      ++column;
      if (end == std::string_view::npos) break;
      line.remove_prefix(end + 1);
    }
    return {column == columns_.size() ? nullptr : "another number of fields than #fields has", false};
  }
  [[nodiscard]] Cell value(std::string_view field, char kind, Arena& arena) const {
    if (field == unset_) return {};
    switch (kind) {
      case 't': {
        // Epoch seconds with six decimals, read as a decimal so that no microsecond is lost.
        auto time = parse_time("@" + std::string(field));
        return time ? cell(arena.keep(show_time(*time)), Kind::raw) : cell(field, Kind::raw);
      }
      case 'b': return cell(field == "T" ? "true" : field == "F" ? "false" : field, Kind::raw);
      case 'N':
      case 'L': {
        std::string json = "[";
        if (field != empty_)
          for (const auto part : pytk::split(field, set_separator_)) {
            if (json.size() > 1) json += ',';
            if (kind == 'N' && is_json_number(part)) json += part;
            else json::append_string(json, unescape(part, arena));
          }
        return cell(arena.keep(json + "]"), Kind::json);
      }
      default: return cell(field == empty_ ? std::string_view() : unescape(field, arena), Kind::raw);
    }
  }
  char separator_ = '\t', set_separator_ = ',';
  std::string empty_ = "(empty)", unset_ = "-", kinds_;
};

}  // namespace

std::unique_ptr<Input> open_web_log(Opening opening, bool combined) {
  return std::make_unique<WebLog>(std::move(opening), combined);
}
std::unique_ptr<Input> open_syslog(Opening opening, std::int64_t file_time) {
  return std::make_unique<Syslog>(std::move(opening), file_time);
}
std::unique_ptr<Input> open_zeek(Opening opening) { return std::make_unique<Zeek>(std::move(opening)); }

}  // namespace pytk::table
