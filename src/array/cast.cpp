// Conversion between element types, as C and NumPy do it.
#include <cmath>
#include <cstring>
#include <limits>

#include <pytk/core/error.hpp>

#include "convert.hpp"
#include "iterate.hpp"
#include "text_elements.hpp"

namespace pytk::array {
namespace {

template <class To, class From>
void convert_run(const Pointers<2>& at, const Steps<2>& steps, std::int64_t count) {
  std::byte* to = at[0];
  const std::byte* from = at[1];
  if (steps[0] == sizeof(To) && steps[1] == sizeof(From)) {
    auto* out = reinterpret_cast<To*>(to);
    const auto* in = reinterpret_cast<const From*>(from);
    for (std::int64_t i = 0; i < count; ++i) out[i] = convert<To>(in[i]);
    return;
  }
  for (std::int64_t i = 0; i < count; ++i, to += steps[0], from += steps[1]) {
    From value;
    std::memcpy(&value, from, sizeof value);
    const To result = convert<To>(value);
    std::memcpy(to, &result, sizeof result);
  }
}

void copy_run(const Pointers<2>& at, const Steps<2>& steps, std::int64_t count, std::size_t size) {
  const auto item = static_cast<std::int64_t>(size);
  if (steps[0] == item && steps[1] == item) {
    std::memmove(at[0], at[1], static_cast<std::size_t>(count) * size);
    return;
  }
  const auto copy = [&]<class T>(T) {
    std::byte* to = at[0];
    const std::byte* from = at[1];
    for (std::int64_t i = 0; i < count; ++i, to += steps[0], from += steps[1]) std::memcpy(to, from, sizeof(T));
  };
  switch (size) {
    case 1: return copy(std::uint8_t{});
    case 2: return copy(std::uint16_t{});
    case 4: return copy(std::uint32_t{});
    case 8: return copy(std::uint64_t{});
    default: break;
  }
  for (std::int64_t i = 0; i < count; ++i) std::memcpy(at[0] + i * steps[0], at[1] + i * steps[1], size);
}

}  // namespace

void assign(const Array& to, const Array& from) {
  if (!to.writable()) throw fail(Fault::data, "the array cannot be written to");
  const Array source = from.broadcast_to(to.shape());
  const std::array<const Array*, 2> both{&to, &source};
  if (to.dtype() == from.dtype())
    return for_each_run<2>(
        both, [&](const auto& at, const auto& steps, std::int64_t n) { copy_run(at, steps, n, to.dtype().size); });
  if (!is_number(to.kind()) || !is_number(from.kind())) return assign_text(to, source);
  visit_kind(to.kind(), [&]<class To>(TypeTag<To>) {
    visit_kind(from.kind(), [&]<class From>(TypeTag<From>) { for_each_run<2>(both, &convert_run<To, From>); });
  });
}

Array Array::cast(DType dtype) const {
  if (dtype == dtype_) return *this;
  Array fresh = empty_in_order_of(dtype, shape_, {this});
  assign(fresh, *this);
  return fresh;
}

}  // namespace pytk::array
