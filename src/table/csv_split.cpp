// The field splitter: 64 bytes at a time are compared with the delimiter and the line end, and the bits of the two
// comparisons are walked; a quote means something only where a field begins, so it is looked at only there.
#include "table/csv.hpp"

#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <pytk/core/error.hpp>

namespace pytk::table {
namespace {

/// Bit i is set where p[i] is a or b, for i in [0, 64).
inline std::uint64_t matches(const char* p, char a, char b) noexcept {
#if defined(__SSE2__)
  const __m128i first = _mm_set1_epi8(a), second = _mm_set1_epi8(b);
  std::uint64_t mask = 0;
  for (int i = 0; i < 4; ++i) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + std::ptrdiff_t{16} * i));
    const __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(bytes, first), _mm_cmpeq_epi8(bytes, second));
    mask |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(hit))) << (16 * i);
  }
  return mask;
#else
  std::uint64_t mask = 0;
  for (unsigned i = 0; i < 64; ++i) mask |= static_cast<std::uint64_t>(p[i] == a || p[i] == b) << i;
  return mask;
#endif
}

/// Walks the positions of the delimiter and the line end.
class Finder {
 public:
  Finder(const char* begin, const char* end, const Dialect& dialect) noexcept
      : base_(begin), end_(end), a_(dialect.delimiter), b_(dialect.newline),
        mask_(begin < end ? matches(begin, a_, b_) : 0) {}
  /// The next hit, or the end of the text.
  const char* next() noexcept {
    while (mask_ == 0) {
      base_ += 64;
      if (base_ >= end_) return end_;
      mask_ = matches(base_, a_, b_);
    }
    const char* hit = base_ + std::countr_zero(mask_);
    mask_ &= mask_ - 1;
    return hit < end_ ? hit : end_;
  }
  /// Goes on from `at`, which is not before the last hit.
  void seek(const char* at) noexcept {
    const auto distance = at - base_;
    if (distance < 64) {
      mask_ &= ~std::uint64_t{0} << distance;
    } else {
      base_ = at;
      mask_ = at < end_ ? matches(at, a_, b_) : 0;
    }
  }

 private:
  const char* base_;
  const char* end_;
  char a_, b_;
  std::uint64_t mask_;
};

struct Quoted {
  const char* after = nullptr;   ///< behind the closing quote; nullptr: never closed
  bool escaped = false;
};

/// From the byte behind an opening quote.
Quoted close_quote(const char* p, const char* end, const Dialect& dialect) noexcept {
  Quoted out;
  const bool own_escape = dialect.escape != 0 && dialect.escape != dialect.quote;
  while (p < end) {
    if (own_escape) {
      while (p < end && *p != dialect.quote && *p != dialect.escape) ++p;
      if (p >= end) return out;
      if (*p == dialect.escape) {
        out.escaped = true;
        p += 2;
        continue;
      }
    } else {
      p = static_cast<const char*>(std::memchr(p, dialect.quote, static_cast<std::size_t>(end - p)));
      if (p == nullptr) return out;
    }
    if (p + 1 < end && p[1] == dialect.quote && !own_escape) {
      out.escaped = true;
      p += 2;
      continue;
    }
    out.after = p + 1;
    return out;
  }
  return out;
}

std::string_view unescape(std::string_view text, const Dialect& dialect, Arena& arena) {
  char* out = arena.room(text.size());
  std::size_t size = 0;
  const bool own_escape = dialect.escape != 0 && dialect.escape != dialect.quote;
  const char mark = own_escape ? dialect.escape : dialect.quote;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == mark && i + 1 < text.size() && (own_escape || text[i + 1] == mark)) ++i;
    out[size++] = text[i];
  }
  return {out, size};
}

}  // namespace

namespace {

const char* find(const char* from, const char* to, char wanted) noexcept {
  return static_cast<const char*>(std::memchr(from, wanted, static_cast<std::size_t>(to - from)));
}
const char* find_last(const char* from, const char* to, char wanted) noexcept {
  return static_cast<const char*>(memrchr(from, wanted, static_cast<std::size_t>(to - from)));
}

/// True when `at` stands in a comment line; nothing is quoted between `open` and `at`.
bool in_comment(const char* begin, const char* open, const char* at, const Dialect& dialect) noexcept {
  if (dialect.comment == 0) return false;
  const char* newline = find_last(open, at, dialect.newline);
  if (newline == nullptr && open != begin) return false;
  return *(newline == nullptr ? begin : newline + 1) == dialect.comment;
}

}  // namespace

RecordEnd last_record_end(std::string_view text, const Dialect& dialect) noexcept {
  const char* begin = text.data();
  const char* end = begin + text.size();
  const char* open = begin;     // from here on nothing was quoted so far
  const char* last = nullptr;   // the last line end outside quotes
  const char* p = begin;
  while (dialect.quote != 0 && p < end) {
    const char* quote = find(p, end, dialect.quote);
    if (quote == nullptr) break;
    if (in_comment(begin, open, quote, dialect)) {
      const char* newline = find(quote, end, dialect.newline);
      if (newline == nullptr) break;
      p = newline + 1;
      continue;
    }
    if (quote != begin && quote[-1] != dialect.delimiter && quote[-1] != dialect.newline) {
      p = quote + 1;
      continue;
    }
    if (const char* newline = find_last(open, quote, dialect.newline); newline != nullptr) last = newline;
    const auto closed = close_quote(quote + 1, end, dialect);
    // A quote as the last byte may be half of a doubled one: the record is not known to be whole.
    if (closed.after == nullptr || closed.after == end) {
      open = end;
      break;
    }
    open = p = closed.after;
  }
  if (const char* newline = find_last(open, end, dialect.newline); newline != nullptr) last = newline;
  if (last == nullptr) return {};
  return {static_cast<std::size_t>(last + 1 - begin),
          count_bytes({begin, static_cast<std::size_t>(last + 1 - begin)}, dialect.newline)};
}

Splitter::Splitter(const Dialect& dialect, std::size_t columns, const std::vector<std::string>& missing, BadRows policy)
    : dialect_(dialect), columns_(columns), policy_(policy) {
  empty_is_missing_ = false;
  for (const auto& text : missing) {
    if (text.empty()) {
      empty_is_missing_ = true;
      continue;
    }
    missing_.push_back(text);
    more_missing_ = true;
    longest_missing_ = std::max(longest_missing_, text.size());
  }
}

bool Splitter::is_named_missing(std::string_view text) const noexcept {
  if (text.size() > longest_missing_) return false;
  for (const auto& name : missing_)
    if (name == text) return true;
  return false;
}

/// Where the splitter stands.
struct Splitter::Scan {
  const char* begin;       ///< of the text
  const char* end;
  std::int64_t first_line;
  const char* record;      ///< begin of the current record
  const char* record_end;  ///< without its line end
  const char* reason = nullptr;
};

void Splitter::fix_row(Scan& scan, Rows& rows, Cell* row, std::size_t fields, const OnBad& on_bad) const {
  const std::int64_t line =
      scan.first_line + count_bytes({scan.begin, static_cast<std::size_t>(scan.record - scan.begin)}, dialect_.newline);
  const std::string_view raw(scan.record, static_cast<std::size_t>(scan.record_end - scan.record));
  std::string reason = scan.reason != nullptr ? scan.reason
                       : fmt::format("{} field{} where the table has {} column{}", fields, fields == 1 ? "" : "s",
                                     columns_, columns_ == 1 ? "" : "s");
  on_bad({line, std::move(reason), raw});  // throws when bad rows are errors
  if (policy_ == BadRows::skip) return;
  for (std::size_t i = fields; i < columns_; ++i) row[i] = {};
  if (policy_ == BadRows::keep && fields > columns_ && columns_ > 0) {
    const char* from = row[columns_ - 1].data;
    if (from >= scan.record && from <= scan.record_end)
      row[columns_ - 1] = cell({from, static_cast<std::size_t>(scan.record_end - from)}, Kind::raw);
  }
  rows.end_row();
}

namespace {

/// The quoted field that begins at `p`; sets `hit` to the delimiter or line end behind it.
std::string_view quoted_field(const char* p, const char* end, const Dialect& dialect, Finder& finder, Arena& arena,
                              const char*& hit, const char*& reason) {
  const auto closed = close_quote(p + 1, end, dialect);
  if (closed.after == nullptr) {
    // Never closed: only this line is bad, the next begins a new record.
    reason = "a quote is opened and never closed";
    const char* newline = find(p, end, dialect.newline);
    hit = newline == nullptr ? end : newline;
    finder.seek(newline == nullptr ? end : hit + 1);
    return {p, static_cast<std::size_t>(hit - p)};
  }
  finder.seek(closed.after);
  hit = finder.next();
  std::string_view inside(p + 1, static_cast<std::size_t>(closed.after - p) - 2);
  if (closed.escaped) inside = unescape(inside, dialect, arena);
  const char* rest = closed.after;
  if (rest == hit || (rest + 1 == hit && *rest == '\r' && (hit == end || *hit == dialect.newline))) return inside;
  reason = "text after a closing quote";
  std::string whole(inside);
  whole.append(rest, hit);
  return arena.keep(whole);
}

}  // namespace

template <bool Quotes>
void Splitter::split_all(std::string_view text, std::int64_t first_line, Rows& rows, const OnBad& on_bad) const {
  const char* p = text.data();
  const char* const end = p + text.size();
  Scan scan{p, end, first_line, p, p};
  Finder finder(p, end, dialect_);
  const char newline = dialect_.newline, quote = dialect_.quote;
  Cell overflow;
  while (p < end) {
    scan.record = p;
    scan.reason = nullptr;
    if (dialect_.comment != 0 && *p == dialect_.comment) {
      const char* after = find(p, end, newline);
      p = after == nullptr ? end : after + 1;
      finder.seek(p);
      continue;
    }
    Cell* row = rows.new_row();
    std::size_t fields = 0;
    const char* hit = p;
    for (bool more = true; more; ++fields) {
      Cell& out = fields < columns_ ? row[fields] : overflow;
      if (Quotes && p < end && *p == quote) {
        out = cell(quoted_field(p, end, dialect_, finder, rows.arena(), hit, scan.reason), Kind::raw);
      } else {
        hit = finder.next();
        const char* stop = hit;
        if (stop > p && stop[-1] == '\r' && (hit == end || *hit == newline)) --stop;
        const std::string_view field(p, static_cast<std::size_t>(stop - p));
        out = cell(field, is_missing(field) ? Kind::null : Kind::raw);
      }
      more = hit < end && *hit != newline;
      p = hit < end ? hit + 1 : end;
    }
    if (fields == columns_ && scan.reason == nullptr) {
      rows.end_row();
      continue;
    }
    scan.record_end = hit > scan.record && hit[-1] == '\r' ? hit - 1 : hit;
    if (scan.record_end == scan.record && columns_ != 1) continue;  // an empty line is no record
    fix_row(scan, rows, row, fields, on_bad);
  }
}

void Splitter::split(std::string_view text, std::int64_t first_line, Rows& rows, const OnBad& on_bad) const {
  if (dialect_.quote != 0 && text.find(dialect_.quote) != std::string_view::npos)
    split_all<true>(text, first_line, rows, on_bad);
  else
    split_all<false>(text, first_line, rows, on_bad);
}

std::size_t Splitter::record(std::string_view text, std::vector<Cell>& cells, Arena& arena) const {
  cells.clear();
  const char* p = text.data();
  const char* const end = p + text.size();
  for (;;) {
    const char* hit = p;
    if (dialect_.quote != 0 && p < end && *p == dialect_.quote) {
      auto closed = close_quote(p + 1, end, dialect_);
      if (closed.after != nullptr) {
        std::string_view inside(p + 1, static_cast<std::size_t>(closed.after - p) - 2);
        if (closed.escaped) inside = unescape(inside, dialect_, arena);
        hit = closed.after;
        while (hit < end && *hit != dialect_.delimiter && *hit != dialect_.newline) ++hit;
        cells.push_back(cell(inside, Kind::text));
        if (hit >= end) return text.size();
        p = hit + 1;
        if (*hit == dialect_.newline) return static_cast<std::size_t>(p - text.data());
        continue;
      }
    }
    while (hit < end && *hit != dialect_.delimiter && *hit != dialect_.newline) ++hit;
    const char* stop = hit;
    if (stop > p && stop[-1] == '\r' && (hit == end || *hit == dialect_.newline)) --stop;
    const std::string_view field(p, static_cast<std::size_t>(stop - p));
    cells.push_back(cell(field, is_missing(field) ? Kind::null : Kind::raw));
    if (hit >= end) return text.size();
    p = hit + 1;
    if (*hit == dialect_.newline) return static_cast<std::size_t>(p - text.data());
  }
}

}  // namespace pytk::table
