#include <algorithm>
#include <cmath>

#include <pytk/core/error.hpp>
#include <pytk/plot/request.hpp>

#include "plot/grid.hpp"
#include "plot/npy.hpp"

namespace pytk::plot {

Result<raster::Picture> picture_from_npy(ByteView bytes, const std::string& color_map) {
  auto array = read_npy(bytes);
  if (!array) return tl::unexpected(array.error());
  const auto& shape = array->shape;
  const std::size_t depth = shape.size() == 3 ? shape[2] : 1;
  if (shape.size() < 2 || (depth != 1 && depth != 3 && depth != 4))
    return bad("an array of this shape is no picture: (rows, columns), or 3 or 4 channels behind them");
  const std::size_t rows = shape[0], columns = shape[1];
  if (rows == 0 || columns == 0 || rows > 65535 || columns > 65535)
    return bad("a picture of {} x {} pixels cannot be shown", columns, rows);
  const Span span = span_of(array->values);
  // One channel gets colours from the smallest to the largest value, whatever its type (as imshow does).
  if (depth == 1) return shaded(array->values, columns, rows, color_map, span);
  const double scale = span.high <= 1 ? 255 : 1;
  raster::Picture out(static_cast<std::uint32_t>(columns), static_cast<std::uint32_t>(rows),
                      static_cast<std::uint8_t>(depth));
  for (std::size_t i = 0; i < out.samples.size(); ++i) {
    const double v = array->values[i] * scale;
    out.samples[i] = static_cast<std::uint8_t>(std::isfinite(v) ? std::clamp(v, 0.0, 255.0) : 0.0);
  }
  return out;
}

bool looks_like_npy(ByteView bytes) noexcept { return is_npy(bytes); }

}  // namespace pytk::plot
