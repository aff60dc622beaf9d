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
#include <pytk/io/source.hpp>

namespace pytk::cmd {

struct ArrayInput {
  std::optional<std::string> delimiter, missing, quote;
  std::string comments = "#";
  std::string dtype = "float64";
  std::vector<std::string> columns;
  std::int64_t skip = 0, most_rows = -1, least_dimensions = 0;
  bool header = false;
  std::uint64_t max_memory = 0;
};
void add_array_input(cli::Spec& spec, ArrayInput& o);
/// The text options as the module takes them; `name` decides the delimiter of .csv and .tsv.
[[nodiscard]] array::TextOptions text_options(const ArrayInput& o, const std::string& name);
/// .npy, .npz or text, told apart by the first bytes. `names`: of the columns, with --header.
[[nodiscard]] array::Members load_arrays(const std::string& where, const ArrayInput& o, Context& context,
                                         std::vector<std::string>* names = nullptr);
/// The same from what is open already.
[[nodiscard]] array::Members load_arrays(std::unique_ptr<io::Source> source, const std::string& where,
                                         const ArrayInput& o, std::vector<std::string>* names = nullptr);
[[nodiscard]] std::unique_ptr<io::Source> open_array(const std::string& where, Context& context);
/// One array; of an archive the only member.
[[nodiscard]] array::Array load_array(const std::string& where, const ArrayInput& o, Context& context,
                                      std::vector<std::string>* names = nullptr);

struct ArrayOutput {
  std::string output = "-", format;
  bool compress = false;
};
void add_array_output(cli::Spec& spec, ArrayOutput& o);
void write_result(const array::Result& result, const ArrayOutput& o, Context& context);
void write_array(const array::Array& a, const ArrayOutput& o, Context& context);

/// Evaluates while the input goes by, where the expression reduces it: memory stays the same. Nothing: it has to be
/// there as a whole, and `members` is what was read of it, if anything was.
[[nodiscard]] std::optional<array::Result> eval_stream(const std::string& expression, const std::string& name,
                                                       const std::string& file, const ArrayInput& o, bool approximate,
                                                       Context& context, std::optional<array::Members>& members);

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
