#include <algorithm>
#include <array>
#include <bit>

#include <sodium.h>

#include <pytk/core/bytes.hpp>
#include <pytk/core/cancel.hpp>
#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/symmetric.hpp>

#include "derive.hpp"
#include "evp.hpp"

// The reference implementation of Argon2 inside libsodium's archive, under the names that it has everywhere. Public
// functions of libsodium know one lane only. 0 is success.
extern "C" {
int argon2id_hash_raw(std::uint32_t passes, std::uint32_t kibibytes, std::uint32_t lanes, const void* secret,
                      std::size_t secret_size, const void* salt, std::size_t salt_size, void* hash,
                      std::size_t hash_size);
int argon2i_hash_raw(std::uint32_t passes, std::uint32_t kibibytes, std::uint32_t lanes, const void* secret,
                     std::size_t secret_size, const void* salt, std::size_t salt_size, void* hash,
                     std::size_t hash_size);
}

namespace pytk::crypt {
namespace {

/// The digest-based families: our prefix and libcrypto's name; null: libcrypto refuses an empty secret, so it is done
/// here.
struct Family {
  std::string_view prefix;
  const char* method;
};
constexpr std::array families = {Family{"hkdf-", "HKDF"}, Family{"pbkdf2-", "PBKDF2"}, Family{"sskdf-", nullptr},
                                 Family{"x963-", nullptr}};
constexpr std::array<std::string_view, 12> digests = {"sha1",     "sha224",     "sha256",     "sha384",
                                                      "sha512",   "sha512-224", "sha512-256", "sha3-224",
                                                      "sha3-256", "sha3-384",   "sha3-512",   "sm3"};

constexpr std::uint64_t usual_pbkdf2 = 600'000, weak_pbkdf2 = 100'000, usual_scrypt = 1U << 17U, usual_argon2 = 3;
constexpr std::uint64_t usual_argon2_memory = 64U << 20U;
constexpr std::size_t longest = 1U << 20U;

OSSL_PARAM octets(const char* name, ByteView bytes) {
  static std::uint8_t nothing = 0;
  return OSSL_PARAM_construct_octet_string(name, bytes.empty() ? &nothing : const_cast<std::uint8_t*>(bytes.data()),
                                           bytes.size());
}

Secret derive_with_digest(const Family& family, std::string digest, const KdfRequest& request, const Secret& secret) {
  const KdfMethod method(check(EVP_KDF_fetch(nullptr, family.method, nullptr), "find a KDF"));
  const KdfContext context(check(EVP_KDF_CTX_new(method.get()), "make a KDF context"));
  const std::string_view name = family.method;
  std::uint64_t rounds = request.rounds == 0 ? usual_pbkdf2 : request.rounds;
  int unchecked = 1;  // libcrypto's own lower bounds are switched off: ours speak in words
  std::vector<OSSL_PARAM> options = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0)};
  if (name == "PBKDF2") {
    if (rounds < weak_pbkdf2) {
      if (!request.allow_weak)
        throw fail(Fault::usage, "{} iterations of PBKDF2 are too few, at least {} are needed", rounds, weak_pbkdf2)
            .hint("--allow-weak if a format demands it");
      log::warn("{} iterations of PBKDF2 are too few to slow down guessing", rounds);
    }
    options.push_back(octets(OSSL_KDF_PARAM_PASSWORD, secret.view()));
    options.push_back(octets(OSSL_KDF_PARAM_SALT, request.salt));
    options.push_back(OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_ITER, &rounds));
    options.push_back(OSSL_PARAM_construct_int(OSSL_KDF_PARAM_PKCS5, &unchecked));
  } else {
    options.push_back(octets(OSSL_KDF_PARAM_KEY, secret.view()));
    if (name == "HKDF") options.push_back(octets(OSSL_KDF_PARAM_SALT, request.salt));
    options.push_back(octets(OSSL_KDF_PARAM_INFO, request.info));
  }
  options.push_back(OSSL_PARAM_construct_end());
  Secret out(request.length);
  if (EVP_KDF_derive(context.get(), out.writable().data(), out.size(), options.data()) != 1) {
    const std::string reason = last_reason();
    throw fail(Fault::usage, "{} cannot give {} bytes from this: {}", request.name, request.length, reason);
  }
  return out;
}

/// Digests of a counter from 1 on, the secret and the info, one behind the other: SP 800-56C 4.1 (option 1) has the
/// counter first, SEC 1 3.6.1 (ANSI X9.63) the secret.
Secret derive_by_counter(bool counter_first, const std::string& digest, const KdfRequest& request,
                         const Secret& secret) {
  const Message message(check(EVP_MD_fetch(nullptr, digest.c_str(), nullptr), "find a digest"));
  const MessageContext context(check(EVP_MD_CTX_new(), "make a digest context"));
  const auto size = static_cast<std::size_t>(EVP_MD_get_size(message.get()));
  const auto add = [&](ByteView bytes) {
    check(EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()), "update a digest");
  };
  Secret out(request.length), block(size);
  for (std::size_t done = 0, number = 1; done < out.size(); done += size, ++number) {
    std::uint8_t counter[4];
    store_be<std::uint32_t>(counter, static_cast<std::uint32_t>(number));
    check(EVP_DigestInit_ex2(context.get(), message.get(), nullptr), "start a digest");
    if (counter_first) add(counter);
    add(secret.view());
    if (!counter_first) add(counter);
    add(request.info);
    check(EVP_DigestFinal_ex(context.get(), block.writable().data(), nullptr), "finish a digest");
    std::copy_n(block.view().begin(), std::min(size, out.size() - done),
                out.writable().begin() + static_cast<std::ptrdiff_t>(done));
  }
  return out;
}

Secret derive_argon2(const KdfRequest& request, const Secret& secret) {
  const std::uint64_t memory = request.memory == 0 ? usual_argon2_memory : request.memory;
  const auto passes = checked<std::uint32_t>(request.rounds == 0 ? usual_argon2 : request.rounds);
  if (request.salt.size() < 8)
    throw fail(Fault::usage, "Argon2 needs a salt of at least 8 bytes, this has {}", request.salt.size());
  if (request.length < 16) throw fail(Fault::usage, "Argon2 gives at least 16 bytes here, not {}", request.length);
  if (request.lanes == 0 || request.lanes > 0xffffff || memory < std::uint64_t{8} * 1024 * request.lanes)
    throw fail(Fault::usage, "Argon2 needs at least 8 KiB of memory for each of its lanes");
  Secret out(request.length);
  begin_sodium();
  const auto run = request.name == "argon2id" ? argon2id_hash_raw : argon2i_hash_raw;
  const int status = run(passes, checked<std::uint32_t>(memory / 1024), request.lanes, secret.view().data(),
                         secret.size(), request.salt.data(), request.salt.size(), out.writable().data(), out.size());
  if (status != 0) throw fail(Fault::usage, "Argon2 with {} does not fit into memory", show_size(memory));
  return out;
}

Secret derive_scrypt(const KdfRequest& request, const Secret& secret) {
  const std::uint64_t n = request.rounds == 0 ? usual_scrypt : request.rounds;
  if (!std::has_single_bit(n) || n < 2) throw fail(Fault::usage, "scrypt's N is a power of two, {} is none", n);
  const std::uint64_t memory = 128 * std::uint64_t{request.block} * n;
  if (request.block == 0 || request.lanes == 0 || request.block > 1024 || n > (1U << 30U) || memory > (16ULL << 30U))
    throw fail(Fault::usage, "scrypt with N = {}, r = {}, p = {} needs more than 16 GiB or makes no sense", n,
               request.block, request.lanes);
  return scrypt(secret.view(), request.salt, static_cast<unsigned>(std::countr_zero(n)), request.block, request.lanes,
                request.length);
}

}  // namespace

std::vector<std::string> kdf_names() {
  std::vector<std::string> names = {"argon2i", "argon2id", "scrypt"};
  for (const Family& family : families)
    for (const std::string_view digest : digests) names.push_back(std::string(family.prefix) + std::string(digest));
  return names;
}

Secret derive(const KdfRequest& request, const Secret& secret) {
  begin();
  if (request.length == 0 || request.length > longest)
    throw fail(Fault::usage, "{} bytes cannot be derived, 1 to {} can", request.length, longest);
  const EndsAtOnce computing;
  if (request.name == "scrypt") return derive_scrypt(request, secret);
  if (request.name == "argon2id" || request.name == "argon2i") return derive_argon2(request, secret);
  for (const Family& family : families) {
    if (!request.name.starts_with(family.prefix)) continue;
    const std::string digest = request.name.substr(family.prefix.size());
    if (std::find(digests.begin(), digests.end(), digest) != digests.end()) {
      if (family.method == nullptr) return derive_by_counter(family.prefix == "sskdf-", upper(digest), request, secret);
      return derive_with_digest(family, upper(digest), request, secret);
    }
  }
  throw fail(Fault::usage, "unknown key derivation '{}'", request.name).hint(did_you_mean(request.name, kdf_names()));
}

KdfRequest tuned(KdfRequest request, std::uint64_t milliseconds) {
  if (!request.name.starts_with("pbkdf2-") && !request.name.starts_with("argon2") && request.name != "scrypt")
    throw fail(Fault::usage, "{} is fast on purpose, there is nothing to tune", request.name)
        .hint("pbkdf2-*, scrypt and argon2id are slow on purpose");
  request.allow_weak = true;
  if (request.salt.empty()) request.salt.resize(16);
  request.rounds = request.name == "scrypt" ? 1024 : request.name.starts_with("argon2") ? 1 : 10'000;
  const Secret secret(std::string_view("tuning"));
  for (;;) {
    const std::int64_t begin = steady_nanoseconds();
    (void)derive(request, secret);
    const auto took = static_cast<std::uint64_t>(std::max<std::int64_t>(steady_nanoseconds() - begin, 1));
    const std::uint64_t wanted = milliseconds * 1'000'000;
    if (took * 2 > wanted) {
      if (request.name != "scrypt")
        request.rounds = std::max<std::uint64_t>(
            1, static_cast<std::uint64_t>(static_cast<double>(request.rounds) * static_cast<double>(wanted) /
                                          static_cast<double>(took)));
      return request;
    }
    request.rounds *= 2;
  }
}

}  // namespace pytk::crypt
