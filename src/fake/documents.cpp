// Numbers and papers beyond the common ones: passports, tax numbers, barcodes, handles of registries.
#include <pytk/core/number.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

void append_upper(Row& row, TextBuffer& out, unsigned count) {
  for (unsigned i = 0; i < count; ++i) out.push_back(static_cast<char>(row.draw().letter() - 32));
}

// A row's passport: number, owner and dates agree wherever they are shown.
void append_passport_number(Draw& draw, TextBuffer& out) {
  out.push_back(static_cast<char>(draw.letter() - 32));
  append_digits(out, draw, 8);
}
void passport_number(Row& row, const Arguments&, TextBuffer& out) {
  Draw draw = row.stream(Stream::passport);
  append_passport_number(draw, out);
}
void passport_owner(Row& row, const Arguments&, TextBuffer& out) {
  out += row.person().first();
  out += ' ';
  out += row.person().last();
}
void passport_gender(Row& row, const Arguments&, TextBuffer& out) { out += row.person().female ? 'F' : 'M'; }
struct PassportDays {
  std::int64_t birth, issued, expires;
};
// Adults' passports hold for ten years and were issued within the last nine.
PassportDays passport_days(Row& row) {
  constexpr std::int64_t year = 365;
  Draw draw = row.stream(Stream::passport);
  (void)draw.word64();
  (void)draw.word64();
  const std::int64_t today = row.now() / 86'400'000'000'000;
  const std::int64_t issued = today - draw.between(30, 9 * year);
  return {today - draw.between(18 * (year + 1), 90 * year), issued, issued + 3652};
}
void passport_dob(Row& row, const Arguments&, TextBuffer& out) { append_date(out, passport_days(row).birth); }
void passport_dates(Row& row, const Arguments&, TextBuffer& out) {
  const auto days = passport_days(row);
  out += "{\"birth\":\"";
  append_date(out, days.birth);
  out += "\",\"issued\":\"";
  append_date(out, days.issued);
  out += "\",\"expires\":\"";
  append_date(out, days.expires);
  out += "\"}";
}
void passport_full(Row& row, const Arguments& arguments, TextBuffer& out) {
  const auto days = passport_days(row);
  passport_owner(row, arguments, out);
  out += '\n';
  passport_gender(row, arguments, out);
  out += '\n';
  append_date(out, days.birth);
  out += '\n';
  append_date(out, days.issued);
  out += '\n';
  append_date(out, days.expires);
  out += '\n';
  passport_number(row, arguments, out);
}

void ein(Row& row, const Arguments&, TextBuffer& out) {
  // Prefixes that the IRS has never given out, so that no company has the number.
  constexpr std::string_view prefixes[] = {"07", "08", "09", "17", "18", "19", "28", "29",
                                           "49", "69", "70", "78", "79", "89", "96", "97"};
  out += prefixes[row.draw().below(std::size(prefixes))];
  out += '-';
  append_digits(out, row.draw(), 7);
}
void itin(Row& row, const Arguments&, TextBuffer& out) {
  // 9xx with a middle of 70-88, 90-92 or 94-99; 50-65 came later, and validators still refuse them.
  struct Middle {
    std::uint64_t low, high;
  };
  constexpr Middle middles[] = {{70, 88}, {90, 92}, {94, 99}};
  out += '9';
  append_digits(out, row.draw(), 2);
  out += '-';
  const auto& middle = middles[row.draw().below(std::size(middles))];
  append_padded(out, middle.low + row.draw().below(middle.high - middle.low + 1), 2);
  out += '-';
  append_digits(out, row.draw(), 4);
}
void invalid_ssn(Row& row, const Arguments&, TextBuffer& out) {
  // Areas 000 and 666, and the groups and serials of zeros, are never issued.
  out += row.draw().below(2) == 0 ? "000-" : "666-";
  append_padded(out, 1 + row.draw().below(99), 2);
  out += '-';
  append_padded(out, 1 + row.draw().below(9999), 4);
}
void sbn9(Row& row, const Arguments& arguments, TextBuffer& out) {
  // The Standard Book Number of before 1970: an ISBN-10 without its leading 0, with the same check digit.
  const std::string registrant = padded(row.draw().below(20), 2);
  const std::string publication = digit_text(row.draw(), 6);
  const auto& hyphen = arguments.texts[0];
  out += registrant + hyphen + publication + hyphen;
  out.push_back(isbn10_digit("0" + registrant + publication));
}

void append_ean(Row& row, std::string_view prefix, unsigned digits, TextBuffer& out) {
  const std::size_t from = out.size();
  out += prefix;
  append_digits(out, row.draw(), digits - 1 - static_cast<unsigned>(prefix.size()));
  out.push_back(ean_digit(out.since(from)));
}
std::string_view country_prefix(Row& row) {
  const Table prefixes = row.common("ean_prefixes");
  for (std::uint32_t i = 0; i < prefixes.size(); ++i)
    if (field(prefixes[i], 0) == row.locale().country_code) return field(prefixes[i], 1);
  return "00";
}
void ean(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_ean(row, {}, static_cast<unsigned>(arguments.integers[0]), out);
}
void localized_ean(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_ean(row, country_prefix(row), static_cast<unsigned>(arguments.integers[0]), out);
}
void localized_ean8(Row& row, const Arguments&, TextBuffer& out) { append_ean(row, country_prefix(row), 8, out); }
void verify_ean(Arguments& arguments) {
  if (arguments.integers[0] != 8 && arguments.integers[0] != 13)
    throw fail(Fault::usage, "an EAN has a length of 8 or 13, not {}", arguments.integers[0]);
}
void upc_e(Row& row, const Arguments&, TextBuffer& out) {
  // Six digits that stand for an UPC-A of number system 0, whose check digit is kept: GS1 General Specifications 5.2.
  const std::string d = digit_text(row.draw(), 5) + std::string(1, static_cast<char>('0' + row.draw().below(5)));
  std::string full = "0";
  switch (d[5]) {
    case '0':
    case '1':
    case '2': full += d.substr(0, 2) + d[5] + "0000" + d.substr(2, 3); break;
    case '3': full += d.substr(0, 3) + "00000" + d.substr(3, 2); break;
    default: full += d.substr(0, 4) + "00000" + d.substr(4, 1); break;
  }
  out += '0';
  out += d;
  out.push_back(ean_digit(full));
}

void bank_country(Row& row, const Arguments&, TextBuffer& out) { out += row.locale().country_code; }
void swift11(Row& row, const Arguments&, TextBuffer& out) {
  append_upper(row, out, 4);
  out += row.locale().country_code;
  append_upper(row, out, 2);
  append_head_office(out);
}
void iana_id(Row& row, const Arguments&, TextBuffer& out) { append_uint(out, 1 + row.draw().below(9999)); }
void append_handle(Row& row, std::string_view suffix, TextBuffer& out) {
  append_upper(row, out, 2 + static_cast<unsigned>(row.draw().below(3)));
  append_uint(out, 1 + row.draw().below(99999));
  out += '-';
  out += suffix;
}
void ripe_id(Row& row, const Arguments&, TextBuffer& out) {
  out += "ORG-";
  append_handle(row, "RIPE", out);
}
void nic_handle(Row& row, const Arguments& arguments, TextBuffer& out) { append_handle(row, arguments.texts[0], out); }
void nic_handles(Row& row, const Arguments& arguments, TextBuffer& out) {
  out += '[';
  for (std::int64_t i = 0; i < arguments.integers[0]; ++i) {
    out += i > 0 ? ",\"" : "\"";
    append_handle(row, "FAKE", out);
    out += '"';
  }
  out += ']';
}
void verify_handles(Arguments& arguments) {
  if (arguments.integers[0] < 0 || arguments.integers[0] > 1000)
    throw fail(Fault::usage, "a count of 0 to 1000 is needed, not {}", arguments.integers[0]);
}
void verify_suffix(Arguments& arguments) {
  if (arguments.texts[0].empty()) throw fail(Fault::usage, "the suffix of a handle must not be empty");
}

constexpr ArgumentInfo length[] = {{"length", "13", "8 or 13 digits"}};
constexpr ArgumentInfo hyphen[] = {{"separator", "-", "empty: digits only"}};
constexpr ArgumentInfo handle[] = {{"suffix", "FAKE", "registry"}};
constexpr ArgumentInfo handles[] = {{"count", "1", "how many"}};

constexpr Generator list[] = {
    {"passport_number", "passport", "a letter and eight digits", Kind::text, passport_number},
    {"passport_owner", "passport", "row's person", Kind::text, passport_owner},
    {"passport_gender", "passport", "M or F, as the row's given name", Kind::text, passport_gender},
    {"passport_dob", "passport", "birthday of its owner", Kind::text, passport_dob},
    {"passport_dates", "passport", "JSON object: birth, issued, expires", Kind::json, passport_dates},
    {"passport_full", "passport", "owner, sex, birth, issued, expires and number in lines", Kind::text, passport_full},
    {"ein", "id", "employer number of a prefix that is never issued", Kind::text, ein},
    {"itin", "id", "individual taxpayer number of the USA", Kind::text, itin},
    {"invalid_ssn", "id", "social security number of an area that is never issued", Kind::text, invalid_ssn},
    {"sbn9", "id", "book number before 1970 with its check digit", Kind::text, sbn9, hyphen},
    {"ean", "id", "article number with its check digit", Kind::text, ean, length, nullptr, verify_ean},
    {"localized_ean", "id", "article number of the locale's country", Kind::text, localized_ean, length, nullptr,
     verify_ean},
    {"localized_ean8", "id", "short article number of the locale's country", Kind::text, localized_ean8},
    {"upc_e", "id", "short article number of North America", Kind::text, upc_e},
    {"bank_country", "finance", "country code of the locale's banks", Kind::text, bank_country},
    {"swift11", "finance", "BIC of a made-up bank with 11 characters", Kind::text, swift11},
    {"iana_id", "internet", "number of a registrar", Kind::integer, iana_id},
    {"ripe_id", "internet", "organisation's id as RIPE writes it", Kind::text, ripe_id},
    {"nic_handle", "internet", "person's id as registries write it", Kind::text, nic_handle, handle, nullptr,
     verify_suffix},
    {"nic_handles", "internet", "JSON array of them", Kind::json, nic_handles, handles, nullptr, verify_handles},
};

}  // namespace

const std::span<const Generator> document_generators{list};

}  // namespace pytk::fake
