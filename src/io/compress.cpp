#include "compress.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <string>

#include <zlib.h>
#include <zstd.h>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

namespace pytk::io {
namespace {

struct Ending { std::string_view text; Compression compression; };
constexpr std::array endings{Ending{".gz", Compression::gzip}, Ending{".zst", Compression::zstd},
                             Ending{".xz", Compression::xz}, Ending{".bz2", Compression::bzip2}};

const Ending* ending_of(std::string_view path) noexcept {
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b; };
  for (const Ending& ending : endings) {
    if (path.size() <= ending.text.size()) continue;
    const auto end = path.substr(path.size() - ending.text.size());
    if (std::equal(end.begin(), end.end(), ending.text.begin(), same)) return &ending;
  }
  return nullptr;
}

/// What a step of a compressor is to reach: take the input in, make all of it readable, or end the file.
enum class Until : std::uint8_t { taken, readable, ended };

class CompressingSink : public Sink {
 public:
  explicit CompressingSink(std::unique_ptr<Sink> inner) : inner_(std::move(inner)) {}
  using Sink::write;
  void write(ByteView bytes) final {
    while (!bytes.empty()) {
      const std::size_t part = std::min<std::size_t>(bytes.size(), UINT_MAX);
      run(bytes.first(part), Until::taken);
      bytes = bytes.subspan(part);
    }
  }
  void flush() final {
    run({}, Until::readable);
    inner_->flush();
  }
  void commit() final {
    run({}, Until::ended);
    inner_->commit();
  }
  [[nodiscard]] std::string_view name() const final { return inner_->name(); }
  [[nodiscard]] bool unseen_until_commit() const final { return inner_->unseen_until_commit(); }

 protected:
  virtual void run(ByteView in, Until until) = 0;
  void pass_on(std::size_t made) {
    if (made > 0) inner_->write(ByteView(out_).first(made));
  }
  std::array<std::uint8_t, 64U << 10U> out_{};

 private:
  std::unique_ptr<Sink> inner_;
};

class GzipSink final : public CompressingSink {
 public:
  // 15 window bits, + 16: a gzip header without a name or a time, so that the same input gives the same file.
  explicit GzipSink(std::unique_ptr<Sink> inner) : CompressingSink(std::move(inner)) {
    if (deflateInit2(&stream_, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
      throw fail(Fault::internal, "cannot start the gzip compressor");
  }
  ~GzipSink() override { deflateEnd(&stream_); }
  GzipSink(const GzipSink&) = delete;
  GzipSink& operator=(const GzipSink&) = delete;

 private:
  void run(ByteView in, Until until) override {
    constexpr std::array<int, 3> how{Z_NO_FLUSH, Z_SYNC_FLUSH, Z_FINISH};
    stream_.next_in = const_cast<Bytef*>(in.data());  // zlib's interface; it does not write there
    stream_.avail_in = static_cast<uInt>(in.size());
    int status = Z_OK;
    do {
      stream_.next_out = out_.data();
      stream_.avail_out = static_cast<uInt>(out_.size());
      status = deflate(&stream_, how[static_cast<std::size_t>(until)]);
      if (status == Z_STREAM_ERROR) throw fail(Fault::internal, "the gzip compressor lost its way");
      pass_on(out_.size() - stream_.avail_out);
    } while (stream_.avail_out == 0 || (until == Until::ended && status != Z_STREAM_END));
  }
  z_stream stream_{};
};

class ZstdSink final : public CompressingSink {
 public:
  explicit ZstdSink(std::unique_ptr<Sink> inner) : CompressingSink(std::move(inner)), stream_(ZSTD_createCCtx()) {
    if (stream_ == nullptr) throw fail(Fault::internal, "cannot start the zstd compressor");
    ZSTD_CCtx_setParameter(stream_, ZSTD_c_checksumFlag, 1);
  }
  ~ZstdSink() override { ZSTD_freeCCtx(stream_); }
  ZstdSink(const ZstdSink&) = delete;
  ZstdSink& operator=(const ZstdSink&) = delete;

 private:
  void run(ByteView in, Until until) override {
    constexpr std::array<ZSTD_EndDirective, 3> how{ZSTD_e_continue, ZSTD_e_flush, ZSTD_e_end};
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    for (;;) {
      ZSTD_outBuffer to{out_.data(), out_.size(), 0};
      const std::size_t left = ZSTD_compressStream2(stream_, &to, &from, how[static_cast<std::size_t>(until)]);
      if (ZSTD_isError(left) != 0U) throw fail(Fault::internal, "the zstd compressor: {}", ZSTD_getErrorName(left));
      pass_on(to.pos);
      if (until == Until::taken ? from.pos == from.size : left == 0) return;
    }
  }
  ZSTD_CCtx* stream_;
};

}  // namespace

Compression compression_of_name(std::string_view path) noexcept {
  const Ending* ending = ending_of(path);
  return ending == nullptr ? Compression::none : ending->compression;
}

std::string_view without_compression(std::string_view path) noexcept {
  const Ending* ending = ending_of(path);
  return ending == nullptr ? path : path.substr(0, path.size() - ending->text.size());
}

std::unique_ptr<Sink> compressed(std::unique_ptr<Sink> inner, Compression compression) {
  if (compression == Compression::gzip) return std::make_unique<GzipSink>(std::move(inner));
  if (compression == Compression::zstd) return std::make_unique<ZstdSink>(std::move(inner));
  return inner;
}

}  // namespace pytk::io
