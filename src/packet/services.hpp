// Names of ports, from the system's services file.
#pragma once

#include <cstdint>
#include <string_view>

namespace pytk::packet {

/// "" when unnamed. The file is read on first use.
[[nodiscard]] std::string_view service_name(std::uint16_t port, bool udp);
/// -1 when unknown.
[[nodiscard]] int service_port(std::string_view name);

}  // namespace pytk::packet
