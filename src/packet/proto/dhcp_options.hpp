// DHCP options as a list of names and values: [("message-type","discover"),("requested_addr","10.0.0.5"),"end"].
#pragma once

#include <pytk/core/address.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {

extern const Codec dhcp_options;
bool dhcp_option_number(const Look& look, std::uint8_t code, std::uint64_t& number);
bool dhcp_hostname(const Look& look, std::string& out);
bool dhcp_requested(const Look& look, std::string& out);
[[nodiscard]] std::string_view dhcp_type_name(std::uint64_t type);

}  // namespace pytk::packet::proto
