// pytk fake list and check: the generators, and the validators.
#include <pytk/cmd/command.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/source.hpp>

#include "fake_shared.hpp"

namespace pytk::cmd {
namespace {

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
  const record::Schema schema{{"name", record::Type::text},    {"category", record::Type::text},
                              {"type", record::Type::text},    {"description", record::Type::text},
                              {"example", record::Type::text}, {"arguments", record::Type::text}};
  cli::RecordOutput rows(o.output, schema, context);
  record::Batch batch(schema);
  const fake::Catalogue catalogue;
  bool any = false;
  for (const auto& info : fake::generators()) {
    if (o.word && info.name.find(*o.word) == std::string_view::npos &&
        info.category.find(*o.word) == std::string_view::npos &&
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

}  // namespace

void describe_fake_list(cli::Spec& spec) {
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

namespace {

struct CheckOptions {
  cli::OutputOptions output;
  std::string kind, input = "-";
  bool invalid_only = false;
};

int run_check(const CheckOptions& o, Context& context) {
  (void)fake::check(o.kind, "");
  const record::Schema schema{
      {"value", record::Type::text}, {"valid", record::Type::boolean}, {"reason", record::Type::text}};
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

}  // namespace

void describe_fake_check(cli::Spec& spec) {
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
  spec.example("pytk fake iban -l de_DE -n 3 | pytk fake check iban --format csv",
               "account numbers and their check digits");
  spec.example("pytk fake credit_card_number -n 100 | pytk fake check luhn --invalid", "prints nothing: all are valid");
  spec.run([&o](Context& context) { return run_check(o, context); });
}

}  // namespace pytk::cmd
