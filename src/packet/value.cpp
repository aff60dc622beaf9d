// What users write, as numbers of fields.
#include <algorithm>

#include <pytk/core/address.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "packet/build.hpp"
#include "packet/services.hpp"

namespace pytk::packet {

void misfit(const LayerSpec& spec, const Field& field, const Value* value, const std::string& why) {
  Error error = fail(Fault::usage, "cannot craft {}.{}: {}",
                     spec.proto != nullptr ? spec.proto->name : std::string_view("packet"), field.name, why);
  if (value != nullptr && value->column > 0)
    error.set_where({"expression", 1, static_cast<std::int64_t>(value->column), -1});
  throw error;
}

void put_bits(std::uint8_t* header, std::uint32_t bit, std::uint32_t bits, std::uint64_t value, bool little) noexcept {
  if (little) {
    for (std::uint32_t i = 0; i < bits / 8; ++i)
      header[bit / 8 + i] = i < 8 ? static_cast<std::uint8_t>(value >> (8 * i)) : std::uint8_t{0};
    return;
  }
  if (bit % 8 == 0 && bits % 8 == 0) {
    const std::uint32_t bytes = bits / 8;
    for (std::uint32_t i = 0; i < bytes; ++i) {
      const std::uint32_t shift = 8 * (bytes - 1 - i);
      header[bit / 8 + i] = shift < 64 ? static_cast<std::uint8_t>(value >> shift) : std::uint8_t{0};
    }
    return;
  }
  for (std::uint32_t i = 0; i < bits; ++i) {
    const std::uint32_t at = bit + bits - 1 - i;
    const auto mask = static_cast<std::uint8_t>(0x80U >> (at % 8));
    if (i < 64 && (value >> i & 1U) != 0)
      header[at / 8] = static_cast<std::uint8_t>(header[at / 8] | mask);
    else
      header[at / 8] = static_cast<std::uint8_t>(header[at / 8] & ~mask);
  }
}

namespace {

std::uint64_t flags_of_text(const LayerSpec& spec, const Field& field, const Value& value, std::string_view text) {
  const bool letters = !field.names.empty() && field.names.front().name.size() == 1;
  std::uint64_t bits = 0;
  if (text.starts_with("0x"))  // bits without names
    if (const auto number = parse_uint(text)) return *number;
  const auto add = [&](std::string_view name) {
    for (const Name& known : field.names) {
      if (known.name != name && !equal_ignoring_case(known.name, name)) continue;
      bits |= 1ULL << known.value;
      return;
    }
    std::string all;
    for (const Name& known : field.names) all += (all.empty() || letters ? "" : " ") + std::string(known.name);
    misfit(spec, field, &value, fmt::format("'{}' is no flag; known are {}", name, all));
  };
  if (letters) {
    for (const char& letter : text) add({&letter, 1});
    return bits;
  }
  for (const std::string_view name : split(text, '+'))
    if (!name.empty()) add(name);
  return bits;
}

/// The same but for case and what joins the words: "tooBig", "too_big", "Too Big".
bool same_words(std::string_view a, std::string_view b) {
  const auto skip = [](std::string_view& text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '-' || text.front() == '_')) text.remove_prefix(1);
    if (text.starts_with('[')) text = {};  // where a registry says who asked for the number
  };
  for (;; a.remove_prefix(1), b.remove_prefix(1)) {
    skip(a);
    skip(b);
    if (a.empty() || b.empty()) return a.empty() && b.empty();
    if (!equal_ignoring_case(a.substr(0, 1), b.substr(0, 1))) return false;
  }
}

bool equal_text(std::string_view a, std::string_view b) { return a == b; }

std::uint64_t named_number(const LayerSpec& spec, const Field& field, const Value& value) {
  // What is written exactly so goes before what only reads alike.
  for (const auto same : {&equal_text, &same_words})
    for (const auto& names : {field.names, field.words})
      for (const Name& known : names)
        if (same(known.name, value.text)) return known.value;
  if (const auto number = parse_uint(value.text)) return *number;
  if (field.name.ends_with("port"))
    if (const int port = service_port(value.text); port >= 0) return static_cast<std::uint64_t>(port);
  if (const auto mac = parse_mac(value.text); mac && field.bits == 48) {
    std::uint64_t number = 0;
    for (const std::uint8_t byte : mac->bytes) number = number << 8U | byte;
    return number;
  }
  std::vector<std::string_view> names;
  for (const Name& known : field.names) names.push_back(known.name);
  for (const Name& known : field.words) names.push_back(known.name);
  const std::string near = did_you_mean(value.text, std::span<const std::string_view>(names));
  misfit(spec, field, &value,
         fmt::format("'{}' is no number{}{}", value.text, names.empty() ? "" : " and no name of a value",
                     near.empty() ? "" : "; " + near));
}

}  // namespace

namespace {

/// Digits may be left out: 0:1:2:3:4:5.
std::optional<Bytes> short_mac(std::string_view text) {
  Bytes bytes;
  for (const std::string_view part : split(text, ':')) {
    const auto digits = from_hex(part.size() == 1 ? "0" + std::string(part) : std::string(part));
    if (!digits || digits->size() != 1) return {};
    bytes.push_back(digits->front());
  }
  if (bytes.size() != 6) return {};
  return bytes;
}

}  // namespace

Bytes address_of_value(const LayerSpec& spec, const Field& field, const Value& value) {
  if (field.kind == Kind::mac) {
    if (const Result<Mac> mac = parse_mac(value.text)) return {mac->bytes.begin(), mac->bytes.end()};
    if (const auto bytes = short_mac(value.text)) return *bytes;
    if (value.text.size() == 6) return {value.text.begin(), value.text.end()};  // the bytes themselves
    misfit(spec, field, &value, fmt::format("'{}' is no hardware address", escape_controls(value.text)));
  }
  const bool v6 = field.kind == Kind::ip6;
  if (const Result<Ip> ip = parse_ip(value.text); ip && ip->v6 == v6) return {ip->view().begin(), ip->view().end()};
  misfit(spec, field, &value, fmt::format("'{}' is no {} address", escape_controls(value.text), v6 ? "IPv6" : "IPv4"));
}

bool is_long_number(std::string_view text) {
  const bool hex = text.starts_with("0x");
  if (hex) text.remove_prefix(2);
  return !text.empty() && std::all_of(text.begin(), text.end(), [hex](char c) {
    return (c >= '0' && c <= '9') || (hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
  });
}
Bytes long_number(std::string_view text, std::size_t size) {
  const unsigned base = text.starts_with("0x") ? 16 : 10;
  if (base == 16) text.remove_prefix(2);
  Bytes out(size);
  for (const char c : text) {
    unsigned carry = c <= '9' ? static_cast<unsigned>(c - '0') : static_cast<unsigned>((c | 0x20) - 'a') + 10;
    for (std::size_t i = size; i-- > 0;) {
      carry += out[i] * base;
      out[i] = static_cast<std::uint8_t>(carry);
      carry >>= 8U;
    }
  }
  return out;
}

std::uint64_t number_of_value(const LayerSpec& spec, const Field& field, const Value& value) {
  switch (value.kind) {
    case Value::Kind::number: {
      if (!value.negative) return value.number;
      const bool fits =
          field.is_signed && field.bits != 0 && field.bits < 64 && value.number <= 1ULL << (field.bits - 1U);
      if (!fits) misfit(spec, field, &value, fmt::format("-{} does not fit this field", value.number));
      return (1ULL << field.bits) - value.number;
    }
    case Value::Kind::text:
    case Value::Kind::word:
      return field.kind == Kind::flags ? flags_of_text(spec, field, value, value.text)
                                       : named_number(spec, field, value);
    case Value::Kind::list: {
      if (field.kind != Kind::flags) break;
      std::uint64_t bits = 0;
      for (const Value& item : value.items) bits |= number_of_value(spec, field, item);
      return bits;
    }
    default: break;
  }
  misfit(spec, field, &value, "a number is wanted here");
}

}  // namespace pytk::packet
