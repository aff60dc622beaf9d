// The output half of a record command: -o, -f/--format (--to), --json, --fields, --limit, --no-header, in one place.
//   cli::OutputOptions& out = cli::add_output(spec, o.output);
//   cli::RecordOutput rows(o.output, schema, context);  rows.write(batch);  rows.finish();
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <pytk/cli/spec.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/record/writer.hpp>

namespace pytk::cli {

struct OutputOptions {
  std::string output = "-";
  std::string format;                   ///< empty: table on a terminal, JSON Lines elsewhere, or by the file's suffix
  std::vector<std::string> fields;      ///< empty: all
  std::uint64_t limit = 0;              ///< 0: no limit
  bool no_header = false;
};

/// Declares the options. `own_formats` are further names (say "scene") that the command handles itself.
void add_output(Spec& spec, OutputOptions& options, const std::vector<std::string>& own_formats = {});
/// Only -o/--output, for verbs that write bytes.
void add_output_file(Spec& spec, std::string& output,
                     const std::string& what = "write to this file instead of standard output");

/// Chooses the format, opens the sink, checks --fields against the schema, cuts at --limit, and commits at the end.
class RecordOutput {
 public:
  RecordOutput(const OutputOptions& options, const record::Schema& schema, Context& context);
  ~RecordOutput();
  RecordOutput(const RecordOutput&) = delete;
  RecordOutput& operator=(const RecordOutput&) = delete;
  void write(const record::Batch& batch);
  void flush();
  /// True once --limit rows were written: stop producing.
  [[nodiscard]] bool full() const noexcept;
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The format that these options mean: named, by suffix of -o, table on a terminal, else JSON Lines.
[[nodiscard]] record::Format output_format(const OutputOptions& options, const Context& context);

}  // namespace pytk::cli
