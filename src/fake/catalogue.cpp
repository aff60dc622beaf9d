// The list of all generators. A new provider is one file and one word here.
#include <algorithm>
#include <array>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "generator.hpp"

namespace pytk::fake {
namespace {

// Data, not functions: to look through them all touches no code of the providers.
constexpr const std::span<const Generator>* providers[] = {
    &person_generators,     &address_generators, &company_generators,  &internet_generators, &network_generators,
    &finance_generators,    &iban_generators,    &date_generators,     &text_generators,     &file_generators,
    &identifier_generators, &basic_generators,   &misc_generators,     &browser_generators,  &distribution_generators,
    &choice_generators,     &regex_generators,   &template_generators, &document_generators, &structure_generators,
    &moment_generators};

// What people write as a column's name, and the generator that is meant.
struct Alias { std::string_view alias, name; };
constexpr Alias aliases[] = {{"lat", "latitude"},
                             {"lon", "longitude"},
                             {"lng", "longitude"},
                             {"zip", "postcode"},
                             {"ip", "ipv4"},
                             {"mac", "mac_address"},
                             {"phone", "phone_number"},
                             {"username", "user_name"},
                             {"uuid", "uuid4"},
                             {"dob", "date_of_birth"},
                             {"zip_code", "zipcode"},
                             {"e_mail", "email"},
                             {"integer", "random_int"},
                             {"int", "random_int"},
                             {"bool", "boolean"},
                             {"street", "street_name"}};

// Names of arguments under which Faker, or an earlier spelling, knows them: tried when a generator lacks the name
// given.
struct ArgumentAlias { std::string_view alias, name; };
constexpr ArgumentAlias argument_aliases[] = {{"min_value", "min"},
                                              {"max_value", "max"},
                                              {"minimum_age", "min_age"},
                                              {"maximum_age", "max_age"},
                                              {"start_date", "start"},
                                              {"end_date", "end"},
                                              {"start_datetime", "start"},
                                              {"end_datetime", "end"},
                                              {"datetime_start", "start"},
                                              {"datetime_end", "end"},
                                              {"date_start", "start"},
                                              {"date_end", "end"},
                                              {"card_type", "type"},
                                              {"max_nb_chars", "max_chars"},
                                              {"max_chars", "length"},
                                              {"right_digits", "decimals"},
                                              {"string_format", "text"},
                                              {"country_code", "country"},
                                              {"nb", "count"},
                                              {"elements_and_weights", "elements"},
                                              {"sd", "stddev"},
                                              {"stddev", "sd"},
                                              {"sigma", "sd"},
                                              {"mu", "mean"},
                                              {"scale", "mean"}};

std::size_t argument_index(const Generator& generator, std::string_view name) {
  const auto find = [&](std::string_view wanted) {
    for (std::size_t i = 0; i < generator.arguments.size(); ++i)
      if (generator.arguments[i].name == wanted) return i;
    return generator.arguments.size();
  };
  std::size_t index = find(name);
  for (const auto& entry : argument_aliases)
    if (index == generator.arguments.size() && entry.alias == name) index = find(entry.name);
  return index;
}

bool is_yes(std::string_view text) {
  const std::string word = lower(text);
  return word == "yes" || word == "true" || word == "1" || word == "on";
}
bool is_flag(std::string_view text) { return text == "yes" || text == "no"; }
bool is_no(std::string_view text) {
  const std::string word = lower(text);
  return word == "no" || word == "false" || word == "0" || word == "off";
}

}  // namespace

std::string_view kind_name(Kind kind) noexcept {
  switch (kind) {
    case Kind::integer: return "int64";
    case Kind::real: return "float64";
    case Kind::boolean: return "boolean";
    case Kind::json: return "json";
    case Kind::text: break;
  }
  return "text";
}

const Generator* find_generator(std::string_view name) noexcept {
  for (const auto& entry : aliases)
    if (entry.alias == name) name = entry.name;
  for (const auto* provider : providers)
    for (const auto& generator : *provider)
      if (generator.name == name) return &generator;
  return nullptr;
}

const Generator& generator_or_throw(std::string_view name) {
  if (const auto* found = find_generator(name)) return *found;
  const auto names = generator_names();
  throw fail(Fault::usage, "unknown generator '{}'", name)
      .hint(nearest(name, std::span<const std::string>(names)).empty()
                ? "pytk fake list shows them all"
                : did_you_mean(name, std::span<const std::string>(names)));
}

std::vector<GeneratorInfo> generators() {
  std::vector<GeneratorInfo> all;
  for (const auto* provider : providers)
    for (const auto& g : *provider) all.push_back({g.name, g.category, g.description, kind_name(g.kind), g.arguments});
  return all;
}

std::vector<std::string> generator_names() {
  std::vector<std::string> names;
  for (const auto* provider : providers)
    for (const auto& generator : *provider) names.emplace_back(generator.name);
  std::sort(names.begin(), names.end());
  return names;
}

Arguments read_arguments(const Generator& generator, std::span<const std::string> given, std::uint32_t column,
                         const Catalogue::State& data) {
  Arguments arguments;
  arguments.column = column;
  arguments.data = &data;
  for (const auto& info : generator.arguments) arguments.texts.emplace_back(info.otherwise);
  for (const auto& text : given) {
    const std::size_t equals = text.find('=');
    const auto name = std::string_view(text).substr(0, equals);
    const std::size_t index = argument_index(generator, name);
    if (index >= generator.arguments.size()) {
      std::vector<std::string> names;
      for (const auto& info : generator.arguments) names.emplace_back(info.name);
      const std::string near = did_you_mean(name, std::span<const std::string>(names));
      throw fail(Fault::usage, "{} takes no argument '{}'", generator.name, name)
          .hint(names.empty() ? "it takes none" : "it takes " + join(names, ", ") + (near.empty() ? "" : "; " + near));
    }
    arguments.texts[index] = equals == std::string::npos ? "" : text.substr(equals + 1);
  }
  for (std::size_t i = 0; i < arguments.texts.size(); ++i) {
    const auto& value = arguments.texts[i];
    const auto integer = parse_int(value);
    const auto real = parse_real(value);
    const std::string_view otherwise = generator.arguments[i].otherwise;
    // An argument whose default is a number is a number; one whose default is yes or no is one of these.
    const bool wants_real = parse_real(otherwise).has_value() && otherwise.find('.') != std::string_view::npos;
    const bool wants_integer = !wants_real && parse_int(otherwise).has_value();
    if ((wants_integer && !integer) || (wants_real && !real))
      throw fail(Fault::usage, "{}: {} takes a {}number, not '{}'", generator.name, generator.arguments[i].name,
                 wants_integer ? "whole " : "", value);
    if (is_flag(otherwise) && !is_yes(value) && !is_no(value))
      throw fail(Fault::usage, "{}: {} takes yes or no, not '{}'", generator.name, generator.arguments[i].name, value);
    arguments.integers.push_back(integer.value_or(0));
    arguments.reals.push_back(real.value_or(0));
    arguments.flags.push_back(is_yes(value));
  }
  if (generator.verify != nullptr) generator.verify(arguments);
  return arguments;
}

std::uint64_t permute(std::uint64_t index, std::uint64_t n, std::uint64_t seed, std::uint32_t column) noexcept {
  if (n < 2) return 0;
  unsigned half = 1;
  while (half < 32 && (std::uint64_t{1} << (2 * half)) < n) ++half;
  const std::uint64_t mask = (std::uint64_t{1} << half) - 1;
  do {
    std::uint64_t left = index >> half;
    std::uint64_t right = index & mask;
    for (std::uint64_t round = 0; round < 8; ++round) {
      OwnDraw draw(seed, (round << 56U) | right, column);
      const std::uint64_t mixed = left ^ (draw->word() & mask);
      left = right;
      right = mixed;
    }
    index = (left << half) | right;
  } while (index >= n);
  return index;
}

}  // namespace pytk::fake
