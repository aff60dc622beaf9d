#include <pytk/io/pages.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace pytk::io {

void forget(ByteView part) noexcept {
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = (reinterpret_cast<std::uintptr_t>(part.data()) + page - 1) / page * page;
  const auto end = reinterpret_cast<std::uintptr_t>(part.data() + part.size()) / page * page;
  // Of a private mapping that nobody wrote to, nothing can be lost; a refusal changes nothing.
  if (begin < end) (void)::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

}  // namespace pytk::io
