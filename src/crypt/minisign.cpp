// Minisign: jedisct1.github.io/minisign. Two or four lines of text around Ed25519.
#include <algorithm>
#include <array>

#include <sodium.h>

#include <pytk/core/cancel.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/keys.hpp>

#include "derive.hpp"

namespace pytk::crypt {
namespace {

constexpr std::string_view untrusted = "untrusted comment: ", trusted = "trusted comment: ";
constexpr std::size_t id_size = 8, public_size = 2 + id_size + 32, signature_size = 2 + id_size + 64, secret_size = 158,
                      sealed_at = 54;
constexpr std::uint64_t scrypt_ops = 33'554'432, scrypt_memory = 1ULL << 30U;
constexpr std::size_t longest_raw = 1U << 30U;

struct Lines {
  std::vector<std::string_view> rows;
  explicit Lines(std::string_view text) {
    for (std::string_view row : split(text, '\n')) {
      if (row.ends_with('\r')) row.remove_suffix(1);
      rows.push_back(row);
    }
    while (!rows.empty() && rows.back().empty()) rows.pop_back();
  }
};

Bytes decoded(std::string_view row, std::size_t size, std::string_view what) {
  auto bytes = from_base64(row);
  if (!bytes || bytes->size() != size) throw fail(Fault::data, "the {} is damaged, or no minisign file", what);
  return std::move(*bytes);
}

Bytes key_checksum(ByteView id, ByteView key) {
  Bytes sum(32), input{'E', 'd'};
  input.insert(input.end(), id.begin(), id.end());
  input.insert(input.end(), key.begin(), key.end());
  crypto_generichash(sum.data(), sum.size(), input.data(), input.size(), nullptr, 0);
  wipe(input);
  return sum;
}

void mask(std::span<std::uint8_t> sealed, const Secret& passphrase, ByteView salt, std::uint64_t ops,
          std::uint64_t memory) {
  Secret stream(sealed.size());
  // What minisign itself writes, and twice that.
  if (ops > 2 * scrypt_ops || memory > 2 * scrypt_memory)
    throw fail(Fault::data, "the minisign key asks for too much work to open it");
  const EndsAtOnce computing;
  if (crypto_pwhash_scryptsalsa208sha256(stream.writable().data(), stream.size(), passphrase.text().data(),
                                         passphrase.size(), salt.data(), ops, memory) != 0)
    throw fail(Fault::data, "the memory for the minisign key's passphrase cannot be had");
  for (std::size_t i = 0; i < sealed.size(); ++i) sealed[i] ^= stream.view()[i];
}

struct SecretKey {
  Bytes id;
  Secret key;  ///< 64 bytes: seed and public key
};

SecretKey read_secret_key(const Secret& file, const Ask& ask) {
  const Lines lines(file.text());
  if (lines.rows.size() != 2 || !lines.rows[0].starts_with(untrusted))
    throw fail(Fault::data, "no minisign secret key");
  Bytes open = decoded(lines.rows[1], secret_size, "minisign secret key");
  Secret bytes{ByteView(open)};
  wipe(open);
  const ByteView all = bytes.view();
  const bool encrypted = text_of(all.subspan(2, 2)) == "Sc";
  if (text_of(all.first(2)) != "Ed" || text_of(all.subspan(4, 2)) != "B2" ||
      (!encrypted && load_be<std::uint16_t>(all.subspan(2)) != 0))
    throw fail(Fault::data, "the minisign secret key is of a kind that is not known");
  if (encrypted)
    mask(bytes.writable().subspan(sealed_at), ask(), all.subspan(6, 32), load_le<std::uint64_t>(all.subspan(38)),
         load_le<std::uint64_t>(all.subspan(46)));
  const ByteView id = all.subspan(sealed_at, id_size), key = all.subspan(sealed_at + id_size, 64),
                 sum = all.subspan(sealed_at + id_size + 64, 32);
  const Bytes expected = key_checksum(id, key);
  // minisign writes zeros as the checksum of keys that it did not encrypt in some versions.
  const bool unsealed_zero = !encrypted && std::all_of(sum.begin(), sum.end(), [](std::uint8_t b) { return b == 0; });
  if (!unsealed_zero && !equal_constant_time(expected, sum))
    throw encrypted ? fail(Fault::refused, "the passphrase of the minisign key is wrong")
                    : fail(Fault::data, "the minisign secret key is damaged");
  return {Bytes(id.begin(), id.end()), Secret(key)};
}

Bytes message_digest(io::Source& message, Cancel& cancel) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, 64);
  Bytes piece(64U << 10U), sum(64);
  while (const std::size_t got = message.read(piece)) {
    cancel.check();
    crypto_generichash_update(&state, piece.data(), got);
  }
  crypto_generichash_final(&state, sum.data(), sum.size());
  return sum;
}

std::string show_id(ByteView id) {
  Bytes reversed(id.rbegin(), id.rend());  // little-endian number, shown in hexadecimal
  return upper(to_hex(reversed));
}

Bytes with_tag(std::string_view algorithm, ByteView id, ByteView rest) {
  Bytes bytes(algorithm.begin(), algorithm.end());
  bytes.insert(bytes.end(), id.begin(), id.end());
  bytes.insert(bytes.end(), rest.begin(), rest.end());
  return bytes;
}

}  // namespace

bool is_minisign(std::string_view file) { return file.starts_with(untrusted); }

MinisignPair make_minisign(const Secret& passphrase) {
  begin_sodium();
  Bytes point(crypto_sign_PUBLICKEYBYTES), id(id_size);
  Secret key(std::size_t{crypto_sign_SECRETKEYBYTES});
  crypto_sign_keypair(point.data(), key.writable().data());
  secure_random(id);
  Secret file(secret_size);
  const std::span<std::uint8_t> out = file.writable();
  const auto put = [&](std::size_t at, ByteView bytes) {
    std::copy(bytes.begin(), bytes.end(), out.begin() + static_cast<std::ptrdiff_t>(at));
  };
  put(0, bytes_of("Ed"));
  put(4, bytes_of("B2"));
  put(sealed_at, id);
  put(sealed_at + id_size, key.view());
  put(sealed_at + id_size + 64, key_checksum(id, key.view()));
  if (!passphrase.empty()) {
    put(2, bytes_of("Sc"));
    secure_random(out.subspan(6, 32));
    store_le<std::uint64_t>(out.data() + 38, scrypt_ops);
    store_le<std::uint64_t>(out.data() + 46, scrypt_memory);
    mask(out.subspan(sealed_at), passphrase, ByteView(out).subspan(6, 32), scrypt_ops, scrypt_memory);
  }
  std::string base64 = to_base64(file.view());
  std::string text =
      fmt::format("{}minisign {}secret key\n{}\n", untrusted, passphrase.empty() ? "" : "encrypted ", base64);
  MinisignPair pair{Secret(std::string_view(text)), fmt::format("{}minisign public key {}\n{}\n", untrusted,
                                                                show_id(id), to_base64(with_tag("Ed", id, point)))};
  for (std::string* open : {&base64, &text}) wipe({reinterpret_cast<std::uint8_t*>(open->data()), open->size()});
  return pair;
}

std::string minisign_sign(const Secret& secret_file, const Ask& ask, const std::string& trusted_comment,
                          io::Source& message, Cancel& cancel) {
  begin_sodium();
  if (trusted_comment.find_first_of("\r\n") != std::string::npos)
    throw fail(Fault::usage, "a trusted comment is one line");
  const SecretKey key = read_secret_key(secret_file, ask);
  const Bytes digest = message_digest(message, cancel);
  Bytes signature(crypto_sign_BYTES), global(crypto_sign_BYTES);
  crypto_sign_detached(signature.data(), nullptr, digest.data(), digest.size(), key.key.view().data());
  Bytes both = signature;
  both.insert(both.end(), trusted_comment.begin(), trusted_comment.end());
  crypto_sign_detached(global.data(), nullptr, both.data(), both.size(), key.key.view().data());
  return fmt::format("{}signature from minisign secret key\n{}\n{}{}\n{}\n", untrusted,
                     to_base64(with_tag("ED", key.id, signature)), trusted, trusted_comment, to_base64(global));
}

MinisignAnswer minisign_verify(std::string_view public_file, std::string_view signature, io::Source& message,
                               Cancel& cancel) {
  begin_sodium();
  const Lines key_lines(public_file), lines(signature);
  if (key_lines.rows.size() != 2 || !is_minisign(public_file)) throw fail(Fault::data, "no minisign public key");
  // Two lines are signify's, which has no trusted comment.
  if ((lines.rows.size() != 4 && lines.rows.size() != 2) || !is_minisign(signature))
    throw fail(Fault::data, "no minisign signature");
  const Bytes key = decoded(key_lines.rows[1], public_size, "minisign public key"),
              made = decoded(lines.rows[1], signature_size, "minisign signature");
  const std::string_view algorithm = text_of(ByteView(made).first(2));
  // signify knows "Ed" only: a signature of the other kind without its trusted comment has lost it.
  if (algorithm == "ED" && lines.rows.size() == 2) throw fail(Fault::data, "the minisign signature is cut short");
  if (text_of(ByteView(key).first(2)) != "Ed" || (algorithm != "Ed" && algorithm != "ED"))
    throw fail(Fault::data, "the signature is of a kind that is not known");
  const ByteView point = ByteView(key).subspan(2 + id_size), bytes = ByteView(made).subspan(2 + id_size);
  if (!std::equal(key.begin() + 2, key.begin() + 2 + id_size, made.begin() + 2)) return {};
  const auto good = [&](ByteView input, ByteView its_signature) {
    return crypto_sign_verify_detached(its_signature.data(), input.data(), input.size(), point.data()) == 0;
  };
  if (algorithm == "ED" ? !good(message_digest(message, cancel), bytes)
                        : !good(bytes_of(message.read_all(longest_raw)), bytes))
    return {};
  if (lines.rows.size() == 2) return {true, {}};
  if (!lines.rows[2].starts_with(trusted)) throw fail(Fault::data, "the minisign signature is damaged");
  const std::string_view comment = lines.rows[2].substr(trusted.size());
  const Bytes global = decoded(lines.rows[3], crypto_sign_BYTES, "minisign signature");
  Bytes both(bytes.begin(), bytes.end());
  both.insert(both.end(), comment.begin(), comment.end());
  if (!good(both, global)) return {};
  return {true, std::string(comment)};
}

}  // namespace pytk::crypt
