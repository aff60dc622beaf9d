// Syslog over UDP (RFC 3164, 5424): the priority and the message.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Bind binds[] = {{Space::udp_port, 514}};
constexpr Overload overloads[] = {{"UDP", "dport", 514}};
bool priority(const Look& look, std::uint64_t& number) {
  if (look.u8(0) != '<') return false;
  number = 0;
  for (std::uint32_t at = 1; at < 5; ++at) {
    const std::uint8_t c = look.u8(at);
    if (c == '>') return at > 1 && number < 192;
    if (c < '0' || c > '9') return false;
    number = number * 10 + (c - '0');
  }
  return false;
}
bool facility(const Look& look, std::uint64_t& number) { return priority(look, number) && (number >>= 3U, true); }
bool level(const Look& look, std::uint64_t& number) { return priority(look, number) && (number &= 7U, true); }
/// What stands behind the priority.
bool message(const Look& look, std::string& out) {
  const std::string_view all = text_of(look.bytes);
  std::uint64_t number = 0;
  out += priority(look, number) ? all.substr(all.find('>') + 1) : all;
  return true;
}
constexpr auto fields = layout({text("msg").by_class_only(), derived_text("msg", message),
                                derived("priority", priority), derived("facility", facility), derived("level", level)});
void summary(const SummaryView& view, std::string& out) {
  const Look look = view.look();
  out += "Syslog ";
  const std::string_view message = text_of(look.bytes).substr(0, 120);
  out += message.substr(0, message.find('\n'));
}

}  // namespace

constinit const Proto syslog{.name = "Syslog",
                             .key = "syslog",
                             .title = "Syslog",
                             .fields = fields,
                             .binds = binds,
                             .overloads = overloads,
                             .summary = summary};

}  // namespace pytk::packet::proto
