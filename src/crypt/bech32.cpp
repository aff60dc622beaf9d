#include "bech32.hpp"

#include <algorithm>

#include <pytk/core/text.hpp>

namespace pytk::crypt {
namespace {

constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// BIP 173: the checksum is a BCH code over GF(32); the constants are its generator.
std::uint32_t checksum_step(std::uint32_t sum, std::uint8_t value) {
  constexpr std::uint32_t generator[5] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
  const std::uint32_t top = sum >> 25U;
  sum = (sum & 0x1ffffffU) << 5U ^ value;
  for (unsigned i = 0; i < 5; ++i)
    if ((top >> i & 1U) != 0) sum ^= generator[i];
  return sum;
}

std::uint32_t checksum(std::string_view prefix, ByteView values) {
  std::uint32_t sum = 1;
  for (const char c : prefix) sum = checksum_step(sum, static_cast<std::uint8_t>(static_cast<unsigned char>(c) >> 5U));
  sum = checksum_step(sum, 0);
  for (const char c : prefix) sum = checksum_step(sum, static_cast<std::uint8_t>(c & 31));
  for (const std::uint8_t value : values) sum = checksum_step(sum, value);
  return sum;
}

/// Regroups bits; false when bits are left over that do not belong to a whole group and are not zero.
bool regroup(ByteView in, unsigned from, unsigned to, bool pad, Bytes& out) {
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const std::uint8_t value : in) {
    bits = (bits << from | value) & 0xfffU;
    count += from;
    while (count >= to) {
      count -= to;
      out.push_back(static_cast<std::uint8_t>(bits >> count & ((1U << to) - 1U)));
    }
  }
  if (pad) {
    if (count > 0) out.push_back(static_cast<std::uint8_t>(bits << (to - count) & ((1U << to) - 1U)));
    return true;
  }
  return count < from && (bits & ((1U << count) - 1U)) == 0;
}

}  // namespace

std::string to_bech32(std::string_view prefix, ByteView data) {
  const std::string small = lower(prefix);
  Bytes values;
  regroup(data, 8, 5, true, values);
  Bytes padded = values;
  padded.resize(values.size() + 6);
  const std::uint32_t sum = checksum(small, padded) ^ 1U;
  for (unsigned i = 0; i < 6; ++i) values.push_back(static_cast<std::uint8_t>(sum >> (5U * (5U - i)) & 31U));
  std::string text = small + '1';
  for (const std::uint8_t value : values) text += alphabet[value];
  return small == prefix ? text : upper(text);
}

Result<Bech32> from_bech32(std::string_view text) {
  const std::string small = lower(text);
  if (text != small && text != upper(text)) return bad("mixed case in a Bech32 key");
  const std::size_t separator = small.rfind('1');
  if (separator == std::string::npos || separator == 0 || separator + 7 > small.size()) return bad("no Bech32 key");
  const auto printable = [](char c) { return c > 32 && c < 127; };
  if (!std::all_of(small.begin(), small.end(), printable)) return bad("a Bech32 key has a character out of place");
  Bytes values;
  for (const char c : small.substr(separator + 1)) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) return bad("a Bech32 key has a character out of place");
    values.push_back(static_cast<std::uint8_t>(value));
  }
  if (checksum(small.substr(0, separator), values) != 1)
    return bad("the checksum of a Bech32 key is wrong: a typing error?");
  values.resize(values.size() - 6);
  Bech32 key{std::string(text.substr(0, separator)), {}};
  if (!regroup(values, 5, 8, false, key.data)) return bad("a Bech32 key is not canonical");
  return key;
}

}  // namespace pytk::crypt
