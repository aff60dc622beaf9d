// Companies, jobs, phones.
#include <pytk/core/number.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

void company(Row& row, const Arguments&, TextBuffer& out) { out += row.company().name.view(); }
void company_suffix(Row& row, const Arguments&, TextBuffer& out) {
  out += row.locale()[Words::company_suffix].pick(row.draw());
}
void job(Row& row, const Arguments&, TextBuffer& out) {
  const Table& draw_from = row.locale()[Words::job];
  const auto chosen = draw_from.pick(row.draw());
  const auto female = field(chosen, 1);
  out += row.person().female && !female.empty() ? female : field(chosen, 0);
}
void three_words(Row& row, const char* first, const char* second, const char* third, TextBuffer& out) {
  for (const char* table : {first, second, third}) {
    if (table != first) out += ' ';
    out += row.common(table).pick(row.draw());
  }
}
void catch_phrase(Row& row, const Arguments&, TextBuffer& out) {
  three_words(row, "phrase_how", "phrase_kind", "phrase_thing", out);
}
void bs(Row& row, const Arguments&, TextBuffer& out) { three_words(row, "plan_verb", "plan_kind", "plan_thing", out); }
void department(Row& row, const Arguments&, TextBuffer& out) { out += row.common("departments").pick(row.draw()); }

void phone_number(Row& row, const Arguments&, TextBuffer& out) {
  fill_pattern(row.locale()[Words::phone].pick(row.draw()), row.draw(), out);
}
void mobile_number(Row& row, const Arguments&, TextBuffer& out) {
  fill_pattern(row.locale()[Words::mobile].pick(row.draw()), row.draw(), out);
}
void phone_safe(Row& row, const Arguments&, TextBuffer& out) {
  // Numbers that the national authorities keep free for films and examples.
  const auto& code = row.locale().country_code;
  const Table table = row.common("phone_safe");
  std::string_view pattern = "+1-202-555-01##";
  for (std::uint32_t i = 0; i < table.size(); ++i)
    if (field(table[i], 0) == code) pattern = field(table[i], 1);
  fill_pattern(pattern, row.draw(), out);
}
void country_calling_code(Row& row, const Arguments&, TextBuffer& out) {
  out += field(row.common("countries").pick(row.draw()), 3);
}
void msisdn(Row& row, const Arguments&, TextBuffer& out) {
  auto& number = row.scratch;
  number.clear();
  fill_pattern(row.locale()[Words::mobile].pick(row.draw()), row.draw(), number);
  const Table countries = row.common("countries");
  for (std::uint32_t i = 0; i < countries.size(); ++i)
    if (field(countries[i], 0) == row.locale().country_code) out += field(countries[i], 3).substr(1);
  // The trunk prefix 0 is not dialled from abroad; Italy keeps it as part of the number.
  bool leading = row.locale().country_code != "IT";
  std::string_view digits = number.view();
  if (digits.starts_with("+")) {
    // The country's code was written above.
    const std::size_t end = digits.find_first_of(" -");
    digits.remove_prefix(end == std::string_view::npos ? 1 : end);
  }
  for (const char c : digits) {
    if (c < '0' || c > '9') continue;
    if (leading && c == '0') continue;
    leading = false;
    out.push_back(c);
  }
}

template <bool Female>
void job_of(Row& row, const Arguments&, TextBuffer& out) {
  const auto chosen = row.locale()[Words::job].pick(row.draw());
  const auto female = field(chosen, 1);
  out += Female && !female.empty() ? female : field(chosen, 0);
}

constexpr Generator list[] = {
    {"company", "company", "company of the row", Kind::text, company},
    {"company_suffix", "company", "legal form", Kind::text, company_suffix},
    {"catch_phrase", "company", "slogan", Kind::text, catch_phrase},
    {"bs", "company", "plan of a meeting", Kind::text, bs},
    {"department", "company", "part of a company", Kind::text, department},
    {"job", "company", "occupation", Kind::text, job},
    {"phone_number", "phone", "number of a valid shape; may be somebody's", Kind::text, phone_number},
    {"mobile_number", "phone", "mobile number of a valid shape; may be somebody's", Kind::text, mobile_number},
    {"phone_safe", "phone", "number that is reserved for examples", Kind::text, phone_safe},
    {"country_calling_code", "phone", "international prefix", Kind::text, country_calling_code},
    {"msisdn", "phone", "mobile number with country code, digits only", Kind::text, msisdn},
    {"job_male", "company", "occupation of a man", Kind::text, job_of<false>},
    {"job_female", "company", "occupation of a woman", Kind::text, job_of<true>},
    {"basic_phone_number", "phone", "number of a valid shape; may be somebody's", Kind::text, phone_number},
};

}  // namespace

const std::span<const Generator> company_generators{list};

}  // namespace pytk::fake
