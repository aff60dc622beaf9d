// People: names, profiles.
#include <pytk/core/number.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

std::string_view pick_word(Row& row, Words words) { return field(row.locale()[words].pick(row.draw()), 0); }

void name(Row& row, const Arguments&, TextBuffer& out) { row.append_name(out); }
void first_name(Row& row, const Arguments&, TextBuffer& out) { out += row.person().first(); }
void last_name(Row& row, const Arguments&, TextBuffer& out) { out += row.person().last(); }
void prefix(Row& row, const Arguments&, TextBuffer& out) { out += row.titles().prefix; }
void suffix(Row& row, const Arguments&, TextBuffer& out) { out += row.titles().suffix; }
void gender(Row& row, const Arguments&, TextBuffer& out) { out += row.person().female ? "female" : "male"; }
void sex(Row& row, const Arguments&, TextBuffer& out) { out += row.person().female ? "F" : "M"; }
void first_name_male(Row& row, const Arguments&, TextBuffer& out) { out += pick_word(row, Words::first_name_male); }
void first_name_female(Row& row, const Arguments&, TextBuffer& out) { out += pick_word(row, Words::first_name_female); }
void prefix_male(Row& row, const Arguments&, TextBuffer& out) { out += pick_word(row, Words::prefix_male); }
void prefix_female(Row& row, const Arguments&, TextBuffer& out) { out += pick_word(row, Words::prefix_female); }
void last_name_male(Row& row, const Arguments&, TextBuffer& out) { out += pick_word(row, Words::last_name); }
void last_name_female(Row& row, const Arguments&, TextBuffer& out) {
  const auto chosen = row.locale()[Words::last_name].pick(row.draw());
  const auto female = field(chosen, 2);
  out += female.empty() ? field(chosen, 0) : female;
}
void name_male(Row& row, const Arguments& arguments, TextBuffer& out) {
  first_name_male(row, arguments, out);
  out += ' ';
  last_name_male(row, arguments, out);
}
void name_female(Row& row, const Arguments& arguments, TextBuffer& out) {
  first_name_female(row, arguments, out);
  out += ' ';
  last_name_female(row, arguments, out);
}
void initials(Row& row, const Arguments&, TextBuffer& out) {
  const auto& person = row.person();
  for (const auto part : {person.first(), person.last()}) out += first_letter(part);
}

void add_member(TextBuffer& out, std::string_view member, std::string_view value) {
  out += out.back() == '{' ? "\"" : ",\"";
  out += member;
  out += "\":";
  append_json(out, value);
}

// The members of a profile, with their arguments as they are without any.
struct Members final : Prepared {
  struct Member {
    const Generator* generator;
    Arguments arguments;
  };
  std::vector<Member> members;
};
std::shared_ptr<Members> members_of(std::initializer_list<std::string_view> names, const Arguments& arguments) {
  auto all = std::make_shared<Members>();
  for (const auto name : names) {
    const auto& generator = generator_or_throw(name);
    all->members.push_back({&generator, read_arguments(generator, {}, arguments.column, *arguments.data)});
  }
  return all;
}
void append_members(Row& row, const Arguments& arguments, TextBuffer& out) {
  TextBuffer value;
  out += '{';
  for (const auto& member : arguments.get<Members>().members) {
    value.clear();
    member.generator->make(row, member.arguments, value);
    if (member.generator->kind == Kind::text) {
      add_member(out, member.generator->name, value.view());
      continue;
    }
    out += ",\"";
    out += member.generator->name;
    out += "\":";
    out += value.view();
  }
  out += '}';
}
void verify_simple_profile(Arguments& arguments) {
  arguments.prepared = members_of({"user_name", "name", "sex", "address", "email", "date_of_birth"}, arguments);
}
void verify_profile(Arguments& arguments) {
  arguments.prepared = members_of({"job", "company", "ssn", "phone_number", "user_name", "name", "sex", "address",
                                   "city", "country_code", "email", "date_of_birth"},
                                  arguments);
}
void profile(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_members(row, arguments, out);
  out.cut(out.size() - 1);
  out += ",\"latitude\":";
  append_millionths(out, row.point().latitude);
  out += ",\"longitude\":";
  append_millionths(out, row.point().longitude);
  out += '}';
}

void middle_name(Row& row, const Arguments&, TextBuffer& out) {
  const auto middle = row.titles().middle;
  out +=
      middle.empty() ? pick_word(row, row.person().female ? Words::first_name_female : Words::first_name_male) : middle;
}
void any_first_name(Row& row, const Arguments&, TextBuffer& out) {
  out += pick_word(row, row.draw().below(2) == 0 ? Words::first_name_male : Words::first_name_female);
}
void any_name(Row& row, const Arguments& arguments, TextBuffer& out) {
  any_first_name(row, arguments, out);
  out += ' ';
  out += pick_word(row, Words::last_name);
}
void any_suffix(Row& row, const Arguments&, TextBuffer& out) { out += pick_word(row, Words::suffix); }

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
    {"simple_profile", "person", "JSON object: user, name, sex, address, e-mail, birthday of one person", Kind::json,
     append_members, {},
     nullptr,
     verify_simple_profile},
    {"profile", "person", "JSON object: the simple profile with job, company, phone and place", Kind::json, profile, {},
     nullptr, verify_profile},
    {"middle_name", "person", "second given name, or patronymic, of the row's person", Kind::text, middle_name},
    {"first_name_nonbinary", "person", "given name of anybody", Kind::text, any_first_name},
    {"last_name_nonbinary", "person", "family name of anybody", Kind::text, last_name_male},
    {"name_nonbinary", "person", "given and family name of anybody", Kind::text, any_name},
    {"prefix_nonbinary", "person", "title before the name", Kind::text, prefix},
    {"suffix_male", "person", "title after a man's name", Kind::text, any_suffix},
    {"suffix_female", "person", "title after a woman's name", Kind::text, any_suffix},
    {"suffix_nonbinary", "person", "title after the name", Kind::text, any_suffix},
};

}  // namespace

const std::span<const Generator> person_generators{list};

}  // namespace pytk::fake
