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
    out += to_hex(value);
  if (form == Form::json) out += '"';
}

template <std::size_t Size>
std::string build_address(const Value& value, const Look& /*so_far*/, Bytes& out) {
  if (value.kind == Value::Kind::automatic) {
    out.resize(out.size() + Size);
    return {};
  }
  if (const auto ip = parse_ip(value.text)) {
    out.insert(out.end(), ip->view().begin(), ip->view().end());
  } else if (const auto address = parse_mac(value.text)) {
    out.insert(out.end(), address->bytes.begin(), address->bytes.end());
  } else if (const auto digits = from_hex(value.text)) {
    out.insert(out.end(), digits->begin(), digits->end());
  } else {
    return "'" + value.text + "' is no address";
  }
  return {};
}

constexpr Codec hardware{show_address, build_address<6>}, protocol{show_address, build_address<4>};
std::uint32_t hardware_size(const Look& look, std::uint32_t) { return look.u8(4); }
std::uint32_t protocol_size(const Look& look, std::uint32_t) { return look.u8(5); }

constexpr auto fields = layout({
    hex("hwtype", 16, 1).alias("arp.hw.type"),
    hex("ptype", 16, 0x800).named(ethertypes).alias("arp.proto.type"),
    number("hwlen", 8, 6).alias("arp.hw.size"),
    number("plen", 8, 4).alias("arp.proto.size"),
    choice("op", 16, 1, operations).alias("arp.opcode"),
    custom("hwsrc", hardware).sized_by("hwlen").automatic(Automatic::route_source).alias("arp.src.hw_mac arp.src.hw"),
    custom("psrc", protocol)
        .sized_by("plen")
        .automatic(Automatic::route_source)
        .alias("arp.src.proto_ipv4 arp.src.proto"),
    custom("hwdst", hardware).sized(hardware_size).alias("arp.dst.hw_mac arp.dst.hw"),
    custom("pdst", protocol).sized(protocol_size).alias("arp.dst.proto_ipv4 arp.dst.proto"),
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

constinit const Proto arp{
    .name = "ARP", .key = "arp", .title = "ARP", .fields = fields, .binds = binds, .summary = summary};

}  // namespace pytk::packet::proto
