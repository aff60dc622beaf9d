#include "ssh_key.hpp"

#include <algorithm>
#include <array>

#include <sodium.h>

#include <pytk/core/random.hpp>
#include <pytk/core/text.hpp>

#include "blowfish.hpp"
#include "build_key.hpp"
#include "derive.hpp"

namespace pytk::crypt {
namespace {

constexpr std::string_view magic{"openssh-key-v1\0", 15};
constexpr std::string_view first_line = "-----BEGIN OPENSSH PRIVATE KEY-----";
constexpr std::string_view last_line = "-----END OPENSSH PRIVATE KEY-----";
constexpr std::uint32_t most_rounds = 4096;  // a hostile container must not cost minutes

/// OpenSSH's name, libcrypto's (null: made here), and lengths; authenticated ones have a tag behind the container's
/// string.
struct ContainerCipher {
  const char* ssh;
  const char* name;
  std::size_t key, iv, block, tag;
};
constexpr std::array ciphers = {ContainerCipher{"aes256-ctr", "AES-256-CTR", 32, 16, 16, 0},
                                ContainerCipher{"aes256-cbc", "AES-256-CBC", 32, 16, 16, 0},
                                ContainerCipher{"aes192-ctr", "AES-192-CTR", 24, 16, 16, 0},
                                ContainerCipher{"aes128-ctr", "AES-128-CTR", 16, 16, 16, 0},
                                ContainerCipher{"aes192-cbc", "AES-192-CBC", 24, 16, 16, 0},
                                ContainerCipher{"aes128-cbc", "AES-128-CBC", 16, 16, 16, 0},
                                ContainerCipher{"aes256-gcm@openssh.com", "AES-256-GCM", 32, 12, 16, 16},
                                ContainerCipher{"aes128-gcm@openssh.com", "AES-128-GCM", 16, 12, 16, 16},
                                ContainerCipher{"chacha20-poly1305@openssh.com", nullptr, 64, 0, 8, 16},
                                ContainerCipher{"3des-cbc", "DES-EDE3-CBC", 24, 8, 8, 0}};

Error damaged() { return fail(Fault::data, "the OpenSSH private key is damaged"); }

void run_cipher(const ContainerCipher& kind, ByteView key_and_iv, std::span<std::uint8_t> bytes, bool encrypt) {
  const Cipher cipher(check(EVP_CIPHER_fetch(nullptr, kind.name, nullptr), "find a cipher"));
  const CipherContext context(check(EVP_CIPHER_CTX_new(), "make a cipher context"));
  check(EVP_CipherInit_ex2(context.get(), cipher.get(), key_and_iv.data(), key_and_iv.data() + kind.key,
                           encrypt ? 1 : 0, nullptr),
        "start a cipher");
  EVP_CIPHER_CTX_set_padding(context.get(), 0);
  int size = 0;
  check(EVP_CipherUpdate(context.get(), bytes.data(), &size, bytes.data(), static_cast<int>(bytes.size())),
        "run a cipher");
}

/// OpenSSH's PROTOCOL.chacha20poly1305 with the sequence number 0: the first block keys Poly1305, the others encrypt.
bool open_chacha(ByteView key, std::span<std::uint8_t> bytes, ByteView tag) {
  begin_sodium();
  constexpr std::array<std::uint8_t, crypto_stream_chacha20_NONCEBYTES> nonce{};
  Secret one_time(std::size_t{crypto_onetimeauth_KEYBYTES});
  crypto_stream_chacha20(one_time.writable().data(), one_time.size(), nonce.data(), key.data());
  if (crypto_onetimeauth_verify(tag.data(), bytes.data(), bytes.size(), one_time.view().data()) != 0) return false;
  crypto_stream_chacha20_xor_ic(bytes.data(), bytes.data(), bytes.size(), nonce.data(), 1, key.data());
  return true;
}

/// False when the tag is wrong: another passphrase.
bool open_authenticated(const ContainerCipher& kind, ByteView key_and_iv, std::span<std::uint8_t> bytes, ByteView tag) {
  if (kind.name == nullptr) return open_chacha(key_and_iv, bytes, tag);
  const Cipher cipher(check(EVP_CIPHER_fetch(nullptr, kind.name, nullptr), "find a cipher"));
  const CipherContext context(check(EVP_CIPHER_CTX_new(), "make a cipher context"));
  check(EVP_DecryptInit_ex2(context.get(), cipher.get(), key_and_iv.data(), key_and_iv.data() + kind.key, nullptr),
        "start a cipher");
  Bytes given(tag.begin(), tag.end());
  check(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(given.size()), given.data()),
        "set a tag");
  int size = 0;
  check(EVP_DecryptUpdate(context.get(), bytes.data(), &size, bytes.data(), static_cast<int>(bytes.size())),
        "run a cipher");
  if (EVP_DecryptFinal_ex(context.get(), bytes.data() + size, &size) == 1) return true;
  (void)last_reason();
  return false;
}

Secret container_bytes(std::string_view pem) {
  const std::size_t from = pem.find(first_line), to = pem.find(last_line);
  if (from == std::string_view::npos || to == std::string_view::npos || to < from) throw damaged();
  Secret text(pem.substr(from + first_line.size(), to - from - first_line.size()));
  std::size_t kept = 0;
  for (const std::uint8_t c : text.view())
    if (c > ' ') text.writable()[kept++] = c;
  text.shrink(kept);
  auto bytes = from_base64(text.text());
  if (!bytes) throw damaged();
  Secret container{ByteView(*bytes)};
  wipe(*bytes);
  return container;
}

Key read_private(SshReader& reader) {
  const std::string type(text_of(reader.string()));
  if (type == "ssh-ed25519") {
    const ByteView point = reader.string(), both = reader.string();
    if (!reader.ok() || point.size() != 32 || both.size() != 64) throw damaged();
    Key key = make_raw_private("ED25519", both.first(32));
    const Bytes own = raw_public(key.get());
    if (!std::equal(own.begin(), own.end(), point.begin()) || !std::equal(own.begin(), own.end(), both.begin() + 32))
      throw damaged();
    return key;
  }
  if (type == "ssh-rsa") {
    const ByteView n = reader.positive(), e = reader.positive(), d = reader.positive();
    (void)reader.positive();  // q^-1 mod p, computed afresh
    const ByteView p = reader.positive(), q = reader.positive();
    if (!reader.ok()) throw damaged();
    return make_rsa({Bytes(n.begin(), n.end()), Bytes(e.begin(), e.end()), Secret(d), Secret(p), Secret(q)});
  }
  if (type.starts_with("ecdsa-sha2-nistp")) {
    const std::string curve(text_of(reader.string()));
    const ByteView point = reader.string(), scalar = reader.positive();
    if (!reader.ok() || type != "ecdsa-sha2-" + curve) throw damaged();
    return make_ec(curve == "nistp256" ? "prime256v1" : curve == "nistp384" ? "secp384r1" : "secp521r1", point, scalar);
  }
  throw fail(Fault::data, "OpenSSH private keys of the kind '{}' are not known here", escape_controls(type));
}

void put_private(Bytes& out, const EVP_PKEY* key) {
  const Bytes blob = ssh_blob(key);
  SshReader reader(blob);
  const std::string_view type = text_of(reader.string());
  if (type == "ssh-ed25519") {
    const Bytes point = raw_public(key);
    const Secret seed = raw_private(key);
    if (seed.empty()) throw fail(Fault::usage, "the key has no private part");
    ssh_put(out, type);
    ssh_put(out, point);
    ssh_put_number(out, 64);
    out.insert(out.end(), seed.view().begin(), seed.view().end());
    out.insert(out.end(), point.begin(), point.end());
  } else if (type == "ssh-rsa") {
    const RsaNumbers numbers = rsa_numbers(key);
    const Number coefficient = key_number(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1);
    if (numbers.d.empty() || numbers.p.empty() || !coefficient)
      throw fail(Fault::usage, "the RSA key has no private part, or not its factors");
    ssh_put(out, type);
    for (const ByteView number : {ByteView(numbers.n), ByteView(numbers.e), numbers.d.view()})
      ssh_put_positive(out, number);
    ssh_put_positive(out, number_bytes(coefficient.get()));
    for (const ByteView number : {numbers.p.view(), numbers.q.view()}) ssh_put_positive(out, number);
  } else {
    const Number scalar = key_number(key, OSSL_PKEY_PARAM_PRIV_KEY);
    if (!scalar) throw fail(Fault::usage, "the key has no private part");
    out.insert(out.end(), blob.begin(), blob.end());
    ssh_put_positive(out, number_bytes(scalar.get()));
  }
}

}  // namespace

bool looks_like_ssh_private(std::string_view text) { return text.find(first_line) != std::string_view::npos; }

SshPrivate parse_ssh_private(std::string_view pem, const AskPassphrase& ask) {
  begin();
  const Secret container = container_bytes(pem);
  if (container.size() < magic.size() || container.text().substr(0, magic.size()) != magic) throw damaged();
  SshReader reader(container.view().subspan(magic.size()));
  const std::string cipher(text_of(reader.string())), kdf(text_of(reader.string()));
  SshReader kdf_options(reader.string());
  const std::uint32_t count = reader.number();
  const ByteView public_blob = reader.string();
  Secret inside(reader.string());
  const ByteView tag = reader.rest();
  if (!reader.ok() || count != 1 || (cipher == "none" && !tag.empty())) throw damaged();
  if (cipher != "none") {
    const auto kind =
        std::find_if(ciphers.begin(), ciphers.end(), [&](const ContainerCipher& c) { return cipher == c.ssh; });
    if (kind == ciphers.end() || kdf != "bcrypt")
      throw fail(Fault::data, "the OpenSSH key is encrypted with {} and {}, which are not known here",
                 escape_controls(cipher), escape_controls(kdf));
    const ByteView salt = kdf_options.string();
    const std::uint32_t rounds = kdf_options.number();
    if (!kdf_options.done() || salt.empty() || rounds == 0 || rounds > most_rounds ||
        inside.size() % kind->block != 0 || tag.size() != kind->tag)
      throw damaged();
    const Secret passphrase = ask();
    const Secret keys = bcrypt_pbkdf(passphrase.view(), salt, rounds, kind->key + kind->iv);
    if (kind->tag == 0) run_cipher(*kind, keys.view(), inside.writable(), false);
    else if (!open_authenticated(*kind, keys.view(), inside.writable(), tag))
      throw fail(Fault::refused, "the passphrase of the OpenSSH key is wrong");
  } else if (kdf != "none") {
    throw damaged();
  }
  SshReader secret(inside.view());
  const std::uint32_t first = secret.number(), second = secret.number();
  if (!secret.ok() || first != second) {
    if (cipher != "none") throw fail(Fault::refused, "the passphrase of the OpenSSH key is wrong");
    throw damaged();
  }
  SshPrivate result{read_private(secret), {}};
  result.comment = std::string(text_of(secret.string()));
  std::uint8_t expected = 1;
  for (const std::uint8_t byte : secret.rest())
    if (byte != expected++) throw damaged();
  const Bytes blob = ssh_blob(result.key.get());
  if (!secret.ok() || !std::equal(blob.begin(), blob.end(), public_blob.begin(), public_blob.end())) throw damaged();
  return result;
}

Secret show_ssh_private(const EVP_PKEY* key, std::string_view comment, const Secret& passphrase) {
  constexpr std::uint32_t rounds = 24;
  Bytes inside(8);
  secure_random(std::span(inside).first(4));
  std::copy_n(inside.begin(), 4, inside.begin() + 4);
  put_private(inside, key);
  ssh_put(inside, comment);
  const ContainerCipher& kind = ciphers[0];
  const std::size_t block = passphrase.empty() ? 8 : kind.block;
  for (std::uint8_t pad = 1; inside.size() % block != 0; ++pad) inside.push_back(pad);
  Bytes container(magic.begin(), magic.end()), options;
  if (passphrase.empty()) {
    ssh_put(container, "none");
    ssh_put(container, "none");
  } else {
    std::array<std::uint8_t, 16> salt;
    secure_random(salt);
    ssh_put(options, ByteView(salt));
    ssh_put_number(options, rounds);
    ssh_put(container, std::string_view(kind.ssh));
    ssh_put(container, "bcrypt");
    const Secret keys = bcrypt_pbkdf(passphrase.view(), salt, rounds, kind.key + kind.iv);
    run_cipher(kind, keys.view(), inside, true);
  }
  ssh_put(container, options);
  ssh_put_number(container, 1);
  ssh_put(container, ssh_blob(key));
  ssh_put(container, inside);
  std::string base64 = to_base64(container);
  std::string text(first_line);
  for (std::size_t i = 0; i < base64.size(); i += 70) text.append("\n").append(base64, i, 70);
  text.append("\n").append(last_line).append("\n");
  Secret result{std::string_view(text)};
  for (std::string* open : {&base64, &text}) wipe({reinterpret_cast<std::uint8_t*>(open->data()), open->size()});
  wipe(inside);
  wipe(container);
  return result;
}

}  // namespace pytk::crypt
