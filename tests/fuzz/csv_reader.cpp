// Whatever is read as CSV reads the same after it was written and read once more.
#include <cstdint>
#include <cstdlib>
#include <string>

#include <pytk/core/error.hpp>
#include <pytk/record/reader.hpp>
#include <pytk/record/writer.hpp>

namespace {

// One text of all records; false when they end in an error.
bool rewrite(const std::string& text, std::string& out) {
  using namespace pytk;
  auto source = io::Source::of(bytes_of(text), "fuzz");
  auto sink = io::Sink::to(out);
  record::ReadOptions options;
  options.delimiter = ',';
  options.format = record::Format::csv;
  options.max_columns = 1000;
  try {
    auto reader = record::make_reader(*source, options);
    std::unique_ptr<record::Writer> writer;
    for (record::Batch batch{{}}; reader->next(batch);) {
      if (!writer) writer = record::make_writer(record::Format::csv, batch.schema(), *sink);
      writer->write(batch);
    }
    if (writer) writer->finish();
  } catch (const Error& error) {
    if (error.fault() != Fault::data) std::abort();
    return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string once;
  std::string twice;
  if (!rewrite(std::string(pytk::text_of({data, size})), once)) return 0;
  if (once.size() > 3 && once.compare(0, 3, "\xEF\xBB\xBF") == 0) return 0;  // a mark that stands twice goes once
  if (!rewrite(once, twice) || once != twice) std::abort();
  return 0;
}
