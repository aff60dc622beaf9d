// What lies in a folder: a list of paths with sizes and digests, compared later: new, missing, moved, changed.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/crypt/hash.hpp>
#include <pytk/io/sink.hpp>

namespace pytk::crypt {

struct ManifestEntry {
  std::uint64_t size = 0;
  std::uint32_t mode = 0;        ///< permission bits
  std::int64_t modified = 0;     ///< nanoseconds since 1970
  std::string algorithm, digest;
  std::string link;              ///< target of a symbolic link, which has no digest
  bool has_size = false, has_mode = false, has_modified = false;
};
/// By path relative to the folder, '/' between parts.
using Manifest = std::map<std::string, ManifestEntry>;

struct ManifestOptions {
  HashChoice hash;
  bool follow = false;           ///< through symbolic links instead of listing them
  const Manifest* known = nullptr;  ///< files whose size and time are as there are not read again
};
struct ManifestProblem {
  std::string path, reason;
};
/// Walks `folder`; what cannot be read goes to `problem`. Sockets, pipes and devices are left out.
[[nodiscard]] Manifest make_manifest(const std::string& folder, const ManifestOptions& options, Context& context,
                                     const std::function<void(const ManifestProblem&)>& problem);
/// Reads JSON Lines as written here, sha256sum's and BSD's lines, and hashdeep's files. `algorithm` is that of plain
/// lines.
[[nodiscard]] Manifest read_manifest(io::Source& source, std::string_view algorithm);
/// One JSON object a line, sorted by path.
void write_manifest(io::Sink& out, const Manifest& manifest);

enum class Status : std::uint8_t { ok, changed, added, missing, moved };
[[nodiscard]] std::string_view status_name(Status status) noexcept;  ///< "OK", "CHANGED", "NEW", "MISSING", "MOVED"
struct ManifestChange {
  Status status = Status::ok;
  std::string path, from, reason;  ///< from: of a moved file
  const ManifestEntry* entry = nullptr;  ///< the new state, or the old one of a missing file
};
/// Sorted by path. With `meta`, another mode or time is a change, too.
[[nodiscard]] std::vector<ManifestChange> compare(const Manifest& before, const Manifest& after, bool meta);

}  // namespace pytk::crypt
