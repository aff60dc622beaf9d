// The verbs of array beside eval and random.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include <pytk/array/files.hpp>
#include <pytk/array/order.hpp>
#include <pytk/array/text_form.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/source.hpp>

#include "array_shared.hpp"

namespace pytk::cmd {
namespace {

using array::Array;
using array::Kind;

struct FileOptions {
  std::string file = "-";
  std::int64_t axis = -1;
  ArrayInput input;
  ArrayOutput output;
};
struct RecordOptions {
  std::vector<std::string> files;
  ArrayInput input;
  cli::OutputOptions output;
};

std::vector<std::string> or_standard_input(const std::vector<std::string>& files) { return files.empty() ? std::vector<std::string>{"-"} : files; }

int info(const RecordOptions& o, Context& context) {
  const record::Schema schema{{"file", record::Type::text}, {"name", record::Type::text}, {"dtype", record::Type::text}, {"shape", record::Type::json},
                              {"size", record::Type::int64}, {"bytes", record::Type::int64}, {"order", record::Type::text}};
  cli::RecordOutput rows(o.output, schema, context);
  record::Batch batch(schema);
  for (const auto& file : or_standard_input(o.files))
    for (const auto& [name, a] : load_arrays(file, o.input, context)) {
      std::string shape = "[";
      for (std::size_t i = 0; i < a.dimensions(); ++i) shape += (i > 0 ? "," : "") + std::to_string(a.shape()[i]);
      batch[0].add_text(file);
      if (name.empty()) batch[1].add_null();
      else batch[1].add_text(name);
      batch[2].add_text(array::dtype_name(a.dtype()));
      batch[3].add_text(shape + "]");
      batch[4].add_int(a.size());
      batch[5].add_int(a.bytes());
      batch[6].add_text(a.c_contiguous() ? "C" : "F");
      batch.end_row();
      if (batch.full()) {
        rows.write(batch);
        batch.clear();
      }
    }
  rows.write(batch);
  rows.finish();
  return 0;
}

// One pass over a column: NumPy's sum (8,192 numbers pairwise, then one after the other), mean and spread by Chan's merging
// of parts, so that nothing has to be kept.
class Running {
 public:
  explicit Running(bool keep) : keep_(keep) {}
  void add(double v) {
    if (v != v) {
      ++nan_;
      return;
    }
    part_.push_back(v);
    if (part_.size() == 8192) close_part();
    if (keep_) all_.push_back(v);
  }
  void close_part() {
    if (part_.empty()) return;
    const auto n = static_cast<double>(part_.size());
    const double sum = array::sum_in_order(part_.data(), static_cast<std::int64_t>(part_.size()));
    double squares = 0;
    const double center = sum / n;
    for (const double v : part_) {
      squares += (v - center) * (v - center);
      low_ = std::min(low_, v);
      high_ = std::max(high_, v);
    }
    const double before = static_cast<double>(count_);
    if (count_ > 0) {
      const double delta = center - mean_;
      squares_ += squares + delta * delta * before * n / (before + n);
      mean_ += delta * n / (before + n);
    } else {
      squares_ = squares;
      mean_ = center;
    }
    count_ += static_cast<std::int64_t>(part_.size());
    sum_ += sum;
    part_.clear();
  }
  void finish(record::Batch& batch, std::size_t column, std::span<const double> shares) {
    close_part();
    batch[column++].add_int(count_);
    batch[column++].add_int(nan_);
    const auto real = [&](double v) {
      if (count_ > 0) batch[column++].add_real(v);
      else batch[column++].add_null();
    };
    real(low_);
    real(high_);
    real(sum_ / static_cast<double>(count_));
    real(std::sqrt(squares_ / static_cast<double>(count_)));
    real(sum_);
    const auto values = array::percentiles_of(all_.data(), static_cast<std::int64_t>(all_.size()), shares, array::find_percentile_method("linear"));
    for (const double v : values) real(v);
  }

 private:
  bool keep_;
  std::vector<double> part_, all_;
  double low_ = std::numeric_limits<double>::infinity(), high_ = -std::numeric_limits<double>::infinity(), mean_ = 0, squares_ = 0, sum_ = 0;
  std::int64_t count_ = 0, nan_ = 0;
};

struct StatsOptions {
  std::vector<std::string> files, percentiles;
  ArrayInput input;
  cli::OutputOptions output;
};
int stats(const StatsOptions& o, Context& context) {
  record::Schema schema{{"column", record::Type::text}, {"n", record::Type::int64}, {"nan", record::Type::int64}, {"min", record::Type::float64},
                        {"max", record::Type::float64}, {"mean", record::Type::float64}, {"std", record::Type::float64}, {"sum", record::Type::float64}};
  std::vector<double> shares;
  for (const auto& p : o.percentiles) {
    const double percent = value_or_throw(parse_real(p), Fault::usage);
    if (percent < 0 || percent > 100) throw fail(Fault::usage, "a percentile must be between 0 and 100, not {}", p);
    shares.push_back(percent / 100);
    schema.push_back({"p" + p, record::Type::float64});
  }
  cli::RecordOutput rows(o.output, schema, context);
  record::Batch batch(schema);
  for (const auto& file : or_standard_input(o.files)) {
    std::vector<std::string> names;
    std::vector<Running> columns;
    const auto take = [&](std::span<const double> row) {
      while (columns.size() < row.size()) columns.emplace_back(!shares.empty());
      for (std::size_t i = 0; i < row.size(); ++i) columns[i].add(row[i]);
    };
    const auto text = text_options(o.input, file);
    io::OpenOptions options;
    options.cancel = &context.cancel;
    options.timeout = context.timeout;
    auto source = io::Source::open(file, options);
    if (const auto mapped = source->mapped(); array::looks_like_npy(mapped) || array::looks_like_npz(mapped)) {
      source.reset();
      const Array a = load_array(file, o.input, context).cast(Kind::float64);
      const Array table = a.dimensions() == 2 ? a : a.reshaped({-1, 1});
      std::vector<double> row(static_cast<std::size_t>(table.shape()[1]));
      for (std::int64_t i = 0; i < table.shape()[0]; ++i) {
        for (std::size_t j = 0; j < row.size(); ++j)
          row[j] = *reinterpret_cast<const double*>(table.data() + i * table.strides()[0] + static_cast<std::int64_t>(j) * table.strides()[1]);
        take(row);
      }
    } else {
      array::read_rows(*source, text, &names, take);
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
      batch[0].add_text(i < names.size() ? names[i] : std::to_string(o.input.columns.empty() ? i : static_cast<std::size_t>(text.columns[i])));
      columns[i].finish(batch, 1, shares);
      batch.end_row();
    }
  }
  rows.write(batch);
  rows.finish();
  return 0;
}

struct HistOptions {
  std::string file = "-", bins = "10";
  std::vector<std::string> range;
  ArrayInput input;
  cli::OutputOptions output;
};
int hist(const HistOptions& o, Context& context) {
  const Array a = load_array(o.file, o.input, context);
  const Array x = a.reshaped({-1}).cast(Kind::float64).contiguous();
  std::vector<double> values;
  for (std::int64_t i = 0; i < x.size(); ++i)
    if (const double v = x.get<double>(i); v == v) values.push_back(v);
  array::BinRequest request;
  if (auto count = parse_int(o.bins, 1, 100'000'000)) request.count = *count;
  else request.rule = o.bins;
  request.whole = array::is_integer(a.kind());
  if (!o.range.empty()) {
    if (o.range.size() != 2) throw fail(Fault::usage, "--range needs two numbers, as in 0,100");
    request.range = std::make_pair(value_or_throw(parse_real(o.range[0]), Fault::usage), value_or_throw(parse_real(o.range[1]), Fault::usage));
  }
  const auto edges = array::bin_edges(values, request);
  const auto counts = array::bin_counts(values, edges, true);
  const record::Schema schema{{"low", record::Type::float64}, {"high", record::Type::float64}, {"count", record::Type::int64}};
  cli::RecordOutput rows(o.output, schema, context);
  record::Batch batch(schema);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    batch[0].add_real(edges[i]);
    batch[1].add_real(edges[i + 1]);
    batch[2].add_int(counts[i]);
    batch.end_row();
    if (batch.full()) {
      rows.write(batch);
      batch.clear();
    }
  }
  rows.write(batch);
  rows.finish();
  return 0;
}

int run_over(const FileOptions& o, Context& context, const std::string& expression) {
  array::Evaluator evaluator;
  io::refuse_same_file(o.file, o.output.output);
  evaluator.set("x", load_array(o.file, o.input, context));
  write_result(evaluator.run(expression), o.output, context);
  return 0;
}

int unique(const HistOptions& o, Context& context) {
  array::Evaluator evaluator;
  evaluator.set("x", load_array(o.file, o.input, context));
  const auto both = evaluator.run("unique(x, return_counts=True)").arrays();
  const Array& values = both[0].second;
  const auto type = array::is_integer(values.kind()) ? record::Type::int64 : array::is_number(values.kind()) ? record::Type::float64 : record::Type::text;
  const record::Schema schema{{"value", type}, {"count", record::Type::int64}};
  cli::RecordOutput rows(o.output, schema, context);
  record::Batch batch(schema);
  const Array wide = type == record::Type::int64 ? values.cast(Kind::int64) : type == record::Type::float64 ? values.cast(Kind::float64) : values;
  for (std::int64_t i = 0; i < values.size(); ++i) {
    if (type == record::Type::int64) batch[0].add_int(wide.get<std::int64_t>(i));
    else if (type == record::Type::float64) batch[0].add_real(wide.get<double>(i));
    else {
      std::string text;
      array::append_plain(text, values.dtype(), values.data() + i * static_cast<std::int64_t>(values.dtype().size));
      batch[0].add_text(text);
    }
    batch[1].add_int(both[1].second.get<std::int64_t>(i));
    batch.end_row();
    if (batch.full()) {
      rows.write(batch);
      batch.clear();
    }
  }
  rows.write(batch);
  rows.finish();
  return 0;
}

struct ConvertOptions {
  std::string file = "-";
  std::optional<std::string> as;
  ArrayInput input;
  ArrayOutput output;
};
int convert(const ConvertOptions& o, Context& context) {
  io::refuse_same_file(o.file, o.output.output);
  auto members = load_arrays(o.file, o.input, context);
  if (o.as)
    for (auto& [name, a] : members) a = a.cast(array::parse_dtype(*o.as));
  array::Evaluator evaluator;
  if (members.size() == 1 && members[0].first.empty()) {
    write_array(members[0].second, o.output, context);
    return 0;
  }
  evaluator.set("x", std::move(members));
  write_result(evaluator.run("x"), o.output, context);
  return 0;
}

struct BytesOptions {
  std::string file = "-";
  std::uint64_t window = 0, step = 0;
  cli::OutputOptions output;
};
// One row about `n` bytes: how often each value stands there.
void add_counts(record::Batch& batch, const std::array<std::int64_t, 256>& counts, std::int64_t offset, std::int64_t n) {
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
  batch[3].add_int(distinct);
  batch[4].add_int(counts[0]);
  batch[5].add_real(n > 0 ? static_cast<double>(printable) / static_cast<double>(n) : 0.0);
  batch.end_row();
}
int bytes(const BytesOptions& o, Context& context) {
  const record::Schema schema{{"offset", record::Type::int64},   {"bytes", record::Type::int64},
                              {"entropy", record::Type::float64}, {"distinct", record::Type::int64},
                              {"zeros", record::Type::int64},     {"printable", record::Type::float64}};
  cli::RecordOutput rows(o.output, schema, context);
  record::Batch batch(schema);
  std::array<std::int64_t, 256> counts{};
  const auto report = [&](std::int64_t offset, std::int64_t n) {
    add_counts(batch, counts, offset, n);
    if (!batch.full()) return;
    rows.write(batch);
    batch.clear();
  };
  io::OpenOptions options;
  options.decompress = false;  // the bytes as they are
  options.cancel = &context.cancel;
  auto source = io::Source::open(o.file, options);
  std::vector<std::uint8_t> part(1U << 16U), window;
  const auto step = o.step != 0 ? o.step : o.window;
  if (o.window > 1U << 30U) throw fail(Fault::usage, "a window may have 1 GiB");
  std::int64_t offset = 0, total = 0;
  std::size_t begin = 0;
  while (const auto got = source->read(part)) {
    total += static_cast<std::int64_t>(got);
    if (o.window == 0) {
      for (std::size_t i = 0; i < got; ++i) ++counts[part[i]];
      continue;
    }
    window.insert(window.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(got));
    for (; window.size() - begin >= std::max(o.window, step); begin += step, offset += static_cast<std::int64_t>(step)) {
      counts.fill(0);
      for (std::size_t i = 0; i < o.window; ++i) ++counts[window[begin + i]];
      report(offset, static_cast<std::int64_t>(o.window));
    }
    window.erase(window.begin(), window.begin() + static_cast<std::ptrdiff_t>(begin));
    begin = 0;
  }
  if (o.window == 0) report(0, total);
  else if (!window.empty()) {  // what is left at the end, if shorter than a window
    counts.fill(0);
    const auto n = std::min<std::size_t>(window.size(), o.window);
    for (std::size_t i = 0; i < n; ++i) ++counts[window[i]];
    report(offset, static_cast<std::int64_t>(n));
  }
  rows.write(batch);
  rows.finish();
  return 0;
}

}  // namespace

void describe_array_info(cli::Spec& spec) {
  auto& o = spec.options<RecordOptions>();
  spec.summary("what a file holds: shape, type, size");
  spec.positional("FILE", o.files, "text, .npy or .npz; standard input without any").complete_files();
  add_array_input(spec, o.input);
  cli::add_output(spec, o.output);
  for (const auto& [name, type, meaning] : std::initializer_list<std::array<const char*, 3>>{
           {"file", "text", "the file"}, {"name", "text", "the member of an .npz, or the field of a structured .npy"}, {"dtype", "text", "type of the elements"},
           {"shape", "json", "lengths of the axes"}, {"size", "int64", "number of elements"}, {"bytes", "int64", "bytes of the elements"}, {"order", "text", "C or F"}})
    spec.field(name, type, meaning);
  spec.example("printf '1 2 3\\n4 5 6\\n' | pytk array info", "a text of two rows and three columns");
  spec.example("pytk array random 'random((2, 3))' -f npy | pytk array info --json", "an .npy from a pipe");
  spec.run([&o](Context& context) { return info(o, context); });
}

void describe_array_stats(cli::Spec& spec) {
  auto& o = spec.options<StatsOptions>();
  spec.summary("statistics of the columns of a text or array");
  spec.description("One pass and constant memory, unless percentiles are asked for. std is NumPy's (divided by n); nan is counted and\nleft out of everything else.");
  spec.positional("FILE", o.files, "text, .npy or .npz; standard input without any").complete_files();
  spec.option("-p,--percentiles", o.percentiles, "percentiles to add, as in 50,90,99").placeholder("LIST").comma_separated();
  add_array_input(spec, o.input);
  cli::add_output(spec, o.output);
  for (const auto& [name, type, meaning] : std::initializer_list<std::array<const char*, 3>>{
           {"column", "text", "name or number of the column"}, {"n", "int64", "numbers"}, {"nan", "int64", "values that are nan"}, {"min", "float64", "the smallest"},
           {"max", "float64", "the largest"}, {"mean", "float64", "arithmetic mean"}, {"std", "float64", "standard deviation"}, {"sum", "float64", "sum"},
           {"p50", "float64", "with -p: a percentile, linear between neighbours"}})
    spec.field(name, type, meaning);
  spec.example("seq 1 100 | pytk array stats -p 50,99", "the numbers 1 to 100");
  spec.example("printf 'a,b\\n1,2\\n3,4\\n' | pytk array stats -d, --header", "two named columns");
  spec.run([&o](Context& context) { return stats(o, context); });
}

void describe_array_hist(cli::Spec& spec) {
  auto& o = spec.options<HistOptions>();
  spec.summary("count numbers in bins");
  spec.positional("FILE", o.file, "text, .npy or .npz").otherwise("-").complete_files();
  spec.option("-b,--bins", o.bins, "how many, or a rule: auto, fd, doane, scott, rice, sturges, sqrt").placeholder("N|RULE").otherwise("10");
  spec.option("--range", o.range, "lowest and highest number that counts").placeholder("LO,HI").comma_separated();
  add_array_input(spec, o.input);
  cli::add_output(spec, o.output);
  spec.field("low", "float64", "lower edge, which belongs to the bin");
  spec.field("high", "float64", "upper edge, which belongs to the last bin only");
  spec.field("count", "int64", "numbers in the bin");
  spec.example("seq 1 100 | pytk array hist --bins 4", "four bins");
  spec.example("pytk array random 'standard_normal(1000)' --seed 1 -f value | pytk array hist --bins auto", "as many bins as fit");
  spec.run([&o](Context& context) { return hist(o, context); });
}

void describe_array_sort(cli::Spec& spec) {
  auto& o = spec.options<FileOptions>();
  spec.summary("sort an array");
  spec.positional("FILE", o.file, "text, .npy or .npz").otherwise("-").complete_files();
  spec.option("--axis", o.axis, "axis to sort along").placeholder("N").otherwise("-1, the last");
  add_array_input(spec, o.input);
  add_array_output(spec, o.output);
  spec.example("printf '3\\n1\\n2\\n' | pytk array sort", "three numbers");
  spec.example("printf '3 1\\n2 4\\n' | pytk array sort --axis 0 -f csv", "each column for itself");
  spec.run([&o](Context& context) { return run_over(o, context, fmt::format("sort(x, axis={})", o.axis)); });
}

void describe_array_unique(cli::Spec& spec) {
  auto& o = spec.options<HistOptions>();
  spec.summary("the different values, and how often each stands there");
  spec.positional("FILE", o.file, "text, .npy or .npz").otherwise("-").complete_files();
  add_array_input(spec, o.input);
  cli::add_output(spec, o.output);
  spec.field("value", "float64", "the value, in order");
  spec.field("count", "int64", "how often");
  spec.example("printf '22\\n80\\n22\\n' | pytk array unique --dtype int64", "ports and their counts");
  spec.example("printf 'tcp\\nudp\\ntcp\\n' | pytk array unique --dtype U8", "words and their counts");
  spec.run([&o](Context& context) { return unique(o, context); });
}

void describe_array_convert(cli::Spec& spec) {
  auto& o = spec.options<ConvertOptions>();
  spec.summary("from one format or type to another");
  spec.positional("FILE", o.file, "text, .npy or .npz").otherwise("-").complete_files();
  spec.option("--as", o.as, "type to convert to, as in float32").placeholder("TYPE");
  add_array_input(spec, o.input);
  add_array_output(spec, o.output);
  spec.example("printf '1,2\\n3,4\\n' | pytk array convert -d, -o table.npy", "text to .npy");
  spec.example("printf '1.7 -2.2\\n' | pytk array convert --as int32 -f json", "to whole numbers");
  spec.run([&o](Context& context) { return convert(o, context); });
}

void describe_array_bytes(cli::Spec& spec) {
  auto& o = spec.options<BytesOptions>();
  spec.summary("entropy and counts of a file's bytes, in windows");
  spec.description("Entropy is Shannon's, in bits a byte: about 4 to 5 for text, near 8 for what is compressed or encrypted.");
  spec.positional("FILE", o.file, "any file").otherwise("-").complete_files();
  spec.size("-w,--window", o.window, "bytes of each window; the whole file unless given").placeholder("SIZE");
  spec.size("--step", o.step, "bytes from one window to the next; the window's size unless given").placeholder("SIZE");
  cli::add_output(spec, o.output);
  for (const auto& [name, type, meaning] : std::initializer_list<std::array<const char*, 3>>{
           {"offset", "int64", "where the window begins"}, {"bytes", "int64", "bytes in it"}, {"entropy", "float64", "bits a byte"}, {"distinct", "int64", "different byte values"},
           {"zeros", "int64", "zero bytes"}, {"printable", "float64", "share of printable ASCII"}})
    spec.field(name, type, meaning);
  spec.example("printf 'hello' | pytk array bytes", "one line for all");
  spec.example("head -c 4096 /dev/zero | pytk array bytes --window 1KiB", "one line for each KiB");
  spec.run([&o](Context& context) { return bytes(o, context); });
}

}  // namespace pytk::cmd
