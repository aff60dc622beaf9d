// How many records a second one core turns into text: five fields (a double, an address, two integers, 24 bytes of
// text).
//   record_probe jsonl|csv|tsv|json [MILLIONS]     prints records and bytes a second of CPU time; the text goes to
//   memory
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include <pytk/core/random.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/record/reader.hpp>
#include <pytk/record/writer.hpp>

namespace {

using namespace pytk;

class Counter final : public io::Sink {
 public:
  using Sink::write;
  void write(ByteView bytes) override { total += bytes.size(); }
  void flush() override {}
  void commit() override {}
  [[nodiscard]] std::string_view name() const override { return "memory"; }
  std::size_t total = 0;
};

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

record::Batch sample() {
  record::Batch batch({{"score", record::Type::float64}, {"host", record::Type::ip}, {"port", record::Type::int64},
                       {"bytes", record::Type::int64}, {"note", record::Type::text}});
  SeededRandom random(1);
  while (batch.rows() < record::Batch::most_rows) {
    batch[0].add_real(random.real());
    batch[1].add_ip(Ip::v4(static_cast<std::uint32_t>(random.next())));
    batch[2].add_int(static_cast<std::int64_t>(random.below(65536)));
    batch[3].add_int(static_cast<std::int64_t>(random.below(1'000'000'000)));
    batch[4].add_text("GET /index.html HTTP/1.1");
    batch.end_row();
  }
  return batch;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string name = argc > 1 ? argv[1] : "jsonl";
  const auto rows = static_cast<std::size_t>(argc > 2 ? std::atol(argv[2]) : 4) * 1'000'000;
  const auto batch = sample();
  Counter sink;
  auto writer = record::make_writer(record::parse_format(name), batch.schema(), sink);
  const double began = cpu_seconds();
  std::size_t done = 0;
  for (; done < rows; done += batch.rows()) writer->write(batch);
  writer->finish();
  const double took = cpu_seconds() - began;
  std::printf("%s: %.2f M records/s, %.0f MB/s\n", name.c_str(), static_cast<double>(done) / took / 1e6,
              static_cast<double>(sink.total) / took / 1e6);
}
