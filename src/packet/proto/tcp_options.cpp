#include "packet/proto/tcp_options.hpp"

#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>
#include <pytk/packet/craft.hpp>

namespace pytk::packet::proto {
namespace {

/// widths: bytes of each number in the value; empty: none or bytes.
struct Option {
  std::uint8_t kind;
  std::string_view name;
  std::array<std::uint8_t, 2> widths;
  bool bare = false;  ///< a single byte without length
};
constexpr Option known[] = {
    {0, "EOL", {0, 0}, true},     {1, "NOP", {0, 0}, true}, {2, "MSS", {2, 0}},       {3, "WScale", {1, 0}},
    {4, "SAckOK", {0, 0}},        {5, "SAck", {0, 0}},      {8, "Timestamp", {4, 4}}, {14, "AltChkSum", {1, 2}},
    {15, "AltChkSumOpt", {0, 0}}, {19, "MD5", {0, 0}},      {25, "Mood", {0, 0}},     {28, "UTO", {2, 0}},
    {29, "AO", {0, 0}},           {34, "TFO", {4, 4}},
};

const Option* by_kind(std::uint8_t kind) {
  for (const Option& option : known)
    if (option.kind == kind) return &option;
  return nullptr;
}
const Option* by_name(std::string_view name) {
  for (const Option& option : known)
    if (equal_ignoring_case(option.name, name)) return &option;
  return nullptr;
}

std::uint64_t big_endian(ByteView bytes) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8U | byte;
  return value;
}

/// Calls visit(kind, value) until the end, an end mark or a length that lies.
template <class Visit>
void each_option(ByteView bytes, Visit&& visit) {
  while (!bytes.empty()) {
    const std::uint8_t kind = bytes[0];
    if (kind <= 1) {
      visit(kind, ByteView{});
      if (kind == 0) return;
      bytes = bytes.subspan(1);
      continue;
    }
    if (bytes.size() < 2 || bytes[1] < 2 || bytes[1] > bytes.size()) return;
    visit(kind, bytes.subspan(2, bytes[1] - 2U));
    bytes = bytes.subspan(bytes[1]);
  }
}

void show_value(std::string& out, const Option* option, ByteView value, bool json) {
  const char* open = json ? "[" : "(";
  const char* close = json ? "]" : ")";
  if (value.empty()) {
    out += option == nullptr || option->bare ? (json ? "null" : "None") : (json ? "\"\"" : "''");
  } else if (option != nullptr && option->kind == 5) {
    out += open;
    for (std::size_t at = 0; at + 4 <= value.size(); at += 4) {
      if (at > 0) out += ',';
      put(out, big_endian(value.subspan(at, 4)));
    }
    out += close;
  } else if (option != nullptr && option->widths[0] != 0 &&
             value.size() == static_cast<std::size_t>(option->widths[0] + option->widths[1])) {
    const bool pair = option->widths[1] != 0;
    if (pair) out += open;
    put(out, big_endian(value.first(option->widths[0])));
    if (pair) {
      out += ',';
      put(out, big_endian(value.subspan(option->widths[0])));
      out += close;
    }
  } else {
    out += json ? "{\"hex\":\"" : "hex:";
    out += to_hex(value);
    if (json) out += "\"}";
  }
}

void show(std::string& out, const Look& /*look*/, ByteView bytes, Form form) {
  const bool json = form == Form::json;
  bool first = true;
  out += '[';
  each_option(bytes, [&](std::uint8_t kind, ByteView value) {
    if (!first) out += json ? "," : ", ";
    first = false;
    const Option* option = by_kind(kind);
    out += json ? '[' : '(';
    if (option != nullptr) {
      out += json ? '"' : '\'';
      out += option->name;
      out += json ? '"' : '\'';
    } else {
      put(out, kind);
    }
    out += ',';
    show_value(out, option, value, json);
    out += json ? ']' : ')';
  });
  out += ']';
}

void append_number(Bytes& out, std::uint64_t value, unsigned width) {
  for (unsigned i = width; i-- > 0;) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::string build_value(const Option* option, const Value& value, Bytes& out) {
  if (value.kind == Value::Kind::list || value.kind == Value::Kind::tuple || value.kind == Value::Kind::range) {
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      const unsigned width = option != nullptr && i < 2 && option->widths[i] != 0 ? option->widths[i] : 4;
      append_number(out, value.items[i].number, width);
    }
    return {};
  }
  if (value.kind == Value::Kind::number) {
    const unsigned width = option == nullptr || option->widths[0] == 0 ? 4 : option->widths[0];
    append_number(out, value.number, width);
    return {};
  }
  if (!value.is_text()) return {};
  out.insert(out.end(), value.text.begin(), value.text.end());
  // RFC 2385: a digest has 16 bytes.
  if (option != nullptr && option->kind == 19) out.resize(out.size() - value.text.size() + 16);
  return {};
}

std::string build_one(const Value& pair, Bytes& out) {
  const bool is_pair =
      (pair.kind == Value::Kind::tuple || pair.kind == Value::Kind::list || pair.kind == Value::Kind::range) &&
      !pair.items.empty();
  const Value& head = is_pair ? pair.items[0] : pair;
  const Option* option = nullptr;
  std::uint8_t kind = 0;
  if (head.kind == Value::Kind::number) {
    kind = static_cast<std::uint8_t>(head.number);
    option = by_kind(kind);
  } else {
    option = by_name(head.text);
    if (option == nullptr)
      return "'" + head.text +
             "' is no TCP option; known are EOL NOP MSS WScale SAckOK SAck Timestamp UTO TFO, or a number";
    kind = option->kind;
  }
  out.push_back(kind);
  if (option != nullptr && option->bare) return {};
  const std::size_t length_at = out.size();
  out.push_back(2);
  if (is_pair && pair.items.size() > 1)
    if (std::string wrong = build_value(option, pair.items[1], out); !wrong.empty()) return wrong;
  const std::size_t total = out.size() - length_at + 1;
  if (total > 255) return "a TCP option is longer than 255 bytes";
  out[length_at] = static_cast<std::uint8_t>(total);
  return {};
}

std::string build(const Value& value, const Look& /*so_far*/, Bytes& out) {
  if (value.kind == Value::Kind::automatic) return {};
  if (value.is_text()) {  // raw bytes
    out.insert(out.end(), value.text.begin(), value.text.end());
    return {};
  }
  if (value.kind == Value::Kind::tuple || value.kind == Value::Kind::range) return build_one(value, out);
  for (const Value& item : value.items)
    if (std::string wrong = build_one(item, out); !wrong.empty()) return wrong;
  return {};
}

}  // namespace

constinit const Codec tcp_options{show, build};

bool tcp_option_number(const Look& look, std::uint8_t kind, std::uint32_t size, std::uint64_t& number) {
  const std::uint32_t header = (look.u8(12) >> 4U) * 4U;
  if (header <= 20 || look.size() <= 20) return false;
  bool found = false;
  each_option(look.bytes.subspan(20, std::min(header, look.size()) - 20), [&](std::uint8_t one, ByteView value) {
    if (found || one != kind || value.size() < size) return;
    number = big_endian(value.first(size));
    found = true;
  });
  return found;
}

}  // namespace pytk::packet::proto
