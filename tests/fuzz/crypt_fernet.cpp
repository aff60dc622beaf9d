// Any text as a Fernet token: refused, or it is the token of what came out.
#include <cstdlib>

#include <pytk/crypt/fernet.hpp>

#include "crypt/token_text.hpp"

using namespace pytk;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of({data, size});
  static crypt::Fernet* const fernet = [] {
    std::vector<Secret> keys;
    keys.emplace_back(std::size_t{32});
    return new crypt::Fernet(keys);
  }();
  for (const bool lenient : {false, true}) {
    Bytes message;
    const auto opened = fernet->decrypt(text, {0, std::nullopt}, lenient, message);
    if (opened && opened->bytes != message.size()) std::abort();
    // Pieces of any size give the same bytes or the same refusal.
    crypt::TokenText whole(lenient), pieces(lenient);
    Bytes one(size + 32), two(size + 32);
    auto all = whole.feed(text, one.data());
    std::size_t written = 0;
    bool good = true;
    for (std::size_t i = 0; i < size && good; i += 5) {
      const auto got = pieces.feed(text.substr(i, 5), two.data() + written);
      good = got.has_value();
      if (good) written += *got;
    }
    if (all.has_value() != good ||
        (good && (*all != written ||
                  !std::equal(one.begin(), one.begin() + static_cast<std::ptrdiff_t>(written), two.begin()))))
      std::abort();
  }
  (void)crypt::parse_fernet_key(text);
  return 0;
}
