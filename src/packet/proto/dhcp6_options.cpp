// DHCPv6 options (RFC 8415 21, IANA registry of DHCPv6 parameters): each a layer behind the message, or an item of the
// options that hold others.
#include <pytk/packet/craft.hpp>

#include "packet/proto/dhcp6_options.hpp"

namespace pytk::packet::proto {
namespace {

#define PYTK_HEAD(code)                                                        \
  choice("optcode", 16, code, dhcp6_option_names).alias("dhcpv6.option.type"), \
      number("optlen", 16).alias("dhcpv6.option.length")
#define PYTK_FIXED(code, size)                                                 \
  choice("optcode", 16, code, dhcp6_option_names).alias("dhcpv6.option.type"), \
      number("optlen", 16, size).alias("dhcpv6.option.length")

constexpr Name statuses[] = {{0, "Success"},   {1, "UnspecFail"},   {2, "NoAddrsAvail"}, {3, "NoBinding"},
                             {4, "NotOnLink"}, {5, "UseMulticast"}, {6, "NoPrefixAvail"}};
constexpr Name enterprises[] = {
    {9, "ciscoSystems"},     {16885, "Nortel Networks"},       {35, "Nortel Networks"},   {43, "3Com"},
    {311, "Microsoft"},      {2636, "Juniper Networks, Inc."}, {4526, "Netgear"},         {5771, "Cisco Systems, Inc."},
    {5842, "Cisco Systems"}, {11129, "Google, Inc"},           {16885, "Nortel Networks"}};
// RFC 8415 20 and the registry of DHCP authentication (RFC 3118).
constexpr Name auth_protocols[] = {{0, "configuration token"},
                                   {1, "delayed authentication"},
                                   {2, "delayed authentication (obsolete)"},
                                   {3, "reconfigure key"}};
constexpr Name auth_algorithms[] = {{0, "configuration token"}, {1, "HMAC-MD5"}};
constexpr Name replay_detections[] = {{0, "use of a monotonically increasing value"}};
constexpr Name asked_messages[] = {{5, "Renew Message"}, {11, "Information Request"}};
constexpr Name lifetimes[] = {{0xffffffff, "infinity"}};

bool step(const Look& look, Step& step);
#define PYTK_OPTION(variable, class_name, ...)                                                               \
  constexpr auto variable##_fields = layout({__VA_ARGS__});                                                  \
  constinit const Proto variable {                                                                           \
    .name = class_name, .key = "dhcp6.option", .title = class_name, .fields = variable##_fields, .least = 4, \
    .step = step, .is_quote = true, .label = "DHCPv6"                                                        \
  }
Field constexpr data(std::string_view name, std::int16_t before = 0) {
  return bytes(name).sized_by("optlen", 1, static_cast<std::int16_t>(-before));
}
Field constexpr addresses(std::string_view name) { return custom(name, ip6_list).sized_by("optlen"); }

PYTK_OPTION(client_id, "DHCP6OptClientId", PYTK_HEAD(1), data("duid").alias("dhcpv6.duid.bytes"));
PYTK_OPTION(server_id, "DHCP6OptServerId", PYTK_HEAD(2), data("duid").alias("dhcpv6.duid.bytes"));
PYTK_OPTION(association, "DHCP6OptIA_NA", PYTK_HEAD(3), hex("iaid", 32).alias("dhcpv6.iaid"),
            number("T1", 32).alias("dhcpv6.iaid.t1"), number("T2", 32).alias("dhcpv6.iaid.t2"),
            items("ianaopts", dhcp6_option_at).sized_by("optlen", 1, -12));
PYTK_OPTION(temporary, "DHCP6OptIA_TA", PYTK_HEAD(4), hex("iaid", 32).alias("dhcpv6.iaid"),
            items("iataopts", dhcp6_option_at).sized_by("optlen", 1, -4));
PYTK_OPTION(address, "DHCP6OptIAAddress", PYTK_HEAD(5), ip6("addr").alias("dhcpv6.iaaddr.ip"),
            choice("preflft", 32, 0, lifetimes).alias("dhcpv6.iaaddr.pref_lifetime"),
            choice("validlft", 32, 0, lifetimes).alias("dhcpv6.iaaddr.valid_lifetime"),
            items("iaaddropts", dhcp6_option_at).sized_by("optlen", 1, -24));
PYTK_OPTION(requested, "DHCP6OptOptReq", PYTK_HEAD(6),
            custom("reqopts", list_of_16).sized_by("optlen").text_default(std::string_view("\0\x17\0\x18", 4)));
PYTK_OPTION(preference, "DHCP6OptPref", PYTK_FIXED(7, 1), number("prefval", 8, 255));
PYTK_OPTION(elapsed, "DHCP6OptElapsedTime", PYTK_FIXED(8, 2), number("elapsedtime", 16));
PYTK_OPTION(relayed, "DHCP6OptRelayMsg", PYTK_HEAD(9), data("message").text_default(std::string_view("\0\0\0\0", 4)));
PYTK_OPTION(authentication, "DHCP6OptAuth", PYTK_HEAD(11), choice("proto", 8, 3, auth_protocols),
            choice("alg", 8, 1, auth_algorithms), choice("rdm", 8, 0, replay_detections), bytes("replay", 8),
            data("authinfo", 11));
PYTK_OPTION(unicast, "DHCP6OptServerUnicast", PYTK_FIXED(12, 16), ip6("srvaddr"));
PYTK_OPTION(status, "DHCP6OptStatusCode", PYTK_HEAD(13),
            choice("statuscode", 16, 0, statuses).alias("dhcpv6.status_code"),
            text("statusmsg").sized_by("optlen", 1, -2));
PYTK_OPTION(rapid, "DHCP6OptRapidCommit", PYTK_FIXED(14, 0));
PYTK_OPTION(interface_id, "DHCP6OptIfaceId", PYTK_HEAD(18), data("ifaceid").alias("dhcpv6.interface_id"));
PYTK_OPTION(reconfigure, "DHCP6OptReconfMsg", PYTK_FIXED(19, 1), choice("msgtype", 8, 11, asked_messages));
PYTK_OPTION(reconfigure_accept, "DHCP6OptReconfAccept", PYTK_FIXED(20, 0));
PYTK_OPTION(sip_servers, "DHCP6OptSIPServers", PYTK_HEAD(22), addresses("sipservers"));
PYTK_OPTION(dns_servers, "DHCP6OptDNSServers", PYTK_HEAD(23), addresses("dnsservers"));
PYTK_OPTION(delegation, "DHCP6OptIA_PD", PYTK_HEAD(25), hex("iaid", 32).alias("dhcpv6.iaid"),
            number("T1", 32).alias("dhcpv6.iaid.t1"), number("T2", 32).alias("dhcpv6.iaid.t2"),
            items("iapdopt", dhcp6_option_at).sized_by("optlen", 1, -12));
PYTK_OPTION(prefix, "DHCP6OptIAPrefix", PYTK_HEAD(26),
            choice("preflft", 32, 0, lifetimes).alias("dhcpv6.iaprefix.pref_lifetime"),
            choice("validlft", 32, 0, lifetimes).alias("dhcpv6.iaprefix.valid_lifetime"),
            number("plen", 8, 48).alias("dhcpv6.iaprefix.pref_len"),
            ip6("prefix", "2001:db8::").alias("dhcpv6.iaprefix.pref_addr"),
            items("iaprefopts", dhcp6_option_at).sized_by("optlen", 1, -25));
PYTK_OPTION(nis_servers, "DHCP6OptNISServers", PYTK_HEAD(27), addresses("nisservers"));
PYTK_OPTION(nisp_servers, "DHCP6OptNISPServers", PYTK_HEAD(28), addresses("nispservers"));
PYTK_OPTION(sntp_servers, "DHCP6OptSNTPServers", PYTK_HEAD(31), addresses("sntpservers"));
PYTK_OPTION(refresh, "DHCP6OptInfoRefreshTime", PYTK_FIXED(32, 4), number("reftime", 32, 86400));
PYTK_OPTION(bcmcs_servers, "DHCP6OptBCMCSServers", PYTK_HEAD(34), addresses("bcmcsservers"));
PYTK_OPTION(remote_id, "DHCP6OptRemoteID", PYTK_HEAD(37), choice("enterprisenum", 32, 0, enterprises),
            data("remoteid", 4));
PYTK_OPTION(subscriber, "DHCP6OptSubscriberID", PYTK_HEAD(38), data("subscriberid"));
PYTK_OPTION(pana, "DHCP6OptPanaAuthAgent", PYTK_HEAD(40), addresses("paaaddr"));
PYTK_OPTION(posix_zone, "DHCP6OptNewPOSIXTimeZone", PYTK_HEAD(41), text("optdata").sized_by("optlen"));
PYTK_OPTION(named_zone, "DHCP6OptNewTZDBTimeZone", PYTK_HEAD(42), text("optdata").sized_by("optlen"));
PYTK_OPTION(echo_request, "DHCP6OptRelayAgentERO", PYTK_HEAD(43),
            custom("reqopts", list_of_16).sized_by("optlen").text_default(std::string_view("\0\x17\0\x18", 4)));
PYTK_OPTION(client_link, "DHCP6OptLQClientLink", PYTK_HEAD(48), addresses("linkaddress"));
PYTK_OPTION(boot_file, "DHCP6OptBootFileUrl", PYTK_HEAD(59), text("optdata").sized_by("optlen"));
PYTK_OPTION(architecture, "DHCP6OptClientArchType", PYTK_HEAD(61), custom("archtypes", list_of_16).sized_by("optlen"));
PYTK_OPTION(network_interface, "DHCP6OptClientNetworkInterId", PYTK_FIXED(62, 3), number("iitype", 8),
            number("iimajor", 8), number("iiminor", 8));
PYTK_OPTION(supplied, "DHCP6OptRelaySuppliedOpt", PYTK_HEAD(66),
            items("relaysupplied", dhcp6_option_at).sized_by("optlen"));
PYTK_OPTION(subnet_selection, "DHCP6OptVSS", PYTK_HEAD(68), number("type", 8, 255), data("data", 1));
PYTK_OPTION(link_layer, "DHCP6OptClientLinkLayerAddr",
            choice("optcode", 16, 79, dhcp6_option_names).alias("dhcpv6.option.type"),
            number("optlen", 16, 8).automatic(Automatic::header_length, 1, -4).alias("dhcpv6.option.length"),
            number("lltype", 16, 1), mac("clladdr"));
PYTK_OPTION(usage_url, "DHCP6OptMudUrl", PYTK_HEAD(112), text("mudstring").sized_by("optlen"));
PYTK_OPTION(vendor_class, "DHCP6OptVendorClass", PYTK_HEAD(16), choice("enterprisenum", 32, 0, enterprises),
            items("vcdata", dhcp6_vendor_class).sized_by("optlen", 1, -4));
PYTK_OPTION(vendor_info, "DHCP6OptVendorSpecificInfo", PYTK_HEAD(17),
            choice("enterprisenum", 32, 0, enterprises).alias("dhcpv6.vendoropts.enterprise"),
            items("vso", dhcp6_vendor_option).sized_by("optlen", 1, -4));
PYTK_OPTION(user_class, "DHCP6OptUserClass", PYTK_HEAD(15),
            items("userclassdata", dhcp6_user_class).sized_by("optlen"));
// Options that hold names (RFC 3646, 3319, 3898, 4704, 6440).
Field constexpr names_of(std::string_view name) { return custom(name, domain_list).sized_by("optlen"); }
Field constexpr name_of(std::string_view name, std::int16_t before = 0) {
  return domain(name, ".", domain_extent).sized_by("optlen", 1, static_cast<std::int16_t>(-before));
}
constexpr Name fqdn_flags[] = {{0, "S"}, {1, "O"}, {2, "N"}};
PYTK_OPTION(sip_names, "DHCP6OptSIPDomains", PYTK_HEAD(21), names_of("sipdomains"));
PYTK_OPTION(dns_names, "DHCP6OptDNSDomains", PYTK_HEAD(24), names_of("dnsdomains"));
PYTK_OPTION(nis_name, "DHCP6OptNISDomain", PYTK_HEAD(29), name_of("nisdomain"));
PYTK_OPTION(nisp_name, "DHCP6OptNISPDomain", PYTK_HEAD(30), name_of("nispdomain"));
PYTK_OPTION(bcmcs_names, "DHCP6OptBCMCSDomains", PYTK_HEAD(33), names_of("bcmcsdomains"));
PYTK_OPTION(client_name, "DHCP6OptClientFQDN", PYTK_HEAD(39), number("res", 5), flags("flags", 3, 0, fqdn_flags),
            name_of("fqdn", 1));
PYTK_OPTION(erp_names, "DHCP6OptERPDomain", PYTK_HEAD(65), names_of("erpdomain"));

constexpr const Proto* parts[] = {&client_id,
                                  &server_id,
                                  &association,
                                  &temporary,
                                  &address,
                                  &requested,
                                  &preference,
                                  &elapsed,
                                  &relayed,
                                  &authentication,
                                  &unicast,
                                  &status,
                                  &rapid,
                                  &interface_id,
                                  &reconfigure,
                                  &reconfigure_accept,
                                  &sip_servers,
                                  &dns_servers,
                                  &delegation,
                                  &prefix,
                                  &nis_servers,
                                  &nisp_servers,
                                  &sntp_servers,
                                  &refresh,
                                  &bcmcs_servers,
                                  &remote_id,
                                  &subscriber,
                                  &pana,
                                  &posix_zone,
                                  &named_zone,
                                  &echo_request,
                                  &client_link,
                                  &boot_file,
                                  &architecture,
                                  &network_interface,
                                  &supplied,
                                  &subnet_selection,
                                  &link_layer,
                                  &usage_url,
                                  &vendor_class,
                                  &vendor_info,
                                  &user_class,
                                  &sip_names,
                                  &dns_names,
                                  &nis_name,
                                  &nisp_name,
                                  &bcmcs_names,
                                  &client_name,
                                  &erp_names};

bool step(const Look& look, Step& step) {
  step.header = 4U + look.u16(2);
  if (look.proto == &relayed && step.header >= look.size()) {  // the last option: its message follows as layers
    step.header = 4;
    step.next = &dhcp6;
    return true;
  }
  if (step.header <= look.size()) step.next = dhcp6_option_at(look, step.header);
  return true;
}

}  // namespace

const Proto* dhcp6_option_at(const Look& look, std::uint32_t at) {
  if (at + 4 > look.size()) return nullptr;
  const unsigned code = look.u16(at), size = look.u16(at + 2);
  for (const Proto* one : parts) {
    const FieldList& fields = one->fields;
    if (fields.first[0].initial != code) continue;
    // A fixed option of another size, or one too short for its fields, is shown as bytes.
    const bool fits = fields.fixed ? size + 4U == fields.minimum : size + 4U >= fields.minimum;
    return fits ? one : &dhcp6_options;
  }
  return &dhcp6_options;
}

constexpr auto any_fields = layout({PYTK_HEAD(0), data("data").alias("dhcpv6.option.value")});
constinit const Proto dhcp6_options{.name = "DHCP6OptUnknown",
                                    .key = "dhcp6.option",
                                    .title = "DHCP6OptUnknown",
                                    .fields = any_fields,
                                    .least = 4,
                                    .step = step,
                                    .parts = parts,
                                    .is_quote = true,
                                    .label = "DHCPv6"};

}  // namespace pytk::packet::proto
