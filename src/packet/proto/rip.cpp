// RIP versions 1 and 2 (RFC 2453).
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name commands[] = {{1, "req"},       {2, "resp"},        {3, "traceOn"},   {4, "traceOff"},
                             {5, "sun"},       {6, "trigReq"},     {7, "trigResp"},  {8, "trigAck"},
                             {9, "updateReq"}, {10, "updateResp"}, {11, "updateAck"}};
constexpr Name authentications[] = {{1, "md5authdata"}, {2, "simple"}, {3, "md5"}};
constexpr Name families[] = {{2, "IP"}, {0xffff, "Auth"}};
constexpr Name metrics[] = {{16, "Unreach"}};
constexpr Bind binds[] = {{Space::udp_port, 520}};
constexpr Overload overloads[] = {{"UDP", "sport", 520}, {"UDP", "dport", 520}};
constexpr auto fields = layout({choice("cmd", 8, 1, commands).alias("rip.command"),
                                number("version", 8, 1).alias("rip.version"), number("null", 16)});
/// Family 0 asks for the whole table and has no address.
bool internet_address(const Look& look, std::string& out) {
  if (look.u16(0) != 2 || look.size() < 8) return false;
  put_ip4(out, look.bytes.data() + 4);
  return true;
}
constexpr auto entry_fields = layout(
    {choice("AF", 16, 2, families).alias("rip.family"), number("RouteTag", 16), ip4("addr"),
     ip4("mask").alias("rip.netmask"), ip4("nextHop").alias("rip.next_hop"),
     choice("metric", 32, 1, metrics).alias("rip.metric"), derived_text("ip", internet_address).alias("rip.ip")});
constexpr auto first_fields =
    layout({choice("AF", 16, 2, families).alias("rip.family"), number("RouteTag", 16), ip4("addr"), ip4("mask"),
            ip4("nextHop"), choice("metric", 32, 1, metrics).alias("rip.metric"),
            derived_text("ip", internet_address).alias("rip.ip")});
bool step_entry(const Look& look, Step& step);
const Proto* next_at(const Look& look, std::uint32_t at);
constinit const Proto entry{.name = "RIPEntry",
                            .key = "ripentry",
                            .title = "RIP entry",
                            .fields = entry_fields,
                            .overloads = overloads,
                            .step = step_entry,
                            .label = "RIP"};
bool step_first(const Look& look, Step& step);
/// Version 1: the mask and the next hop must be zero.
constinit const Proto first_entry{.name = "RIPEntryV1",
                                  .key = "ripentry",
                                  .title = "RIP entry",
                                  .fields = first_fields,
                                  .step = step_first,
                                  .same_as = &entry,
                                  .label = "RIP"};
bool step_first(const Look&, Step& step) { return step.header = 20, step.next = &first_entry, true; }
bool simple(const Look& look) { return look.u16(2) == 2; }
bool keyed(const Look& look) { return look.u16(2) == 3; }
bool trailer(const Look& look) { return look.u16(2) == 1; }
constexpr auto auth_fields = layout(
    {choice("AF", 16, 0xffff, families), choice("authtype", 16, 2, authentications), text("password", 16).when(simple),
     number("digestoffset", 16).when(keyed), number("keyid", 8).when(keyed), number("authdatalen", 8).when(keyed),
     number("seqnum", 32).when(keyed), bytes("zeropad", 8).when(keyed), bytes("authdata").when(trailer)});
bool step_auth(const Look& look, Step& step) {
  step.header = std::min(extent_of(look), look.size());
  step.next = next_at(look, step.header);
  return true;
}
constinit const Proto auth{.name = "RIPAuth",
                           .key = "ripauth",
                           .title = "RIP authentication",
                           .fields = auth_fields,
                           .step = step_auth,
                           .label = "RIP"};
bool step_entry(const Look& look, Step& step) { return step.header = 20, step.next = next_at(look, 20), true; }
bool step(const Look& look, Step& step) {
  step.next = look.u8(1) == 1 ? &first_entry : next_at(look, 4);
  return true;
}
/// Family 0xffff marks authentication (RFC 2453 4.1).
const Proto* next_at(const Look& look, std::uint32_t at) { return look.u16(at) == 0xffff ? &auth : &entry; }
constexpr const Proto* parts[] = {&entry, &auth, &first_entry};

}  // namespace

constinit const Proto rip{.name = "RIP",
                          .key = "rip",
                          .title = "RIP header",
                          .fields = fields,
                          .binds = binds,
                          .overloads = overloads,
                          .step = step,
                          .parts = parts};

}  // namespace pytk::packet::proto
