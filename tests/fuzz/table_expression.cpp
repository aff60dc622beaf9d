// Every expression is parsed or refused as wrong usage, and a parsed one can be copied and named.
#include <cstdint>
#include <cstdlib>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>
#include <pytk/table/expression.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pytk;
  const auto text = text_of({data, size});
  try {
    for (const auto& [name, expression] : table::parse_named(text)) {
      const auto again = table::copy(*expression);
      if (table::default_name(*again) != table::default_name(*expression)) std::abort();
    }
    (void)table::parse_names(text);
  } catch (const Error& error) {
    if (error.fault() != Fault::usage) std::abort();
  }
  return 0;
}
