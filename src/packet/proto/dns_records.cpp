#include "packet/proto/dns_records.hpp"

#include <pytk/core/address.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>
#include <pytk/packet/craft.hpp>

namespace pytk::packet::proto {
namespace {

constexpr bool holds_name(std::uint64_t type) {
  return type == 2 || type == 3 || type == 4 || type == 5 || type == 7 || type == 8 || type == 9 || type == 12 ||
         type == 39;
}

std::uint64_t type_of(const Look& record) {
  const std::uint32_t name = domain_extent(record, 0);
  return record.u16(name);
}

void append_string_list(std::string& out, ByteView value, Form form) {
  std::string text;
  if (form == Form::json) out += '[';
  bool first = true;
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t size = std::min<std::size_t>(value[at], value.size() - at - 1);
    const std::string_view part = text_of(value.subspan(at + 1, size));
    if (!first) out += form == Form::json ? "," : " ";
    first = false;
    if (form == Form::json)
      json::append_string(out, part);
    else
      out += form == Form::show ? escape_controls(part) : std::string(part);
    at += 1 + size;
  }
  if (form == Form::json) out += ']';
}

void show_data(std::string& out, const Look& record, ByteView value, Form form) {
  const std::uint64_t type = type_of(record);
  const bool quote = form == Form::json;
  if (type == 16 || type == 99) return append_string_list(out, value, form);
  if (quote) out += '"';
  if (type == 1 && value.size() == 4) {
    put_ip4(out, value.data());
  } else if (type == 28 && value.size() == 16) {
    append_ip(out, Ip::from(value));
  } else if (holds_name(type)) {
    // A backslash of an escaped label must survive JSON.
    std::string name;
    read_domain(record, static_cast<std::uint32_t>(value.data() - record.bytes.data()), name);
    for (const char c : name) {
      if (quote && (c == '\\' || c == '"')) out += '\\';
      out += c;
    }
    if (form == Form::show && name != ".") out += '.';
  } else {
    if (form != Form::json && !value.empty()) out += "hex:";
    if (quote) out += "hex:";
    out += to_hex(value);
  }
  if (quote) out += '"';
}

void append_raw(const Value& value, Bytes& out) {
  if (value.text.starts_with("hex:")) {
    if (const auto digits = from_hex(std::string_view(value.text).substr(4))) {
      out.insert(out.end(), digits->begin(), digits->end());
      return;
    }
  }
  out.insert(out.end(), value.text.begin(), value.text.end());
}

/// RFC 1035 3.3.14: pieces of at most 255 bytes.
void append_strings(const Value& value, Bytes& out) {
  std::string_view text = value.text;
  while (!text.empty()) {
    const std::size_t size = std::min<std::size_t>(text.size(), 255);
    out.push_back(static_cast<std::uint8_t>(size));
    out.insert(out.end(), text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size));
    text.remove_prefix(size);
  }
}

void append_nothing_given(std::uint64_t type, Bytes& out) {
  if (type == 1) out.resize(out.size() + 4);
  else if (type == 28) out.resize(out.size() + 16);
  else if (holds_name(type)) out.push_back(0);
}

std::string build_data(const Value& value, const Look& so_far, Bytes& out) {
  const std::uint64_t type = type_of(so_far);
  if (value.kind == Value::Kind::automatic) {
    append_nothing_given(type, out);
    return {};
  }
  if (type == 1 || type == 28) {
    if (const auto ip = parse_ip(value.text); ip && ip->v6 == (type == 28)) {
      out.insert(out.end(), ip->view().begin(), ip->view().end());
      return {};
    }
    if (!value.text.starts_with("hex:"))
      return "'" + value.text + "' is no " + (type == 1 ? "IPv4" : "IPv6") + " address";
  } else if (holds_name(type)) {
    write_domain(value.text, out);
    return {};
  } else if (type == 16 || type == 99) {
    if (value.kind != Value::Kind::list) append_strings(value, out);
    for (const Value& item : value.items) append_strings(item, out);
    return {};
  }
  append_raw(value, out);
  return {};
}

/// A list of addresses means one record each; of texts it is the content of one (TXT).
bool splits(const Value& value) {
  if (value.kind != Value::Kind::list)
    return value.kind == Value::Kind::text && value.text.find('/') != std::string::npos && parse_prefix(value.text);
  const auto is_address = [](const Value& item) { return parse_ip(item.text) || splits(item); };
  return !value.items.empty() && std::all_of(value.items.begin(), value.items.end(), is_address);
}
constexpr Codec data{show_data, build_data, splits};

/// rdlen stands behind the name and eight bytes.
void finish_length(Finish& finish) {
  if (!finish.is_building_header || finish.was_set("rdlen")) return;
  Bytes& record = *finish.header_bytes;
  const std::uint32_t at = domain_extent(Look{record}, 0) + 8;
  if (at + 2 <= record.size())
    store_be<std::uint16_t>(record.data() + at, static_cast<std::uint16_t>(record.size() - at - 2));
}
/// What is left of the record's data.
std::uint32_t data_left(const Look& look, std::uint32_t at) {
  const std::uint32_t length_at = domain_extent(look, 0) + 8;
  const std::uint32_t end = length_at + 2U + look.u16(length_at);
  return end > at ? end - at : 0;
}
std::uint32_t domain_in_data(const Look& look, std::uint32_t at) {
  return std::min(domain_extent(look, at), data_left(look, at));
}

#define PYTK_RECORD(of_type)                                                                                 \
  domain("rrname", ".", domain_extent), choice("type", 16, of_type, dns_types).alias("dns.resp.type"),       \
      choice("rclass", 16, 1, dns_classes).alias("dns.resp.class"), number("ttl", 32).alias("dns.resp.ttl"), \
      number("rdlen", 16).automatic(Automatic::by_finish).alias("dns.resp.len")
/// Wireshark splits the names of services (RFC 2782), and has no whole one.
bool record_name(const Look& look, std::string& out) {
  return look.u16(domain_extent(look, 0)) != 33 && wireshark_name(look, out);
}
#define PYTK_NAME derived_text("name", record_name).alias("dns.resp.name")
#define PYTK_RECORD_TABLE(variable, class_name, heading, ...)                                                   \
  constexpr auto variable##_fields = layout({__VA_ARGS__, PYTK_NAME});                                          \
  constinit const Proto variable {                                                                              \
    .name = class_name, .key = "dnsrr", .title = heading, .fields = variable##_fields, .finish = finish_length, \
    .same_as = &dns_records, .is_item = true                                                                    \
  }

// IANA registries of DNS security algorithm numbers and DS digest algorithms, and of EDNS option codes.
constexpr Name algorithms[] = {{255, "Reserved"},
                               {0, "Reserved"},
                               {1, "RSA/MD5"},
                               {2, "Diffie-Hellman"},
                               {3, "DSA/SHA-1"},
                               {5, "RSA/SHA-1"},
                               {6, "DSA-NSEC3-SHA1"},
                               {7, "RSASHA1-NSEC3-SHA1"},
                               {8, "RSA/SHA-256"},
                               {10, "RSA/SHA-512"},
                               {12, "GOST R 34.10-2001"},
                               {13, "ECDSA Curve P-256 with SHA-256"},
                               {14, "ECDSA Curve P-384 with SHA-384"},
                               {15, "ED25519"},
                               {16, "ED448"},
                               {8, "RSASHA256"},
                               {10, "RSASHA512"},
                               {13, "ECDSAP256SHA256"},
                               {14, "ECDSAP384SHA384"},
                               {252, "Reserved for Indirect Keys"},
                               {253, "Private algorithms - domain name"},
                               {254, "Private algorithms - OID"}};
constexpr Name digests[] = {{0, "Reserved"}, {1, "SHA-1"}, {2, "SHA-256"}, {3, "GOST R 34.11-94"}, {4, "SHA-384"}};
constexpr Name option_codes[] = {{0, "Reserved"},
                                 {1, "LLQ"},
                                 {2, "UL"},
                                 {3, "NSID"},
                                 {5, "DAU"},
                                 {6, "DHU"},
                                 {7, "N3U"},
                                 {8, "edns-client-subnet"},
                                 {9, "EXPIRE"},
                                 {10, "COOKIE"},
                                 {11, "edns-tcp-keepalive"},
                                 {12, "Padding"},
                                 {13, "CHAIN"},
                                 {14, "edns-key-tag"},
                                 {15, "Extended DNS Error"},
                                 {5, "PING"}};
constexpr Name extended_flags[] = {{0x8000, "D0"}, {0x8000, "DO"}};
constexpr Name opt_out[] = {{1, "Opt-Out"}};

PYTK_RECORD_TABLE(soa, "DNSRRSOA", "DNS SOA Resource Record", PYTK_RECORD(6),
                  domain("mname", ".", domain_in_data).alias("dns.soa.mname"),
                  domain("rname", ".", domain_in_data).alias("dns.soa.rname"),
                  number("serial", 32).alias("dns.soa.serial_number"), number("refresh", 32), number("retry", 32),
                  number("expire", 32), number("minimum", 32));
PYTK_RECORD_TABLE(mx, "DNSRRMX", "DNS MX Resource Record", PYTK_RECORD(6),
                  number("preference", 16).alias("dns.mx.preference"),
                  domain("exchange", ".", domain_in_data).alias("dns.mx.mail_exchange"));
PYTK_RECORD_TABLE(srv, "DNSRRSRV", "DNS SRV Resource Record", PYTK_RECORD(33),
                  number("priority", 16).alias("dns.srv.priority"), number("weight", 16).alias("dns.srv.weight"),
                  number("port", 16).alias("dns.srv.port"),
                  domain("target", ".", domain_in_data).alias("dns.srv.target"));
PYTK_RECORD_TABLE(ds, "DNSRRDS", "DNS DS Resource Record", PYTK_RECORD(43), number("keytag", 16),
                  choice("algorithm", 8, 5, algorithms), choice("digesttype", 8, 5, digests),
                  bytes("digest").sized(data_left));
PYTK_RECORD_TABLE(dlv, "DNSRRDLV", "DNS DLV Resource Record", PYTK_RECORD(32769), number("keytag", 16),
                  choice("algorithm", 8, 5, algorithms), choice("digesttype", 8, 5, digests),
                  bytes("digest").sized(data_left));
PYTK_RECORD_TABLE(rrsig, "DNSRRRSIG", "DNS RRSIG Resource Record", PYTK_RECORD(46),
                  choice("typecovered", 16, 1, dns_types), choice("algorithm", 8, 5, algorithms), number("labels", 8),
                  number("originalttl", 32), number("expiration", 32), number("inception", 32), number("keytag", 16),
                  domain("signersname", ".", domain_in_data), bytes("signature").sized(data_left));
PYTK_RECORD_TABLE(nsec, "DNSRRNSEC", "DNS NSEC Resource Record", PYTK_RECORD(47),
                  domain("nextname", ".", domain_in_data), bytes("typebitmaps").sized(data_left));
PYTK_RECORD_TABLE(dnskey, "DNSRRDNSKEY", "DNS DNSKEY Resource Record", PYTK_RECORD(48), hex("flags", 16, 256),
                  number("protocol", 8, 3), choice("algorithm", 8, 5, algorithms), bytes("publickey").sized(data_left));
PYTK_RECORD_TABLE(nsec3, "DNSRRNSEC3", "DNS NSEC3 Resource Record", PYTK_RECORD(50), number("hashalg", 8),
                  choice("flags", 8, 0, opt_out), number("iterations", 16),
                  number("saltlength", 8).automatic(Automatic::manual), bytes("salt").sized_by("saltlength"),
                  number("hashlength", 8).automatic(Automatic::manual),
                  bytes("nexthashedownername").sized_by("hashlength"), bytes("typebitmaps").sized(data_left));
PYTK_RECORD_TABLE(nsec3param, "DNSRRNSEC3PARAM", "DNS NSEC3PARAM Resource Record", PYTK_RECORD(51),
                  number("hashalg", 8), number("flags", 8), number("iterations", 16),
                  number("saltlength", 8).automatic(Automatic::manual), bytes("salt").sized_by("saltlength"));
PYTK_RECORD_TABLE(tsig, "DNSRRTSIG", "DNS TSIG Resource Record", PYTK_RECORD(250),
                  domain("algo_name", "hmac-sha1", domain_in_data), number("time_signed", 48), number("fudge", 16),
                  number("mac_len", 16, 20), bytes("mac_data").sized([](const Look& look, std::uint32_t at) {
                    return std::uint32_t{look.u16(at - 2)};
                  }),
                  number("original_id", 16), number("error", 16), number("other_len", 16).automatic(Automatic::manual),
                  bytes("other_data").sized_by("other_len"));

constexpr auto option_fields =
    layout({choice("optcode", 16, 0, option_codes), number("optlen", 16), bytes("optdata").sized_by("optlen")});
constinit const Proto option{
    .name = "EDNS0TLV", .key = "edns0tlv", .title = "DNS EDNS0 TLV", .fields = option_fields, .is_item = true};
/// The address of a client subnet (RFC 7871 6) has the bytes that are not zero at its end; how many of its bits count
/// follows unless it was set.
void show_subnet(std::string& out, const Look& /*look*/, ByteView value, Form form) {
  out += (form == Form::json ? "\"hex:" : "hex:") + to_hex(value) + (form == Form::json ? "\"" : "");
}
std::string build_subnet(const Value& value, const Look& so_far, Bytes& out) {
  const bool v6 = so_far.u16(4) == 2;
  const std::string text = value.kind == Value::Kind::automatic ? (v6 ? "2001:db8::" : "192.168.0.0") : value.text;
  const auto ip = parse_ip(text);
  if (!ip || ip->v6 != v6) return "'" + text + "' is no " + (v6 ? "IPv6" : "IPv4") + " address";
  out.assign(ip->view().begin(), ip->view().end());
  while (!out.empty() && out.back() == 0) out.pop_back();
  return {};
}
constexpr Codec subnet{show_subnet, build_subnet};
constexpr auto subnet_fields =
    layout({choice("optcode", 16, 8, option_codes), number("optlen", 16), number("family", 16, 1),
            number("source_plen", 8).automatic(Automatic::by_finish), number("scope_plen", 8),
            custom("address", subnet).sized_by("optlen", 1, -4)});
void finish_subnet(Finish& finish) {
  if (!finish.is_building_header || finish.was_set("source_plen") || finish.header_bytes->size() < 8) return;
  (*finish.header_bytes)[6] = static_cast<std::uint8_t>((finish.header_bytes->size() - 8) * 8);
}
constinit const Proto client_subnet{.name = "EDNS0ClientSubnet",
                                    .key = "edns0clientsubnet",
                                    .title = "DNS EDNS0 Client Subnet",
                                    .fields = subnet_fields,
                                    .finish = finish_subnet,
                                    .is_item = true};
constexpr auto opt_fields =
    layout({domain("rrname", ".", domain_extent), choice("type", 16, 41, dns_types).alias("dns.resp.type"),
            number("rclass", 16, 4096).alias("dns.rr.udp_payload_size"), number("extrcode", 8), number("version", 8),
            hex("z", 16, 0x8000).named(extended_flags), number("rdlen", 16).alias("dns.resp.len"),
            items("rdata", option).sized_by("rdlen"), PYTK_NAME});
constinit const Proto opt{.name = "DNSRROPT",
                          .key = "dnsrr",
                          .title = "DNS OPT Resource Record",
                          .fields = opt_fields,
                          .same_as = &dns_records,
                          .is_item = true};

template <std::uint64_t Type>
bool data_of_type(const Look& look, std::string& out) {
  if (type_of(look) != Type) return false;
  const std::uint32_t at = domain_extent(look, 0) + 10;
  const std::uint32_t size = std::min(data_left(look, at), look.size() > at ? look.size() - at : 0);
  if (at > look.size()) return false;
  ByteView value = look.bytes.subspan(at, size);
  if (Type == 16 && !value.empty()) value = value.first(std::min<std::size_t>(value.size(), 1U + value[0]));
  show_data(out, look, value, Form::plain);
  return true;
}
constexpr auto fields = layout(
    {PYTK_RECORD(1), custom("rdata", data).sized(data_left), derived_text("a", data_of_type<1>).alias("dns.a"),
     derived_text("aaaa", data_of_type<28>).alias("dns.aaaa"),
     derived_text("cname", data_of_type<5>).alias("dns.cname"), derived_text("nsname", data_of_type<2>).alias("dns.ns"),
     derived_text("ptr", data_of_type<12>).alias("dns.ptr.domain_name"),
     derived_text("txt", data_of_type<16>).alias("dns.txt"), PYTK_NAME});

constexpr const Proto* parts[] = {&soa, &mx,    &srv,  &opt,    &option, &client_subnet, &ds,
                                  &dlv, &rrsig, &nsec, &dnskey, &nsec3,  &nsec3param,    &tsig};

}  // namespace

constinit const Proto dns_records{.name = "DNSRR",
                                  .key = "dnsrr",
                                  .title = "DNS Resource Record",
                                  .fields = fields,
                                  .finish = finish_length,
                                  .parts = parts,
                                  .is_item = true};

const Proto* choose_record(const Look& look, std::uint32_t at) {
  const Look record{look.bytes.subspan(at)};
  const std::uint32_t name = domain_extent(record, 0);
  if (name + 10 > record.size()) return nullptr;
  switch (record.u16(name)) {
    case 6: return &soa;
    case 15: return &mx;
    case 33: return &srv;
    case 41: return &opt;
    case 43: return &ds;
    case 46: return &rrsig;
    case 47: return &nsec;
    case 48: return &dnskey;
    case 50: return &nsec3;
    case 51: return &nsec3param;
    case 250: return &tsig;
    case 32769: return &dlv;
    default: return &dns_records;
  }
}

}  // namespace pytk::packet::proto
