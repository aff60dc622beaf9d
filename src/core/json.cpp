#include <pytk/core/json.hpp>

#include <array>

#include <pytk/core/text.hpp>

namespace pytk::json {

Value::Value() = default;
Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;
namespace {

// Bytes that a JSON string cannot hold as they are, or that need a look at UTF-8.
constexpr std::array<bool, 256> special = [] {
  std::array<bool, 256> table{};
  for (std::size_t i = 0; i < 0x20; ++i) table[i] = true;
  table['"'] = table['\\'] = true;
  for (std::size_t i = 0x7F; i < 256; ++i) table[i] = true;
  return table;
}();

void append_control(std::string& out, unsigned char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (c) {
    case '\n': out += "\\n"; return;
    case '\t': out += "\\t"; return;
    case '\r': out += "\\r"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    default:
      out += "\\u00";
      out += digits[c >> 4U];
      out += digits[c & 15U];
  }
}

Error at(const Cursor& cursor, Error error) {
  error.set_where({"", 0, 0, static_cast<std::int64_t>(cursor.at())});
  return error;
}

Result<Value> parse_value(Cursor& cursor, std::size_t depth, const Limits& limits);

Result<Value> parse_array(Cursor& cursor, std::size_t depth, const Limits& limits) {
  Value value;
  value.kind = Kind::array;
  (void)cursor.take('[');
  if (cursor.take(']')) return value;
  for (;;) {
    auto item = parse_value(cursor, depth + 1, limits);
    if (!item) return item;
    value.items.push_back(std::move(*item));
    if (cursor.take(']')) return value;
    if (!cursor.take(','))
      return tl::unexpected(at(cursor, fail(Fault::data, "an array goes on with ',' or ends with ']'")));
  }
}

Result<Value> parse_object(Cursor& cursor, std::size_t depth, const Limits& limits) {
  Value value;
  value.kind = Kind::object;
  (void)cursor.take('{');
  if (cursor.take('}')) return value;
  for (;;) {
    std::string name;
    if (cursor.peek() != '"')
      return tl::unexpected(at(cursor, fail(Fault::data, "an object's member begins with a name in quotes")));
    if (auto read = cursor.read_string(name); !read) return tl::unexpected(read.error());
    if (!cursor.take(':')) return tl::unexpected(at(cursor, fail(Fault::data, "':' is missing after a name")));
    if (!limits.allow_duplicate_names && value.find(name) != nullptr)
      return tl::unexpected(at(cursor, fail(Fault::data, "the name '{}' stands twice in one object", name)));
    auto member = parse_value(cursor, depth + 1, limits);
    if (!member) return member;
    value.members.emplace_back(std::move(name), std::move(*member));
    if (cursor.take('}')) return value;
    if (!cursor.take(','))
      return tl::unexpected(at(cursor, fail(Fault::data, "an object goes on with ',' or ends with '}}'")));
  }
}

Result<Value> parse_value(Cursor& cursor, std::size_t depth, const Limits& limits) {
  if (depth > limits.depth)
    return tl::unexpected(at(cursor, fail(Fault::data, "nested deeper than {} levels", limits.depth)));
  Value value;
  switch (cursor.peek()) {
    case '{': return parse_object(cursor, depth, limits);
    case '[': return parse_array(cursor, depth, limits);
    case '"': {
      value.kind = Kind::string;
      if (auto read = cursor.read_string(value.text); !read) return tl::unexpected(read.error());
      return value;
    }
    case 't':
    case 'f': {
      value.kind = Kind::boolean;
      value.boolean = cursor.peek() == 't';
      if (auto read = cursor.expect_word(value.boolean ? "true" : "false"); !read) return tl::unexpected(read.error());
      return value;
    }
    case 'n': {
      if (auto read = cursor.expect_word("null"); !read) return tl::unexpected(read.error());
      return value;
    }
    default: {
      value.kind = Kind::number;
      auto number = cursor.read_number();
      if (!number) return tl::unexpected(number.error());
      value.text = std::string(*number);
      return value;
    }
  }
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out.push_back('"');
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (!special[c]) {
      ++i;
      continue;
    }
    out.append(text.substr(begin, i - begin));
    if (c < 0x20) {
      append_control(out, c);
      ++i;
    } else if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(static_cast<char>(c));
      ++i;
    } else if (c == 0x7F) {
      out += "\\u007f";
      ++i;
    } else {
      const char32_t code_point = next_code_point(text, i);
      // C1 controls act on terminals as escape sequences do.
      if (code_point < 0xA0) {
        out += "\\u00";
        out += "89"[(code_point >> 4U) & 1U];
        out += "0123456789abcdef"[code_point & 15U];
      } else {
        append_utf8(out, code_point);
      }
    }
    begin = i;
  }
  out.append(text.substr(begin));
  out.push_back('"');
}

const Value* Value::find(std::string_view name) const noexcept {
  for (auto it = members.rbegin(); it != members.rend(); ++it)
    if (it->first == name) return &it->second;
  return nullptr;
}

Result<Value> parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes) return bad("the JSON text is longer than {} bytes", limits.bytes);
  Cursor cursor(text, limits.depth);
  auto value = parse_value(cursor, 0, limits);
  if (value && !cursor.done()) return tl::unexpected(at(cursor, fail(Fault::data, "something follows the JSON value")));
  return value;
}

void append(std::string& out, const Value& value) {
  switch (value.kind) {
    case Kind::null: out += "null"; break;
    case Kind::boolean: out += value.boolean ? "true" : "false"; break;
    case Kind::number: out += value.text; break;
    case Kind::string: append_string(out, value.text); break;
    case Kind::array: {
      out += '[';
      for (std::size_t i = 0; i < value.items.size(); ++i) {
        if (i > 0) out += ',';
        append(out, value.items[i]);
      }
      out += ']';
      break;
    }
    case Kind::object: {
      out += '{';
      for (std::size_t i = 0; i < value.members.size(); ++i) {
        if (i > 0) out += ',';
        append_string(out, value.members[i].first);
        out += ':';
        append(out, value.members[i].second);
      }
      out += '}';
      break;
    }
  }
}

}  // namespace pytk::json
