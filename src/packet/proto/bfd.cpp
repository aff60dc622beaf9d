// Bidirectional forwarding detection (RFC 5880).
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name states[] = {{0, "AdminDown"}, {1, "Down"}, {2, "Init"}, {3, "Up"}};
constexpr Name diagnostics[] = {{0, "No Diagnostic"},
                                {1, "Control Detection Time Expired"},
                                {2, "Echo Function Failed"},
                                {3, "Neighbor Signaled Session Down"},
                                {4, "Forwarding Plane Reset"},
                                {5, "Path Down"},
                                {6, "Concatenated Path Down"},
                                {7, "Administratively Down"},
                                {8, "Reverse Concatenated Path Down"},
                                {9, "Mis-Connectivity Defect"}};
constexpr Name flag_names[] = {{0, "M"}, {1, "D"}, {2, "A"}, {3, "C"}, {4, "F"}, {5, "P"}};
constexpr Bind binds[] = {
    {Space::udp_port, 3784}, {Space::udp_port, 3785}, {Space::udp_port, 4784}, {Space::udp_port, 7784}};
constexpr Overload overloads[] = {{"UDP", "dport", 7784}, {"UDP", "sport", 7784}};
constexpr auto fields = layout(
    {number("version", 3, 1).alias("bfd.version"), choice("diag", 5, 0, diagnostics).alias("bfd.diag"),
     choice("sta", 2, 3, states).alias("bfd.sta"), flags("flags", 6, 0, flag_names).by_class_only(),
     number("detect_mult", 8, 3).alias("bfd.detect_time_multiplier"), number("len", 8, 24).alias("bfd.message_length"),
     hex("my_discriminator", 32, 0x11111111).alias("bfd.my_discriminator"),
     hex("your_discriminator", 32, 0x22222222).alias("bfd.your_discriminator"),
     number("min_tx_interval", 32, 1'000'000'000).alias("bfd.desired_min_tx_interval"),
     number("min_rx_interval", 32, 1'000'000'000).alias("bfd.required_min_rx_interval"),
     number("echo_rx_interval", 32, 1'000'000'000).alias("bfd.required_min_echo_interval"),
     derived("flags", [](const Look& look, std::uint64_t& number) {
       number = look.u8(1);
       return look.size() >= 2;
     })});

}  // namespace

constinit const Proto bfd{.name = "BFD",
                          .key = "bfd",
                          .title = "BFD",
                          .fields = fields,
                          .binds = binds,
                          .overloads = overloads,
                          .summary_text = "BFD (my_disc={my_discriminator},your_disc={your_discriminator})"};

}  // namespace pytk::packet::proto
