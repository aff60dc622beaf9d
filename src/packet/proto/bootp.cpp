// BOOTP (RFC 951) and DHCP (RFC 2131, 2132).
#include "packet/proto/dhcp_options.hpp"
#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name operations[] = {{1, "BOOTREQUEST"}, {2, "BOOTREPLY"}};
constexpr Name flag_names[] = {{15, "B"}};
constexpr Bind binds[] = {{Space::udp_port, 67}, {Space::udp_port, 68}};
constexpr Overload overloads[] = {{"UDP", "sport", 67}, {"UDP", "dport", 68}};
constexpr Overload on_bootp[] = {{"BOOTP", "options", 0, "c\x82Sc"}};
constexpr std::uint32_t magic = 0x63825363;

/// A name that is not given is all zeros; what stands behind a zero is no part of it.
template <std::uint32_t At, std::uint32_t Size>
bool given_text(const Look& look, std::string& out) {
  if (look.size() < At + Size || look.u8(At) == 0) return false;
  const std::string_view all = text_of(look.bytes.subspan(At, Size));
  out += all.substr(0, all.find('\0'));
  return true;
}
std::uint32_t options_size(const Look& look, std::uint32_t at) { return look.u32(at) == magic ? 4 : look.size() - at; }
constexpr auto fields = layout(
    {choice("op", 8, 1, operations).alias("dhcp.type bootp.type"),
     choice("htype", 8, 1, hardware_types).alias("dhcp.hw.type"), number("hlen", 8, 6).alias("dhcp.hw.len"),
     number("hops", 8).alias("dhcp.hops"), hex("xid", 32).alias("dhcp.id"), number("secs", 16).alias("dhcp.secs"),
     flags("flags", 16, 0, flag_names), ip4("ciaddr").alias("dhcp.ip.client"), ip4("yiaddr").alias("dhcp.ip.your"),
     ip4("siaddr").alias("dhcp.ip.server"), ip4("giaddr").alias("dhcp.ip.relay"), bytes("chaddr", 16),
     text("sname", 64), text("file", 128), bytes("options").sized(options_size),
     derived_text(
         "mac",
         [](const Look& look, std::string& out) {
  if (look.size() < 34) return false;
  append_mac(out, look.bytes.subspan(28, 6));
  return true;
         })
         .alias("dhcp.hw.mac_addr"),
     derived_text("server_name", given_text<44, 64>).alias("dhcp.server"),
     derived_text("boot_file", given_text<108, 128>).alias("dhcp.file")});

bool message_type(const Look& look, std::uint64_t& number) { return dhcp_option_number(look, 53, number); }
constexpr auto dhcp_fields =
    layout({custom("options", dhcp_options), derived("message_type", message_type).alias("dhcp.option.dhcp"),
            derived_text("hostname", dhcp_hostname).alias("dhcp.option.hostname"),
            derived_text("requested_addr", dhcp_requested).alias("dhcp.option.requested_ip_address")});
void summary(const SummaryView& view, std::string& out) {
  out += "DHCP";
  std::uint64_t type = 0;
  if (!message_type(view.look(), type)) return;
  const std::string_view name = dhcp_type_name(type);
  if (name.empty()) return;
  out += ' ';
  out += static_cast<char>(name.front() - 'a' + 'A');
  out += name.substr(1);
}
constinit const Proto dhcp{.name = "DHCP",
                           .key = "dhcp",
                           .title = "DHCP options",
                           .fields = dhcp_fields,
                           .overloads = on_bootp,
                           .summary = summary};
constexpr const Proto* parts[] = {&dhcp};

bool step(const Look& look, Step& step) {
  const bool options = look.u32(236) == magic;
  step.header = options ? 240 : look.size();
  if (options) step.next = &dhcp;
  return true;
}

}  // namespace

constinit const Proto bootp{.name = "BOOTP",
                            .key = "bootp",
                            .title = "BOOTP",
                            .fields = fields,
                            .binds = binds,
                            .overloads = overloads,
                            .step = step,
                            .parts = parts};

}  // namespace pytk::packet::proto
