// The parameter of an SCTP chunk that begins at a place.
#pragma once

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {

const Proto* sctp_parameter_at(const Look& look, std::uint32_t at);

}  // namespace pytk::packet::proto
