// ICMP (RFC 792, 950, 1191, 4884).
#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{0, "echo-reply"},
                          {3, "dest-unreach"},
                          {4, "source-quench"},
                          {5, "redirect"},
                          {8, "echo-request"},
                          {9, "router-advertisement"},
                          {10, "router-solicitation"},
                          {11, "time-exceeded"},
                          {12, "parameter-problem"},
                          {13, "timestamp-request"},
                          {14, "timestamp-reply"},
                          {15, "information-request"},
                          {16, "information-response"},
                          {17, "address-mask-request"},
                          {18, "address-mask-reply"},
                          {30, "traceroute"},
                          {31, "datagram-conversion-error"},
                          {32, "mobile-host-redirect"},
                          {33, "ipv6-where-are-you"},
                          {34, "ipv6-i-am-here"},
                          {35, "mobile-registration-request"},
                          {36, "mobile-registration-reply"},
                          {37, "domain-name-request"},
                          {38, "domain-name-reply"},
                          {39, "skip"},
                          {40, "photuris"}};
constexpr Name unreachable[] = {{0, "network-unreachable"},       {1, "host-unreachable"},
                                {2, "protocol-unreachable"},      {3, "port-unreachable"},
                                {4, "fragmentation-needed"},      {5, "source-route-failed"},
                                {6, "network-unknown"},           {7, "host-unknown"},
                                {9, "network-prohibited"},        {10, "host-prohibited"},
                                {11, "TOS-network-unreachable"},  {12, "TOS-host-unreachable"},
                                {13, "communication-prohibited"}, {14, "host-precedence-violation"},
                                {15, "precedence-cutoff"}};
constexpr Name redirects[] = {
    {0, "network-redirect"}, {1, "host-redirect"}, {2, "TOS-network-redirect"}, {3, "TOS-host-redirect"}};
constexpr Name exceeded[] = {{0, "ttl-zero-during-transit"}, {1, "ttl-zero-during-reassembly"}};
constexpr Name problems[] = {{0, "ip-header-bad"}, {1, "required-option-missing"}};
// RFC 2521 2.
constexpr Name photuris[] = {{0, "bad-spi"},           {1, "authentication-failed"}, {2, "decompression-failed"},
                             {3, "decryption-failed"}, {4, "need-authentification"}, {5, "need-authorization"}};
// The names of all types, for who writes one.
template <std::size_t... Sizes>
constexpr auto joined(const Name (&... lists)[Sizes]) {
  std::array<Name, (Sizes + ...)> all{};
  Name* to = all.data();
  ((to = std::copy(std::begin(lists), std::end(lists), to)), ...);
  return all;
}
constexpr auto codes = joined(unreachable, redirects, exceeded, problems, photuris);
constexpr Bind binds[] = {{Space::ip_protocol, 1}};
constexpr Overload overloads[] = {{"IP", "frag", 0}};

template <unsigned... Types>
bool is_type(const Look& look) {
  return ((look.u8(0) == Types) || ...);
}
constexpr auto numbered = is_type<0, 8, 13, 14, 15, 16, 17, 18, 37, 38>;
constexpr auto stamped = is_type<13, 14>;
bool other(const Look& look) { return !is_type<0, 3, 5, 8, 11, 12, 13, 14, 15, 16, 17, 18>(look); }

/// Wireshark shows the length of the quoted datagram where extensions follow (RFC 4884), and what is left of the word
/// as bytes.
bool quoted_words(const Look& look, std::uint64_t& number) {
  number = look.u8(5);
  return is_type<3, 11, 12>(look) && number != 0 && 8U + number * 4U < look.size();
}
bool unused_bytes(const Look& look, std::string& out) {
  if (!is_type<3, 11, 12>(look) || look.size() < 8) return false;
  std::uint64_t words = 0;
  const bool counted = quoted_words(look, words), has_mtu = look.u8(0) == 3 && look.u8(1) == 4;
  if (look.u8(0) == 12)
    out += to_hex(counted ? look.bytes.subspan(6, 2) : look.bytes.subspan(5, 3));
  else
    out += to_hex(look.bytes.subspan(4, counted ? 1 : has_mtu ? 2 : 4));
  return true;
}

// The code's names depend on the type: one entry a type, of which one is there.
constexpr auto fields = layout({
    choice("type", 8, 8, types).alias("icmp.type"),
    number("code", 8).worded(codes).alias("icmp.code"),
    hex("chksum", 16).automatic(Automatic::checksum).alias("icmp.checksum"),
    hex("id", 16).when(numbered),
    hex("seq", 16).when(numbered),
    number("ts_ori", 32).when(stamped).automatic(Automatic::by_finish),
    number("ts_rx", 32).when(stamped).automatic(Automatic::by_finish),
    number("ts_tx", 32).when(stamped).automatic(Automatic::by_finish),
    ip4("gw").when(is_type<5>).alias("icmp.redir_gw"),
    number("ptr", 8).when(is_type<12>).alias("icmp.pointer"),
    number("reserved", 8).when(is_type<3, 11>).by_class_only(),
    number("length", 8).when(is_type<3, 11, 12>).by_class_only(),
    ip4("addr_mask").when(is_type<17, 18>).alias("icmp.address_mask"),
    number("nexthopmtu", 16).when(is_type<3>),
    number("unused", 16).when(is_type<11, 12>).by_class_only(),
    number("unused", 32).when(other).by_class_only(),
    derived("length", quoted_words),
    derived_text("unused", unused_bytes),
    derived(
        "ident",
        [](const Look& look, std::uint64_t& number) {
  number = look.u16(4);
  return look.size() >= 6 && is_type<0, 8, 13, 14, 15, 16, 17, 18, 42, 43>(look);
        }),
    derived(
        "mtu",
        [](const Look& look, std::uint64_t& number) {
  number = look.u16(6);
  return look.u8(0) == 3 && look.u8(1) == 4 && look.size() >= 8;
        }),
});

std::span<const Name> code_names(unsigned type) {
  switch (type) {
    case 3: return unreachable;
    case 5: return redirects;
    case 11: return exceeded;
    case 12: return problems;
    case 40: return photuris;
    default: return {};
  }
}

bool step(const Look& look, Step& step) {
  step.header = std::min(extent_of(look), look.size());
  // RFC 4884: the quoted datagram may be followed by extensions; `length` counts its words.
  if (is_type<3, 11, 12>(look) && look.u8(5) != 0 && 8U + look.u8(5) * 4U < look.size())
    step.end = 8U + look.u8(5) * 4U;
  if (is_type<3, 4, 5, 11, 12>(look)) step.next = &ip_error;
  return true;
}

bool step_error(const Look& look, Step& step) {
  step.header = std::min(extent_of(look), look.size());
  return true;
}

void summary(const SummaryView& view, std::string& out) {
  out += "ICMP ";
  const Look look = view.look();
  if (view.below() == &ip) {
    const Look carrier = view.layers.look(view.index - 1);
    put_ip4(out, carrier.bytes.data() + 12);
    out += " > ";
    put_ip4(out, carrier.bytes.data() + 16);
    out += ' ';
  }
  put_named(out, look, "type");
  out += ' ';
  for (const Name& name : code_names(look.u8(0))) {
    if (name.value != look.u8(1)) continue;
    out += name.name;
    return;
  }
  put(out, look.u8(1));
}

constexpr const Proto* parts[] = {&icmp_error};

}  // namespace

constinit const Proto icmp{.name = "ICMP",
                           .key = "icmp",
                           .title = "ICMP",
                           .fields = fields,
                           .least = 4,
                           .binds = binds,
                           .overloads = overloads,
                           .step = step,
                           .summary = summary,
                           .parts = parts,
                           .not_over = "IPv6* IPerror6"};
constinit const Proto icmp_error{.name = "ICMPerror",
                                 .key = "icmperror",
                                 .title = "ICMP in ICMP",
                                 .fields = fields,
                                 .least = 4,
                                 .step = step_error,
                                 .same_as = &icmp,
                                 .is_quote = true,
                                 .not_over = "IP IPv6* IPerror6"};

}  // namespace pytk::packet::proto
