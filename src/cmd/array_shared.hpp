// What the verbs of array share: inputs of every kind, results in every format.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pytk/array/eval.hpp>
#include <pytk/array/files.hpp>
#include <pytk/cli/output.hpp>
#include <pytk/cli/spec.hpp>

namespace pytk::cmd {

struct ArrayInput {
  std::optional<std::string> delimiter, missing;
  std::string dtype = "float64";
  std::vector<std::string> columns;
  std::int64_t skip = 0;
  bool header = false;
  std::uint64_t max_memory = 0;
};
void add_array_input(cli::Spec& spec, ArrayInput& o);
/// The text options as the module takes them; `name` decides the delimiter of .csv and .tsv.
[[nodiscard]] array::TextOptions text_options(const ArrayInput& o, const std::string& name);
/// .npy, .npz or text, told apart by the first bytes. `names`: of the columns, with --header.
[[nodiscard]] array::Members load_arrays(const std::string& where, const ArrayInput& o, Context& context, std::vector<std::string>* names = nullptr);
/// One array; of an archive the only member.
[[nodiscard]] array::Array load_array(const std::string& where, const ArrayInput& o, Context& context, std::vector<std::string>* names = nullptr);

struct ArrayOutput {
  std::string output = "-", format;
  bool compress = false;
};
void add_array_output(cli::Spec& spec, ArrayOutput& o);
void write_result(const array::Result& result, const ArrayOutput& o, Context& context);
void write_array(const array::Array& a, const ArrayOutput& o, Context& context);

// The verbs.
void describe_array_eval(cli::Spec& spec);
void describe_array_random(cli::Spec& spec);
void describe_array_functions(cli::Spec& spec);
void describe_array_info(cli::Spec& spec);
void describe_array_stats(cli::Spec& spec);
void describe_array_hist(cli::Spec& spec);
void describe_array_sort(cli::Spec& spec);
void describe_array_unique(cli::Spec& spec);
void describe_array_convert(cli::Spec& spec);
void describe_array_bytes(cli::Spec& spec);
void describe_array_test(cli::Spec& spec);

}  // namespace pytk::cmd
