// The verbs of array beside eval and random.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include <pytk/array/files.hpp>
#include <pytk/array/order.hpp>
#include <pytk/array/text_form.hpp>
#include <pytk/core/cancel.hpp>
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

std::vector<std::string> or_standard_input(const std::vector<std::string>& files) {
  return files.empty() ? std::vector<std::string>{"-"} : files;
}

int info(const RecordOptions& o, Context& context) {
  const record::Schema schema{{"file", record::Type::text},  {"name", record::Type::text},
                              {"dtype", record::Type::text}, {"shape", record::Type::json},
                              {"size", record::Type::int64}, {"bytes", record::Type::int64},
                              {"order", record::Type::text}};
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

struct HistOptions {
  std::string file = "-", bins = "10";
  std::vector<std::string> range, edges;
  ArrayInput input;
  cli::OutputOptions output;
};
int hist(const HistOptions& o, Context& context) {
  const Array a = load_array(o.file, o.input, context);
  const Array x = a.reshaped({-1}).cast(Kind::float64).contiguous();
  std::span<const double> values(x.as<double>(), static_cast<std::size_t>(x.size()));
  std::vector<double> numbers;
  if (std::any_of(values.begin(), values.end(), [](double v) { return v != v; })) {
    std::copy_if(values.begin(), values.end(), std::back_inserter(numbers), [](double v) { return v == v; });
    values = numbers;
  }
  array::BinRequest request;
  if (auto count = parse_int(o.bins, 1, 100'000'000)) request.count = *count;
  else request.rule = o.bins;
  request.whole = array::is_integer(a.kind());
  if (!o.range.empty()) {
    if (o.range.size() != 2) throw fail(Fault::usage, "--range needs two numbers, as in 0,100");
    request.range = std::make_pair(value_or_throw(parse_real(o.range[0]), Fault::usage),
                                   value_or_throw(parse_real(o.range[1]), Fault::usage));
  }
  for (const auto& edge : o.edges) request.edges.push_back(value_or_throw(parse_real(edge), Fault::usage));
  std::optional<EndsAtOnce> computing(std::in_place);
  auto edges = array::bin_edges(values, request);
  // Edges have the type of narrow floats.
  if (request.edges.empty() && (a.kind() == Kind::float32 || a.kind() == Kind::float16)) {
    const Array narrow = Array::of<double>(edges).cast(a.kind()).cast(Kind::float64);
    edges.assign(narrow.as<double>(), narrow.as<double>() + narrow.size());
  }
  const auto counts = array::bin_counts(values, edges, request.edges.empty());
  computing.reset();
  const record::Schema schema{
      {"low", record::Type::float64}, {"high", record::Type::float64}, {"count", record::Type::int64}};
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
  const auto type = array::is_bool(values.kind())                                           ? record::Type::boolean
                    : array::is_unsigned(values.kind())                                     ? record::Type::uint64
                    : array::is_integer(values.kind())                                      ? record::Type::int64
                    : array::is_number(values.kind()) && !array::is_complex(values.kind()) ? record::Type::float64
                                                                                            : record::Type::text;
  const record::Schema schema{{"value", type}, {"count", record::Type::int64}};
  cli::RecordOutput rows(o.output, schema, context);
  record::Batch batch(schema);
  const Array wide = type == record::Type::int64     ? values.cast(Kind::int64)
                     : type == record::Type::uint64  ? values.cast(Kind::uint64)
                     : type == record::Type::float64 ? values.cast(Kind::float64)
                                                     : values;
  for (std::int64_t i = 0; i < values.size(); ++i) {
    if (type == record::Type::int64) batch[0].add_int(wide.get<std::int64_t>(i));
    else if (type == record::Type::float64) batch[0].add_real(wide.get<double>(i));
    else if (type == record::Type::uint64) batch[0].add_uint(wide.get<std::uint64_t>(i));
    else if (type == record::Type::boolean) batch[0].add_bool(values.get<bool>(i));
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

}  // namespace

void describe_array_info(cli::Spec& spec) {
  auto& o = spec.options<RecordOptions>();
  spec.summary("what a file holds: shape, type, size");
  spec.positional("FILE", o.files, "text, .npy or .npz; standard input without any").complete_files();
  add_array_input(spec, o.input);
  cli::add_output(spec, o.output);
  for (const auto& [name, type, meaning] : std::initializer_list<std::array<const char*, 3>>{
           {"file", "text", "the file"},
           {"name", "text", "the member of an .npz, or the field of a structured .npy"},
           {"dtype", "text", "type of the elements"},
           {"shape", "json", "lengths of the axes"},
           {"size", "int64", "number of elements"},
           {"bytes", "int64", "bytes of the elements"},
           {"order", "text", "C or F"}})
    spec.field(name, type, meaning);
  spec.example("printf '1 2 3\\n4 5 6\\n' | pytk array info", "a text of two rows and three columns");
  spec.example("pytk array random 'random((2, 3))' -f npy | pytk array info --json", "an .npy from a pipe");
  spec.run([&o](Context& context) { return info(o, context); });
}

void describe_array_hist(cli::Spec& spec) {
  auto& o = spec.options<HistOptions>();
  spec.summary("count numbers in bins");
  spec.positional("FILE", o.file, "text, .npy or .npz").otherwise("-").complete_files();
  spec.option("-b,--bins", o.bins, "how many, or a rule: auto, fd, doane, scott, stone, rice, sturges, sqrt")
      .placeholder("N|RULE")
      .otherwise("10");
  spec.option("--edges", o.edges, "the bins' edges themselves, as in 0,1,10,100").placeholder("LIST").comma_separated();
  spec.option("--range", o.range, "lowest and highest number that counts").placeholder("LO,HI").comma_separated();
  add_array_input(spec, o.input);
  cli::add_output(spec, o.output);
  spec.field("low", "float64", "lower edge, which belongs to the bin");
  spec.field("high", "float64", "upper edge, which belongs to the last bin only");
  spec.field("count", "int64", "numbers in the bin");
  spec.example("seq 1 100 | pytk array hist --bins 4", "four bins");
  spec.example("pytk array random 'standard_normal(1000)' --seed 1 -f value | pytk array hist --bins auto",
               "as many bins as fit");
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

}  // namespace pytk::cmd
