#include "packet/window.hpp"

#include <algorithm>
#include <cstring>

#include <sys/mman.h>

namespace pytk::packet {

void Window::prepare() noexcept {
  constexpr std::size_t page = 4096;
  const std::size_t before = reinterpret_cast<std::uintptr_t>(at_) % page;
  const std::size_t rest = left() + before, size = std::min(rest, stretch);
#ifdef MADV_POPULATE_READ
  // Linux 5.14; older kernels refuse, and pages come as they are touched.
  if (size > 0) (void)::madvise(const_cast<std::uint8_t*>(at_ - before), size, MADV_POPULATE_READ);
#endif
  ready_ = size == rest ? everything : size - before;
}

bool Window::refill(std::size_t size) {
  constexpr std::size_t block = 256U << 10U;
  while (left() < size && !ended_) {
    const std::size_t kept = left();
    // Grow by what is really there, never by what a hostile length field promises.
    const std::size_t wanted = std::max(block, std::min(size, kept * 2 + block));
    if (buffer_.size() < wanted || at_ == nullptr) {
      Bytes larger(std::max(wanted, buffer_.size()));
      if (kept > 0) std::memcpy(larger.data(), at_, kept);
      buffer_.swap(larger);
    } else if (kept > 0) {
      std::memmove(buffer_.data(), at_, kept);
    }
    at_ = buffer_.data();
    const std::size_t got = source_.read({buffer_.data() + kept, buffer_.size() - kept});
    if (got == 0) ended_ = true;
    end_ = at_ + kept + got;
  }
  return left() >= size;
}

bool Window::skip_far(std::uint64_t size) {
  while (size > left()) {
    size -= left();
    skip(left());
    if (!need(1)) return false;
  }
  skip(static_cast<std::size_t>(size));
  return true;
}

}  // namespace pytk::packet
