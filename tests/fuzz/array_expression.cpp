// Any text is an expression with a value, or a fault of the user's: nothing else, and within the memory allowed.
#include <cstdint>
#include <cstdlib>
#include <string>

#include <pytk/array/eval.hpp>
#include <pytk/array/stream.hpp>
#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pytk;
  array::set_memory_limit(1U << 20U);
  array::Evaluator evaluator;
  const double values[] = {1, 2, 3, 4, 5, 6};
  evaluator.set("x", array::Array::of<double>(values).reshaped({2, 3}));
  try {
    const auto result = evaluator.run(text_of({data, size}));
    if (result.repr().empty()) std::abort();
    // What can be reduced as it goes by has a value too.
    array::StreamReduction stream(text_of({data, size}), "x", {true});
    if (!stream.possible()) return 0;
    for (int block = 0; block < 2; ++block) stream.add(array::Array::of<double>(values).reshaped({2, 3}));
    if (stream.finish().repr().empty()) std::abort();
  } catch (const Error& error) {
    if (error.fault() != Fault::data && error.fault() != Fault::usage) std::abort();
  }
  return 0;
}
