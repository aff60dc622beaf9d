// Display filters over any dissected field, compiled to a postfix program:
//   sniff::DisplayFilter filter("tcp.dport in {80, 443} && !(ip.src == 10.0.0.0/8)");  if (filter.matches(view)) ...
#pragma once

#include <memory>
#include <string_view>

#include <pytk/sniff/accessor.hpp>

namespace pytk::sniff {

class DisplayFilter {
 public:
  /// Throws Fault::usage with the column and, for unknown fields, the nearest names.
  explicit DisplayFilter(std::string_view expression);
  ~DisplayFilter();
  DisplayFilter(DisplayFilter&&) noexcept;
  DisplayFilter& operator=(DisplayFilter&&) noexcept;
  [[nodiscard]] bool matches(const PacketView& view) const;
  /// It asks for fields that may stand in a message over several TCP segments.
  [[nodiscard]] bool needs_streams() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pytk::sniff
