// The grammar of one target. Everything that is decided here is decided by the text alone: nothing is resolved.
#include <algorithm>
#include <bitset>

#include <pytk/core/text.hpp>
#include <pytk/portscan/targets.hpp>

namespace pytk::portscan {
namespace {

using Octet = std::bitset<256>;

bool only(std::string_view text, std::string_view allowed) noexcept {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

Result<unsigned> small_number(std::string_view digits, unsigned most, std::string_view what) {
  if (digits.size() > 3 || !only(digits, "0123456789")) return bad("'{}' is no {}", digits, what);
  unsigned value = 0;
  for (const char digit : digits) value = value * 10 + static_cast<unsigned>(digit - '0');
  if (value > most) return bad("{} {} is over {}", what, value, most);
  return value;
}

/// "5", "1-9", "-9", "3-", "*" and lists of these.
Result<Octet> parse_octet(std::string_view text) {
  Octet wanted;
  for (const auto part : split(text, ',')) {
    const std::size_t dash = part.find('-');
    std::string_view low = part.substr(0, dash), high = dash == std::string_view::npos ? low : part.substr(dash + 1);
    if (part.empty()) return bad("an octet is empty");
    if (part == "*" || part == "-") low = "0", high = "255";
    const auto first = small_number(low.empty() ? "0" : low, 255, "octet");
    const auto last = small_number(high.empty() ? "255" : high, 255, "octet");
    if (!first) return tl::unexpected(first.error());
    if (!last) return tl::unexpected(last.error());
    if (*first > *last) return bad("the octet range '{}' runs backwards", part);
    for (unsigned value = *first; value <= *last; ++value) wanted.set(value);
  }
  return wanted;
}

/// The runs of 0..255 that are set.
std::vector<std::pair<unsigned, unsigned>> runs_of(const Octet& octet) {
  std::vector<std::pair<unsigned, unsigned>> runs;
  for (unsigned value = 0; value < 256; ++value) {
    if (!octet[value]) continue;
    if (!runs.empty() && runs.back().second + 1 == value) runs.back().second = value;
    else runs.emplace_back(value, value);
  }
  return runs;
}

Result<std::vector<Range>> parse_octets(std::string_view text) {
  constexpr std::size_t most_ranges = 1U << 20U;
  const auto parts = split(text, '.');
  if (parts.size() != 4) return bad("'{}' has {} octets, not 4", text, parts.size());
  std::vector<Range> ranges{{false, 0, 0}};
  std::size_t whole_below = 4;  // octets from here on are all 0-255: they widen a range instead of splitting it
  std::vector<Octet> octets;
  for (const auto part : parts) {
    auto octet = parse_octet(part);
    if (!octet) return bad("'{}': {}", text, octet.error().what_happened());
    octets.push_back(*octet);
  }
  while (whole_below > 1 && octets[whole_below - 1].all()) --whole_below;
  for (std::size_t at = 0; at < 4; ++at) {
    const auto runs = runs_of(octets[at]);
    std::vector<Range> next;
    // A product of lists must not fill the memory before it is merged.
    if (ranges.size() * (at + 1 < whole_below ? octets[at].count() : runs.size()) > most_ranges)
      return bad("'{}' falls into more than {} pieces", text, most_ranges);
    for (const Range& range : ranges) {
      for (const auto& [low, high] : runs) {
        if (at + 1 >= whole_below) {
          next.push_back({false, range.first * 256 + low, range.last * 256 + high});
          continue;
        }
        for (unsigned value = low; value <= high; ++value)
          next.push_back({false, range.first * 256 + value, range.first * 256 + value});
      }
    }
    ranges = std::move(next);
  }
  return ranges;
}

Result<std::vector<Range>> parse_block(std::string_view text, std::size_t slash) {
  const auto ip = parse_ip(text.substr(0, slash));
  if (!ip) return tl::unexpected(ip.error());
  const unsigned width = ip->v6 ? 128 : 32;
  const auto length = small_number(text.substr(slash + 1), width, "prefix length");
  if (!length) return tl::unexpected(length.error());
  const unsigned free_bits = width - *length;
  const Number mask = free_bits == 128 ? ~Number{0} : (Number{1} << free_bits) - 1;
  const Number number = number_of(*ip);
  return std::vector<Range>{{ip->v6, number & ~mask, number | mask}};
}

Result<std::vector<Range>> parse_span(std::string_view text, const Ip& first, std::string_view last_text) {
  const auto last = parse_ip(last_text);
  if (!last || last->v6 != first.v6) return bad("'{}' is no range of addresses", text);
  if (number_of(*last) < number_of(first)) return bad("the range '{}' runs backwards", text);
  return std::vector<Range>{{first.v6, number_of(first), number_of(*last)}};
}

}  // namespace

Number number_of(const Ip& ip) noexcept {
  Number number = 0;
  for (const std::uint8_t byte : ip.view()) number = number << 8U | byte;
  return number;
}

Ip ip_of(Number number, bool v6) noexcept {
  Ip out;
  out.v6 = v6;
  for (std::size_t at = v6 ? 16 : 4; at-- > 0; number >>= 8U) out.bytes[at] = static_cast<std::uint8_t>(number);
  return out;
}

Result<std::vector<Range>> parse_target(std::string_view text, bool& is_name) {
  is_name = false;
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  if (text.empty()) return bad("a target is empty");
  if (const auto ip = parse_ip(text)) return std::vector<Range>{{ip->v6, number_of(*ip), number_of(*ip)}};
  const std::size_t slash = text.find('/');
  const bool has_colon = text.find(':') != std::string_view::npos;
  const std::string_view before_slash = text.substr(0, slash);
  const bool octet_like = only(before_slash, "0123456789.,-*");
  if (slash != std::string_view::npos && (has_colon || octet_like)) {
    auto block = parse_block(text, slash);
    if (!block && octet_like && only(before_slash, "0123456789."))
      return bad("'{}' is no block of addresses: {}", text, block.error().what_happened());
    if (!block) return bad("'{}' is no block of addresses", text);
    return block;
  }
  if (const std::size_t dash = text.find('-'); dash != std::string_view::npos)
    if (const auto first = parse_ip(text.substr(0, dash)))
      if (has_colon || text.substr(dash + 1).find('.') != std::string_view::npos)
        if (auto range = parse_span(text, *first, text.substr(dash + 1)); range || has_colon) return range;
  if (has_colon) {
    if (text.find('%') != std::string_view::npos)
      return bad("'{}': addresses with a zone cannot be scanned", text);
    return bad("'{}' is no IPv6 address", text);
  }
  if (octet_like) return parse_octets(text);
  is_name = true;
  return bad("'{}' is no address", text);
}

}  // namespace pytk::portscan
