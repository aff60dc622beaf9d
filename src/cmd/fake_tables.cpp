// pytk fake table and template: rows of several columns, texts with values in them.
#include <algorithm>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "fake_shared.hpp"

namespace pytk::cmd {
namespace {

std::string sql_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

// INSERT statements of up to 100 rows; a block of rows always begins a new one, so shards and threads agree.
void format_sql(const record::Batch& batch, const std::string& table, std::string& text) {
  std::string head = "INSERT INTO " + sql_name(table) + " (";
  for (std::size_t c = 0; c < batch.columns(); ++c) head += (c > 0 ? ", " : "") + sql_name(batch.schema()[c].name);
  head += ") VALUES\n";
  for (std::size_t row = 0; row < batch.rows(); ++row) {
    text += row % 100 == 0 ? head : "";
    text += "  (";
    for (std::size_t c = 0; c < batch.columns(); ++c) {
      if (c > 0) text += ", ";
      if (batch[c].null(row)) {
        text += "NULL";
      } else if (batch.schema()[c].type == record::Type::json && !batch[c].text(row).starts_with('{')) {
        text += batch[c].text(row);
      } else {
        text += '\'';
        for (const char ch : batch[c].text(row)) text.append(ch == '\'' ? 2 : 1, ch);
        text += '\'';
      }
    }
    text += row % 100 == 99 || row + 1 == batch.rows() ? ");\n" : "),\n";
  }
}

// A sink in memory and the writer on it, for one block.
void format_block(const record::Batch& batch, record::Format format, bool header, std::string& text) {
  const auto sink = io::Sink::to(text);
  const auto writer = record::make_writer(format, batch.schema(), *sink, {.header = header});
  writer->write(batch);
  writer->finish();
}

bool can_be_cut(record::Format format) {
  return format == record::Format::csv || format == record::Format::tsv || format == record::Format::jsonl;
}

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
  if (o.bytes > 0) request.rows = std::uint64_t{1} << 62U;
  write_rows(o.common, request, catalogue, context, o.table, o.bytes);
  return 0;
}

struct TemplateOptions {
  FakeCommon common;
  std::string text;
};

int run_template(const TemplateOptions& o, Context& context) {
  const fake::Catalogue catalogue(o.common.locale, o.common.data_directory);
  const auto request = request_of(o.common, context);
  fake::Template filled(o.text, catalogue, request.seed, request.now);
  const auto sink = io::Sink::open(o.common.output.output, {.force = context.force});
  std::string lines;
  const auto bound = [&](std::uint64_t shard) {
    return static_cast<std::uint64_t>(static_cast<unsigned __int128>(request.rows) * shard / request.shard.count);
  };
  for (std::uint64_t row = bound(request.shard.index - 1); row < bound(request.shard.index); ++row) {
    filled.append(lines, row);
    lines += '\n';
    if (lines.size() < (64U << 10U)) continue;
    context.cancel.check();
    sink->write(lines);
    lines.clear();
  }
  sink->write(lines);
  sink->commit();
  return 0;
}

}  // namespace

void write_rows(const FakeCommon& o, const fake::Request& given, const fake::Catalogue& catalogue, Context& context,
                const std::string& table, std::uint64_t most_bytes) {
  fake::Request request = given;
  if (o.output.limit > 0) request.rows = std::min(request.rows, o.output.limit);
  const bool sql = o.output.format == "sql";
  const auto format = sql ? record::Format::csv : cli::output_format(o.output, context);
  const auto schema = fake::schema_of(request, catalogue);
  if (!sql && (!can_be_cut(format) || !o.output.fields.empty())) {
    // Formats that need the whole: one thread makes and writes.
    cli::RecordOutput rows(o.output, schema, context);
    Pool alone(1);
    fake::generate(request, catalogue, alone, context.cancel, [&](const record::Batch& batch, std::string&) { rows.write(batch); },
                   [&](std::string&) { return !rows.full(); });
    rows.finish();
    return;
  }
  const auto sink = io::Sink::open(o.output.output, {.force = context.force});
  if (!sql && request.shard.index == 1 && !o.output.no_header) {
    std::string header;
    format_block(record::Batch(schema), format, true, header);
    sink->write(header);
  }
  std::uint64_t written = 0;
  fake::generate(request, catalogue, context.pool, context.cancel,
                 [&](const record::Batch& batch, std::string& text) {
                   if (sql) format_sql(batch, table, text);
                   else format_block(batch, format, false, text);
                 },
                 [&](std::string& text) {
                   sink->write(text);
                   written += text.size();
                   context.progress.add(text.size());
                   return most_bytes == 0 || written < most_bytes;
                 });
  sink->commit();
}

void describe_fake_table(cli::Spec& spec) {
  auto& o = spec.options<TableOptions>();
  o.common.rows = 10;
  spec.summary("write rows of several columns");
  spec.description("A column is COL (the generator's name is the column's), COL=GENERATOR, or COL=GENERATOR:MOD:MOD. Modifiers: unique, "
                   "null=SHARE, upper, lower, title, and the generator's own NAME=VALUE; '\\:' is a colon inside a value. In one row all "
                   "person fields are one person, all place fields one place; a second person is 'p2.name', as in boss=p2.name. Each "
                   "value depends on the seed, the column's name and the row only: more columns, threads or shards change nothing.");
  spec.positional("COLUMN", o.columns, "COL[=GENERATOR[:MODIFIER...]]").required().complete_from(fake::generator_names);
  add_fake_common(spec, o.common, "10", {"sql"});
  spec.option("--table", o.table, "name of the table in SQL").placeholder("NAME").otherwise("data");
  spec.size("--bytes", o.bytes, "write about so many bytes instead of a count of rows").placeholder("SIZE");
  spec.example("pytk fake table name email city lat lon -n 5 --seed 1 -f csv", "people, places and their coordinates");
  spec.example("pytk fake table id=row_number user=user_name:unique age=random_int:min=18:max=65 boss=p2.name -n 4 --seed 2",
               "ids, distinct users, an argument, a second person");
  spec.example("pytk fake table name city -l de_DE,fr_FR -n 3 --seed 5 -f sql --table guests", "INSERT statements");
  spec.run([&o](Context& context) { return run_table(o, context); });
}

void describe_fake_template(cli::Spec& spec) {
  auto& o = spec.options<TemplateOptions>();
  spec.summary("fill a text with values, one line a row");
  spec.description("{GENERATOR} stands for a value, {GENERATOR NAME=VALUE} for one with arguments, {p2.name} for another person; "
                   "'\\{' and '\\}' are the characters themselves.");
  spec.positional("TEXT", o.text, "the line, with generators in braces").required();
  add_fake_common(spec, o.common, "1");
  spec.example("pytk fake template 'GET /u/{random_int max=99} from {ipv4_doc}' -n 3 --seed 1", "three lines of a log");
  spec.example("pytk fake template 'Dear {prefix} {last_name} of {city},' --seed 4", "a letter to one person");
  spec.run([&o](Context& context) { return run_template(o, context); });
}

}  // namespace pytk::cmd
