#include "row_text.hpp"

#include <algorithm>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <pytk/core/json.hpp>

#include "helpers.hpp"

namespace pytk::fake {
namespace {

// Which bytes make a value of CSV, or of JSON, need more than to be copied: two of them, all control characters, and
// whatever is not ASCII if asked. `exact` is what of the control characters really does, where not all do.
struct CsvMarks {
  static constexpr char first = ',', second = '"';
  static constexpr bool not_ascii = false;
  static constexpr std::string_view exact = ",\"\n\r";
};
struct TsvMarks {
  static constexpr char first = '"', second = '"';
  static constexpr bool not_ascii = false;
  static constexpr std::string_view exact = "\t\"\n\r";
};
struct JsonMarks {
  static constexpr char first = '"', second = '\\';
  static constexpr bool not_ascii = true;
  static constexpr std::string_view exact = {};
};

#ifdef __SSE2__
// Whether none of the value's bytes is special: 16 at a time, what lies behind the end is masked away. Control
// characters are rare enough to be looked at one by one.
template <class Marks>
bool is_plain(TextBuffer& out, std::size_t from) {
  std::size_t left = out.size() - from;
  const char* at = out.ensure(16) - left;
  const __m128i control = _mm_set1_epi8(0x1F);
  for (;; at += 16, left -= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const unsigned wanted = left < 16 ? (1U << left) - 1 : 0xFFFFU;
    __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(Marks::first)),
                               _mm_cmpeq_epi8(bytes, _mm_set1_epi8(Marks::second)));
    const __m128i controls = _mm_cmpeq_epi8(_mm_min_epu8(bytes, control), bytes);
    if constexpr (Marks::not_ascii) hit = _mm_or_si128(hit, bytes);
    if ((static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(hit, controls))) & wanted) != 0) {
      if ((static_cast<unsigned>(_mm_movemask_epi8(hit)) & wanted) != 0) return false;
      if (Marks::exact.empty() || out.since(from).find_first_of(Marks::exact) != std::string_view::npos) return false;
    }
    if (left <= 16) return true;
  }
}
#else
template <class Marks>
bool is_plain(TextBuffer& out, std::size_t from) {
  return !Marks::exact.empty() && out.since(from).find_first_of(Marks::exact) == std::string_view::npos;
}
#endif

// The value from `from` on between two `quote`s, those in it twice.
void put_in_quotes(TextBuffer& out, std::size_t from, char quote) {
  const std::size_t size = out.size() - from;
  const std::string_view value = out.since(from);
  const bool any = std::memchr(value.data(), quote, size) != nullptr;
  const auto inner = any ? static_cast<std::size_t>(std::count(value.begin(), value.end(), quote)) : 0;
  char* const end = out.ensure(inner + 2);
  char* const begin = end - size;
  if (inner == 0) {
    std::memmove(begin + 1, begin, size);
  } else {
    // From the back, so that nothing is overwritten before it has moved.
    char* to = end + inner + 1;
    for (const char* at = end; at != begin;) {
      *--to = *--at;
      if (*at == quote) *--to = quote;
    }
  }
  *begin = quote;
  end[inner + 1] = quote;
  out.set_end(end + inner + 2);
}

// The value from `from` on as a JSON string; what is not plain ASCII goes through the writer that knows all of it.
void put_in_json(TextBuffer& out, std::size_t from) {
  if (is_plain<JsonMarks>(out, from)) {
    put_in_quotes(out, from, '"');
    return;
  }
  std::string quoted;
  json::append_string(quoted, out.since(from));
  out.cut(from);
  out += quoted;
}

}  // namespace

RowText::RowText(const TablePlan& table, TextStyle style) : table_(table), style_(std::move(style)) {
  if (style_.layout == Layout::jsonl) name_members();
  if (style_.layout == Layout::sql) name_columns();
}

void RowText::name_members() {
  for (const auto& column : table_.columns) {
    std::string name;
    json::append_string(name, column.name);
    before_.push_back((before_.empty() ? "{" : ",") + name + ":");
  }
}

void RowText::name_columns() {
  head_ = "INSERT INTO " + sql_name(table_.name) + " (";
  for (std::size_t c = 0; c < table_.columns.size(); ++c)
    head_ += (c > 0 ? ", " : "") + sql_name(table_.columns[c].name);
  head_ += ") VALUES\n";
}

void RowText::append_plain(Row& row, std::uint64_t from, std::uint64_t to, TextBuffer& out) const {
  for (std::uint64_t number = from; number < to; ++number) {
    row.begin(number);
    (void)table_.columns[0].make(row, !table_.single, out);
    out += style_.separator;
  }
}

template <class Marks>
void RowText::append_delimited(Row& row, std::uint64_t from, std::uint64_t to, char delimiter, TextBuffer& out) const {
  const bool alone = table_.columns.size() == 1;
  for (std::uint64_t number = from; number < to; ++number) {
    row.begin(number);
    for (const auto& column : table_.columns) {
      const std::size_t begin = out.size();
      const bool any = column.make(row, !table_.single, out) && out.size() > begin;
      const bool quotable = column.kind == Kind::text || column.kind == Kind::json;
      // A single empty value is quoted, because readers take an empty line for no record at all.
      if (!any && alone) out += std::string_view("\"\"");
      if (any && quotable && !is_plain<Marks>(out, begin)) put_in_quotes(out, begin, '"');
      out.push_back(delimiter);
    }
    out[out.size() - 1] = '\n';
  }
}

void RowText::append_jsonl(Row& row, std::uint64_t from, std::uint64_t to, TextBuffer& out) const {
  for (std::uint64_t number = from; number < to; ++number) {
    row.begin(number);
    for (std::size_t c = 0; c < table_.columns.size(); ++c) {
      const auto& column = table_.columns[c];
      out += before_[c];
      const std::size_t begin = out.size();
      if (!column.make(row, !table_.single, out)) out += std::string_view("null");
      else if (column.kind == Kind::text) put_in_json(out, begin);
    }
    out += std::string_view("}\n");
  }
}

void RowText::append_sql(Row& row, std::uint64_t from, std::uint64_t to, TextBuffer& out) const {
  for (std::uint64_t number = from; number < to; ++number) {
    row.begin(number);
    if (number % sql_rows == 0) out += head_;
    out += std::string_view("  (");
    for (std::size_t c = 0; c < table_.columns.size(); ++c) {
      const auto& column = table_.columns[c];
      if (c > 0) out += std::string_view(", ");
      const std::size_t begin = out.size();
      if (!column.make(row, !table_.single, out)) out += std::string_view("NULL");
      else if (column.kind == Kind::text || column.kind == Kind::json) put_in_quotes(out, begin, '\'');
    }
    const bool last = number % sql_rows == sql_rows - 1 || number + 1 == table_.rows;
    out += last ? std::string_view(");\n") : std::string_view("),\n");
  }
}

void RowText::append(Row& row, std::uint64_t from, std::uint64_t to, TextBuffer& out) const {
  switch (style_.layout) {
    case Layout::plain: append_plain(row, from, to, out); break;
    case Layout::csv: append_delimited<CsvMarks>(row, from, to, ',', out); break;
    case Layout::tsv: append_delimited<TsvMarks>(row, from, to, '\t', out); break;
    case Layout::jsonl: append_jsonl(row, from, to, out); break;
    case Layout::sql: append_sql(row, from, to, out); break;
  }
}

}  // namespace pytk::fake
