// Where bytes come from: a path, "-" (standard input) or an http(s) URL; gzip, zstd, xz and bzip2 are seen by their
// first bytes and decompressed as they stream (concatenated members too).
//   auto source = io::Source::open("log.csv.gz");  while (auto n = source->read(buffer)) ...
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <pytk/core/bytes.hpp>
#include <pytk/core/cancel.hpp>

namespace pytk::io {

struct OpenOptions {
  bool decompress = true;
  bool map = true;                      ///< map plain regular files, so that mapped() has something
  std::uint64_t max_bytes = 0;          ///< stop with Fault::data after so many decompressed bytes (0: no limit)
  std::int64_t timeout = 10'000'000'000;  ///< nanoseconds without progress, for URLs
  Cancel* cancel = nullptr;
};

/// One stream of bytes. read() throws Error (io, network, data for damaged compression), 0 means the end.
class Source {
 public:
  virtual ~Source() = default;
  /// Throws Fault::io when it cannot be opened, with the reason; a directory is an error.
  static std::unique_ptr<Source> open(std::string_view where, const OpenOptions& options = {});
  /// A source over memory that the caller keeps alive.
  static std::unique_ptr<Source> of(ByteView bytes, std::string name);
  [[nodiscard]] virtual std::size_t read(std::span<std::uint8_t> out) = 0;
  /// The whole content when it is a plain mapped file (position 0 only), else empty.
  [[nodiscard]] virtual ByteView mapped() const { return {}; }
  /// True if the next read() may wait (a pipe or socket with nothing in it): flush before you read.
  [[nodiscard]] virtual bool would_block() const { return false; }
  /// The name for messages: the path, the URL, or "standard input".
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Reads everything, at most `limit` bytes (Fault::data beyond).
  [[nodiscard]] std::string read_all(std::uint64_t limit = 1ULL << 30U);
};

/// Lines of a source with their numbers; a line ends at LF, CR LF is stripped, a last line without LF counts.
class LineReader {
 public:
  explicit LineReader(Source& source, std::size_t longest = 64U << 20U);
  /// False at the end. The view holds until the next call. Throws Fault::data when a line is longer than allowed.
  [[nodiscard]] bool next(std::string_view& line);
  [[nodiscard]] std::int64_t number() const noexcept { return number_; }

 private:
  Source& source_;
  std::string buffer_;
  std::size_t begin_ = 0, end_ = 0, longest_;
  std::int64_t number_ = 0;
  bool ended_ = false;
};

}  // namespace pytk::io
