// Operators between the values of an expression: 2**16-1, 0x8000|1, "a"*5, [("NOP",None)]*2. Python's, with its
// precedence.
#include <algorithm>

#include "packet/expression_parser.hpp"

namespace pytk::packet {
namespace {

struct Operator {
  std::string_view name;
  unsigned binds;  ///< the higher, the tighter
};
/// The longer ones first, as they begin with the shorter.
constexpr Operator operators[] = {{"**", 7}, {"<<", 4}, {">>", 4}, {"//", 6}, {"*", 6}, {"%", 6},
                                  {"+", 5},  {"-", 5},  {"&", 3},  {"^", 2},  {"|", 1}};

bool is_sequence(const Value& value) {
  return value.kind == Value::Kind::list || value.kind == Value::Kind::tuple || value.kind == Value::Kind::range;
}

/// How much a value holds, in bytes of text and in values: what is repeated a million times must be small.
std::size_t weight_of(const PacketSpec& packet);
std::size_t weight_of(const Value& value) {
  std::size_t weight = 1 + value.text.size() + weight_of(value.layers);
  for (const Value& item : value.items) weight += weight_of(item);
  return weight;
}
std::size_t weight_of(const PacketSpec& packet) {
  std::size_t weight = 0;
  for (const LayerSpec& layer : packet) {
    weight += 1 + (layer.raw ? layer.raw->size() : 0);
    for (const FieldValue& one : layer.values) weight += weight_of(one.value);
  }
  return weight;
}

/// False when the result is larger than 2^64-1.
bool power(std::uint64_t base, std::uint64_t exponent, std::uint64_t& out) {
  out = 1;
  if (base <= 1) {
    out = exponent == 0 ? 1 : base;
    return true;
  }
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(exponent, 64); ++i)
    if (__builtin_mul_overflow(out, base, &out)) return false;
  return true;
}

/// False when the result is no number from 0 to 2^64-1.
bool compute(std::string_view name, std::uint64_t a, std::uint64_t b, std::uint64_t& out) {
  switch (name.front()) {
    case '+': return !__builtin_add_overflow(a, b, &out);
    case '-': return !__builtin_sub_overflow(a, b, &out);
    case '|': out = a | b; return true;
    case '^': out = a ^ b; return true;
    case '&': out = a & b; return true;
    case '%': return b != 0 && (out = a % b, true);
    case '/': return b != 0 && (out = a / b, true);
    case '<': out = b < 64 ? a << b : 0; return b < 64 && out >> b == a;
    case '>': out = b < 64 ? a >> b : 0; return true;
    default: break;
  }
  return name == "*" ? !__builtin_mul_overflow(a, b, &out) : power(a, b, out);
}

}  // namespace

unsigned ExpressionParser::operator_ahead(std::string_view& name) {
  skip_space();
  const std::string_view rest = text_.substr(at_);
  for (const Operator& one : operators) {
    if (!rest.starts_with(one.name)) continue;
    name = one.name;
    return one.binds;
  }
  return 0;
}

Value ExpressionParser::operation(unsigned least) {
  Value left = single_value();
  for (;;) {
    const std::size_t end = at_;
    std::string_view name;
    const unsigned binds = operator_ahead(name);
    const std::size_t from = at_;
    if (binds == 0 || binds < least) {
      at_ = end;
      return left;
    }
    at_ += name.size();
    const Value right = operation(name == "**" ? binds : binds + 1);
    left = combined(left, name, right, from);
  }
}

Value ExpressionParser::combined(const Value& left, std::string_view name, const Value& right, std::size_t from) {
  Value out = left;
  if (left.kind == Value::Kind::number && right.kind == Value::Kind::number) {
    if (left.negative || right.negative || !compute(name, left.number, right.number, out.number))
      wrong(from, "the result is no number from 0 to 2^64-1");
    return out;
  }
  if (name == "*" && right.kind == Value::Kind::number) return repeated(left, right, from);
  if (name == "*" && left.kind == Value::Kind::number) return repeated(right, left, from);
  if (name == "+" && left.kind == Value::Kind::text && right.kind == Value::Kind::text) {
    out.text += right.text;
    return out;
  }
  if (name == "+" && is_sequence(left) && is_sequence(right)) {
    out.kind = Value::Kind::list;
    out.items.insert(out.items.end(), right.items.begin(), right.items.end());
    return out;
  }
  wrong(from, fmt::format("'{}' cannot stand between these two", name));
}

void ExpressionParser::check_repetition(std::size_t weight, std::uint64_t times, std::size_t from) const {
  if (times > options_.most_bytes || weight * times > options_.most_bytes)
    wrong(from, fmt::format("more than {} bytes", options_.most_bytes), "write fewer, or a range: (1,1000)");
}

void ExpressionParser::repeat_packets(std::vector<PacketSpec>& packets) {
  const std::size_t from = at_;
  if (!take('*')) return;
  skip_space();
  const Value times = number_value();
  std::size_t weight = 0;
  for (const PacketSpec& packet : packets) weight += weight_of(packet);
  check_repetition(weight, times.number, from);
  const std::vector<PacketSpec> once = packets;
  packets.clear();
  for (std::uint64_t i = 0; i < times.number; ++i) packets.insert(packets.end(), once.begin(), once.end());
}

Value ExpressionParser::repeated(const Value& what, const Value& times, std::size_t from) {
  check_repetition(weight_of(what), times.number, from);
  if (what.kind != Value::Kind::text && !is_sequence(what)) wrong(from, "only text and lists can be repeated");
  Value out = what;
  out.text.clear();
  out.items.clear();
  if (what.kind == Value::Kind::range) out.kind = Value::Kind::list;
  if (times.negative) return out;
  for (std::uint64_t i = 0; i < times.number; ++i) {
    out.text += what.text;
    out.items.insert(out.items.end(), what.items.begin(), what.items.end());
  }
  return out;
}

}  // namespace pytk::packet
