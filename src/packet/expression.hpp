// The expression grammar, parsed by hand; nothing in it is run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <pytk/packet/craft.hpp>

namespace pytk::packet {

/// All packets that stand between commas. Throws Fault::usage with the column and a caret.
[[nodiscard]] std::vector<PacketSpec> parse_packets(std::string_view text, const CraftOptions& options);

}  // namespace pytk::packet
