// The header of an age file: stanzas and their MAC.
#pragma once

#include <string>
#include <vector>

#include <pytk/crypt/seal.hpp>

namespace pytk::crypt {

inline constexpr std::size_t file_key_size = 16;
inline constexpr std::string_view age_intro = "age-encryption.org/v1";

struct AgeHeader {
  std::vector<Stanza> stanzas;
  Bytes mac;
  std::string authenticated;  ///< everything up to and with "---"
  std::uint64_t size = 0;     ///< bytes of the whole header
};

/// Byte by byte from a source that buffers; stops after the header's last newline. Throws Fault::data.
class HeaderReader {
 public:
  explicit HeaderReader(io::Source& in) : in_(in) {}
  [[nodiscard]] AgeHeader read();
  /// What was read beyond the header.
  [[nodiscard]] ByteView rest() const noexcept { return ByteView(buffer_).subspan(at_); }

 private:
  std::string line();
  Stanza stanza(std::string_view first);
  io::Source& in_;
  Bytes buffer_;
  std::size_t at_ = 0;
  AgeHeader header_;
};

[[nodiscard]] std::string show_header(const std::vector<Stanza>& stanzas, const Secret& file_key);
/// Base64 without padding, strict.
[[nodiscard]] Result<Bytes> unpadded(std::string_view text);
/// Finds the file key and checks the header's MAC. Throws refused (no identity fits, MAC wrong) or data.
[[nodiscard]] Secret file_key_of(const AgeHeader& header, const Identities& identities, std::string_view name);

}  // namespace pytk::crypt
