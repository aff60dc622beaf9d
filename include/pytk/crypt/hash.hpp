// Digests by name, of bytes, streams and files; lists of digests as sha256sum and BSD write them; random bytes.
//   Hasher hasher("sha256");  hasher.update(bytes);  const Bytes digest = hasher.finish();
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/io/context.hpp>
#include <pytk/io/source.hpp>

namespace pytk::crypt {

/// The names a Hasher takes, sorted.
[[nodiscard]] std::vector<std::string> hash_names();

struct HashChoice {
  std::string name = "sha256";
  std::size_t length = 0;     ///< bytes of output for shake128, shake256, blake2b and blake3; 0: the usual
  bool allow_weak = false;    ///< take MD5 (with a warning)
};

/// A running digest, ready for the next message after finish(). Throws Fault::usage for unknown and weak names.
class Hasher {
 public:
  explicit Hasher(const HashChoice& choice);
  explicit Hasher(std::string_view name) : Hasher(HashChoice{std::string(name)}) {}
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  void update(ByteView bytes);
  /// Reads a source to its end with all the pool's threads and adds its length to `total`; false, with nothing read,
  /// for digests that cannot be shared out (all but BLAKE3).
  [[nodiscard]] bool update_in_parallel(io::Source& source, std::uint64_t& total, Context& context);
  [[nodiscard]] Bytes finish();
  [[nodiscard]] const std::string& name() const noexcept;

  struct Method;

 private:
  std::unique_ptr<Method> method_;
};

/// Reads a source to its end into every hasher at once; returns its length. Throws io, interrupted.
std::uint64_t hash_source(io::Source& source, std::vector<Hasher>& hashers, Cancel& cancel);

/// One file's digests, in the order of the algorithms asked for; or why it could not be read.
struct HashedFile {
  std::string path;
  std::uint64_t bytes = 0;
  std::vector<std::string> hex;
  std::string problem;
  Fault fault = Fault::io;  ///< of the problem
};
/// Many files in parallel; `give` gets them in order on the caller's thread. `sizes`, if any, says how many bytes each
/// has; all are regular files then, and small ones are read at one go.
void hash_files(const std::vector<std::string>& paths, const std::vector<HashChoice>& choices, Context& context,
                const std::function<void(const HashedFile&)>& give, const std::vector<std::uint64_t>& sizes = {});

/// How one line of a list of digests is written.
enum class SumStyle : std::uint8_t { plain, tag };
/// "HEX  path" or "SHA256 (path) = HEX"; names with a newline or backslash are escaped as sha256sum does.
void append_sum_line(std::string& out, SumStyle style, std::string_view algorithm, std::string_view hex,
                     std::string_view path);

struct SumLine {
  std::string algorithm;  ///< empty in the plain form
  std::string hex, path;
};
/// Reads either form, and what `openssl dgst` writes.
[[nodiscard]] Result<SumLine> parse_sum_line(std::string_view line);

}  // namespace pytk::crypt
