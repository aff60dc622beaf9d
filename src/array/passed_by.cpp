#include "passed_by.hpp"

#include <algorithm>

#include <pytk/io/pages.hpp>

namespace pytk::array {

PassedBy::PassedBy(const Array& a) {
  constexpr std::int64_t large = std::int64_t{8} << 20;
  if (a.bytes() < large || a.writable() || !io::lies_on_a_file(a.data())) return;
  data_ = reinterpret_cast<const std::uint8_t*>(a.data());
  element_ = static_cast<std::int64_t>(a.dtype().size);
  bytes_ = a.bytes();
}

void PassedBy::read(std::int64_t begin, std::int64_t end) const noexcept {
  if (data_ == nullptr) return;
  // A fault maps pages around it too: those of the parts beside it, which another thread may have given back already.
  constexpr std::int64_t around = std::int64_t{1} << 20;
  const std::int64_t from = std::max<std::int64_t>(begin * element_ - around, 0);
  io::forget(ByteView(data_ + from, static_cast<std::size_t>(std::min(end * element_ + around, bytes_) - from)));
}

}  // namespace pytk::array
