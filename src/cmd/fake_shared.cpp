#include "fake_shared.hpp"

#include <algorithm>
#include <cstdlib>

#include <pytk/cmd/command.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/text.hpp>

namespace pytk::cmd {
namespace {

std::optional<std::uint64_t> number_in_environment(const char* name) {
  const char* text = std::getenv(name);
  if (text == nullptr) return std::nullopt;
  const auto number = parse_uint(text);
  return number ? std::optional(*number) : std::nullopt;
}

// The part that a job array or an indexed job gave this process.
fake::Shard shard_of_job(std::optional<std::uint64_t> parts) {
  if (const auto task = number_in_environment("SLURM_ARRAY_TASK_ID")) {
    const std::uint64_t first = number_in_environment("SLURM_ARRAY_TASK_MIN").value_or(1);
    return {*task < first ? 0 : *task - first + 1,
            parts.value_or(number_in_environment("SLURM_ARRAY_TASK_COUNT").value_or(0))};
  }
  if (const auto index = number_in_environment("JOB_COMPLETION_INDEX")) {
    if (!parts)
      throw fail(Fault::usage, "an indexed job does not say how many parts there are").hint("write --shard auto/8");
    return {*index + 1, *parts};
  }
  throw fail(Fault::usage, "--shard auto finds neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX")
      .hint("write --shard 2/8");
}

fake::Layout layout_of(const std::string& format) {
  if (format == "sql") return fake::Layout::sql;
  switch (record::parse_format(format)) {
    case record::Format::csv: return fake::Layout::csv;
    case record::Format::tsv: return fake::Layout::tsv;
    default: return fake::Layout::jsonl;
  }
}

std::string format_name(record::Format format) {
  switch (format) {
    case record::Format::csv: return "csv";
    case record::Format::tsv: return "tsv";
    case record::Format::jsonl: return "jsonl";
    case record::Format::json: return "json";
    case record::Format::markdown: return "markdown";
    case record::Format::table: break;
  }
  return "table";
}

}  // namespace

std::string asked_format(const FakeCommon& o, const Context& context) {
  return o.output.format == "sql" ? "sql" : format_name(cli::output_format(o.output, context));
}

bool can_count_bytes(const FakeCommon& o, const fake::Plan& plan, const Context& context) {
  return o.output.fields.empty() && can_stream(asked_format(o, context), plan);
}

void add_fake_run(cli::Spec& spec, FakeCommon& o, const std::vector<std::string>& own_formats) {
  spec.option("--now", o.now, "moment that relative dates count from").placeholder("TIME")
      .otherwise("the clock; with --seed alone 2026-01-01, so that a seed is enough to repeat a run");
  spec.option("--data", o.data_directory, "folder with locale files that override or add to the built-in ones")
      .placeholder("DIR");
  spec.option("--shard", o.shard,
              "make only part I of N parts, which together are the whole; auto: the part of the job array")
      .placeholder("I/N|auto");
  cli::add_output(spec, o.output, own_formats);
}

void add_fake_common(cli::Spec& spec, FakeCommon& o, std::string_view rows_otherwise,
                     const std::vector<std::string>& own_formats) {
  spec.option("-n,--count", o.rows, "rows").placeholder("N").otherwise(std::string(rows_otherwise));
  spec.option("-r,--repeat", o.rows, "the same, as Faker spells it").hidden();
  spec.option("-l,--locale", o.locale, "locale, or several separated by commas that rows take by chance")
      .placeholder("NAME").otherwise("en_US").complete_from(fake::locale_names);
  add_fake_run(spec, o, own_formats);
}

std::int64_t moment_of(const FakeCommon& o, bool seeded) {
  if (!o.now.empty()) return value_or_throw(parse_time(o.now), Fault::usage);
  if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH"); epoch != nullptr)
    return value_or_throw(parse_time("@" + std::string(epoch)), Fault::usage);
  return seeded ? fake::data_version_day : now_nanoseconds();
}

fake::Request request_of(const FakeCommon& o, Context& context) {
  fake::Request request;
  request.rows = o.rows;
  request.seed = context.seed ? *context.seed : secure_seed();
  request.now = moment_of(o, context.seed.has_value());
  return request;
}

fake::Shard fake_shard(const std::string& text) {
  if (text.empty()) return {};
  if (!text.starts_with("auto")) return fake::parse_shard(text);
  std::optional<std::uint64_t> parts;
  if (text.size() > 4) parts = fake::parse_shard("1" + text.substr(4)).count;
  const auto shard = shard_of_job(parts);
  if (shard.index < 1 || shard.index > shard.count)
    throw fail(Fault::usage, "there is no shard {} of {}", shard.index, shard.count)
        .hint("the first is 1/N, the last N/N");
  return shard;
}

bool can_stream(const std::string& format, const fake::Plan& plan) {
  if (format == "sql") return true;
  switch (record::parse_format(format)) {
    case record::Format::csv:
    case record::Format::tsv: return true;
    case record::Format::jsonl: break;
    default: return false;
  }
  const auto schema = plan.schema();
  return std::none_of(schema.begin(), schema.end(),
                      [](const record::Field& field) { return field.name.find('.') != std::string::npos; });
}

void write_rows(io::Sink& sink, const std::string& format, bool header, const FakeCommon& o, const fake::Plan& plan,
                Context& context, std::uint64_t most_bytes) {
  const fake::Shard shard = fake_shard(o.shard);
  const fake::Layout layout = layout_of(format);
  if (header && shard.index == 1 && (layout == fake::Layout::csv || layout == fake::Layout::tsv)) {
    const auto schema = plan.schema();
    record::make_writer(record::parse_format(format), schema, sink, {.header = true})->finish();
  }
  std::uint64_t written = 0;
  fake::generate_text(plan, shard, {layout, "\n"}, context.pool, context.cancel, [&](std::string_view text) {
    sink.write(text);
    written += text.size();
    context.progress.add(text.size());
    return most_bytes == 0 || written < most_bytes;
  });
}

void write_rows(const FakeCommon& o, const fake::Plan& whole, Context& context, std::uint64_t most_bytes) {
  const fake::Plan plan = o.output.limit > 0 ? whole.first(o.output.limit) : whole;
  const std::string format = asked_format(o, context);
  if (can_count_bytes(o, plan, context)) {
    const auto sink = io::Sink::open(o.output.output, {.force = context.force, .compress_by_name = true});
    write_rows(*sink, format, !o.output.no_header, o, plan, context, most_bytes);
    sink->commit();
    return;
  }
  // Formats that need the whole, and choices of fields: the rows come as batches.
  cli::RecordOutput rows(o.output, plan.schema(), context);
  fake::generate(plan, fake_shard(o.shard), context.pool, context.cancel, [&](const record::Batch& batch) {
    rows.write(batch);
    return !rows.full();
  });
  rows.finish();
}

}  // namespace pytk::cmd
