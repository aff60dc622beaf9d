// Port lists of any text: what is accepted is sorted, without repeats, and the numbers written out mean the same.
#include <algorithm>
#include <cstdlib>
#include <string>

#include <pytk/portscan/ports.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const pytk::portscan::Services services("/nonexistent");
  if (size > 200) return 0;
  const auto list = pytk::portscan::parse_port_list({reinterpret_cast<const char*>(data), size}, services);
  if (!list) return 0;
  std::string again = "T:";
  for (const auto* ports : {&list->tcp, &list->udp}) {
    if (std::adjacent_find(ports->begin(), ports->end(), std::greater_equal<>()) != ports->end()) std::abort();
    if (ports->size() > 2000) return 0;
  }
  if (list->tcp.empty()) return 0;
  for (const std::uint16_t port : list->tcp) again += std::to_string(port) + ",";
  again.pop_back();
  const auto same = pytk::portscan::parse_port_list(again, services);
  if (!same || same->tcp != list->tcp) std::abort();
  return 0;
}
