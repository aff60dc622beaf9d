// Addresses of networks. Documentation ranges by default where a value might be somebody's.
#include <pytk/core/address.hpp>
#include <pytk/core/number.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

struct Range { std::uint32_t first, last; };
// What is not unicast on the public internet (IANA special-purpose registry, RFC 6890 and its updates).
constexpr Range not_public[] = {{0x00000000, 0x00FFFFFF}, {0x0A000000, 0x0AFFFFFF}, {0x64400000, 0x647FFFFF},
                                {0x7F000000, 0x7FFFFFFF}, {0xA9FE0000, 0xA9FEFFFF}, {0xAC100000, 0xAC1FFFFF},
                                {0xC0000000, 0xC00000FF}, {0xC0000200, 0xC00002FF}, {0xC0586300, 0xC05863FF},
                                {0xC0A80000, 0xC0A8FFFF}, {0xC6120000, 0xC613FFFF}, {0xC6336400, 0xC63364FF},
                                {0xCB007100, 0xCB0071FF}, {0xE0000000, 0xFFFFFFFF}};

void put_v4(TextBuffer& out, std::uint32_t address) {
  char* at = out.ensure(15);
  for (int shift = 24; shift >= 0; shift -= 8) {
    at = std::to_chars(at, at + 3, (address >> static_cast<unsigned>(shift)) & 0xFFU).ptr;
    if (shift > 0) *at++ = '.';
  }
  out.set_end(at);
}

std::uint32_t nth_public(std::uint32_t index) {
  std::uint32_t address = index;
  for (const auto& range : not_public)
    if (address >= range.first) address += range.last - range.first + 1;
  return address;
}
constexpr std::uint64_t count_public() {
  std::uint64_t count = std::uint64_t{1} << 32U;
  for (const auto& range : not_public) count -= std::uint64_t{range.last} - range.first + 1;
  return count;
}
constexpr Range private_ranges[] = {{0x0A000000, 0x0AFFFFFF}, {0xAC100000, 0xAC1FFFFF}, {0xC0A80000, 0xC0A8FFFF}};
constexpr Range documentation[] = {{0xC0000200, 0xC00002FF}, {0xC6336400, 0xC63364FF}, {0xCB007100, 0xCB0071FF}};

template <std::size_t N>
std::uint32_t nth_of(const Range (&ranges)[N], std::uint64_t index) {
  for (const auto& range : ranges) {
    const std::uint64_t size = std::uint64_t{range.last} - range.first + 1;
    if (index < size) return range.first + static_cast<std::uint32_t>(index);
    index -= size;
  }
  return ranges[0].first;
}

std::uint64_t index_for(Row& row, const Arguments& arguments, std::uint64_t count) {
  return arguments.unique ? row.nth() : row.draw().below(count);
}
void ipv4_public(Row& row, const Arguments& arguments, TextBuffer& out) {
  put_v4(out, nth_public(static_cast<std::uint32_t>(index_for(row, arguments, count_public()))));
}
void ipv4_doc(Row& row, const Arguments& arguments, TextBuffer& out) {
  put_v4(out, nth_of(documentation, index_for(row, arguments, 768)));
}
std::uint64_t doc_count(const Arguments&, const Catalogue::State&) { return 768; }
std::uint64_t public_count(const Arguments&, const Catalogue::State&) { return count_public(); }

// "10.1.0.0/16" as a range; the whole private space for "".
Range read_network(const std::string& text) {
  const auto prefix = value_or_throw(parse_prefix(text), Fault::usage);
  if (prefix.ip.v6) throw fail(Fault::usage, "'{}' is not an IPv4 network", text);
  const std::uint32_t first = prefix.ip.v4_number();
  const std::uint32_t hosts =
      prefix.length == 0 ? 0xFFFFFFFFU : (prefix.length == 32 ? 0 : 0xFFFFFFFFU >> prefix.length);
  return {first, first + hosts};
}
void verify_network(Arguments& arguments) {
  if (!arguments.texts[0].empty()) (void)read_network(arguments.texts[0]);
}
std::uint64_t network_size(const Arguments& arguments) {
  const Range range = read_network(arguments.texts[0]);
  return std::uint64_t{range.last} - range.first + 1;
}
std::uint64_t private_count(const Arguments& arguments, const Catalogue::State&) {
  return arguments.texts[0].empty() ? (1U << 24U) + (1U << 20U) + (1U << 16U) : network_size(arguments);
}
std::uint64_t any_count(const Arguments& arguments, const Catalogue::State&) {
  return arguments.texts[0].empty() ? std::uint64_t{1} << 32U : network_size(arguments);
}
void ipv4_private(Row& row, const Arguments& arguments, TextBuffer& out) {
  const std::uint64_t index = index_for(row, arguments, private_count(arguments, row.data()));
  put_v4(out, arguments.texts[0].empty() ? nth_of(private_ranges, index)
                                         : read_network(arguments.texts[0]).first + static_cast<std::uint32_t>(index));
}
void ipv4(Row& row, const Arguments& arguments, TextBuffer& out) {
  const std::uint64_t index = index_for(row, arguments, any_count(arguments, row.data()));
  put_v4(out, arguments.texts[0].empty() ? static_cast<std::uint32_t>(index)
                                         : read_network(arguments.texts[0]).first + static_cast<std::uint32_t>(index));
}
void ipv4_network(Row& row, const Arguments&, TextBuffer& out) {
  const auto length = 8 + row.draw().below(17);
  put_v4(out, nth_of(private_ranges, row.draw().below((1U << 24U))) & ~(0xFFFFFFFFU >> length));
  out += '/';
  append_uint(out, length);
}
void ipv6(Row& row, const Arguments&, TextBuffer& out) {
  // RFC 3849: 2001:db8::/32 is for examples.
  Ip ip;
  ip.v6 = true;
  ip.bytes = {0x20, 0x01, 0x0d, 0xb8};
  for (std::size_t i = 4; i < 16; i += 4) store_be<std::uint32_t>(ip.bytes.data() + i, row.draw().word());
  append_ip(out, ip);
}
void ipv6_public(Row& row, const Arguments&, TextBuffer& out) {
  Ip ip;
  ip.v6 = true;
  for (std::size_t i = 0; i < 16; i += 4) store_be<std::uint32_t>(ip.bytes.data() + i, row.draw().word());
  // 2400::/6 and its like: global unicast that the registries have handed out.
  ip.bytes[0] = static_cast<std::uint8_t>(0x24 + 2 * row.draw().below(4));
  append_ip(out, ip);
}
void mac_address(Row& row, const Arguments&, TextBuffer& out) {
  std::uint8_t mac[6];
  for (auto& byte : mac) byte = static_cast<std::uint8_t>(row.draw().below(256));
  // Locally administered, one station: no vendor's device has it.
  mac[0] = static_cast<std::uint8_t>((mac[0] & 0xFCU) | 0x02U);
  append_mac(out, mac);
}
void mac_doc(Row& row, const Arguments&, TextBuffer& out) {
  // RFC 7042 2.1.2.
  const std::uint8_t mac[6] = {0x00, 0x00, 0x5E, 0x00, 0x53, static_cast<std::uint8_t>(row.draw().below(256))};
  append_mac(out, mac);
}
void port_number(Row& row, const Arguments& arguments, TextBuffer& out) {
  const auto& kind = arguments.texts[0];
  if (kind == "system") append_uint(out, 1 + row.draw().below(1023));
  else if (kind == "user") append_uint(out, 1024 + row.draw().below(48128));
  else if (kind == "dynamic") append_uint(out, 49152 + row.draw().below(16384));
  else append_uint(out, 1 + row.draw().below(65535));
}
void verify_port(Arguments& arguments) {
  const auto& kind = arguments.texts[0];
  if (kind != "any" && kind != "system" && kind != "user" && kind != "dynamic")
    throw fail(Fault::usage, "port_number: kind is any, system, user or dynamic, not '{}'", kind);
}
void service_name(Row& row, const Arguments&, TextBuffer& out) {
  out += field(row.common("services").pick(row.draw()), 0);
}
void as_number(Row& row, const Arguments&, TextBuffer& out) {
  // RFC 5398: numbers for documentation.
  const auto n = row.draw().below(32);
  append_uint(out, n < 16 ? 64496 + n : 65536 + n - 16);
}

void ipv4_network_class(Row& row, const Arguments&, TextBuffer& out) {
  out.push_back(static_cast<char>('a' + row.draw().below(3)));
}

constexpr ArgumentInfo network[] = {{"network", "", "block such as 10.1.0.0/16"}};
constexpr ArgumentInfo port_kind[] = {{"kind", "any", "system, user, dynamic or any"}};

constexpr Generator list[] = {
    {"ipv4", "network", "any IPv4 address, or one of a network", Kind::text, ipv4, network, any_count, verify_network},
    {"ipv4_public", "network", "IPv4 address that is routed on the internet", Kind::text, ipv4_public, {},
     public_count},
    {"ipv4_private", "network", "IPv4 address of RFC 1918, or of a network", Kind::text, ipv4_private, network,
     private_count, verify_network},
    {"ipv4_doc", "network", "IPv4 address for documentation (RFC 5737)", Kind::text, ipv4_doc, {}, doc_count},
    {"ipv4_network", "network", "private IPv4 block", Kind::text, ipv4_network},
    {"ipv6", "network", "IPv6 address for documentation (RFC 3849)", Kind::text, ipv6},
    {"ipv6_public", "network", "IPv6 global unicast address", Kind::text, ipv6_public},
    {"mac_address", "network", "locally administered MAC address", Kind::text, mac_address},
    {"mac_doc", "network", "MAC address for documentation (RFC 7042)", Kind::text, mac_doc},
    {"port_number", "network", "port of TCP or UDP", Kind::integer, port_number, port_kind, nullptr, verify_port},
    {"service_name", "network", "name of a well-known service", Kind::text, service_name},
    {"as_number", "network", "autonomous system for documentation (RFC 5398)", Kind::integer, as_number},
    {"ipv4_network_class", "network", "a, b or c", Kind::text, ipv4_network_class},
};

}  // namespace

const std::span<const Generator> network_generators{list};

}  // namespace pytk::fake
