// pytk array bytes: what a file's bytes look like, whole or in windows.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <memory>

#include <pytk/core/error.hpp>
#include <pytk/io/source.hpp>

#include "array_shared.hpp"

namespace pytk::cmd {
namespace {

struct BytesOptions {
  std::string file = "-", what = "all";
  std::uint64_t window = 0, step = 0;
  cli::OutputOptions output;
};
using Counts = std::array<std::int64_t, 256>;
void count(Counts& counts, ByteView bytes) {
  for (const std::uint8_t byte : bytes) ++counts[byte];
}
// One row about `n` bytes: how often each value stands there.
void add_counts(record::Batch& batch, const Counts& counts, std::int64_t offset, std::int64_t n, bool only_entropy) {
  double entropy = 0;
  std::int64_t distinct = 0, printable = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    ++distinct;
    const double share = static_cast<double>(counts[i]) / static_cast<double>(n);
    entropy -= share * std::log2(share);
    if (i >= 0x20 && i < 0x7F) printable += counts[i];
  }
  batch[0].add_int(offset);
  batch[1].add_int(n);
  batch[2].add_real(entropy == 0 ? 0.0 : entropy);
  if (only_entropy) return batch.end_row();
  batch[3].add_int(distinct);
  batch[4].add_int(counts[0]);
  batch[5].add_real(n > 0 ? static_cast<double>(printable) / static_cast<double>(n) : 0.0);
  batch.end_row();
}
// The bytes as they are, not those of what is packed in them.
std::unique_ptr<io::Source> open_as_is(const std::string& file, Context& context) {
  io::OpenOptions options;
  options.decompress = false;
  options.cancel = &context.cancel;
  return io::Source::open(file, options);
}
// How often each byte value stands in the whole file.
int byte_histogram(const BytesOptions& o, Context& context) {
  if (o.window != 0) throw fail(Fault::usage, "histogram counts the whole file, without --window");
  const record::Schema schema{{"byte", record::Type::int64}, {"count", record::Type::int64}};
  cli::RecordOutput rows(o.output, schema, context);
  record::Batch batch(schema);
  Counts counts{};
  const auto source = open_as_is(o.file, context);
  std::vector<std::uint8_t> part(1U << 16U);
  while (const auto got = source->read(part)) count(counts, ByteView(part).first(got));
  for (std::size_t i = 0; i < counts.size(); ++i) {
    batch[0].add_int(static_cast<std::int64_t>(i));
    batch[1].add_int(counts[i]);
    batch.end_row();
  }
  rows.write(batch);
  rows.finish();
  return 0;
}
record::Schema schema_of(bool only_entropy) {
  record::Schema schema{
      {"offset", record::Type::int64}, {"bytes", record::Type::int64}, {"entropy", record::Type::float64}};
  if (only_entropy) return schema;
  schema.push_back({"distinct", record::Type::int64});
  schema.push_back({"zeros", record::Type::int64});
  schema.push_back({"printable", record::Type::float64});
  return schema;
}

// The counts of windows that go over a file's bytes.
class Windows {
 public:
  using Report = std::function<void(const Counts& counts, std::int64_t offset, std::int64_t n)>;
  Windows(std::uint64_t size, std::uint64_t step) : size_(size), step_(step) {
    if (size > 1U << 30U) throw fail(Fault::usage, "a window may have 1 GiB");
  }
  // Reports every window that is whole now.
  void add(ByteView part, const Report& report) {
    bytes_.insert(bytes_.end(), part.begin(), part.end());
    for (; bytes_.size() - begin_ >= std::max(size_, step_);
         begin_ += step_, offset_ += static_cast<std::int64_t>(step_)) {
      move();
      report(counts_, offset_, static_cast<std::int64_t>(size_));
    }
    // What is done with goes at times: not for each part of a window that is far larger.
    if (begin_ <= bytes_.size() / 2) return;
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(begin_));
    begin_ = 0;
  }
  // What is left at the end, if shorter than a window.
  void finish(const Report& report) {
    if (begin_ >= bytes_.size()) return;
    const auto rest = ByteView(bytes_).subspan(begin_).first(std::min<std::size_t>(bytes_.size() - begin_, size_));
    counts_.fill(0);
    count(counts_, rest);
    report(counts_, offset_, static_cast<std::int64_t>(rest.size()));
  }

 private:
  // Of a window that overlaps the one before, only what is new is counted, and what is gone taken off.
  void move() {
    const ByteView window = ByteView(bytes_).subspan(begin_).first(size_);
    const bool overlaps = step_ < size_ && offset_ > 0;
    if (overlaps)
      for (const std::uint8_t byte : gone_) --counts_[byte];
    else counts_.fill(0);
    count(counts_, overlaps ? window.last(step_) : window);
    if (step_ < size_) gone_.assign(window.begin(), window.begin() + static_cast<std::ptrdiff_t>(step_));
  }
  std::size_t size_, step_, begin_ = 0;
  std::int64_t offset_ = 0;
  std::vector<std::uint8_t> bytes_, gone_;   // `gone_` is what the next window leaves behind
  Counts counts_{};
};

void whole_file(io::Source& source, const Windows::Report& report) {
  Counts counts{};
  std::int64_t total = 0;
  std::vector<std::uint8_t> part(1U << 16U);
  while (const auto got = source.read(part)) {
    total += static_cast<std::int64_t>(got);
    count(counts, ByteView(part).first(got));
  }
  report(counts, 0, total);
}

void in_windows(io::Source& source, Windows windows, const Windows::Report& report) {
  std::vector<std::uint8_t> part(1U << 16U);
  while (const auto got = source.read(part)) windows.add(ByteView(part).first(got), report);
  windows.finish(report);
}

int bytes(const BytesOptions& o, Context& context) {
  if (o.what == "histogram") return byte_histogram(o, context);
  const bool only_entropy = o.what == "entropy";
  const record::Schema schema = schema_of(only_entropy);
  cli::RecordOutput rows(o.output, schema, context);
  record::Batch batch(schema);
  const auto report = [&](const Counts& counts, std::int64_t offset, std::int64_t n) {
    add_counts(batch, counts, offset, n, only_entropy);
    if (!batch.full()) return;
    rows.write(batch);
    batch.clear();
  };
  const auto source = open_as_is(o.file, context);
  if (o.window == 0) whole_file(*source, report);
  else in_windows(*source, {o.window, o.step != 0 ? o.step : o.window}, report);
  rows.write(batch);
  rows.finish();
  return 0;
}

}  // namespace

void describe_array_bytes(cli::Spec& spec) {
  auto& o = spec.options<BytesOptions>();
  spec.summary("entropy and counts of a file's bytes, in windows");
  spec.description(
      "Entropy is Shannon's, in bits a byte: about 4 to 5 for text, near 8 for what is compressed or encrypted.");
  spec.positional("FILE", o.file, "any file").otherwise("-").complete_files();
  spec.positional("WHAT", o.what, "entropy, histogram, or all but the histogram")
      .choices({"all", "entropy", "histogram"})
      .otherwise("all");
  spec.size("-w,--window", o.window, "bytes of each window; the whole file unless given").placeholder("SIZE");
  spec.size("--step", o.step, "bytes from one window to the next; the window's size unless given").placeholder("SIZE");
  cli::add_output(spec, o.output);
  for (const auto& [name, type, meaning] :
       std::initializer_list<std::array<const char*, 3>>{{"offset", "int64", "where the window begins"},
                                                         {"bytes", "int64", "bytes in it"},
                                                         {"entropy", "float64", "bits a byte"},
                                                         {"distinct", "int64", "different byte values"},
                                                         {"zeros", "int64", "zero bytes"},
                                                         {"printable", "float64", "share of printable ASCII"}})
    spec.field(name, type, meaning);
  spec.example("printf 'hello' | pytk array bytes", "one line for all");
  spec.example("head -c 4096 /dev/zero | pytk array bytes --window 1KiB", "one line for each KiB");
  spec.example("head -c 4096 /dev/zero | pytk array bytes - entropy --window 1KiB -f jsonl",
               "the entropy alone, for a plot");
  spec.run([&o](Context& context) { return bytes(o, context); });
}

}  // namespace pytk::cmd
