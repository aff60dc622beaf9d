// What was read of a large mapped file goes back to the kernel, so that a reduction's memory does not grow with the
// file.
#pragma once

#include <cstdint>

#include <pytk/array/array.hpp>

namespace pytk::array {

/// For an array whose elements lie in a row; does nothing unless it is large and lies on a mapped file.
class PassedBy {
 public:
  PassedBy() = default;
  explicit PassedBy(const Array& a);
  /// Elements [begin, end) are not looked at again soon.
  void read(std::int64_t begin, std::int64_t end) const noexcept;
  [[nodiscard]] bool active() const noexcept { return data_ != nullptr; }

 private:
  const std::uint8_t* data_ = nullptr;
  std::int64_t element_ = 0, bytes_ = 0;
};

}  // namespace pytk::array
