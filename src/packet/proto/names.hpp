// Enumerations that several tables share (IANA registries; names as Scapy spells them).
#pragma once

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {

inline constexpr Name ethertypes[] = {
    {0x0800, "IPv4"}, {0x0806, "ARP"}, {0x0842, "WOL"}, {0x6558, "TEB"}, {0x8035, "RARP"}, {0x8100, "n_802_1Q"},
    {0x86dd, "IPv6"}, {0x880b, "PPP"}, {0x8847, "MPLS"}, {0x8848, "MPLS_MULTI"}, {0x8863, "PPPoE_DISC"},
    {0x8864, "PPPoE_SES"}, {0x888e, "EAPOL"}, {0x88a8, "n_802_1AD"}, {0x88cc, "LLDP"}, {0x88e5, "MACSEC"},
    {0x8809, "SLOW"},
};
inline constexpr Name ip_protocols[] = {
    {0, "hopopt"}, {1, "icmp"}, {2, "igmp"}, {3, "ggp"}, {4, "ipencap"}, {5, "st"}, {6, "tcp"}, {8, "egp"}, {9, "igp"},
    {12, "pup"}, {17, "udp"}, {20, "hmp"}, {22, "xns_idp"}, {27, "rdp"}, {29, "iso_tp4"}, {33, "dccp"}, {36, "xtp"},
    {37, "ddp"}, {38, "idpr_cmtp"}, {41, "ipv6"}, {43, "ipv6_route"}, {44, "ipv6_frag"}, {45, "idrp"}, {46, "rsvp"},
    {47, "gre"}, {50, "esp"}, {51, "ah"}, {57, "skip"}, {58, "ipv6_icmp"}, {59, "ipv6_nonxt"}, {60, "ipv6_opts"},
    {73, "rspf"}, {81, "vmtp"}, {88, "eigrp"}, {89, "ospf"}, {93, "ax_25"}, {94, "ipip"}, {97, "etherip"}, {98, "encap"},
    {103, "pim"}, {108, "ipcomp"}, {112, "vrrp"}, {115, "l2tp"}, {124, "isis"}, {132, "sctp"}, {133, "fc"},
    {135, "mobility_header"}, {136, "udplite"}, {137, "mpls_in_ip"}, {138, "manet"}, {139, "hip"}, {140, "shim6"},
    {141, "wesp"}, {142, "rohc"},
};

}  // namespace pytk::packet::proto
