// pytk fake: values of one generator, the list of generators, the validators.
#include <algorithm>
#include <cstdlib>

#include <pytk/cmd/command.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/source.hpp>

#include "fake_shared.hpp"

namespace pytk::cmd {
namespace {

struct ValueOptions {
  FakeCommon common;
  std::vector<std::string> words;
  std::string separator = "\n";
  bool geo = false;
};

// "random_int min=1 max=6 name": words with '=' and numbers belong to the generator before them.
std::vector<std::string> columns_of(const std::vector<std::string>& words) {
  std::vector<std::string> columns;
  for (const auto& word : words) {
    const bool argument = word.find('=') != std::string::npos || parse_real(word).has_value();
    if (!argument) {
      columns.push_back(word);
      continue;
    }
    if (columns.empty()) throw fail(Fault::usage, "'{}' stands before any generator", word);
    std::string escaped;
    for (const char c : word) escaped += c == ':' ? std::string("\\:") : std::string(1, c);
    // A bare number goes by place, which a column's modifiers do not know: name it here.
    if (word.find('=') == std::string::npos) {
      const auto name = columns.back().substr(0, columns.back().find(':'));
      const auto given = static_cast<std::size_t>(std::count(columns.back().begin(), columns.back().end(), ':'));
      std::string_view argument_name;
      for (const auto& info : fake::generators())
        if (info.name == name && given < info.arguments.size()) argument_name = info.arguments[given].name;
      if (argument_name.empty()) throw fail(Fault::usage, "{} takes no argument '{}'", name, word);
      escaped = std::string(argument_name) + "=" + escaped;
    }
    columns.back() += ":" + escaped;
  }
  return columns;
}

int run_values(const ValueOptions& o, Context& context) {
  const fake::Catalogue catalogue(o.common.locale, o.common.data_directory);
  auto request = request_of(o.common, context);
  request.columns = columns_of(o.words);
  if (o.geo) {
    if (request.columns != std::vector<std::string>{"address"})
      throw fail(Fault::usage, "--geo goes with the generator address").hint("pytk fake address --geo");
    request.columns = {"address", "city", "postcode", "country_code", "lat", "lon", "timezone"};
  }
  if (request.columns.size() > 1) {
    write_rows(o.common, request, catalogue, context);
    return 0;
  }
  if (!o.common.output.format.empty()) {
    request.single = true;
    write_rows(o.common, request, catalogue, context);
    return 0;
  }
  // One generator: plain values, as Faker prints them, whatever stands at the other end.
  request.single = true;
  if (o.common.output.limit > 0) request.rows = std::min(request.rows, o.common.output.limit);
  const auto sink = io::Sink::open(o.common.output.output, {.force = context.force});
  fake::generate(request, catalogue, context.pool, context.cancel,
                 [&](const record::Batch& batch, std::string& text) {
                   for (std::size_t row = 0; row < batch.rows(); ++row) {
                     if (!batch[0].null(row)) text += batch[0].text(row);
                     text += o.separator;
                   }
                 },
                 [&](std::string& text) {
                   sink->write(text);
                   return true;
                 });
  sink->commit();
  return 0;
}

void describe_values(cli::Spec& spec) {
  auto& o = spec.options<ValueOptions>();
  spec.summary("print values of a generator, one a line");
  spec.description("With one generator the values stand one a line; with several they become the fields of records. Everything in one "
                   "row belongs together: the e-mail address is the person's, the coordinates lie in the city. The same --seed gives "
                   "the same values on every machine.");
  spec.positional("GENERATOR", o.words, "names from 'pytk fake list', each followed by its NAME=VALUE arguments")
      .required()
      .complete_from(fake::generator_names);
  add_fake_common(spec, o.common, "1");
  spec.option("-s,--separator", o.separator, "put this after each value instead of a line break").placeholder("TEXT");
  spec.flag("--geo", o.geo, "with address: a record with city, postcode, country, coordinates in that city and time zone");
  spec.example("pytk fake name -n 3 --seed 1", "three names");
  spec.example("pytk fake address --geo -l de_DE --json", "an address with coordinates that lie in its city");
  spec.example("pytk fake name email city -n 2 --seed 7 --format csv", "two people whose e-mail follows the name");
  spec.example("pytk fake random_int min=1 max=6 -n 5 --seed 3", "five throws of a die");
  spec.run([&o](Context& context) { return run_values(o, context); });
}

struct ListOptions {
  cli::OutputOptions output;
  std::optional<std::string> word;
  bool locales = false;
};

int run_list(const ListOptions& o, Context& context) {
  if (o.locales) {
    cli::RecordOutput rows(o.output, {{"locale", record::Type::text}}, context);
    record::Batch batch({{"locale", record::Type::text}});
    for (const auto& name : fake::locale_names()) {
      batch[0].add_text(name);
      batch.end_row();
    }
    rows.write(batch);
    rows.finish();
    return 0;
  }
  const record::Schema schema{{"name", record::Type::text},        {"category", record::Type::text}, {"type", record::Type::text},
                              {"description", record::Type::text}, {"example", record::Type::text},  {"arguments", record::Type::text}};
  cli::RecordOutput rows(o.output, schema, context);
  record::Batch batch(schema);
  const fake::Catalogue catalogue;
  bool any = false;
  for (const auto& info : fake::generators()) {
    if (o.word && info.name.find(*o.word) == std::string_view::npos && info.category.find(*o.word) == std::string_view::npos &&
        info.description.find(*o.word) == std::string_view::npos)
      continue;
    any = true;
    batch[0].add_text(info.name);
    batch[1].add_text(info.category);
    batch[2].add_text(info.type);
    batch[3].add_text(info.description);
    std::string example;
    fake::Template("{" + std::string(info.name) + "}", catalogue, 1, fake::data_version_day).append(example, 0);
    batch[4].add_text(fit(escape_controls(example), 60));
    std::string arguments;
    for (const auto& argument : info.arguments)
      arguments += fmt::format("{}{}={}", arguments.empty() ? "" : " ", argument.name, argument.otherwise);
    batch[5].add_text(arguments);
    batch.end_row();
  }
  rows.write(batch);
  rows.finish();
  return any ? 0 : 1;
}

void describe_list(cli::Spec& spec) {
  auto& o = spec.options<ListOptions>();
  spec.summary("list the generators with description, example and arguments");
  spec.positional("WORD", o.word, "only those with this word in name, category or description");
  spec.flag("--locales", o.locales, "list the locales instead");
  cli::add_output(spec, o.output);
  spec.field("name", "text", "what to write after pytk fake");
  spec.field("category", "text", "person, address, internet ...");
  spec.field("type", "text", "text, int64, float64, boolean or json");
  spec.field("description", "text", "what it gives");
  spec.field("example", "text", "a value");
  spec.field("arguments", "text", "NAME=DEFAULT of each argument");
  spec.example("pytk fake list --format table", "all generators");
  spec.example("pytk fake list ip --fields name,example --format csv", "those that have to do with 'ip'");
  spec.run([&o](Context& context) { return run_list(o, context); });
}

struct CheckOptions {
  cli::OutputOptions output;
  std::string kind, input = "-";
  bool invalid_only = false;
};

int run_check(const CheckOptions& o, Context& context) {
  (void)fake::check(o.kind, "");
  const record::Schema schema{{"value", record::Type::text}, {"valid", record::Type::boolean}, {"reason", record::Type::text}};
  const auto source = io::Source::open(o.input, {.cancel = &context.cancel});
  io::LineReader lines(*source, 1U << 20U);
  cli::RecordOutput rows(o.output, schema, context);
  record::Batch batch(schema);
  std::string_view line;
  bool all_valid = true;
  while (!rows.full() && lines.next(line)) {
    const std::string reason = fake::check(o.kind, trim(line));
    all_valid = all_valid && reason.empty();
    if (o.invalid_only && reason.empty()) continue;
    batch[0].add_text(line);
    batch[1].add_bool(reason.empty());
    if (reason.empty()) batch[2].add_null();
    else batch[2].add_text(reason);
    batch.end_row();
    if (batch.full()) {
      rows.write(batch);
      batch.clear();
    }
  }
  rows.write(batch);
  rows.finish();
  return all_valid ? 0 : 1;
}

void describe_check(cli::Spec& spec) {
  auto& o = spec.options<CheckOptions>();
  spec.summary("say of each line whether it is a valid card number, IBAN, ISBN, UUID, address ...");
  spec.description("Exit status 0 when every line is valid, 1 when one is not.");
  spec.positional("KIND", o.kind, "what the lines should be").required().choices(fake::check_kinds());
  spec.positional("FILE", o.input, "one value a line").otherwise("-");
  spec.flag("--invalid", o.invalid_only, "print only the invalid ones");
  cli::add_output(spec, o.output);
  spec.field("value", "text", "the line");
  spec.field("valid", "boolean", "whether it is one");
  spec.field("reason", "text", "why not; null when valid");
  spec.example("pytk fake iban -l de_DE -n 3 | pytk fake check iban --format csv", "account numbers and their check digits");
  spec.example("pytk fake credit_card_number -n 100 | pytk fake check luhn --invalid", "prints nothing: all are valid");
  spec.run([&o](Context& context) { return run_check(o, context); });
}

void describe(cli::Spec& spec) {
  spec.summary("generate fake people, places, companies, addresses and other test data");
  spec.description("Values follow Faker's names. Domains, documentation addresses and the like are reserved ones by default, so that no "
                   "test reaches a stranger; generators whose values may be somebody's say so in 'pytk fake list'. City coordinates: "
                   "GeoNames, CC-BY 4.0.");
  spec.verb("value", "print values of a generator, one a line", describe_values);
  spec.verb("table", "write rows of several columns", describe_fake_table);
  spec.verb("template", "fill a text with values", describe_fake_template);
  spec.verb("list", "list the generators", describe_list);
  spec.verb("check", "validate values", describe_check);
  spec.default_verb("value");
  spec.example("pytk fake name", "a name");
  spec.example("pytk fake table name email city lat lon -n 3 --seed 1 -f csv", "a small table of people and places");
}

}  // namespace

extern const Command fake;
const Command fake{"fake", "generate fake people, places, addresses and other test data", Group::data, Needs::nothing, describe};

void add_fake_common(cli::Spec& spec, FakeCommon& o, std::string_view rows_otherwise, const std::vector<std::string>& own_formats) {
  spec.option("-n,--count", o.rows, "rows").placeholder("N").otherwise(std::string(rows_otherwise));
  spec.option("-r,--repeat", o.rows, "the same, as Faker spells it").hidden();
  spec.option("-l,--locale", o.locale, "locale, or several separated by commas that rows take by chance")
      .placeholder("NAME").otherwise("en_US").complete_from(fake::locale_names);
  spec.option("--now", o.now, "moment that relative dates count from").placeholder("TIME")
      .otherwise("the clock; with --seed alone 2026-01-01, so that a seed is enough to repeat a run");
  spec.option("--data", o.data_directory, "folder with locale files that override or add to the built-in ones").placeholder("DIR");
  spec.option("--shard", o.shard, "make only part I of N parts; together they are the whole").placeholder("I/N");
  cli::add_output(spec, o.output, own_formats);
}

fake::Request request_of(const FakeCommon& o, Context& context) {
  fake::Request request;
  request.rows = o.rows;
  request.seed = context.seed ? *context.seed : secure_seed();
  request.now = context.seed ? fake::data_version_day : now_nanoseconds();
  if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH"); epoch != nullptr)
    request.now = value_or_throw(parse_time("@" + std::string(epoch)), Fault::usage);
  if (!o.now.empty()) request.now = value_or_throw(parse_time(o.now), Fault::usage);
  if (!o.shard.empty()) request.shard = fake::parse_shard(o.shard);
  return request;
}

}  // namespace pytk::cmd
