#include <pytk/io/pages.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdint>
#include <cstdio>

namespace pytk::io {

void forget(ByteView part) noexcept {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t before = (page - reinterpret_cast<std::uintptr_t>(part.data()) % page) % page;
  if (part.size() <= before) return;
  const std::size_t whole = (part.size() - before) / page * page;
  // Of a private mapping that nobody wrote to, nothing can be lost; a refusal changes nothing.
  if (whole > 0) (void)::madvise(const_cast<std::uint8_t*>(part.data() + before), whole, MADV_DONTNEED);
}

bool lies_on_a_file(const void* at) noexcept {
  std::FILE* maps = std::fopen("/proc/self/maps", "re");
  if (maps == nullptr) return false;
  const auto address = reinterpret_cast<std::uintptr_t>(at);
  char line[512];
  bool found = false;
  while (!found && std::fgets(line, sizeof line, maps) != nullptr) {
    std::uintptr_t begin = 0, end = 0;
    unsigned long inode = 0;
    // "begin-end permissions offset device inode path", see proc(5)
    if (std::sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %*s %*s %*s %lu", &begin, &end, &inode) != 3) continue;
    found = begin <= address && address < end && inode != 0;
  }
  std::fclose(maps);
  return found;
}

}  // namespace pytk::io
