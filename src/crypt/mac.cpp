#include <algorithm>
#include <array>

#include <sodium.h>

#include <pytk/core/log.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/hash.hpp>
#include <pytk/crypt/symmetric.hpp>

#include "blake3.hpp"
#include "derive.hpp"
#include "evp.hpp"

namespace pytk::crypt {

struct Mac::Method {
  Method() = default;
  Method(const Method&) = delete;
  Method& operator=(const Method&) = delete;
  virtual ~Method() = default;
  virtual void update(ByteView bytes) = 0;
  virtual Bytes finish() = 0;
};

namespace {

/// A MAC of libcrypto: our name, its name, the digest or cipher inside, the key's length (0: any).
struct MacName {
  std::string_view name;
  const char* method;
  const char* inside;
  std::size_t key;
};
constexpr std::array mac_table = {
    MacName{"cmac-aes128", "CMAC", "AES-128-CBC", 16}, MacName{"cmac-aes192", "CMAC", "AES-192-CBC", 24},
    MacName{"cmac-aes256", "CMAC", "AES-256-CBC", 32}, MacName{"gmac-aes128", "GMAC", "AES-128-GCM", 16},
    MacName{"gmac-aes192", "GMAC", "AES-192-GCM", 24}, MacName{"gmac-aes256", "GMAC", "AES-256-GCM", 32},
    MacName{"hmac-md5", "HMAC", "MD5", 0},             MacName{"hmac-ripemd160", "HMAC", "RIPEMD160", 0},
    MacName{"hmac-sha1", "HMAC", "SHA1", 0},           MacName{"hmac-sha224", "HMAC", "SHA224", 0},
    MacName{"hmac-sha256", "HMAC", "SHA256", 0},       MacName{"hmac-sha3-224", "HMAC", "SHA3-224", 0},
    MacName{"hmac-sha3-256", "HMAC", "SHA3-256", 0},   MacName{"hmac-sha3-384", "HMAC", "SHA3-384", 0},
    MacName{"hmac-sha3-512", "HMAC", "SHA3-512", 0},   MacName{"hmac-sha384", "HMAC", "SHA384", 0},
    MacName{"hmac-sha512", "HMAC", "SHA512", 0},       MacName{"hmac-sha512-224", "HMAC", "SHA512-224", 0},
    MacName{"hmac-sha512-256", "HMAC", "SHA512-256", 0}, MacName{"hmac-sm3", "HMAC", "SM3", 0},
    MacName{"kmac128", "KMAC-128", nullptr, 0},        MacName{"kmac256", "KMAC-256", nullptr, 0},
    MacName{"poly1305", "POLY1305", nullptr, 32},      MacName{"siphash", "SIPHASH", nullptr, 16}};

class ProviderMac final : public Mac::Method {
 public:
  ProviderMac(const MacName& row, const MacChoice& choice, const Secret& key)
      : method_(check(EVP_MAC_fetch(nullptr, row.method, nullptr), "find a MAC")),
        context_(check(EVP_MAC_CTX_new(method_.get()), "make a MAC context")),
        key_(key.copy()) {
    std::string inside = row.inside == nullptr ? "" : row.inside;
    std::vector<OSSL_PARAM> options;
    const std::string_view method = row.method;
    std::size_t size = choice.length;
    Bytes custom = choice.customization;
    if (method == "HMAC") options.push_back(OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, inside.data(), 0));
    if (method == "CMAC" || method == "GMAC")
      options.push_back(OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, inside.data(), 0));
    if (method == "GMAC") nonce_ = choice.nonce;
    if ((method.starts_with("KMAC") || method == "SIPHASH") && size > 0)
      options.push_back(OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size));
    if (method.starts_with("KMAC") && !custom.empty())
      options.push_back(OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_CUSTOM, custom.data(), custom.size()));
    options.push_back(OSSL_PARAM_construct_end());
    check(EVP_MAC_CTX_set_params(context_.get(), options.data()), "set up a MAC");
    restart();
  }
  void update(ByteView bytes) override {
    check(EVP_MAC_update(context_.get(), bytes.data(), bytes.size()), "update a MAC");
  }
  Bytes finish() override {
    Bytes tag(EVP_MAC_CTX_get_mac_size(context_.get()));
    std::size_t size = 0;
    check(EVP_MAC_final(context_.get(), tag.data(), &size, tag.size()), "finish a MAC");
    tag.resize(size);
    restart();
    return tag;
  }

 private:
  void restart() {
    static const std::uint8_t nothing = 0;  // an empty key must not be a null pointer, which means "the same key again"
    // GMAC forgets its nonce with each message.
    const OSSL_PARAM each_time[] = {
        nonce_.empty() ? OSSL_PARAM_construct_end()
                       : OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_IV, nonce_.data(), nonce_.size()),
        OSSL_PARAM_construct_end()};
    if (EVP_MAC_init(context_.get(), key_.empty() ? &nothing : key_.view().data(), key_.size(), each_time) != 1)
      throw fail(Fault::usage, "the key does not fit the MAC: {}", last_reason());
  }
  MacMethod method_;
  MacContext context_;
  Secret key_;
  Bytes nonce_;
};

class Blake2Mac final : public Mac::Method {
 public:
  Blake2Mac(const Secret& key, std::size_t length) : key_(key.copy()), length_(length) {
    begin_sodium();
    if (key.empty() || key.size() > 64 || length > 64)
      throw fail(Fault::usage, "blake2b takes keys of 1 to 64 bytes and gives at most 64");
    restart();
  }
  void update(ByteView bytes) override { crypto_generichash_update(&state_, bytes.data(), bytes.size()); }
  Bytes finish() override {
    Bytes tag(length_);
    crypto_generichash_final(&state_, tag.data(), tag.size());
    restart();
    return tag;
  }

 private:
  void restart() { crypto_generichash_init(&state_, key_.view().data(), key_.size(), length_); }
  Secret key_;
  std::size_t length_;
  crypto_generichash_state state_;
};

class Blake3Mac final : public Mac::Method {
 public:
  Blake3Mac(const Secret& key, std::size_t length) : state_(checked_key(key)), length_(length) {}
  void update(ByteView bytes) override { state_.update(bytes); }
  Bytes finish() override {
    Bytes tag(length_);
    state_.finish(tag);
    state_.reset();
    return tag;
  }

 private:
  static ByteView checked_key(const Secret& key) {
    if (key.size() != 32) throw fail(Fault::usage, "blake3 takes keys of 32 bytes, this has {}", key.size());
    return key.view();
  }
  Blake3 state_;
  std::size_t length_;
};

}  // namespace

std::vector<std::string> mac_names() {
  std::vector<std::string> names = {"blake2b", "blake3"};
  for (const MacName& row : mac_table) names.emplace_back(row.name);
  return names;
}

Mac::Mac(const MacChoice& choice, const Secret& key) {
  const std::string name = lower(choice.name);
  begin();
  if (name == "blake2b") {
    method_ = std::make_unique<Blake2Mac>(key, choice.length > 0 ? choice.length : 64);
    return;
  }
  if (name == "blake3") {
    method_ = std::make_unique<Blake3Mac>(key, choice.length > 0 ? choice.length : 32);
    return;
  }
  for (const MacName& row : mac_table) {
    if (name != row.name) continue;
    if (row.key > 0 && key.size() != row.key)
      throw fail(Fault::usage, "{} takes a key of {} bytes, this has {}", name, row.key, key.size())
          .hint(key.size() == row.key + 1 ? "a raw key file ends with its last byte, not with a newline" : "");
    if (name == "siphash" && choice.length != 0 && choice.length != 8 && choice.length != 16)
      throw fail(Fault::usage, "siphash gives 8 or 16 bytes, not {}", choice.length);
    if (choice.length > 0 && !name.starts_with("kmac") && name != "siphash")
      throw fail(Fault::usage, "the length of {} is fixed", name).hint("--tag-bits cuts a tag");
    if (name.starts_with("gmac") && choice.nonce.empty())
      throw fail(Fault::usage, "gmac needs a nonce that is never used twice with a key").hint("--nonce-hex");
    if (name == "hmac-md5" && !choice.allow_weak)
      throw fail(Fault::usage, "{} is weak", name).hint("use hmac-sha256; --allow-weak if a protocol demands it");
    if (name == "hmac-md5") log::warn("{} is weak", name);
    method_ = std::make_unique<ProviderMac>(row, choice, key);
    return;
  }
  throw fail(Fault::usage, "unknown MAC '{}'", choice.name).hint(did_you_mean(name, mac_names()));
}
Mac::~Mac() = default;
Mac::Mac(Mac&&) noexcept = default;
void Mac::update(ByteView bytes) { method_->update(bytes); }
Bytes Mac::finish() { return method_->finish(); }

bool tag_matches(ByteView computed, ByteView given, std::size_t bits) {
  // RFC 2104 section 5: a cut tag keeps half of the whole; 128 bits are always enough, 64 the least (NIST SP 800-38B
  // A.2).
  const std::size_t shortest = std::clamp<std::size_t>(computed.size() / 2, 8, 16);
  const std::size_t wanted = bits > 0                                                     ? bits / 8
                             : given.size() >= shortest && given.size() < computed.size() ? given.size()
                                                                                          : computed.size();
  return given.size() == wanted && wanted <= computed.size() && equal_constant_time(computed.first(wanted), given);
}

}  // namespace pytk::crypt
