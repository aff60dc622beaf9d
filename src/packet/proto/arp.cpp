// ARP (RFC 826): addresses of any kind and length; IPv4 over Ethernet prints as such.
#include <pytk/core/address.hpp>
#include <pytk/packet/craft.hpp>

#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name operations[] = {{1, "who-has"},      {2, "is-at"},        {3, "RARP-req"},
                               {4, "RARP-rep"},     {5, "Dyn-RARP-req"}, {6, "Dyn-RAR-rep"},
                               {7, "Dyn-RARP-err"}, {8, "InARP-req"},    {9, "InARP-rep"}};
constexpr Bind binds[] = {{Space::ethertype, 0x0806}, {Space::ethertype, 0x8035, true}};

void show_address(std::string& out, const Look& /*look*/, ByteView value, Form form) {
  if (form == Form::json) out += '"';
  if (value.size() == 6)
    append_mac(out, value);
  else if (value.size() == 4)
    put_ip4(out, value.data());
  else if (value.size() == 16)
    append_ip(out, Ip::from(value));
  else
    out += (form == Form::json ? "hex:" : "") + to_hex(value);
  if (form == Form::json) out += '"';
}

/// Ethernet and IPv4 (or IPv6) addresses have their own size; others the one that was set, or their own.
template <bool Hardware>
std::string build_address(const Value& value, const Look& so_far, Bytes& out) {
  const std::size_t told = so_far.u8(Hardware ? 4 : 5);
  const unsigned kind = so_far.u16(Hardware ? 0 : 2);
  const std::size_t usual = Hardware ? 6 : kind == 0x86dd ? 16 : 4;
  const bool known = Hardware ? kind == 1 : kind == 0x0800 || kind == 0x86dd;
  const bool was_set = told != (Hardware ? 6U : 4U) && told != usual;
  Bytes address;
  if (value.kind == Value::Kind::automatic) {
    if (known) address.resize(usual);
  } else if (const auto ip = parse_ip(value.text); ip && !Hardware && known && !was_set) {
    address.assign(ip->view().begin(), ip->view().end());
  } else if (const auto mac = parse_mac(value.text); mac && Hardware && known && !was_set) {
    address.assign(mac->bytes.begin(), mac->bytes.end());
  } else if (value.text.starts_with("hex:") && from_hex(std::string_view(value.text).substr(4))) {
    const auto digits = from_hex(std::string_view(value.text).substr(4));
    address.assign(digits->begin(), digits->end());
  } else if (!value.is_text()) {
    return "an address is wanted here";
  } else {
    address.assign(value.text.begin(), value.text.end());
  }
  if (was_set) address.resize(told);
  out.insert(out.end(), address.begin(), address.end());
  return {};
}

/// Every list of addresses, and every block of them, means one packet each.
bool splits(const Value& value) {
  return value.kind == Value::Kind::list || (value.kind == Value::Kind::text && parse_prefix(value.text));
}
constexpr Codec hardware{show_address, build_address<true>, splits};
constexpr Codec protocol{show_address, build_address<false>, splits};
std::uint32_t hardware_size(const Look& look, std::uint32_t) { return look.u8(4); }
std::uint32_t protocol_size(const Look& look, std::uint32_t) { return look.u8(5); }

// Wireshark names addresses by whether they are Ethernet's and IPv4's.
template <bool Hardware, bool Target, bool Usual>
bool address_name(const Look& look, std::string& out) {
  const bool usual =
      Hardware ? (look.u16(0) == 1 || look.u16(0) == 6) && look.u8(4) == 6 : look.u16(2) == 0x0800 && look.u8(5) == 4;
  if (usual != Usual) return false;
  const std::size_t pair = look.u8(4) + std::size_t{look.u8(5)};
  const std::size_t at = 8 + (Target ? pair : 0) + (Hardware ? 0 : look.u8(4));
  const std::size_t size = look.u8(Hardware ? 4 : 5);
  if (size == 0 || at + size > look.size()) return false;
  if (Usual)
    show_address(out, look, look.bytes.subspan(at, size), Form::plain);
  else
    out += to_hex(look.bytes.subspan(at, size));
  return true;
}

constexpr auto fields = layout({
    hex("hwtype", 16, 1).named(hardware_types).alias("arp.hw.type"),
    hex("ptype", 16, 0x800).named(ethertypes).alias("arp.proto.type"),
    number("hwlen", 8, 6).alias("arp.hw.size"),
    number("plen", 8, 4).alias("arp.proto.size"),
    choice("op", 16, 1, operations).alias("arp.opcode"),
    custom("hwsrc", hardware).sized_by("hwlen").automatic(Automatic::route_source),
    custom("psrc", protocol).sized_by("plen").automatic(Automatic::route_source),
    custom("hwdst", hardware).sized(hardware_size),
    custom("pdst", protocol).sized(protocol_size),
    derived_text("src.hw_mac", address_name<true, false, true>),
    derived_text("src.hw", address_name<true, false, false>),
    derived_text("src.proto_ipv4", address_name<false, false, true>),
    derived_text("src.proto", address_name<false, false, false>),
    derived_text("dst.hw_mac", address_name<true, true, true>),
    derived_text("dst.hw", address_name<true, true, false>),
    derived_text("dst.proto_ipv4", address_name<false, true, true>),
    derived_text("dst.proto", address_name<false, true, false>),
});

void summary(const SummaryView& view, std::string& out) {
  const Look look = view.look();
  const std::uint16_t operation = look.u16(6);
  if (operation == 2) {
    out += "ARP is at ";
    put_named(out, look, "hwsrc");
    out += " says ";
    put_named(out, look, "psrc");
    return;
  }
  out += "ARP ";
  if (operation == 1)
    out += "who has ";
  else
    put_named(out, look, "op");
  if (operation == 1) {
    put_named(out, look, "pdst");
    out += " says ";
    put_named(out, look, "psrc");
  } else {
    out += ' ';
    put_named(out, look, "psrc");
    out += " > ";
    put_named(out, look, "pdst");
  }
}

}  // namespace

constinit const Proto arp{.name = "ARP",
                          .key = "arp",
                          .title = "ARP",
                          .fields = fields,
                          .binds = binds,
                          .summary = summary,
                          .not_over = "CHDLC GENEVE"};

}  // namespace pytk::packet::proto
