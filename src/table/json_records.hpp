// Records of JSON as cells, and where one value of a stream ends: what reading and learning a JSON input share.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <pytk/core/error.hpp>
#include <pytk/core/json.hpp>
#include <pytk/table/rows.hpp>

namespace pytk::table {

inline constexpr std::size_t deepest_names = 32;
/// Text of one record to cells; shared by sampling and parsing.
template <class Place>
class RecordParser {
 public:
  /// `place` gives the column of a name, or -1 to drop it. Cells of one record, by column.
  RecordParser(Arena& arena, Place place) : arena_(arena), place_(std::move(place)) {}
  Cell* row = nullptr;
  std::size_t columns = 0;

  Result<void> record(json::Cursor& cursor) {
    if (cursor.peek() == '{') {
      name_.clear();
      return object(cursor, 0);
    }
    return value(cursor, "value");
  }

 private:
  void put(std::string_view name, const Cell& what) {
    const auto at = place_(name);
    if (at >= 0 && static_cast<std::size_t>(at) < columns) row[at] = what;
  }

  Result<void> value(json::Cursor& cursor, std::string_view name) {
    if (std::string_view plain; cursor.take_plain_string(plain)) {
      put(name, cell(plain, Kind::text));
      return {};
    }
    if (std::string_view digits; cursor.take_integer(digits)) {
      put(name, cell(digits, Kind::json));
      return {};
    }
    const char first = cursor.peek();
    if (first == '"') {
      text_.clear();
      if (auto read = cursor.read_string(text_); !read) return read;
      put(name, cell(arena_.keep(text_), Kind::text));
      return {};
    }
    auto raw = cursor.skip_value();
    if (!raw) return tl::unexpected<Error>(raw.error());
    put(name, *raw == "null" ? Cell{} : cell(*raw, Kind::json));
    return {};
  }

  Result<void> object(json::Cursor& cursor, std::size_t depth) {
    const std::size_t before = name_.size();
    if (!cursor.take('{')) return bad("'{{' is missing");
    if (cursor.take('}')) {
      if (depth > 0) put(std::string_view(name_).substr(0, before - 1), cell("{}", Kind::json));
      return {};
    }
    do {
      if (auto read = member(cursor, depth); !read) return read;
      name_.resize(before);
    } while (cursor.take(','));
    if (!cursor.take('}')) return bad("',' or '}}' is missing in an object");
    return {};
  }

  /// A member of an object; its name comes behind those of the objects around it. Inlined: a call a field is felt.
  [[gnu::always_inline]] Result<void> member(json::Cursor& cursor, std::size_t depth) {
    if (std::string_view plain; cursor.take_plain_string(plain)) {
      if (depth == 0 && cursor.take(':')) return own_member(cursor, plain);
      name_ += plain;
    } else {
      text_.clear();
      if (cursor.peek() != '"') return bad("a name in quotes is missing");
      if (auto read = cursor.read_string(text_); !read) return read;
      name_ += text_;
    }
    if (!cursor.take(':')) return bad("':' is missing behind a name");
    if (cursor.peek() != '{' || depth >= deepest_names) return value(cursor, name_);
    name_ += '.';
    return object(cursor, depth + 1);
  }

  /// The usual member, of the record itself: no name is put together.
  [[gnu::always_inline]] Result<void> own_member(json::Cursor& cursor, std::string_view name) {
    if (cursor.peek() != '{') return value(cursor, name);
    name_.assign(name).append(1, '.');
    return object(cursor, 1);
  }

  Arena& arena_;
  Place place_;
  std::string name_, text_;
};

struct Names {
  std::unordered_map<std::string, std::size_t> index;
  [[nodiscard]] std::ptrdiff_t find(std::string_view name) const {
    const auto at = index.find(std::string(name));
    return at == index.end() ? -1 : static_cast<std::ptrdiff_t>(at->second);
  }
};

/// What a column's values are, JSON kinds apart from looks.
struct Seen {
  bool text = false, integer = false, real = false, boolean = false, nested = false;
  void see(const Cell& what) {
    if (what.null()) return;
    if (what.kind == Kind::text) text = true;
    else if (what.text()[0] == 't' || what.text()[0] == 'f') boolean = true;
    else if (what.text()[0] == '{' || what.text()[0] == '[') nested = true;
    else if (is_integer(what.text())) integer = true;
    else real = true;
  }
  [[nodiscard]] Type type() const {
    const int kinds = text + (integer || real) + boolean + nested;
    if (kinds > 1 || nested) return Type::json;
    if (boolean) return Type::boolean;
    if (real) return Type::real;
    return integer ? Type::integer : Type::text;
  }
};

/// Finds where the top-level values of a stream end, without judging them: the parser does that.
class ValueScanner {
 public:
  /// Scans on from where it stood; positions of ends are appended. Stops before a `]` or `,` at depth 0.
  void scan(std::string_view text, std::size_t& at) {
    for (; at < text.size() && !done; ++at) {
      const char c = text[at];
      if (in_string) {
        if (c == '\\') ++at;
        else if (c == '"') in_string = false;
        continue;
      }
      if (c == '"') in_string = true;
      else if (c == '{' || c == '[') ++depth;
      else if (c == '}' || c == ']') {
        if (depth == 0) done = true;
        else --depth;
      } else if (c == ',' && depth == 0) {
        done = true;
      }
      if (done) return;
    }
    at = std::min(at, text.size() + 1);
  }
  bool in_string = false, done = false;
  std::size_t depth = 0;
};

/// The usual record of JSON Lines: the columns' names in their order, plain strings, numbers without exponent
/// and nulls. It is read without a
/// call a field; anything else is left to RecordParser, which also says what is wrong.
class FlatRecords {
 public:
  explicit FlatRecords(const Columns& columns);
  /// True when the whole record was of that kind; all cells of the row are set then. 16 bytes behind `record` are
  /// readable.
  [[nodiscard]] bool read(std::string_view record, Cell* row) const noexcept;

 private:
  std::vector<std::string>
      keys_;  ///< "name": with its quotes and colon; empty for a name with characters that are escaped
};

}  // namespace pytk::table
