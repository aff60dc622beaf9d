// What the verbs of pytk fake share: locale, seed, clock and the writing of rows.
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
void add_fake_common(cli::Spec& spec, FakeCommon& options, std::string_view rows_otherwise, const std::vector<std::string>& own_formats = {});
[[nodiscard]] fake::Request request_of(const FakeCommon& options, Context& context);

/// Writes the request's rows in the format that the options name; `format` "sql" needs the table's name.
/// Stops after `most_bytes` (0: no limit).
void write_rows(const FakeCommon& options, const fake::Request& request, const fake::Catalogue& catalogue, Context& context,
                const std::string& table = "data", std::uint64_t most_bytes = 0);

void describe_fake_table(cli::Spec& spec);
void describe_fake_template(cli::Spec& spec);

}  // namespace pytk::cmd
