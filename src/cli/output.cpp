#include <pytk/cli/output.hpp>

#include <algorithm>

#include <pytk/core/text.hpp>
#include <pytk/io/compression.hpp>

namespace pytk::cli {

namespace {

/// The names that the Spec has not given away already (a verb whose -f means something else keeps its own).
std::string free_names(const Spec& spec, std::initializer_list<std::string_view> wanted) {
  std::string names;
  for (const auto name : wanted) {
    const auto& options = spec.options_declared();
    const bool taken = std::any_of(options.begin(), options.end(), [name](const auto& option) {
      return std::find(option->names.begin(), option->names.end(), name) != option->names.end();
    });
    if (taken) continue;
    names.append(names.empty() ? "" : ",").append(name);
  }
  return names;
}

std::string_view suffix_of(std::string_view path) {
  path = io::without_compression(path);
  const std::size_t slash = path.rfind('/');
  const std::string_view file = slash == std::string_view::npos ? path : path.substr(slash + 1);
  const std::size_t dot = file.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : file.substr(dot + 1);
}

std::optional<record::Format> format_of_suffix(std::string_view path) {
  const std::string suffix = lower(suffix_of(path));
  if (suffix == "csv") return record::Format::csv;
  if (suffix == "tsv" || suffix == "tab") return record::Format::tsv;
  if (suffix == "json") return record::Format::json;
  if (suffix == "jsonl" || suffix == "ndjson") return record::Format::jsonl;
  if (suffix == "md") return record::Format::markdown;
  if (suffix == "txt") return record::Format::table;
  return std::nullopt;
}

}  // namespace

void add_output_file(Spec& spec, std::string& output, const std::string& what) {
  if (const auto names = free_names(spec, {"-o", "--output"}); !names.empty())
    spec.option(names, output, what).placeholder("FILE").written();
}

void add_output(Spec& spec, OutputOptions& options, const std::vector<std::string>& own_formats) {
  add_output_file(spec, options.output, "write to this file instead of standard output; .gz and .zst are compressed");
  std::vector<std::string> formats = record::format_names();
  formats.insert(formats.begin(), own_formats.begin(), own_formats.end());
  if (const auto names = free_names(spec, {"-f", "--format", "--to"}); !names.empty())
    spec.custom(
            names,
            [&options, own_formats](std::string_view text) -> Result<void> {
              if (std::find(own_formats.begin(), own_formats.end(), text) == own_formats.end()) {
                try {
                  (void)record::parse_format(text);
                } catch (const Error& error) {
                  std::vector<std::string> known = record::format_names();
                  known.insert(known.begin(), own_formats.begin(), own_formats.end());
                  const std::string near = did_you_mean(text, known);
                  auto unknown = fail(Fault::usage, "unknown format");
                  unknown.hint(near.empty() ? fmt::format("one of {}", join(known, ", ")) : near);
                  return tl::unexpected<Error>(std::move(unknown));
                }
              }
              options.format = text;
              return {};
            },
            fmt::format("form of the output ({})", join(formats, "|")))
        .placeholder("FORMAT")
        .otherwise("by the file's suffix; table on a terminal, else jsonl")
        .complete_from([formats] { return formats; });
  if (const auto names = free_names(spec, {"--json"}); !names.empty())
    spec.custom(
            names,
            [&options](std::string_view text) -> Result<void> {
              if (text != "false") options.format = "jsonl";
              return {};
            },
            "the same as --format jsonl")
        .takes_value = false;
  if (const auto names = free_names(spec, {"--fields"}); !names.empty())
    spec.option(names, options.fields, "only these fields, in this order").placeholder("NAMES").comma_separated();
  if (const auto names = free_names(spec, {"--limit"}); !names.empty())
    spec.option(names, options.limit, "stop after so many records").otherwise("no limit");
  if (const auto names = free_names(spec, {"--no-header"}); !names.empty())
    spec.flag(names, options.no_header, "leave out the line of names (csv, tsv)");
}

record::Format output_format(const OutputOptions& options, const Context& context) {
  if (!options.format.empty()) return record::parse_format(options.format);
  if (options.output != "-") return format_of_suffix(options.output).value_or(record::Format::jsonl);
  return context.out.is_tty ? record::Format::table : record::Format::jsonl;
}

struct RecordOutput::State {
  std::vector<std::size_t> columns;  ///< empty: all as they come
  record::Schema schema;
  std::unique_ptr<io::Sink> sink;
  std::unique_ptr<record::Writer> writer;
  std::uint64_t limit = 0, written = 0;

  /// The chosen columns of the first `rows` rows.
  [[nodiscard]] record::Batch project(const record::Batch& batch) const {
    record::Batch out(schema);
    for (std::size_t i = 0; i < columns.size(); ++i) out[i] = batch[columns[i]];
    out.set_rows(batch.rows());
    return out;
  }
  void write(const record::Batch& batch, std::uint64_t rows) {
    if (rows == batch.rows()) {
      writer->write(batch);
    } else {
      record::Batch cut(batch.schema());
      for (std::size_t row = 0; row < rows; ++row) cut.add_row_of(batch, row);
      writer->write(cut);
    }
    written += rows;
  }
};

RecordOutput::RecordOutput(const OutputOptions& options, const record::Schema& schema, Context& context)
    : state_(std::make_unique<State>()) {
  state_->limit = options.limit;
  for (const auto& name : options.fields) {
    state_->columns.push_back(record::field_or_throw(schema, name));
    state_->schema.push_back(schema[state_->columns.back()]);
  }
  if (state_->columns.empty()) state_->schema = schema;
  const record::Format format = output_format(options, context);
  io::SinkOptions sink;
  sink.force = context.force;
  sink.compress_by_name = true;
  state_->sink = io::Sink::open(options.output, sink);
  record::Style style;
  style.header = !options.no_header;
  style.utf8 = context.out.utf8;
  if (state_->sink->is_terminal()) {
    style.color = context.out.color;
    style.width = context.out.columns;
  }
  state_->writer = record::make_writer(format, state_->schema, *state_->sink, style);
}

RecordOutput::~RecordOutput() = default;

void RecordOutput::write(const record::Batch& batch) {
  State& state = *state_;
  std::uint64_t rows = batch.rows();
  if (state.limit > 0) rows = std::min(rows, state.limit - state.written);
  if (rows == 0) return;
  if (state.columns.empty())
    state.write(batch, rows);
  else
    state.write(state.project(batch), rows);
}

void RecordOutput::flush() { state_->writer->flush(); }

bool RecordOutput::full() const noexcept { return state_->limit > 0 && state_->written >= state_->limit; }

void RecordOutput::finish() {
  state_->writer->finish();
  state_->sink->commit();
}

}  // namespace pytk::cli
