// pytk fake schema: the tables that a file describes, each into a file of a folder, or onto standard output.
#include <algorithm>
#include <filesystem>

#include <pytk/cmd/command.hpp>
#include <pytk/core/text.hpp>
#include <pytk/fake/schema.hpp>
#include <pytk/io/source.hpp>

#include "fake_shared.hpp"

namespace pytk::cmd {
namespace {

constexpr std::size_t most_bytes = 4U << 20U;

struct SchemaOptions {
  FakeCommon common;
  std::string file = "-";
  std::vector<std::string> tables;
  double scale = 1;
};

std::vector<fake::Plan> chosen_tables(const SchemaOptions& o, const fake::SchemaFile& schema) {
  std::vector<std::string> names;
  for (const auto& plan : schema.tables()) names.push_back(plan.name());
  for (const auto& wanted : o.tables)
    if (std::find(names.begin(), names.end(), wanted) == names.end())
      throw fail(Fault::usage, "the schema has no table '{}'", wanted)
          .hint(did_you_mean(wanted, std::span<const std::string>(names)));
  std::vector<fake::Plan> plans;
  for (const auto& plan : schema.tables())
    if (o.tables.empty() || std::find(o.tables.begin(), o.tables.end(), plan.name()) != o.tables.end())
      plans.push_back(plan);
  return plans;
}

// All tables behind one another: as statements of SQL, which are the only format where tables can follow each other.
int write_one_stream(const SchemaOptions& o, const std::vector<fake::Plan>& plans, Context& context) {
  if (o.common.output.format != "sql") {
    if (plans.size() > 1)
      throw fail(Fault::usage, "{} tables do not fit one output", plans.size())
          .hint("name a folder with -o, choose one with --table, or write all as -f sql");
    write_rows(o.common, plans[0], context);
    return 0;
  }
  const auto sink = io::Sink::open(o.common.output.output, {.force = context.force, .compress_by_name = true});
  for (const auto& plan : plans) {
    if (fake_shard(o.common.shard).index == 1) sink->write(fake::create_statement(plan));
    write_rows(*sink, "sql", false, o.common, o.common.output.limit > 0 ? plan.first(o.common.output.limit) : plan,
               context);
  }
  sink->commit();
  return 0;
}

std::string suffix_of(const std::string& format) {
  if (format == "markdown") return "md";
  return format == "table" ? "txt" : format;
}

// One file a table. The folder is made if its own folder is there.
int write_folder(const SchemaOptions& o, const std::vector<fake::Plan>& plans, Context& context) {
  const std::filesystem::path folder = o.common.output.output;
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error) && !std::filesystem::create_directory(folder, error))
    throw fail(Fault::io, "cannot make the folder '{}': {}", folder.string(), error ? error.message() : "it is a file");
  const std::string format = o.common.output.format.empty() ? "csv" : o.common.output.format;
  for (const auto& plan : plans) {
    if (plan.name().find('/') != std::string::npos || plan.name().starts_with('.') ||
        plan.name().find('\0') != std::string::npos)
      throw fail(Fault::usage, "the table's name '{}' cannot be a file's", plan.name())
          .hint("choose tables with --table, or rename it");
  }
  for (const auto& plan : plans) {
    FakeCommon one = o.common;
    one.output.format = format;
    one.output.output = (folder / (plan.name() + "." + suffix_of(asked_format(one, context)))).string();
    if (format != "sql") {
      write_rows(one, plan, context);
      continue;
    }
    const auto sink = io::Sink::open(one.output.output, {.force = context.force, .compress_by_name = true});
    if (fake_shard(one.shard).index == 1) sink->write(fake::create_statement(plan));
    write_rows(*sink, "sql", false, one, one.output.limit > 0 ? plan.first(one.output.limit) : plan, context);
    sink->commit();
  }
  return 0;
}

int run_schema(const SchemaOptions& o, Context& context) {
  const auto source = io::Source::open(o.file, {.cancel = &context.cancel});
  const std::string text = source->read_all(most_bytes);
  if (!(o.scale >= 0) || o.scale > 1e12) throw fail(Fault::usage, "--scale is a factor from 0 to 1e12");
  fake::SchemaOptions options;
  options.seed = context.seed;
  options.clock = moment_of(o.common, false);
  if (!o.common.now.empty()) options.now = options.clock;
  options.scale = o.scale;
  options.data_directory = o.common.data_directory;
  const fake::SchemaFile schema(text, std::string(source->name()), options);
  const auto plans = chosen_tables(o, schema);
  const bool folder = o.common.output.output != "-" &&
                      (plans.size() > 1 || std::filesystem::is_directory(o.common.output.output)) &&
                      !(o.common.output.format == "sql" && o.common.output.output.ends_with(".sql"));
  return folder ? write_folder(o, plans, context) : write_one_stream(o, plans, context);
}

}  // namespace

void describe_fake_schema(cli::Spec& spec) {
  auto& o = spec.options<SchemaOptions>();
  spec.summary("write the tables that a TOML or JSON file describes");
  spec.description(
      "The file names tables, their rows and columns: a column is a text as 'pytk fake table' takes it, or has one of "
      "generator, distribution, choice, template, regex, value and ref, with null, unique and the generator's arguments. "
      "ref = \"customers.id\" takes the value of a row of another table; all references of a row to one table mean the same "
      "row of it. With -o DIR each table is a file of that folder; '-f sql' writes them all, with CREATE TABLE.");
  spec.positional("FILE", o.file, "the schema").otherwise("-");
  spec.option("--table", o.tables, "only these tables").placeholder("NAME");
  spec.option("--scale", o.scale, "this many times the rows of every table").placeholder("FACTOR").otherwise("1");
  add_fake_run(spec, o.common, {"sql"});
  spec.example("pytk fake schema shop.toml --seed 1 -f sql", "all tables as SQL, customers before their orders");
  spec.example("pytk fake schema shop.toml --seed 1 --scale 0.1 -o shop -f csv",
               "a tenth of the rows, a file for each table");
  spec.example("pytk fake schema shop.toml --seed 1 --table orders -f jsonl --limit 3", "some rows of one table");
  spec.run([&o](Context& context) { return run_schema(o, context); });
}

}  // namespace pytk::cmd
