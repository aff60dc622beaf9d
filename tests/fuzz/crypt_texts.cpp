// Any text as a token, signature, key or manifest: accepted or refused in words; what is accepted writes back.
#include <cstdlib>

#include <pytk/core/text.hpp>
#include <pytk/crypt/manifest.hpp>
#include <pytk/crypt/tokens.hpp>

#include "crypt/ssh_key.hpp"

using namespace pytk;

namespace {

template <class Try>
void refused_or_fine(const Try& attempt) {
  try {
    attempt();
  } catch (const Error& error) {
    if (error.fault() == Fault::internal) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of({data, size});
  const ByteView bytes(data, size);
  Cancel cancel;
  static const crypt::JoseKey* const key = new crypt::JoseKey{Secret(std::size_t{64}), std::nullopt};
  refused_or_fine([&] { (void)crypt::jwt_decode(text); });
  refused_or_fine([&] { (void)crypt::jwt_verify(*key, text, {}); });
  refused_or_fine([&] {
    constexpr std::string_view public_key =
        "untrusted comment: x\nRWQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
    (void)crypt::minisign_verify(public_key, text, *io::Source::of({}, "empty"), cancel);
  });
  refused_or_fine([&] { (void)crypt::minisign_verify(text, text, *io::Source::of({}, "empty"), cancel); });
  refused_or_fine([&] { (void)crypt::parse_ssh_private(text, [] { return Secret(); }); });
  refused_or_fine([&] {
    const auto parsed = crypt::parse_ssh_public(text);
    if (parsed) (void)crypt::key_of_ssh_blob(parsed->blob);
  });
  if (const auto secret = crypt::from_base32(text);
      secret && crypt::from_base32(crypt::to_base32(secret->view()))->text() != secret->text())
    std::abort();
  refused_or_fine([&] {
    const auto manifest = crypt::read_manifest(*io::Source::of(bytes, "fuzz"), "sha256");
    std::string once, twice;
    crypt::write_manifest(*io::Sink::to(once), manifest);
    crypt::write_manifest(*io::Sink::to(twice),
                          crypt::read_manifest(*io::Source::of(bytes_of(once), "again"), "sha256"));
    if (is_utf8(text) && once != twice) std::abort();
  });
  return 0;
}
