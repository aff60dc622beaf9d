// Fernet in constant memory. A token's tag comes last, so a stream is verified in a first pass and decrypted in a
// second one, where a Witness tells whether each piece is still the one that was verified before it is given away.
// Where nobody sees the output before it is whole, one pass does.
#include <algorithm>
#include <array>
#include <optional>

#include <pytk/core/log.hpp>
#include <pytk/core/random.hpp>

#include "base64url.hpp"
#include "fernet_state.hpp"
#include "pipeline.hpp"
#include "replay.hpp"
#include "token_text.hpp"
#include "witness.hpp"

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
    const std::size_t most = (bytes.size() + 3) / 3 * 4;
    if (text_.size() < most) text_.resize(most);
    std::size_t size = 0;
    while (carried_ > 0 && carried_ < 3 && !bytes.empty()) {
      carry_[carried_++] = bytes.front();
      bytes = bytes.subspan(1);
    }
    if (carried_ == 3) {
      size = encode_base64url(carry_.data(), 3, text_.data());
      carried_ = 0;
    }
    const std::size_t whole = bytes.size() / 3 * 3;
    size += encode_base64url(bytes.data(), whole, text_.data() + size);
    for (const std::uint8_t byte : bytes.subspan(whole)) carry_[carried_++] = byte;
    out_.write(std::string_view(text_).substr(0, size));
  }
  io::Sink& out_;
  const MacContext& mac_;
  std::array<std::uint8_t, 3> carry_{};
  std::size_t carried_ = 0;
  std::string text_;  // as large as the largest piece needs, used from its start
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
      const std::size_t got =
          ended_ ? 0 : in_.read_at(offset_, {reinterpret_cast<std::uint8_t*>(characters_.data()), text_piece});
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

/// What a token says once all of it has passed by and was hashed under each key. Throws refused or data.
void judge(const std::vector<FernetKeyContexts>& keys, const TokenReader& reader, const std::string& name,
           const FernetClock& clock, Verified& seen) {
  const auto because = [&](const Error& error) {
    return fail(error.fault(), "cannot decrypt '{}': {}", name, error.what_happened()).hint(error.hint());
  };
  if (auto shape = check_fernet_shape(seen.header[0], reader.raw_size()); !shape) throw because(shape.error());
  std::size_t found = keys.size();
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (equal_constant_time(mac_end(keys[i].mac), reader.tag()) && found == keys.size()) found = i;
  if (found == keys.size()) throw because(wrong_key_or_changed(keys.size()));
  seen.info.key = found;
  seen.info.created = load_be<std::uint64_t>(ByteView(seen.header).subspan(1));
  if (auto time = check_fernet_time(seen.info.created, clock); !time) throw because(time.error());
  if (reader.bent_rules()) log::warn("'{}' is not a canonical token; it was read leniently", name);
}

Error wrong_padding(const std::string& name) {
  (void)last_reason();
  return fail(Fault::data, "cannot decrypt '{}': the token is authentic, but its padding is wrong: its maker is broken",
              name);
}

/// The padding is in the last block, and the block before it (or the IV) is what that one was chained to.
std::uint64_t message_size(const FernetKeyContexts& key, std::uint64_t raw_size, const Verified& seen,
                           const std::string& name) {
  const std::uint64_t sealed = raw_size - fernet_header - fernet_tag;
  const std::uint8_t* chained = sealed > 16 ? seen.end.data() : seen.header.data() + 9;
  std::array<std::uint8_t, 32> last{};
  int size = 0, rest = 0;
  check(EVP_DecryptInit_ex2(key.open.get(), nullptr, nullptr, chained, nullptr), "start a cipher");
  check(EVP_DecryptUpdate(key.open.get(), last.data(), &size, seen.end.data() + 16, 16), "decrypt");
  if (EVP_DecryptFinal_ex(key.open.get(), last.data() + size, &rest) != 1) throw wrong_padding(name);
  wipe(last);
  return sealed - 16 + static_cast<std::uint64_t>(size + rest);
}

/// The first pass: shape, tag under each key, time. Says which key made the token; `witness` will know its pieces
/// again.
Verified verify(const std::vector<FernetKeyContexts>& keys, const Replay& in, const FernetClock& clock, bool lenient,
                Context& context, Witness* witness) {
  TokenReader reader(in, lenient);
  Landmarks landmarks;
  for (const FernetKeyContexts& key : keys) mac_begin(key.mac);
  const auto read = [&](Opened& piece) {
    piece.size = reader.read(piece.bytes.data());
    if (witness != nullptr && piece.size > 0) witness->record(ByteView(piece.bytes).first(piece.size));
    return piece.size > 0;
  };
  const auto hash = [&](Opened& piece) {
    context.cancel.check();
    const ByteView bytes = ByteView(piece.bytes).first(piece.size);
    landmarks.add(bytes);
    for (const FernetKeyContexts& key : keys) mac_add(key.mac, bytes);
  };
  pipeline<Opened>(std::min<std::size_t>(context.pool.size(), 2), read, [](Opened&) {}, hash);
  if (witness != nullptr) (void)witness->finish();
  Verified& seen = landmarks.seen;
  judge(keys, reader, in.name(), clock, seen);
  seen.info.bytes = message_size(keys[seen.info.key], reader.raw_size(), seen, in.name());
  return seen;
}

/// Decrypts the pieces of one token as they come.
class PieceOpener {
 public:
  explicit PieceOpener(const FernetKeyContexts& key) : key_(key) {}
  ~PieceOpener() { wipe(plain_); }
  PieceOpener(const PieceOpener&) = delete;
  PieceOpener& operator=(const PieceOpener&) = delete;
  ByteView open(ByteView piece) {
    const std::size_t header = std::min(piece.size(), fernet_header - header_size_);
    std::copy_n(piece.begin(), header, header_.begin() + static_cast<std::ptrdiff_t>(header_size_));
    header_size_ += header;
    piece = piece.subspan(header);
    if (header > 0 && header_size_ == fernet_header)
      check(EVP_DecryptInit_ex2(key_.open.get(), nullptr, nullptr, header_.data() + 9, nullptr), "start a cipher");
    int size = 0;
    if (!piece.empty())
      check(EVP_DecryptUpdate(key_.open.get(), plain_.data(), &size, piece.data(), static_cast<int>(piece.size())),
            "decrypt");
    return ByteView(plain_).first(static_cast<std::size_t>(size));
  }
  /// What the last block holds; nothing when its padding is wrong.
  std::optional<ByteView> finish() {
    int size = 0;
    if (EVP_DecryptFinal_ex(key_.open.get(), plain_.data(), &size) != 1) return std::nullopt;
    return ByteView(plain_).first(static_cast<std::size_t>(size));
  }

 private:
  const FernetKeyContexts& key_;
  std::array<std::uint8_t, fernet_header> header_{};
  std::size_t header_size_ = 0;
  Bytes plain_ = Bytes(text_piece + 64);
};

/// The second pass: give(plaintext) in order, each piece after it was found to be what the first pass has verified.
template <class Give>
void reopen(const FernetKeyContexts& key, const Replay& in, bool lenient, Witness& witness, Context& context,
            const Give& give) {
  TokenReader reader(in, lenient);
  PieceOpener opener(key);
  const auto changed = [&] { return fail(Fault::io, "'{}' has changed while it was being decrypted", in.name()); };
  Opened piece;
  while ((piece.size = reader.read(piece.bytes.data())) > 0) {
    context.cancel.check();
    const ByteView bytes = ByteView(piece.bytes).first(piece.size);
    if (!witness.confirm(bytes)) throw changed();
    const ByteView plain = opener.open(bytes);
    context.progress.add(plain.size());
    give(plain);
  }
  const auto last = witness.finish() ? opener.finish() : std::nullopt;
  if (!last) throw changed();
  in.check_unchanged();
  give(*last);
}

/// Both passes in one, for output that nobody sees before it is committed: it vanishes when the token proves bad.
FernetInfo open_unseen(const std::vector<FernetKeyContexts>& keys, const Replay& in, io::Sink& out,
                       const FernetClock& clock, bool lenient, Context& context) {
  TokenReader reader(in, lenient);
  Landmarks landmarks;
  PieceOpener opener(keys.front());
  mac_begin(keys.front().mac);
  std::uint64_t written = 0;
  const auto read = [&](Opened& piece) {
    piece.size = reader.read(piece.bytes.data());
    const ByteView plain = opener.open(ByteView(piece.bytes).first(piece.size));
    out.write(plain);
    written += plain.size();
    return piece.size > 0;
  };
  const auto hash = [&](Opened& piece) {
    context.cancel.check();
    landmarks.add(ByteView(piece.bytes).first(piece.size));
    mac_add(keys.front().mac, ByteView(piece.bytes).first(piece.size));
    context.progress.add(piece.size);
  };
  pipeline<Opened>(std::min<std::size_t>(context.pool.size(), 2), read, [](Opened&) {}, hash);
  judge(keys, reader, in.name(), clock, landmarks.seen);
  const auto last = opener.finish();
  if (!last) throw wrong_padding(in.name());
  out.write(*last);
  landmarks.seen.info.bytes = written + last->size();
  return landmarks.seen.info;
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
  /// `plain` may be the beginning of `to` itself.
  void encrypt(ByteView plain, Sealed& to) {
    int size = 0;
    check(EVP_EncryptUpdate(key_.seal.get(), to.bytes.data(), &size, plain.data(), static_cast<int>(plain.size())),
          "encrypt");
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
  bool ended = false;
  const auto read = [&](Sealed& piece) {
    context.cancel.check();
    std::size_t filled = 0;
    while (!ended && filled < piece_size) {
      const std::size_t got = in.read(std::span(piece.bytes).first(piece_size).subspan(filled));
      ended = got == 0;
      filled += got;
    }
    if (filled == 0) return false;
    sealer.encrypt(ByteView(piece.bytes).first(filled), piece);
    wipe(std::span(piece.bytes).subspan(piece.size, filled - piece.size));  // the beginning of a block not yet full
    context.progress.add(filled);
    return true;
  };
  // The cipher is a chain and so is the MAC, but one thread can be a piece ahead of the other.
  pipeline<Sealed>(
      std::min<std::size_t>(context.pool.size(), 2), read, [](Sealed&) {}, [&](Sealed& piece) { sealer.write(piece); });
  sealer.finish();
}

FernetInfo Fernet::decrypt(const Replay& in, io::Sink& out, const FernetClock& clock, bool lenient, Context& context) {
  if (out.unseen_until_commit() && state_->keys.size() == 1)
    return open_unseen(state_->keys, in, out, clock, lenient, context);
  Witness witness(in.size());
  const Verified seen = verify(state_->keys, in, clock, lenient, context, &witness);
  reopen(state_->keys[seen.info.key], in, lenient, witness, context, [&](ByteView plain) { out.write(plain); });
  return seen.info;
}

FernetInfo Fernet::rotate(const Replay& in, io::Sink& out, bool lenient, Context& context) {
  Witness witness(in.size());
  const Verified seen = verify(state_->keys, in, {}, lenient, context, &witness);
  // Reading and writing may be under one key, and a context serves one message at a time: the reader gets its own.
  const FernetKeyContexts& old = state_->keys[seen.info.key];
  const FernetKeyContexts reading{nullptr, nullptr,
                                  CipherContext(check(EVP_CIPHER_CTX_new(), "make a cipher context"))};
  check(EVP_CIPHER_CTX_copy(reading.open.get(), old.open.get()), "copy a cipher context");
  TokenSealer sealer(state_->keys.front(), seen.info.created, nullptr, out);
  Sealed piece;
  piece.bytes.resize(text_piece + 64);
  reopen(reading, in, lenient, witness, context, [&](ByteView plain) {
    sealer.encrypt(plain, piece);
    sealer.write(piece);
  });
  sealer.finish();
  return seen.info;
}

FernetInfo Fernet::inspect(const Replay& in, const FernetClock& clock, bool lenient, Context& context) {
  return verify(state_->keys, in, clock, lenient, context, nullptr).info;
}

}  // namespace pytk::crypt
