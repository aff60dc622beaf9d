// Password hashes as PHC strings (github.com/P-H-C/phc-string-format), and bcrypt's older form for checking.
#include <algorithm>
#include <array>
#include <map>

#include <pytk/core/number.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/symmetric.hpp>
#include <pytk/crypt/tokens.hpp>

#include "blowfish.hpp"
#include "derive.hpp"
#include "shadow.hpp"

namespace pytk::crypt {
namespace {

// What a hash from somewhere else may cost to check.
constexpr std::uint64_t most_memory = 4ULL << 30U, most_rounds = 10'000'000, most_argon2_passes = 1000;
constexpr std::uint64_t most_bytes = 32ULL << 30U;  // of memory passed over: ten seconds or so
constexpr unsigned most_bcrypt = 18, most_log_n = 22;

struct Phc {
  std::string algorithm;
  std::map<std::string, std::uint64_t, std::less<>> numbers;
  Bytes salt, hash;
  [[nodiscard]] std::uint64_t number(std::string_view name, std::uint64_t low, std::uint64_t high) const {
    const auto found = numbers.find(name);
    if (found == numbers.end() || found->second < low || found->second > high)
      throw fail(Fault::data, "the password hash is malformed or asks for too much work: '{}'", name);
    return found->second;
  }
};

Error malformed() {
  return fail(Fault::data, "the password hash is malformed")
      .hint("known are $argon2id$, $argon2i$, $scrypt$, $pbkdf2-sha256$, $2b$ (bcrypt), $5$, $6$ and $y$");
}

Error too_costly() { return fail(Fault::data, "the password hash asks for too much work"); }

Phc parse_phc(std::string_view text) {
  Phc phc;
  const auto parts = split(text, '$');
  if (parts.size() < 4 || !parts[0].empty()) throw malformed();
  phc.algorithm = parts[1];
  std::size_t at = 2;
  for (; at + 2 < parts.size(); ++at) {
    for (const std::string_view pair : split(parts[at], ',')) {
      const std::size_t equals = pair.find('=');
      const auto number =
          equals == std::string_view::npos ? Result<std::uint64_t>(bad("")) : parse_uint(pair.substr(equals + 1));
      if (!number) throw malformed();
      phc.numbers.emplace(pair.substr(0, equals), *number);
    }
  }
  auto salt = from_base64(parts[at], Base64::standard, false),
       hash = from_base64(parts[at + 1], Base64::standard, false);
  if (at + 2 != parts.size() || !salt || !hash || hash->size() < 12 || hash->size() > 512) throw malformed();
  phc.salt = std::move(*salt);
  phc.hash = std::move(*hash);
  return phc;
}

KdfRequest request_of(const Phc& phc) {
  KdfRequest request;
  request.name = phc.algorithm;
  request.salt = phc.salt;
  request.length = phc.hash.size();
  request.allow_weak = true;  // it is only checked, not made
  if (phc.algorithm == "argon2id" || phc.algorithm == "argon2i") {
    if (phc.number("v", 19, 19) != 19 || phc.hash.size() < 16) throw malformed();
    request.memory = phc.number("m", 8, most_memory / 1024) * 1024;
    request.rounds = phc.number("t", 1, most_argon2_passes);
    request.lanes = static_cast<std::uint32_t>(phc.number("p", 1, 255));
    if (request.memory > most_bytes / request.rounds) throw too_costly();
  } else if (phc.algorithm == "scrypt") {
    request.rounds = std::uint64_t{1} << phc.number("ln", 1, most_log_n);
    request.block = static_cast<std::uint32_t>(phc.number("r", 1, 32));
    request.lanes = static_cast<std::uint32_t>(phc.number("p", 1, 64));
    if (request.rounds * request.block * 128 > most_memory ||
        request.rounds * request.block * request.lanes * 128 > most_bytes)
      throw too_costly();
  } else if (phc.algorithm.starts_with("pbkdf2-")) {
    request.rounds = phc.number("i", 1, most_rounds);
  } else {
    throw malformed();
  }
  return request;
}

bool is_bcrypt(std::string_view hash) {
  return hash.size() == 60 && (hash.starts_with("$2a$") || hash.starts_with("$2b$") || hash.starts_with("$2y$"));
}

unsigned bcrypt_cost(std::string_view hash) {
  const bool digits = hash[4] >= '0' && hash[4] <= '9' && hash[5] >= '0' && hash[5] <= '9' && hash[6] == '$';
  const unsigned cost = digits ? static_cast<unsigned>((hash[4] - '0') * 10 + hash[5] - '0') : 0;
  if (cost < 4 || cost > most_bcrypt) throw fail(Fault::data, "the bcrypt hash is malformed or asks for too much work");
  return cost;
}

/// bcrypt's own base64, whose last character has bits to spare.
Bytes bcrypt_decoded(std::string_view text, std::size_t size) {
  constexpr std::string_view alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  Bytes out;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) throw malformed();
    bits = (bits << 6U | static_cast<std::uint32_t>(value)) & 0x3fffU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out.push_back(static_cast<std::uint8_t>(bits >> count));
  }
  out.resize(size);
  return out;
}

bool bcrypt_matches(const Secret& password, std::string_view hash) {
  std::array<std::uint8_t, 16> salt;
  const Bytes given = bcrypt_decoded(hash.substr(7, 22), 16), wanted = bcrypt_decoded(hash.substr(29), 23);
  std::copy(given.begin(), given.end(), salt.begin());
  // C strings end at a zero byte; a password with one inside would match its own beginning.
  if (password.text().find('\0') != std::string_view::npos) return false;
  return equal_constant_time(bcrypt(password.view(), salt, bcrypt_cost(hash)), wanted);
}

}  // namespace

std::string password_hash(const Secret& password, const PasswordCost& cost) {
  KdfRequest request;
  request.name = cost.algorithm;
  request.salt.resize(16);
  secure_random(request.salt);
  request.length = 32;
  std::string head;
  if (cost.algorithm == "argon2id") {
    request.memory = cost.memory;
    request.rounds = cost.passes;
    request.lanes = cost.lanes;
    head = fmt::format("$argon2id$v=19$m={},t={},p={}", cost.memory / 1024, cost.passes, cost.lanes);
  } else if (cost.algorithm == "scrypt") {
    if (cost.log_n < 1 || cost.log_n > most_log_n)
      throw fail(Fault::usage, "scrypt's cost 2^{} is not between 2^1 and 2^{}", cost.log_n, most_log_n);
    request.rounds = std::uint64_t{1} << cost.log_n;
    request.lanes = cost.lanes;
    head = fmt::format("$scrypt$ln={},r=8,p={}", cost.log_n, cost.lanes);
  } else {
    throw fail(Fault::usage, "passwords are not hashed with '{}' here", cost.algorithm).hint("argon2id or scrypt");
  }
  const Secret hash = derive(request, password);
  return fmt::format("{}${}${}", head, to_base64(request.salt, Base64::standard, false),
                     to_base64(hash.view(), Base64::standard, false));
}

bool password_matches(const Secret& password, std::string_view hash) {
  hash = trim(hash);
  if (is_bcrypt(hash)) return bcrypt_matches(password, hash);
  if (is_shadow(hash)) return shadow_matches(password, hash);
  const Phc phc = parse_phc(hash);
  return equal_constant_time(derive(request_of(phc), password).view(), phc.hash);
}

std::string password_weakness(std::string_view hash, const PasswordCost& cost) {
  hash = trim(hash);
  if (is_bcrypt(hash)) {
    (void)bcrypt_cost(hash);
    return "it is bcrypt, which needs little memory";
  }
  if (is_shadow(hash)) return "it is a hash of the system's, for /etc/shadow";
  const Phc phc = parse_phc(hash);
  const KdfRequest request = request_of(phc);
  if (phc.algorithm != cost.algorithm) return fmt::format("it is {}, not {}", phc.algorithm, cost.algorithm);
  if (phc.algorithm == "argon2id" && request.memory < cost.memory)
    return fmt::format("it uses {} of memory, not {}", show_size(request.memory), show_size(cost.memory));
  if (phc.algorithm == "argon2id" && request.rounds < cost.passes)
    return fmt::format("it makes {} passes, not {}", request.rounds, cost.passes);
  if (phc.algorithm == "scrypt" && request.rounds < (std::uint64_t{1} << cost.log_n))
    return fmt::format("its N is {}, not {}", request.rounds, std::uint64_t{1} << cost.log_n);
  if (phc.salt.size() < 16) return "its salt is short";
  return {};
}

}  // namespace pytk::crypt
