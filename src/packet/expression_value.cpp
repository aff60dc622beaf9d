// Values of an expression: numbers, texts, addresses, lists, ranges, nested packets.
#include <algorithm>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "packet/expression_parser.hpp"

namespace pytk::packet {

Value ExpressionParser::value() {
  if (++depth_ > deepest) wrong(at_, "too many values inside each other");
  Value one = single_value();
  --depth_;
  return one;
}

Value ExpressionParser::single_value() {
  const char next = peek();
  const std::size_t from = at_;
  Value value;
  value.column = from + 1;
  if (next == '[') return list();
  if (next == '(') return tuple();
  if (next == '$') return atom_text(variable());
  if (next == '"' || next == '\'' ||
      ((next == 'b' || next == 'B') && at_ + 1 < text_.size() && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\'')))
    return string_value();
  if (is_digit(next)) return digits_value();
  if (next == '-') {
    ++at_;
    value = number_value();
    value.negative = true;
    value.column = from + 1;
    return value;
  }
  if (is_name_start(next) || next == ':') return word_value();
  wrong(from, "a value is missing here");
}

Value ExpressionParser::list() {
  Value value;
  value.kind = Value::Kind::list;
  value.column = at_ + 1;
  expect('[');
  if (take(']')) return value;
  do {
    if (peek() == ']') break;  // a trailing comma
    value.items.push_back(this->value());
  } while (take(','));
  expect(']');
  return value;
}

Value ExpressionParser::tuple() {
  Value value;
  value.kind = Value::Kind::tuple;
  value.column = at_ + 1;
  expect('(');
  if (take(')')) return value;
  bool comma = false;
  do {
    if (peek() == ')') break;
    value.items.push_back(this->value());
    comma = peek() == ',';
  } while (take(','));
  expect(')');
  if (value.items.size() == 1 && !comma) {  // parentheses around one value mean nothing
    Value only = std::move(value.items.front());
    return only;
  }
  // (low,high) of numbers is a range; whether it is meant as one is for the field to say.
  if (value.items.size() == 2 && value.items[0].kind == Value::Kind::number &&
      value.items[1].kind == Value::Kind::number) {
    value.kind = Value::Kind::range;
    value.number = value.items[0].number;
    value.high = value.items[1].number;
  }
  return value;
}

Value ExpressionParser::string_value() {
  Value value;
  value.column = at_ + 1;
  value.kind = Value::Kind::text;
  Bytes bytes;
  const std::string once = string();
  bytes.assign(once.begin(), once.end());
  repeat(bytes);
  if (peek() == '/' && is_layer_ahead()) {  // a string as the first layer of a nested packet
    value.kind = Value::Kind::packet;
    value.layers.push_back(raw_layer(bytes, value.column - 1));
    while (take('/'))
      for (LayerSpec& one : layer()) value.layers.push_back(std::move(one));
    return value;
  }
  value.text.assign(bytes.begin(), bytes.end());
  return value;
}

bool ExpressionParser::is_layer_ahead() const {
  std::size_t at = at_ + 1;
  while (at < text_.size() && text_[at] == ' ') ++at;
  return at < text_.size() && (is_name_start(text_[at]) || text_[at] == '"' || text_[at] == '\'');
}

/// A number, an address, or a word that begins with a digit.
Value ExpressionParser::digits_value() {
  const std::size_t from = at_;
  std::size_t end = at_;
  while (end < text_.size() && is_word(text_[end])) ++end;
  std::string_view word = text_.substr(from, end - from);
  const std::size_t dots = word.find("..");
  if (dots != std::string_view::npos) {
    Value value;
    value.kind = Value::Kind::range;
    value.column = from + 1;
    const auto low = parse_uint(word.substr(0, dots)), high = parse_uint(word.substr(dots + 2));
    if (!low || !high) wrong(from, fmt::format("bad range '{}'", word), "write 1..4");
    value.number = *low;
    value.high = *high;
    at_ = end;
    return value;
  }
  if (parse_uint(word)) return number_value();
  at_ = end;
  std::string text(word);
  if (at_ < text_.size() && text_[at_] == '/' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])) {
    text += '/';
    ++at_;
    while (at_ < text_.size() && is_digit(text_[at_])) text += text_[at_++];
  }
  Value value = atom_text(text);
  if (value.kind == Value::Kind::text && !parse_ip(value.text) && !parse_prefix(value.text) && !parse_mac(value.text))
    value.kind = Value::Kind::word;
  value.column = from + 1;
  return value;
}

Value ExpressionParser::number_value() {
  const std::size_t from = at_;
  while (at_ < text_.size() && is_name(text_[at_])) ++at_;
  const auto number = parse_uint(text_.substr(from, at_ - from));
  if (!number) wrong(from, number.error().what_happened());
  Value value;
  value.kind = Value::Kind::number;
  value.number = *number;
  value.column = from + 1;
  return value;
}

Value ExpressionParser::word_value() {
  const std::size_t from = at_;
  std::size_t end = at_;
  while (end < text_.size() && is_word(text_[end])) ++end;
  const std::string_view word = text_.substr(from, end - from);
  Value value;
  value.column = from + 1;
  if (word == "None") {
    at_ = end;
    return value;
  }
  if (word == "True" || word == "False") {
    at_ = end;
    value.kind = Value::Kind::number;
    value.number = word == "True" ? 1 : 0;
    return value;
  }
  if (word == "hex" || word.starts_with("hex:")) {
    const auto bytes = from_hex(word.substr(std::min<std::size_t>(4, word.size())));
    if (!bytes) wrong(from, bytes.error().what_happened());
    at_ = end;
    value.kind = Value::Kind::text;
    value.text.assign(bytes->begin(), bytes->end());
    return value;
  }
  std::size_t name_end = from;
  while (name_end < text_.size() && is_name(text_[name_end])) ++name_end;
  const std::string_view name_only = text_.substr(from, name_end - from);
  if (name_only == "rand" && name_end < text_.size() && text_[name_end] == '(') return random_value(from, name_end);
  const bool called = name_end < text_.size() && text_[name_end] == '(';
  if (called && name_only.starts_with("ASN1_")) return asn1_value(from, name_end);
  if (called || (find_exact(name_only) && (name_end == text_.size() || text_[name_end] == '/'))) {
    value.kind = Value::Kind::packet;
    value.layers = packet();
    return value;
  }
  at_ = end;
  std::string text(word);
  if (at_ < text_.size() && text_[at_] == '/' && parse_ip(text) && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])) {
    text += text_[at_++];
    while (at_ < text_.size() && is_digit(text_[at_])) text += text_[at_++];
    return atom_text(text);
  }
  value.kind = Value::Kind::word;
  value.text = text;
  return value;
}

bool ExpressionParser::find_exact(std::string_view name) {
  const Proto* proto = find_protocol(name);
  return proto != nullptr && proto->name == name;
}

/// ASN1_OID("1.3.6.1"): a value and the tag under which it is encoded (X.690 8, RFC 2578 2).
Value ExpressionParser::asn1_value(std::size_t from, std::size_t name_end) {
  static constexpr Name tags[] = {{1, "BOOLEAN"},       {2, "INTEGER"},      {3, "BIT_STRING"},
                                  {4, "STRING"},        {5, "NULL"},         {6, "OID"},
                                  {10, "ENUMERATED"},   {12, "UTF8_STRING"}, {19, "PRINTABLE_STRING"},
                                  {22, "IA5_STRING"},   {23, "UTC_TIME"},    {24, "GENERALIZED_TIME"},
                                  {0x40, "IPADDRESS"},  {0x41, "COUNTER32"}, {0x42, "GAUGE32"},
                                  {0x43, "TIME_TICKS"}, {0x46, "COUNTER64"}};
  const std::string_view wanted = text_.substr(from + 5, name_end - from - 5);
  const auto* const tag =
      std::find_if(std::begin(tags), std::end(tags), [&](const Name& one) { return one.name == wanted; });
  if (tag == std::end(tags)) {
    std::vector<std::string> names;
    for (const Name& one : tags) names.push_back("ASN1_" + std::string(one.name));
    const std::string_view given = text_.substr(from, name_end - from);
    wrong(from, fmt::format("unknown ASN.1 type '{}'", given),
          did_you_mean(given, std::span<const std::string>(names)));
  }
  at_ = name_end;
  expect('(');
  Value value;
  if (!take(')')) {
    value = this->value();
    expect(')');
  }
  value.asn1 = static_cast<std::uint8_t>(tag->value);
  value.column = from + 1;
  return value;
}

Value ExpressionParser::random_value(std::size_t from, std::size_t name_end) {
  Value value;
  value.kind = Value::Kind::random;
  value.column = from + 1;
  value.high = ~std::uint64_t{0};
  at_ = name_end;
  expect('(');
  if (take(')')) return value;
  skip_space();
  value.number = number_value().number;
  if (take(',')) {
    skip_space();
    value.high = number_value().number;
  }
  expect(')');
  if (value.high < value.number) wrong(from, "the range of rand() is upside down");
  return value;
}

/// Text that stands for a value: numbers, addresses and blocks are seen.
Value ExpressionParser::atom_text(const std::string& text) {
  Value value;
  value.kind = Value::Kind::text;
  value.text = text;
  if (const auto number = parse_uint(text); number && !text.empty()) {
    value.kind = Value::Kind::number;
    value.number = *number;
  }
  return value;
}

}  // namespace pytk::packet
