#include <algorithm>
#include <array>

#include <pytk/core/log.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/symmetric.hpp>

#include "evp.hpp"

namespace pytk::crypt {
namespace {

struct CipherName {
  std::string_view name;
  const char* provider;
  bool weak;
};
constexpr std::array cipher_table = {CipherName{"aes-128-cbc", "AES-128-CBC", false},
                                     CipherName{"aes-128-cfb", "AES-128-CFB", false},
                                     CipherName{"aes-128-ctr", "AES-128-CTR", false},
                                     CipherName{"aes-128-ecb", "AES-128-ECB", true},
                                     CipherName{"aes-128-ofb", "AES-128-OFB", false},
                                     CipherName{"aes-128-xts", "AES-128-XTS", false},
                                     CipherName{"aes-192-cbc", "AES-192-CBC", false},
                                     CipherName{"aes-192-cfb", "AES-192-CFB", false},
                                     CipherName{"aes-192-ctr", "AES-192-CTR", false},
                                     CipherName{"aes-192-ecb", "AES-192-ECB", true},
                                     CipherName{"aes-192-ofb", "AES-192-OFB", false},
                                     CipherName{"aes-256-cbc", "AES-256-CBC", false},
                                     CipherName{"aes-256-cfb", "AES-256-CFB", false},
                                     CipherName{"aes-256-ctr", "AES-256-CTR", false},
                                     CipherName{"aes-256-ecb", "AES-256-ECB", true},
                                     CipherName{"aes-256-ofb", "AES-256-OFB", false},
                                     CipherName{"aes-256-xts", "AES-256-XTS", false},
                                     CipherName{"camellia-128-cbc", "CAMELLIA-128-CBC", false},
                                     CipherName{"camellia-256-cbc", "CAMELLIA-256-CBC", false},
                                     CipherName{"chacha20", "ChaCha20", false},
                                     CipherName{"des-ede3-cbc", "DES-EDE3-CBC", true},
                                     CipherName{"sm4-cbc", "SM4-CBC", false},
                                     CipherName{"sm4-ctr", "SM4-CTR", false}};

const CipherName& find_cipher(std::string_view name) {
  const std::string small = lower(name);
  const auto found = std::find_if(cipher_table.begin(), cipher_table.end(), [&](const CipherName& row) {
    return row.name == small || (row.name == "des-ede3-cbc" && small == "3des-cbc");
  });
  if (found == cipher_table.end())
    throw fail(Fault::usage, "unknown cipher '{}'", name).hint(did_you_mean(small, cipher_names()));
  return *found;
}

Cipher fetch(std::string_view name) {
  begin();
  return Cipher(check(EVP_CIPHER_fetch(nullptr, find_cipher(name).provider, nullptr), "find a cipher"));
}

}  // namespace

std::vector<std::string> cipher_names() {
  std::vector<std::string> names;
  names.reserve(std::size(cipher_table));
  for (const CipherName& row : cipher_table) names.emplace_back(row.name);
  return names;
}

std::size_t cipher_iv_size(std::string_view algorithm) {
  return static_cast<std::size_t>(EVP_CIPHER_get_iv_length(fetch(algorithm).get()));
}

void run_cipher(const CipherRequest& request, const Secret& key, bool encrypt, io::Source& in, io::Sink& out,
                Context& context) {
  const CipherName& row = find_cipher(request.algorithm);
  if (row.weak && !request.allow_weak)
    throw fail(Fault::usage, "{} is weak", row.name).hint("--allow-weak if a format demands it");
  if (row.weak) log::warn("{} is weak", row.name);
  const Cipher cipher = fetch(request.algorithm);
  const auto key_size = static_cast<std::size_t>(EVP_CIPHER_get_key_length(cipher.get())),
             iv_size = static_cast<std::size_t>(EVP_CIPHER_get_iv_length(cipher.get()));
  if (key.size() != key_size)
    throw fail(Fault::usage, "{} takes a key of {} bytes, this has {}", row.name, key_size, key.size())
        .hint(key.size() == key_size + 1 ? "a raw key file ends with its last byte, not with a newline" : "");
  if (request.iv.size() != iv_size)
    throw fail(Fault::usage, "{} takes an IV of {} bytes, this has {}", row.name, iv_size, request.iv.size());
  const CipherContext state(check(EVP_CIPHER_CTX_new(), "make a cipher context"));
  if (EVP_CipherInit_ex2(state.get(), cipher.get(), key.view().data(), request.iv.data(), encrypt ? 1 : 0, nullptr) !=
      1)
    throw fail(Fault::usage, "{} refuses this key: {}", row.name, last_reason());
  EVP_CIPHER_CTX_set_padding(state.get(), request.padding ? 1 : 0);
  Bytes piece(64U << 10U), result(piece.size() + 64);
  int size = 0;
  while (const std::size_t got = in.read(piece)) {
    context.cancel.check();
    if (EVP_CipherUpdate(state.get(), result.data(), &size, piece.data(), static_cast<int>(got)) != 1)
      throw fail(Fault::data, "{} cannot process '{}': {}", row.name, in.name(), last_reason());
    out.write(ByteView(result).first(static_cast<std::size_t>(size)));
  }
  if (EVP_CipherFinal_ex(state.get(), result.data(), &size) != 1) {
    (void)last_reason();
    if (encrypt) throw fail(Fault::data, "the input is no whole number of blocks").hint("leave out --no-padding");
    throw fail(Fault::refused, "cannot decrypt '{}': another key, or changed, or cut short", in.name());
  }
  out.write(ByteView(result).first(static_cast<std::size_t>(size)));
  wipe(piece);
  wipe(result);
}

}  // namespace pytk::crypt
