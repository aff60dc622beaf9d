#include "key_file.hpp"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <pytk/core/text.hpp>

#include "build_key.hpp"
#include "passphrase_work.hpp"

namespace pytk::crypt {
namespace {

Error unreadable(std::string_view name, std::string_view why) {
  return fail(Fault::data, "cannot read the key in '{}': {}", name, why);
}

/// Parses with one of libcrypto's d2i functions and insists that nothing follows.
template <class Object, class Parse>
Object whole_der(ByteView der, const Parse& parse) {
  const std::uint8_t* at = der.data();
  Object object(parse(&at, static_cast<long>(der.size())));
  if (object && at == der.data() + der.size()) return object;
  (void)last_reason();
  return nullptr;
}

Key from_pkcs8(ByteView der) {
  const auto info = whole_der<Owned<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>>(
      der, [](auto at, auto size) { return d2i_PKCS8_PRIV_KEY_INFO(nullptr, at, size); });
  Key key(info ? EVP_PKCS82PKEY(info.get()) : nullptr);
  if (!key) (void)last_reason();
  return key;
}

Key from_traditional(int type, ByteView der) {
  return whole_der<Key>(der, [type](auto at, auto size) { return d2i_PrivateKey(type, nullptr, at, size); });
}

Key from_encrypted_pkcs8(ByteView der, std::string_view name, const AskPassphrase& ask) {
  const auto sealed = whole_der<Owned<X509_SIG, X509_SIG_free>>(
      der, [](auto at, auto size) { return d2i_X509_SIG(nullptr, at, size); });
  if (!sealed) return nullptr;
  const X509_ALGOR* method = nullptr;
  X509_SIG_get0(sealed.get(), &method, nullptr);
  if (asks_too_much(method)) throw unreadable(name, "its passphrase asks for too much work");
  const Secret passphrase = ask();
  const Owned<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> info(
      PKCS8_decrypt(sealed.get(), passphrase.text().data(), static_cast<int>(passphrase.size())));
  if (!info) {
    (void)last_reason();
    throw fail(Fault::refused, "the passphrase of the key in '{}' is wrong", name);
  }
  return Key(EVP_PKCS82PKEY(info.get()));
}

Key from_pkcs12(ByteView der, std::string_view name, const AskPassphrase& ask) {
  const auto container = whole_der<Owned<PKCS12, PKCS12_free>>(
      der, [](auto at, auto size) { return d2i_PKCS12(nullptr, at, size); });
  if (!container) return nullptr;
  refuse_odd_pkcs12(container.get(), name);
  const Secret passphrase = PKCS12_verify_mac(container.get(), "", 0) == 1 ? Secret() : ask();
  std::string text(passphrase.text());
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  const int parsed = PKCS12_parse(container.get(), text.c_str(), &key, &certificate, nullptr);
  wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  X509_free(certificate);
  if (parsed != 1) throw wrong_pkcs12(name);
  if (key == nullptr) throw unreadable(name, "the PKCS#12 file holds no private key");
  return Key(key);
}

Key private_from_der(ByteView der, std::string_view name, const AskPassphrase& ask) {
  if (Key key = from_pkcs8(der)) return key;
  if (Key key = from_encrypted_pkcs8(der, name, ask)) return key;
  if (Key key = from_traditional(EVP_PKEY_RSA, der)) return key;
  if (Key key = from_traditional(EVP_PKEY_EC, der)) return key;
  return from_pkcs12(der, name, ask);
}

/// The traditional PEM encryption (RFC 1421 headers).
Secret decrypt_traditional(const PemBlock& block, std::string_view name, const AskPassphrase& ask) {
  EVP_CIPHER_INFO info;
  std::string header = block.header;
  if (PEM_get_EVP_CIPHER_INFO(header.data(), &info) != 1) throw unreadable(name, "its encryption is not known");
  Secret passphrase = ask();
  struct Given {
    const Secret* passphrase;
  } given{&passphrase};
  const auto hand_over = [](char* out, int size, int, void* user) {
    const Secret& text = *static_cast<Given*>(user)->passphrase;
    const int taken = std::min(size, static_cast<int>(text.size()));
    std::copy_n(text.text().data(), taken, out);
    return taken;
  };
  Secret der = block.der.copy();
  long size = static_cast<long>(der.size());
  if (PEM_do_header(&info, der.writable().data(), &size, hand_over, &given) != 1) {
    (void)last_reason();
    throw fail(Fault::refused, "the passphrase of the key in '{}' is wrong", name);
  }
  der.shrink(static_cast<std::size_t>(size));
  return der;
}

Key private_from_block(const PemBlock& block, std::string_view name, const AskPassphrase& ask) {
  if (block.label == "PRIVATE KEY") return from_pkcs8(block.der.view());
  if (block.label == "ENCRYPTED PRIVATE KEY") return from_encrypted_pkcs8(block.der.view(), name, ask);
  const int type = block.label == "RSA PRIVATE KEY"  ? EVP_PKEY_RSA
                   : block.label == "EC PRIVATE KEY" ? EVP_PKEY_EC
                                                     : EVP_PKEY_NONE;
  if (type == EVP_PKEY_NONE) return nullptr;
  if (block.header.find("ENCRYPTED") == std::string::npos) return from_traditional(type, block.der.view());
  return from_traditional(type, decrypt_traditional(block, name, ask).view());
}

Key public_from_der(ByteView der) {
  if (Key key = whole_der<Key>(der, [](auto at, auto size) { return d2i_PUBKEY(nullptr, at, size); })) return key;
  if (const auto certificate = whole_der<Owned<X509, X509_free>>(
          der, [](auto at, auto size) { return d2i_X509(nullptr, at, size); }))
    return Key(X509_get_pubkey(certificate.get()));
  return nullptr;
}

Key public_from_block(const PemBlock& block) {
  if (block.label == "RSA PUBLIC KEY")
    return whole_der<Key>(block.der.view(),
                          [](auto at, auto size) { return d2i_PublicKey(EVP_PKEY_RSA, nullptr, at, size); });
  if (block.label == "PUBLIC KEY" || block.label == "CERTIFICATE") return public_from_der(block.der.view());
  return nullptr;
}

bool looks_like_json(std::string_view text) { return trim(text).starts_with('{'); }
bool looks_like_ssh_public(std::string_view text) {
  text = trim(text);
  return (text.starts_with("ssh-") || text.starts_with("ecdsa-sha2-")) && text.find('\n') == std::string_view::npos;
}

}  // namespace

void refuse_odd_pkcs12(const PKCS12* container, std::string_view name) {
  if (PKCS12_mac_present(container) != 1)
    throw fail(Fault::data, "the PKCS#12 file '{}' is not authenticated", name)
        .hint("openssl pkcs12 can make one with a MAC of it");
  if (asks_too_much(container))
    throw fail(Fault::data, "the passphrase of the PKCS#12 file '{}' asks for too much work", name);
}

Error wrong_pkcs12(std::string_view name) {
  // RC2 and single DES live in libcrypto's legacy provider.
  if (last_reason() == "unsupported")
    return fail(Fault::data, "the PKCS#12 file '{}' is encrypted with an old algorithm that is switched off", name)
        .hint("openssl pkcs12 -legacy can convert it");
  return fail(Fault::refused, "the passphrase of the PKCS#12 file '{}' is wrong, or it was changed", name);
}

bool has_private(const EVP_PKEY* key) {
  const std::string_view type = EVP_PKEY_get0_type_name(key);
  if (type == "RSA" || type == "RSA-PSS") return key_number(key, OSSL_PKEY_PARAM_RSA_D) != nullptr;
  if (type == "EC" || type == "SM2") return key_number(key, OSSL_PKEY_PARAM_PRIV_KEY) != nullptr;
  return !raw_private(key).empty();
}

std::vector<PemBlock> read_pem(ByteView text, std::string_view name) {
  std::vector<PemBlock> blocks;
  const Memory memory(check(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), "read PEM"));
  for (;;) {
    char *label = nullptr, *header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;
    if (PEM_read_bio_ex(memory.get(), &label, &header, &data, &size, PEM_FLAG_SECURE) != 1) {
      const std::string reason = last_reason();
      if (reason != "no start line") throw unreadable(name, "damaged PEM: " + reason);
      return blocks;
    }
    blocks.push_back({label, header, Secret(ByteView(data, static_cast<std::size_t>(size)))});
    OPENSSL_secure_free(label);
    OPENSSL_secure_free(header);
    OPENSSL_secure_clear_free(data, static_cast<std::size_t>(size));
  }
}

std::string show_pem(std::string_view label, ByteView der) {
  std::string text = fmt::format("-----BEGIN {}-----\n", label);
  const std::string base64 = to_base64(der);
  for (std::size_t i = 0; i < base64.size(); i += 64) text.append(base64, i, 64).append("\n");
  return text + fmt::format("-----END {}-----\n", label);
}

bool is_public_der(ByteView bytes) {
  constexpr std::uint8_t sequence = 0x30;
  if (bytes.empty() || bytes.front() != sequence) return false;
  begin();
  return public_from_der(bytes) != nullptr;
}

Key read_private_key(const Secret& file, std::string_view name, const AskPassphrase& ask) {
  begin();
  Key key;
  if (looks_like_ssh_private(file.text())) {
    key = parse_ssh_private(file.text(), ask).key;
  } else if (looks_like_json(file.text())) {
    key = key_of_jwk(file.text(), name, true);
  } else if (file.text().find("-----BEGIN ") != std::string_view::npos) {
    for (const PemBlock& block : read_pem(file.view(), name)) {
      key = private_from_block(block, name, ask);
      if (key) break;
      if (block.label.ends_with("PRIVATE KEY")) throw unreadable(name, "damaged, or of a kind that is not known");
    }
    if (!key) throw unreadable(name, "it holds no private key");
  } else {
    key = private_from_der(file.view(), name, ask);
  }
  if (!key) throw unreadable(name, "no key in a form that is known").hint("PEM, DER, OpenSSH, JWK and PKCS#12 are");
  refuse_odd_key(key.get(), name);
  return key;
}

Key read_public_key(const Secret& file, std::string_view name, const AskPassphrase& ask) {
  begin();
  Key key;
  if (looks_like_ssh_public(file.text())) {
    key = key_of_ssh_blob(value_or_throw(parse_ssh_public(file.text()), Fault::data).blob);
  } else if (looks_like_json(file.text())) {
    key = key_of_jwk(file.text(), name, false);
  } else if (file.text().find("-----BEGIN ") != std::string_view::npos && !looks_like_ssh_private(file.text())) {
    bool seen = false;
    for (const PemBlock& block : read_pem(file.view(), name)) {
      key = public_from_block(block);
      if (key) break;
      seen = seen || block.label.ends_with("PUBLIC KEY") || block.label == "CERTIFICATE";
    }
    if (!key && seen) throw unreadable(name, "damaged, or of a kind that is not known");
  } else {
    key = public_from_der(file.view());
  }
  if (!key) key = read_private_key(file, name, ask);
  refuse_odd_key(key.get(), name);
  return key;
}

void refuse_odd_key(const EVP_PKEY* key, std::string_view name) {
  const char* type = EVP_PKEY_get0_type_name(key);
  if (type == nullptr) throw unreadable(name, "it is of a kind that is not known");
  if (std::string_view(type) != "EC") return;
  if (ec_group(key).empty()) throw unreadable(name, "its curve is written out instead of named");
  char form[32] = "";
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, form, sizeof form, nullptr) ==
          1 &&
      std::string_view(form) == "hybrid")
    throw unreadable(name, "its point is written in the hybrid form");
}

Bytes public_der(EVP_PKEY* key) {
  unsigned char* data = nullptr;
  const int size = i2d_PUBKEY(key, &data);
  check(size, "write a public key");
  Bytes der(data, data + size);
  OPENSSL_free(data);
  return der;
}

Secret private_der(EVP_PKEY* key) {
  const Owned<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> info(EVP_PKEY2PKCS8(key));
  unsigned char* data = nullptr;
  const int size = info ? i2d_PKCS8_PRIV_KEY_INFO(info.get(), &data) : 0;
  if (size <= 0) {
    (void)last_reason();
    throw fail(Fault::usage, "the key has no private part");
  }
  Secret der(ByteView(data, static_cast<std::size_t>(size)));
  OPENSSL_clear_free(data, static_cast<std::size_t>(size));
  return der;
}

}  // namespace pytk::crypt
