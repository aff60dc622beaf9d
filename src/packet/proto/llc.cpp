// IEEE 802.2 logical link control, and SNAP (RFC 1042).
#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Bind llc_binds[] = {{Space::ethertype, 0x8870}, {Space::ethertype, 4, true}};
constexpr auto llc_fields = layout({
    hex("dsap", 8).alias("llc.dsap"),
    hex("ssap", 8).alias("llc.ssap"),
    number("ctrl", 8).alias("llc.control"),
});
constexpr Overload llc_overloads[] = {{"CookedLinux", "proto", 0x7a},
                                      {"CookedLinuxV2", "proto", 0x7a},
                                      {"GRE", "proto", 0x7a},
                                      {"GRE_PPTP", "proto", 0x7a},
                                      {"Dot11", "type", 2}};
constexpr Bind snap_binds[] = {{Space::sap, 0xaa}};
constexpr Overload on_llc[] = {{"LLC", "dsap", 0xaa}, {"LLC", "ssap", 0xaa}, {"LLC", "ctrl", 3}};
constexpr auto snap_fields = layout({
    hex("OUI", 24).alias("llc.oui"),
    hex("code", 16).named(ethertypes).next_in(Space::ethertype),
    derived("type",
            [](const Look& look, std::uint64_t& number) {
              const std::uint32_t oui = look.u32(0) >> 8U;
              number = look.u16(3);
              return look.size() >= 5 && (oui == 0 || oui == 0xf8);
            })
        .alias("llc.type"),
    derived("pid",
            [](const Look& look, std::uint64_t& number) {
              number = look.u16(3);
              return look.size() >= 5 && look.u32(0) >> 8U == 0x0c;
            })
        .alias("llc.cisco_pid"),
});

bool step_llc(const Look& look, Step& step) {
  // Information and supervisory frames have a second control byte (IEEE 802.2 5.2); only unnumbered information
  // carries what the access point names.
  if ((look.u8(2) & 3U) != 3) return step.header = 3, true;
  step.header = 3;
  step.next = payload_of(Space::sap, look.u8(0));
  return true;
}

bool step_snap(const Look& look, Step& step) {
  const std::uint32_t oui = look.u32(0) >> 8U;
  const std::uint16_t code = look.u16(3);
  // OUI 0 and Apple's 0x0000f8 mean an Ethernet type; others number their own protocols.
  step.next = oui == 0 || oui == 0x0000f8 ? payload_of(Space::ethertype, code)
                                          : payload_of(Space::snap_code, oui == 0x00000c ? code : 0xffff);
  return true;
}

constexpr const Proto* parts[] = {&snap};

}  // namespace

constinit const Proto llc{.name = "LLC",
                          .key = "llc",
                          .title = "LLC",
                          .fields = llc_fields,
                          .binds = llc_binds,
                          .overloads = llc_overloads,
                          .step = step_llc,
                          .parts = parts,
                          .not_over = "CHDLC GENEVE SNAP"};
constinit const Proto snap{.name = "SNAP",
                           .key = "snap",
                           .title = "SNAP",
                           .fields = snap_fields,
                           .binds = snap_binds,
                           .overloads = on_llc,
                           .step = step_snap};

}  // namespace pytk::packet::proto
