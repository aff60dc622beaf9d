// SNMP messages as BER (X.690) from what an expression says.
#pragma once

#include <pytk/packet/craft.hpp>

namespace pytk::packet::proto {

/// A whole message of version 1 or 2c (RFC 1157 4, RFC 3416 3).
[[nodiscard]] Bytes snmp_message(const LayerSpec& spec);
/// One PDU, or one variable binding.
[[nodiscard]] Bytes snmp_pdu(const LayerSpec& spec);

}  // namespace pytk::packet::proto
