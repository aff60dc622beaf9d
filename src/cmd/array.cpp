// pytk array: NumPy's arrays from a shell.
#include <algorithm>

#include <pytk/array/eval.hpp>
#include <pytk/cmd/command.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/sink.hpp>

#include "array_shared.hpp"

namespace pytk::cmd {
namespace {

struct EvalOptions {
  std::string expression;
  std::vector<std::string> inputs;
  ArrayInput input;
  ArrayOutput output;
  bool approximate = false;
};

// "a=file" gives a name; a bare file takes the next of x, y, z.
std::pair<std::string, std::string> split_input(const std::string& text, std::size_t index) {
  const auto equals = text.find('=');
  const auto is_name = [](std::string_view name) {
    return !name.empty() && (name[0] < '0' || name[0] > '9') &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
               std::string_view::npos;
  };
  if (equals != std::string::npos && is_name(std::string_view(text).substr(0, equals)))
    return {text.substr(0, equals), text.substr(equals + 1)};
  static constexpr std::string_view names = "xyz";
  if (index >= names.size())
    throw fail(Fault::usage, "the input '{}' needs a name", text).hint("write -i NAME=" + text);
  return {std::string(1, names[index]), text};
}

int eval(const EvalOptions& o, Context& context) {
  const auto used = array::free_names(o.expression);
  auto inputs = o.inputs;
  // Without any -i an expression of x means standard input.
  if (inputs.empty() && std::find(used.begin(), used.end(), "x") != used.end()) inputs.emplace_back("-");
  if (o.input.max_memory != 0) array::set_memory_limit(o.input.max_memory);
  array::use_pool(&context.pool);
  array::Evaluator evaluator;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto [name, file] = split_input(inputs[i], i);
    io::refuse_same_file(file, o.output.output);
    std::optional<array::Members> read;
    if (inputs.size() == 1)
      if (const auto result = eval_stream(o.expression, name, file, o.input, o.approximate, context, read)) {
        write_result(*result, o.output, context);
        return 0;
      }
    auto members = read ? std::move(*read) : load_arrays(file, o.input, context);
    if (members.size() == 1 && members[0].first.empty()) evaluator.set(name, members[0].second);
    else evaluator.set(name, std::move(members));
  }
  write_result(evaluator.run(o.expression), o.output, context);
  return 0;
}

struct RandomOptions {
  std::string call;
  bool legacy = false;
  ArrayOutput output;
};
int random(const RandomOptions& o, Context& context) {
  const auto seed = context.seed.value_or(o.legacy ? secure_seed() & 0xFFFFFFFFU : secure_seed());
  write_result(array::run_random(o.call, seed, o.legacy), o.output, context);
  return 0;
}

void describe(cli::Spec& spec) {
  spec.summary("NumPy's arrays: expressions, statistics, random streams, files")
      .description(
          "Reads text, .npy and .npz, evaluates expressions in NumPy's words with NumPy's results, bit for bit where NumPy "
          "defines them, and prints as NumPy does or for other programs.");
  spec.verb("eval", "evaluate an expression over arrays", describe_array_eval);
  spec.verb("stats", "statistics of the columns of a text or array", describe_array_stats);
  spec.verb("random", "draw random numbers, the same as NumPy's for a seed", describe_array_random);
  spec.verb("hist", "count numbers in bins", describe_array_hist);
  spec.verb("sort", "sort an array", describe_array_sort);
  spec.verb("unique", "the different values, and how often each stands there", describe_array_unique);
  spec.verb("info", "what a file holds: shape, type, size", describe_array_info);
  spec.verb("convert", "from one format or type to another", describe_array_convert);
  spec.verb("test", "statistical tests by SciPy's names", describe_array_test);
  spec.verb("bytes", "entropy and counts of a file's bytes, in windows", describe_array_bytes);
  spec.verb("functions", "list what expressions can call", describe_array_functions);
}

int list_functions(const cli::OutputOptions& o, Context& context) {
  const record::Schema schema{{"name", record::Type::text}, {"parameters", record::Type::text}};
  cli::RecordOutput rows(o, schema, context);
  record::Batch batch(schema);
  for (const auto& entry : array::function_list()) {
    const auto open = entry.find('(');
    batch[0].add_text(entry.substr(0, open));
    batch[1].add_text(entry.substr(open + 1, entry.size() - open - 2));
    batch.end_row();
  }
  rows.write(batch);
  rows.finish();
  return 0;
}

}  // namespace

void describe_array_eval(cli::Spec& spec) {
  auto& o = spec.options<EvalOptions>();
  spec.summary("evaluate an expression over arrays");
  spec.description(
      "The language is the part of Python that NumPy's one-liners are written in: arithmetic, comparisons, slices, calls, "
      "methods, tuples, and statements separated by ';'. Names are NumPy's; 'np.' may stand before them. The value of the "
      "last statement is printed. Inputs are called x, y, z unless NAME=FILE names them; without -i, x is standard input.");
  spec.positional("EXPR", o.expression, "expression, as in 'x.mean(axis=0)'").required();
  spec.option("-i,--input", o.inputs, "file with an array: text, .npy, .npz, or - for standard input")
      .placeholder("[NAME=]FILE")
      .complete_files();
  spec.flag(
      "--approx", o.approximate,
      "quantiles of a stream from a sketch of fixed size, within about 0.1 % of the rank, instead of a temporary file");
  add_array_input(spec, o.input);
  add_array_output(spec, o.output);
  spec.example("pytk array eval '1 + 1'", "a calculator");
  spec.example("pytk array eval 'linspace(0, 1, 5) ** 2'", "an array made and squared");
  spec.example("printf '1 2\\n3 4\\n' | pytk array eval 'x.T'", "a text from standard input, x by name");
  spec.example("printf '1,2\\n3,4\\n' | pytk array eval 'x[:, 0] / x[:, 1]' -d, -f csv",
               "a ratio of two columns, as CSV");
  spec.example("seq 1000000 | pytk array eval 'x.mean(), x.std(), percentile(x, 99)'",
               "a stream: memory stays the same however long it is");
  spec.run([&o](Context& context) { return eval(o, context); });
}

void describe_array_random(cli::Spec& spec) {
  auto& o = spec.options<RandomOptions>();
  spec.summary("draw random numbers, the same as NumPy's for a seed");
  spec.description(
      "CALL is a method of numpy.random.default_rng(), written as in Python. With --seed the numbers are those that NumPy "
      "draws, to the last bit; without it each run draws others. --legacy means numpy.random.RandomState.");
  spec.positional("CALL", o.call, "method and arguments, as in 'standard_normal(10)'").required();
  spec.flag("--legacy", o.legacy, "the old streams of numpy.random.RandomState: rand, randn, randint ...");
  add_array_output(spec, o.output);
  spec.example("pytk array random 'standard_normal(5)' --seed 42", "five normal numbers");
  spec.example("pytk array random 'integers(0, 256, 16, dtype=\"uint8\")' --seed 1 -f raw | od -An -tx1",
               "sixteen bytes");
  spec.example("pytk array random 'random((1000, 3))' --seed 7 -o points.npy", "a table for NumPy");
  spec.run([&o](Context& context) { return random(o, context); });
}

void describe_array_functions(cli::Spec& spec) {
  auto& o = spec.options<cli::OutputOptions>();
  spec.summary("list what expressions can call");
  cli::add_output(spec, o);
  spec.field("name", "text", "name, without np.");
  spec.field("parameters", "text", "its parameters in order");
  spec.example("pytk array functions", "all of them");
  spec.example("pytk array functions --format csv", "all of them, for another program");
  spec.run([&o](Context& context) { return list_functions(o, context); });
}

extern const Command array;
const Command array{"array", "NumPy's arrays: expressions, statistics, random streams, files", Group::numbers,
                    Needs::nothing, describe};

}  // namespace pytk::cmd
