// The list of all generators. A new provider is one file and one word here.
#include <algorithm>
#include <array>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "generator.hpp"

namespace pytk::fake {
namespace {

using Provider = std::span<const Generator> (*)();
constexpr Provider providers[] = {person_generators,  address_generators, company_generators, internet_generators,
                                  network_generators, finance_generators, iban_generators,    date_generators,
                                  text_generators,    file_generators,    identifier_generators, basic_generators,
                                  misc_generators,    browser_generators};

// What people write as a column's name, and the generator that is meant.
struct Alias { std::string_view alias, name; };
constexpr Alias aliases[] = {{"lat", "latitude"},   {"lon", "longitude"}, {"lng", "longitude"},    {"zip", "postcode"},
                             {"ip", "ipv4"},        {"mac", "mac_address"}, {"phone", "phone_number"}, {"username", "user_name"},
                             {"uuid", "uuid4"},     {"dob", "date_of_birth"}, {"zip_code", "zipcode"}, {"e_mail", "email"},
                             {"integer", "random_int"}, {"int", "random_int"}, {"bool", "boolean"}, {"street", "street_name"}};

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::integer: return "int64";
    case Kind::real: return "float64";
    case Kind::boolean: return "boolean";
    case Kind::json: return "json";
    case Kind::text: break;
  }
  return "text";
}

}  // namespace

const Generator* find_generator(std::string_view name) noexcept {
  for (const auto& entry : aliases)
    if (entry.alias == name) name = entry.name;
  for (const auto provider : providers)
    for (const auto& generator : provider())
      if (generator.name == name) return &generator;
  return nullptr;
}

const Generator& generator_or_throw(std::string_view name) {
  if (const auto* found = find_generator(name)) return *found;
  const auto names = generator_names();
  throw fail(Fault::usage, "unknown generator '{}'", name)
      .hint(nearest(name, std::span<const std::string>(names)).empty() ? "pytk fake list shows them all"
                                                                       : did_you_mean(name, std::span<const std::string>(names)));
}

std::vector<GeneratorInfo> generators() {
  std::vector<GeneratorInfo> all;
  for (const auto provider : providers)
    for (const auto& g : provider()) all.push_back({g.name, g.category, g.description, kind_name(g.kind), g.arguments});
  return all;
}

std::vector<std::string> generator_names() {
  std::vector<std::string> names;
  for (const auto provider : providers)
    for (const auto& generator : provider()) names.emplace_back(generator.name);
  std::sort(names.begin(), names.end());
  return names;
}

Arguments read_arguments(const Generator& generator, std::span<const std::string> given) {
  Arguments arguments;
  for (const auto& info : generator.arguments) arguments.texts.emplace_back(info.otherwise);
  std::size_t next_place = 0;
  for (const auto& text : given) {
    const std::size_t equals = text.find('=');
    std::size_t index = generator.arguments.size();
    // Without a name the values go by place: "random_int 1 6" is what people type.
    if (equals == std::string::npos) index = next_place++;
    else
      for (std::size_t i = 0; i < generator.arguments.size(); ++i)
        if (generator.arguments[i].name == std::string_view(text).substr(0, equals)) index = i;
    if (index >= generator.arguments.size()) {
      std::vector<std::string> names;
      for (const auto& info : generator.arguments) names.emplace_back(info.name);
      throw fail(Fault::usage, "{} takes no argument '{}'", generator.name, std::string_view(text).substr(0, equals))
          .hint(names.empty() ? "it takes none" : "it takes " + join(names, ", "));
    }
    arguments.texts[index] = equals == std::string::npos ? text : text.substr(equals + 1);
  }
  for (std::size_t i = 0; i < arguments.texts.size(); ++i) {
    const auto& value = arguments.texts[i];
    const auto integer = parse_int(value);
    const auto real = parse_real(value);
    const std::string_view otherwise = generator.arguments[i].otherwise;
    // An argument whose default is a number is a number.
    const bool wants_real = parse_real(otherwise).has_value() && otherwise.find('.') != std::string_view::npos;
    const bool wants_integer = !wants_real && parse_int(otherwise).has_value();
    if ((wants_integer && !integer) || (wants_real && !real))
      throw fail(Fault::usage, "{}: {} takes a {}number, not '{}'", generator.name, generator.arguments[i].name,
                 wants_integer ? "whole " : "", value);
    arguments.integers.push_back(integer.value_or(0));
    arguments.reals.push_back(real.value_or(0));
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
      Draw draw(seed, (round << 56U) | right, column);
      const std::uint64_t mixed = left ^ (draw.word() & mask);
      left = right;
      right = mixed;
    }
    index = (left << half) | right;
  } while (index >= n);
  return index;
}

}  // namespace pytk::fake
