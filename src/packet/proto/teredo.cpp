// Teredo (RFC 4380 5.1): IPv6 in UDP, behind an authentication and an origin, each where it begins with its number.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Bind binds[] = {{Space::udp_port, 3544}};
constexpr Overload overloads[] = {{"UDP", "dport", 3544}};
bool is_authentication(const Look& look) { return look.u16(0) == 1; }
std::uint32_t authentication_size(const Look& look) {
  return is_authentication(look) ? 13U + look.u8(2) + look.u8(3) : 0U;
}
bool is_origin(const Look& look) { return look.u16(authentication_size(look)) == 0; }

constexpr auto fields = layout({
    hex("auth_type", 16, 1).when(is_authentication),
    number("id_len", 8).when(is_authentication),
    number("auth_len", 8).when(is_authentication),
    bytes("id").sized_by("id_len").when(is_authentication),
    bytes("auth_value").sized_by("auth_len").when(is_authentication),
    hex("nonce", 64).when(is_authentication),
    number("confirmation", 8).when(is_authentication),
    hex("origin_type", 16).when(is_origin),
    hex("origin_port", 16).when(is_origin),
    hex("origin_address", 32).when(is_origin),
});

bool step(const Look& look, Step& step) {
  step.header = authentication_size(look) + (is_origin(look) ? 8U : 0U);
  if ((look.u8(step.header) >> 4U) != 6) return false;
  step.next = &ipv6;
  return true;
}

}  // namespace

constinit const Proto teredo{.name = "Teredo",
                             .key = "teredo",
                             .title = "Teredo",
                             .fields = fields,
                             .binds = binds,
                             .overloads = overloads,
                             .step = step};

}  // namespace pytk::packet::proto
