// The pull parser: the grammar of RFC 8259 and nothing more.
#include <bit>
#include <charconv>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>

namespace pytk::json {
namespace {

tl::unexpected<Error> wrong(std::size_t offset, std::string what) {
  Error error(Fault::data, std::move(what));
  error.set_where({"", 0, 0, static_cast<std::int64_t>(offset)});
  return tl::unexpected<Error>(std::move(error));
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// Four hexadecimal digits at `at`; -1 if they are not there.
int hex4(std::string_view text, std::size_t at) noexcept {
  if (at + 4 > text.size()) return -1;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + 4, value, 16);
  return error == std::errc{} && end == text.data() + at + 4 && text[at] != '-' ? value : -1;
}

}  // namespace

void Cursor::skip_space() noexcept {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
    ++at_;
}

bool Cursor::done() noexcept {
  skip_space();
  return at_ == text_.size();
}

char Cursor::peek() noexcept {
  skip_space();
  return at_ < text_.size() ? text_[at_] : '\0';
}

bool Cursor::take(char wanted) noexcept {
  skip_space();
  if (at_ >= text_.size() || text_[at_] != wanted) return false;
  ++at_;
  return true;
}

bool Cursor::take_plain_string(std::string_view& out) noexcept {
  skip_space();
  if (at_ >= text_.size() || text_[at_] != '"') return false;
  std::size_t i = at_ + 1;
  // Anything that needs a closer look, be it an escape, a control or a byte outside ASCII, is left to read_string().
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"'), escape = _mm_set1_epi8('\\'), low = _mm_set1_epi8(0x20);
  for (; i + 16 <= text_.size(); i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text_.data() + i));
    const __m128i hits = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, escape)),
                                      _mm_cmplt_epi8(bytes, low));
    if (_mm_movemask_epi8(hits) == 0) continue;
    i += static_cast<std::size_t>(std::countr_zero(static_cast<unsigned>(_mm_movemask_epi8(hits))));
    break;
  }
#endif
  while (i < text_.size() && text_[i] != '"' && text_[i] != '\\' && static_cast<signed char>(text_[i]) >= 0x20) ++i;
  if (i >= text_.size() || text_[i] != '"') return false;
  out = text_.substr(at_ + 1, i - at_ - 1);
  at_ = i + 1;
  return true;
}

bool Cursor::take_integer(std::string_view& out) noexcept {
  skip_space();
  std::size_t i = at_;
  if (i < text_.size() && text_[i] == '-') ++i;
  const std::size_t from = i;
  while (i < text_.size() && is_digit(text_[i])) ++i;
  const std::size_t digits = i - from;
  if (digits == 0 || digits > 18 || (digits > 1 && text_[from] == '0') || i >= text_.size()) return false;
  if (text_[i] != ',' && text_[i] != '}' && text_[i] != ']') return false;
  out = text_.substr(at_, i - at_);
  at_ = i;
  return true;
}

Result<void> Cursor::expect_word(std::string_view word) {
  skip_space();
  if (text_.substr(at_, word.size()) != word) return wrong(at_, fmt::format("'{}' was expected", word));
  at_ += word.size();
  return {};
}

Result<std::string_view> Cursor::read_number() {
  skip_space();
  const std::size_t begin = at_;
  std::size_t i = at_;
  const auto digits = [&] {
    const std::size_t from = i;
    while (i < text_.size() && is_digit(text_[i])) ++i;
    return i > from;
  };
  if (i < text_.size() && text_[i] == '-') ++i;
  if (i < text_.size() && text_[i] == '0') ++i;
  else if (!digits())
    return wrong(begin, begin >= text_.size() ? "the JSON text ends early" : "no JSON value begins like this");
  if (i < text_.size() && text_[i] == '.') {
    ++i;
    if (!digits()) return wrong(i, "digits are missing after '.'");
  }
  if (i < text_.size() && (text_[i] == 'e' || text_[i] == 'E')) {
    ++i;
    if (i < text_.size() && (text_[i] == '+' || text_[i] == '-')) ++i;
    if (!digits()) return wrong(i, "digits are missing in the exponent");
  }
  at_ = i;
  return text_.substr(begin, i - begin);
}

Result<void> Cursor::read_string(std::string& out) {
  out.clear();
  if (!take('"')) return wrong(at_, "a string begins with '\"'");
  for (;;) {
    const std::size_t begin = at_;
    bool high = false;
    while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' &&
           static_cast<unsigned char>(text_[at_]) >= 0x20) {
      high = high || static_cast<unsigned char>(text_[at_]) >= 0x80;
      ++at_;
    }
    const std::string_view run = text_.substr(begin, at_ - begin);
    if (high && !is_utf8(run)) return wrong(begin + valid_utf8_prefix(run), "the string is not valid UTF-8");
    out.append(run);
    if (at_ >= text_.size()) return wrong(at_, "the string is never closed");
    if (text_[at_] == '"') {
      ++at_;
      return {};
    }
    if (text_[at_] != '\\') return wrong(at_, "a control character stands unescaped in a string");
    if (at_ + 1 >= text_.size()) return wrong(at_, "the string is never closed");
    const char escape = text_[at_ + 1];
    constexpr std::string_view names = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (const std::size_t known = names.find(escape); known != std::string_view::npos) {
      out.push_back(meanings[known]);
      at_ += 2;
      continue;
    }
    const int unit = escape == 'u' ? hex4(text_, at_ + 2) : -1;
    if (unit < 0) return wrong(at_, "an unknown escape in a string");
    at_ += 6;
    char32_t code_point = static_cast<char32_t>(unit);
    if (unit >= 0xD800 && unit < 0xDC00 && text_.substr(at_, 2) == "\\u") {
      const int low = hex4(text_, at_ + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        code_point =
            0x10000U + ((static_cast<char32_t>(unit) - 0xD800U) << 10U) + (static_cast<char32_t>(low) - 0xDC00U);
        at_ += 6;
      }
    }
    append_utf8(out, code_point);  // a lone surrogate becomes U+FFFD
  }
}

namespace {

// A text that needs no decoding or a whole number: most values are, and no Result has to be made for them.
bool take_plain(Cursor& cursor) noexcept {
  std::string_view text;
  return cursor.take_plain_string(text) || cursor.take_integer(text);
}

// The word that begins so; empty where none does.
constexpr std::string_view word_of(char first) noexcept {
  return first == 't' ? "true" : first == 'f' ? "false" : first == 'n' ? "null" : "";
}

// Any other value that holds no others.
Result<void> skip_scalar(Cursor& cursor, std::string& scratch) {
  const char first = cursor.peek();
  if (first == '"') return cursor.read_string(scratch);
  if (const auto word = word_of(first); !word.empty()) return cursor.expect_word(word);
  if (auto number = cursor.read_number(); !number) return tl::unexpected(number.error());
  return {};
}

// A member's name and the colon behind it.
Result<void> skip_name(Cursor& cursor, std::string& scratch) {
  if (std::string_view plain; !cursor.take_plain_string(plain))
    if (auto name = cursor.read_string(scratch); !name) return name;
  if (!cursor.take(':')) return wrong(cursor.at(), "':' is missing after a name");
  return {};
}

// An array or an object with all that it holds. Their closers are kept here instead of on the stack.
Result<void> skip_nested(Cursor& cursor, std::size_t depth_limit, std::string& scratch) {
  std::string closers;
  for (;;) {
    const char c = cursor.peek();
    if (c == '{' || c == '[') {
      if (closers.size() >= depth_limit)
        return wrong(cursor.at(), fmt::format("nested deeper than {} levels", depth_limit));
      (void)cursor.take(c);
      closers.push_back(c == '{' ? '}' : ']');
      if (!cursor.take(closers.back())) {
        if (c == '[') continue;
        if (auto name = skip_name(cursor, scratch); !name) return name;
        continue;
      }
      closers.pop_back();
    } else if (!take_plain(cursor)) {
      if (auto scalar = skip_scalar(cursor, scratch); !scalar) return scalar;
    }
    // A value has ended: close what ends here, or go on after a comma.
    while (!closers.empty() && cursor.take(closers.back())) closers.pop_back();
    if (closers.empty()) return {};
    if (!cursor.take(',')) return wrong(cursor.at(), fmt::format("',' or '{}' was expected", closers.back()));
    if (closers.back() == ']') continue;
    if (auto name = skip_name(cursor, scratch); !name) return name;
  }
}

}  // namespace

Result<std::string_view> Cursor::skip_value() {
  const char first = peek();
  const std::size_t begin = at_;
  if (first == '{' || first == '[' || first == '"') {
    std::string scratch;
    if (auto skipped = first == '"' ? read_string(scratch) : skip_nested(*this, depth_limit_, scratch); !skipped)
      return tl::unexpected(skipped.error());
    return text_.substr(begin, at_ - begin);
  }
  const std::string_view word = word_of(first);
  if (word.empty()) return read_number();
  if (auto taken = expect_word(word); !taken) return tl::unexpected(taken.error());
  return text_.substr(begin, word.size());
}

}  // namespace pytk::json
