#include "descriptor.hpp"

#include <cerrno>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <pytk/core/error.hpp>
#include <pytk/core/fault_injection.hpp>
#include <pytk/core/in_one_piece.hpp>
#include <pytk/core/wait.hpp>

namespace pytk::io {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = std::exchange(other.fd_, -1);
    owned_ = other.owned_;
  }
  return *this;
}

void Descriptor::reset() noexcept {
  if (fd_ >= 0 && owned_) ::close(fd_);
  fd_ = -1;
}

int Descriptor::close_checked() noexcept {
  const int fd = std::exchange(fd_, -1);
  if (fd < 0 || !owned_) return 0;
  const bool strikes = fault_injection::strikes();
  // close(2): after EINTR the descriptor is gone on Linux, so it is never retried.
  const int status = ::close(fd);
  if (strikes) return EIO;
  return status == 0 || errno == EINTR ? 0 : errno;
}

int open_descriptor(const char* path, int flags, unsigned mode) noexcept {
  if (fault_injection::strikes()) {
    errno = EMFILE;
    return -1;
  }
  for (;;) {
    const int fd = ::open(path, flags | O_CLOEXEC | O_NOCTTY, static_cast<mode_t>(mode));
    if (fd >= 0 || errno != EINTR) return fd;
  }
}

std::size_t read_some(int fd, std::span<std::uint8_t> out, std::string_view name, const Cancel* cancel) {
  if (cancel != nullptr) wait_readable(fd, cancel);
  for (;;) {
    ssize_t got = -1;
    if (fault_injection::strikes()) errno = EIO;
    else got = ::read(fd, out.data(), out.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno == EINTR) {
      Cancel{}.check();
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      wait_readable(fd, cancel);
    } else {
      throw fail_errno(errno, "cannot read " + quoted(name));
    }
  }
}

void write_all(int fd, ByteView bytes, std::string_view name) {
  const InOnePiece piece;
  while (!bytes.empty()) {
    ssize_t done = -1;
    if (fault_injection::strikes()) errno = ENOSPC;
    else done = ::write(fd, bytes.data(), bytes.size());
    if (done >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(done));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd watched{fd, POLLOUT, 0};
      (void)::poll(&watched, 1, -1);
    } else if (errno == EINTR) {
      Cancel{}.check();  // a reader that does not read must not keep us from stopping
    } else {
      throw fail_errno(errno, "cannot write " + quoted(name));
    }
  }
}

bool read_would_wait(int fd) noexcept {
  pollfd watched{fd, POLLIN, 0};
  return ::poll(&watched, 1, 0) == 0;
}

std::string quoted(std::string_view name) {
  if (name == "standard input" || name == "standard output" || name == "memory") return std::string(name);
  return "'" + std::string(name) + "'";
}

}  // namespace pytk::io
