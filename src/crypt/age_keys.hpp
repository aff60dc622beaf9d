// What the kinds of age recipients share.
#pragma once

#include <optional>

#include <pytk/crypt/seal.hpp>

namespace pytk::crypt {

[[nodiscard]] Bytes wrap_file_key(const Secret& key, const Secret& file_key);
/// Nothing when the key does not fit. Throws Fault::data for a body of the wrong length.
[[nodiscard]] std::optional<Secret> unwrap_file_key(const Secret& key, const Bytes& body);
/// Throws Fault::data when the result is all zeros (RFC 7748 section 6.1).
[[nodiscard]] Secret x25519(ByteView scalar, ByteView point);
[[nodiscard]] Bytes x25519_public(ByteView scalar);
[[nodiscard]] Bytes share_of(const Stanza& stanza, std::size_t index);
[[nodiscard]] Bytes joined(ByteView a, ByteView b);

[[nodiscard]] std::unique_ptr<Recipient> ssh_recipient(std::string_view line);
[[nodiscard]] std::unique_ptr<Identity> ssh_identity(const Secret& pem, std::string_view name,
                                                     const std::function<Secret()>& ask);

}  // namespace pytk::crypt
