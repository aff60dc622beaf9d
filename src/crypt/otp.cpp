// One-time passwords: RFC 4226 and RFC 6238.
#include <pytk/core/address.hpp>
#include <pytk/core/digest.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/tokens.hpp>

namespace pytk::crypt {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void check_settings(const OtpSettings& settings) {
  if (settings.digits < 6 || settings.digits > 10)
    throw fail(Fault::usage, "a one-time password has 6 to 10 digits, not {}", settings.digits);
  if (settings.period == 0 || settings.period > 86'400)
    throw fail(Fault::usage, "a period of {} s makes no sense", settings.period);
  if (settings.digest != "sha1" && settings.digest != "sha256" && settings.digest != "sha512")
    throw fail(Fault::usage, "one-time passwords are not made with {}", settings.digest).hint("sha1, sha256 or sha512");
}

}  // namespace

Result<Secret> from_base32(std::string_view text) {
  Secret out(text.size() * 5 / 8 + 1);
  std::size_t size = 0, characters = 0;
  std::uint32_t bits = 0;
  unsigned count = 0;
  bool ended = false;
  for (const char given : text) {
    if (given == ' ' || given == '-' || given == '\n' || given == '\r' || given == '\t') continue;
    if (given == '=') {
      ended = true;
      continue;
    }
    const char c = given >= 'a' && given <= 'z' ? static_cast<char>(given - 32) : given;
    const std::size_t value = alphabet.find(c);
    if (ended || value == std::string_view::npos) return bad("the secret is not valid base32");
    ++characters;
    bits = (bits << 5U | static_cast<std::uint32_t>(value)) & 0xfffU;
    count += 5;
    if (count < 8) continue;
    count -= 8;
    out.writable()[size++] = static_cast<std::uint8_t>(bits >> count);
  }
  const std::size_t rest = characters % 8;
  if (size == 0 || rest == 1 || rest == 3 || rest == 6 || (bits & ((1U << count) - 1U)) != 0)
    return bad("the secret is not valid base32");
  out.shrink(size);
  return out;
}

std::string to_base32(ByteView bytes) {
  std::string text;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const std::uint8_t byte : bytes) {
    bits = bits << 8U | byte;
    count += 8;
    while (count >= 5) {
      count -= 5;
      text += alphabet[bits >> count & 31U];
    }
    bits &= 0xffU;
  }
  if (count > 0) text += alphabet[bits << (5U - count) & 31U];
  return text;
}

std::string hotp(const Secret& key, std::uint64_t counter, const OtpSettings& settings) {
  check_settings(settings);
  if (key.empty()) throw fail(Fault::data, "the secret is empty");
  std::uint8_t message[8];
  store_be<std::uint64_t>(message, counter);
  const Bytes mac = hmac(settings.digest, key.view(), message);
  const std::size_t offset = mac.back() & 15U;  // RFC 4226 5.3: dynamic truncation
  std::uint64_t number = load_be<std::uint32_t>(ByteView(mac).subspan(offset)) & 0x7fffffffU, modulus = 1;
  for (unsigned i = 0; i < settings.digits; ++i) modulus *= 10;
  number %= modulus;
  return fmt::format("{:0{}}", number, settings.digits);
}

std::uint64_t totp_step(std::uint64_t unix_seconds, const OtpSettings& settings) {
  check_settings(settings);
  return unix_seconds / settings.period;
}

std::optional<std::int64_t> otp_matches(const Secret& key, std::string_view code, std::uint64_t center,
                                        std::uint64_t window, const OtpSettings& settings) {
  if (window > 100) throw fail(Fault::usage, "a window of {} steps lets too many codes pass", window);
  std::optional<std::int64_t> found;
  for (std::int64_t drift = -static_cast<std::int64_t>(window); drift <= static_cast<std::int64_t>(window); ++drift) {
    if (drift < 0 && static_cast<std::uint64_t>(-drift) > center) continue;
    const std::string expected = hotp(key, center + static_cast<std::uint64_t>(drift), settings);
    // Every step is tried, so that the time does not tell which one fitted.
    if (expected.size() == code.size() && equal_constant_time(bytes_of(expected), bytes_of(code)) &&
        (!found || std::abs(drift) < std::abs(*found)))
      found = drift;
  }
  return found;
}

std::string otp_uri(const Secret& key, bool time_based, const std::string& issuer, const std::string& account,
                    std::uint64_t counter, const OtpSettings& settings) {
  check_settings(settings);
  if (account.empty()) throw fail(Fault::usage, "the URI needs an account").hint("--account me@example.com");
  std::string uri =
      fmt::format("otpauth://{}/{}{}?secret={}", time_based ? "totp" : "hotp",
                  issuer.empty() ? "" : percent_encode(issuer) + ":", percent_encode(account), to_base32(key.view()));
  if (!issuer.empty()) uri += "&issuer=" + percent_encode(issuer);
  uri += fmt::format("&algorithm={}&digits={}", upper(settings.digest), settings.digits);
  return uri + (time_based ? fmt::format("&period={}", settings.period) : fmt::format("&counter={}", counter));
}

}  // namespace pytk::crypt
