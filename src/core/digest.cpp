#include <pytk/core/digest.hpp>

#include <array>
#include <string>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <pytk/core/lazy.hpp>
#include <pytk/core/text.hpp>

namespace pytk {
namespace {

constexpr std::array<std::string_view, 19> known_names{
    "md5",        "sha1",      "sha224",   "sha256",   "sha384",   "sha512",     "sha512-224",
    "sha512-256", "sha3-224",  "sha3-256", "sha3-384", "sha3-512", "blake2b512", "blake2s256",
    "sm3",        "ripemd160", "shake128", "shake256", "md5-sha1"};

constexpr std::array<std::uint32_t, 256> crc_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1U) ^ ((value & 1U) != 0 ? 0xEDB88320U : 0U);
    table[i] = value;
  }
  return table;
}();

const EVP_MD* find_digest(std::string_view algorithm) {
  lazy::require("crypto");
  // No configuration file is loaded: start-up stays cheap and the environment cannot swap providers.
  static const int initialised = OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  (void)initialised;
  const std::string name = lower(algorithm);
  const EVP_MD* md = EVP_get_digestbyname(name.c_str());
  if (md == nullptr)
    throw fail(Fault::usage, "unknown digest '{}'", algorithm)
        .hint(did_you_mean(name, std::span<const std::string_view>(known_names)));
  return md;
}

}  // namespace

struct Digest::State {
  EVP_MD_CTX* context = nullptr;
  const EVP_MD* md = nullptr;
  ~State() { EVP_MD_CTX_free(context); }
};

Digest::Digest(std::string_view algorithm) : state_(std::make_unique<State>()) {
  state_->md = find_digest(algorithm);
  state_->context = EVP_MD_CTX_new();
  if (state_->context == nullptr || EVP_DigestInit_ex(state_->context, state_->md, nullptr) != 1)
    throw fail(Fault::internal, "cannot start the digest '{}'", algorithm);
}
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

Digest& Digest::update(ByteView bytes) {
  if (EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) != 1)
    throw fail(Fault::internal, "a digest failed");
  return *this;
}

Bytes Digest::finish() {
  Bytes out(EVP_MAX_MD_SIZE);
  unsigned length = 0;
  if (EVP_DigestFinal_ex(state_->context, out.data(), &length) != 1 ||
      EVP_DigestInit_ex(state_->context, state_->md, nullptr) != 1)
    throw fail(Fault::internal, "a digest failed");
  out.resize(length);
  return out;
}

std::size_t Digest::size() const noexcept { return static_cast<std::size_t>(EVP_MD_get_size(state_->md)); }

Bytes digest(std::string_view algorithm, ByteView bytes) { return Digest(algorithm).update(bytes).finish(); }

Bytes hmac(std::string_view algorithm, ByteView key, ByteView bytes) {
  const EVP_MD* md = find_digest(algorithm);
  Bytes out(EVP_MAX_MD_SIZE);
  unsigned length = 0;
  // A null key pointer would mean "keep the old key" to OpenSSL.
  static constexpr std::uint8_t nothing = 0;
  if (HMAC(md, key.empty() ? &nothing : key.data(), static_cast<int>(key.size()), bytes.data(), bytes.size(),
           out.data(), &length) == nullptr)
    throw fail(Fault::internal, "HMAC with '{}' failed", algorithm);
  out.resize(length);
  return out;
}

std::uint32_t crc32(ByteView bytes, std::uint32_t start) noexcept {
  std::uint32_t value = ~start;
  for (const auto byte : bytes) value = crc_table[(value ^ byte) & 0xFFU] ^ (value >> 8U);
  return ~value;
}

}  // namespace pytk
