// A file descriptor that closes itself, and system calls with retries, time-outs and fault injection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <pytk/core/bytes.hpp>
#include <pytk/core/cancel.hpp>

namespace pytk::io {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd, bool owned = true) noexcept : fd_(fd), owned_(owned) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)), owned_(other.owned_) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { reset(); }
  [[nodiscard]] int get() const noexcept { return fd_; }
  [[nodiscard]] bool valid() const noexcept { return fd_ >= 0; }
  void reset() noexcept;
  /// Closes and tells whether the kernel was content (0) or why not (errno).
  [[nodiscard]] int close_checked() noexcept;

 private:
  int fd_ = -1;
  bool owned_ = true;
};

/// open(2) with O_CLOEXEC, retried after signals; -1 and errno on failure.
[[nodiscard]] int open_descriptor(const char* path, int flags, unsigned mode = 0) noexcept;
/// Reads at most out.size() bytes, waits where it must; 0 is the end. Throws Fault::io, or Fault::interrupted through
/// `cancel`.
[[nodiscard]] std::size_t read_some(int fd, std::span<std::uint8_t> out, std::string_view name, const Cancel* cancel);
/// Writes everything or throws Fault::io or Fault::broken_pipe: "cannot write 'name': no space left on device".
void write_all(int fd, ByteView bytes, std::string_view name);
/// True if read() on fd would wait now.
[[nodiscard]] bool read_would_wait(int fd) noexcept;
/// 'name' in quotes, or "standard input" and the like as it is.
[[nodiscard]] std::string quoted(std::string_view name);

}  // namespace pytk::io
