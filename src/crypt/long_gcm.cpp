#include "long_gcm.hpp"

#include <algorithm>

namespace pytk::crypt {
namespace {

LongGcm::Block lengths(std::uint64_t first_bytes, std::uint64_t second_bytes) {
  LongGcm::Block block;
  store_be<std::uint64_t>(block.data(), first_bytes * 8);
  store_be<std::uint64_t>(block.data() + 8, second_bytes * 8);
  return block;
}

}  // namespace

LongGcm::LongGcm(const Secret& key, ByteView nonce, ByteView aad)
    : cipher_(check(EVP_CIPHER_fetch(nullptr,
                                     key.size() == 16   ? "AES-128-ECB"
                                     : key.size() == 24 ? "AES-192-ECB"
                                                        : "AES-256-ECB",
                                     nullptr),
                    "find AES")),
      context_(check(EVP_CIPHER_CTX_new(), "make a cipher context")),
      aad_(aad.begin(), aad.end()) {
  check(EVP_EncryptInit_ex2(context_.get(), cipher_.get(), key.view().data(), nullptr, nullptr), "key a cipher");
  EVP_CIPHER_CTX_set_padding(context_.get(), 0);
  hash_key_ = encrypt({});
  absorb(first_counter_, nonce);
  absorb(first_counter_, lengths(0, nonce.size()));
}

LongGcm::Block LongGcm::encrypt(const Block& block) const {
  Block out;
  int size = 0;
  check(EVP_EncryptUpdate(context_.get(), out.data(), &size, block.data(), 16), "encrypt");
  return out;
}

/// SP 800-38D 6.3: multiplication in GF(2^128) with the bits in reflected order, without branches on secrets.
void LongGcm::multiply(Block& x) const {
  std::uint64_t high = load_be<std::uint64_t>(hash_key_), low = load_be<std::uint64_t>(ByteView(hash_key_).subspan(8));
  std::uint64_t sum_high = 0, sum_low = 0;
  for (const std::uint8_t byte : x) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      const std::uint64_t mask = 0 - static_cast<std::uint64_t>(byte >> (7U - bit) & 1U);
      sum_high ^= high & mask;
      sum_low ^= low & mask;
      const std::uint64_t carry = 0 - (low & 1U);
      low = low >> 1U | high << 63U;
      high = high >> 1U ^ (carry & 0xe100000000000000U);
    }
  }
  store_be<std::uint64_t>(x.data(), sum_high);
  store_be<std::uint64_t>(x.data() + 8, sum_low);
}

void LongGcm::absorb(Block& sum, ByteView bytes) const {
  while (!bytes.empty()) {
    const std::size_t taken = std::min<std::size_t>(16, bytes.size());
    for (std::size_t i = 0; i < taken; ++i) sum[i] ^= bytes[i];
    multiply(sum);
    bytes = bytes.subspan(taken);
  }
}

void LongGcm::run(ByteView in, std::uint8_t* out) const {
  Block counter = first_counter_;
  for (std::size_t at = 0; at < in.size(); at += 16) {
    store_be<std::uint32_t>(counter.data() + 12, load_be<std::uint32_t>(ByteView(counter).subspan(12)) + 1);
    const Block stream = encrypt(counter);
    for (std::size_t i = 0; i < std::min<std::size_t>(16, in.size() - at); ++i) out[at + i] = in[at + i] ^ stream[i];
  }
}

LongGcm::Block LongGcm::tag(ByteView ciphertext) const {
  Block sum{};
  absorb(sum, aad_);
  absorb(sum, ciphertext);
  absorb(sum, lengths(aad_.size(), ciphertext.size()));
  const Block mask = encrypt(first_counter_);
  for (std::size_t i = 0; i < 16; ++i) sum[i] ^= mask[i];
  return sum;
}

}  // namespace pytk::crypt
