// Whatever the bytes: reading ends with pixels or a reason, and pixels come back from a file without loss.
#include <cstdlib>

#include <pytk/image/file.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pytk::image;
  const pytk::ByteView bytes(data, size);
  ReadOptions options;
  options.limits = {1U << 18U, 1U << 12U};
  options.memory = 64U << 20U;
  options.accept_damage = size % 2 == 0;
  const auto facts = read_facts(bytes, options);
  const auto file = read_file(bytes, options);
  if (!file) return 0;
  if (!facts) std::abort();  // what can be decoded has a header
  const auto* picture = std::get_if<Picture>(&file->picture);
  if (picture == nullptr) return 0;
  const auto again = read_file(write_file(*picture, {.format = Format::png}), options);
  if (!again || std::get<Picture>(again->picture).samples != picture->samples) std::abort();
  return 0;
}
