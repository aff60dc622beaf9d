// pytk fake table and template: rows of several columns, texts with values in them.
#include <algorithm>

#include <pytk/cmd/command.hpp>

#include "fake_shared.hpp"

namespace pytk::cmd {
namespace {

struct TableOptions {
  FakeCommon common;
  std::vector<std::string> columns;
  std::string table = "data";
  std::uint64_t bytes = 0;
};

int run_table(const TableOptions& o, Context& context) {
  const fake::Catalogue catalogue(o.common.locale, o.common.data_directory);
  auto request = request_of(o.common, context);
  request.columns = o.columns;
  request.table = o.table;
  if (o.bytes > 0) request.rows = std::uint64_t{1} << 62U;
  const auto plan = fake::plan_of(request, catalogue);
  if (o.bytes > 0 && !can_count_bytes(o.common, plan, context))
    throw fail(Fault::usage, "--bytes needs a format that can stop after any row")
        .hint("add -f csv, tsv, jsonl or sql");
  write_rows(o.common, plan, context, o.bytes);
  return 0;
}

struct TemplateOptions {
  FakeCommon common;
  std::string text;
};

int run_template(const TemplateOptions& o, Context& context) {
  const fake::Catalogue catalogue(o.common.locale, o.common.data_directory);
  const auto plan = fake::plan_of_template(o.text, request_of(o.common, context), catalogue);
  const auto shard = fake_shard(o.common.shard);
  const auto sink = io::Sink::open(o.common.output.output, {.force = context.force, .compress_by_name = true});
  fake::generate_text(plan, shard, {fake::Layout::plain, "\n"}, context.pool, context.cancel,
                      [&](std::string_view text) {
    sink->write(text);
    return true;
  });
  sink->commit();
  return 0;
}

}  // namespace

void describe_fake_table(cli::Spec& spec) {
  auto& o = spec.options<TableOptions>();
  o.common.rows = 10;
  spec.summary("write rows of several columns");
  spec.description(
      "A column is COL (the generator's name is the column's), COL=GENERATOR, or COL=GENERATOR:MOD:MOD. Modifiers: unique, "
      "null=SHARE, upper, lower, title, and the generator's own NAME=VALUE; '\\:' is a colon inside a value. In one row all "
      "person fields are one person, all place fields one place; a second person is 'p2.name', as in boss=p2.name. Each "
      "value depends on the seed, the column's name and the row only: more columns, threads or shards change nothing.");
  spec.positional("COLUMN", o.columns, "COL[=GENERATOR[:MODIFIER...]]").required().complete_from(fake::generator_names);
  add_fake_common(spec, o.common, "10", {"sql"});
  spec.option("--table", o.table, "name of the table in SQL").placeholder("NAME").otherwise("data");
  spec.size("--bytes", o.bytes, "write about so many bytes instead of a count of rows").placeholder("SIZE");
  spec.example("pytk fake table name email city lat lon -n 5 --seed 1 -f csv", "people, places and their coordinates");
  spec.example(
      "pytk fake table id=row_number user=user_name:unique age=random_int:min=18:max=65 boss=p2.name -n 4 --seed 2",
      "ids, distinct users, an argument, a second person");
  spec.example("pytk fake table name city -l de_DE,fr_FR -n 3 --seed 5 -f sql --table guests", "INSERT statements");
  spec.run([&o](Context& context) { return run_table(o, context); });
}

void describe_fake_template(cli::Spec& spec) {
  auto& o = spec.options<TemplateOptions>();
  spec.summary("fill a text with values, one line a row");
  spec.description(
      "{GENERATOR} stands for a value, {GENERATOR NAME=VALUE} for one with arguments, {p2.name} for another person; "
      "'\\{' and '\\}' are the characters themselves.");
  spec.positional("TEXT", o.text, "the line, with generators in braces").required();
  add_fake_common(spec, o.common, "1");
  spec.example("pytk fake template 'GET /u/{random_int max=99} from {ipv4_doc}' -n 3 --seed 1", "three lines of a log");
  spec.example("pytk fake template 'Dear {prefix} {last_name} of {city},' --seed 4", "a letter to one person");
  spec.run([&o](Context& context) { return run_template(o, context); });
}

}  // namespace pytk::cmd
