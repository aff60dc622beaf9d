// Cards, currencies, prices, banks.
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

struct Network {
  std::string_view key, name;
  std::string_view prefixes;  ///< patterns of the first digits, separated by commas
  unsigned length, code_digits;
};
// Issuer ranges as ISO/IEC 7812 registries publish them.
constexpr Network networks[] = {
    {"visa", "VISA 16 digit", "4", 16, 3},
    {"mastercard", "Mastercard", "51,52,53,54,55,[2221-2720]", 16, 3},
    {"amex", "American Express", "34,37", 15, 4},
    {"discover", "Discover", "6011,65,[644-649]", 16, 3},
    {"jcb", "JCB 16 digit", "[3528-3589]", 16, 3},
    {"diners", "Diners Club / Carte Blanche", "[300-305],36,38", 14, 3},
    {"maestro", "Maestro", "5018,5020,5038,63,67", 16, 3},
    {"visa13", "VISA 13 digit", "4", 13, 3},
    {"visa19", "VISA 19 digit", "4", 19, 3}};

const Network* find_network(std::string_view key) {
  for (const auto& network : networks)
    if (network.key == key || (key.ends_with("16") && network.key == key.substr(0, key.size() - 2))) return &network;
  return nullptr;
}
void verify_card(Arguments& arguments) {
  if (arguments.texts[0] == "any" || find_network(arguments.texts[0]) != nullptr) return;
  throw fail(Fault::usage, "unknown card type '{}'", arguments.texts[0])
      .hint("card types are any, visa, visa13, visa19, mastercard, amex, discover, jcb, diners and maestro");
}
// One card a row: number, network, code and expiry of a row belong together.
const Network& network_of(Row& row, const Arguments& arguments) {
  if (const auto* named = find_network(arguments.texts[0])) return *named;
  Draw draw = row.stream(Stream::card);
  constexpr std::uint8_t shares[] = {46, 28, 8, 6, 4, 3, 3, 1, 1};
  auto left = draw.below(100);
  for (std::size_t i = 0; i < std::size(shares); ++i) {
    if (left < shares[i]) return networks[i];
    left -= shares[i];
  }
  return networks[0];
}
void credit_card_number(Row& row, const Arguments& arguments, TextBuffer& out) {
  const Network& network = network_of(row, arguments);
  const std::size_t from = out.size();
  fill_one_of(network.prefixes, row.draw(), out);
  append_digits(out, row.draw(), network.length - 1 - static_cast<unsigned>(out.size() - from));
  out.push_back(luhn_digit(out.since(from)));
}
void card_test(Row& row, const Arguments&, TextBuffer& out) { out += row.common("test_cards").pick(row.draw()); }
void credit_card_provider(Row& row, const Arguments& arguments, TextBuffer& out) {
  out += network_of(row, arguments).name;
}
void credit_card_security_code(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_digits(out, row.draw(), network_of(row, arguments).code_digits);
}
void credit_card_expire(Row& row, const Arguments&, TextBuffer& out) {
  const std::int64_t today = row.now() / 86'400'000'000'000;
  const Date date = date_of_days(today + static_cast<std::int64_t>(30 + row.draw().below(3000)));
  append_padded(out, date.month, 2);
  out += '/';
  append_padded(out, static_cast<std::uint64_t>(date.year) % 100, 2);
}
void credit_card_full(Row& row, const Arguments& arguments, TextBuffer& out) {
  out += network_of(row, arguments).name;
  out += ", ";
  row.append_name(out);
  out += ", ";
  credit_card_number(row, arguments, out);
  out += ' ';
  credit_card_expire(row, arguments, out);
  out += " CVC ";
  credit_card_security_code(row, arguments, out);
}
template <std::size_t Field>
void currency_field(Row& row, const Arguments&, TextBuffer& out) {
  Draw draw = row.stream(Stream::currency);
  out += field(row.common("currencies").pick(draw), Field);
}
template <std::size_t Field>
void crypto_field(Row& row, const Arguments&, TextBuffer& out) {
  Draw draw = row.stream(Stream::cryptocurrency);
  out += field(row.common("cryptocurrencies").pick(draw), Field);
}
void pricetag(Row& row, const Arguments&, TextBuffer& out) {
  const auto& country = row.locale().country_code;
  const bool dollar = country == "US" || country == "CA" || country == "AU" || country == "MX";
  const auto whole = 1 + row.draw().below(row.draw().below(4) == 0 ? 100000 : 1000);
  if (dollar) out += '$';
  if (country == "GB") out += "\u00A3";
  std::string digits = std::to_string(whole);
  const bool english = dollar || country == "GB" || country == "IN" || country == "JP" || country == "CN";
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, english ? ',' : '.');
  out += digits;
  out += english ? '.' : ',';
  append_padded(out, row.draw().below(100), 2);
  if (!dollar && country != "GB") out += " \u20AC";
}
void amount(Row& row, const Arguments& arguments, TextBuffer& out) {
  const std::int64_t cents = row.draw().between(arguments.integers[0] * 100, arguments.integers[1] * 100);
  if (cents < 0) out += '-';
  const auto size = static_cast<std::uint64_t>(cents < 0 ? -cents : cents);
  append_uint(out, size / 100);
  out += '.';
  append_padded(out, size % 100, 2);
}
void verify_amount(Arguments& arguments) {
  if (arguments.integers[0] > arguments.integers[1])
    throw fail(Fault::usage, "amount: min {} is over max {}", arguments.integers[0], arguments.integers[1]);
}
void bank(Row& row, const Arguments&, TextBuffer& out) { out += row.locale()[Words::bank].pick(row.draw()); }
void swift(Row& row, const Arguments& arguments, TextBuffer& out) {
  for (int i = 0; i < 4; ++i) out.push_back(static_cast<char>(row.draw().letter() - 32));
  out += row.locale().country_code;
  constexpr std::string_view signs = "ABCDEFGHIJKLMNPQRSTUVWXYZ23456789";
  for (int i = 0; i < 2; ++i) out.push_back(signs[row.draw().below(signs.size())]);
  if (arguments.integers[0] == 11) append_head_office(out);
}
void verify_swift(Arguments& arguments) {
  if (arguments.integers[0] != 8 && arguments.integers[0] != 11) throw fail(Fault::usage, "swift: length is 8 or 11");
}
void aba(Row& row, const Arguments&, TextBuffer& out) {
  // Federal Reserve district 01-12, then the check digit of weights 3, 7, 1.
  const std::size_t from = out.size();
  append_padded(out, 1 + row.draw().below(12), 2);
  append_digits(out, row.draw(), 6);
  constexpr unsigned weights[] = {3, 7, 1, 3, 7, 1, 3, 7};
  unsigned sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += static_cast<unsigned>(out[from + i] - '0') * weights[i];
  out.push_back(static_cast<char>('0' + (10 - sum % 10) % 10));
}

void append_pair(std::string_view entry, TextBuffer& out) {
  out += '[';
  append_json(out, field(entry, 0));
  out += ',';
  append_json(out, field(entry, 1));
  out += ']';
}
void currency(Row& row, const Arguments&, TextBuffer& out) {
  Draw draw = row.stream(Stream::currency);
  append_pair(row.common("currencies").pick(draw), out);
}
void cryptocurrency(Row& row, const Arguments&, TextBuffer& out) {
  Draw draw = row.stream(Stream::cryptocurrency);
  append_pair(row.common("cryptocurrencies").pick(draw), out);
}

constexpr ArgumentInfo card[] = {{"type", "any", "visa, mastercard, amex, discover, jcb, diners, maestro or any"}};
constexpr ArgumentInfo range[] = {{"min", "0", "smallest"}, {"max", "1000", "largest"}};
constexpr ArgumentInfo swift_arguments[] = {{"length", "11", "8 or 11 characters"}};

constexpr Generator list[] =
    {
        {"credit_card_number", "finance", "number with a valid check digit; may be somebody's", Kind::text,
         credit_card_number, card, nullptr, verify_card},
        {"card_test", "finance", "number that the networks publish for tests", Kind::text, card_test},
        {"credit_card_provider", "finance", "network of the row's card", Kind::text, credit_card_provider, card,
         nullptr, verify_card},
        {"credit_card_expire", "finance", "month and year in the future", Kind::text, credit_card_expire},
        {"credit_card_security_code", "finance", "3 digits, 4 for American Express", Kind::text,
         credit_card_security_code, card, nullptr, verify_card},
        {"credit_card_full", "finance", "network, holder, number, expiry, code in one line", Kind::text,
         credit_card_full, card, nullptr, verify_card},
        {"currency_code", "finance", "ISO 4217 code", Kind::text, currency_field<0>},
        {"currency_name", "finance", "name of the row's currency", Kind::text, currency_field<1>},
        {"currency_symbol", "finance", "sign of the row's currency", Kind::text, currency_field<2>},
        {"cryptocurrency_code", "finance", "code of a cryptocurrency", Kind::text, crypto_field<0>},
        {"cryptocurrency_name", "finance", "its name", Kind::text, crypto_field<1>},
        {"pricetag", "finance", "price as a shop writes it", Kind::text, pricetag},
        {"amount", "finance", "sum with two decimals", Kind::real, amount, range, nullptr, verify_amount},
        {"bank", "finance", "name of a bank", Kind::text, bank},
        {"swift", "finance", "BIC of a made-up bank in the locale's country", Kind::text, swift, swift_arguments,
         nullptr, verify_swift},
        {"swift8", "finance", "the same with 8 characters", Kind::text,
         [](Row& row, const Arguments&, TextBuffer& out) {
  static const Arguments eight{{"8"}, {8}, {8}};
  swift(row, eight, out);
         }},
        {"aba", "finance", "routing number of a bank in the USA with its check digit", Kind::text, aba},
        {"currency", "finance", "JSON array: code and name of the row's currency", Kind::json, currency},
        {"cryptocurrency", "finance", "JSON array: code and name of the row's cryptocurrency", Kind::json,
         cryptocurrency},
};

}  // namespace

const std::span<const Generator> finance_generators{list};

}  // namespace pytk::fake
