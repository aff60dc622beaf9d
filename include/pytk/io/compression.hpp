// How files are compressed: told by the first bytes when they are read, by the name when they are written.
//   io::without_compression("flows.csv.zst")      // "flows.csv"
#pragma once

#include <cstdint>
#include <string_view>

namespace pytk::io {

enum class Compression : std::uint8_t { none, gzip, zstd, xz, bzip2 };

/// By the end of a file's name, in any case: .gz .zst .xz .bz2.
[[nodiscard]] Compression compression_of_name(std::string_view path) noexcept;
/// The name that the content would have: without .gz, .zst, .xz or .bz2 at its end.
[[nodiscard]] std::string_view without_compression(std::string_view path) noexcept;

}  // namespace pytk::io
