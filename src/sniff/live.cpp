#include <pytk/sniff/live.hpp>

#include <algorithm>

#include <arpa/inet.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <sys/socket.h>

#include <pytk/core/error.hpp>
#include <pytk/core/log.hpp>
#include <pytk/core/text.hpp>

#include "sniff/pcap_stubs.hpp"

namespace pytk::sniff {
namespace {

struct FreeDevices {
  void operator()(pcap_if_t* list) const { pcap_freealldevs(list); }
};

std::string address_text(const sockaddr* address) {
  char text[INET6_ADDRSTRLEN] = {};
  if (address == nullptr) return {};
  if (address->sa_family == AF_INET) {
    sockaddr_in four;
    std::memcpy(&four, address, sizeof four);
    ::inet_ntop(AF_INET, &four.sin_addr, text, sizeof text);
  } else if (address->sa_family == AF_INET6) {
    sockaddr_in6 six;
    std::memcpy(&six, address, sizeof six);
    ::inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof text);
  }
  return text;
}

std::string device_names() {
  std::string names;
  for (const Device& device : list_devices()) names += (names.empty() ? "" : ", ") + device.name;
  return names;
}

std::string default_interface() {
  std::string fallback;
  for (const Device& device : list_devices()) {
    if (!device.up || device.name == "any" || device.name.starts_with("nf")) continue;
    if (!device.loopback) return device.name;
    if (fallback.empty()) fallback = device.name;
  }
  return fallback.empty() ? "any" : fallback;
}

}  // namespace

std::vector<Device> list_devices() {
  keep_dbus_out();
  char errors[PCAP_ERRBUF_SIZE] = {};
  pcap_if_t* list = nullptr;
  if (pcap_findalldevs(&list, errors) != 0) throw fail(Fault::io, "cannot list the interfaces: {}", errors);
  const std::unique_ptr<pcap_if_t, FreeDevices> owner(list);
  std::vector<Device> devices;
  for (const pcap_if_t* one = list; one != nullptr; one = one->next) {
    Device device{one->name,
                  one->description != nullptr ? one->description : "",
                  (one->flags & PCAP_IF_UP) != 0,
                  (one->flags & PCAP_IF_LOOPBACK) != 0,
                  {}};
    for (const pcap_addr_t* address = one->addresses; address != nullptr; address = address->next)
      if (std::string text = address_text(address->addr); !text.empty()) device.addresses.push_back(std::move(text));
    devices.push_back(std::move(device));
  }
  return devices;
}

struct LiveCapture::State {
  pcap_t* handle = nullptr;
  packet::Interface interface;
  std::uint64_t received = 0;
  bool nanoseconds = false;
  const std::function<bool(const packet::Frame&)>* on_packet = nullptr;
  bool stopped = false;
  ~State() {
    if (handle != nullptr) pcap_close(handle);
  }
  void open(const LiveOptions& options);
  static void deliver(u_char* user, const pcap_pkthdr* header, const u_char* bytes);
};

void LiveCapture::State::open(const LiveOptions& options) {
  keep_dbus_out();
  const std::string name = options.interface.empty() ? default_interface() : options.interface;
  char errors[PCAP_ERRBUF_SIZE] = {};
  handle = pcap_create(name.c_str(), errors);
  if (handle == nullptr) throw fail(Fault::io, "cannot capture on '{}': {}", name, errors);
  pcap_set_snaplen(handle, static_cast<int>(options.snap_length));
  pcap_set_promisc(handle, options.promiscuous ? 1 : 0);
  pcap_set_timeout(handle, 100);
  pcap_set_buffer_size(handle, static_cast<int>(std::min<std::uint64_t>(options.buffer_bytes, 1U << 30U)));
  nanoseconds = pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO) == 0;
  const int status = pcap_activate(handle);
  if (status < 0) {
    const std::string reason = pcap_geterr(handle);
    if (status == PCAP_ERROR_PERM_DENIED || status == PCAP_ERROR_PROMISC_PERM_DENIED)
      throw fail(Fault::permission, "cannot capture on '{}': capturing needs the right to open raw sockets", name)
          .hint("run it as root, or once: setcap cap_net_raw=ep \"$(command -v pytk)\"");
    if (status == PCAP_ERROR_NO_SUCH_DEVICE)
      throw fail(Fault::io, "cannot capture on '{}': there is no such interface", name)
          .hint("there are " + device_names());
    throw fail(Fault::io, "cannot capture on '{}': {}", name,
               reason.empty() ? pcap_statustostr(status) : reason.c_str());
  }
  if (status > 0 && status != PCAP_WARNING_PROMISC_NOTSUP) log::info("{}: {}", name, pcap_statustostr(status));
  if (!options.filter.empty()) {
    bpf_program program{};
    if (pcap_compile(handle, &program, options.filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0)
      throw fail(Fault::usage, "bad packet filter '{}': {}", options.filter, pcap_geterr(handle))
          .hint("the language is that of tcpdump: man pcap-filter");
    const int set = pcap_setfilter(handle, &program);
    pcap_freecode(&program);
    if (set != 0) throw fail(Fault::io, "cannot set the packet filter: {}", pcap_geterr(handle));
  }
  if (pcap_setnonblock(handle, 1, errors) != 0) throw fail(Fault::io, "cannot capture on '{}': {}", name, errors);
  nanoseconds = nanoseconds && pcap_get_tstamp_precision(handle) == PCAP_TSTAMP_PRECISION_NANO;
  const int link = pcap_datalink(handle);
  interface.link = static_cast<std::uint16_t>(link == DLT_RAW ? packet::link_type::raw : link);
  interface.name = name;
  interface.snap_length = options.snap_length;
  interface.resolution = 9;
  interface.filter = options.filter;
}

void LiveCapture::State::deliver(u_char* user, const pcap_pkthdr* header, const u_char* bytes) {
  State& state = *reinterpret_cast<State*>(user);
  if (state.stopped) return;
  packet::Frame frame;
  frame.bytes = {bytes, header->caplen};
  frame.length = header->len;
  frame.time = static_cast<std::int64_t>(header->ts.tv_sec) * 1'000'000'000 +
               static_cast<std::int64_t>(header->ts.tv_usec) * (state.nanoseconds ? 1 : 1000);
  frame.link = state.interface.link;
  frame.interface = &state.interface;
  frame.number = ++state.received;
  if (!(*state.on_packet)(frame)) {
    state.stopped = true;
    pcap_breakloop(state.handle);
  }
}

LiveCapture::LiveCapture(const LiveOptions& options) : state_(std::make_unique<State>()) { state_->open(options); }
LiveCapture::~LiveCapture() = default;

bool LiveCapture::step(std::int64_t wait, Cancel& cancel, const std::function<bool(const packet::Frame&)>& on_packet) {
  State& state = *state_;
  if (cancel.requested()) return false;
  state.on_packet = &on_packet;
  pollfd watched[2] = {{pcap_get_selectable_fd(state.handle), POLLIN, 0}, {cancel.fd(), POLLIN, 0}};
  const int milliseconds = static_cast<int>(std::clamp<std::int64_t>(wait / 1'000'000, 0, 60'000));
  (void)::poll(watched, watched[1].fd >= 0 ? 2 : 1, milliseconds);
  if (cancel.requested()) return false;
  const int got = pcap_dispatch(state.handle, -1, State::deliver, reinterpret_cast<u_char*>(&state));
  if (got == PCAP_ERROR)
    throw fail(Fault::io, "capturing on '{}' failed: {}", state.interface.name, pcap_geterr(state.handle));
  return !state.stopped;
}

LiveStatistics LiveCapture::statistics() const {
  LiveStatistics result{state_->received, 0, 0};
  pcap_stat counters{};
  if (pcap_stats(state_->handle, &counters) == 0) {
    result.dropped = counters.ps_drop;
    result.dropped_by_interface = counters.ps_ifdrop;
  }
  return result;
}
const packet::Interface& LiveCapture::interface() const noexcept { return state_->interface; }

}  // namespace pytk::sniff
