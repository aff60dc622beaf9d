// PPP over Ethernet (RFC 2516): discovery and sessions.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name codes[] = {{0x00, "Session"},
                          {0x07, "PADO"},
                          {0x09, "PADI"},
                          {0x19, "PADR"},
                          {0x65, "PADS"},
                          {0xa7, "PADT"},
                          {0x0a, "PADG"},
                          {0x0b, "PADC"},
                          {0x0c, "PADQ"},
                          // The same, in RFC 2516's and RFC 5578's words.
                          {0x00, "PPP Session Stage"},
                          {0x09, "PPPoE Active Discovery Initiation (PADI)"},
                          {0x07, "PPPoE Active Discovery Offer (PADO)"},
                          {0x19, "PPPoE Active Discovery Request (PADR)"},
                          {0x65, "PPPoE Active Discovery Session-confirmation (PADS)"},
                          {0xa7, "PPPoE Active Discovery Terminate (PADT)"},
                          {0x0a, "PPPoE Active Discovery Session-Grant (PADG)"},
                          {0x0b, "PPPoE Active Discovery Session-Credit Response (PADC)"},
                          {0x0c, "PPPoE Active Discovery Quality (PADQ)"}};
constexpr Name tags[] = {{0x0000, "End-Of-List"},      {0x0101, "Service-Name"},
                         {0x0102, "AC-Name"},          {0x0103, "Host-Uniq"},
                         {0x0104, "AC-Cookie"},        {0x0105, "Vendor-Specific"},
                         {0x0110, "Relay-Session-Id"}, {0x0201, "Service-Name-Error"},
                         {0x0202, "AC-System-Error"},  {0x0203, "Generic-Error"},
                         {0x0106, "Credits"},          {0x0107, "Metrics"},
                         {0x0108, "Sequence Number"},  {0x0109, "Credit Scale Factor"},
                         {0x0120, "PPP-Max-Payload"}};
template <unsigned Code>
constexpr auto head = layout({number("version", 4, 1), number("type", 4, 1),
                              choice("code", 8, Code, codes).alias("pppoe.code"),
                              hex("sessionid", 16).alias("pppoe.session_id"),
                              number("len", 16).automatic(Automatic::payload_length).alias("pppoe.payload_length")});
constexpr auto session_fields = head<0>;
constexpr auto discovery_fields = head<9>;
constexpr Bind session_binds[] = {{Space::ethertype, 0x8864}, {Space::link, 51}},
               discovery_binds[] = {{Space::ethertype, 0x8863}};

constexpr auto tag_fields =
    layout({choice("tag_type", 16, 0, tags), number("tag_len", 16), bytes("tag_value").sized_by("tag_len")});
constinit const Proto tag{
    .name = "PPPoETag", .key = "pppoetag", .title = "PPPoE Tag", .fields = tag_fields, .is_item = true};
constexpr auto list_fields = layout({items("tag_list", tag)});
constinit const Proto tag_list{
    .name = "PPPoED_Tags", .key = "pppoetags", .title = "PPPoE Tag List", .fields = list_fields};

std::uint32_t end_of(const Look& look) { return std::min(look.size(), 6U + look.u16(4)); }
bool step(const Look& look, Step& step) {
  step.end = end_of(look);
  if (look.u8(1) == 0) step.next = &ppp;
  return true;
}
bool step_discovery(const Look& look, Step& step) {
  step.end = end_of(look);
  step.next = &tag_list;
  return true;
}
constinit const Proto discovery{.name = "PPPoED",
                                .key = "pppoed",
                                .title = "PPP over Ethernet Discovery",
                                .fields = discovery_fields,
                                .binds = discovery_binds,
                                .step = step_discovery,
                                .summary_text = "PPPoED {code}",
                                .same_as = &pppoe,
                                .not_over = "CHDLC GENEVE GRE GRE_PPTP SNAP"};
constexpr const Proto* parts[] = {&discovery, &tag_list, &tag};

}  // namespace

constinit const Proto pppoe{.name = "PPPoE",
                            .key = "pppoe",
                            .title = "PPP over Ethernet",
                            .fields = session_fields,
                            .binds = session_binds,
                            .step = step,
                            .parts = parts,
                            .not_over = "CHDLC GENEVE GRE GRE_PPTP SNAP"};

}  // namespace pytk::packet::proto
