// Values made of several others: JSON lists and objects as Python's types become them, small tables as text.
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

// A word, a whole number, a decimal or a flag.
void append_any(Row& row, TextBuffer& out) {
  Draw& draw = row.draw();
  switch (draw.below(4)) {
    case 0: append_json(out, row.locale()[Words::words].pick(draw)); break;
    case 1: append_uint(out, draw.below(10000)); break;
    case 2: append_scaled(out, draw.between(-1'000'000, 1'000'000), 2); break;
    default: out += draw.below(2) == 0 ? "true" : "false"; break;
  }
}
void append_list(Row& row, std::int64_t count, TextBuffer& out) {
  out += '[';
  for (std::int64_t i = 0; i < count; ++i) {
    if (i > 0) out += ',';
    append_any(row, out);
  }
  out += ']';
}
void pylist(Row& row, const Arguments& arguments, TextBuffer& out) { append_list(row, arguments.integers[0], out); }
void pydict(Row& row, const Arguments& arguments, TextBuffer& out) {
  out += '{';
  for (std::int64_t i = 0; i < arguments.integers[0]; ++i) {
    out += i > 0 ? ",\"" : "\"";
    // The number makes the key one of its own.
    out += row.locale()[Words::words].pick(row.draw());
    out += '_';
    append_int(out, i + 1);
    out += "\":";
    append_any(row, out);
  }
  out += '}';
}
void pystruct(Row& row, const Arguments& arguments, TextBuffer& out) {
  out += "{\"list\":";
  pylist(row, arguments, out);
  out += ",\"dict\":";
  pydict(row, arguments, out);
  out += '}';
}
void pyobject(Row& row, const Arguments&, TextBuffer& out) { append_any(row, out); }
void verify_elements(Arguments& arguments) {
  if (arguments.integers[0] < 0 || arguments.integers[0] > 10'000)
    throw fail(Fault::usage, "elements are 0 to 10000, not {}", arguments.integers[0]);
}

void append_words(Row& row, std::int64_t count, bool texts, TextBuffer& out) {
  out += '[';
  for (std::int64_t i = 0; i < count; ++i) {
    if (i > 0) out += ',';
    if (!texts) {
      append_json(out, row.locale()[Words::words].pick(row.draw()));
      continue;
    }
    std::string text;
    for (int k = 0; k < 8; ++k) text += (k > 0 ? " " : "") + std::string(row.locale()[Words::words].pick(row.draw()));
    append_json(out, text + ".");
  }
  out += ']';
}
void get_words_list(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_words(row, arguments.integers[0], false, out);
}
void texts(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_words(row, arguments.integers[0], true, out);
}

// Small tables: number, name and city of some people, the row's person first.
void append_table(Row& row, std::int64_t rows, char delimiter, bool quoted, TextBuffer& out) {
  const Locale& words = row.locale();
  for (std::int64_t i = 0; i < rows; ++i) {
    const Name& first = (row.draw().below(2) == 0 ? words.first_male : words.first_female).pick(row.draw());
    const Name& last = words.last.pick(row.draw());
    const std::string_view quote = quoted ? "\"" : "";
    out += quote;
    append_int(out, i + 1);
    out += quote;
    out += delimiter;
    out += quote;
    out += first.text;
    out += ' ';
    out += last.text;
    out += quote;
    out += delimiter;
    out += quote;
    out += words.pick_city(row.draw()).name;
    out += quote;
    if (i + 1 < rows) out += '\n';
  }
}
void csv(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_table(row, arguments.integers[0], ',', true, out);
}
void tsv(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_table(row, arguments.integers[0], '\t', false, out);
}
void psv(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_table(row, arguments.integers[0], '|', false, out);
}
void dsv(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_table(row, arguments.integers[0], arguments.texts[1][0], true, out);
}
void verify_rows(Arguments& arguments) {
  if (arguments.integers[0] < 1 || arguments.integers[0] > 10'000)
    throw fail(Fault::usage, "num_rows is 1 to 10000, not {}", arguments.integers[0]);
}
void verify_dsv(Arguments& arguments) {
  verify_rows(arguments);
  const auto& delimiter = arguments.texts[1];
  if (delimiter.size() != 1 || delimiter[0] == '"' || static_cast<unsigned char>(delimiter[0]) < 0x09)
    throw fail(Fault::usage, "dsv: the delimiter is one character, not '{}'", delimiter);
}
void fixed_width(Row& row, const Arguments& arguments, TextBuffer& out) {
  const auto width = static_cast<std::size_t>(20);
  for (std::int64_t i = 0; i < arguments.integers[0]; ++i) {
    const std::size_t from = out.size();
    out += row.locale().last.pick(row.draw()).text;
    const std::size_t shown = display_width(out.since(from));
    out.append(shown < width ? width - shown : 1, ' ');
    append_padded(out, row.draw().below(1000), 3);
    if (i + 1 < arguments.integers[0]) out += '\n';
  }
}
void append_escaped(TextBuffer& out, std::string_view text) {
  for (const char c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else out += c;
  }
}
void xml(Row& row, const Arguments&, TextBuffer& out) {
  out += "<person><name>";
  TextBuffer& name = row.scratch;
  name.clear();
  row.append_name(name);
  append_escaped(out, name.view());
  out += "</name><city>";
  append_escaped(out, row.city().name);
  out += "</city></person>";
}

// Faker's pystr_format: a pattern of bothify with {{generator}} in it.
struct Formatted final : Prepared {
  struct Piece {
    std::string pattern;
    const Generator* generator = nullptr;
    Arguments arguments;
  };
  std::vector<Piece> pieces;
};
void pystr_format(Row& row, const Arguments& arguments, TextBuffer& out) {
  for (const auto& piece : arguments.get<Formatted>().pieces) {
    if (piece.generator != nullptr) {
      piece.generator->make(row, piece.arguments, out);
      continue;
    }
    for (const char c : piece.pattern) {
      if (c == '#') out.push_back(row.draw().digit());
      else if (c == '%') out.push_back(static_cast<char>('1' + row.draw().below(9)));
      else if (c == '?') out.push_back(row.draw().letter());
      else out.push_back(c);
    }
  }
}
void verify_format(Arguments& arguments) {
  auto formatted = std::make_shared<Formatted>();
  std::string_view text = arguments.texts[0];
  while (!text.empty()) {
    const std::size_t open = text.find("{{");
    if (open > 0) formatted->pieces.push_back({std::string(text.substr(0, open)), nullptr, {}});
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find("}}", open);
    if (close == std::string_view::npos) throw fail(Fault::usage, "pystr_format: '{{{{' is never closed");
    const auto& generator = generator_or_throw(trim(text.substr(open + 2, close - open - 2)));
    formatted->pieces.push_back({{}, &generator, read_arguments(generator, {}, arguments.column, *arguments.data)});
    text.remove_prefix(close + 2);
  }
  arguments.prepared = std::move(formatted);
}

constexpr ArgumentInfo elements[] = {{"nb_elements", "10", "how many"}};
constexpr ArgumentInfo words_count[] = {{"nb", "3", "how many"}};
constexpr ArgumentInfo row_count[] = {{"num_rows", "10", "lines"}};
constexpr ArgumentInfo dsv_arguments[] = {{"num_rows", "10", "lines"}, {"delimiter", ";", "one character"}};
constexpr ArgumentInfo format[] = {
    {"text", "?#-###{{random_int}}{{random_letter}}", "# digit, % digit from 1, ? letter, {{generator}}"}};

constexpr Generator list[] = {
    {"pylist", "structure", "JSON array of words, numbers and flags", Kind::json, pylist, elements, nullptr,
     verify_elements},
    {"pyset", "structure", "JSON array of words, numbers and flags", Kind::json, pylist, elements, nullptr,
     verify_elements},
    {"pytuple", "structure", "JSON array of words, numbers and flags", Kind::json, pylist, elements, nullptr,
     verify_elements},
    {"pyiterable", "structure", "JSON array of words, numbers and flags", Kind::json, pylist, elements, nullptr,
     verify_elements},
    {"pydict", "structure", "JSON object of words, numbers and flags", Kind::json, pydict, elements, nullptr,
     verify_elements},
    {"pystruct", "structure", "JSON object of an array and an object", Kind::json, pystruct, elements, nullptr,
     verify_elements},
    {"pyobject", "structure", "JSON value: word, number or flag", Kind::json, pyobject},
    {"pystr_format", "structure", "pattern with other generators in it", Kind::text, pystr_format, format, nullptr,
     verify_format},
    {"get_words_list", "text", "JSON array of words", Kind::json, get_words_list, words_count, nullptr,
     verify_elements},
    {"texts", "text", "JSON array of texts", Kind::json, texts, words_count, nullptr, verify_elements},
    {"csv", "structure", "small table with commas", Kind::text, csv, row_count, nullptr, verify_rows},
    {"tsv", "structure", "small table with tabs", Kind::text, tsv, row_count, nullptr, verify_rows},
    {"psv", "structure", "small table with bars", Kind::text, psv, row_count, nullptr, verify_rows},
    {"dsv", "structure", "small table with a delimiter", Kind::text, dsv, dsv_arguments, nullptr, verify_dsv},
    {"fixed_width", "structure", "small table of fixed columns", Kind::text, fixed_width, row_count, nullptr,
     verify_rows},
    {"xml", "structure", "XML element of the row's person", Kind::text, xml},
};

}  // namespace

const std::span<const Generator> structure_generators{list};

}  // namespace pytk::fake
