#include "echo/datagrams.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <netinet/in.h>
#include <sys/socket.h>

#include <pytk/core/bytes.hpp>

namespace pytk::echo {
namespace {

constexpr std::size_t batch = 32, largest = 65'536, control_size = 128;

/// Where a datagram was sent to; false for broadcast and multicast, which are never answered (RFC 1122 3.2.2 in
/// spirit).
bool was_for_us_alone(msghdr& header) noexcept {
  for (cmsghdr* item = CMSG_FIRSTHDR(&header); item != nullptr; item = CMSG_NXTHDR(&header, item)) {
    if (item->cmsg_level == IPPROTO_IP && item->cmsg_type == IP_PKTINFO) {
      in_pktinfo info{};
      std::memcpy(&info, CMSG_DATA(item), sizeof info);
      // A broadcast's or a group's address is not the one that an answer leaves from.
      return info.ipi_addr.s_addr == info.ipi_spec_dst.s_addr;
    }
    if (item->cmsg_level == IPPROTO_IPV6 && item->cmsg_type == IPV6_PKTINFO) {
      in6_pktinfo info{};
      std::memcpy(&info, CMSG_DATA(item), sizeof info);
      return !IN6_IS_ADDR_MULTICAST(&info.ipi6_addr);
    }
  }
  return true;
}

}  // namespace

bool may_loop(std::uint16_t port) noexcept {
  constexpr std::uint16_t answering[] = {0, 7, 13, 17, 19, 53, 123};
  return std::find(std::begin(answering), std::end(answering), port) != std::end(answering);
}

struct DatagramEcho::State {
  Bytes buffers = Bytes(batch * largest);
  std::array<std::array<std::uint8_t, control_size>, batch> controls{};
  std::array<sockaddr_storage, batch> peers{};
  std::array<iovec, batch> parts{};
  std::array<mmsghdr, batch> in{}, out{};
};

DatagramEcho::DatagramEcho() : state_(std::make_unique<State>()) {}
DatagramEcho::~DatagramEcho() = default;

void DatagramEcho::prepare(int fd) noexcept {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
  ::setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on);
}

void DatagramEcho::serve(int fd, const net::Endpoint& local, ServerTotals& totals) {
  State& s = *state_;
  for (std::size_t i = 0; i < batch; ++i) {
    s.parts[i] = {s.buffers.data() + i * largest, largest};
    msghdr& header = s.in[i].msg_hdr;
    header = {};
    header.msg_name = &s.peers[i];
    header.msg_namelen = sizeof s.peers[i];
    header.msg_iov = &s.parts[i];
    header.msg_iovlen = 1;
    header.msg_control = s.controls[i].data();
    header.msg_controllen = control_size;
  }
  const int got = ::recvmmsg(fd, s.in.data(), batch, MSG_DONTWAIT, nullptr);
  std::size_t answers = 0;
  for (std::size_t i = 0; got > 0 && i < static_cast<std::size_t>(got); ++i) {
    msghdr& header = s.in[i].msg_hdr;
    const auto peer = net::Endpoint::from(reinterpret_cast<const sockaddr*>(&s.peers[i]), header.msg_namelen);
    const bool from_ourselves = peer.port() == local.port() && peer.ip() == local.ip();
    ++totals.datagrams;
    totals.bytes_in += s.in[i].msg_len;
    if (may_loop(peer.port()) || from_ourselves || (header.msg_flags & MSG_TRUNC) != 0 || !was_for_us_alone(header)) {
      ++totals.dropped;
      continue;
    }
    s.parts[i].iov_len = s.in[i].msg_len;
    // The control part goes back as it came: the answer leaves from the address that was asked.
    s.out[answers].msg_hdr = header;
    s.out[answers++].msg_hdr.msg_flags = 0;
    totals.bytes_out += s.in[i].msg_len;
  }
  for (std::size_t sent = 0; sent < answers;) {
    const int done =
        ::sendmmsg(fd, s.out.data() + sent, static_cast<unsigned>(answers - sent), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (done < 0 && errno == EINTR) continue;
    // One that cannot be sent (a full queue, a vanished peer) is lost, as datagrams are; the others still go.
    if (done <= 0) ++totals.dropped;
    sent += done <= 0 ? 1 : static_cast<std::size_t>(done);
  }
}

}  // namespace pytk::echo
