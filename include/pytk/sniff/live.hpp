// Packets from an interface, through libpcap.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <pytk/core/cancel.hpp>
#include <pytk/packet/capture.hpp>

namespace pytk::sniff {

struct LiveOptions {
  std::string interface;  ///< empty: the first one that is up and no loopback
  std::string filter;     ///< BPF, run by the kernel
  std::uint32_t snap_length = 262144;
  std::uint64_t buffer_bytes = 16U << 20U;
  bool promiscuous = true;
};
struct LiveStatistics {
  std::uint64_t received = 0;  ///< delivered to us
  std::uint64_t dropped = 0;   ///< lost for want of buffer
  std::uint64_t dropped_by_interface = 0;
};
struct Device {
  std::string name, description;
  bool up = false, loopback = false;
  std::vector<std::string> addresses;
};
[[nodiscard]] std::vector<Device> list_devices();

class LiveCapture {
 public:
  /// Throws Fault::permission (with the setcap line), Fault::io for no such interface (with the list of them),
  /// Fault::usage for a filter that is wrong.
  explicit LiveCapture(const LiveOptions& options);
  ~LiveCapture();
  LiveCapture(const LiveCapture&) = delete;
  LiveCapture& operator=(const LiveCapture&) = delete;
  /// Waits at most `wait` nanoseconds and hands over what came; false when the interface is gone or cancel was asked.
  bool step(std::int64_t wait, Cancel& cancel, const std::function<bool(const packet::Frame&)>& on_packet);
  [[nodiscard]] LiveStatistics statistics() const;
  [[nodiscard]] const packet::Interface& interface() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pytk::sniff
