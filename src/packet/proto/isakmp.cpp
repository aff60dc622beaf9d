// ISAKMP (RFC 2408) and the attributes of IKEv1 (RFC 2409 appendix A): header and payloads, built only.
#include <algorithm>

#include <pytk/core/number.hpp>
#include <pytk/packet/craft.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name payloads[] = {
    {0, "None"}, {1, "SA"},   {2, "Proposal"}, {3, "Transform"},     {4, "KE"},     {5, "ID"},      {6, "CERT"},
    {7, "CR"},   {8, "Hash"}, {9, "SIG"},      {11, "Notification"}, {10, "Nonce"}, {12, "Delete"}, {13, "VendorID"}};
constexpr Name exchanges[] = {{0, "None"},      {1, "base"},       {2, "identity prot."},
                              {3, "auth only"}, {4, "aggressive"}, {5, "info"}};
constexpr Name header_flags[] = {{0, "encryption"}, {1, "commit"}, {2, "auth_only"}, {3, "res3"},
                                 {4, "res4"},       {5, "res5"},   {6, "res6"},      {7, "res7"}};

/// An attribute of a transform, with the names of its values.
struct Attribute {
  std::uint16_t type;
  std::string_view name;
  std::span<const Name> values;
};
constexpr Name ciphers[] = {{1, "DES-CBC"},  {2, "IDEA-CBC"}, {3, "Blowfish-CBC"}, {4, "RC5-R16-B64-CBC"},
                            {5, "3DES-CBC"}, {6, "CAST-CBC"}, {7, "AES-CBC"},      {8, "CAMELLIA-CBC"}};
constexpr Name hashes[] = {{1, "MD5"}, {2, "SHA"}, {3, "Tiger"}, {4, "SHA2-256"}, {5, "SHA2-384"}, {6, "SHA2-512"}};
constexpr Name methods[] = {{1, "PSK"},
                            {2, "DSS"},
                            {3, "RSA Sig"},
                            {4, "RSA Encryption"},
                            {5, "RSA Encryption Revised"},
                            {64221, "HybridInitRSA"},
                            {64222, "HybridRespRSA"},
                            {65001, "XAUTHInitPreShared"},
                            {65002, "XAUTHRespPreShared"}};
constexpr Name groups[] = {{1, "768MODPgr"},   {2, "1024MODPgr"},  {3, "EC2Ngr155"},   {4, "EC2Ngr185"},
                           {5, "1536MODPgr"},  {14, "2048MODPgr"}, {15, "3072MODPgr"}, {16, "4096MODPgr"},
                           {17, "6144MODPgr"}, {18, "8192MODPgr"}};
constexpr Name group_types[] = {{1, "MODP"}, {2, "ECP"}, {3, "EC2N"}};
constexpr Name life_types[] = {{1, "Seconds"}, {2, "Kilobytes"}};
constexpr Attribute attributes[] = {{1, "Encryption", ciphers},
                                    {2, "Hash", hashes},
                                    {3, "Authentication", methods},
                                    {4, "GroupDesc", groups},
                                    {5, "GroupType", group_types},
                                    {6, "GroupPrime", {}},
                                    {7, "GroupGenerator1", {}},
                                    {8, "GroupGenerator2", {}},
                                    {9, "GroupCurveA", {}},
                                    {10, "GroupCurveB", {}},
                                    {11, "LifeType", life_types},
                                    {12, "LifeDuration", {}},
                                    {13, "PRF", {}},
                                    {14, "KeyLength", {}},
                                    {15, "FieldSize", {}},
                                    {16, "GroupOrder", {}}};

void show_bytes(std::string& out, const Look& /*look*/, ByteView value, Form form) {
  out += (form == Form::json ? "\"hex:" : "hex:") + to_hex(value) + (form == Form::json ? "\"" : "");
}

/// One attribute: short ones have the value in place of the length (RFC 2408 3.3).
std::string build_attribute(const Value& pair, Bytes& out) {
  if (pair.items.size() != 2) return "attributes are pairs, as in (\"Hash\", \"SHA\")";
  const Value &name = pair.items[0], &value = pair.items[1];
  const auto* const known = std::find_if(std::begin(attributes), std::end(attributes), [&](const Attribute& one) {
    return name.is_text() ? one.name == name.text : one.type == name.number;
  });
  if (known == std::end(attributes) && name.is_text()) return "'" + name.text + "' is no attribute of ISAKMP";
  const std::uint16_t type = known == std::end(attributes) ? static_cast<std::uint16_t>(name.number) : known->type;
  std::uint64_t number = value.number;
  if (value.is_text()) {
    const std::span<const Name> names = known == std::end(attributes) ? std::span<const Name>() : known->values;
    const auto found =
        std::find_if(names.begin(), names.end(), [&](const Name& one) { return one.name == value.text; });
    if (found == names.end()) return "'" + value.text + "' is no value of " + name.text;
    number = found->value;
  }
  const auto append = [&](std::uint64_t word, unsigned bytes) {
    while (bytes-- > 0) out.push_back(static_cast<std::uint8_t>(word >> (8U * bytes)));
  };
  if (number <= 0xffff) {
    append(0x8000U | type, 2);
    append(number, 2);
    return {};
  }
  unsigned size = 8;
  while (number >> (8U * (size - 1)) == 0) --size;
  append(type, 2);
  append(size, 2);
  append(number, size);
  return {};
}
std::string build_attributes(const Value& value, const Look& /*so_far*/, Bytes& out) {
  if (value.is_text()) {
    out.insert(out.end(), value.text.begin(), value.text.end());
    return {};
  }
  for (const Value& item : value.items)
    if (std::string wrong = build_attribute(item, out); !wrong.empty()) return wrong;
  return {};
}
constexpr Codec transform_set{show_bytes, build_attributes};

// What a payload is called by the one before it.
#define PYTK_AFTER(number)                                                                                 \
  {"ISAKMP", "next_payload", number}, {"ISAKMP_payload", "next_payload", number},                          \
      {"ISAKMP_payload_SA", "next_payload", number}, {"ISAKMP_payload_Proposal", "next_payload", number},  \
      {"ISAKMP_payload_Transform", "next_payload", number}, {"ISAKMP_payload_KE", "next_payload", number}, \
      {"ISAKMP_payload_ID", "next_payload", number}, {"ISAKMP_payload_Hash", "next_payload", number},      \
      {"ISAKMP_payload_Nonce", "next_payload", number}, {                                                  \
    "ISAKMP_payload_VendorID", "next_payload", number                                                      \
  }
#define PYTK_HEAD \
  choice("next_payload", 8, 0, payloads), number("res", 8), number("length", 16).automatic(Automatic::header_length)
#define PYTK_PAYLOAD(variable, class_name, heading, kind, ...)                                  \
  constexpr auto variable##_fields = layout({PYTK_HEAD, __VA_ARGS__});                          \
  constexpr Overload variable##_overloads[] = {PYTK_AFTER(kind)};                               \
  constinit const Proto variable {                                                              \
    .name = class_name, .key = "isakmp.payload", .title = heading, .fields = variable##_fields, \
    .overloads = variable##_overloads                                                           \
  }
constexpr Name domains[] = {{1, "IPSEC"}}, situations[] = {{1, "identity"}}, transform_ids[] = {{1, "KEY_IKE"}},
               protocols_of[] = {{1, "ISAKMP"}}, id_types[] = {{1, "IPv4_addr"}, {11, "Key"}},
               id_protocols[] = {{0, "Unused"}};
PYTK_PAYLOAD(transform, "ISAKMP_payload_Transform", "IKE Transform", 3, number("num", 8),
             choice("id", 8, 1, transform_ids), number("res2", 16), custom("transforms", transform_set));
PYTK_PAYLOAD(proposal, "ISAKMP_payload_Proposal", "IKE proposal", 2, number("proposal", 8, 1),
             choice("proto", 8, 1, protocols_of), number("SPIsize", 8), number("trans_nb", 8),
             bytes("SPI").sized_by("SPIsize"), bytes("trans"));
PYTK_PAYLOAD(association, "ISAKMP_payload_SA", "ISAKMP SA", 1, choice("DOI", 32, 1, domains),
             choice("situation", 32, 1, situations), bytes("prop"));
PYTK_PAYLOAD(key_exchange, "ISAKMP_payload_KE", "ISAKMP Key Exchange", 4, bytes("load"));
PYTK_PAYLOAD(identification, "ISAKMP_payload_ID", "ISAKMP Identification", 5, choice("IDtype", 8, 1, id_types),
             choice("ProtoID", 8, 0, id_protocols), number("Port", 16), bytes("load"));
PYTK_PAYLOAD(hash, "ISAKMP_payload_Hash", "ISAKMP Hash", 8, bytes("load"));
PYTK_PAYLOAD(nonce, "ISAKMP_payload_Nonce", "ISAKMP Nonce", 10, bytes("load"));
PYTK_PAYLOAD(vendor, "ISAKMP_payload_VendorID", "ISAKMP Vendor ID", 13, bytes("load"));
PYTK_PAYLOAD(any, "ISAKMP_payload", "ISAKMP payload", 0, bytes("load"));
constexpr const Proto* parts[] = {&transform, &proposal, &association, &key_exchange, &identification,
                                  &hash,      &nonce,    &vendor,      &any};

constexpr Overload overloads[] = {{"UDP", "sport", 500}, {"UDP", "dport", 500}};
constexpr auto fields =
    layout({bytes("init_cookie", 8), bytes("resp_cookie", 8), choice("next_payload", 8, 0, payloads),
            hex("version", 8, 0x10), choice("exch_type", 8, 0, exchanges), flags("flags", 8, 0, header_flags),
            number("id", 32), number("length", 32).automatic(Automatic::total_length)});

}  // namespace

constinit const Proto isakmp{
    .name = "ISAKMP", .key = "isakmp", .title = "ISAKMP", .fields = fields, .overloads = overloads, .parts = parts};

}  // namespace pytk::packet::proto
