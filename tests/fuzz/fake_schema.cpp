// Schemas, TOML or JSON: either refused with a line, or every table gives rows of valid UTF-8.
#include <cstdint>
#include <cstdlib>
#include <string>

#include <pytk/core/text.hpp>
#include <pytk/fake/schema.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    const pytk::fake::SchemaFile file(text, "fuzz", {.seed = 1});
    pytk::Pool pool(1);
    pytk::Cancel cancel;
    for (const auto& plan : file.tables()) {
      const std::string create = pytk::fake::create_statement(plan);
      if (create.empty()) abort();
      pytk::fake::generate(plan.first(3), {}, pool, cancel, [&](const pytk::record::Batch& batch) {
        for (std::size_t row = 0; row < batch.rows(); ++row)
          for (std::size_t c = 0; c < batch.columns(); ++c)
            if (!batch[c].null(row) && pytk::is_utf8(text) && !pytk::is_utf8(batch[c].text(row))) abort();
        return true;
      });
    }
  } catch (const pytk::Error& error) {
    const bool known = error.fault() == pytk::Fault::usage || error.fault() == pytk::Fault::data;
    if (!known || error.where().line < 1) abort();
  }
  return 0;
}
