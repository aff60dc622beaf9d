// MACsec (IEEE 802.1AE): the security tag; what follows is readable where it is not encrypted.
#include <pytk/packet/craft.hpp>

#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Bind binds[] = {{Space::ethertype, 0x88e5}};
bool has_channel(const Look& look) { return (look.u8(0) & 0x20U) != 0; }
bool is_clear(const Look& look) { return (look.u8(0) & 0x08U) == 0; }
constexpr auto fields =
    layout({number("Ver", 1), number("ES", 1).alias("macsec.TCI.ES"), number("SC", 1).alias("macsec.TCI.SC"),
            number("SCB", 1).alias("macsec.TCI.SCB"), number("E", 1).alias("macsec.TCI.E"),
            number("C", 1).alias("macsec.TCI.C"), number("AN", 2).alias("macsec.AN"), number("reserved", 2),
            number("SL", 6).alias("macsec.SL"), number("PN", 32, 1).alias("macsec.PN"),
            bytes("SCI", 8).when(has_channel), hex("type", 16).named(ethertypes).when(is_clear)});
/// The channel's identifier, and the type with which what is protected begins, stand there only where they were asked
/// for.
void finish(Finish& finish) {
  if (!finish.is_building_header) return;
  Bytes& header = *finish.header_bytes;
  const Look look{header};
  if (!finish.was_set("type") && is_clear(look)) header.resize(header.size() - 2);
  if (!finish.was_set("SCI") && has_channel(look)) header.erase(header.begin() + 6, header.begin() + 14);
}
bool step(const Look& look, Step& step) {
  step.header = std::min(extent_of(look), look.size());
  if (!is_clear(look)) return step.stop = true, true;
  if (look.size() >= step.header + 16) step.end = look.size() - 16;  // the integrity check value
  if (look.size() >= step.header) step.next = payload_of(Space::ethertype, look.u16(step.header - 2));
  return true;
}

}  // namespace

constinit const Proto macsec{.name = "MACsec",
                             .key = "macsec",
                             .title = "MACsec",
                             .fields = fields,
                             .least = 6,
                             .binds = binds,
                             .step = step,
                             .finish = finish,
                             .not_over = "GRE GRE_PPTP SNAP CookedLinux* CHDLC GENEVE"};

}  // namespace pytk::packet::proto
