// The contexts behind a Fernet: one keyed MAC and two keyed ciphers a key, reused for every message, because keying
// and fetching cost more than a short message does.
#pragma once

#include <array>
#include <vector>

#include <pytk/crypt/fernet.hpp>

#include "evp.hpp"

namespace pytk::crypt {

inline constexpr std::size_t fernet_header = 25;  ///< version, time, IV
inline constexpr std::size_t fernet_tag = 32;
inline constexpr std::size_t fernet_smallest = fernet_header + 16 + fernet_tag;
inline constexpr std::uint8_t fernet_version = 0x80;

struct FernetKeyContexts {
  MacContext mac;
  CipherContext seal, open;
};

struct Fernet::State {
  Cipher cipher;
  MacMethod method;
  std::vector<FernetKeyContexts> keys;
  Bytes scratch, opened;
  std::array<std::uint8_t, 1024>
      ivs{};  ///< random bytes in stock: a system call for each short message costs a tenth of it
  std::size_t ivs_used = 1024;
  bool bent = false;  ///< a token was not canonical
};

/// HMAC calls that fail only by our own mistake.
void mac_begin(const MacContext& mac);
void mac_add(const MacContext& mac, ByteView bytes);
std::array<std::uint8_t, fernet_tag> mac_end(const MacContext& mac);

/// Checks what can be checked without a key: version and length of the whole token.
Result<void> check_fernet_shape(std::uint8_t version, std::uint64_t raw_size);
/// Checks the time of an authentic token.
Result<void> check_fernet_time(std::uint64_t created, const FernetClock& clock);
/// The refusal that says neither which byte nor which key: "made with another key, or changed".
[[nodiscard]] Error wrong_key_or_changed(std::size_t keys);
/// Appends the characters of `bytes`, with padding.
void append_base64url(std::string& out, ByteView bytes);

}  // namespace pytk::crypt
