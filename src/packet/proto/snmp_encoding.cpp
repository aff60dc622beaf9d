#include "packet/proto/snmp_encoding.hpp"

#include <pytk/core/address.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "packet/build.hpp"

namespace pytk::packet::proto {
namespace {

void append(Bytes& out, const Bytes& more) { out.insert(out.end(), more.begin(), more.end()); }

Bytes element(std::uint8_t tag, const Bytes& content) {
  Bytes out{tag};
  if (content.size() < 128) {
    out.push_back(static_cast<std::uint8_t>(content.size()));
  } else {
    Bytes length;
    for (std::size_t rest = content.size(); rest != 0; rest >>= 8U)
      length.insert(length.begin(), static_cast<std::uint8_t>(rest));
    out.push_back(static_cast<std::uint8_t>(0x80U | length.size()));
    append(out, length);
  }
  append(out, content);
  return out;
}
/// Two's complement in as few bytes as it needs (X.690 8.3).
Bytes integer(std::uint64_t number, bool negative = false, std::uint8_t tag = 2) {
  if (negative) number = ~number + 1;
  const std::uint8_t filling = negative ? 0xff : 0;
  Bytes content;
  for (int i = 0; i < 8; ++i, number >>= 8U) content.insert(content.begin(), static_cast<std::uint8_t>(number));
  content.insert(content.begin(), filling);
  while (content.size() > 1 && content[0] == filling && (content[1] & 0x80U) == (filling & 0x80U))
    content.erase(content.begin());
  return element(tag, content);
}
Bytes string(std::string_view text) { return element(4, Bytes(text.begin(), text.end())); }
/// The first two numbers of an object identifier share a byte (X.690 8.19.4).
Bytes identifier(std::string_view text) {
  std::vector<std::uint64_t> parts;
  for (const std::string_view part : split(text, '.'))
    if (const auto number = parse_uint(part)) parts.push_back(*number);
  if (parts.size() >= 2) {
    parts[1] += 40 * parts[0];
    parts.erase(parts.begin());
  }
  Bytes content;
  for (std::uint64_t part : parts) {
    Bytes digits{static_cast<std::uint8_t>(part & 0x7fU)};
    while ((part >>= 7U) != 0) digits.insert(digits.begin(), static_cast<std::uint8_t>(0x80U | (part & 0x7fU)));
    append(content, digits);
  }
  return element(6, content);
}

/// The INTEGER of a field, a number or the name of one.
Bytes integer_of(const LayerSpec& spec, std::string_view name, std::uint64_t initial, std::uint8_t tag = 2) {
  const Value* value = spec.find(name);
  if (value == nullptr || value->kind == Value::Kind::automatic) return integer(initial, false, tag);
  if (value->asn1 != 0) tag = value->asn1;
  if (value->kind == Value::Kind::number) return integer(value->number, value->negative, tag);
  return integer(number_of_value(spec, *spec.proto->find(name), *value), false, tag);
}
Bytes address(std::string_view text) {
  const auto ip = parse_ip(text);
  if (!ip || ip->v6) throw fail(Fault::usage, "'{}' is no IPv4 address", text);
  return element(0x40, Bytes(ip->view().begin(), ip->view().end()));
}
std::string text_of_value(const LayerSpec& spec, std::string_view field, std::string_view initial) {
  const Value* value = spec.find(field);
  return value != nullptr && value->is_text() ? value->text : std::string(initial);
}
void append_packets(Bytes& out, const Value* value) {
  if (value == nullptr) return;
  for (const LayerSpec& layer : value->layers) append(out, snmp_pdu(layer));
  for (const Value& item : value->items) append_packets(out, &item);
}
/// A value under its own tag, or under what its kind suggests.
Bytes object(const Value& value) {
  const std::uint8_t tag = value.asn1;
  if (tag == 5) return element(5, {});
  if (value.kind == Value::Kind::number) return integer(value.number, value.negative, tag != 0 ? tag : 2);
  if (!value.is_text()) return element(tag != 0 ? tag : 5, {});
  if (tag == 6) return identifier(value.text);
  if (tag == 0x40) return address(value.text);
  return element(tag != 0 ? tag : 4, Bytes(value.text.begin(), value.text.end()));
}
Bytes binding(const LayerSpec& spec) {
  Bytes content = identifier(text_of_value(spec, "oid", "1.3"));
  const Value* value = spec.find("value");
  append(content, value != nullptr ? object(*value) : element(5, {}));
  return element(0x30, content);
}

struct Kind {
  std::string_view name;
  std::uint8_t tag;
};
constexpr Kind kinds[] = {{"SNMPget", 0xa0},    {"SNMPnext", 0xa1}, {"SNMPresponse", 0xa2}, {"SNMPset", 0xa3},
                          {"SNMPtrapv1", 0xa4}, {"SNMPbulk", 0xa5}, {"SNMPinform", 0xa6},   {"SNMPtrapv2", 0xa7}};

Bytes pdu(std::uint8_t tag, const LayerSpec& spec) {
  const bool bulk = tag == 0xa5;
  Bytes content;
  if (tag == 0xa4) {  // RFC 1157 4.1.6
    content = identifier(text_of_value(spec, "enterprise", "1.3"));
    append(content, address(text_of_value(spec, "agent_addr", "0.0.0.0")));
    append(content, integer_of(spec, "generic_trap", 0));
    append(content, integer_of(spec, "specific_trap", 0));
    append(content, integer_of(spec, "time_stamp", 0, 0x43));
  } else {
    content = integer_of(spec, "id", 0);
    append(content, integer_of(spec, bulk ? "non_repeaters" : "error", 0));
    append(content, integer_of(spec, bulk ? "max_repetitions" : "error_index", 0));
  }
  Bytes list;
  append_packets(list, spec.find("varbindlist"));
  append(content, element(0x30, list));
  return element(tag, content);
}

}  // namespace

Bytes snmp_pdu(const LayerSpec& spec) {
  if (spec.raw) return *spec.raw;
  for (const Kind& kind : kinds)
    if (kind.name == spec.proto->name) return pdu(kind.tag, spec);
  return binding(spec);
}

Bytes snmp_message(const LayerSpec& spec) {
  Bytes content = integer_of(spec, "version", 1);
  const Value* given = spec.find("PDU");
  append(content, string(text_of_value(spec, "community", "public")));
  if (given != nullptr && given->is_text())  // as it stands on the wire
    content.insert(content.end(), given->text.begin(), given->text.end());
  else if (given != nullptr && !given->layers.empty())
    append(content, snmp_pdu(given->layers.front()));
  else
    append(content, pdu(0xa0, LayerSpec{}));
  return element(0x30, content);
}

}  // namespace pytk::packet::proto
