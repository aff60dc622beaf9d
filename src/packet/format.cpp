// A field's value as text: for columns, for show(), as JSON.
#include <algorithm>
#include <charconv>

#include <pytk/core/address.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";

void append_hex_bytes(std::string& out, ByteView bytes) {
  for (const std::uint8_t byte : bytes) {
    out += hex_digits[byte >> 4U];
    out += hex_digits[byte & 15U];
  }
}

void append_hex_number(std::string& out, std::uint64_t value) {
  char text[16];
  const auto end = std::to_chars(text, text + sizeof text, value, 16).ptr;
  out += "0x";
  out.append(text, end);
}

/// Bytes between quotes, everything but printable ASCII as \xHH: safe on a terminal and readable by craft.
void append_quoted(std::string& out, ByteView bytes) {
  out += '"';
  for (const std::uint8_t byte : bytes) {
    if (byte == '"' || byte == '\\') {
      out += '\\';
      out += static_cast<char>(byte);
    } else if (byte >= 0x20 && byte < 0x7f) {
      out += static_cast<char>(byte);
    } else if (byte == '\n') {
      out += "\\n";
    } else if (byte == '\r') {
      out += "\\r";
    } else {
      out += "\\x";
      out += hex_digits[byte >> 4U];
      out += hex_digits[byte & 15U];
    }
  }
  out += '"';
}

void append_text_value(std::string& out, ByteView value, Form form) {
  std::string_view text = text_of(value);
  if (form == Form::show) return append_quoted(out, value);
  if (form == Form::json) {
    if (is_utf8(text)) return json::append_string(out, text);
    out += "{\"hex\":\"";
    append_hex_bytes(out, value);
    out += "\"}";
    return;
  }
  while (!text.empty() && text.back() == '\0') text.remove_suffix(1);  // names in fixed-width fields
  out += text;
}

/// A fixed-point or signed number; all digits of the fraction, so that it can be read back.
void append_scaled(std::string& out, std::uint64_t value, const Field& field, Place place) {
  if (field.is_signed && place.bits < 64 && (value >> (place.bits - 1) & 1U) != 0) {
    out += '-';
    value = (1ULL << place.bits) - value;
  }
  proto::put(out, value / field.scale);
  std::uint64_t rest = value % field.scale;
  if (rest == 0) return;
  out += '.';
  for (; rest != 0; rest %= field.scale) {
    rest *= 10;
    out += static_cast<char>('0' + rest / field.scale);
  }
}

void append_number(std::string& out, std::uint64_t value, const Field& field, Place place, Form form) {
  if (field.scale != 1 || field.is_signed) return append_scaled(out, value, field, place);
  if (form == Form::show) {
    if (const std::string_view name = name_of(field, value); !name.empty()) {
      out += name;
      return;
    }
    if (field.kind == Kind::hex) return append_hex_number(out, value);
  }
  proto::put(out, value);
}

void append_items(std::string& out, const Look& look, const Field& field, Form form) {
  out += '[';
  bool first = true;
  for_each_item(look, field, [&](const Look& item) {
    if (!first) out += form == Form::plain ? " " : ",";
    first = false;
    if (form == Form::json) {
      out += "{\"layer\":\"";
      out += item.proto->name;
      out += '"';
    } else {
      out += '<';
      out += item.proto->name;
    }
    for (const Field& f : item.proto->fields) {
      Place place;
      if (f.is_derived || !locate(item, f, place)) continue;
      out += form == Form::json ? ",\"" : " ";
      out += f.name;
      out += form == Form::json ? "\":" : "=";
      append_value(out, item, f, place, form == Form::plain ? Form::show : form);
    }
    out += form == Form::json ? '}' : '>';
    return true;
  });
  out += ']';
}

void append_quotable(std::string& out, std::string_view text, Form form) {
  if (form == Form::json)
    json::append_string(out, text);
  else
    out += text;
}

}  // namespace

namespace proto {

void put(std::string& out, std::uint64_t value) {
  char text[20];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  out.append(text, end);
}

void put_ip4(std::string& out, const std::uint8_t* address) {
  char text[most_ip_text];
  out.append(text, write_ip(text, Ip::from({address, 4})));
}

void put_named(std::string& out, const Look& look, std::string_view name) {
  const Field* field = look.proto->find(name);
  Place place;
  if (field != nullptr && locate(look, *field, place)) append_value(out, look, *field, place, Form::show);
}

}  // namespace proto

std::string_view name_of(const Field& field, std::uint64_t value) noexcept {
  if (field.kind == Kind::flags) return {};
  for (const Name& name : field.names)
    if (name.value == value) return name.name;
  return {};
}

void append_flags(std::string& out, const Field& field, std::uint64_t value) {
  const bool letters = !field.names.empty() && field.names.front().name.size() == 1;
  std::uint64_t known = 0;
  const std::size_t first = out.size();
  for (const Name& name : field.names) {
    const std::uint64_t bit = 1ULL << name.value;
    known |= bit;
    if ((value & bit) == 0) continue;
    if (!letters && out.size() > first) out += '+';
    out += name.name;
  }
  if ((value & ~known) != 0) {  // bits that have no name: the number tells all
    out.resize(first);
    append_hex_number(out, value);
  }
}

namespace {

/// What stands between quotes in JSON and bare elsewhere.
void append_word(std::string& out, const Look& look, const Field& field, Place place) {
  switch (field.kind) {
    case Kind::flags: return append_flags(out, field, number_at(look, field, place));
    case Kind::ip4: return proto::put_ip4(out, look.bytes.data() + place.bit / 8);
    case Kind::ip6: return append_ip(out, Ip::from(place.bytes(look)));
    case Kind::mac: return append_mac(out, place.bytes(look));
    default: return append_hex_bytes(out, place.bytes(look));
  }
}

void append_domain(std::string& out, const Look& look, Place place, Form form) {
  std::string name;
  proto::read_domain(look, place.bit / 8, name);
  if (form != Form::show) return append_quotable(out, name, form);
  if (name != ".") name += '.';
  append_quoted(out, bytes_of(name));
}

}  // namespace

void append_value(std::string& out, const Look& look, const Field& field, Place place, Form form) {
  if (field.compute_text != nullptr) {
    std::string text;
    if (field.compute_text(look, text)) append_quotable(out, text, form);
    return;
  }
  switch (field.kind) {
    case Kind::number:
    case Kind::hex: return append_number(out, number_at(look, field, place), field, place, form);
    case Kind::text: return append_text_value(out, place.bytes(look), form);
    case Kind::name: return append_domain(out, look, place, form);
    case Kind::items: return append_items(out, look, field, form);
    case Kind::custom: return field.codec->show(out, look, place.bytes(look), form);
    default: break;
  }
  if (form == Form::show && field.kind == Kind::bytes) return append_quoted(out, place.bytes(look));
  if (form == Form::json) out += '"';
  append_word(out, look, field, place);
  if (form == Form::json) out += '"';
}

}  // namespace pytk::packet
