// Recipients and identities of age files: X25519, passphrases.
#include <algorithm>
#include <array>

#include <sodium.h>

#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/text.hpp>

#include "age_header.hpp"
#include "age_keys.hpp"
#include "bech32.hpp"
#include "derive.hpp"
#include "ssh_key.hpp"

namespace pytk::crypt {

Bytes wrap_file_key(const Secret& key, const Secret& file_key) {
  constexpr std::array<std::uint8_t, 12> nonce{};  // each wrapping key is used once
  Bytes body(file_key.size() + crypto_aead_chacha20poly1305_ietf_ABYTES);
  crypto_aead_chacha20poly1305_ietf_encrypt(body.data(), nullptr, file_key.view().data(), file_key.size(), nullptr, 0,
                                            nullptr, nonce.data(), key.view().data());
  return body;
}

std::optional<Secret> unwrap_file_key(const Secret& key, const Bytes& body) {
  constexpr std::array<std::uint8_t, 12> nonce{};
  // The length is checked before anything is decrypted: a longer body could be made to fit several keys.
  if (body.size() != file_key_size + crypto_aead_chacha20poly1305_ietf_ABYTES)
    throw fail(Fault::data, "a stanza's body has the wrong length");
  Secret file_key(file_key_size);
  if (crypto_aead_chacha20poly1305_ietf_decrypt(file_key.writable().data(), nullptr, nullptr, body.data(), body.size(),
                                                nullptr, 0, nonce.data(), key.view().data()) != 0)
    return std::nullopt;
  return file_key;
}

Secret x25519(ByteView scalar, ByteView point) {
  begin_sodium();
  Secret shared(std::size_t{32});
  if (crypto_scalarmult_curve25519(shared.writable().data(), scalar.data(), point.data()) != 0)
    throw fail(Fault::data, "a stanza's share is a point of low order");
  return shared;
}

Bytes x25519_public(ByteView scalar) {
  begin_sodium();
  Bytes point(32);
  crypto_scalarmult_curve25519_base(point.data(), scalar.data());
  return point;
}

Bytes share_of(const Stanza& stanza, std::size_t index) {
  auto share = unpadded(stanza.arguments[index]);
  if (!share || share->size() != 32) throw fail(Fault::data, "an {} stanza's share is malformed", stanza.type);
  return std::move(*share);
}

Bytes joined(ByteView a, ByteView b) {
  Bytes both(a.begin(), a.end());
  both.insert(both.end(), b.begin(), b.end());
  return both;
}

namespace {

constexpr std::string_view x25519_info = "age-encryption.org/v1/X25519";
constexpr std::string_view scrypt_info = "age-encryption.org/v1/scrypt";

class X25519Recipient final : public Recipient {
 public:
  explicit X25519Recipient(Bytes point) : point_(std::move(point)) {}
  Stanza wrap(const Secret& file_key) const override {
    Secret ephemeral(std::size_t{32});
    secure_random(ephemeral.writable());
    const Bytes share = x25519_public(ephemeral.view());
    const Secret shared = x25519(ephemeral.view(), point_);
    const Secret key = hkdf_sha256(shared.view(), joined(share, point_), x25519_info, 32);
    return {"X25519", {to_base64(share, Base64::standard, false)}, wrap_file_key(key, file_key)};
  }

 private:
  Bytes point_;
};

class X25519Identity final : public Identity {
 public:
  explicit X25519Identity(ByteView scalar) : scalar_(scalar), point_(x25519_public(scalar)) {}
  std::optional<Secret> unwrap(const Stanza& stanza) const override {
    if (stanza.type != "X25519") return std::nullopt;
    if (stanza.arguments.size() != 1) throw fail(Fault::data, "an X25519 stanza is malformed");
    const Bytes share = share_of(stanza, 0);
    const Secret shared = x25519(scalar_.view(), share);
    return unwrap_file_key(hkdf_sha256(shared.view(), joined(share, point_), x25519_info, 32), stanza.body);
  }

 private:
  Secret scalar_;
  Bytes point_;
};

Secret passphrase_key(const Secret& passphrase, ByteView salt, unsigned log_n) {
  return scrypt(passphrase.view(), joined(bytes_of(scrypt_info), salt), log_n, 8, 1, 32);
}

class PassphraseRecipient final : public Recipient {
 public:
  PassphraseRecipient(Secret passphrase, unsigned log_n) : passphrase_(std::move(passphrase)), log_n_(log_n) {}
  bool alone() const override { return true; }
  Stanza wrap(const Secret& file_key) const override {
    std::array<std::uint8_t, 16> salt;
    secure_random(salt);
    return {"scrypt",
            {to_base64(salt, Base64::standard, false), std::to_string(log_n_)},
            wrap_file_key(passphrase_key(passphrase_, salt, log_n_), file_key)};
  }

 private:
  Secret passphrase_;
  unsigned log_n_;
};

class PassphraseIdentity final : public Identity {
 public:
  PassphraseIdentity(Secret passphrase, unsigned highest) : passphrase_(std::move(passphrase)), highest_(highest) {}
  std::optional<Secret> unwrap(const Stanza& stanza) const override {
    if (stanza.type != "scrypt") return std::nullopt;
    const bool two = stanza.arguments.size() == 2;
    const auto salt = two ? unpadded(stanza.arguments[0]) : Bytes{};
    const std::string factor = two ? stanza.arguments[1] : "";
    const bool digits = !factor.empty() && factor.size() < 3 && factor[0] != '0' &&
                        std::all_of(factor.begin(), factor.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!salt || salt->size() != 16 || !digits) throw fail(Fault::data, "a scrypt stanza is malformed");
    const auto log_n = static_cast<unsigned>(std::stoul(factor));
    if (log_n > highest_) {
      throw fail(Fault::data, "its passphrase needs 2^{} rounds of scrypt, at most 2^{} are done", log_n, highest_)
          .hint("--max-work-factor allows more, for files that you trust");
    }
    if (stanza.body.size() != file_key_size + 16)
      throw fail(Fault::data, "a scrypt stanza's body has the wrong length");
    return unwrap_file_key(passphrase_key(passphrase_, *salt, log_n), stanza.body);
  }

 private:
  Secret passphrase_;
  unsigned highest_;
};

Secret native_secret(std::string_view line) {
  auto key = from_bech32(line);
  if (!key || key->prefix != "AGE-SECRET-KEY-" || key->data.size() != 32)
    throw fail(Fault::data, "a line is no age identity")
        .hint("AGE-SECRET-KEY-1..., as pytk crypt seal keygen and age-keygen write it");
  Secret secret{ByteView(key->data)};
  wipe(key->data);
  return secret;
}

bool is_armored_or_age(std::string_view text) {
  const std::string_view begin = trim(text.substr(0, 2048));
  return begin.starts_with("-----BEGIN AGE ENCRYPTED FILE-----") || begin.starts_with("age-encryption.org/");
}

template <class Use>
void each_line(std::string_view text, std::string_view name, const Use& use) {
  std::int64_t number = 0;
  for (const std::string_view raw : split(text, '\n')) {
    ++number;
    const std::string_view line = trim(raw);
    if (line.empty() || line.front() == '#') continue;
    try {
      use(line);
    } catch (const Error& error) {
      throw fail(error.fault(), "{}", error.what_happened()).at(std::string(name), number).hint(error.hint());
    }
  }
}

}  // namespace

std::unique_ptr<Recipient> parse_recipient(std::string_view text) {
  text = trim(text);
  if (text.starts_with("ssh-")) return ssh_recipient(text);
  if (text.starts_with("AGE-SECRET-KEY-"))
    throw fail(Fault::usage, "an identity was given as a recipient")
        .hint("its recipient begins with age1; the identity is for opening");
  const auto key = from_bech32(text);
  if (!key || key->prefix != "age" || key->data.size() != 32)
    throw fail(Fault::usage, "'{}' is no recipient{}", escape_controls(text.substr(0, 80)),
               key ? "" : ": " + key.error().what_happened())
        .hint("age1..., or a line of an OpenSSH public key (ssh-ed25519, ssh-rsa)");
  return std::make_unique<X25519Recipient>(key->data);
}

void add_recipients(Recipients& recipients, std::string_view file, std::string_view name) {
  const std::size_t before = recipients.size();
  each_line(file, name, [&](std::string_view line) { recipients.push_back(parse_recipient(line)); });
  if (recipients.size() == before) throw fail(Fault::data, "'{}' names no recipient", name);
}

std::unique_ptr<Recipient> passphrase_recipient(Secret passphrase, unsigned work_factor) {
  if (work_factor < 1 || work_factor > 30)
    throw fail(Fault::usage, "the work factor {} is not between 1 and 30", work_factor);
  return std::make_unique<PassphraseRecipient>(std::move(passphrase), work_factor);
}
std::unique_ptr<Identity> passphrase_identity(Secret passphrase, unsigned highest) {
  return std::make_unique<PassphraseIdentity>(std::move(passphrase), highest);
}

void add_identities(Identities& identities, const Secret& file, std::string_view name,
                    const std::function<Secret()>& ask, Context& context) {
  if (is_armored_or_age(file.text())) {
    Identities locked;
    locked.push_back(passphrase_identity(ask()));
    std::string text;
    const auto source = io::Source::of(file.view(), std::string(name));
    open_sealed(*source, *io::Sink::to(text), locked, context);
    const Secret inside{std::string_view(text)};
    wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
    if (is_armored_or_age(inside.text())) throw fail(Fault::data, "'{}' is sealed twice", name);
    return add_identities(identities, inside, name, ask, context);
  }
  if (file.text().find("-----BEGIN ") != std::string_view::npos) {
    identities.push_back(ssh_identity(file, name, ask));
    return;
  }
  const std::size_t before = identities.size();
  each_line(file.text(), name, [&](std::string_view line) {
    identities.push_back(std::make_unique<X25519Identity>(native_secret(line).view()));
  });
  if (identities.size() == before) throw fail(Fault::data, "'{}' holds no identity", name);
}

std::vector<std::string> recipients_of(const Secret& identities, std::string_view name) {
  std::vector<std::string> recipients;
  each_line(identities.text(), name, [&](std::string_view line) {
    recipients.push_back(to_bech32("age", x25519_public(native_secret(line).view())));
  });
  return recipients;
}

SealKey make_seal_key() {
  Secret scalar(std::size_t{32});
  secure_random(scalar.writable());
  std::string text = to_bech32("AGE-SECRET-KEY-", scalar.view());
  SealKey key{Secret(std::string_view(text)), to_bech32("age", x25519_public(scalar.view()))};
  wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  return key;
}

}  // namespace pytk::crypt
