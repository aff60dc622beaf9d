// JSON (RFC 8259), strict: the reader takes exactly the grammar, with limits; the writer never makes anything else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pytk/core/error.hpp>

namespace pytk::json {

/// Appends "text" with quotes; controls as \n or \u00XX, U+2028/2029 as is, invalid UTF-8 bytes as U+FFFD.
void append_string(std::string& out, std::string_view text);

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

/// A parsed value. Numbers keep their text, so that 64-bit integers and decimals lose nothing.
struct Value {
  // Written out, as clang 14 with this standard library asks for a whole Value inside the pair too early otherwise.
  Value();
  Value(const Value&);
  Value(Value&&) noexcept;
  Value& operator=(const Value&);
  Value& operator=(Value&&) noexcept;
  ~Value();
  Kind kind = Kind::null;
  bool boolean = false;
  std::string text;  ///< of a string (decoded) or a number (as written)
  std::vector<Value> items;
  std::vector<std::pair<std::string, Value>> members;  ///< in order; duplicates kept
  [[nodiscard]] const Value* find(std::string_view name) const noexcept;  ///< the last member of that name
};

struct Limits {
  std::size_t depth = 512;
  std::size_t bytes = 1U << 30U;
  bool allow_duplicate_names = true;
};
/// The whole text must be one value; the error's where().offset is the byte of the fault.
[[nodiscard]] Result<Value> parse(std::string_view text, const Limits& limits = {});
void append(std::string& out, const Value& value);  ///< compact

/// Pull parser over one text for those who need no tree (the record reader).
class Cursor {
 public:
  explicit Cursor(std::string_view text, std::size_t depth_limit = 512) : text_(text), depth_limit_(depth_limit) {}
  [[nodiscard]] std::size_t at() const noexcept { return at_; }
  void skip_space() noexcept;
  [[nodiscard]] bool done() noexcept;         ///< only white space is left
  [[nodiscard]] char peek() noexcept;         ///< next significant byte, 0 at the end
  [[nodiscard]] bool take(char wanted) noexcept;
  [[nodiscard]] Result<void> read_string(std::string& out);       ///< decoded
  /// A string without escapes as it stands in the text; false, and nothing is taken, when it is another one or none.
  [[nodiscard]] bool take_plain_string(std::string_view& out) noexcept;
  /// A whole number of up to 18 digits that ends where a value may end; false, and nothing is taken, for anything else.
  [[nodiscard]] bool take_integer(std::string_view& out) noexcept;
  [[nodiscard]] Result<std::string_view> read_number();           ///< checked text
  [[nodiscard]] Result<std::string_view> skip_value();            ///< any value, as raw text
  [[nodiscard]] Result<void> expect_word(std::string_view word);  ///< true, false, null

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_limit_;
};

}  // namespace pytk::json
