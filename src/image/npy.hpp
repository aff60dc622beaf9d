// NumPy's .npy files as pictures: (rows, columns) or (rows, columns, channels).
#pragma once

#include <pytk/image/file.hpp>

namespace pytk::image {

[[nodiscard]] bool is_npy(ByteView bytes) noexcept;
[[nodiscard]] Result<Facts> npy_facts(ByteView bytes);
/// uint8 and uint16 become samples, bool 0 and 255, everything else real numbers as they are.
[[nodiscard]] Result<AnyPicture> read_npy(ByteView bytes, const PictureLimits& limits);
[[nodiscard]] Bytes write_npy(const AnyPicture& picture, const WriteOptions& options);

}  // namespace pytk::image
