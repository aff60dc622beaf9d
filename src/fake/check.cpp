// Validators: what makes a value a valid one of its kind.
#include <pytk/core/address.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/fake/fake.hpp>

#include "helpers.hpp"

namespace pytk::fake {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '-') out.push_back(c);
  return out;
}
std::string check_luhn(std::string_view value) {
  const std::string digits = plain(value);
  if (!all_digits(digits) || digits.size() < 2) return "not a number";
  const auto body = std::string_view(digits).substr(0, digits.size() - 1);
  return luhn_digit(body) == digits.back() ? "" : "the check digit is wrong";
}
std::string check_iban(std::string_view value) {
  const std::string text = upper(plain(value));
  if (text.size() < 15 || text.size() > 34) return "an IBAN has 15 to 34 characters";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool letter = text[i] >= 'A' && text[i] <= 'Z';
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (i < 2 ? !letter : i < 4 ? !digit : !(letter || digit))
      return "an IBAN is two letters, two digits, then letters and digits";
  }
  return mod97(text.substr(4) + text.substr(0, 4)) == 1 ? "" : "the check digits are wrong";
}
std::string check_ean(std::string_view value) {
  const std::string digits = plain(value);
  if (!all_digits(digits) || (digits.size() != 8 && digits.size() != 12 && digits.size() != 13 && digits.size() != 14))
    return "an EAN has 8, 12, 13 or 14 digits";
  return ean_digit(std::string_view(digits).substr(0, digits.size() - 1)) == digits.back() ? ""
                                                                                           : "the check digit is wrong";
}
std::string check_isbn(std::string_view value) {
  const std::string text = upper(plain(value));
  if (text.size() == 13) {
    if (!text.starts_with("978") && !text.starts_with("979")) return "an ISBN-13 begins with 978 or 979";
    return check_ean(text);
  }
  if (text.size() != 10 || !all_digits(text.substr(0, 9))) return "an ISBN has 10 or 13 digits";
  return isbn10_digit(std::string_view(text).substr(0, 9)) == text.back() ? "" : "the check digit is wrong";
}
std::string check_uuid(std::string_view value) {
  if (value.size() != 36) return "a UUID has 36 characters";
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen != (value[i] == '-')) return "hyphens stand after 8, 12, 16 and 20 digits";
    if (!hyphen && std::string_view("0123456789abcdefABCDEF").find(value[i]) == std::string_view::npos)
      return "not a hexadecimal digit";
  }
  return value[14] >= '1' && value[14] <= '8' && std::string_view("89abAB").find(value[19]) != std::string_view::npos
             ? ""
             : "the version or variant is none that is in use";
}
std::string check_ip(std::string_view value) { return parse_ip(value) ? "" : "not an IP address"; }
std::string check_mac(std::string_view value) { return parse_mac(value) ? "" : "not a MAC address"; }
std::string check_date(std::string_view value) {
  return value.size() == 10 && parse_time(value) ? "" : "not a day of the calendar";
}
std::string check_email(std::string_view value) {
  // RFC 5321 4.5.3.1 for the lengths, RFC 5322 dot-atom for the local part.
  const std::size_t at = value.rfind('@');
  if (at == std::string_view::npos) return "there is no @";
  const auto local = value.substr(0, at);
  const auto domain = value.substr(at + 1);
  if (local.empty() || local.size() > 64 || domain.size() > 255)
    return "the part before @ has 1 to 64 characters, the domain up to 255";
  const auto labels_ok = [](std::string_view text, std::string_view signs) {
    for (const auto label : split(text, '.')) {
      if (label.empty() || label.size() > 64) return false;
      for (const char c : label) {
        const bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (!letter && !(c >= '0' && c <= '9') && signs.find(c) == std::string_view::npos) return false;
      }
    }
    return true;
  };
  if (!labels_ok(local, "!#$%&'*+-/=?^_`{|}~")) return "the part before @ has a character that it cannot hold";
  if (!labels_ok(domain, "-") || domain.find('.') == std::string_view::npos) return "the domain is not one";
  for (const auto label : split(domain, '.'))
    if (label.size() > 63 || label.starts_with('-') || label.ends_with('-')) return "the domain is not one";
  return "";
}

struct Kind { std::string_view name; std::string (*check)(std::string_view); };
constexpr Kind kinds[] = {{"date", check_date}, {"ean", check_ean}, {"email", check_email},
                          {"iban", check_iban}, {"ip", check_ip},   {"isbn", check_isbn},
                          {"luhn", check_luhn}, {"mac", check_mac}, {"uuid", check_uuid}};

}  // namespace

std::vector<std::string> check_kinds() {
  std::vector<std::string> names;
  for (const auto& kind : kinds) names.emplace_back(kind.name);
  return names;
}

std::string check(std::string_view kind, std::string_view value) {
  for (const auto& entry : kinds)
    if (entry.name == kind) return entry.check(value);
  const auto names = check_kinds();
  throw fail(Fault::usage, "unknown kind '{}'", kind).hint("kinds are " + join(names, ", "));
}

}  // namespace pytk::fake
