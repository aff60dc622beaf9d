// libpcap.a offers capture from D-Bus, which would pull in libdbus, libsystemd and libgcrypt. These two definitions
// stand for that part and say that there is no such device.
#include "sniff/pcap_stubs.hpp"

struct pcap;
extern "C" {
__attribute__((visibility("default"))) pcap* dbus_create(const char* /*device*/, char* /*errors*/, int* is_ours) {
  *is_ours = 0;
  return nullptr;
}
__attribute__((visibility("default"))) int dbus_findalldevs(void* /*list*/, char* /*errors*/) { return 0; }
}

namespace pytk::sniff {
void keep_dbus_out() noexcept {}
}  // namespace pytk::sniff
