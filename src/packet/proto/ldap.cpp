// LDAP (RFC 4511): the message envelope.
#include "packet/proto/ber.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name operations[] = {{0, "bindRequest"},      {1, "bindResponse"},    {2, "unbindRequest"},
                               {3, "searchRequest"},    {4, "searchResEntry"},  {5, "searchResDone"},
                               {6, "modifyRequest"},    {7, "modifyResponse"},  {8, "addRequest"},
                               {9, "addResponse"},      {10, "delRequest"},     {11, "delResponse"},
                               {12, "modDNRequest"},    {13, "modDNResponse"},  {14, "compareRequest"},
                               {15, "compareResponse"}, {16, "abandonRequest"}, {19, "searchResRef"},
                               {23, "extendedReq"},     {24, "extendedResp"},   {25, "intermediateResponse"}};
constexpr Bind binds[] = {{Space::tcp_port, 389}, {Space::udp_port, 389}, {Space::tcp_port, 3268}};
constexpr Overload overloads[] = {
    {"TCP", "dport", 389}, {"TCP", "sport", 389}, {"UDP", "dport", 389}, {"UDP", "sport", 389}};
bool read(const Look& look, std::uint64_t& id, std::uint64_t& operation) {
  Element sequence, number, body;
  if (!read_element(look.bytes, 0, sequence) || sequence.tag != 0x30 ||
      !read_element(look.bytes, sequence.begin, number) || number.tag != 2)
    return false;
  if (!read_integer(look.bytes, number, id) || !read_element(look.bytes, number.end, body) ||
      (body.tag & 0xc0U) != 0x40)
    return false;
  operation = body.tag & 0x1fU;
  return true;
}
bool message_id(const Look& look, std::uint64_t& number) {
  std::uint64_t operation = 0;
  return read(look, number, operation);
}
bool operation_of(const Look& look, std::uint64_t& number) {
  std::uint64_t id = 0;
  return read(look, id, number);
}
constexpr auto fields = layout({bytes("message"), derived("messageID", message_id).alias("ldap.messageID"),
                                derived("protocolOp", operation_of).named(operations).alias("ldap.protocolOp")});
bool step(const Look& look, Step& step) {
  std::uint64_t id = 0, operation = 0;
  if (!read(look, id, operation)) return false;
  step.header = look.size();
  return true;
}
void summary(const SummaryView& view, std::string& out) {
  std::uint64_t id = 0, operation = 0;
  out += "LDAP";
  if (!read(view.look(), id, operation)) return;
  for (const Name& name : operations)
    if (name.value == operation) out += " " + std::string(name.name);
}
bool claims(ByteView payload) { return !payload.empty() && payload[0] == 0x30; }

}  // namespace

constinit const Proto ldap{.name = "LDAP",
                           .key = "ldap",
                           .title = "LDAP",
                           .fields = fields,
                           .binds = binds,
                           .overloads = overloads,
                           .step = step,
                           .claims = claims,
                           .summary = summary};

}  // namespace pytk::packet::proto
