// The option of DHCPv6 that begins at a place, and the registry's names of options.
#pragma once

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {

const Proto* dhcp6_option_at(const Look& look, std::uint32_t at);

inline constexpr Name dhcp6_option_names[] = {{1, "CLIENTID"},
                                              {2, "SERVERID"},
                                              {3, "IA_NA"},
                                              {4, "IA_TA"},
                                              {5, "IAADDR"},
                                              {6, "ORO"},
                                              {7, "PREFERENCE"},
                                              {8, "ELAPSED_TIME"},
                                              {9, "RELAY_MSG"},
                                              {11, "AUTH"},
                                              {12, "UNICAST"},
                                              {13, "STATUS_CODE"},
                                              {14, "RAPID_COMMIT"},
                                              {15, "USER_CLASS"},
                                              {16, "VENDOR_CLASS"},
                                              {17, "VENDOR_OPTS"},
                                              {18, "INTERFACE_ID"},
                                              {19, "RECONF_MSG"},
                                              {20, "RECONF_ACCEPT"},
                                              {21, "SIP_DOMAINS"},
                                              {22, "SIP_SERVERS"},
                                              {23, "DNS_SERVERS"},
                                              {24, "DNS_DOMAIN"},
                                              {25, "OPTION_IA_PD"},
                                              {26, "OPTION_IAPREFIX"},
                                              {31, "OPT_SNTP_SERVERS"},
                                              {37, "REMOTE_ID"},
                                              {38, "SUBSCRIBER_ID"},
                                              {39, "OPTION_CLIENT_FQDN"}};

}  // namespace pytk::packet::proto
