#include <pytk/sniff/send.hpp>

#include <cerrno>
#include <cstring>
#include <ctime>

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>

namespace pytk::sniff {
namespace {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const noexcept { return fd_; }

 private:
  int fd_ = -1;
};

Descriptor raw_socket(int family, int protocol) {
  const int fd = ::socket(family, SOCK_RAW | SOCK_CLOEXEC, protocol);
  if (fd >= 0) return Descriptor(fd);
  if (errno == EPERM || errno == EACCES)
    throw fail(Fault::permission, "cannot send: it needs the right to open raw sockets")
        .hint("run it as root, or once: setcap cap_net_raw=ep \"$(command -v pytk)\"");
  throw fail_errno(errno, "open a raw socket");
}

}  // namespace

struct Sender::State {
  bool frames = false;
  Descriptor link, four, six;
  sockaddr_ll target{};
  std::string interface;

  void send_datagram(ByteView packet) {
    const unsigned version = packet.empty() ? 0 : packet[0] >> 4U;
    if (version == 4 && packet.size() >= 20) {
      sockaddr_in to{};
      to.sin_family = AF_INET;
      std::memcpy(&to.sin_addr, packet.data() + 16, 4);
      return check(
          ::sendto(four.get(), packet.data(), packet.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to));
    }
    if (version == 6 && packet.size() >= 40) {
      sockaddr_in6 to{};
      to.sin6_family = AF_INET6;
      std::memcpy(&to.sin6_addr, packet.data() + 24, 16);
      return check(
          ::sendto(six.get(), packet.data(), packet.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to));
    }
    throw fail(Fault::data, "cannot send at layer 3: the packet does not begin with an IP header")
        .hint("--l2 -i INTERFACE sends whole frames");
  }
  static void check(ssize_t sent) {
    if (sent >= 0) return;
    const int reason = errno;
    const std::string words = fail_errno(reason, "send the packet").what_happened();
    throw fail(reason == EPERM || reason == EACCES ? Fault::permission : Fault::network, "{}", words);
  }
};

Sender::Sender(std::unique_ptr<State> state) : state_(std::move(state)) {}
Sender::~Sender() = default;
Sender::Sender(Sender&&) noexcept = default;
Sender& Sender::operator=(Sender&&) noexcept = default;

Sender Sender::frames(const std::string& interface) {
  auto state = std::make_unique<State>();
  state->frames = true;
  state->interface = interface;
  const unsigned index = ::if_nametoindex(interface.c_str());
  if (index == 0)
    throw fail(Fault::io, "there is no interface '{}'", interface).hint("pytk sniff live --interfaces lists them");
  state->link = raw_socket(AF_PACKET, 0);  // protocol 0: nothing is received
  state->target.sll_family = AF_PACKET;
  state->target.sll_ifindex = static_cast<int>(index);
  return Sender(std::move(state));
}

Sender Sender::datagrams() {
  auto state = std::make_unique<State>();
  state->four = raw_socket(AF_INET, IPPROTO_RAW);
  const int on = 1;
  (void)::setsockopt(state->four.get(), SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
  try {
    state->six = raw_socket(AF_INET6, IPPROTO_RAW);
  } catch (const Error& error) {
    if (error.fault() == Fault::permission) throw;  // a kernel without IPv6 still sends IPv4
  }
  return Sender(std::move(state));
}

void Sender::send(ByteView packet) {
  State& state = *state_;
  if (!state.frames) return state.send_datagram(packet);
  State::check(::sendto(state.link.get(), packet.data(), packet.size(), 0,
                        reinterpret_cast<const sockaddr*>(&state.target), sizeof state.target));
}

void Pace::wait() {
  if (interval_ <= 0) return;
  const std::int64_t now = steady_nanoseconds();
  if (next_ == 0) next_ = now;
  if (next_ > now) {
    const std::int64_t left = next_ - now;
    const timespec time{left / 1'000'000'000, left % 1'000'000'000};
    (void)::nanosleep(&time, nullptr);
  }
  next_ += interval_;
}

void Pace::wait_until(std::int64_t since_start) {
  const std::int64_t now = steady_nanoseconds();
  if (begun_ == 0) begun_ = now;
  const std::int64_t left = begun_ + since_start - now;
  if (left <= 0) return;
  const timespec time{left / 1'000'000'000, left % 1'000'000'000};
  (void)::nanosleep(&time, nullptr);
}

}  // namespace pytk::sniff
