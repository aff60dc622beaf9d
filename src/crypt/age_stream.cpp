// The payload of age files: 64 KiB chunks, each with its own tag, counted and with the last one marked.
#include <algorithm>
#include <array>

#include <pytk/core/number.hpp>
#include <pytk/core/random.hpp>

#include "age_header.hpp"
#include "armor.hpp"
#include "derive.hpp"
#include "evp.hpp"
#include "pipeline.hpp"
#include "replay.hpp"

namespace pytk::crypt {
namespace {

constexpr std::size_t chunk_size = 64U << 10U, tag_size = 16, sealed_size = chunk_size + tag_size, nonce_size = 16;

/// One thread's cipher under the payload key.
class ChunkCipher {
 public:
  ChunkCipher(const EVP_CIPHER* cipher, const Secret& key, bool seal)
      : context_(check(EVP_CIPHER_CTX_new(), "make a cipher context")) {
    check(EVP_CipherInit_ex2(context_.get(), cipher, key.view().data(), nullptr, seal ? 1 : 0, nullptr),
          "key a cipher");
  }
  void seal(std::uint64_t index, bool last, ByteView plain, std::uint8_t* out) const {
    start(index, last);
    int size = 0;
    check(EVP_EncryptUpdate(context_.get(), out, &size, plain.data(), static_cast<int>(plain.size())), "encrypt");
    check(EVP_EncryptFinal_ex(context_.get(), out + size, &size), "encrypt");
    check(EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, out + plain.size()), "read a tag");
  }
  /// False when the tag is wrong; `sealed` has at least tag_size bytes.
  [[nodiscard]] bool open(std::uint64_t index, bool last, std::span<std::uint8_t> sealed, std::uint8_t* out) const {
    start(index, last);
    const std::size_t body = sealed.size() - tag_size;
    int size = 0;
    check(EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, sealed.data() + body), "set a tag");
    check(EVP_DecryptUpdate(context_.get(), out, &size, sealed.data(), static_cast<int>(body)), "decrypt");
    if (EVP_DecryptFinal_ex(context_.get(), out + size, &size) == 1) return true;
    (void)last_reason();
    return false;
  }

 private:
  void start(std::uint64_t index, bool last) const {
    std::array<std::uint8_t, 12> nonce{};  // 11 bytes of counter, one that marks the last chunk
    store_be<std::uint64_t>(nonce.data() + 3, index);
    nonce[11] = last ? 1 : 0;
    check(EVP_CipherInit_ex2(context_.get(), nullptr, nullptr, nonce.data(), -1, nullptr), "start a cipher");
  }
  CipherContext context_;
};

struct Chunk {
  Bytes plain = Bytes(chunk_size + tag_size), sealed = Bytes(sealed_size);
  std::size_t size = 0;  ///< of the input side
  std::uint64_t index = 0;
  bool last = false;
  bool trailing = false;    ///< authentic and marked as the last, but more follows
  bool unfinished = false;  ///< authentic and not marked as the last, but nothing follows
  std::unique_ptr<ChunkCipher> cipher;
};

Cipher fetch_cipher() {
  return Cipher(check(EVP_CIPHER_fetch(nullptr, "ChaCha20-Poly1305", nullptr), "find ChaCha20-Poly1305"));
}
Secret payload_key(const Secret& file_key, ByteView nonce) {
  return hkdf_sha256(file_key.view(), nonce, "payload", 32);
}

/// Cuts a source into pieces and knows which one is the last, by reading one byte ahead.
class PieceReader {
 public:
  explicit PieceReader(io::Source& in, ByteView already = {}) : in_(in), already_(already.begin(), already.end()) {}
  std::size_t read(std::span<std::uint8_t> out) {
    std::size_t filled = 0;
    if (ahead_ >= 0) out[filled++] = static_cast<std::uint8_t>(ahead_);
    ahead_ = -1;
    filled += take(out.subspan(filled));
    std::uint8_t next = 0;
    if (filled == out.size() && take({&next, 1}) == 1) ahead_ = next;
    return filled;
  }
  [[nodiscard]] bool ended() const noexcept { return ahead_ < 0; }

 private:
  std::size_t take(std::span<std::uint8_t> out) {
    std::size_t filled = std::min(out.size(), already_.size() - used_);
    std::copy_n(already_.begin() + static_cast<std::ptrdiff_t>(used_), filled, out.begin());
    used_ += filled;
    while (!ended_ && filled < out.size()) {
      const std::size_t got = in_.read(out.subspan(filled));
      ended_ = got == 0;
      filled += got;
    }
    return filled;
  }
  io::Source& in_;
  Bytes already_;
  std::size_t used_ = 0;
  int ahead_ = -1;
  bool ended_ = false;
};

Error changed(std::string_view name) {
  return fail(Fault::refused, "cannot open '{}': its content was changed or cut short", name);
}

/// Opens one chunk; a last chunk must not be empty unless it is the only one.
void open_chunk(Chunk& chunk, std::string_view name) {
  const std::span<std::uint8_t> sealed = std::span(chunk.sealed).first(chunk.size);
  if (chunk.size < tag_size || (chunk.size == tag_size && chunk.index > 0)) throw changed(name);
  if (chunk.cipher->open(chunk.index, chunk.last, sealed, chunk.plain.data())) return;
  // A full chunk with the other mark is authentic all the same: something was added behind it, or cut off.
  if (chunk.size != sealed_size || !chunk.cipher->open(chunk.index, !chunk.last, sealed, chunk.plain.data()))
    throw changed(name);
  chunk.trailing = !chunk.last;
  chunk.unfinished = chunk.last;
}

/// Opens a whole payload; give() gets the plaintext in order.
template <class Give>
void open_payload(io::Source& in, const Identities& identities, Context& context, const Give& give) {
  begin();
  const auto binary = unarmored(in);
  HeaderReader header_reader(*binary);
  const AgeHeader header = header_reader.read();
  const Secret file_key = file_key_of(header, identities, in.name());
  PieceReader reader(*binary, header_reader.rest());
  std::array<std::uint8_t, nonce_size> nonce;
  if (reader.read(nonce) != nonce.size() || reader.ended()) throw changed(in.name());
  const Secret key = payload_key(file_key, nonce);
  const Cipher cipher = fetch_cipher();
  std::uint64_t next = 0;
  bool ended = false;
  const auto read = [&](Chunk& chunk) {
    context.cancel.check();
    if (ended) return false;
    chunk.size = reader.read(chunk.sealed);
    chunk.index = next++;
    chunk.trailing = chunk.unfinished = false;
    chunk.last = ended = reader.ended();
    return true;
  };
  const auto open = [&](Chunk& chunk) {
    if (!chunk.cipher) chunk.cipher = std::make_unique<ChunkCipher>(cipher.get(), key, false);
    open_chunk(chunk, in.name());
  };
  const auto write = [&](Chunk& chunk) {
    give(ByteView(chunk.plain).first(chunk.size - tag_size));
    context.progress.add(chunk.size);
    if (chunk.trailing) throw fail(Fault::refused, "cannot open '{}': something follows its end", in.name());
    if (chunk.unfinished) throw fail(Fault::refused, "cannot open '{}': it is cut short", in.name());
  };
  pipeline<Chunk>(context.pool.size(), read, open, write);
}

/// A Replay from its start as a source.
class ReplaySource final : public io::Source {
 public:
  explicit ReplaySource(const Replay& in) : in_(in) {}
  std::size_t read(std::span<std::uint8_t> out) override {
    const std::size_t got = in_.read_at(at_, out);
    at_ += got;
    return got;
  }
  std::string_view name() const override { return in_.name(); }

 private:
  const Replay& in_;
  std::uint64_t at_ = 0;
};

/// The parts of plaintext [from, to) that lie in the wanted range.
ByteView clipped(ByteView plain, std::uint64_t from, std::uint64_t begin, std::uint64_t end) {
  const std::uint64_t first = std::clamp(begin, from, from + plain.size()),
                      last = std::clamp(end, from, from + plain.size());
  return plain.subspan(static_cast<std::size_t>(first - from),
                       static_cast<std::size_t>(last > first ? last - first : 0));
}

Error after_the_end(std::uint64_t size) {
  return fail(Fault::usage, "the range begins after the end: the content has {} bytes", size);
}

void open_armored_range(const Replay& in, io::Sink& out, const Identities& identities, std::uint64_t begin,
                        std::uint64_t end, Context& context) {
  ReplaySource source(in);
  std::uint64_t at = 0;
  open_payload(source, identities, context, [&](ByteView plain) {
    out.write(clipped(plain, at, begin, end));
    at += plain.size();
  });
  if (begin > at) throw after_the_end(at);
}

}  // namespace

void seal(io::Source& in, io::Sink& out, const Recipients& recipients, bool armor, Context& context) {
  begin();
  const bool alone = std::any_of(recipients.begin(), recipients.end(), [](const auto& r) { return r->alone(); });
  if (recipients.empty())
    throw fail(Fault::usage, "nobody to seal for").hint("-r age1..., -R FILE or --passphrase-from SRC");
  if (alone && recipients.size() > 1) throw fail(Fault::usage, "a passphrase cannot be combined with recipients");
  Secret file_key(file_key_size);
  secure_random(file_key.writable());
  std::vector<Stanza> stanzas;
  for (const auto& recipient : recipients) stanzas.push_back(recipient->wrap(file_key));
  std::array<std::uint8_t, nonce_size> nonce;
  secure_random(nonce);
  std::optional<ArmorWriter> text;
  if (armor) text.emplace(out);
  const auto put = [&](ByteView bytes) { text ? text->write(bytes) : out.write(bytes); };
  put(bytes_of(show_header(stanzas, file_key)));
  put(nonce);
  const Secret key = payload_key(file_key, nonce);
  const Cipher cipher = fetch_cipher();
  PieceReader reader(in);
  std::uint64_t next = 0;
  bool ended = false;
  const auto read = [&](Chunk& chunk) {
    context.cancel.check();
    if (ended) return false;
    chunk.size = reader.read(std::span(chunk.plain).first(chunk_size));
    chunk.index = next++;
    chunk.last = ended = reader.ended();
    return true;
  };
  const auto close = [&](Chunk& chunk) {
    if (!chunk.cipher) chunk.cipher = std::make_unique<ChunkCipher>(cipher.get(), key, true);
    chunk.cipher->seal(chunk.index, chunk.last, ByteView(chunk.plain).first(chunk.size), chunk.sealed.data());
  };
  const auto write = [&](Chunk& chunk) {
    put(ByteView(chunk.sealed).first(chunk.size + tag_size));
    context.progress.add(chunk.size);
  };
  pipeline<Chunk>(context.pool.size(), read, close, write);
  if (text) text->finish();
}

void open_sealed(io::Source& in, io::Sink& out, const Identities& identities, Context& context) {
  open_payload(in, identities, context, [&](ByteView plain) { out.write(plain); });
}

void open_verified(const Replay& in, io::Sink& out, const Identities& identities, Context& context) {
  ReplaySource first(in), second(in);
  open_payload(first, identities, context, [](ByteView) {});
  in.check_unchanged();
  open_payload(second, identities, context, [&](ByteView plain) { out.write(plain); });
}

void open_range(const Replay& in, io::Sink& out, const Identities& identities, const OpenRange& range,
                Context& context) {
  begin();
  const std::uint64_t end =
      range.length && range.offset + *range.length >= range.offset ? range.offset + *range.length : ~std::uint64_t{0};
  Bytes head(2048);
  head.resize(in.read_at(0, head));
  if (begins_armor(head)) return open_armored_range(in, out, identities, range.offset, end, context);
  ReplaySource source(in);
  HeaderReader header_reader(source);
  const AgeHeader header = header_reader.read();
  const Secret file_key = file_key_of(header, identities, in.name());
  std::array<std::uint8_t, nonce_size> nonce;
  if (in.read_at(header.size, nonce) != nonce.size()) throw changed(in.name());
  const Secret key = payload_key(file_key, nonce);
  const std::uint64_t payload = header.size + nonce.size(), bytes = in.size() - payload;
  const std::uint64_t chunks = (bytes + sealed_size - 1) / sealed_size;
  if (chunks == 0) throw changed(in.name());
  const Cipher cipher = fetch_cipher();
  const auto load = [&](Chunk& chunk, std::uint64_t index) {
    if (!chunk.cipher) chunk.cipher = std::make_unique<ChunkCipher>(cipher.get(), key, false);
    chunk.index = index;
    chunk.last = index + 1 == chunks;
    chunk.size = in.read_at(payload + index * sealed_size, chunk.sealed);
    open_chunk(chunk, in.name());
    if (chunk.trailing || chunk.unfinished) throw changed(in.name());
  };
  // The last chunk first: if it is authentic, the file has the length it seems to have.
  const std::uint64_t size = bytes - chunks * tag_size;
  Chunk last;
  load(last, chunks - 1);
  if (range.offset > size) throw after_the_end(size);
  const std::uint64_t stop = std::min(end, size);
  std::uint64_t next = range.offset / chunk_size;
  const auto read = [&](Chunk& chunk) {
    context.cancel.check();
    chunk.index = next++;
    return chunk.index * chunk_size < stop;
  };
  const auto write = [&](Chunk& chunk) {
    const std::uint64_t from = chunk.index * chunk_size;
    out.write(clipped(ByteView(chunk.plain).first(chunk.size - tag_size), from, range.offset, stop));
  };
  pipeline<Chunk>(context.pool.size(), read, [&](Chunk& chunk) { load(chunk, chunk.index); }, write);
}

}  // namespace pytk::crypt
