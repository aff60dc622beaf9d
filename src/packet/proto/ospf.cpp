// OSPF version 2 (RFC 2328) and the header of version 3 (RFC 5340).
#include <pytk/packet/craft.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{1, "Hello"}, {2, "DBDesc"}, {3, "LSReq"}, {4, "LSUpd"}, {5, "LSAck"}};
constexpr Name authentications[] = {{0, "Null"}, {1, "Simple"}, {2, "Crypto"}};
constexpr Bind binds[] = {{Space::ip_protocol, 89}};
bool keyed(const Look& look) { return look.u16(14) == 2; }
bool simple(const Look& look) { return !keyed(look); }
constexpr auto fields =
    layout({number("version", 8, 2).alias("ospf.version"), choice("type", 8, 1, types).alias("ospf.msg"),
            number("len", 16).automatic(Automatic::total_length).with_padding().alias("ospf.packet_length"),
            ip4("src", 0x01010101).alias("ospf.srcrouter"), ip4("area").alias("ospf.area_id"),
            hex("chksum", 16).automatic(Automatic::by_finish).alias("ospf.checksum"),
            choice("authtype", 16, 0, authentications).alias("ospf.auth.type"), hex("authdata", 64).when(simple),
            hex("reserved", 16).when(keyed), number("keyid", 8, 1).when(keyed), number("authdatalen", 8).when(keyed),
            hex("seq", 32).when(keyed)});
constexpr Name options[] = {{0, "MT"}, {1, "E"}, {2, "MC"}, {3, "NP"}, {4, "L"}, {5, "DC"}, {6, "O"}, {7, "DN"}};
constexpr auto hello_fields =
    layout({ip4("mask", 0xffffff00).alias("ospf.hello.network_mask"),
            number("hellointerval", 16, 10).alias("ospf.hello.hello_interval"), flags("options", 8, 0, options),
            number("prio", 8, 1).alias("ospf.hello.router_priority"),
            number("deadinterval", 32, 40).alias("ospf.hello.router_dead_interval"),
            ip4("router").alias("ospf.hello.designated_router"),
            ip4("backup").alias("ospf.hello.backup_designated_router"), custom("neighbors", ip4_list)});
constexpr Overload on_header[] = {{"OSPF_Hdr", "type", 1}};
constinit const Proto hello{.name = "OSPF_Hello",
                            .key = "ospf_hello",
                            .title = "OSPF Hello",
                            .fields = hello_fields,
                            .overloads = on_header,
                            .label = "OSPF"};
constexpr auto third_fields =
    layout({number("version", 8, 3).alias("ospf.version"), choice("type", 8, 1, types).alias("ospf.msg"),
            number("len", 16).automatic(Automatic::total_length).alias("ospf.packet_length"),
            ip4("src", 0x01010101).alias("ospf.srcrouter"), ip4("area").alias("ospf.area_id"),
            hex("chksum", 16).automatic(Automatic::checksum_pseudo).alias("ospf.checksum"), number("instance", 8),
            number("reserved", 8)});
constinit const Proto third{.name = "OSPFv3_Hdr",
                            .key = "ospf",
                            .title = "OSPFv3 Header",
                            .fields = third_fields,
                            .binds = binds,
                            .same_as = &ospf,
                            .label = "OSPF",
                            .not_over = "IP IPerror"};
constexpr const Proto* parts[] = {&hello, &third};
const Proto* variant(const Look& look) { return look.u8(0) == 3 ? &third : nullptr; }

/// The checksum leaves the eight bytes of authentication out (RFC 2328 D.4); with cryptographic authentication it is 0.
void finish(Finish& finish) {
  if (finish.is_building_header || finish.was_set("chksum") || finish.layer.size() < 24) return;
  if (load_be<std::uint16_t>(finish.layer.subspan(14, 2)) == 2) return;
  store_be<std::uint16_t>(finish.layer.data() + 12, 0);
  const std::uint64_t head = checksum_add(finish.layer.first(16));
  store_be<std::uint16_t>(finish.layer.data() + 12, internet_checksum(finish.layer.subspan(24), head));
}
bool step(const Look& look, Step& step) {
  step.header = 24;
  if (look.u16(2) >= 24 && look.u16(2) < look.size()) step.end = look.u16(2);
  if (look.u8(1) == 1) step.next = &hello;
  return true;
}

}  // namespace

constinit const Proto ospf{.name = "OSPF_Hdr",
                           .key = "ospf",
                           .title = "OSPF Header",
                           .fields = fields,
                           .binds = binds,
                           .step = step,
                           .variant = variant,
                           .finish = finish,
                           .parts = parts,
                           .label = "OSPF",
                           .not_over = "IPv6* IPerror6"};

}  // namespace pytk::packet::proto
