// RADIUS attributes by type (RFC 2865 5, RFC 2866 5, RFC 2869 5), for Radius(attributes=[...]); built only.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name services[] = {{1, "Login"},
                             {2, "Framed"},
                             {3, "Callback Login"},
                             {4, "Callback Framed"},
                             {5, "Outbound"},
                             {6, "Administrative"},
                             {7, "NAS Prompt"},
                             {8, "Authenticate Only"},
                             {9, "Callback NAS Prompt"},
                             {10, "Call Check"},
                             {11, "Callback Administrative"},
                             {12, "Voice"},
                             {13, "Fax"},
                             {14, "Modem Relay"},
                             {15, "IAPP-Register"},
                             {16, "IAPP-AP-Check"},
                             {17, "Authorize Only"},
                             {18, "Framed-Management"},
                             {19, "Additional-Authorization"}};
constexpr Name framings[] = {{1, "PPP"}, {2, "SLIP"}, {6, "X.75 Synchronous"}, {7, "GPRS PDP Context"}};
constexpr Name statuses[] = {{1, "Start"},
                             {2, "Stop"},
                             {3, "Interim-Update"},
                             {7, "Accounting-On"},
                             {8, "Accounting-Off"},
                             {9, "Tunnel-Start"},
                             {10, "Tunnel-Stop"},
                             {11, "Tunnel-Reject"},
                             {12, "Tunnel-Link-Start"},
                             {13, "Tunnel-Link-Stop"},
                             {14, "Tunnel-Link-Reject"},
                             {15, "Failed"}};
constexpr Name authentics[] = {{1, "RADIUS"}, {2, "Local"}, {3, "Remote"}, {4, "Diameter"}};
constexpr Name causes[] = {{1, "User Request"},
                           {2, "Lost Carrier"},
                           {3, "Lost Service"},
                           {4, "Idle Timeout"},
                           {5, "Session Timeout"},
                           {6, "Admin Reset"},
                           {7, "Admin Reboot"},
                           {8, "Port Error"},
                           {9, "NAS Error"},
                           {10, "NAS Request"},
                           {11, "NAS Reboot"},
                           {12, "Port Unneeded"},
                           {13, "Port Preempted"},
                           {14, "Port Suspended"},
                           {15, "Service Unavailable"},
                           {16, "Callback"},
                           {17, "User Error"},
                           {18, "Host Request"},
                           {19, "Supplicant Restart"},
                           {20, "Reauthentication Failure"},
                           {21, "Port Reinitialized"},
                           {22, "Port Administratively Disabled"},
                           {23, "Lost Power"}};
constexpr Name ports[] = {{0, "Async"},
                          {1, "Sync"},
                          {2, "ISDN Sync"},
                          {3, "ISDN Async V.120"},
                          {4, "ISDN Async V.110"},
                          {5, "Virtual"},
                          {6, "PIAFS"},
                          {7, "HDLC Clear Channel"},
                          {8, "X.25"},
                          {9, "X.75"},
                          {10, "G.3 Fax"},
                          {15, "Ethernet"},
                          {17, "Cable"},
                          {19, "Wireless - IEEE 802.11"}};

#define PYTK_ATTRIBUTE(variable, short_name, code, size, ...)                                                \
  constexpr auto variable##_fields = layout({number("type", 8, code), number("len", 8, size), __VA_ARGS__}); \
  constinit const Proto variable {                                                                           \
    .name = "RadiusAttr_" short_name, .key = "radius.attribute", .title = "Radius Attribute",                \
    .fields = variable##_fields, .is_item = true                                                             \
  }
#define PYTK_NUMBER(variable, short_name, code) PYTK_ATTRIBUTE(variable, short_name, code, 6, number("value", 32))
#define PYTK_ADDRESS(variable, short_name, code) PYTK_ATTRIBUTE(variable, short_name, code, 6, ip4("value"))
#define PYTK_CHOICE(variable, short_name, code, names) \
  PYTK_ATTRIBUTE(variable, short_name, code, 6, choice("value", 32, 0, names))
#define PYTK_STRING(variable, short_name, code) \
  PYTK_ATTRIBUTE(variable, short_name, code, 0, bytes("value").sized_by("len", 1, -2))

PYTK_NUMBER(nas_port, "NAS_Port", 5);
PYTK_NUMBER(mtu, "Framed_MTU", 12);
PYTK_NUMBER(login_port, "Login_TCP_Port", 16);
PYTK_NUMBER(session_timeout, "Session_Timeout", 27);
PYTK_NUMBER(idle_timeout, "Idle_Timeout", 28);
PYTK_NUMBER(appletalk_link, "Framed_AppleTalk_Link", 37);
PYTK_NUMBER(appletalk_network, "Framed_AppleTalk_Network", 38);
PYTK_NUMBER(delay, "Acct_Delay_Time", 41);
PYTK_NUMBER(input_octets, "Acct_Input_Octets", 42);
PYTK_NUMBER(output_octets, "Acct_Output_Octets", 43);
PYTK_NUMBER(session_time, "Acct_Session_Time", 46);
PYTK_NUMBER(input_packets, "Acct_Input_Packets", 47);
PYTK_NUMBER(output_packets, "Acct_Output_Packets", 48);
PYTK_NUMBER(link_count, "Acct_Link_Count", 51);
PYTK_NUMBER(input_gigawords, "Acct_Input_Gigawords", 52);
PYTK_NUMBER(output_gigawords, "Acct_Output_Gigawords", 53);
PYTK_NUMBER(egress_vlan, "Egress_VLANID", 56);
PYTK_NUMBER(port_limit, "Port_Limit", 62);
PYTK_NUMBER(arap_security, "ARAP_Security", 73);
PYTK_NUMBER(retry, "Password_Retry", 75);
PYTK_NUMBER(preference, "Tunnel_Preference", 83);
PYTK_NUMBER(interim, "Acct_Interim_Interval", 85);
PYTK_NUMBER(lost, "Acct_Tunnel_Packets_Lost", 86);
PYTK_NUMBER(privilege, "Management_Privilege_Level", 136);
PYTK_NUMBER(mobility_domain, "Mobility_Domain_Id", 177);
PYTK_NUMBER(preauth, "Preauth_Timeout", 178);
PYTK_NUMBER(venue, "WLAN_Venue_Info", 182);
PYTK_NUMBER(reason, "WLAN_Reason_Code", 185);
PYTK_NUMBER(pairwise, "WLAN_Pairwise_Cipher", 186);
PYTK_NUMBER(group_cipher, "WLAN_Group_Cipher", 187);
PYTK_NUMBER(key_management, "WLAN_AKM_Suite", 188);
PYTK_NUMBER(management_cipher, "WLAN_Group_Mgmt_Cipher", 189);
PYTK_NUMBER(band, "WLAN_RF_Band", 190);
PYTK_ADDRESS(nas_address, "NAS_IP_Address", 4);
PYTK_ADDRESS(framed_address, "Framed_IP_Address", 8);
PYTK_ADDRESS(framed_mask, "Framed_IP_Netmask", 9);
PYTK_ADDRESS(login_host, "Login_IP_Host", 14);
PYTK_ADDRESS(ipx_network, "Framed_IPX_Network", 23);
PYTK_ADDRESS(home_lma, "PMIP6_Home_LMA_IPv4_Address", 149);
PYTK_ADDRESS(visited_lma, "PMIP6_Visited_LMA_IPv4_Address", 150);
PYTK_ADDRESS(home_dhcp, "PMIP6_Home_DHCP4_Server_Address", 157);
PYTK_ADDRESS(visited_dhcp, "PMIP6_Visited_DHCP4_Server_Address", 158);
PYTK_ADDRESS(home_gateway, "PMIP6_Home_IPv4_Gateway", 161);
PYTK_ADDRESS(visited_gateway, "PMIP6_Visited_IPv4_Gateway", 162);
PYTK_CHOICE(service, "Service_Type", 6, services);
PYTK_CHOICE(framing, "Framed_Protocol", 7, framings);
PYTK_CHOICE(status, "Acct_Status_Type", 40, statuses);
PYTK_CHOICE(authentic, "Acct_Authentic", 45, authentics);
PYTK_CHOICE(cause, "Acct_Terminate_Cause", 49, causes);
PYTK_CHOICE(port_type, "NAS_Port_Type", 61, ports);
PYTK_STRING(password, "User_Password", 2);
PYTK_STRING(state, "State", 24);
PYTK_STRING(eap_message, "EAP_Message", 79);
PYTK_ATTRIBUTE(authenticator, "Message_Authenticator", 80, 18, bytes("value", 16));
constexpr auto vendor_fields =
    layout({number("type", 8, 26), number("len", 8).automatic(Automatic::header_length), number("vendor_id", 32),
            number("vendor_type", 8), number("vendor_len", 8), bytes("value").sized_by("vendor_len", 1, -2)});
constinit const Proto vendor{.name = "RadiusAttr_Vendor_Specific",
                             .key = "radius.attribute",
                             .title = "Radius Attribute",
                             .fields = vendor_fields,
                             .is_item = true};

constexpr const Proto* parts[] = {&nas_port,
                                  &mtu,
                                  &login_port,
                                  &session_timeout,
                                  &idle_timeout,
                                  &appletalk_link,
                                  &appletalk_network,
                                  &delay,
                                  &input_octets,
                                  &output_octets,
                                  &session_time,
                                  &input_packets,
                                  &output_packets,
                                  &link_count,
                                  &input_gigawords,
                                  &output_gigawords,
                                  &egress_vlan,
                                  &port_limit,
                                  &arap_security,
                                  &retry,
                                  &preference,
                                  &interim,
                                  &lost,
                                  &privilege,
                                  &mobility_domain,
                                  &preauth,
                                  &venue,
                                  &reason,
                                  &pairwise,
                                  &group_cipher,
                                  &key_management,
                                  &management_cipher,
                                  &band,
                                  &nas_address,
                                  &framed_address,
                                  &framed_mask,
                                  &login_host,
                                  &ipx_network,
                                  &home_lma,
                                  &visited_lma,
                                  &home_dhcp,
                                  &visited_dhcp,
                                  &home_gateway,
                                  &visited_gateway,
                                  &service,
                                  &framing,
                                  &status,
                                  &authentic,
                                  &cause,
                                  &port_type,
                                  &password,
                                  &state,
                                  &eap_message,
                                  &authenticator,
                                  &vendor};
constexpr auto fields = layout({number("type", 8, 1), number("len", 8), bytes("value").sized_by("len", 1, -2)});

}  // namespace

constinit const Proto radius_attributes{.name = "RadiusAttr_User_Name",
                                        .key = "radius.attribute",
                                        .title = "Radius Attribute",
                                        .fields = fields,
                                        .parts = parts,
                                        .is_item = true};

}  // namespace pytk::packet::proto
