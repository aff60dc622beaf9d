// Resource records: one table for the plain ones, further tables for those with structure.
#pragma once

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {

inline constexpr Name dns_types[] = {
    {1, "A"},       {2, "NS"},     {3, "MD"},         {4, "MF"},          {5, "CNAME"},
    {6, "SOA"},     {7, "MB"},     {8, "MG"},         {9, "MR"},          {10, "NULL"},
    {11, "WKS"},    {12, "PTR"},   {13, "HINFO"},     {14, "MINFO"},      {15, "MX"},
    {16, "TXT"},    {17, "RP"},    {18, "AFSDB"},     {24, "SIG"},        {25, "KEY"},
    {28, "AAAA"},   {29, "LOC"},   {33, "SRV"},       {35, "NAPTR"},      {36, "KX"},
    {37, "CERT"},   {38, "A6"},    {39, "DNAME"},     {41, "OPT"},        {42, "APL"},
    {43, "DS"},     {44, "SSHFP"}, {45, "IPSECKEY"},  {46, "RRSIG"},      {47, "NSEC"},
    {48, "DNSKEY"}, {49, "DHCID"}, {50, "NSEC3"},     {51, "NSEC3PARAM"}, {52, "TLSA"},
    {53, "SMIMEA"}, {55, "HIP"},   {59, "CDS"},       {60, "CDNSKEY"},    {61, "OPENPGPKEY"},
    {62, "CSYNC"},  {64, "SVCB"},  {65, "HTTPS"},     {99, "SPF"},        {108, "EUI48"},
    {109, "EUI64"}, {249, "TKEY"}, {250, "TSIG"},     {251, "IXFR"},      {19, "X25"},
    {20, "ISDN"},   {21, "RT"},    {22, "NSAP"},      {23, "NSAP-PTR"},   {26, "PX"},
    {27, "GPOS"},   {30, "NXT"},   {31, "EID"},       {32, "NIMLOC"},     {34, "ATMA"},
    {40, "SINK"},   {56, "NINFO"}, {57, "RKEY"},      {58, "TALINK"},     {63, "ZONEMD"},
    {100, "UINFO"}, {101, "UID"},  {102, "GID"},      {103, "UNSPEC"},    {104, "NID"},
    {105, "L32"},   {106, "L64"},  {107, "LP"},       {253, "MAILB"},     {254, "MAILA"},
    {258, "AVC"},   {259, "DOA"},  {260, "AMTRELAY"}, {255, "ANY"},       {65535, "RESERVED"},
    {252, "AXFR"},  {255, "ALL"},  {256, "URI"},      {257, "CAA"},       {32768, "TA"},
    {32769, "DLV"}};
inline constexpr Name dns_classes[] = {{1, "IN"}, {2, "CS"}, {3, "CH"}, {4, "HS"}, {255, "ANY"}};

extern const Proto dns_question;
const Proto* choose_record(const Look& look, std::uint32_t at);

}  // namespace pytk::packet::proto
