// Every record that is read is written as valid JSON, and reads back to the same lines.
#include <cstdint>
#include <cstdlib>
#include <string>

#include <pytk/core/error.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>
#include <pytk/record/reader.hpp>
#include <pytk/record/writer.hpp>

namespace {

bool rewrite(const std::string& text, std::string& out) {
  using namespace pytk;
  auto source = io::Source::of(bytes_of(text), "fuzz");
  auto sink = io::Sink::to(out);
  record::ReadOptions options;
  options.format = record::Format::jsonl;
  options.max_columns = 1000;
  try {
    auto reader = record::make_reader(*source, options);
    for (record::Batch batch{{}}; reader->next(batch);) {
      auto writer = record::make_writer(record::Format::jsonl, batch.schema(), *sink);
      writer->write(batch);
      writer->finish();
    }
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
  const bool whole = rewrite(std::string(pytk::text_of({data, size})), once);
  for (const auto line : pytk::split(once, '\n'))
    if (!line.empty() && !pytk::json::parse(line)) std::abort();
  if (!whole) return 0;
  if (!rewrite(once, twice)) std::abort();
  for (const auto line : pytk::split(twice, '\n'))
    if (!line.empty() && !pytk::json::parse(line)) std::abort();
  return 0;
}
