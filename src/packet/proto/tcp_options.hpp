// TCP options as a list of (name, value): [("MSS",1460),("NOP",None),("WScale",7)].
#pragma once

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {

extern const Codec tcp_options;
/// The first `size` bytes of the value of the first option of that kind.
bool tcp_option_number(const Look& look, std::uint8_t kind, std::uint32_t size, std::uint64_t& number);

}  // namespace pytk::packet::proto
