// Bech32 (BIP 173) without the length limit, as age writes keys: prefix, data, checksum.
#pragma once

#include <string>
#include <string_view>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>

namespace pytk::crypt {

struct Bech32 {
  std::string prefix;  ///< in the case it was written
  Bytes data;
};
/// Lower case when `prefix` is, upper case when it is upper case.
[[nodiscard]] std::string to_bech32(std::string_view prefix, ByteView data);
/// Mixed case, a wrong checksum and non-zero padding bits are errors. The text is never shown: it may be a secret.
[[nodiscard]] Result<Bech32> from_bech32(std::string_view text);

}  // namespace pytk::crypt
