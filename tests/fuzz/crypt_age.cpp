// Any bytes as an age file: header, armor, Bech32; what is accepted writes back to the same.
#include <cstdlib>

#include <pytk/crypt/seal.hpp>

#include "crypt/age_header.hpp"
#include "crypt/armor.hpp"
#include "crypt/bech32.hpp"

using namespace pytk;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  if (const auto key = crypt::from_bech32(text_of(bytes));
      key && crypt::to_bech32(key->prefix, key->data) != text_of(bytes))
    std::abort();
  try {
    const auto source = io::Source::of(bytes, "fuzz");
    const auto binary = crypt::unarmored(*source);
    crypt::HeaderReader reader(*binary);
    const crypt::AgeHeader header = reader.read();
    const Secret key(std::size_t{16});
    const std::string text = crypt::show_header(header.stanzas, key);
    if (text.substr(0, text.rfind(' ')) != header.authenticated) std::abort();
  } catch (const Error& error) {
    if (error.fault() != Fault::data) std::abort();
  }
  try {
    const auto source = io::Source::of(bytes, "fuzz");
    const std::string binary = crypt::unarmored(*source)->read_all();
    std::string text;
    const auto sink = io::Sink::to(text);
    crypt::ArmorWriter writer(*sink);
    writer.write(bytes_of(binary));
    writer.finish();
    const auto again = io::Source::of(bytes_of(text), "fuzz");
    if (crypt::unarmored(*again)->read_all() != binary) std::abort();
  } catch (const Error& error) {
    if (error.fault() != Fault::data) std::abort();
  }
  return 0;
}
