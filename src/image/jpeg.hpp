// JPEG row by row through libjpeg-turbo (the API of libjpeg, which is inside the static libturbojpeg).
#pragma once

#include <memory>

#include <pytk/image/file.hpp>

namespace pytk::image {

/// Decodes from the top; CMYK and YCCK become RGB as Pillow converts them. Accurate DCT and smooth chroma upsampling.
class JpegReader {
 public:
  /// Reads the header and checks the limits. `bytes` must live as long as the reader.
  static Result<std::unique_ptr<JpegReader>> open(ByteView bytes, const ReadOptions& options);
  ~JpegReader();
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;
  [[nodiscard]] std::uint32_t width() const noexcept;  ///< of what read() gives, after shrinking
  [[nodiscard]] std::uint32_t height() const noexcept;
  [[nodiscard]] std::uint8_t channels() const noexcept;
  /// The next row. A truncated file is an error unless it was accepted.
  [[nodiscard]] Result<void> read(std::uint8_t* row);
  [[nodiscard]] bool damaged() const noexcept;

 private:
  struct State;
  JpegReader();
  std::unique_ptr<State> state_;
};

[[nodiscard]] Result<Picture> read_jpeg(ByteView bytes, const ReadOptions& options, bool& damaged);
/// Throws Fault::data for a picture with alpha or 16 bits.
[[nodiscard]] Bytes write_jpeg(const Picture& picture, const WriteOptions& options);

}  // namespace pytk::image
