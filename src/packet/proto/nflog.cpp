// Linux netfilter log (tcpdump.org/linktypes: LINKTYPE_NFLOG) and per-packet information (LINKTYPE_PPI).
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Bind nflog_binds[] = {{Space::link, 239}}, ppi_binds[] = {{Space::link, 192}};
constexpr std::uint16_t type_payload = 9;

std::uint32_t little(const Look& look, std::uint32_t at) { return look.u8(at) | look.u8(at + 1) * 256U; }
/// Where the captured packet begins behind the attributes, and where it ends; 0 when there is none.
std::uint32_t payload_at(const Look& look, std::uint32_t& end) {
  for (std::uint32_t at = 4; at + 4 <= look.size();) {
    const std::uint32_t size = little(look, at);
    if (size < 4) return 0;
    end = std::min(at + size, look.size());
    if ((little(look, at + 2) & 0x7fffU) == type_payload) return at + 4;
    at += (size + 3U) & ~3U;
  }
  return 0;
}
std::uint32_t attributes(const Look& look, std::uint32_t at) {
  std::uint32_t end = 0;
  const std::uint32_t payload = payload_at(look, end);
  return payload > at ? payload - at : look.size() - at;
}
constexpr auto nflog_fields = layout({
    number("family", 8, 2).alias("nflog.family"),
    number("version", 8),
    number("resource", 16).alias("nflog.res_id"),
    bytes("attributes").sized(attributes),
});
bool step_nflog(const Look& look, Step& step) {
  std::uint32_t end = 0;
  const std::uint32_t payload = payload_at(look, end);
  step.header = payload == 0 ? look.size() : payload;
  if (payload == 0) return true;
  step.end = end;
  if (look.u8(0) == 2) step.next = &ip;
  if (look.u8(0) == 10) step.next = &ipv6;
  return true;
}

std::uint32_t information(const Look& look, std::uint32_t at) {
  const std::uint32_t size = little(look, 2);
  return size > at ? size - at : 0;
}
constexpr auto ppi_fields = layout({
    number("version", 8),
    number("flags", 8),
    number("len", 16).little_endian().automatic(Automatic::header_length).alias("ppi.length"),
    number("dlt", 32).little_endian().next_in(Space::link).alias("ppi.dlt"),
    bytes("headers").sized(information),
});
bool step_ppi(const Look& look, Step& step) {
  step.header = little(look, 2);
  if (step.header < 8) return false;
  step.next = protocol_of_link(static_cast<std::uint16_t>(little(look, 4)));
  return true;
}
constinit const Proto ppi{.name = "PPI",
                          .key = "ppi",
                          .title = "Per-Packet Information",
                          .fields = ppi_fields,
                          .binds = ppi_binds,
                          .step = step_ppi};
constexpr const Proto* parts[] = {&ppi};

}  // namespace

constinit const Proto nflog{.name = "NFLOG",
                            .key = "nflog",
                            .title = "Netfilter log",
                            .fields = nflog_fields,
                            .binds = nflog_binds,
                            .step = step_nflog,
                            .parts = parts};

}  // namespace pytk::packet::proto
