// IP datagrams in pieces (RFC 791 3.2, RFC 8200 4.5).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <deque>
#include <map>
#include <vector>

#include <pytk/packet/dissect.hpp>

namespace pytk::sniff {

class Fragments {
 public:
  /// Takes the piece behind the layers that stopped at it; true if the datagram is whole: its payload and what that is.
  bool add(const packet::Layers& layers, Bytes& payload, const packet::Proto*& next);

 private:
  static constexpr std::size_t most_datagrams = 1024;
  static constexpr std::size_t most_bytes = std::size_t{16} << 20U;
  struct Key {
    std::array<std::uint8_t, 32> addresses = {};
    std::uint32_t id = 0, protocol = 0;
    auto operator<=>(const Key&) const = default;
  };
  struct Piece {
    std::uint32_t begin, end;
  };
  struct Datagram {
    Bytes bytes;
    std::vector<Piece> pieces;  ///< by position, apart from each other
    std::uint32_t total = 0;    ///< 0: the last piece is not there
    std::uint64_t turn = 0;
  };
  bool put(Datagram& datagram, std::uint32_t at, ByteView piece, bool more);
  void forget_some();

  std::map<Key, Datagram> datagrams_;
  std::deque<std::pair<std::uint64_t, Key>> order_;  ///< by age; entries of what was finished are passed over
  std::size_t bytes_ = 0;
  std::uint64_t turns_ = 0;
};

}  // namespace pytk::sniff
