// Cisco discovery protocol, version 2.
#include <pytk/packet/craft.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{1, "Device ID"},
                          {2, "Addresses"},
                          {3, "Port ID"},
                          {4, "Capabilities"},
                          {5, "Software Version"},
                          {6, "Platform"},
                          {7, "IP Prefix"},
                          {8, "Protocol Hello"},
                          {9, "VTP Management Domain"},
                          {10, "Native VLAN"},
                          {11, "Duplex"},
                          {14, "VoIP VLAN Reply"},
                          {16, "Power"},
                          {18, "Trust Bitmap"},
                          {22, "Management Address"},
                          {15, "VoIP VLAN Query"},
                          {19, "Untrusted Port CoS"},
                          {21, "System OID"},
                          {17, "MTU"},
                          {20, "System Name"},
                          {23, "Location"},
                          {26, "Power Available"}};
constexpr Bind binds[] = {{Space::snap_code, 0x2000}};
constexpr Overload overloads[] = {{"SNAP", "code", 0x2000}, {"SNAP", "OUI", 0x0c}};
constexpr auto element_fields = layout(
    {choice("type", 16, 0, types).alias("cdp.tlv.type"), number("len", 16), bytes("val").sized_by("len", 1, -4)});
constinit const Proto element{.name = "CDPMsgGeneric",
                              .key = "cdp.msg",
                              .title = "CDP Generic Message",
                              .fields = element_fields,
                              .is_item = true};
bool device(const Look& look, std::string& out) {
  for (std::uint32_t at = 4; at + 4 <= look.size();) {
    const std::uint32_t size = look.u16(at + 2);
    if (size < 4 || at + size > look.size()) return false;
    if (look.u16(at) == 1) return out += text_of(look.bytes.subspan(at + 4, size - 4)), true;
    at += size;
  }
  return false;
}
constexpr auto fields = layout({number("vers", 8, 2).alias("cdp.version"), number("ttl", 8, 180).alias("cdp.ttl"),
                                hex("cksum", 16).automatic(Automatic::by_finish).alias("cdp.checksum"),
                                items("msg", element), derived_text("deviceid", device)});
/// The last byte of an odd message is summed as the low half of a word, not as the high one, and as a signed number
/// less one where its top bit is set: so Cisco's devices do.
void finish(Finish& finish) {
  if (finish.is_building_header || finish.was_set("cksum") || finish.layer.size() < 4) return;
  store_be<std::uint16_t>(finish.layer.data() + 2, 0);
  const std::size_t even = finish.layer.size() & ~std::size_t{1};
  std::uint64_t last = finish.layer.size() > even ? finish.layer.back() : 0;
  if (last >= 0x80) last = 0xff00U | (last - 1);
  store_be<std::uint16_t>(finish.layer.data() + 2, internet_checksum(finish.layer.first(even), last));
}
constexpr const Proto* parts[] = {&element};

}  // namespace

constinit const Proto cdp{.name = "CDPv2_HDR",
                          .key = "cdp",
                          .title = "Cisco Discovery Protocol version 2",
                          .fields = fields,
                          .binds = binds,
                          .overloads = overloads,
                          .finish = finish,
                          .parts = parts,
                          .label = "CDP"};

}  // namespace pytk::packet::proto
