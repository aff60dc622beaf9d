#include <pytk/core/address.hpp>

#include <algorithm>
#include <bitset>
#include <charconv>
#include <cstring>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk {
namespace {

// Four decimal parts without leading zeros: "010.0.0.1" means different hosts to different programs.
bool read_v4(std::string_view text, std::uint8_t* out) {
  for (int part = 0; part < 4; ++part) {
    std::size_t end = 0;
    unsigned value = 0;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9' && end < 3)
      value = value * 10 + static_cast<unsigned>(text[end++] - '0');
    if (end == 0 || value > 255 || (end > 1 && text[0] == '0')) return false;
    out[part] = static_cast<std::uint8_t>(value);
    text.remove_prefix(end);
    if (part < 3) {
      if (!text.starts_with('.')) return false;
      text.remove_prefix(1);
    }
  }
  return text.empty();
}

bool read_group(std::string_view& text, std::uint16_t& value) {
  std::size_t length = 0;
  while (length < text.size() && length < 4 && text.find_first_of("0123456789abcdefABCDEF", length) == length) ++length;
  if (length == 0) return false;
  std::from_chars(text.data(), text.data() + length, value, 16);
  text.remove_prefix(length);
  return true;
}

// RFC 4291 2.2: eight groups, one "::", the last two may be a dotted quad.
bool read_v6(std::string_view text, std::array<std::uint8_t, 16>& out) {
  std::array<std::uint8_t, 16> head{};
  std::size_t filled = 0;
  std::ptrdiff_t gap = -1;
  if (text.starts_with("::")) {
    gap = 0;
    text.remove_prefix(2);
  } else if (text.starts_with(':')) {
    return false;
  }
  while (!text.empty()) {
    if (filled >= 16) return false;
    if (filled <= 12 && text.find('.') != std::string_view::npos && text.find(':') == std::string_view::npos) {
      if (!read_v4(text, head.data() + filled)) return false;
      filled += 4;
      break;
    }
    std::uint16_t group = 0;
    if (!read_group(text, group)) return false;
    store_be<std::uint16_t>(head.data() + filled, group);
    filled += 2;
    if (text.empty()) break;
    if (text.starts_with("::")) {
      if (gap >= 0) return false;
      gap = static_cast<std::ptrdiff_t>(filled);
      text.remove_prefix(2);
    } else if (text.starts_with(':') && text.size() > 1) {
      text.remove_prefix(1);
    } else {
      return false;
    }
  }
  if (gap < 0) {
    out = head;
    return filled == 16;
  }
  if (filled > 14) return false;
  out.fill(0);
  std::copy_n(head.begin(), gap, out.begin());
  std::copy(head.begin() + gap, head.begin() + static_cast<std::ptrdiff_t>(filled),
            out.end() - (static_cast<std::ptrdiff_t>(filled) - gap));
  return true;
}

struct Block { std::string_view text; };
// IANA special-purpose registries: blocks that are not globally reachable.
constexpr std::string_view private_blocks[] = {
    "0.0.0.0/8",     "10.0.0.0/8",    "100.64.0.0/10",  "127.0.0.0/8",     "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24",  "192.0.2.0/24",  "192.168.0.0/16", "198.18.0.0/15",   "198.51.100.0/24", "203.0.113.0/24",
    "240.0.0.0/4",   "::/128",        "::1/128",        "64:ff9b:1::/48",  "100::/64",        "2001:2::/48",
    "2001:db8::/32", "fc00::/7",      "fe80::/10"};

}  // namespace

Ip Ip::v4(std::uint32_t host_order) noexcept {
  Ip ip;
  store_be<std::uint32_t>(ip.bytes.data(), host_order);
  return ip;
}

Ip Ip::from(ByteView bytes) noexcept {
  Ip ip;
  ip.v6 = bytes.size() >= 16;
  std::copy_n(bytes.begin(), ip.v6 ? 16 : 4, ip.bytes.begin());
  return ip;
}

std::uint32_t Ip::v4_number() const noexcept { return load_be<std::uint32_t>(view()); }

Result<Ip> parse_ip(std::string_view text) {
  Ip ip;
  if (text.find(':') != std::string_view::npos) {
    ip.v6 = true;
    if (read_v6(text, ip.bytes)) return ip;
  } else if (read_v4(text, ip.bytes.data())) {
    return ip;
  }
  return bad("'{}' is not an IP address", text);
}

namespace {

struct Octet {
  char digits[4];  // one more than are used, so that four are copied at once
  std::uint8_t length;
};
constexpr std::array<Octet, 256> octets = [] {
  std::array<Octet, 256> table{};
  for (unsigned i = 0; i < 256; ++i) {
    Octet octet{};
    if (i >= 100) octet.digits[octet.length++] = static_cast<char>('0' + i / 100);
    if (i >= 10) octet.digits[octet.length++] = static_cast<char>('0' + i / 10 % 10);
    octet.digits[octet.length++] = static_cast<char>('0' + i % 10);
    table[i] = octet;
  }
  return table;
}();

char* write_quad(char* at, const std::uint8_t* bytes) noexcept {
  for (int i = 0; i < 4; ++i) {
    const Octet& octet = octets[bytes[i]];
    std::memcpy(at, octet.digits, 4);
    at += octet.length;
    if (i < 3) *at++ = '.';
  }
  return at;
}

char* write_group(char* at, unsigned group) noexcept {
  constexpr char digits[] = "0123456789abcdef";
  if (group >= 0x1000) *at++ = digits[group >> 12U];
  if (group >= 0x100) *at++ = digits[group >> 8U & 15U];
  if (group >= 0x10) *at++ = digits[group >> 4U & 15U];
  *at++ = digits[group & 15U];
  return at;
}

}  // namespace

char* write_ip(char* at, const Ip& ip) noexcept {
  if (!ip.v6) return write_quad(at, ip.bytes.data());
  std::uint16_t groups[8];
  for (std::size_t i = 0; i < 8; ++i) groups[i] = load_be<std::uint16_t>(ip.view().subspan(i * 2));
  // RFC 5952: the longest run of two or more zero groups, the first of equals, becomes "::".
  int best = -1;
  int best_length = 1;
  for (int i = 0, run = 0; i < 8; ++i) {
    run = groups[i] == 0 ? run + 1 : 0;
    if (run <= best_length) continue;
    best = i - run + 1;
    best_length = run;
  }
  const bool mapped = best == 0 && best_length == 5 && groups[5] == 0xFFFF;
  for (int i = 0; i < 8; ++i) {
    if (i == best) {
      *at++ = ':';
      *at++ = ':';
      i += best_length - 1;
      continue;
    }
    if (i > 0 && i != best + best_length) *at++ = ':';
    if (mapped && i == 6) return write_quad(at, ip.bytes.data() + 12);
    at = write_group(at, groups[i]);
  }
  return at;
}

void append_ip(std::string& out, const Ip& ip) {
  char buffer[most_ip_text];
  out.append(buffer, write_ip(buffer, ip));
}

std::string show_ip(const Ip& ip) {
  std::string out;
  append_ip(out, ip);
  return out;
}

bool is_private(const Ip& ip) noexcept {
  Ip seen = ip;
  const bool mapped = ip.v6 && std::all_of(ip.bytes.begin(), ip.bytes.begin() + 10, [](auto b) { return b == 0; }) &&
                      ip.bytes[10] == 0xFF && ip.bytes[11] == 0xFF;
  if (mapped) seen = Ip::from(ip.view().subspan(12));
  return std::any_of(std::begin(private_blocks), std::end(private_blocks), [&](std::string_view block) {
    const auto prefix = parse_prefix(block);
    return prefix && prefix->contains(seen);
  });
}

bool Prefix::contains(const Ip& other) const noexcept {
  if (other.v6 != ip.v6) return false;
  const std::size_t whole = length / 8U;
  if (!std::equal(ip.bytes.begin(), ip.bytes.begin() + static_cast<std::ptrdiff_t>(whole), other.bytes.begin()))
    return false;
  const unsigned rest = length % 8U;
  return rest == 0 || ((ip.bytes[whole] ^ other.bytes[whole]) >> (8U - rest)) == 0;
}

Result<Prefix> parse_prefix(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto ip = parse_ip(text.substr(0, slash));
  if (!ip) return tl::unexpected(ip.error());
  const std::uint8_t most = ip->v6 ? 128 : 32;
  Prefix prefix{*ip, most};
  if (slash != std::string_view::npos) {
    const auto length = parse_uint(text.substr(slash + 1), most);
    if (!length) return bad("'{}' is not an address block: the part after / is 0 to {}", text, most);
    prefix.length = static_cast<std::uint8_t>(*length);
  }
  for (std::size_t bit = prefix.length; bit < prefix.ip.bytes.size() * 8; ++bit)
    prefix.ip.bytes[bit / 8] = static_cast<std::uint8_t>(prefix.ip.bytes[bit / 8] & ~(0x80U >> (bit % 8)));
  return prefix;
}

Result<Mac> parse_mac(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c != ':' && c != '-' && c != '.') digits.push_back(c);
  const auto bytes = from_hex(digits);
  const bool shape = text.size() == 17 || text.size() == 14 || text.size() == 12;
  if (!bytes || bytes->size() != 6 || !shape) return bad("'{}' is not a MAC address", text);
  Mac mac;
  std::copy(bytes->begin(), bytes->end(), mac.bytes.begin());
  return mac;
}

void append_mac(std::string& out, ByteView six) {
  constexpr std::string_view digits = "0123456789abcdef";
  char buffer[17];
  for (std::size_t i = 0; i < 6; ++i) {
    buffer[i * 3] = digits[six[i] >> 4U];
    buffer[i * 3 + 1] = digits[six[i] & 15U];
    if (i < 5) buffer[i * 3 + 2] = ':';
  }
  out.append(buffer, sizeof buffer);
}

std::string show_mac(const Mac& mac) {
  std::string out;
  append_mac(out, mac.bytes);
  return out;
}

Result<std::vector<std::uint16_t>> parse_ports(std::string_view text) {
  std::bitset<65536> wanted;
  for (const auto& part : split(text, ',')) {
    const std::string_view range = trim(part);
    const std::size_t dash = range.find('-');
    const auto number = [&](std::string_view digits, std::uint64_t otherwise) -> Result<std::uint64_t> {
      if (digits.empty()) return otherwise;
      auto value = parse_uint(digits, 65535);
      if (!value) return bad("'{}' is not a port or a range of ports", range);
      return value;
    };
    if (range.empty()) return bad("'{}' has an empty place between commas", text);
    const auto low = number(range.substr(0, dash), 1);
    const auto high = dash == std::string_view::npos ? low : number(range.substr(dash + 1), 65535);
    if (!low) return tl::unexpected(low.error());
    if (!high) return tl::unexpected(high.error());
    if (*low > *high) return bad("the range '{}' runs backwards", range);
    for (std::uint64_t port = *low; port <= *high; ++port) wanted.set(port);
  }
  std::vector<std::uint16_t> ports;
  ports.reserve(wanted.count());
  // libstdc++'s own search: a set is nearly always sparse.
  for (std::size_t port = wanted._Find_first(); port < wanted.size(); port = wanted._Find_next(port))
    ports.push_back(static_cast<std::uint16_t>(port));
  return ports;
}

}  // namespace pytk
