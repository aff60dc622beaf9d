#include "replay.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pytk/core/error.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/io/source.hpp>

namespace pytk::crypt {
namespace {

constexpr std::size_t spool_in_memory = 16U << 20U;

std::size_t read_file_at(int fd, std::uint64_t offset, std::span<std::uint8_t> out, const std::string& name) {
  std::size_t filled = 0;
  while (filled < out.size()) {
    const ssize_t got = ::pread(fd, out.data() + filled, out.size() - filled, static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw fail_errno(errno, "cannot read '" + name + "'");
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

void write_all(int fd, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) throw fail_errno(errno, "cannot write the temporary file for the input");
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
}

}  // namespace

Replay::Replay(std::string_view where, Cancel& cancel) : name_(where == "-" ? "standard input" : where) {
  const bool remote = where.starts_with("http://") || where.starts_with("https://");
  struct stat status {};
  if (where == "-") {
    fd_ = 0;
  } else if (!remote) {
    fd_ = ::open(name_.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd_ < 0) throw fail_errno(errno, "cannot open '" + name_ + "'");
    owned_ = true;
  }
  // An empty one may be a file of /proc, whose size says nothing.
  if (fd_ >= 0 && ::fstat(fd_, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
    const off_t at = where == "-" ? ::lseek(fd_, 0, SEEK_CUR) : 0;
    start_ = at < 0 ? 0 : static_cast<std::uint64_t>(at);
    const auto whole = static_cast<std::uint64_t>(status.st_size);
    size_ = whole > start_ ? whole - start_ : 0;
    in_place_ = true;
    remember();
    return;
  }
  spool(where, cancel);
}

Replay::~Replay() {
  if (owned_) ::close(fd_);
}

void Replay::spool(std::string_view where, Cancel& cancel) {
  const auto source = io::Source::open(where, {.decompress = false, .map = false, .cancel = &cancel});
  std::uint8_t piece[64U << 10U];
  while (const std::size_t got = source->read(piece)) {
    cancel.check();
    const ByteView bytes(piece, got);
    const std::size_t kept = std::min(got, spool_in_memory - memory_.size());
    memory_.insert(memory_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(kept));
    if (kept < got) {
      if (!overflow_) overflow_ = std::make_unique<io::TemporaryFile>();
      write_all(overflow_->fd(), bytes.subspan(kept));
    }
    size_ += got;
  }
}

std::size_t Replay::read_at(std::uint64_t offset, std::span<std::uint8_t> out) const {
  if (in_place_) {
    const std::uint64_t left = offset < size_ ? size_ - offset : 0;
    return read_file_at(fd_, start_ + offset, out.first(std::min<std::uint64_t>(out.size(), left)), name_);
  }
  std::size_t filled = 0;
  if (offset < memory_.size()) {
    filled = std::min<std::size_t>(out.size(), memory_.size() - offset);
    std::copy_n(memory_.begin() + static_cast<std::ptrdiff_t>(offset), filled, out.begin());
  }
  if (filled < out.size() && overflow_)
    filled += read_file_at(overflow_->fd(), offset + filled - memory_.size(), out.subspan(filled), name_);
  return filled;
}

void Replay::remember() {
  struct stat status {};
  if (::fstat(fd_, &status) != 0) throw fail_errno(errno, "cannot look at '" + name_ + "'");
  changed_[0] = status.st_mtim.tv_sec;
  changed_[1] = status.st_mtim.tv_nsec;
  inode_ = status.st_ino;
}

void Replay::check_unchanged() const {
  if (!in_place_) return;
  struct stat status {};
  const bool same = ::fstat(fd_, &status) == 0 && static_cast<std::uint64_t>(status.st_size) == start_ + size_ &&
                    status.st_mtim.tv_sec == changed_[0] && status.st_mtim.tv_nsec == changed_[1] &&
                    status.st_ino == inode_;
  if (!same) throw fail(Fault::io, "'{}' has changed while it was being read", name_);
}

}  // namespace pytk::crypt
