// Libraries that are loaded on first use. Call require() at the start of a verb that needs one: the trampolines
// behind the library's own function names cannot throw through foreign frames.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace pytk::lazy {

struct Library {
  const char* name;      ///< "curl"
  const char* soname;    ///< "libcurl.so.4" or an absolute private path
  const char* package;   ///< Debian's package, "libcurl4"
  std::span<const char* const> symbols;
  void** slots;
  std::size_t slot_bytes;  ///< of the page-aligned slot block, made read-only after binding
  const char* private_paths;  ///< colon-separated directories tried first, may be empty
  bool loaded;
};

/// Loads and binds it; throws Fault::missing with the package's name. Does nothing in a -DPYTK_LAZY=OFF build.
void require(std::string_view name);
/// The same without throwing: "" or why it cannot be had.
[[nodiscard]] std::string try_load(std::string_view name);
/// All lazy libraries of this program, for pytk doctor.
[[nodiscard]] std::span<Library* const> libraries() noexcept;

}  // namespace pytk::lazy
