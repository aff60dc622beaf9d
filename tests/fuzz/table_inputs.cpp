// Every format that table reads itself, fed with anything: it gives rows of one width or says what is wrong with the
// data, and what it gives can be written as JSON and CSV. The first byte chooses the format.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>
#include <pytk/table/input.hpp>
#include <pytk/table/output.hpp>
#include <pytk/table/streams.hpp>

using namespace pytk;

namespace {

/// A file without a name.
class Held {
 public:
  explicit Held(std::string_view text) : fd_(memfd_create("fuzz", MFD_CLOEXEC)) {
    while (!text.empty()) {
      const auto n = ::write(fd_, text.data(), text.size());
      if (n <= 0) break;
      text.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  ~Held() { ::close(fd_); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  int fd_;
};

void read_all(const std::string& path, table::From from, table::BadRows bad_rows) {
  table::ReadOptions options;
  options.from = from;
  options.bad_rows = bad_rows;
  table::Dataset data({path}, options, [](std::string_view) {}, [](const table::Reject& reject) {
    if (reject.line < 1) std::abort();
  });
  table::InputStream stream(data.open());
  std::string json, csv;
  const auto json_sink = io::Sink::to(json), csv_sink = io::Sink::to(csv);
  const auto json_writer = table::make_writer(table::To::jsonl, {}, *json_sink);
  const auto csv_writer = table::make_writer(table::To::csv, {}, *csv_sink);
  json_writer->start(stream.columns());
  csv_writer->start(stream.columns());
  table::Rows rows;
  for (std::size_t batches = 0; batches < 64 && stream.next(rows); ++batches) {
    if (rows.columns() != stream.columns().size()) std::abort();
    json_writer->write(rows);
    csv_writer->write(rows);
  }
  json_writer->finish();
  csv_writer->finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr table::From formats[] = {table::From::csv,      table::From::tsv,    table::From::fwf,
                                     table::From::json,     table::From::jsonl,  table::From::common,
                                     table::From::combined, table::From::syslog, table::From::zeek,
                                     table::From::xlsx,     table::From::sqlite, table::From::automatic};
  const auto from = formats[data[0] % std::size(formats)];
  const auto policy = static_cast<table::BadRows>(data[0] / std::size(formats) % 4);
  const Held file(text_of({data + 1, size - 1}));
  try {
    read_all(file.path(), from, policy);
  } catch (const Error& error) {
    if (error.fault() == Fault::internal) std::abort();
  }
  return 0;
}
