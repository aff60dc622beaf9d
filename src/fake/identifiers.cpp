// Ids, hashes, book and article numbers, national numbers, plates.
#include <pytk/core/number.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

void append_uuid(TextBuffer& out, std::uint64_t high, std::uint64_t low) {
  const auto hex = [&out](std::uint64_t value, unsigned digits) {
    for (unsigned i = digits; i > 0; --i) out.push_back("0123456789abcdef"[(value >> (4 * (i - 1))) & 15U]);
  };
  hex(high >> 32U, 8);
  out += '-';
  hex(high >> 16U, 4);
  out += '-';
  hex(high, 4);
  out += '-';
  hex(low >> 48U, 4);
  out += '-';
  hex(low, 12);
}
void uuid4(Row& row, const Arguments&, TextBuffer& out) {
  // RFC 9562 5.4.
  const std::uint64_t high = (row.draw().word64() & ~0xF000ULL) | 0x4000ULL;
  const std::uint64_t low = (row.draw().word64() & ~(3ULL << 62U)) | (2ULL << 62U);
  append_uuid(out, high, low);
}
void uuid7(Row& row, const Arguments&, TextBuffer& out) {
  // RFC 9562 5.7: milliseconds, then a counter (the row) so that ids of one run are in order.
  const auto milliseconds = static_cast<std::uint64_t>(row.now() / 1'000'000) + row.number() / 4096;
  const std::uint64_t high = (milliseconds << 16U) | 0x7000ULL | (row.number() % 4096);
  const std::uint64_t low = (row.draw().word64() & ~(3ULL << 62U)) | (2ULL << 62U);
  append_uuid(out, high, low);
}
template <unsigned Digits>
void hex_digest(Row& row, const Arguments&, TextBuffer& out) { append_hex(out, row.draw(), Digits); }

template <unsigned Digits>
void ean(Row& row, const Arguments&, TextBuffer& out) {
  const std::size_t from = out.size();
  append_digits(out, row.draw(), Digits - 1);
  out.push_back(ean_digit(out.since(from)));
}
void localized_ean13(Row& row, const Arguments&, TextBuffer& out) {
  const Table prefixes = row.common("ean_prefixes");
  std::string_view prefix = "00";
  for (std::uint32_t i = 0; i < prefixes.size(); ++i)
    if (field(prefixes[i], 0) == row.locale().country_code) prefix = field(prefixes[i], 1);
  const std::size_t from = out.size();
  out += prefix;
  append_digits(out, row.draw(), 12 - static_cast<unsigned>(prefix.size()));
  out.push_back(ean_digit(out.since(from)));
}
// Registration groups 0 and 1 (English) with the widths of registrant numbers the agency has assigned.
struct Registrant { unsigned low, high, width; };
constexpr Registrant registrants[] = {
    {0, 19, 2}, {200, 227, 3}, {7000, 8499, 4}, {85000, 89999, 5}, {900000, 949999, 6}};
std::string isbn_body(Draw& draw, std::string& hyphens) {
  const auto& part = registrants[draw.below(std::size(registrants))];
  const std::string registrant = padded(part.low + draw.below(part.high - part.low + 1), part.width);
  const std::string publication = digit_text(draw, 8 - part.width);
  hyphens = "0-" + registrant + "-" + publication + "-";
  return "0" + registrant + publication;
}
void isbn13(Row& row, const Arguments& arguments, TextBuffer& out) {
  std::string shown;
  const std::string body = "978" + isbn_body(row.draw(), shown);
  const char check = ean_digit(body);
  if (arguments.texts[0].empty()) out += body + check;
  else out += "978-" + shown + check;
}
void isbn10(Row& row, const Arguments& arguments, TextBuffer& out) {
  std::string shown;
  const std::string body = isbn_body(row.draw(), shown);
  const char check = isbn10_digit(body);
  if (arguments.texts[0].empty()) out += body + check;
  else out += shown + check;
}
void append_capitals(Row& row, Words words, TextBuffer& out) {
  const std::size_t from = out.size();
  fill_pattern(row.locale()[words].pick(row.draw()), row.draw(), out);
  for (std::size_t i = from; i < out.size(); ++i)
    if (out[i] >= 'a' && out[i] <= 'z') out[i] = static_cast<char>(out[i] - 32);
}
void ssn(Row& row, const Arguments&, TextBuffer& out) { append_capitals(row, Words::ssn, out); }
void license_plate(Row& row, const Arguments&, TextBuffer& out) { append_capitals(row, Words::license_plate, out); }
void vin(Row& row, const Arguments&, TextBuffer& out) {
  // 49 CFR 565: no I, O, Q; the ninth sign checks the others, the tenth is the model's year, which is no U, Z or 0
  // either.
  constexpr std::string_view signs = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
  constexpr std::string_view years = "ABCDEFGHJKLMNPRSTVWXY123456789";
  constexpr unsigned weights[] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
  constexpr std::string_view values = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
  std::string vin(17, '0');
  unsigned sum = 0;
  for (std::size_t i = 0; i < vin.size(); ++i) {
    if (i == 8) continue;
    if (i == 9) vin[i] = years[row.draw().below(years.size())];
    else vin[i] = i >= 13 ? row.draw().digit() : signs[row.draw().below(signs.size())];
    sum += static_cast<unsigned>(values.find(vin[i]) % 10) * weights[i];
  }
  vin[8] = sum % 11 == 10 ? 'X' : static_cast<char>('0' + sum % 11);
  out += vin;
}
void doi(Row& row, const Arguments&, TextBuffer& out) {
  out += "10.";
  append_uint(out, 1000 + row.draw().below(9000));
  out += '/';
  for (int i = 0; i < 8; ++i) out.push_back("abcdefghijklmnopqrstuvwxyz0123456789"[row.draw().below(36)]);
}
void imei(Row& row, const Arguments&, TextBuffer& out) {
  const std::size_t from = out.size();
  out += "35";
  append_digits(out, row.draw(), 12);
  out.push_back(luhn_digit(out.since(from)));
}
void row_number(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_int(out, arguments.integers[0] + static_cast<std::int64_t>(row.number()) * arguments.integers[1]);
}
std::uint64_t unlimited(const Arguments&, const Catalogue::State&) { return unlimited_capacity; }
void verify_step(Arguments& arguments) {
  if (arguments.integers[1] == 0) throw fail(Fault::usage, "row_number: a step of 0 gives one number only");
}

constexpr ArgumentInfo separator[] = {{"separator", "-", "empty: digits only"}};
constexpr ArgumentInfo counting[] = {{"start", "1", "first number"}, {"step", "1", "from row to row"}};

constexpr Generator list[] = {
    {"uuid4", "id", "random UUID", Kind::text, uuid4, {}, unlimited},
    {"uuid7", "id", "UUID that sorts by time", Kind::text, uuid7, {}, unlimited},
    {"row_number", "id", "1, 2, 3 ...", Kind::integer, row_number, counting, unlimited, verify_step},
    {"md5", "id", "32 hexadecimal digits", Kind::text, hex_digest<32>, {}, unlimited},
    {"sha1", "id", "40 hexadecimal digits", Kind::text, hex_digest<40>, {}, unlimited},
    {"sha256", "id", "64 hexadecimal digits", Kind::text, hex_digest<64>, {}, unlimited},
    {"ean8", "id", "article number with its check digit", Kind::text, ean<8>},
    {"ean13", "id", "article number with its check digit", Kind::text, ean<13>},
    {"upc_a", "id", "article number of North America", Kind::text, ean<12>},
    {"localized_ean13", "id", "article number of the locale's country", Kind::text, localized_ean13},
    {"isbn13", "id", "book number with its check digit", Kind::text, isbn13, separator},
    {"isbn10", "id", "book number before 2007", Kind::text, isbn10, separator},
    {"ssn", "id", "national number of a shape that is never issued", Kind::text, ssn},
    {"license_plate", "id", "plate of a car", Kind::text, license_plate},
    {"vin", "id", "number of a vehicle with its check digit", Kind::text, vin},
    {"imei", "id", "number of a mobile device with its check digit", Kind::text, imei},
    {"doi", "id", "identifier of a publication", Kind::text, doi},
};

}  // namespace

const std::span<const Generator> identifier_generators{list};

}  // namespace pytk::fake
