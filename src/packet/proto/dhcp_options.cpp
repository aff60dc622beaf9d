#include "packet/proto/dhcp_options.hpp"

#include <algorithm>
#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>
#include <pytk/packet/craft.hpp>

namespace pytk::packet::proto {
namespace {

/// What stands in an option's value.
enum class Shape : std::uint8_t { bare, raw, addresses, one, two, four, kind, codes };
struct Option {
  std::uint8_t code;
  std::string_view name;
  Shape shape;
};
// Codes of RFC 2132 and of IANA's registry, under the names that Scapy's users write.
constexpr Option known[] = {{0, "pad", Shape::bare},
                            {1, "subnet_mask", Shape::addresses},
                            {2, "time_zone", Shape::four},
                            {3, "router", Shape::addresses},
                            {4, "time_server", Shape::addresses},
                            {5, "IEN_name_server", Shape::addresses},
                            {6, "name_server", Shape::addresses},
                            {7, "log_server", Shape::addresses},
                            {8, "cookie_server", Shape::addresses},
                            {9, "lpr_server", Shape::addresses},
                            {10, "impress-servers", Shape::addresses},
                            {11, "resource-location-servers", Shape::addresses},
                            {12, "hostname", Shape::raw},
                            {13, "boot-size", Shape::two},
                            {14, "dump_path", Shape::raw},
                            {15, "domain", Shape::raw},
                            {16, "swap-server", Shape::addresses},
                            {17, "root_disk_path", Shape::raw},
                            {18, "extensions-path", Shape::raw},
                            {19, "ip-forwarding", Shape::one},
                            {20, "non-local-source-routing", Shape::one},
                            {21, "policy-filter", Shape::addresses},
                            {22, "max_dgram_reass_size", Shape::two},
                            {23, "default_ttl", Shape::one},
                            {24, "pmtu_timeout", Shape::four},
                            {25, "path-mtu-plateau-table", Shape::two},
                            {26, "interface-mtu", Shape::two},
                            {27, "all-subnets-local", Shape::one},
                            {28, "broadcast_address", Shape::addresses},
                            {29, "perform-mask-discovery", Shape::one},
                            {30, "mask-supplier", Shape::one},
                            {31, "router-discovery", Shape::one},
                            {32, "router-solicitation-address", Shape::addresses},
                            {33, "static-routes", Shape::addresses},
                            {34, "trailer-encapsulation", Shape::one},
                            {35, "arp_cache_timeout", Shape::four},
                            {36, "ieee802-3-encapsulation", Shape::one},
                            {37, "tcp_ttl", Shape::one},
                            {38, "tcp_keepalive_interval", Shape::four},
                            {39, "tcp_keepalive_garbage", Shape::one},
                            {40, "NIS_domain", Shape::raw},
                            {41, "NIS_server", Shape::addresses},
                            {42, "NTP_server", Shape::addresses},
                            {43, "vendor_specific", Shape::raw},
                            {44, "NetBIOS_server", Shape::addresses},
                            {45, "NetBIOS_dist_server", Shape::addresses},
                            {46, "NetBIOS_node_type", Shape::one},
                            {47, "netbios-scope", Shape::raw},
                            {48, "font-servers", Shape::addresses},
                            {49, "x-display-manager", Shape::addresses},
                            {50, "requested_addr", Shape::addresses},
                            {51, "lease_time", Shape::four},
                            {52, "dhcp-option-overload", Shape::one},
                            {53, "message-type", Shape::kind},
                            {54, "server_id", Shape::addresses},
                            {55, "param_req_list", Shape::codes},
                            {56, "error_message", Shape::raw},
                            {57, "max_dhcp_size", Shape::two},
                            {58, "renewal_time", Shape::four},
                            {59, "rebinding_time", Shape::four},
                            {60, "vendor_class_id", Shape::raw},
                            {61, "client_id", Shape::raw},
                            {62, "nwip-domain-name", Shape::raw},
                            {64, "NISplus_domain", Shape::raw},
                            {65, "NISplus_server", Shape::addresses},
                            {66, "tftp_server_name", Shape::raw},
                            {67, "boot-file-name", Shape::raw},
                            {68, "mobile-ip-home-agent", Shape::addresses},
                            {69, "SMTP_server", Shape::addresses},
                            {70, "POP3_server", Shape::addresses},
                            {71, "NNTP_server", Shape::addresses},
                            {72, "WWW_server", Shape::addresses},
                            {73, "Finger_server", Shape::addresses},
                            {74, "IRC_server", Shape::addresses},
                            {75, "StreetTalk_server", Shape::addresses},
                            {76, "StreetTalk_Dir_Assistance", Shape::addresses},
                            {77, "user_class", Shape::raw},
                            {78, "slp_service_agent", Shape::raw},
                            {79, "slp_service_scope", Shape::raw},
                            {81, "client_FQDN", Shape::raw},
                            {82, "relay_agent_information", Shape::raw},
                            {85, "nds-server", Shape::addresses},
                            {86, "nds-tree-name", Shape::raw},
                            {87, "nds-context", Shape::raw},
                            {88, "bcms-controller-namesi", Shape::raw},
                            {89, "bcms-controller-address", Shape::addresses},
                            {91, "client-last-transaction-time", Shape::four},
                            {92, "associated-ip", Shape::addresses},
                            {93, "pxe_client_architecture", Shape::raw},
                            {94, "pxe_client_network_interface", Shape::raw},
                            {97, "pxe_client_machine_identifier", Shape::raw},
                            {98, "uap-servers", Shape::raw},
                            {100, "pcode", Shape::raw},
                            {101, "tcode", Shape::raw},
                            {112, "netinfo-server-address", Shape::addresses},
                            {113, "netinfo-server-tag", Shape::raw},
                            {114, "default-url", Shape::raw},
                            {116, "auto-config", Shape::one},
                            {117, "name-service-search", Shape::two},
                            {118, "subnet-selection", Shape::addresses},
                            {121, "classless_static_routes", Shape::raw},
                            {124, "vendor_class", Shape::raw},
                            {125, "vendor_specific_information", Shape::raw},
                            {128, "tftp_server_ip_address", Shape::addresses},
                            {136, "pana-agent", Shape::addresses},
                            {137, "v4-lost", Shape::raw},
                            {138, "capwap-ac-v4", Shape::addresses},
                            {141, "sip_ua_service_domains", Shape::raw},
                            {146, "rdnss-selection", Shape::raw},
                            {150, "tftp_server_address", Shape::addresses},
                            {159, "v4-portparams", Shape::raw},
                            {160, "v4-captive-portal", Shape::raw},
                            {161, "mud-url", Shape::raw},
                            {208, "pxelinux_magic", Shape::raw},
                            {209, "pxelinux_configuration_file", Shape::raw},
                            {210, "pxelinux_path_prefix", Shape::raw},
                            {211, "pxelinux_reboot_time", Shape::raw},
                            {212, "option-6rd", Shape::raw},
                            {213, "v4-access-domain", Shape::raw},
                            {255, "end", Shape::bare}};
constexpr Name types[] = {{1, "discover"},     {2, "offer"},        {3, "request"},           {4, "decline"},
                          {5, "ack"},          {6, "nak"},          {7, "release"},           {8, "inform"},
                          {9, "force_renew"},  {10, "lease_query"}, {11, "lease_unassigned"}, {12, "lease_unknown"},
                          {13, "lease_active"}};

const Option* by_code(std::uint8_t code) {
  for (const Option& option : known)
    if (option.code == code) return &option;
  return nullptr;
}
const Option* by_name(std::string_view name) {
  for (const Option& option : known)
    if (option.name == name) return &option;
  for (const Option& option : known)
    if (equal_ignoring_case(option.name, name)) return &option;
  return nullptr;
}

template <class Visit>
void each_option(ByteView bytes, Visit&& visit) {
  while (!bytes.empty()) {
    const std::uint8_t code = bytes[0];
    if (code == 0 || code == 255) {
      visit(code, ByteView{});
      bytes = bytes.subspan(1);
      if (code == 255 && bytes.empty()) return;
      continue;
    }
    if (bytes.size() < 2 || bytes[1] > bytes.size() - 2) return;
    visit(code, bytes.subspan(2, bytes[1]));
    bytes = bytes.subspan(2U + bytes[1]);
  }
}

std::uint64_t big_endian(ByteView bytes) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8U | byte;
  return value;
}

/// The bytes an option of this shape has when it is what it says; 0: any number.
std::size_t size_of(Shape shape) {
  switch (shape) {
    case Shape::kind:
    case Shape::one: return 1;
    case Shape::two: return 2;
    case Shape::four: return 4;
    default: return 0;
  }
}

void show_addresses(std::string& out, ByteView value, const char* quote) {
  for (std::size_t at = 0; at < value.size(); at += 4) {
    if (at > 0) out += ',';
    out += quote;
    put_ip4(out, value.data() + at);
    out += quote;
  }
}

void show_codes(std::string& out, ByteView value) {
  out += '[';
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (at > 0) out += ',';
    put(out, value[at]);
  }
  out += ']';
}

void show_message_type(std::string& out, std::uint8_t number, const char* quote) {
  const auto type =
      std::find_if(std::begin(types), std::end(types), [&](const Name& one) { return one.value == number; });
  if (type == std::end(types)) return put(out, number);
  out.append(quote).append(type->name).append(quote);
}

void show_text(std::string& out, ByteView value, bool json) {
  const std::string_view text = text_of(value);
  const bool plain = std::all_of(value.begin(), value.end(), [](std::uint8_t c) { return c >= 0x20 && c < 0x7f; });
  if (plain && json) return json::append_string(out, text);
  if (plain) {
    out.append(1, '\'').append(text).append(1, '\'');
    return;
  }
  out += json ? "{\"hex\":\"" : "hex:";
  out += to_hex(value);
  if (json) out += "\"}";
}

void show_value(std::string& out, Shape shape, ByteView value, bool json) {
  const char* quote = json ? "\"" : "";
  if (shape == Shape::codes) return show_codes(out, value);
  if (shape == Shape::addresses && !value.empty() && value.size() % 4 == 0) return show_addresses(out, value, quote);
  const std::size_t size = size_of(shape);
  if (size == 0 || value.size() != size) return show_text(out, value, json);
  if (shape == Shape::kind) return show_message_type(out, value[0], quote);
  put(out, big_endian(value));
}

void show(std::string& out, const Look& /*look*/, ByteView bytes, Form form) {
  const bool json = form == Form::json;
  bool first = true;
  out += '[';
  each_option(bytes, [&](std::uint8_t code, ByteView value) {
    if (!first) out += json ? "," : " ";
    first = false;
    const Option* option = by_code(code);
    const bool bare = code == 0 || code == 255;
    if (!bare && json) out += '[';
    if (option != nullptr) {
      if (json) out += '"';
      out += option->name;
      if (json) out += '"';
    } else {
      put(out, code);
    }
    if (bare) return;
    out += json ? ',' : '=';
    show_value(out, option != nullptr ? option->shape : Shape::raw, value, json);
    if (json) out += ']';
  });
  out += ']';
}

void append_number(Bytes& out, std::uint64_t value, unsigned width) {
  for (unsigned i = width; i-- > 0;) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::string build_value(const Option* option, const Value& value, Bytes& out);

std::string build_list(const Option* option, Shape shape, const Value& value, Bytes& out) {
  for (const Value& item : value.items) {
    if (shape == Shape::codes || (shape == Shape::raw && item.kind == Value::Kind::number)) {
      out.push_back(static_cast<std::uint8_t>(item.number));
      continue;
    }
    if (std::string wrong = build_value(option, item, out); !wrong.empty()) return wrong;
  }
  return {};
}

std::string build_message_type(const Value& value, Bytes& out) {
  const auto type = std::find_if(std::begin(types), std::end(types),
                                 [&](const Name& one) { return equal_ignoring_case(one.name, value.text); });
  if (type != std::end(types)) {
    out.push_back(static_cast<std::uint8_t>(type->value));
    return {};
  }
  if (value.text.size() != 1) return "'" + value.text + "' is no message type";
  out.push_back(static_cast<std::uint8_t>(value.text[0]));
  return {};
}

std::string build_value(const Option* option, const Value& value, Bytes& out) {
  const Shape shape = option != nullptr ? option->shape : Shape::raw;
  if (value.kind == Value::Kind::list || value.kind == Value::Kind::tuple || value.kind == Value::Kind::range)
    return build_list(option, shape, value, out);
  if (shape == Shape::addresses && value.is_text()) {
    const auto ip = parse_ip(value.text);
    if (!ip || ip->v6) return "'" + value.text + "' is no IPv4 address";
    out.insert(out.end(), ip->view().begin(), ip->view().end());
    return {};
  }
  if (shape == Shape::kind && value.is_text()) return build_message_type(value, out);
  if (value.kind == Value::Kind::number) {
    const unsigned width = shape == Shape::four || shape == Shape::addresses ? 4 : shape == Shape::two ? 2 : 1;
    append_number(out, value.number, width);
    return {};
  }
  if (value.is_text()) out.insert(out.end(), value.text.begin(), value.text.end());
  return {};
}

std::string build_one(const Value& item, Bytes& out) {
  const bool pair =
      (item.kind == Value::Kind::tuple || item.kind == Value::Kind::list || item.kind == Value::Kind::range) &&
      !item.items.empty();
  const Value& head = pair ? item.items[0] : item;
  const Option* option = nullptr;
  std::uint8_t code = 0;
  if (head.kind == Value::Kind::number) {
    code = static_cast<std::uint8_t>(head.number);
    option = by_code(code);
  } else {
    option = by_name(head.text);
    if (option == nullptr) {
      std::vector<std::string_view> names;
      for (const Option& one : known) names.push_back(one.name);
      return "'" + head.text + "' is no DHCP option; " +
             did_you_mean(head.text, std::span<const std::string_view>(names));
    }
    code = option->code;
  }
  out.push_back(code);
  if (code == 0 || code == 255) return {};
  const std::size_t length_at = out.size();
  out.push_back(0);
  for (std::size_t i = 1; pair && i < item.items.size(); ++i)
    if (std::string wrong = build_value(option, item.items[i], out); !wrong.empty()) return wrong;
  if (out.size() - length_at - 1 > 255) return "a DHCP option is longer than 255 bytes";
  out[length_at] = static_cast<std::uint8_t>(out.size() - length_at - 1);
  return {};
}

std::string build(const Value& value, const Look& /*so_far*/, Bytes& out) {
  if (value.kind == Value::Kind::automatic) return {};
  if (value.kind == Value::Kind::text && by_name(value.text) == nullptr) {
    out.insert(out.end(), value.text.begin(), value.text.end());
    return {};
  }
  if (value.kind != Value::Kind::list) return build_one(value, out);
  for (const Value& item : value.items)
    if (std::string wrong = build_one(item, out); !wrong.empty()) return wrong;
  return {};
}

bool find_option(const Look& look, std::uint8_t code, ByteView& value) {
  bool found = false;
  each_option(look.bytes, [&](std::uint8_t one, ByteView bytes) {
    if (found || one != code) return;
    value = bytes;
    found = true;
  });
  return found;
}

}  // namespace

constinit const Codec dhcp_options{show, build};

bool dhcp_option_number(const Look& look, std::uint8_t code, std::uint64_t& number) {
  ByteView value;
  if (!find_option(look, code, value) || value.empty() || value.size() > 8) return false;
  number = big_endian(value);
  return true;
}
bool dhcp_hostname(const Look& look, std::string& out) {
  ByteView value;
  if (!find_option(look, 12, value)) return false;
  const std::string_view text = text_of(value);
  out += text.substr(0, text.find('\0'));  // some end it with a zero
  return true;
}
bool dhcp_requested(const Look& look, std::string& out) {
  ByteView value;
  if (!find_option(look, 50, value) || value.size() != 4) return false;
  put_ip4(out, value.data());
  return true;
}
std::string_view dhcp_type_name(std::uint64_t type) {
  for (const Name& one : types)
    if (one.value == type) return one.name;
  return {};
}

}  // namespace pytk::packet::proto
