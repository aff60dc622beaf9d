#include "witness.hpp"

#include <pytk/core/number.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/secret.hpp>

namespace pytk::crypt {

Witness::Witness(std::uint64_t size)
    : cipher_(check(EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr), "find AES-128-GCM")),
      context_(check(EVP_CIPHER_CTX_new(), "make a cipher context")), pieces_a_tag_(1 + (size >> 32U)) {
  Secret key(std::size_t{16});
  secure_random(key.writable());
  check(EVP_EncryptInit_ex2(context_.get(), cipher_.get(), key.view().data(), nullptr, nullptr), "key a cipher");
}

// The tag's index is its nonce; both passes may use it, because the second only compares.
void Witness::start(std::uint64_t index) {
  std::array<std::uint8_t, 12> nonce{};
  store_be<std::uint64_t>(nonce.data() + 4, index);
  check(EVP_EncryptInit_ex2(context_.get(), nullptr, nullptr, nonce.data(), nullptr), "start a cipher");
}

void Witness::add(ByteView piece) {
  if (pieces_ % pieces_a_tag_ == 0) start(pieces_ / pieces_a_tag_);
  int size = 0;
  check(EVP_EncryptUpdate(context_.get(), nullptr, &size, piece.data(), checked<int>(piece.size())), "authenticate");
  ++pieces_;
}

Witness::Tag Witness::end() {
  Tag tag;
  int size = 0;
  check(EVP_EncryptFinal_ex(context_.get(), tag.data(), &size), "authenticate");
  check(EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag.size()), tag.data()),
        "read a tag");
  return tag;
}

void Witness::record(ByteView piece) {
  add(piece);
  if (pieces_ % pieces_a_tag_ == 0) tags_.push_back(end());
}

bool Witness::confirm(ByteView piece) {
  add(piece);
  if (pieces_ % pieces_a_tag_ != 0) return true;
  return confirmed_ < tags_.size() && equal_constant_time(end(), tags_[confirmed_++]);
}

bool Witness::finish() {
  const bool open = pieces_ % pieces_a_tag_ != 0;
  pieces_ = 0;
  if (recording_) {
    if (open) tags_.push_back(end());
    recording_ = false;
    return true;
  }
  const bool same = !open || (confirmed_ < tags_.size() && equal_constant_time(end(), tags_[confirmed_++]));
  return same && confirmed_ == tags_.size();
}

}  // namespace pytk::crypt
