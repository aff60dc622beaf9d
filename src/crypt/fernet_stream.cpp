// Fernet in constant memory. A token's tag comes last, so a stream is verified in a first pass and decrypted in a
// second one, which computes the tag again: a file that changes in between is noticed.
#include <algorithm>
#include <array>

#include <pytk/core/log.hpp>
#include <pytk/core/random.hpp>

#include "base64url.hpp"
#include "fernet_state.hpp"
#include "pipeline.hpp"
#include "replay.hpp"
#include "token_text.hpp"

namespace pytk::crypt {
namespace {

// 48 KiB is a multiple of 48, the common multiple of a cipher block and a base64 group. Larger pieces fall out of the
// second-level cache and cost more than they save.
constexpr std::size_t piece_size = 48U << 10U;
constexpr std::size_t text_piece = 64U << 10U;

struct Sealed {
  Bytes bytes = Bytes(piece_size + 64);
  std::size_t size = 0;
};

/// Writes the raw bytes of a token as base64url, carrying what is no whole group.
class TokenWriter {
 public:
  TokenWriter(io::Sink& out, const MacContext& mac) : out_(out), mac_(mac) { mac_begin(mac_); }
  void add(ByteView bytes) {
    mac_add(mac_, bytes);
    put(bytes);
  }
  void finish() {
    const auto tag = mac_end(mac_);
    put(tag);
    text_.clear();
    append_base64url(text_, {carry_.data(), carried_});
    out_.write(std::string_view(text_));
  }

 private:
  void put(ByteView bytes) {
    while (carried_ > 0 && carried_ < 3 && !bytes.empty()) {
      carry_[carried_++] = bytes.front();
      bytes = bytes.subspan(1);
    }
    text_.clear();
    if (carried_ == 3) {
      append_base64url(text_, carry_);
      carried_ = 0;
    }
    const std::size_t whole = bytes.size() / 3 * 3;
    append_base64url(text_, bytes.first(whole));
    for (const std::uint8_t byte : bytes.subspan(whole)) carry_[carried_++] = byte;
    out_.write(std::string_view(text_));
  }
  io::Sink& out_;
  const MacContext& mac_;
  std::array<std::uint8_t, 3> carry_{};
  std::size_t carried_ = 0;
  std::string text_;
};

/// Reads a token's raw bytes from its start, all but the tag, which it keeps back.
class TokenReader {
 public:
  TokenReader(const Replay& in, bool lenient) : in_(in), text_(lenient), characters_(text_piece, '\0') {}
  /// Raw bytes to `out` (text_piece bytes are room enough); 0 at the end, when tag() is complete.
  std::size_t read(std::uint8_t* out) {
    for (;;) {
      std::copy_n(held_.begin(), held_size_, out);
      std::size_t size = held_size_;
      const std::size_t got = ended_ ? 0 : in_.read_at(offset_, {reinterpret_cast<std::uint8_t*>(characters_.data()), text_piece});
      offset_ += got;
      const auto fed = got > 0 ? text_.feed({characters_.data(), got}, out + size) : text_.finish(out + size);
      if (!fed) throw fail(Fault::data, "cannot read the token in '{}': {}", in_.name(), fed.error().what_happened());
      if (ended_) return 0;
      ended_ = got == 0;
      size += *fed;
      raw_size_ += *fed;
      held_size_ = std::min(size, fernet_tag);
      std::copy_n(out + size - held_size_, held_size_, held_.begin());
      if (size > held_size_) return size - held_size_;
      if (ended_) return 0;
    }
  }
  [[nodiscard]] ByteView tag() const noexcept { return {held_.data(), held_size_}; }
  [[nodiscard]] std::uint64_t raw_size() const noexcept { return raw_size_; }
  [[nodiscard]] bool bent_rules() const noexcept { return text_.bent_rules(); }

 private:
  const Replay& in_;
  TokenText text_;
  std::string characters_;
  std::array<std::uint8_t, fernet_tag> held_{};
  std::size_t held_size_ = 0;
  std::uint64_t offset_ = 0, raw_size_ = 0;
  bool ended_ = false;
};

struct Opened {
  Bytes bytes = Bytes(text_piece + 64);
  std::size_t size = 0;
};

struct Verified {
  FernetInfo info;
  std::array<std::uint8_t, fernet_header> header{};
  std::array<std::uint8_t, 32> end{};  ///< the last two blocks before the tag
};

/// Gathers the header and the last two blocks of a token as it passes by.
class Landmarks {
 public:
  void add(ByteView bytes) {
    const std::size_t wanted = std::min(bytes.size(), fernet_header - header_size_);
    std::copy_n(bytes.begin(), wanted, seen.header.begin() + static_cast<std::ptrdiff_t>(header_size_));
    header_size_ += wanted;
    if (bytes.size() >= 32) {
      std::copy_n(bytes.end() - 32, 32, seen.end.begin());
    } else {
      std::copy(seen.end.begin() + static_cast<std::ptrdiff_t>(bytes.size()), seen.end.end(), seen.end.begin());
      std::copy(bytes.begin(), bytes.end(), seen.end.end() - static_cast<std::ptrdiff_t>(bytes.size()));
    }
  }
  Verified seen;

 private:
  std::size_t header_size_ = 0;
};

/// The first pass: shape, tag under each key, time. Throws refused or data; says which key made the token.
Verified verify(const std::vector<FernetKeyContexts>& keys, const Replay& in, const FernetClock& clock, bool lenient, Context& context) {
  TokenReader reader(in, lenient);
  Landmarks landmarks;
  for (const FernetKeyContexts& key : keys) mac_begin(key.mac);
  const auto read = [&](Opened& piece) { return (piece.size = reader.read(piece.bytes.data())) > 0; };
  const auto hash = [&](Opened& piece) {
    context.cancel.check();
    const ByteView bytes = ByteView(piece.bytes).first(piece.size);
    landmarks.add(bytes);
    for (const FernetKeyContexts& key : keys) mac_add(key.mac, bytes);
  };
  pipeline<Opened>(std::min<std::size_t>(context.pool.size(), 2), read, [](Opened&) {}, hash);
  Verified& seen = landmarks.seen;
  const auto because = [&](const Error& error) {
    return fail(error.fault(), "cannot decrypt '{}': {}", in.name(), error.what_happened()).hint(error.hint());
  };
  if (auto shape = check_fernet_shape(seen.header[0], reader.raw_size()); !shape) throw because(shape.error());
  std::size_t found = keys.size();
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (equal_constant_time(mac_end(keys[i].mac), reader.tag()) && found == keys.size()) found = i;
  if (found == keys.size()) throw because(wrong_key_or_changed(keys.size()));
  seen.info.key = found;
  seen.info.created = load_be<std::uint64_t>(ByteView(seen.header).subspan(1));
  if (auto time = check_fernet_time(seen.info.created, clock); !time) throw because(time.error());
  if (reader.bent_rules()) log::warn("'{}' is not a canonical token; it was read leniently", in.name());
  // The padding is in the last block, and the block before it (or the IV) is what that one was chained to.
  const std::uint64_t sealed = reader.raw_size() - fernet_header - fernet_tag;
  const std::uint8_t* chained = sealed > 16 ? seen.end.data() : seen.header.data() + 9;
  std::array<std::uint8_t, 32> last{};
  int size = 0, rest = 0;
  EVP_CIPHER_CTX* const cipher = keys[found].open.get();
  check(EVP_DecryptInit_ex2(cipher, nullptr, nullptr, chained, nullptr), "start a cipher");
  check(EVP_DecryptUpdate(cipher, last.data(), &size, seen.end.data() + 16, 16), "decrypt");
  if (EVP_DecryptFinal_ex(cipher, last.data() + size, &rest) != 1) {
    (void)last_reason();
    throw fail(Fault::data, "cannot decrypt '{}': the token is authentic, but its padding is wrong: its maker is broken", in.name());
  }
  wipe(last);
  seen.info.bytes = sealed - 16 + static_cast<std::uint64_t>(size + rest);
  return seen;
}

/// The second pass: give(plaintext) in order. The tag is computed again and must be the same.
template <class Give>
void reopen(const FernetKeyContexts& key, const Replay& in, bool lenient, const Verified& seen, Context& context, const Give& give) {
  TokenReader reader(in, lenient);
  Bytes plain(text_piece + 64);
  std::size_t skipped = 0;
  mac_begin(key.mac);
  check(EVP_DecryptInit_ex2(key.open.get(), nullptr, nullptr, seen.header.data() + 9, nullptr), "start a cipher");
  const auto read = [&](Opened& piece) {
    piece.size = reader.read(piece.bytes.data());
    mac_add(key.mac, ByteView(piece.bytes).first(piece.size));
    return piece.size > 0;
  };
  const auto open = [&](Opened& piece) {
    context.cancel.check();
    const std::size_t header = std::min(piece.size, fernet_header - skipped);
    skipped += header;
    int size = 0;
    check(EVP_DecryptUpdate(key.open.get(), plain.data(), &size, piece.bytes.data() + header, static_cast<int>(piece.size - header)), "decrypt");
    context.progress.add(static_cast<std::uint64_t>(size));
    give(ByteView(plain).first(static_cast<std::size_t>(size)));
  };
  pipeline<Opened>(std::min<std::size_t>(context.pool.size(), 2), read, [](Opened&) {}, open);
  const bool same = equal_constant_time(mac_end(key.mac), reader.tag());
  int size = 0;
  if (!same || EVP_DecryptFinal_ex(key.open.get(), plain.data(), &size) != 1)
    throw fail(Fault::io, "'{}' has changed while it was being decrypted", in.name());
  in.check_unchanged();
  give(ByteView(plain).first(static_cast<std::size_t>(size)));
  wipe(plain);
}

/// Encrypts a stream under one key; push form, for encrypt() and rotate().
class TokenSealer {
 public:
  TokenSealer(const FernetKeyContexts& key, std::uint64_t time, const std::uint8_t* iv, io::Sink& out)
      : key_(key), writer_(out, key.mac) {
    std::array<std::uint8_t, fernet_header> header;
    header[0] = fernet_version;
    store_be<std::uint64_t>(header.data() + 1, time);
    if (iv != nullptr) std::copy_n(iv, 16, header.data() + 9);
    else secure_random(std::span(header).subspan(9));
    check(EVP_EncryptInit_ex2(key_.seal.get(), nullptr, nullptr, header.data() + 9, nullptr), "start a cipher");
    writer_.add(header);
  }
  void encrypt(ByteView plain, Sealed& to) {
    int size = 0;
    check(EVP_EncryptUpdate(key_.seal.get(), to.bytes.data(), &size, plain.data(), static_cast<int>(plain.size())), "encrypt");
    to.size = static_cast<std::size_t>(size);
  }
  void write(const Sealed& sealed) { writer_.add(ByteView(sealed.bytes).first(sealed.size)); }
  void finish() {
    Sealed last;
    int size = 0;
    check(EVP_EncryptFinal_ex(key_.seal.get(), last.bytes.data(), &size), "encrypt");
    writer_.add(ByteView(last.bytes).first(static_cast<std::size_t>(size)));
    writer_.finish();
  }

 private:
  const FernetKeyContexts& key_;
  TokenWriter writer_;
};

}  // namespace

std::shared_ptr<const Replay> open_replay(std::string_view where, Cancel& cancel) {
  return std::make_shared<const Replay>(where, cancel);
}

void Fernet::encrypt(io::Source& in, io::Sink& out, std::uint64_t time, const std::uint8_t* iv, Context& context) {
  TokenSealer sealer(state_->keys.front(), time, iv, out);
  Bytes plain(piece_size);
  bool ended = false;
  const auto read = [&](Sealed& piece) {
    context.cancel.check();
    std::size_t filled = 0;
    while (!ended && filled < plain.size()) {
      const std::size_t got = in.read(std::span(plain).subspan(filled));
      ended = got == 0;
      filled += got;
    }
    if (filled == 0) return false;
    sealer.encrypt(ByteView(plain).first(filled), piece);
    context.progress.add(filled);
    return true;
  };
  // The cipher is a chain and so is the MAC, but one thread can be a piece ahead of the other.
  pipeline<Sealed>(std::min<std::size_t>(context.pool.size(), 2), read, [](Sealed&) {}, [&](Sealed& piece) { sealer.write(piece); });
  sealer.finish();
  wipe(plain);
}

FernetInfo Fernet::decrypt(const Replay& in, io::Sink& out, const FernetClock& clock, bool lenient, Context& context) {
  const Verified seen = verify(state_->keys, in, clock, lenient, context);
  reopen(state_->keys[seen.info.key], in, lenient, seen, context, [&](ByteView plain) { out.write(plain); });
  return seen.info;
}

FernetInfo Fernet::rotate(const Replay& in, io::Sink& out, bool lenient, Context& context) {
  const Verified seen = verify(state_->keys, in, {}, lenient, context);
  // Reading and writing may be under one key, and a context serves one message at a time: the reader gets its own.
  const FernetKeyContexts& old = state_->keys[seen.info.key];
  const FernetKeyContexts reading{MacContext(check(EVP_MAC_CTX_dup(old.mac.get()), "copy a MAC context")), nullptr,
                                  CipherContext(check(EVP_CIPHER_CTX_new(), "make a cipher context"))};
  check(EVP_CIPHER_CTX_copy(reading.open.get(), old.open.get()), "copy a cipher context");
  TokenSealer sealer(state_->keys.front(), seen.info.created, nullptr, out);
  Sealed piece;
  piece.bytes.resize(text_piece + 64);
  reopen(reading, in, lenient, seen, context, [&](ByteView plain) {
    sealer.encrypt(plain, piece);
    sealer.write(piece);
  });
  sealer.finish();
  return seen.info;
}

FernetInfo Fernet::inspect(const Replay& in, const FernetClock& clock, bool lenient, Context& context) {
  return verify(state_->keys, in, clock, lenient, context).info;
}

}  // namespace pytk::crypt
