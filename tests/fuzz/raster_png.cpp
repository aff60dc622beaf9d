// Any bytes are a picture or an error; a picture that was read survives writing and reading again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <pytk/raster/jpeg.hpp>
#include <pytk/raster/png.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pytk::raster;
  const PictureLimits limits{.pixels = 1U << 20U, .side = 1U << 14U};
  (void)png_info({data, size}, limits);
  const auto picture = read_picture({data, size}, limits);
  if (!picture) return 0;
  const auto again = read_png(write_png(*picture, {.level = 1, .palette = false}), limits);
  if (!again || again->samples != picture->samples) std::abort();
  return 0;
}
