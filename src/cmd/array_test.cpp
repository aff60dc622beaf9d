// pytk array test: statistical tests of SciPy over files.
#include <cmath>

#include <pytk/array/text_form.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "array_shared.hpp"

namespace pytk::cmd {
namespace {

struct TestOptions {
  std::string name;
  std::vector<std::string> files, arguments;
  std::string alternative;
  bool by_column = false;
  ArrayInput input;
  cli::OutputOptions output;
};

// One column for each part of the result: numbers as numbers, arrays as JSON.
void add_part(record::Schema& schema, std::vector<std::pair<array::Array, record::Type>>& values,
              const std::string& name, const array::Result& part) {
  const array::Array a = part.arrays()[0].second;
  const auto type = part.is_text()       ? record::Type::text
                    : a.dimensions() > 0 ? record::Type::json
                    : part.is_whole()    ? record::Type::int64
                                         : record::Type::float64;
  schema.push_back({name, type});
  values.emplace_back(a, type);
}

std::string json_of(const array::Array& a) {
  if (a.dimensions() == 0) {
    std::string text;
    array::append_plain(text, a.dtype(), a.data());
    return text == "nan" || text == "inf" || text == "-inf" ? "null" : text;
  }
  std::string text = "[";
  for (std::int64_t i = 0; i < a.shape()[0]; ++i) text += (i > 0 ? "," : "") + json_of(a.row(i));
  return text + "]";
}

std::vector<array::Array> samples_of(const TestOptions& o, Context& context) {
  std::vector<array::Array> samples;
  for (const auto& file : o.files) samples.push_back(load_array(file, o.input, context));
  if (samples.empty()) samples.push_back(load_array("-", o.input, context));
  if (!o.by_column) return samples;
  std::vector<array::Array> columns;
  for (const auto& a : samples) {
    if (a.dimensions() != 2) throw fail(Fault::data, "--by-column needs a table, not {}", array::show_shape(a.shape()));
    const auto turned = a.transposed();
    for (std::int64_t i = 0; i < turned.shape()[0]; ++i) columns.push_back(turned.row(i).contiguous());
  }
  return columns;
}

int test(const TestOptions& o, Context& context) {
  array::use_pool(&context.pool);
  const auto known = array::test_names();
  if (std::find(known.begin(), known.end(), o.name) == known.end()) {
    const auto hint = did_you_mean(o.name, known);
    throw fail(Fault::usage, "there is no test '{}'", o.name)
        .hint(hint.empty() ? "the tests are: " + join(known, ", ") : hint);
  }
  auto arguments = join(o.arguments, ", ");
  if (!o.alternative.empty()) arguments += (arguments.empty() ? "" : ", ") + ("alternative='" + o.alternative + "'");
  // What is computed from numbers alone needs no file.
  const bool numbers_only = o.files.empty() && (o.name == "binomtest" || o.name == "ttest_ind_from_stats");
  const auto result =
      array::call_with(o.name, numbers_only ? std::vector<array::Array>{} : samples_of(o, context), arguments);
  record::Schema schema{{"test", record::Type::text}};
  std::vector<std::pair<array::Array, record::Type>> values;
  for (const auto& [name, part] : result.parts()) add_part(schema, values, name, part);
  cli::RecordOutput rows(o.output, schema, context);
  record::Batch batch(schema);
  batch[0].add_text(o.name);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto& [a, type] = values[i];
    if (type == record::Type::json) batch[i + 1].add_text(json_of(a));
    else if (type == record::Type::int64) batch[i + 1].add_int(a.cast(array::Kind::int64).get<std::int64_t>(0));
    else if (type == record::Type::float64) batch[i + 1].add_real(a.cast(array::Kind::float64).get<double>(0));
    else {
      std::string text;
      array::append_plain(text, a.dtype(), a.data());
      batch[i + 1].add_text(text);
    }
  }
  batch.end_row();
  rows.write(batch);
  rows.finish();
  return 0;
}

}  // namespace

void describe_array_test(cli::Spec& spec) {
  auto& o = spec.options<TestOptions>();
  spec.summary("statistical tests by SciPy's names");
  spec.description(
      "Names, parameters and results are those of scipy.stats: ttest_ind, ttest_rel, ttest_1samp, mannwhitneyu, wilcoxon, "
      "ks_2samp, kstest, chisquare, chi2_contingency, fisher_exact, binomtest, f_oneway, kruskal, levene, bartlett, "
      "pearsonr, spearmanr, kendalltau, linregress, shapiro, normaltest, anderson and more. Each file is a sample.\n"
      "The same functions work in eval, where results have names: ttest_ind(x, y).pvalue.");
  spec.positional("NAME", o.name, "test, as in ks_2samp").required().complete_from(array::test_names);
  spec.positional("FILE", o.files, "samples: text, .npy or .npz; standard input without any").complete_files();
  spec.option("-a,--arg", o.arguments, "a further argument as in Python, such as equal_var=False").placeholder("ARG");
  spec.option("--alternative", o.alternative, "which differences count")
      .placeholder("SIDE")
      .choices({"two-sided", "less", "greater"})
      .otherwise("two-sided");
  spec.flag("--by-column", o.by_column, "each column of a file is a sample");
  add_array_input(spec, o.input);
  cli::add_output(spec, o.output);
  spec.field("test", "text", "the test's name");
  spec.field("statistic", "float64", "its statistic; other parts have the names that SciPy gives them");
  spec.field("pvalue", "float64", "its p-value");
  spec.example("printf '1 4\\n2 5\\n3 7\\n4 9\\n' | pytk array test ttest_rel --by-column --json",
               "two columns, paired");
  spec.example("printf '12\\n8\\n10\\n' | pytk array test chisquare", "are three counts alike?");
  spec.example("pytk array test binomtest -a 3 -a 10 -a p=0.4 --json", "a test that needs no samples");
  spec.run([&o](Context& context) { return test(o, context); });
}

}  // namespace pytk::cmd
