// Numbers read from any text are written and read back to the same numbers.
#include <cstdint>
#include <cstdlib>
#include <string>

#include <pytk/array/files.hpp>
#include <pytk/array/text_form.hpp>
#include <pytk/core/error.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pytk;
  try {
    auto source = io::Source::of({data, size}, "fuzz");
    const auto a = array::read_text(*source, {});
    if (a.size() == 0) return 0;
    std::string text;
    const auto flat = a.reshaped({-1}).contiguous();
    for (std::int64_t i = 0; i < flat.size(); ++i) {
      array::append_plain(text, flat.dtype(), flat.data() + i * 8);
      text += '\n';
    }
    auto again = io::Source::of(bytes_of(text), "again");
    if (array::repr(array::read_text(*again, {}).reshaped({-1})) != array::repr(flat)) std::abort();
  } catch (const Error& error) {
    if (error.fault() != Fault::data) std::abort();
  }
  return 0;
}
