// Damaged compressed data is an error or a prefix of the content, never a crash, and the same however it is read.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <pytk/core/error.hpp>
#include <pytk/io/source.hpp>

#include "io/decompress.hpp"

namespace {

constexpr std::uint64_t most = 4U << 20U;

// The content as far as it goes, and whether it ended well.
bool unpack(pytk::ByteView bytes, std::size_t step, std::string& out) {
  const auto kind = pytk::io::compression_of(bytes);
  auto source = pytk::io::Source::of(bytes, "fuzz");
  if (kind != pytk::io::Compression::none) source = pytk::io::decompressed(std::move(source), kind);
  std::vector<std::uint8_t> part(step);
  try {
    while (out.size() < most) {
      const auto got = source->read(part);
      if (got == 0) return true;
      out.append(pytk::text_of(pytk::ByteView(part).first(got)));
    }
  } catch (const pytk::Error& error) {
    if (error.fault() != pytk::Fault::data && error.fault() != pytk::Fault::io) std::abort();
    return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string in_one;
  std::string in_steps;
  const bool whole = unpack({data, size}, 64U << 10U, in_one);
  const bool again = unpack({data, size}, 7, in_steps);
  if (in_one.size() >= most || in_steps.size() >= most) return 0;
  if (whole != again || (whole && in_one != in_steps)) std::abort();
  return 0;
}
