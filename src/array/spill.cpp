#include "spill.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sys/mman.h>
#include <unistd.h>

#include <pytk/core/error.hpp>

namespace pytk::array {
namespace {

constexpr std::size_t buffered = 1U << 15U;

}  // namespace

Spill::Spill() { buffer_.reserve(buffered); }
Spill::~Spill() {
  if (mapping_ != nullptr) ::munmap(mapping_, written_ * sizeof(double));
}

void Spill::add(std::span<const double> values) {
  while (!values.empty()) {
    const auto n = std::min(values.size(), buffered - buffer_.size());
    buffer_.insert(buffer_.end(), values.begin(), values.begin() + static_cast<std::ptrdiff_t>(n));
    values = values.subspan(n);
    if (buffer_.size() == buffered) flush();
  }
}

void Spill::flush() {
  const auto* at = reinterpret_cast<const char*>(buffer_.data());
  for (std::size_t left = buffer_.size() * sizeof(double); left > 0;) {
    const auto n = ::write(file_.fd(), at, left);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0)
      throw fail(Fault::io, "cannot write the temporary file: {}", std::strerror(errno))
          .hint("set TMPDIR to where there is room, or take --approx");
    at += n;
    left -= static_cast<std::size_t>(n);
  }
  written_ += buffer_.size();
  buffer_.clear();
}

std::span<const double> Spill::all() {
  if (mapping_ != nullptr) ::munmap(mapping_, written_ * sizeof(double));
  mapping_ = nullptr;
  flush();
  if (written_ == 0) return {};
  void* memory = ::mmap(nullptr, written_ * sizeof(double), PROT_READ, MAP_SHARED, file_.fd(), 0);
  if (memory == MAP_FAILED) throw fail(Fault::io, "cannot map the temporary file: {}", std::strerror(errno));
  mapping_ = memory;
  return {static_cast<const double*>(memory), written_};
}

}  // namespace pytk::array
