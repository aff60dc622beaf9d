// Kerberos 5 (RFC 4120): the message type; over TCP a length stands before it (7.2.2).
#include "packet/proto/ber.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{10, "AS-REQ"}, {11, "AS-REP"},   {12, "TGS-REQ"},  {13, "TGS-REP"},  {14, "AP-REQ"},
                          {15, "AP-REP"}, {20, "KRB-SAFE"}, {21, "KRB-PRIV"}, {22, "KRB-CRED"}, {30, "KRB-ERROR"}};
constexpr Bind binds[] = {{Space::udp_port, 88}}, tcp_binds[] = {{Space::tcp_port, 88}};
constexpr Overload overloads[] = {{"UDP", "sport", 88}, {"UDP", "dport", 88}}, tcp_overloads[] = {{"TCP", "dport", 88}};
bool message_type(const Look& look, std::uint64_t& number) {
  if ((look.u8(0) & 0xe0U) != 0x60) return false;
  number = look.u8(0) & 0x1fU;
  return true;
}
constexpr auto fields = layout(
    {bytes("message"), derived("msg_type", message_type).named(types).alias("kerberos.msg_type kerberos.msg.type")});
bool step(const Look& look, Step& step) {
  std::uint64_t type = 0;
  if (!message_type(look, type)) return false;
  step.header = look.size();
  return true;
}
constexpr auto length_fields = layout({number("len", 32).automatic(Automatic::payload_length).with_padding()});
bool step_length(const Look& look, Step& step) {
  step.next = &kerberos;
  if (const std::uint64_t end = 4ULL + look.u32(0); end < look.size()) step.end = static_cast<std::uint32_t>(end);
  return look.size() > 4 && (look.u8(4) & 0xe0U) == 0x60;
}
constinit const Proto length{.name = "KerberosTCPHeader",
                             .key = "kerberos_tcp",
                             .title = "Kerberos over TCP",
                             .fields = length_fields,
                             .binds = tcp_binds,
                             .overloads = tcp_overloads,
                             .step = step_length,
                             .label = "Kerberos"};
constexpr const Proto* parts[] = {&length};
void summary(const SummaryView& view, std::string& out) {
  std::uint64_t type = 0;
  out += "KRB";
  if (!message_type(view.look(), type)) return;
  for (const Name& name : types)
    if (name.value == type) out += " " + std::string(name.name);
}

}  // namespace

constinit const Proto kerberos{.name = "Kerberos",
                               .key = "kerberos",
                               .title = "Kerberos",
                               .fields = fields,
                               .binds = binds,
                               .overloads = overloads,
                               .step = step,
                               .summary = summary,
                               .parts = parts};

}  // namespace pytk::packet::proto
