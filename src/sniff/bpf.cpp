#include <pytk/sniff/bpf.hpp>

#include <map>

#include <pcap/pcap.h>

#include <pytk/core/error.hpp>

#include "sniff/pcap_stubs.hpp"

namespace pytk::sniff {
namespace {

/// Linktype numbers of files to libpcap's own, where they differ (raw IP).
constexpr std::uint16_t link_ethernet = 1;
int dlt_of(std::uint16_t link) { return link == 101 ? 12 : link; }

}  // namespace

struct PacketFilter::State {
  std::string expression;
  std::uint32_t snap_length;
  struct Program {
    bpf_program code{};
    bool usable = false;
  };
  std::map<std::uint16_t, Program> programs;
  std::uint16_t last_link = 0;
  Program* last = nullptr;
  bool any_compiled = false;

  ~State() {
    for (auto& [link, program] : programs)
      if (program.usable) pcap_freecode(&program.code);
  }
  /// Wrong for every link type: a syntax error. Else it may be meant for another one ("type mgt" for 802.11).
  Program& compile(std::uint16_t link, bool first_packet) {
    Program& program = programs[link];
    pcap_t* dead = pcap_open_dead(dlt_of(link), static_cast<int>(snap_length));
    if (dead == nullptr) throw fail(Fault::internal, "cannot compile a packet filter");
    program.usable = pcap_compile(dead, &program.code, expression.c_str(), 1, PCAP_NETMASK_UNKNOWN) == 0;
    const std::string reason = program.usable ? "" : pcap_geterr(dead);
    pcap_close(dead);
    any_compiled = any_compiled || program.usable;
    if (!program.usable && (first_packet ? !any_compiled : reason.find("syntax") != std::string::npos))
      throw fail(Fault::usage, "bad packet filter '{}': {}", expression, reason)
          .hint("the language is that of tcpdump: man pcap-filter");
    return program;
  }
};

PacketFilter::PacketFilter(std::string expression, std::uint32_t snap_length) : state_(std::make_unique<State>()) {
  keep_dbus_out();
  state_->expression = std::move(expression);
  state_->snap_length = snap_length == 0 ? 262144 : snap_length;
  state_->last = &state_->compile(link_ethernet, false);
  state_->last_link = link_ethernet;
}
PacketFilter::~PacketFilter() = default;
PacketFilter::PacketFilter(PacketFilter&&) noexcept = default;
PacketFilter& PacketFilter::operator=(PacketFilter&&) noexcept = default;

bool PacketFilter::matches(std::uint16_t link, ByteView bytes, std::uint32_t length) {
  State& state = *state_;
  if (state.last == nullptr || state.last_link != link) {
    const auto known = state.programs.find(link);
    state.last = known != state.programs.end() ? &known->second : &state.compile(link, true);
    state.last_link = link;
  }
  if (!state.last->usable) return false;
  return bpf_filter(state.last->code.bf_insns, bytes.data(), length, static_cast<u_int>(bytes.size())) != 0;
}

}  // namespace pytk::sniff
