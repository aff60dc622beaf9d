#include "packet/quic_keys.hpp"

#include <algorithm>
#include <bit>
#include <string_view>

namespace pytk::packet {
namespace {

// SHA-256 (FIPS 180-4). Its constants are the fractions of roots of primes, so they are computed.
__extension__ using Wide = unsigned __int128;

consteval std::uint32_t root_fraction(unsigned prime, unsigned power) {
  // The largest n with n^power <= prime * 2^(32 * power); its low 32 bits are the fraction.
  const Wide bound = Wide{prime} << (32U * power);
  std::uint64_t low = 0, high = std::uint64_t{1} << 37U;
  while (low + 1 < high) {
    const std::uint64_t middle = (low + high) / 2;
    Wide product = middle;
    for (unsigned i = 1; i < power; ++i) product *= middle;
    (product <= bound ? low : high) = middle;
  }
  return static_cast<std::uint32_t>(low);
}
template <std::size_t Count>
consteval std::array<std::uint32_t, Count> root_fractions(unsigned power) {
  std::array<std::uint32_t, Count> out{};
  std::size_t found = 0;
  for (unsigned n = 2; found < Count; ++n) {
    bool is_prime = true;
    for (unsigned d = 2; d * d <= n; ++d) is_prime = is_prime && n % d != 0;
    if (is_prime) out[found++] = root_fraction(n, power);
  }
  return out;
}
constexpr auto sha_start = root_fractions<8>(2);
constexpr auto sha_rounds = root_fractions<64>(3);
using Hash = std::array<std::uint8_t, 32>;

void sha_block(std::array<std::uint32_t, 8>& state, const std::uint8_t* block) {
  std::array<std::uint32_t, 64> w;
  for (std::size_t i = 0; i < 16; ++i) w[i] = load_be<std::uint32_t>({block + 4 * i, 4});
  for (std::size_t i = 16; i < 64; ++i) {
    const std::uint32_t a = w[i - 15], b = w[i - 2];
    w[i] = w[i - 16] + w[i - 7] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ a >> 3U) +
           (std::rotr(b, 17) ^ std::rotr(b, 19) ^ b >> 10U);
  }
  auto [a, b, c, d, e, f, g, h] = state;
  for (std::size_t i = 0; i < 64; ++i) {
    const std::uint32_t first =
        h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + ((e & f) ^ (~e & g)) + sha_rounds[i] + w[i];
    const std::uint32_t second =
        (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + first, d = c, c = b, b = a, a = first + second;
  }
  const std::uint32_t after[] = {a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < 8; ++i) state[i] += after[i];
}

Hash sha256(ByteView message) {
  Bytes padded(message.begin(), message.end());
  padded.push_back(0x80);
  padded.resize((padded.size() + 8 + 63) / 64 * 64);
  store_be<std::uint64_t>(padded.data() + padded.size() - 8, message.size() * 8);
  std::array<std::uint32_t, 8> state = sha_start;
  for (std::size_t at = 0; at < padded.size(); at += 64) sha_block(state, padded.data() + at);
  Hash out;
  for (std::size_t i = 0; i < 8; ++i) store_be<std::uint32_t>(out.data() + 4 * i, state[i]);
  return out;
}

/// RFC 2104; keys here are shorter than a block.
Hash hmac(ByteView key, ByteView message) {
  Bytes inner(64, 0x36), outer(64, 0x5c);
  for (std::size_t i = 0; i < key.size() && i < 64; ++i) {
    inner[i] = static_cast<std::uint8_t>(inner[i] ^ key[i]);
    outer[i] = static_cast<std::uint8_t>(outer[i] ^ key[i]);
  }
  inner.insert(inner.end(), message.begin(), message.end());
  const Hash hash = sha256(inner);
  outer.insert(outer.end(), hash.begin(), hash.end());
  return sha256(outer);
}

/// HKDF-Expand-Label (RFC 8446 7.1) for at most 32 bytes: one round.
template <std::size_t Size>
std::array<std::uint8_t, Size> expand(ByteView secret, std::string_view label) {
  Bytes info = {0, static_cast<std::uint8_t>(Size), static_cast<std::uint8_t>(6 + label.size())};
  for (const std::string_view part : {std::string_view("tls13 "), label})
    info.insert(info.end(), part.begin(), part.end());
  info.push_back(0);  // no context
  info.push_back(1);  // the first round
  const Hash all = hmac(secret, info);
  std::array<std::uint8_t, Size> out;
  std::copy_n(all.begin(), Size, out.begin());
  return out;
}

// AES (FIPS 197). Bytes are polynomials over GF(2) modulo x^8 + x^4 + x^3 + x + 1.
constexpr std::uint8_t twice(std::uint8_t value) {
  return static_cast<std::uint8_t>(std::uint32_t{value} << 1U ^ ((value & 0x80U) != 0 ? 0x1bU : 0U));
}
constexpr std::array<std::uint8_t, 256> substitution = [] {
  // 3 generates all but zero, so the inverse of 3^n is 3^(255 - n).
  std::array<std::uint8_t, 256> power{}, exponent{}, box{};
  std::uint8_t value = 1;
  for (unsigned n = 0; n < 255; ++n, value = static_cast<std::uint8_t>(value ^ twice(value))) {
    power[n] = value;
    exponent[value] = static_cast<std::uint8_t>(n);
  }
  for (unsigned i = 0; i < 256; ++i) {
    const std::uint8_t inverse = i == 0 ? std::uint8_t{0} : power[(255U - exponent[i]) % 255U];
    std::uint8_t out = 0x63;
    for (int turn = 0; turn < 5; ++turn) out = static_cast<std::uint8_t>(out ^ std::rotl(inverse, turn));
    box[i] = out;
  }
  return box;
}();

/// One multiplication in GF(2^128) as GHASH has it: the first bit is the lowest power.
Block multiply(const Block& a, const Block& b) {
  Block out{}, shifted = b;
  for (unsigned bit = 0; bit < 128; ++bit) {
    if ((a[bit / 8] >> (7 - bit % 8) & 1U) != 0)
      for (std::size_t i = 0; i < 16; ++i) out[i] = static_cast<std::uint8_t>(out[i] ^ shifted[i]);
    const bool carry = (shifted[15] & 1U) != 0;
    for (std::size_t i = 15; i > 0; --i)
      shifted[i] = static_cast<std::uint8_t>(shifted[i] >> 1U | shifted[i - 1] << 7U);
    shifted[0] = static_cast<std::uint8_t>(shifted[0] >> 1U ^ (carry ? 0xe1U : 0U));
  }
  return out;
}

void hash_in(Block& state, const Block& key, ByteView bytes) {
  for (std::size_t at = 0; at < bytes.size(); at += 16) {
    for (std::size_t i = 0; i < 16 && at + i < bytes.size(); ++i)
      state[i] = static_cast<std::uint8_t>(state[i] ^ bytes[at + i]);
    state = multiply(state, key);
  }
}

}  // namespace

Aes128::Aes128(const Block& key) noexcept : rounds_{} {
  rounds_[0] = key;
  std::uint8_t constant = 1;
  for (std::size_t round = 1; round < rounds_.size(); ++round, constant = twice(constant)) {
    const Block& before = rounds_[round - 1];
    Block& now = rounds_[round];
    for (std::size_t i = 0; i < 4; ++i)
      now[i] = static_cast<std::uint8_t>(before[i] ^ substitution[before[12 + (i + 1) % 4]] ^ (i == 0 ? constant : 0U));
    for (std::size_t i = 4; i < 16; ++i) now[i] = static_cast<std::uint8_t>(before[i] ^ now[i - 4]);
  }
}

Block Aes128::encrypt(Block block) const noexcept {
  const auto add = [&](std::size_t round) {
    for (std::size_t i = 0; i < 16; ++i) block[i] = static_cast<std::uint8_t>(block[i] ^ rounds_[round][i]);
  };
  add(0);
  for (std::size_t round = 1; round <= 10; ++round) {
    Block moved;  // bytes substituted, row r turned left by r
    for (std::size_t i = 0; i < 16; ++i) moved[i] = substitution[block[(i + 4 * (i % 4)) % 16]];
    for (std::size_t column = 0; column < 16 && round < 10; column += 4) {
      const std::array<std::uint8_t, 4> c = {moved[column], moved[column + 1], moved[column + 2], moved[column + 3]};
      for (std::size_t i = 0; i < 4; ++i)
        moved[column + i] = static_cast<std::uint8_t>(twice(static_cast<std::uint8_t>(c[i] ^ c[(i + 1) % 4])) ^
                                                      c[(i + 1) % 4] ^ c[(i + 2) % 4] ^ c[(i + 3) % 4]);
    }
    block = moved;
    add(round);
  }
  return block;
}

InitialKeys initial_keys(ByteView destination, bool version2, bool of_server) {
  constexpr std::uint8_t salt1[] = {0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17,
                                    0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a};
  constexpr std::uint8_t salt2[] = {0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93,
                                    0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9};
  const Hash initial = hmac(version2 ? ByteView(salt2) : ByteView(salt1), destination);
  const Hash side = expand<32>(initial, of_server ? "server in" : "client in");
  return {expand<16>(side, version2 ? "quicv2 key" : "quic key"),
          expand<16>(side, version2 ? "quicv2 hp" : "quic hp"),
          expand<12>(side, version2 ? "quicv2 iv" : "quic iv")};
}

bool gcm_open(const Block& key, const std::array<std::uint8_t, 12>& nonce, ByteView associated, ByteView sealed,
              Bytes& plain) {
  if (sealed.size() < 16) return false;
  const ByteView text = sealed.first(sealed.size() - 16), tag = sealed.last(16);
  const Aes128 cipher(key);
  Block counter{};
  std::copy(nonce.begin(), nonce.end(), counter.begin());
  const auto stream = [&](std::uint32_t number) {
    store_be<std::uint32_t>(counter.data() + 12, number);
    return cipher.encrypt(counter);
  };
  const Block hash_key = cipher.encrypt(Block{});
  Block state{}, lengths{};
  hash_in(state, hash_key, associated);
  hash_in(state, hash_key, text);
  store_be<std::uint64_t>(lengths.data(), associated.size() * 8);
  store_be<std::uint64_t>(lengths.data() + 8, text.size() * 8);
  hash_in(state, hash_key, lengths);
  const Block mask = stream(1);
  for (std::size_t i = 0; i < 16; ++i)
    if ((state[i] ^ mask[i]) != tag[i]) return false;
  plain.resize(text.size());
  for (std::size_t at = 0; at < text.size(); at += 16) {
    const Block block = stream(static_cast<std::uint32_t>(at / 16 + 2));
    for (std::size_t i = 0; i < 16 && at + i < text.size(); ++i)
      plain[at + i] = static_cast<std::uint8_t>(text[at + i] ^ block[i]);
  }
  return true;
}

}  // namespace pytk::packet
