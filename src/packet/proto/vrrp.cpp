// VRRP version 2 (RFC 3768) and 3 (RFC 5798).
#include <pytk/packet/craft.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Bind binds[] = {{Space::ip_protocol, 112}};
constexpr auto fields =
    layout({number("version", 4, 2).alias("vrrp.version"), number("type", 4, 1).alias("vrrp.type"),
            number("vrid", 8, 1).alias("vrrp.virt_rtr_id"), number("priority", 8, 100).alias("vrrp.prio"),
            number("ipcount", 8).alias("vrrp.addr_count"), number("authtype", 8).alias("vrrp.auth_type"),
            number("adv", 8, 1).alias("vrrp.adver_int"),
            hex("chksum", 16).automatic(Automatic::checksum_header).alias("vrrp.checksum"),
            custom("addrlist", ip4_list).sized_by("ipcount", 4), number("auth1", 32), number("auth2", 32)});
// Version 3 goes over IPv6 too; its addresses are then IPv6's (RFC 5798 5.2.9).
bool over_v6(const Look& look) {
  return look.below != nullptr && look.below->is_address_layer && look.below->fields.minimum == 40;
}
std::uint32_t addresses_size(const Look& look, std::uint32_t /*at*/) { return look.u8(3) * (over_v6(look) ? 16U : 4U); }
void show_addresses(std::string& out, const Look& look, ByteView value, Form form) {
  (over_v6(look) ? ip6_list : ip4_list).show(out, look, value, form);
}
std::string build_addresses(const Value& value, const Look& so_far, Bytes& out) {
  const Value& first = value.kind == Value::Kind::list && !value.items.empty() ? value.items.front() : value;
  const bool v6 = first.text.find(':') != std::string::npos;
  return (v6 ? ip6_list : ip4_list).build(value, so_far, out);
}
constexpr Codec any_addresses{show_addresses, build_addresses};
constexpr auto fields3 =
    layout({number("version", 4, 3).alias("vrrp.version"), number("type", 4, 1),
            number("vrid", 8, 1).alias("vrrp.virt_rtr_id"), number("priority", 8, 100).alias("vrrp.prio"),
            number("ipcount", 8).automatic(Automatic::by_finish).alias("vrrp.addr_count"), number("res", 4),
            number("adv", 12, 100), hex("chksum", 16).automatic(Automatic::checksum_pseudo).alias("vrrp.checksum"),
            custom("addrlist", any_addresses).sized(addresses_size)});
constinit const Proto third{.name = "VRRPv3",
                            .key = "vrrp",
                            .title = "VRRPv3",
                            .fields = fields3,
                            .binds = binds,
                            .finish =
                                [](Finish& finish) {
  // A message names at least one address (RFC 5798 5.2.5).
  if (!finish.is_building_header || finish.was_set("ipcount")) return;
  const Value* given = finish.spec->find("addrlist");
  const bool is_list = given != nullptr && given->kind == Value::Kind::list;
  (*finish.header_bytes)[3] = static_cast<std::uint8_t>(is_list ? given->items.size() : 1);
                            },
                            .same_as = &vrrp};
const Proto* variant(const Look& look) { return (look.u8(0) >> 4U) == 3 ? &third : nullptr; }
constexpr const Proto* parts[] = {&third};

}  // namespace

constinit const Proto vrrp{.name = "VRRP",
                           .key = "vrrp",
                           .title = "VRRP",
                           .fields = fields,
                           .binds = binds,
                           .variant = variant,
                           .parts = parts,
                           .not_over = "IPv6* IPerror6"};

}  // namespace pytk::packet::proto
