// What pictures say beside their pixels: EXIF, GPS, XMP, comments; and files without it, pixels untouched.
#pragma once

#include <string>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/image/file.hpp>

namespace pytk::image {

/// One value: group "EXIF", "GPS", "IFD0", "Thumbnail", "PNG" or "Comment", and the tag's name in the standard's words.
struct MetadataTag {
  std::string group, name;
  std::string value;    ///< text, a number, or numbers separated by blanks
  bool number = false;  ///< `value` is one number
};
/// In the order of the file. Latitude and longitude are also given as GPS Latitude and Longitude in signed degrees.
/// Damaged entries are left out.
[[nodiscard]] std::vector<MetadataTag> metadata(const Facts& facts);

/// The file without EXIF, XMP, IPTC, comments, thumbnails, further pictures and data behind the end. The colour profile
/// stays unless `profile_too`, and so does an orientation other than 1 (in a block that holds nothing else). No pixel
/// is decoded. JPEG and PNG.
[[nodiscard]] Result<Bytes> strip_metadata(ByteView bytes, bool profile_too = false);

}  // namespace pytk::image
