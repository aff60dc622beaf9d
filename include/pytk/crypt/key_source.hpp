// Where keys come from: KEYSRC = PATH | file:PATH | env:NAME | fd:N | prompt, for every verb alike.
//   const Secret key = crypt::read_key({"env:PEPPER"}, "MAC key");
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <pytk/core/secret.hpp>

namespace pytk::crypt {

/// How the bytes of a symmetric key are written in its source.
enum class KeyEncoding : std::uint8_t { raw, hex, base64 };
/// "raw", "hex", "b64" (or "base64"); throws Fault::usage otherwise.
[[nodiscard]] KeyEncoding parse_key_encoding(std::string_view name);

struct KeySource {
  std::string where;
  KeyEncoding encoding = KeyEncoding::raw;
  bool allow_literal = false;  ///< take hex:.. and b64:.. although argv is visible to everybody
};

/// The key's bytes exactly as they stand (a raw key file may end in the byte 0x0a), decoded when an encoding is named.
/// Warns when a key file may be read by group or others. At most 1 MiB. Throws io, permission, usage, data.
[[nodiscard]] Secret read_key(const KeySource& source, std::string_view what);
/// The same for text files that hold keys (PEM, JWK, age identities): never a literal, never decoded.
[[nodiscard]] Secret read_key_text(std::string_view where, std::string_view what, bool is_secret = true);
/// A passphrase: one trailing newline is removed, empty is refused.
[[nodiscard]] Secret read_passphrase(std::string_view where, std::string_view what);
/// One that nothing was made with yet: at a prompt it is asked for twice, since a slip would lock its owner out.
/// Throws Fault::refused where the two differ.
[[nodiscard]] Secret read_new_passphrase(std::string_view where, std::string_view what);

}  // namespace pytk::crypt
