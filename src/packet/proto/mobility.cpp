// Messages of Mobile IPv6 (RFC 6275 6.1) and their options (RFC 6275 6.2, 3963, 4283, 4285, 4866). Read ones are an
// IPv6MobilityHeader; these tables build them.
#include <pytk/packet/craft.hpp>

#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name kinds[] = {{0, "BRR"}, {1, "HoTI"}, {2, "CoTI"},    {3, "HoT"},     {4, "CoT"},     {5, "BU"},
                          {6, "BA"},  {7, "BE"},   {8, "Fast BU"}, {9, "Fast BA"}, {10, "Fast NA"}};
constexpr Name update_flags[] = {{0, "P"}, {1, "R"}, {2, "M"}, {3, "K"}, {4, "L"}, {5, "H"}, {6, "A"}};
constexpr Name acknowledge_flags[] = {{0, "P"}, {1, "R"}, {2, "K"}};
// IANA registries of Mobile IPv6 parameters.
constexpr Name statuses[] = {{0, "Binding Update accepted"},
                             {1, "Accepted but prefix discovery necessary"},
                             {128, "Reason unspecified"},
                             {129, "Administratively prohibited"},
                             {130, "Insufficient resources"},
                             {131, "Home registration not supported"},
                             {132, "Not home subnet"},
                             {133, "Not home agent for this mobile node"},
                             {134, "Duplicate Address Detection failed"},
                             {135, "Sequence number out of window"},
                             {136, "Expired home nonce index"},
                             {137, "Expired care-of nonce index"},
                             {138, "Expired nonces"},
                             {139, "Registration type change disallowed"},
                             {140, "Mobile Router Operation not permitted"},
                             {141, "Invalid Prefix"},
                             {142, "Not Authorized for Prefix"}};
constexpr Name error_statuses[] = {{1, "Unknown binding for Home Address destination option"},
                                   {2, "Unrecognized MH Type value"}};
constexpr Name option_kinds[] = {{2, "Binding Refresh Advice"},
                                 {3, "Alternate Care-of Address"},
                                 {4, "Nonce Indices"},
                                 {5, "Binding Authorization Data"}};

#define PYTK_OPTION(variable, class_name, ...)                                                               \
  constexpr auto variable##_fields = layout({__VA_ARGS__});                                                  \
  constinit const Proto variable {                                                                           \
    .name = class_name, .key = "mip6.opt", .title = class_name, .fields = variable##_fields, .is_item = true \
  }
#define PYTK_FIXED(kind, size) choice("otype", 8, kind, option_kinds), number("olen", 8, size)
#define PYTK_SIZED(kind) choice("otype", 8, kind, option_kinds), number("olen", 8)

PYTK_OPTION(refresh, "MIP6OptBRAdvice", PYTK_FIXED(2, 2), number("rinter", 16));
PYTK_OPTION(care_of, "MIP6OptAltCoA", PYTK_FIXED(3, 16), ip6("acoa"));
PYTK_OPTION(nonces, "MIP6OptNonceIndices", PYTK_FIXED(4, 16), number("hni", 16), number("coni", 16));
PYTK_OPTION(authorization, "MIP6OptBindingAuthData", PYTK_FIXED(5, 16), bytes("authenticator", 12));
PYTK_OPTION(network_prefix, "MIP6OptMobNetPrefix", PYTK_FIXED(6, 18), number("reserved", 8), number("plen", 8, 64),
            ip6("prefix"));
PYTK_OPTION(link_address, "MIP6OptLLAddr", PYTK_FIXED(7, 7), number("ocode", 8, 2), number("pad", 8), mac("lla"));
PYTK_OPTION(node_id, "MIP6OptMNID", PYTK_SIZED(8), number("subtype", 8, 1), bytes("id").sized_by("olen", 1, -1));
PYTK_OPTION(message_auth, "MIP6OptMsgAuth", PYTK_SIZED(9), number("subtype", 8, 1), number("mspi", 32),
            bytes("authdata").sized_by("olen", 1, -5).text_default("AAAAAAAAAAAA"));
PYTK_OPTION(replay, "MIP6OptReplayProtection", PYTK_FIXED(10, 8), number("timestamp", 64));
PYTK_OPTION(cga_request, "MIP6OptCGAParamsReq", PYTK_FIXED(11, 0));
PYTK_OPTION(cga, "MIP6OptCGAParams", PYTK_SIZED(12), bytes("cgaparams").sized_by("olen"));
PYTK_OPTION(signature, "MIP6OptSignature", PYTK_SIZED(13), bytes("sig").sized_by("olen"));
PYTK_OPTION(home_token, "MIP6OptHomeKeygenToken", PYTK_SIZED(14), bytes("hkt").sized_by("olen"));
PYTK_OPTION(test_init, "MIP6OptCareOfTestInit", PYTK_FIXED(15, 0));
PYTK_OPTION(test, "MIP6OptCareOfTest", PYTK_SIZED(16),
            bytes("cokt").sized_by("olen").text_default(std::string_view("\0\0\0\0\0\0\0\0", 8)));
PYTK_OPTION(unknown, "MIP6OptUnknown", PYTK_SIZED(6), bytes("odata").sized_by("olen"));

std::uint32_t to(std::uint32_t at, std::uint32_t unit, std::uint32_t begin) {
  return (unit + begin - at % unit) % unit;
}
/// Where options must begin, from the start of the header.
std::uint32_t option_gap(const Proto& option, std::uint32_t at) {
  if (&option == &refresh || &option == &nonces) return to(at, 2, 0);
  if (&option == &care_of) return to(at, 8, 6);
  if (&option == &authorization || &option == &replay) return to(at, 8, 2);
  if (&option == &network_prefix) return to(at, 8, 4);
  if (&option == &message_auth) return to(at, 4, 1);
  return 0;
}
const Proto* any_option(const Look&, std::uint32_t) { return &unknown; }
bool nowhere(const Look&, std::uint64_t&) { return false; }

/// Filled up to eight bytes.
void finish(Finish& finish) {
  if (!finish.is_building_header) return;
  Bytes& header = *finish.header_bytes;
  const Value* autopad = finish.spec->find("autopad");
  const bool pads = autopad == nullptr || autopad->kind != Value::Kind::number || autopad->number != 0;
  const std::size_t missing = pads ? (8 - header.size() % 8) % 8 : 0;
  if (missing > 1) {
    header.push_back(1);
    header.push_back(static_cast<std::uint8_t>(missing - 2));
  }
  header.resize(header.size() + (missing > 1 ? missing - 2 : missing));
}
void finish_plain(Finish& finish) {
  if (!finish.is_building_header) return;
  Bytes& header = *finish.header_bytes;
  header.resize((header.size() + 7) / 8 * 8);
}

#define PYTK_HEAD(kind)                                                                                \
  number("nh", 8, 59).named(ip_protocols), number("len", 8).automatic(Automatic::total_length, 8, -1), \
      choice("mhtype", 8, kind, kinds), number("res", 8), hex("cksum", 16).automatic(Automatic::checksum_pseudo)
#define PYTK_OPTIONS \
  items("options", any_option).aligned(option_gap), derived("autopad", nowhere).automatic(Automatic::manual)
constexpr Bind binds[] = {{Space::ip_protocol, 135}};
#define PYTK_MESSAGE(variable, class_name, heading, closing, ...)                                                 \
  constexpr auto variable##_fields = layout({__VA_ARGS__});                                                       \
  constinit const Proto variable {                                                                                \
    .name = class_name, .key = "mip6", .title = heading, .fields = variable##_fields, .least = 8, .binds = binds, \
    .finish = closing, .not_over = "IP IPerror"                                                                   \
  }
PYTK_MESSAGE(generic, "MIP6MH_Generic", "IPv6 Mobility Header - Generic Message", finish_plain, PYTK_HEAD(0),
             bytes("msg").text_default(std::string_view("\0\0", 2)));
PYTK_MESSAGE(home_init, "MIP6MH_HoTI", "IPv6 Mobility Header - Home Test Init", finish, PYTK_HEAD(1),
             bytes("reserved", 2), bytes("cookie", 8), PYTK_OPTIONS);
PYTK_MESSAGE(care_of_init, "MIP6MH_CoTI", "IPv6 Mobility Header - Care-of Test Init", finish, PYTK_HEAD(2),
             bytes("reserved", 2), bytes("cookie", 8), PYTK_OPTIONS);
PYTK_MESSAGE(home_test, "MIP6MH_HoT", "IPv6 Mobility Header - Home Test", finish, PYTK_HEAD(3), number("index", 16),
             bytes("cookie", 8), bytes("token", 8), PYTK_OPTIONS);
PYTK_MESSAGE(care_of_test, "MIP6MH_CoT", "IPv6 Mobility Header - Care-of Test", finish, PYTK_HEAD(4),
             number("index", 16), bytes("cookie", 8), bytes("token", 8), PYTK_OPTIONS);
PYTK_MESSAGE(update, "MIP6MH_BU", "IPv6 Mobility Header - Binding Update", finish, PYTK_HEAD(5), hex("seq", 16),
             flags("flags", 7, 0x68, update_flags), hex("reserved", 9), number("mhtime", 16, 3), PYTK_OPTIONS);
PYTK_MESSAGE(acknowledgement, "MIP6MH_BA", "IPv6 Mobility Header - Binding ACK", finish, PYTK_HEAD(6),
             choice("status", 8, 0, statuses), flags("flags", 3, 4, acknowledge_flags), hex("res2", 5), hex("seq", 16),
             hex("mhtime", 16), PYTK_OPTIONS);
PYTK_MESSAGE(error, "MIP6MH_BE", "IPv6 Mobility Header - Binding Error", finish, PYTK_HEAD(7),
             choice("status", 8, 0, error_statuses), number("reserved", 8), ip6("ha"),
             items("options", any_option).aligned(option_gap));

constexpr const Proto* parts[] = {&generic,      &home_init,       &care_of_init,   &home_test,    &care_of_test,
                                  &update,       &acknowledgement, &error,          &refresh,      &care_of,
                                  &nonces,       &authorization,   &network_prefix, &link_address, &node_id,
                                  &message_auth, &replay,          &cga_request,    &cga,          &signature,
                                  &home_token,   &test_init,       &test,           &unknown};
constexpr auto fields = layout({PYTK_HEAD(0), number("res2", 16), PYTK_OPTIONS});

}  // namespace

constinit const Proto mobility{.name = "MIP6MH_BRR",
                               .key = "mip6",
                               .title = "IPv6 Mobility Header - Binding Refresh Request",
                               .fields = fields,
                               .least = 8,
                               .binds = binds,
                               .finish = finish,
                               .parts = parts,
                               .not_over = "IP IPerror"};

}  // namespace pytk::packet::proto
