// Compiled for AVX2 (see CMakeLists.txt), so nothing but Highway's own templates may stand here: what the linker shares
// with other files must run everywhere. Highway's library is not linked: its headers need no more than the two
// functions below.
#include "vqsort.hpp"

#define HWY_IS_DEBUG_BUILD 0  // its assertions would need the library
#include <hwy/contrib/sort/vqsort-inl.h>

#include <hwy/contrib/sort/traits-inl.h>

namespace hwy {

// Called by checks that only the optimiser can see to hold.
void Abort(const char*, int, const char*, ...) { __builtin_trap(); }

// Pivots are sampled from this: fixed, so that a run is like the one before.
void Sorter::Fill24Bytes(const void*, size_t seed_num, void* bytes) {
  auto* words = static_cast<uint64_t*>(bytes);
  words[0] = 0x9E3779B97F4A7C15ULL ^ seed_num;
  words[1] = 0xD1B54A32D192ED03ULL;
  words[2] = 0x8CB92BA72F3D8DD7ULL;
}

}  // namespace hwy

namespace pytk::array {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <class T>
bool sort(T* keys, std::size_t count) noexcept {
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi2") || !__builtin_cpu_supports("fma"))
    return false;
  using Traits = hn::detail::SharedTraits<hn::detail::TraitsLane<hn::detail::OrderAscending<T>>>;
  alignas(64) T buffer[hwy::SortConstants::BufNum<T>(HWY_MAX_BYTES / sizeof(T))];
  hn::Sort(hn::SortTag<T>(), Traits(), keys, count, buffer);
  return true;
}

}  // namespace

bool vector_sort(std::int64_t* keys, std::size_t count) noexcept { return sort(keys, count); }
bool vector_sort(std::uint64_t* keys, std::size_t count) noexcept { return sort(keys, count); }
bool vector_sort(std::int32_t* keys, std::size_t count) noexcept { return sort(keys, count); }
bool vector_sort(std::uint32_t* keys, std::size_t count) noexcept { return sort(keys, count); }
bool vector_sort(std::int16_t* keys, std::size_t count) noexcept { return sort(keys, count); }
bool vector_sort(std::uint16_t* keys, std::size_t count) noexcept { return sort(keys, count); }

}  // namespace pytk::array
