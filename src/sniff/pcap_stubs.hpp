// Calling this keeps libpcap's D-Bus part out of the program: the linker takes the definitions beside it first.
#pragma once

namespace pytk::sniff {
void keep_dbus_out() noexcept;
}
