// Where bytes go. A regular file appears only when it is whole: it is written beside and renamed by commit().
//   auto sink = io::Sink::open("out.csv");  sink->write(text);  sink->commit();
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <pytk/core/bytes.hpp>

namespace pytk::io {

struct SinkOptions {
  bool force = false;  ///< overwrite without asking where the caller refuses by default; binary to a terminal
  bool exclusive = false;          ///< refuse to replace an existing file (secrets) unless force
  bool binary = false;             ///< never to a terminal unless force
  bool compress_by_name = false;   ///< .gz and .zst are compressed; .xz and .bz2, which are only read, are refused
  unsigned mode = 0666;            ///< before umask; 0600 for secrets
  std::size_t buffer = 256U << 10U;
};

/// A buffered stream of bytes. write() and commit() throw Fault::io ("cannot write 'x': no space left on device") or
/// Fault::broken_pipe. The destructor without commit() leaves no trace of a regular file.
class Sink {
 public:
  virtual ~Sink() = default;
  /// "-" is standard output. Pipes and devices are written directly, regular files atomically.
  static std::unique_ptr<Sink> open(std::string_view where, const SinkOptions& options = {});
  /// A sink that appends to `out`, for tests and in-memory work.
  static std::unique_ptr<Sink> to(std::string& out);
  virtual void write(ByteView bytes) = 0;
  void write(std::string_view text) { write(bytes_of(text)); }
  /// Hands what is buffered to the kernel (a pipe's reader sees it now).
  virtual void flush() = 0;
  /// Flushes, syncs, closes and renames; checks every step. After it nothing may be written.
  virtual void commit() = 0;
  [[nodiscard]] virtual std::string_view name() const = 0;
  [[nodiscard]] virtual bool is_terminal() const { return false; }
  /// True for a regular file: what was written appears with commit(), or never.
  [[nodiscard]] virtual bool unseen_until_commit() const { return false; }
};

/// Throws Fault::usage when `input` and `output` are the same file (device and inode, through links).
void refuse_same_file(std::string_view input, std::string_view output);

/// A file without a name (O_TMPFILE, or created and unlinked) for spooling; closes itself.
class TemporaryFile {
 public:
  TemporaryFile();
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] int fd() const noexcept { return fd_; }

 private:
  int fd_ = -1;
};

}  // namespace pytk::io
