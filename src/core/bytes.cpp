#include <pytk/core/bytes.hpp>

#include <array>

namespace pytk {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view standard_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  const char low = static_cast<char>(c | 0x20);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

using Table = std::array<std::int8_t, 256>;
constexpr Table decoding_table(std::string_view alphabet) {
  Table table{};
  for (auto& entry : table) entry = -1;
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::int8_t>(i);
  return table;
}
constexpr Table standard_table = decoding_table(standard_alphabet);
constexpr Table url_table = decoding_table(url_alphabet);

}  // namespace

std::string to_hex(ByteView bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const auto byte : bytes) {
    out.push_back(hex_digits[byte >> 4U]);
    out.push_back(hex_digits[byte & 15U]);
  }
  return out;
}

Result<Bytes> from_hex(std::string_view text) {
  Bytes out;
  out.reserve(text.size() / 2);
  int high = -1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (high < 0 && (c == ' ' || c == ':' || c == '\n' || c == '\r' || c == '\t')) continue;
    const int value = hex_value(c);
    if (value < 0) return bad("'{}' at position {} is not a hexadecimal digit", c, i + 1);
    if (high < 0) {
      high = value;
    } else {
      out.push_back(static_cast<std::uint8_t>(high * 16 + value));
      high = -1;
    }
  }
  if (high >= 0) return bad("an odd number of hexadecimal digits");
  return out;
}

std::string to_base64(ByteView bytes, Base64 alphabet, bool padding) {
  const auto letters = alphabet == Base64::url ? url_alphabet : standard_alphabet;
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const std::uint32_t group = (std::uint32_t{bytes[i]} << 16U) | (std::uint32_t{bytes[i + 1]} << 8U) | bytes[i + 2];
    for (const unsigned shift : {18U, 12U, 6U, 0U}) out.push_back(letters[(group >> shift) & 63U]);
  }
  const std::size_t left = bytes.size() - i;
  if (left == 0) return out;
  const std::uint32_t group = (std::uint32_t{bytes[i]} << 16U) | (left == 2 ? std::uint32_t{bytes[i + 1]} << 8U : 0U);
  out.push_back(letters[(group >> 18U) & 63U]);
  out.push_back(letters[(group >> 12U) & 63U]);
  if (left == 2) out.push_back(letters[(group >> 6U) & 63U]);
  if (padding) out.append(3 - left, '=');
  return out;
}

Result<Bytes> from_base64(std::string_view text, Base64 alphabet, bool padding) {
  const Table& table = alphabet == Base64::url ? url_table : standard_table;
  std::string_view body = text;
  if (padding) {
    if (text.size() % 4 != 0) return bad("base64 length {} is not a multiple of 4", text.size());
    for (int i = 0; i < 2 && body.ends_with('='); ++i) body.remove_suffix(1);
  }
  if (body.size() % 4 == 1) return bad("base64 is cut short");
  Bytes out;
  out.reserve(body.size() / 4 * 3 + 2);
  std::uint32_t group = 0;
  unsigned bits = 0;
  for (std::size_t i = 0; i < body.size(); ++i) {
    const std::int8_t value = table[static_cast<std::uint8_t>(body[i])];
    if (value < 0) return bad("character at position {} is not base64", i + 1);
    group = (group << 6U) | static_cast<std::uint8_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<std::uint8_t>(group >> bits));
      group &= (1U << bits) - 1U;
    }
  }
  // RFC 4648 3.5: one value has one spelling, so the bits that pad the last letter must be zero.
  if (group != 0) return bad("base64 is not canonical: its last character has stray bits");
  return out;
}

bool equal_constant_time(ByteView a, ByteView b) noexcept {
  if (a.size() != b.size()) return false;
  volatile std::uint8_t difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference = static_cast<std::uint8_t>(difference | (a[i] ^ b[i]));
  return difference == 0;
}

}  // namespace pytk
