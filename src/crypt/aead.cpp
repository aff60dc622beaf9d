#include <algorithm>
#include <array>

#include <sodium.h>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/symmetric.hpp>

#include "derive.hpp"
#include "evp.hpp"
#include "long_gcm.hpp"

namespace pytk::crypt {
namespace {

enum class Mode : std::uint8_t { gcm, ccm, ocb, chacha, xchacha };
struct AeadName {
  std::string_view name;
  const char* provider;
  Mode mode;
  std::size_t key, nonce;
};
constexpr std::array aead_table = {AeadName{"aes-128-ccm", "AES-128-CCM", Mode::ccm, 16, 11},
                                   AeadName{"aes-128-gcm", "AES-128-GCM", Mode::gcm, 16, 12},
                                   AeadName{"aes-128-ocb", "AES-128-OCB", Mode::ocb, 16, 12},
                                   AeadName{"aes-192-ccm", "AES-192-CCM", Mode::ccm, 24, 11},
                                   AeadName{"aes-192-gcm", "AES-192-GCM", Mode::gcm, 24, 12},
                                   AeadName{"aes-192-ocb", "AES-192-OCB", Mode::ocb, 24, 12},
                                   AeadName{"aes-256-ccm", "AES-256-CCM", Mode::ccm, 32, 11},
                                   AeadName{"aes-256-gcm", "AES-256-GCM", Mode::gcm, 32, 12},
                                   AeadName{"aes-256-ocb", "AES-256-OCB", Mode::ocb, 32, 12},
                                   AeadName{"chacha20-poly1305", "ChaCha20-Poly1305", Mode::chacha, 32, 12},
                                   AeadName{"xchacha20-poly1305", nullptr, Mode::xchacha, 32, 24}};
constexpr std::size_t longest_gcm_nonce = 128;  // libcrypto's limit; longer ones are legal

const AeadName& find_aead(std::string_view name) {
  const std::string small = lower(name);
  const auto found =
      std::find_if(aead_table.begin(), aead_table.end(), [&](const AeadName& row) { return row.name == small; });
  if (found == aead_table.end())
    throw fail(Fault::usage, "unknown AEAD algorithm '{}'", name).hint(did_you_mean(small, aead_names()));
  return *found;
}

void check_lengths(const AeadName& row, const AeadRequest& request, const Secret& key) {
  if (key.size() != row.key)
    throw fail(Fault::usage, "{} takes a key of {} bytes, this has {}", row.name, row.key, key.size())
        .hint(key.size() == row.key + 1 ? "a raw key file ends with its last byte, not with a newline" : "");
  const std::size_t nonce = request.nonce.size();
  const bool fits = row.mode == Mode::gcm   ? nonce >= 1
                    : row.mode == Mode::ccm ? nonce >= 7 && nonce <= 13
                    : row.mode == Mode::ocb ? nonce >= 1 && nonce <= 15
                                            : nonce == row.nonce;
  if (!fits)
    throw fail(Fault::usage, "{} does not take a nonce of {} bytes", row.name, nonce)
        .hint(fmt::format("{} bytes are usual", row.nonce));
  const std::size_t bits = request.tag_bits;
  const bool tag = row.mode == Mode::ccm ? bits >= 32 && bits <= 128 && bits % 16 == 0
                   : row.mode == Mode::gcm || row.mode == Mode::ocb
                       ? bits == 32 || bits == 64 || (bits >= 96 && bits <= 128 && bits % 8 == 0)
                       : bits == 128;
  if (!tag) throw fail(Fault::usage, "{} has no tag of {} bits", row.name, bits);
}

class ProviderAead {
 public:
  ProviderAead(const AeadName& row, const AeadRequest& request, const Secret& key, bool seal)
      : request_(request),
        seal_(seal),
        one_shot_(row.mode == Mode::ccm),
        tag_size_(request.tag_bits / 8),
        cipher_(check(EVP_CIPHER_fetch(nullptr, row.provider, nullptr), "find a cipher")),
        context_(check(EVP_CIPHER_CTX_new(), "make a cipher context")),
        key_(key) {}
  /// For sealing `tag` is filled, for opening it is what must come out.
  bool run(ByteView in, std::uint8_t* out, std::uint8_t* tag) {
    EVP_CIPHER_CTX* const context = context_.get();
    check(EVP_CipherInit_ex2(context, cipher_.get(), nullptr, nullptr, seal_ ? 1 : 0, nullptr), "start a cipher");
    check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, checked<int>(request_.nonce.size()), nullptr),
          "set a nonce's length");
    if (!seal_ || one_shot_)
      check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag_size_), seal_ ? nullptr : tag),
            "set a tag");
    check(EVP_CipherInit_ex2(context, nullptr, key_.view().data(), request_.nonce.data(), -1, nullptr), "key a cipher");
    int size = 0;
    const int whole = checked<int>(in.size());
    if (one_shot_ && EVP_CipherUpdate(context, nullptr, &size, nullptr, whole) != 1) return failed();
    if (!request_.aad.empty())
      check(EVP_CipherUpdate(context, nullptr, &size, request_.aad.data(), checked<int>(request_.aad.size())),
            "authenticate");
    if (EVP_CipherUpdate(context, out, &size, in.data(), whole) != 1) return failed();
    if (!(one_shot_ && !seal_)) {
      int rest = 0;
      if (EVP_CipherFinal_ex(context, out + size, &rest) != 1) return failed();
    }
    if (seal_)
      check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag_size_), tag), "read a tag");
    return true;
  }

 private:
  static bool failed() {
    (void)last_reason();
    return false;
  }
  const AeadRequest& request_;
  bool seal_, one_shot_;
  std::size_t tag_size_;
  Cipher cipher_;
  CipherContext context_;
  const Secret& key_;
};

}  // namespace

std::vector<std::string> aead_names() {
  std::vector<std::string> names;
  names.reserve(std::size(aead_table));
  for (const AeadName& row : aead_table) names.emplace_back(row.name);
  return names;
}
std::size_t aead_key_size(std::string_view algorithm) { return find_aead(algorithm).key; }
std::size_t aead_nonce_size(std::string_view algorithm) { return find_aead(algorithm).nonce; }

Bytes aead_seal(const AeadRequest& request, const Secret& key, ByteView plain) {
  begin();
  const AeadName& row = find_aead(request.algorithm);
  check_lengths(row, request, key);
  const std::size_t tag = request.tag_bits / 8;
  Bytes sealed(plain.size() + tag + 1);  // never empty, so that data() is no null pointer
  if (row.mode == Mode::xchacha) {
    begin_sodium();
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data(), nullptr, plain.data(), plain.size(), request.aad.data(),
                                               request.aad.size(), nullptr, request.nonce.data(), key.view().data());
  } else if (row.mode == Mode::gcm && request.nonce.size() > longest_gcm_nonce) {
    LongGcm gcm(key, request.nonce, request.aad);
    gcm.run(plain, sealed.data());
    const auto full = gcm.tag(ByteView(sealed).first(plain.size()));
    std::copy_n(full.begin(), tag, sealed.begin() + static_cast<std::ptrdiff_t>(plain.size()));
  } else {
    static const std::uint8_t nothing = 0;
    if (!ProviderAead(row, request, key, true)
             .run(plain.empty() ? ByteView(&nothing, 0) : plain, sealed.data(), sealed.data() + plain.size()))
      throw fail(Fault::usage, "{} cannot encrypt {} bytes with a nonce of {} bytes", row.name, plain.size(),
                 request.nonce.size());
  }
  sealed.pop_back();
  return sealed;
}

Secret aead_open(const AeadRequest& request, const Secret& key, ByteView sealed) {
  begin();
  const AeadName& row = find_aead(request.algorithm);
  check_lengths(row, request, key);
  const std::size_t tag_size = request.tag_bits / 8;
  if (sealed.size() < tag_size)
    throw fail(Fault::data, "the ciphertext is too short: {} bytes, the tag alone has {}", sealed.size(), tag_size);
  const ByteView body = sealed.first(sealed.size() - tag_size);
  Bytes tag(sealed.end() - static_cast<std::ptrdiff_t>(tag_size), sealed.end());
  Secret plain(body.size() + 1);
  bool good = false;
  if (row.mode == Mode::xchacha) {
    begin_sodium();
    good = crypto_aead_xchacha20poly1305_ietf_decrypt(plain.writable().data(), nullptr, nullptr, sealed.data(),
                                                      sealed.size(), request.aad.data(), request.aad.size(),
                                                      request.nonce.data(), key.view().data()) == 0;
  } else if (row.mode == Mode::gcm && request.nonce.size() > longest_gcm_nonce) {
    LongGcm gcm(key, request.nonce, request.aad);
    good = equal_constant_time(ByteView(gcm.tag(body)).first(tag_size), tag);
    if (good) gcm.run(body, plain.writable().data());
  } else {
    good = ProviderAead(row, request, key, false).run(body, plain.writable().data(), tag.data());
  }
  if (!good)
    throw fail(Fault::refused, "the ciphertext was made with another key, nonce or additional data, or it was changed");
  plain.shrink(body.size());
  return plain;
}

}  // namespace pytk::crypt
