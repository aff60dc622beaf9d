// Names of EXIF tags (CIPA DC-008), "Tag0x1234" for others.
#pragma once

#include <cstdint>
#include <string>

namespace pytk::image {

[[nodiscard]] std::string exif_tag_name(std::uint32_t tag);
[[nodiscard]] std::string gps_tag_name(std::uint32_t tag);

}  // namespace pytk::image
