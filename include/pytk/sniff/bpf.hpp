// Berkeley packet filters: compiled by libpcap, run on packets in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <pytk/core/bytes.hpp>

namespace pytk::sniff {

/// One filter for captures of any link type; it is compiled once for each type that occurs.
class PacketFilter {
 public:
  /// Throws Fault::usage with libpcap's reason when the expression is wrong for Ethernet already.
  explicit PacketFilter(std::string expression, std::uint32_t snap_length = 262144);
  ~PacketFilter();
  PacketFilter(PacketFilter&&) noexcept;
  PacketFilter& operator=(PacketFilter&&) noexcept;
  /// False also for link types to which the expression does not apply.
  [[nodiscard]] bool matches(std::uint16_t link, ByteView bytes, std::uint32_t length);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pytk::sniff
