// Names that management frames of IEEE 802.11 and their elements share.
#pragma once

#include <pytk/packet/proto.hpp>

namespace pytk::packet::proto {

/// IEEE 802.11 table 9-92, the usual ones.
inline constexpr Name element_ids[] = {{0, "SSID"},
                                       {1, "Supported Rates"},
                                       {3, "DSSS Set"},
                                       {5, "TIM"},
                                       {7, "Country"},
                                       {42, "ERP"},
                                       {45, "HT Capabilities"},
                                       {48, "RSN"},
                                       {50, "Extended Supported Rates"},
                                       {61, "HT Operation"},
                                       {127, "Extended Capabilities"},
                                       {221, "Vendor Specific"}};

}  // namespace pytk::packet::proto
