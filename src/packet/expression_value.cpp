// Values of an expression: numbers, texts, addresses, lists, ranges, nested packets.
#include <algorithm>

#include <pytk/core/address.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "packet/expression_parser.hpp"

namespace pytk::packet {
namespace {

/// Values of a list that a call makes; whole blocks of addresses need no list.
constexpr std::size_t most_listed = 65536;

Ip next_of(Ip ip) {
  for (std::size_t i = ip.v6 ? 16 : 4; i-- > 0;)
    if (++ip.bytes[i] != 0) break;
  return ip;
}

}  // namespace

Value ExpressionParser::value() {
  if (++depth_ > deepest) wrong(at_, "too many values inside each other");
  Value one = operation(0);
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
  if (is_string_ahead() || is_text_call_ahead()) return string_value();
  if (is_digit(next)) return digits_value();
  if (next == '+' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])) {
    ++at_;
    return number_value();
  }
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
  if (take(')')) {
    value.kind = Value::Kind::list;
    return value;
  }
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
  // Tuples in a tuple: the options of ((..), (..)) are as good as those of [(..), (..)].
  if (value.items.front().kind == Value::Kind::tuple) value.kind = Value::Kind::list;
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
  const std::string text = text_sum();
  const Bytes bytes(text.begin(), text.end());
  if (peek() == '/' && is_layer_ahead()) {  // a string as the first layer of a nested packet
    value.kind = Value::Kind::packet;
    value.layers.push_back(raw_layer(bytes, value.column - 1));
    while (take('/'))
      for (LayerSpec& one : layer()) value.layers.push_back(std::move(one));
    return value;
  }
  value.text = text;
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
  if (written_number(word)) return number_value();
  // 10-3 is arithmetic where 00-11-22-33-44-55 is an address.
  std::size_t lead = from;
  while (lead < end && is_name(text_[lead])) ++lead;
  const bool goes_on = lead < end && (text_[lead] == '-' || text_[lead] == '+');
  if (goes_on && written_number(text_.substr(from, lead - from)) && !parse_mac(word)) return number_value();
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
  const auto number = written_number(text_.substr(from, at_ - from));
  if (!number) wrong(from, number.error().what_happened());
  Value value;
  value.kind = Value::Kind::number;
  value.number = *number;
  value.column = from + 1;
  return value;
}

namespace {

/// Python's constants, and Scapy's of hardware addresses.
bool is_constant(std::string_view word, Value& value) {
  if (word == "None") return true;
  if (word == "ETHER_BROADCAST" || word == "ETHER_ANY") {
    value.kind = Value::Kind::text;
    value.text = word == "ETHER_ANY" ? "00:00:00:00:00:00" : "ff:ff:ff:ff:ff:ff";
    return true;
  }
  if (word != "True" && word != "False") return false;
  value.kind = Value::Kind::number;
  value.number = word == "True" ? 1 : 0;
  return true;
}

}  // namespace

Value ExpressionParser::word_value() {
  const std::size_t from = at_;
  std::size_t end = at_;
  while (end < text_.size() && is_word(text_[end])) ++end;
  const std::string_view word = text_.substr(from, end - from);
  Value value;
  value.column = from + 1;
  if (is_constant(word, value)) {
    at_ = end;
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
  const bool is_random = name_only == "rand" || (name_only.starts_with("Rand") && find_protocol(name_only) == nullptr);
  if (is_random && name_end < text_.size() && text_[name_end] == '(') return random_value(from, name_end);
  const bool called = name_end < text_.size() && text_[name_end] == '(';
  if (called && name_only.starts_with("ASN1_")) return asn1_value(from, name_end);
  if (called && (name_only.starts_with("Net") || name_only == "range" || name_only == "list") &&
      find_protocol(name_only) == nullptr)
    return called_value(name_only, from, name_end);
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

/// Net("10.0.0.0/30"), Net("10.0.0.1", "10.0.0.9"), range(3), list(range(1, 9, 2)).
Value ExpressionParser::called_value(std::string_view function, std::size_t from, std::size_t name_end) {
  at_ = name_end;
  expect('(');
  std::vector<Value> given;
  do given.push_back(value());
  while (take(','));
  expect(')');
  Value result = given[0];
  if (function == "list" && given.size() == 1) {
    if (result.kind == Value::Kind::range || result.kind == Value::Kind::tuple) result.kind = Value::Kind::list;
    return result;
  }
  result.kind = Value::Kind::list;
  result.column = from + 1;
  result.items.clear();
  const auto add = [&](Value::Kind kind, std::uint64_t number, std::string text) {
    if (result.items.size() > most_listed) wrong(from, fmt::format("more than {} values", most_listed));
    Value one;
    one.kind = kind;
    one.number = number;
    one.text = std::move(text);
    result.items.push_back(std::move(one));
  };
  if (function == "range") {
    const std::uint64_t first = given.size() > 1 ? given[0].number : 0, last = given[given.size() > 1 ? 1 : 0].number;
    const std::uint64_t step = given.size() > 2 ? given[2].number : 1;
    if (step == 0) wrong(from, "the step of range() is 0");
    for (std::uint64_t i = first; i < last; i += step) add(Value::Kind::number, i, {});
    return result;
  }
  if (given.size() == 1) return given[0];
  const auto first = parse_ip(given[0].text), last = parse_ip(given[1].text);
  if (!first || !last) wrong(from, fmt::format("{}() needs two addresses", function));
  for (Ip ip = *first;; ip = next_of(ip)) {
    add(Value::Kind::text, 0, show_ip(ip));
    if (ip == *last) return result;
  }
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
  // Scapy's names say how wide the number is; the field's own width is the limit of all others.
  const std::string_view name = text_.substr(from, name_end - from);
  static constexpr std::string_view known[] = {"rand",     "RandNum", "RandByte", "RandShort", "RandInt",
                                               "RandLong", "RandIP",  "RandIP6",  "RandMAC"};
  if (std::find(std::begin(known), std::end(known), name) == std::end(known))
    wrong(from, fmt::format("{}() is not known", name), "rand(), rand(1,9), RandShort(), RandIP() and RandMAC() are");
  if (name == "RandByte") value.high = 0xff;
  if (name == "RandShort") value.high = 0xffff;
  if (name == "RandInt") value.high = 0xffffffff;
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
