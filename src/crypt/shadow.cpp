#include "shadow.hpp"

#include <algorithm>
#include <memory>
#include <string>

#include <crypt.h>

#include <pytk/core/error.hpp>
#include <pytk/core/lazy.hpp>
#include <pytk/core/number.hpp>

namespace pytk::crypt {
namespace {

constexpr std::uint64_t most_rounds = 5'000'000;  // about ten seconds
constexpr std::size_t longest_password = 512, longest_hash = 384;

/// What the system's own programs would write for yescrypt: its memory cannot be told from the letters otherwise.
bool usual_yescrypt(std::string_view hash) {
  const std::string_view parameters = hash.substr(0, hash.find('$', 3));
  for (unsigned long cost = 1; cost <= 11; ++cost) {
    char setting[CRYPT_GENSALT_OUTPUT_SIZE];
    const char salt[16] = {};
    if (crypt_gensalt_rn("$y$", cost, salt, sizeof salt, setting, sizeof setting) == nullptr) return false;
    const std::string_view made(setting);
    if (made.substr(0, made.find('$', 3)) == parameters) return true;
  }
  return false;
}

bool asks_too_much(std::string_view hash) {
  if (hash.starts_with("$y$")) return !usual_yescrypt(hash);
  constexpr std::string_view word = "rounds=";
  if (!hash.substr(3).starts_with(word)) return false;
  const std::string_view given = hash.substr(3 + word.size());
  const auto rounds = parse_uint(given.substr(0, given.find('$')));
  return !rounds || *rounds > most_rounds;
}

}  // namespace

bool is_shadow(std::string_view hash) {
  return hash.starts_with("$5$") || hash.starts_with("$6$") || hash.starts_with("$y$");
}

bool shadow_matches(const Secret& password, std::string_view hash) {
  lazy::require("crypt");
  const std::string wanted(hash);
  if (wanted.size() > longest_hash || asks_too_much(wanted))
    throw fail(Fault::data, "the password hash is malformed or asks for too much work");
  // C strings end at a zero byte; a password with one inside would match its own beginning.
  if (password.text().find('\0') != std::string_view::npos || password.size() > longest_password) return false;
  Secret text(password.size() + 1);
  std::copy(password.view().begin(), password.view().end(), text.writable().begin());
  const auto room = std::make_unique<crypt_data>();
  const char* const made = crypt_r(reinterpret_cast<const char*>(text.view().data()), wanted.c_str(), room.get());
  if (made == nullptr || made[0] == '*') throw fail(Fault::data, "the password hash is malformed");
  const std::string_view computed(made);
  const bool same = equal_constant_time(bytes_of(computed), bytes_of(wanted));
  wipe({reinterpret_cast<std::uint8_t*>(room.get()), sizeof *room});
  return same;
}

}  // namespace pytk::crypt
