// Numbers read from any text are written and read back to the same numbers, whatever the options; the first byte
// chooses them.
#include <cstdint>
#include <cstdlib>
#include <string>

#include <pytk/array/files.hpp>
#include <pytk/array/text_form.hpp>
#include <pytk/core/error.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pytk;
  array::set_memory_limit(16U << 20U);
  array::TextOptions options;
  const unsigned choice = size > 0 ? data[0] : 0;
  if ((choice & 1U) != 0) options.delimiter = ',';
  if ((choice & 2U) != 0) options.missing = -1.0;
  if ((choice & 4U) != 0) options.quote = '"';
  if ((choice & 8U) != 0) options.header = true;
  if ((choice & 16U) != 0) options.columns = {0, -1};
  if ((choice & 32U) != 0) options.comment = "//";
  if ((choice & 64U) != 0) options.dtype = array::Kind::int16;
  if ((choice & 128U) != 0) options.dtype = array::Kind::complex128;
  try {
    auto source = io::Source::of({data, size}, "fuzz");
    const auto a = array::read_text(*source, options);
    if (a.size() == 0) return 0;
    std::string text;
    const auto flat = a.reshaped({-1}).contiguous();
    for (std::int64_t i = 0; i < flat.size(); ++i) {
      array::append_plain(text, flat.dtype(), flat.data() + i * static_cast<std::int64_t>(flat.dtype().size));
      text += '\n';
    }
    array::TextOptions plain;
    plain.dtype = options.dtype;
    auto again = io::Source::of(bytes_of(text), "again");
    if (array::repr(array::read_text(*again, plain).reshaped({-1})) != array::repr(flat)) std::abort();
  } catch (const Error& error) {
    if (error.fault() != Fault::data) std::abort();
  }
  return 0;
}
