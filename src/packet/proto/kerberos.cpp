// Kerberos 5 (RFC 4120): the message type; over TCP a length stands before it (7.2.2).
#include "packet/proto/ber.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{10, "AS-REQ"}, {11, "AS-REP"},   {12, "TGS-REQ"},  {13, "TGS-REP"},  {14, "AP-REQ"},
                          {15, "AP-REP"}, {20, "KRB-SAFE"}, {21, "KRB-PRIV"}, {22, "KRB-CRED"}, {30, "KRB-ERROR"}};
constexpr Bind binds[] = {{Space::udp_port, 88}, {Space::tcp_port, 88}};
constexpr Overload overloads[] = {{"UDP", "sport", 88}, {"UDP", "dport", 88}, {"TCP", "dport", 88}};
bool over_tcp(const Look& look) { return look.below == &tcp; }
bool message_type(const Look& look, std::uint64_t& number) {
  const std::uint32_t at = over_tcp(look) ? 4 : 0;
  if ((look.u8(at) & 0xe0U) != 0x60) return false;
  number = look.u8(at) & 0x1fU;
  return true;
}
constexpr auto fields =
    layout({number("len", 32).when(over_tcp).automatic(Automatic::total_length, 1, -4), bytes("message"),
            derived("msg_type", message_type).named(types).alias("kerberos.msg_type kerberos.msg.type")});
bool step(const Look& look, Step& step) {
  std::uint64_t type = 0;
  if (!message_type(look, type)) return false;
  step.header = look.size();
  return true;
}
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
                               .summary = summary};

}  // namespace pytk::packet::proto
