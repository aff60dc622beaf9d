// What stands inside DHCPv6 options: identifiers of hosts (RFC 8415 11, RFC 6355), classes of users and vendors.
#include <pytk/core/text.hpp>
#include <pytk/packet/craft.hpp>

#include "packet/proto/dhcp6_options.hpp"
#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name kinds[] = {{1, "Link-layer address plus time"},
                          {2, "Vendor-assigned unique ID based on Enterprise Number"},
                          {3, "Link-layer Address"},
                          {4, "UUID"}};
constexpr Name enterprises[] = {{9, "ciscoSystems"}, {35, "Nortel Networks"},          {43, "3Com"},
                                {311, "Microsoft"},  {2636, "Juniper Networks, Inc."}, {4526, "Netgear"}};

void show_uuid(std::string& out, const Look& /*look*/, ByteView value, Form form) {
  if (form == Form::json) out += '"';
  std::string digits = to_hex(value);
  for (const std::size_t at : {20U, 16U, 12U, 8U})
    if (digits.size() == 32) digits.insert(at, 1, '-');
  out += digits;
  if (form == Form::json) out += '"';
}
/// 16 bytes, or digits with hyphens (RFC 9562 4).
std::string build_uuid(const Value& value, const Look& /*so_far*/, Bytes& out) {
  std::string text = value.text;
  if (text.size() == 16) {
    out.insert(out.end(), text.begin(), text.end());
    return {};
  }
  std::erase(text, '-');
  const auto digits = from_hex(text);
  if (value.kind != Value::Kind::automatic && (!digits || digits->size() != 16)) return "a UUID is wanted here";
  if (digits) out.insert(out.end(), digits->begin(), digits->end());
  out.resize(16);
  return {};
}
constexpr Codec uuid{show_uuid, build_uuid};

#define PYTK_VALUE(variable, class_name, ...)                                                                  \
  constexpr auto variable##_fields = layout({__VA_ARGS__});                                                    \
  constinit const Proto variable {                                                                             \
    .name = class_name, .key = "dhcp6.duid", .title = class_name, .fields = variable##_fields, .is_item = true \
  }
#define PYTK_KIND(kind) choice("type", 16, kind, kinds)

PYTK_VALUE(enterprise_id, "DUID_EN", PYTK_KIND(2), choice("enterprisenum", 32, 311, enterprises), bytes("id"));
PYTK_VALUE(link_id, "DUID_LL", PYTK_KIND(3), hex("hwtype", 16, 1).named(hardware_types), mac("lladdr"));
PYTK_VALUE(unique_id, "DUID_UUID", PYTK_KIND(4), custom("uuid", uuid));
constexpr const Proto* parts[] = {&enterprise_id,      &link_id, &unique_id, &dhcp6_user_class, &dhcp6_vendor_class,
                                  &dhcp6_vendor_option};

constexpr auto class_fields = layout({number("len", 16), bytes("data").sized_by("len")});
constexpr auto option_fields =
    layout({number("optcode", 16), number("optlen", 16), bytes("optdata").sized_by("optlen")});
constexpr auto time_fields =
    layout({PYTK_KIND(1), hex("hwtype", 16, 1).named(hardware_types), number("timeval", 32), mac("lladdr")});

}  // namespace

constinit const Proto dhcp6_user_class{.name = "USER_CLASS_DATA",
                                       .key = "dhcp6.user_class",
                                       .title = "user class data",
                                       .fields = class_fields,
                                       .is_item = true};
constinit const Proto dhcp6_vendor_class{.name = "VENDOR_CLASS_DATA",
                                         .key = "dhcp6.vendor_class",
                                         .title = "vendor class data",
                                         .fields = class_fields,
                                         .is_item = true};
constinit const Proto dhcp6_vendor_option{.name = "VENDOR_SPECIFIC_OPTION",
                                          .key = "dhcp6.vendor_option",
                                          .title = "vendor specific option data",
                                          .fields = option_fields,
                                          .is_item = true};
constinit const Proto dhcp6_values{.name = "DUID_LLT",
                                   .key = "dhcp6.duid",
                                   .title = "DUID - Link-layer address plus time",
                                   .fields = time_fields,
                                   .parts = parts,
                                   .is_item = true};

}  // namespace pytk::packet::proto
