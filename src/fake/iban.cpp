// IBANs (ISO 13616) whose national check digits hold too.
#include <array>

#include <pytk/core/text.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

unsigned digit_at(std::string_view text, std::size_t i) { return static_cast<unsigned>(text[i] - '0'); }

template <std::size_t N>
unsigned weighted(std::string_view digits, const unsigned (&weights)[N]) {
  unsigned sum = 0;
  for (std::size_t i = 0; i < N && i < digits.size(); ++i) sum += digit_at(digits, i) * weights[i];
  return sum;
}
std::string digits(Draw& draw, unsigned count) { return digit_text(draw, count); }
std::string letters(Draw& draw, unsigned count) {
  std::string out;
  for (unsigned i = 0; i < count; ++i) out.push_back(static_cast<char>('A' + draw.below(26)));
  return out;
}
std::string two(unsigned value) { return padded(value, 2); }

std::string simple(Draw& draw, unsigned count) { return digits(draw, count); }
std::string bban_gb(Draw& draw) { return letters(draw, 4) + digits(draw, 14); }
std::string bban_nl(Draw& draw) {
  // The eleven test: weights 10 to 1, sum divisible by 11.
  constexpr unsigned weights[] = {10, 9, 8, 7, 6, 5, 4, 3, 2};
  for (;;) {
    std::string account = "0" + digits(draw, 8);
    const unsigned check = (11 - weighted(account, weights) % 11) % 11;
    if (check == 10) continue;
    return letters(draw, 4) + account + static_cast<char>('0' + check);
  }
}
std::string bban_es(Draw& draw) {
  constexpr unsigned bank_weights[] = {4, 8, 5, 10, 9, 7, 3, 6};
  constexpr unsigned account_weights[] = {1, 2, 4, 8, 5, 10, 9, 7, 3, 6};
  const auto check = [](unsigned sum) {
    const unsigned value = 11 - sum % 11;
    return static_cast<char>(value == 11 ? '0' : value == 10 ? '1' : '0' + value);
  };
  const std::string bank = digits(draw, 8);
  const std::string account = digits(draw, 10);
  return bank + check(weighted(bank, bank_weights)) + check(weighted(account, account_weights)) + account;
}
std::string bban_fr(Draw& draw) {
  // The RIB key: 97 - (89 bank + 15 branch + 3 account) mod 97.
  const std::string body = digits(draw, 21);
  const auto number = [&](std::size_t at, std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value * 10 + digit_at(body, at + i);
    return value;
  };
  const std::uint64_t rest = (89 * number(0, 5) + 15 * number(5, 5) + 3 * number(10, 11)) % 97;
  return body + two(static_cast<unsigned>(97 - rest));
}
std::string bban_it(Draw& draw) {
  // The CIN letter: odd places by a table of the norm, even places by value.
  constexpr unsigned odd[] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21};
  const std::string body = digits(draw, 22);
  unsigned sum = 0;
  for (std::size_t i = 0; i < body.size(); ++i) sum += i % 2 == 0 ? odd[digit_at(body, i)] : digit_at(body, i);
  return static_cast<char>('A' + sum % 26) + body;
}
std::string bban_be(Draw& draw) {
  // The first three digits are a bank's: 300 to 399 are all given out.
  const std::string body = "3" + digits(draw, 9);
  const unsigned check = mod97(body);
  return body + two(check == 0 ? 97 : check);
}
std::string bban_no(Draw& draw) {
  constexpr unsigned weights[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
  for (;;) {
    const std::string body = digits(draw, 10);
    const unsigned check = (11 - weighted(body, weights) % 11) % 11;
    // Accounts of the group "00", and the seven digits behind "0000", are checked otherwise: keep out of both.
    if (check == 10 || body.substr(4, 2) == "00" || body.starts_with("0000")) continue;
    return body + static_cast<char>('0' + check);
  }
}
std::string bban_fi(Draw& draw) {
  const std::string body = std::to_string(1 + draw.below(8)) + digits(draw, 12);
  return body + luhn_digit(body);
}
std::string bban_pt(Draw& draw) {
  const std::string body = digits(draw, 19);
  return body + two(98 - mod97(body + "00"));
}
std::string bban_pl(Draw& draw) {
  constexpr unsigned weights[] = {3, 9, 7, 1, 3, 9, 7};
  const std::string bank = digits(draw, 7);
  const unsigned sum = weighted(bank, weights);
  return bank + static_cast<char>('0' + (10 - sum % 10) % 10) + digits(draw, 16);
}
std::string bban_cz(Draw& draw) {
  constexpr unsigned weights[] = {6, 3, 7, 9, 10, 5, 8, 4, 2, 1};
  constexpr std::string_view banks[] = {"0100", "0300", "0600", "0800", "2010", "5500"};
  for (;;) {
    const std::string base = digits(draw, 10);
    if (weighted(base, weights) % 11 != 0 || base.starts_with("00000000")) continue;
    return std::string(banks[draw.below(std::size(banks))]) + "000000" + base;
  }
}
std::string bban_se(Draw& draw) { return digits(draw, 20); }
std::string bban_ch(Draw& draw) { return digits(draw, 5) + digits(draw, 12); }

struct Country {
  std::string_view code;
  std::string (*bban)(Draw& draw);
};
constexpr Country countries[] = {{"AT",
                                  [](Draw& d) {
  return simple(d, 16);
                                  }},
                                 {"BE", bban_be},
                                 {"CH", bban_ch},
                                 {"CZ", bban_cz},
                                 {"DE",
                                  [](Draw& d) {
  return simple(d, 18);
                                  }},
                  {"DK", [](Draw& d) { return simple(d, 14); }}, {"ES", bban_es}, {"FI", bban_fi}, {"FR", bban_fr},
                  {"GB", bban_gb}, {"IT", bban_it}, {"NL", bban_nl}, {"NO", bban_no}, {"PL", bban_pl}, {"PT", bban_pt},
                  {"SE", bban_se}, {"TR", [](Draw& d) { return digits(d, 5) + "0" + digits(d, 16); }},
                  {"UA", [](Draw& d) { return simple(d, 25); }}};

const Country* find_country(std::string_view code) {
  for (const auto& country : countries)
    if (country.code == code) return &country;
  return nullptr;
}
const Country& country_of(Row& row, const Arguments& arguments) {
  if (const auto* named = find_country(arguments.texts[0])) return *named;
  if (const auto* own = find_country(row.locale().country_code)) return *own;
  // Countries without IBANs get one of Great Britain, as a foreign account would have.
  return *find_country("GB");
}
void bban(Row& row, const Arguments& arguments, TextBuffer& out) { out += country_of(row, arguments).bban(row.draw()); }
void iban(Row& row, const Arguments& arguments, TextBuffer& out) {
  const Country& country = country_of(row, arguments);
  const std::string body = country.bban(row.draw());
  out += country.code;
  append_padded(out, 98 - mod97(body + std::string(country.code) + "00"), 2);
  out += body;
}
void verify_country(Arguments& arguments) {
  if (arguments.texts[0].empty() || find_country(arguments.texts[0]) != nullptr) return;
  std::string known;
  for (const auto& country : countries) known += (known.empty() ? "" : " ") + std::string(country.code);
  throw fail(Fault::usage, "no IBANs of country '{}'", arguments.texts[0]).hint("countries are " + known);
}

constexpr ArgumentInfo country_argument[] = {{"country", "", "ISO 3166 code; empty: the locale's"}};
constexpr Generator list[] = {
    {"iban", "finance", "account number with valid check digits, the national ones too; may be somebody's", Kind::text,
     iban, country_argument, nullptr, verify_country},
    {"bban", "finance", "account number as the country writes it", Kind::text, bban, country_argument, nullptr,
     verify_country},
};

}  // namespace

const std::span<const Generator> iban_generators{list};

}  // namespace pytk::fake
