// Link-local multicast name resolution (RFC 4795): DNS with other flags. Read as DNS; these tables are for crafting.
#include "packet/proto/dns_records.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Overload overloads[] = {{"UDP", "sport", 5355}, {"UDP", "dport", 5355}};
constexpr Name opcodes[] = {{0, "QUERY"}};
constexpr Name codes[] = {{0, "ok"}};
template <unsigned Response>
constexpr auto message = layout({number("id", 16), number("qr", 1, Response), choice("opcode", 4, 0, opcodes),
                                 number("c", 1), number("tc", 2), number("z", 4), choice("rcode", 4, 0, codes),
                                 number("qdcount", 16), number("ancount", 16), number("nscount", 16),
                                 number("arcount", 16), items("qd", dns_question).counted_by("qdcount"),
                                 items("an", choose_record).counted_by("ancount"),
                                 items("ns", choose_record).counted_by("nscount"),
                                 items("ar", choose_record).counted_by("arcount")});
constexpr auto query_fields = message<0>;
constexpr auto response_fields = message<1>;
constinit const Proto response{.name = "LLMNRResponse",
                               .key = "llmnrresponse",
                               .title = "Link Local Multicast Node Resolution - Response",
                               .fields = response_fields,
                               .overloads = overloads,
                               .label = "LLMNR"};
constexpr const Proto* parts[] = {&response};

}  // namespace

constinit const Proto llmnr{.name = "LLMNRQuery",
                            .key = "llmnrquery",
                            .title = "Link Local Multicast Node Resolution - Query",
                            .fields = query_fields,
                            .overloads = overloads,
                            .parts = parts,
                            .label = "LLMNR"};

}  // namespace pytk::packet::proto
