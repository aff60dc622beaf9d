#include <pytk/crypt/key_source.hpp>

#include <algorithm>

#include <pytk/core/bytes.hpp>
#include <pytk/core/text.hpp>

namespace pytk::crypt {
namespace {

Secret decoded(Secret text, KeyEncoding encoding, std::string_view what) {
  if (encoding == KeyEncoding::raw) return text;
  const std::string_view trimmed = trim(text.text());
  Result<Bytes> bytes = encoding == KeyEncoding::hex ? from_hex(trimmed) : from_base64(trimmed);
  if (!bytes && encoding == KeyEncoding::base64) bytes = from_base64(trimmed, Base64::url, trimmed.ends_with('='));
  if (!bytes) {
    throw fail(Fault::data, "the {} is not valid {}", what, encoding == KeyEncoding::hex ? "hexadecimal" : "base64")
        .hint("--key-enc raw, hex or b64 says how the key is written");
  }
  Secret key{ByteView(*bytes)};
  wipe(*bytes);
  return key;
}

}  // namespace

KeyEncoding parse_key_encoding(std::string_view name) {
  if (name == "raw") return KeyEncoding::raw;
  if (name == "hex") return KeyEncoding::hex;
  if (name == "b64" || name == "base64") return KeyEncoding::base64;
  throw fail(Fault::usage, "unknown key encoding '{}'", name).hint("one of raw, hex, b64");
}

Secret read_key(const KeySource& source, std::string_view what) {
  const std::string_view where = source.where;
  const bool hex = where.starts_with("hex:"), base64 = where.starts_with("b64:");
  if (hex || base64) {
    if (!source.allow_literal) {
      throw fail(Fault::usage, "a {} on the command line is visible to every user of this machine", what)
          .hint("put it in a file, or use env:NAME, fd:N or prompt; --allow-argv-secret if it is no secret");
    }
    return decoded(Secret(where.substr(4)), hex ? KeyEncoding::hex : KeyEncoding::base64, what);
  }
  return decoded(read_key_text(where, what), source.encoding, what);
}

Secret read_key_text(std::string_view where, std::string_view what, bool is_secret) {
  if (where.starts_with("hex:") || where.starts_with("b64:")) {
    throw fail(Fault::usage, "a {} on the command line is visible to every user of this machine", what)
        .hint("put it in a file, or use env:NAME, fd:N or prompt");
  }
  if (where == "prompt" || where.starts_with("env:")) return read_secret(where, what);
  return read_secret_bytes(where, what, is_secret ? OthersMayRead::warning : OthersMayRead::unsaid);
}

Secret read_passphrase(std::string_view where, std::string_view what) {
  Secret passphrase = where == "-" ? read_secret("fd:0", what) : read_secret(where, what);
  if (passphrase.empty()) throw fail(Fault::data, "the {} is empty", what);
  return passphrase;
}

Secret read_new_passphrase(std::string_view where, std::string_view what) {
  Secret passphrase = read_passphrase(where, what);
  if (where != "prompt") return passphrase;
  const Secret again = read_secret(where, fmt::format("{} again", what));
  const ByteView first = passphrase.view(), second = again.view();
  if (!std::equal(first.begin(), first.end(), second.begin(), second.end()))
    throw fail(Fault::refused, "the two entries of the {} differ", what);
  return passphrase;
}

}  // namespace pytk::crypt
