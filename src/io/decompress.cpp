#include "decompress.hpp"

#include <algorithm>
#include <array>
#include <climits>

#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <pytk/core/error.hpp>

namespace pytk::io {
namespace {

// What a decoder may take for its window and tables; xz -9 needs 65 MiB, zstd --ultra -22 needs 128 MiB.
constexpr std::uint64_t most_memory = 192U << 20U;
constexpr int most_window_log = 27;

Error damaged(std::string_view why) { return fail(Fault::data, "{}", why); }

class Gzip final : public Decoder {
 public:
  // 15 window bits, + 16: a gzip header and trailer, whose CRC zlib checks.
  Gzip() {
    if (inflateInit2(&stream_, 15 + 16) != Z_OK) throw fail(Fault::internal, "cannot start the gzip decompressor");
  }
  ~Gzip() override { inflateEnd(&stream_); }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;
  Step run(ByteView in, std::span<std::uint8_t> out) override {
    const auto in_size = static_cast<uInt>(std::min<std::size_t>(in.size(), UINT_MAX));
    const auto out_size = static_cast<uInt>(std::min<std::size_t>(out.size(), UINT_MAX));
    stream_.next_in = const_cast<Bytef*>(in.data());  // zlib's interface; it does not write there
    stream_.avail_in = in_size;
    stream_.next_out = out.data();
    stream_.avail_out = out_size;
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_MEM_ERROR) throw fail(Fault::io, "out of memory");
    if (status == Z_NEED_DICT) throw damaged("it needs a preset dictionary");
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
      throw damaged(stream_.msg != nullptr ? stream_.msg : "invalid data");
    return {in_size - stream_.avail_in, out_size - stream_.avail_out, status == Z_STREAM_END};
  }
  void restart() override { inflateReset(&stream_); }

 private:
  z_stream stream_{};
};

class Zstd final : public Decoder {
 public:
  Zstd() : stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr) throw fail(Fault::internal, "cannot start the zstd decompressor");
    ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, most_window_log);
  }
  ~Zstd() override { ZSTD_freeDStream(stream_); }
  Zstd(const Zstd&) = delete;
  Zstd& operator=(const Zstd&) = delete;
  Step run(ByteView in, std::span<std::uint8_t> out) override {
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const std::size_t status = ZSTD_decompressStream(stream_, &to, &from);
    if (ZSTD_isError(status) != 0U) throw damaged(ZSTD_getErrorName(status));
    return {from.pos, to.pos, status == 0};
  }
  void restart() override { ZSTD_DCtx_reset(stream_, ZSTD_reset_session_only); }

 private:
  ZSTD_DStream* stream_;
};

class Xz final : public Decoder {
 public:
  Xz() { restart(); }
  ~Xz() override { lzma_end(&stream_); }
  Xz(const Xz&) = delete;
  Xz& operator=(const Xz&) = delete;
  Step run(ByteView in, std::span<std::uint8_t> out) override {
    stream_.next_in = in.data();
    stream_.avail_in = in.size();
    stream_.next_out = out.data();
    stream_.avail_out = out.size();
    const lzma_ret status = lzma_code(&stream_, LZMA_RUN);
    if (status != LZMA_OK && status != LZMA_STREAM_END && status != LZMA_BUF_ERROR) throw damaged(words(status));
    return {in.size() - stream_.avail_in, out.size() - stream_.avail_out, status == LZMA_STREAM_END};
  }
  void restart() override {
    if (lzma_stream_decoder(&stream_, most_memory, 0) != LZMA_OK)
      throw fail(Fault::internal, "cannot start the xz decompressor");
  }

 private:
  static std::string_view words(lzma_ret status) {
    switch (status) {
      case LZMA_FORMAT_ERROR: return "not xz data";
      case LZMA_OPTIONS_ERROR: return "it uses options that are not supported";
      case LZMA_MEMLIMIT_ERROR: return "it needs more than 192 MiB to decompress";
      case LZMA_MEM_ERROR: return "out of memory";
      default: return "invalid data";
    }
  }
  lzma_stream stream_ = LZMA_STREAM_INIT;
};

class Bzip2 final : public Decoder {
 public:
  Bzip2() { start(); }
  ~Bzip2() override { BZ2_bzDecompressEnd(&stream_); }
  Bzip2(const Bzip2&) = delete;
  Bzip2& operator=(const Bzip2&) = delete;
  Step run(ByteView in, std::span<std::uint8_t> out) override {
    const auto in_size = static_cast<unsigned>(std::min<std::size_t>(in.size(), UINT_MAX));
    const auto out_size = static_cast<unsigned>(std::min<std::size_t>(out.size(), UINT_MAX));
    stream_.next_in = const_cast<char*>(reinterpret_cast<const char*>(in.data()));  // not written to
    stream_.avail_in = in_size;
    stream_.next_out = reinterpret_cast<char*>(out.data());
    stream_.avail_out = out_size;
    const int status = BZ2_bzDecompress(&stream_);
    if (status != BZ_OK && status != BZ_STREAM_END)
      throw damaged(status == BZ_DATA_ERROR ? "a block's checksum is wrong" : "invalid data");
    return {in_size - stream_.avail_in, out_size - stream_.avail_out, status == BZ_STREAM_END};
  }
  void restart() override {
    BZ2_bzDecompressEnd(&stream_);
    start();
  }

 private:
  void start() {
    stream_ = {};
    if (BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK)
      throw fail(Fault::internal, "cannot start the bzip2 decompressor");
  }
  bz_stream stream_{};
};

class DecompressedSource final : public Source {
 public:
  DecompressedSource(std::unique_ptr<Source> inner, Compression compression)
      : inner_(std::move(inner)), compression_(compression), decoder_(make_decoder(compression)),
        input_(64U << 10U) {}

  std::size_t read(std::span<std::uint8_t> out) override {
    if (out.empty()) return 0;
    while (!finished_) {
      if (begin_ == end_ && !input_ended_) refill();
      if (between_members_ && !next_member()) return 0;
      const auto step = run(out);
      begin_ += step.taken;
      if (step.member_ended) between_members_ = true;
      if (step.made > 0) return step.made;
      // No progress: nothing is left, or the decoder refuses what is there.
      if (!step.member_ended && step.taken == 0 && (input_ended_ || begin_ != end_))
        throw damage("it ends in the middle");
    }
    return 0;
  }
  [[nodiscard]] bool would_block() const override { return begin_ == end_ && !input_ended_ && inner_->would_block(); }
  [[nodiscard]] std::string_view name() const override { return inner_->name(); }

 private:
  [[nodiscard]] ByteView input() const { return ByteView(input_).subspan(begin_, end_ - begin_); }

  Error damage(std::string_view why) const {
    return fail(Fault::data, "cannot decompress '{}': damaged {} data: {}", name(), compression_name(compression_),
                why);
  }
  Decoder::Step run(std::span<std::uint8_t> out) {
    try {
      return decoder_->run(input(), out);
    } catch (const Error& error) {
      if (error.fault() != Fault::data) throw;
      throw damage(error.what_happened());
    }
  }
  // Keeps what is there, so that a magic number can be seen whole.
  void refill() {
    std::copy(input_.begin() + static_cast<std::ptrdiff_t>(begin_), input_.begin() + static_cast<std::ptrdiff_t>(end_),
              input_.begin());
    end_ -= begin_;
    begin_ = 0;
    const auto got = inner_->read(std::span(input_).subspan(end_));
    if (got == 0) input_ended_ = true;
    end_ += got;
  }
  // Between two members: zero padding is skipped (tapes, xz's stream padding), another member begins, or the end.
  bool next_member() {
    for (;;) {
      while (begin_ < end_ && input_[begin_] == 0) ++begin_;
      if (end_ - begin_ >= longest_magic || input_ended_) break;
      refill();
    }
    if (begin_ == end_) {
      finished_ = true;
      return false;
    }
    if (compression_of(input()) != compression_ && !is_skippable_zstd())
      throw damage("other bytes follow the compressed data");
    decoder_->restart();
    between_members_ = false;
    return true;
  }
  // RFC 8878 3.1.2: skippable frames have the magic 0x184D2A50 to 0x184D2A5F.
  [[nodiscard]] bool is_skippable_zstd() const {
    const auto bytes = input();
    return compression_ == Compression::zstd && bytes.size() >= 4 && (bytes[0] & 0xF0U) == 0x50 && bytes[1] == 0x2A &&
           bytes[2] == 0x4D && bytes[3] == 0x18;
  }

  std::unique_ptr<Source> inner_;
  Compression compression_;
  std::unique_ptr<Decoder> decoder_;
  Bytes input_;
  std::size_t begin_ = 0, end_ = 0;
  bool input_ended_ = false, between_members_ = false, finished_ = false;
};

}  // namespace

Compression compression_of(ByteView first) noexcept {
  const auto begins = [first](auto... wanted) {
    const std::array<std::uint8_t, sizeof...(wanted)> magic{static_cast<std::uint8_t>(wanted)...};
    return first.size() >= magic.size() && std::equal(magic.begin(), magic.end(), first.begin());
  };
  if (begins(0x1F, 0x8B, 0x08)) return Compression::gzip;
  if (begins(0x28, 0xB5, 0x2F, 0xFD)) return Compression::zstd;
  if (begins(0xFD, '7', 'z', 'X', 'Z', 0)) return Compression::xz;
  // "BZh", the block size '1' to '9', then pi for a block or sqrt(pi) for the end of an empty file.
  if (begins('B', 'Z', 'h') && first.size() >= 6 && first[3] >= '1' && first[3] <= '9' &&
      ((first[4] == 0x31 && first[5] == 0x41) || (first[4] == 0x17 && first[5] == 0x72)))
    return Compression::bzip2;
  return Compression::none;
}

std::string_view compression_name(Compression compression) noexcept {
  switch (compression) {
    case Compression::gzip: return "gzip";
    case Compression::zstd: return "zstd";
    case Compression::xz: return "xz";
    case Compression::bzip2: return "bzip2";
    case Compression::none: break;
  }
  return "plain";
}

std::unique_ptr<Decoder> make_decoder(Compression compression) {
  switch (compression) {
    case Compression::gzip: return std::make_unique<Gzip>();
    case Compression::zstd: return std::make_unique<Zstd>();
    case Compression::xz: return std::make_unique<Xz>();
    case Compression::bzip2: return std::make_unique<Bzip2>();
    case Compression::none: break;
  }
  throw fail(Fault::internal, "no decompressor for plain data");
}

std::unique_ptr<Source> decompressed(std::unique_ptr<Source> inner, Compression compression) {
  return std::make_unique<DecompressedSource>(std::move(inner), compression);
}

}  // namespace pytk::io
