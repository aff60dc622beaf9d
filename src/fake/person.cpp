// People: names, profiles.
#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

std::string_view pick_word(Row& row, Words words) { return field(row.locale()[words].pick(row.draw()), 0); }

void name(Row& row, const Arguments&, std::string& out) { out += row.person().full; }
void first_name(Row& row, const Arguments&, std::string& out) { out += row.person().first; }
void last_name(Row& row, const Arguments&, std::string& out) { out += row.person().last; }
void prefix(Row& row, const Arguments&, std::string& out) { out += row.person().prefix; }
void suffix(Row& row, const Arguments&, std::string& out) { out += row.person().suffix; }
void gender(Row& row, const Arguments&, std::string& out) { out += row.person().female ? "female" : "male"; }
void sex(Row& row, const Arguments&, std::string& out) { out += row.person().female ? "F" : "M"; }
void first_name_male(Row& row, const Arguments&, std::string& out) { out += pick_word(row, Words::first_name_male); }
void first_name_female(Row& row, const Arguments&, std::string& out) { out += pick_word(row, Words::first_name_female); }
void prefix_male(Row& row, const Arguments&, std::string& out) { out += pick_word(row, Words::prefix_male); }
void prefix_female(Row& row, const Arguments&, std::string& out) { out += pick_word(row, Words::prefix_female); }
void last_name_male(Row& row, const Arguments&, std::string& out) { out += pick_word(row, Words::last_name); }
void last_name_female(Row& row, const Arguments&, std::string& out) {
  const auto chosen = row.locale()[Words::last_name].pick(row.draw());
  const auto female = field(chosen, 2);
  out += female.empty() ? field(chosen, 0) : female;
}
void name_male(Row& row, const Arguments& arguments, std::string& out) {
  first_name_male(row, arguments, out);
  out += ' ';
  last_name_male(row, arguments, out);
}
void name_female(Row& row, const Arguments& arguments, std::string& out) {
  first_name_female(row, arguments, out);
  out += ' ';
  last_name_female(row, arguments, out);
}
void initials(Row& row, const Arguments&, std::string& out) {
  const auto& person = row.person();
  for (const auto part : {person.first, person.last}) out += first_letter(part);
}

void add_member(std::string& out, std::string_view member, std::string_view value) {
  out += out.ends_with('{') ? "\"" : ",\"";
  out += member;
  out += "\":";
  json::append_string(out, value);
}

void member_of(Row& row, std::string& out, std::string_view generator) {
  static const Arguments none;
  std::string value;
  const auto* found = find_generator(generator);
  found->make(row, found->arguments.empty() ? none : read_arguments(*found, {}), value);
  add_member(out, generator, value);
}

void simple_profile(Row& row, const Arguments&, std::string& out) {
  out += '{';
  for (const auto part : {"user_name", "name", "sex", "address", "email", "date_of_birth"}) member_of(row, out, part);
  out += '}';
}
void profile(Row& row, const Arguments&, std::string& out) {
  out += '{';
  for (const auto part : {"job", "company", "ssn", "phone_number", "user_name", "name", "sex", "address", "city", "country_code", "email",
                          "date_of_birth"})
    member_of(row, out, part);
  out += ",\"latitude\":";
  append_millionths(out, row.place().latitude);
  out += ",\"longitude\":";
  append_millionths(out, row.place().longitude);
  out += '}';
}

constexpr Generator list[] = {
    {"name", "person", "full name as the locale writes it", Kind::text, name},
    {"first_name", "person", "given name of the row's person", Kind::text, first_name},
    {"last_name", "person", "family name of the row's person", Kind::text, last_name},
    {"first_name_male", "person", "given name of a man", Kind::text, first_name_male},
    {"first_name_female", "person", "given name of a woman", Kind::text, first_name_female},
    {"last_name_male", "person", "family name as a man bears it", Kind::text, last_name_male},
    {"last_name_female", "person", "family name as a woman bears it", Kind::text, last_name_female},
    {"name_male", "person", "given and family name of a man", Kind::text, name_male},
    {"name_female", "person", "given and family name of a woman", Kind::text, name_female},
    {"prefix", "person", "title before the name", Kind::text, prefix},
    {"prefix_male", "person", "title before a man's name", Kind::text, prefix_male},
    {"prefix_female", "person", "title before a woman's name", Kind::text, prefix_female},
    {"suffix", "person", "title after the name", Kind::text, suffix},
    {"initials", "person", "first letters of the row's person", Kind::text, initials},
    {"gender", "person", "male or female, as the row's given name", Kind::text, gender},
    {"sex", "person", "M or F, as the row's given name", Kind::text, sex},
    {"simple_profile", "person", "JSON object: user, name, sex, address, e-mail, birthday of one person", Kind::json, simple_profile},
    {"profile", "person", "JSON object: the simple profile with job, company, phone and place", Kind::json, profile},
};

}  // namespace

std::span<const Generator> person_generators() { return list; }

}  // namespace pytk::fake
