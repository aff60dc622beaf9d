// What the verbs of pytk fake share: locale, seed, clock, shard and the writing of rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <pytk/cli/output.hpp>
#include <pytk/cli/spec.hpp>
#include <pytk/fake/fake.hpp>

namespace pytk::cmd {

struct FakeCommon {
  cli::OutputOptions output;
  std::string locale = "en_US", data_directory, now, shard;
  std::uint64_t rows = 1;
};
/// -n, -l, --now, --data, --shard; `own_formats` as add_output takes them.
void add_fake_common(cli::Spec& spec, FakeCommon& options, std::string_view rows_otherwise,
                     const std::vector<std::string>& own_formats = {});
/// Those of them that a schema has too: --now, --data, --shard.
void add_fake_run(cli::Spec& spec, FakeCommon& options, const std::vector<std::string>& own_formats);
[[nodiscard]] fake::Request request_of(const FakeCommon& options, Context& context);
/// Where relative dates count from, by --now, SOURCE_DATE_EPOCH, or whether there is a seed.
[[nodiscard]] std::int64_t moment_of(const FakeCommon& options, bool seeded);
/// "2/8", "auto", "auto/8"; all when empty. Throws Fault::usage.
[[nodiscard]] fake::Shard fake_shard(const std::string& text);

/// Writes the plan's rows of the options' shard in the format that the options name ("sql" too) and commits.
/// Stops after `most_bytes` (0: no limit).
void write_rows(const FakeCommon& options, const fake::Plan& plan, Context& context, std::uint64_t most_bytes = 0);
/// The same into a sink that is open, where the format can be written piece by piece; commits nothing.
void write_rows(io::Sink& sink, const std::string& format, bool header, const FakeCommon& options,
                const fake::Plan& plan, Context& context, std::uint64_t most_bytes = 0);
/// The format that the options name, by its first name; "sql" too.
[[nodiscard]] std::string asked_format(const FakeCommon& options, const Context& context);
/// Whether --bytes has a meaning for the format and fields that the options name.
[[nodiscard]] bool can_count_bytes(const FakeCommon& options, const fake::Plan& plan, const Context& context);
/// Whether rows of the format can be written block by block: csv, tsv, jsonl without nested names, sql.
[[nodiscard]] bool can_stream(const std::string& format, const fake::Plan& plan);

void describe_fake_table(cli::Spec& spec);
void describe_fake_template(cli::Spec& spec);
void describe_fake_schema(cli::Spec& spec);
void describe_fake_list(cli::Spec& spec);
void describe_fake_check(cli::Spec& spec);

}  // namespace pytk::cmd
