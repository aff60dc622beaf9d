// pytk fake: the values of one generator, and the list of verbs.
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

// The generators that the words name, each with the arguments behind it.
struct Asked {
  std::string column;
  std::vector<std::string_view> places;  ///< arguments that can still be given by place
};

std::vector<std::string_view> arguments_of(std::string_view column) {
  const auto name = column.substr(0, column.find(':'));
  std::vector<std::string_view> names;
  for (const auto& info : fake::generators())
    if (info.name == name.substr(name.rfind('.') + 1))
      for (const auto& argument : info.arguments) names.push_back(argument.name);
  return names;
}

// Names are small letters, digits and underscores: everything else behind a generator with arguments is one of them.
bool is_argument(std::string_view word, const std::vector<Asked>& asked) {
  if (word.find('=') != std::string_view::npos || parse_real(word).has_value()) return true;
  const bool named = word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.:") == std::string_view::npos;
  return !named && !asked.empty() && !asked.back().places.empty();
}

// "random_int min=1 max=6 name", "random_int 1 6", "bothify '##-??'".
std::vector<std::string> columns_of(const std::vector<std::string>& words) {
  std::vector<Asked> asked;
  for (const auto& word : words) {
    if (!is_argument(word, asked)) {
      asked.push_back({word, arguments_of(word)});
      continue;
    }
    if (asked.empty()) throw fail(Fault::usage, "'{}' stands before any generator", word);
    Asked& last = asked.back();
    std::string escaped;
    for (const char c : word) escaped += c == ':' ? std::string("\\:") : std::string(1, c);
    const std::size_t equals = escaped.find('=');
    const auto named = std::find(last.places.begin(), last.places.end(), std::string_view(escaped).substr(0, equals));
    if (equals != std::string::npos) {
      if (named != last.places.end()) last.places.erase(named);
      last.column += ":" + escaped;
      continue;
    }
    if (last.places.empty())
      throw fail(Fault::usage, "{} takes no argument '{}'", last.column.substr(0, last.column.find(':')), word);
    last.column += ":" + std::string(last.places.front()) + "=" + escaped;
    last.places.erase(last.places.begin());
  }
  std::vector<std::string> columns;
  columns.reserve(asked.size());
  for (auto& one : asked) columns.push_back(std::move(one.column));
  return columns;
}

int run_values(const ValueOptions& o, Context& context) {
  const fake::Catalogue catalogue(o.common.locale, o.common.data_directory);
  auto request = request_of(o.common, context);
  if (o.common.output.limit > 0) request.rows = std::min(request.rows, o.common.output.limit);
  request.columns = columns_of(o.words);
  if (o.geo) {
    if (request.columns != std::vector<std::string>{"address"})
      throw fail(Fault::usage, "--geo goes with the generator address").hint("pytk fake address --geo");
    request.columns = {"address", "city", "postcode", "country_code", "lat", "lon", "timezone"};
  }
  const bool records = request.columns.size() > 1 || !o.common.output.format.empty();
  request.single = request.columns.size() == 1;
  const auto plan = fake::plan_of(request, catalogue);
  if (records) {
    write_rows(o.common, plan, context);
    return 0;
  }
  // One generator: plain values, as Faker prints them, whatever stands at the other end.
  const auto shard = fake_shard(o.common.shard);
  const auto sink = io::Sink::open(o.common.output.output, {.force = context.force, .compress_by_name = true});
  fake::generate_text(plan, shard, {fake::Layout::plain, o.separator}, context.pool, context.cancel,
                      [&](std::string_view text) {
    sink->write(text);
    return true;
  });
  sink->commit();
  return 0;
}

void describe_values(cli::Spec& spec) {
  auto& o = spec.options<ValueOptions>();
  spec.summary("print values of a generator, one a line");
  spec.description(
      "With one generator the values stand one a line; with several they become the fields of records. Everything in one "
      "row belongs together: the e-mail address is the person's, the coordinates lie in the city. The same --seed gives "
      "the same values on every machine.");
  spec.positional("GENERATOR", o.words, "names from 'pytk fake list', each followed by its NAME=VALUE arguments")
      .required()
      .complete_from(fake::generator_names);
  add_fake_common(spec, o.common, "1", {"sql"});
  spec.option("-s,--separator", o.separator, "put this after each value instead of a line break").placeholder("TEXT");
  spec.flag("--geo", o.geo,
            "with address: a record with city, postcode, country, coordinates in that city and time zone");
  spec.example("pytk fake name -n 3 --seed 1", "three names");
  spec.example("pytk fake address --geo -l de_DE --json", "an address with coordinates that lie in its city");
  spec.example("pytk fake name email city -n 2 --seed 7 --format csv", "two people whose e-mail follows the name");
  spec.example("pytk fake random_int min=1 max=6 -n 5 --seed 3", "five throws of a die");
  spec.run([&o](Context& context) { return run_values(o, context); });
}

void describe(cli::Spec& spec) {
  spec.summary("generate fake people, places, companies, addresses and other test data");
  spec.description(
      "Values follow Faker's names. Domains, documentation addresses and the like are reserved ones by default, so that no "
      "test reaches a stranger; generators whose values may be somebody's say so in 'pytk fake list'. City coordinates: "
      "GeoNames, CC-BY 4.0.");
  spec.verb("value", "print values of a generator, one a line", describe_values);
  spec.verb("table", "write rows of several columns", describe_fake_table);
  spec.verb("schema", "write the tables that a file describes", describe_fake_schema);
  spec.verb("template", "fill a text with values", describe_fake_template);
  spec.verb("list", "list the generators", describe_fake_list);
  spec.verb("check", "validate values", describe_fake_check);
  spec.default_verb("value");
  spec.example("pytk fake name", "a name");
  spec.example("pytk fake table name email city lat lon -n 3 --seed 1 -f csv", "a small table of people and places");
}

}  // namespace

extern const Command fake;
const Command fake{"fake", "generate fake people, places, addresses and other test data", Group::data, Needs::nothing,
                   describe};

}  // namespace pytk::cmd
