#include "blowfish.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include <pytk/core/digest.hpp>

namespace pytk::crypt {
namespace {

struct Schedule {
  std::array<std::uint32_t, 18> p;
  std::array<std::uint32_t, 1024> s;
};

// Blowfish's tables are the first 33,344 bits of the fraction of pi, so they are computed rather than stored:
// pi = 16 arctan(1/5) - 4 arctan(1/239) (Machin 1706) in fixed point, word 0 being the integer part.
using Fixed = std::vector<std::uint32_t>;

void divide(Fixed& number, std::uint32_t by, std::size_t first) {
  std::uint64_t rest = 0;
  for (std::size_t i = first; i < number.size(); ++i) {
    const std::uint64_t part = rest << 32U | number[i];
    number[i] = static_cast<std::uint32_t>(part / by);
    rest = part % by;
  }
}

void add(Fixed& sum, const Fixed& number, bool negative) {
  std::int64_t carry = 0;
  for (std::size_t i = sum.size(); i-- > 0;) {
    carry += static_cast<std::int64_t>(sum[i]) +
             (negative ? -static_cast<std::int64_t>(number[i]) : static_cast<std::int64_t>(number[i]));
    sum[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
}

void add_arctan(Fixed& sum, std::uint32_t factor, std::uint32_t inverse, bool negative) {
  Fixed power(sum.size());
  power[0] = factor;
  divide(power, inverse, 0);
  std::size_t first = 0;
  for (std::uint32_t odd = 1;; odd += 2) {
    while (first < power.size() && power[first] == 0) ++first;
    if (first == power.size()) return;
    Fixed term = power;
    divide(term, odd, first);
    add(sum, term, negative != (odd % 4 == 3));
    divide(power, inverse * inverse, first);
  }
}

Schedule make_initial() {
  Fixed pi(1 + 18 + 1024 + 4);  // four words against rounding
  add_arctan(pi, 16, 5, false);
  add_arctan(pi, 4, 239, true);
  Schedule schedule;
  std::copy_n(pi.begin() + 1, 18, schedule.p.begin());
  std::copy_n(pi.begin() + 19, 1024, schedule.s.begin());
  return schedule;
}

const Schedule& initial_schedule() {
  static const Schedule schedule = make_initial();
  return schedule;
}

class Blowfish {
 public:
  Blowfish() : now_(initial_schedule()) {}
  ~Blowfish() { wipe({reinterpret_cast<std::uint8_t*>(&now_), sizeof now_}); }
  Blowfish(const Blowfish&) = delete;
  Blowfish& operator=(const Blowfish&) = delete;

  void encrypt(std::uint32_t& left, std::uint32_t& right) const noexcept {
    for (std::size_t i = 0; i < 16; i += 2) {
      left ^= now_.p[i];
      right ^= mixed(left) ^ now_.p[i + 1];
      left ^= mixed(right);
    }
    left ^= now_.p[16];
    right ^= now_.p[17];
    std::swap(left, right);
  }
  /// Provos and Mazieres, "A Future-Adaptable Password Scheme" (1999), section 4. An empty salt stands for zeros.
  void expand(ByteView salt, ByteView key) noexcept {
    std::size_t at = 0;
    for (std::uint32_t& word : now_.p) word ^= next_word(key, at);
    std::uint32_t left = 0, right = 0;
    std::size_t salted = 0;
    const auto fill = [&](std::uint32_t* pair) {
      if (!salt.empty()) {
        left ^= next_word(salt, salted);
        right ^= next_word(salt, salted);
      }
      encrypt(left, right);
      pair[0] = left;
      pair[1] = right;
    };
    for (std::size_t i = 0; i < now_.p.size(); i += 2) fill(now_.p.data() + i);
    for (std::size_t i = 0; i < now_.s.size(); i += 2) fill(now_.s.data() + i);
  }

 private:
  static std::uint32_t next_word(ByteView bytes, std::size_t& at) noexcept {
    std::uint32_t word = 0;
    for (int i = 0; i < 4; ++i) {
      word = word << 8U | bytes[at];
      at = at + 1 == bytes.size() ? 0 : at + 1;
    }
    return word;
  }
  [[nodiscard]] std::uint32_t mixed(std::uint32_t x) const noexcept {
    return ((now_.s[x >> 24U] + now_.s[256 + (x >> 16U & 255U)]) ^ now_.s[512 + (x >> 8U & 255U)]) +
           now_.s[768 + (x & 255U)];
  }
  Schedule now_;
};

std::array<std::uint8_t, 32> hash_block(ByteView passphrase_digest, ByteView salt_digest) {
  Blowfish cipher;
  cipher.expand(salt_digest, passphrase_digest);
  for (int i = 0; i < 64; ++i) {
    cipher.expand({}, salt_digest);
    cipher.expand({}, passphrase_digest);
  }
  constexpr std::string_view magic = "OxychromaticBlowfishSwatDynamite";
  std::array<std::uint32_t, 8> words;
  for (std::size_t i = 0; i < 8; ++i) words[i] = load_be<std::uint32_t>(bytes_of(magic).subspan(4 * i));
  for (int i = 0; i < 64; ++i)
    for (std::size_t pair = 0; pair < 8; pair += 2) cipher.encrypt(words[pair], words[pair + 1]);
  std::array<std::uint8_t, 32> out;
  for (std::size_t i = 0; i < 8; ++i) store_le<std::uint32_t>(out.data() + 4 * i, words[i]);
  return out;
}

}  // namespace

Secret bcrypt_pbkdf(ByteView passphrase, ByteView salt, std::uint32_t rounds, std::size_t length) {
  const Bytes passphrase_digest = digest("sha512", passphrase);
  const std::size_t blocks = (length + 31) / 32;
  Secret key(length);
  for (std::size_t block = 0; block < blocks; ++block) {
    Bytes salted(salt.begin(), salt.end());
    salted.resize(salt.size() + 4);
    store_be<std::uint32_t>(salted.data() + salt.size(), static_cast<std::uint32_t>(block + 1));
    auto last = hash_block(passphrase_digest, digest("sha512", salted));
    auto sum = last;
    for (std::uint32_t round = 1; round < rounds; ++round) {
      last = hash_block(passphrase_digest, digest("sha512", last));
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] ^= last[i];
    }
    // The output is dealt out like cards: byte i of this block goes to place i * blocks + block.
    for (std::size_t i = 0; i < sum.size() && i * blocks + block < length; ++i)
      key.writable()[i * blocks + block] = sum[i];
  }
  return key;
}

std::array<std::uint8_t, 23> bcrypt(ByteView password, const std::array<std::uint8_t, 16>& salt, unsigned cost) {
  Bytes key(password.begin(),
            password.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(password.size(), 72)));
  if (key.size() < 72) key.push_back(0);
  Blowfish cipher;
  cipher.expand(salt, key);
  for (std::uint64_t i = 0; i < std::uint64_t{1} << cost; ++i) {
    cipher.expand({}, key);
    cipher.expand({}, salt);
  }
  wipe(key);
  constexpr std::string_view magic = "OrpheanBeholderScryDoubt";
  std::array<std::uint8_t, 24> out;
  for (std::size_t at = 0; at < out.size(); at += 8) {
    std::uint32_t left = load_be<std::uint32_t>(bytes_of(magic).subspan(at));
    std::uint32_t right = load_be<std::uint32_t>(bytes_of(magic).subspan(at + 4));
    for (int i = 0; i < 64; ++i) cipher.encrypt(left, right);
    store_be<std::uint32_t>(out.data() + at, left);
    store_be<std::uint32_t>(out.data() + at + 4, right);
  }
  std::array<std::uint8_t, 23> hash;
  std::copy_n(out.begin(), hash.size(), hash.begin());
  return hash;
}

}  // namespace pytk::crypt
