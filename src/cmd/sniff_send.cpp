// pytk sniff send: crafted packets or a capture onto a network that one may test.
#include <algorithm>
#include <sys/stat.h>

#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/net/privilege.hpp>
#include <pytk/sniff/send.hpp>

#include "sniff_craft.hpp"
#include "sniff_shared.hpp"

namespace pytk::cmd {
namespace {

struct SendOptions {
  std::string what, interface;
  std::vector<std::string> variables;
  bool layer2 = false, layer3 = false, loop = false, yes = false, dry = false, fuzz = false;
  std::uint64_t count = 1;
  double rate = 1000, speed = 1;
  std::int64_t interval = 0;
};

bool is_file(const std::string& name) {
  struct stat about {};
  return ::stat(name.c_str(), &about) == 0 && S_ISREG(about.st_mode);
}

std::int64_t interval_of(const SendOptions& o) {
  if (o.interval > 0) return o.interval;
  if (o.rate < 0) throw fail(Fault::usage, "--pps is below zero");
  return o.rate == 0 ? 0 : static_cast<std::int64_t>(1e9 / o.rate);
}

/// What the packets begin with decides the layer, unless it is given.
bool wants_frames(const SendOptions& o, bool begins_with_ip) {
  if (o.layer2 && o.layer3) throw fail(Fault::usage, "--l2 and --l3 exclude each other");
  return o.layer2 || (!o.layer3 && !begins_with_ip);
}

std::string interface_for(const SendOptions& o, ByteView frame) {
  if (!o.interface.empty()) return o.interface;
  packet::Layers layers;
  packet::dissect(packet::link_type::ethernet, frame, layers);
  for (const packet::Layer& layer : layers) {
    if (!layer.proto->is_address_layer) continue;
    const bool v6 = layer.proto->fields.minimum == 40;
    const auto route = sniff::route_to(Ip::from(frame.subspan(layer.offset + (v6 ? 24U : 16U), v6 ? 16 : 4)));
    if (route && !route->interface.empty()) return route->interface;
  }
  throw fail(Fault::usage, "frames need an interface").hint("name it: -i eth0");
}

/// Prints instead of sending.
class DryRun {
 public:
  DryRun() : sink_(io::Sink::open("-")) {}
  void packet(ByteView bytes, bool frame) {
    packet::Layers layers;
    packet::dissect(frame ? packet::link_type::ethernet : packet::link_type::raw, bytes, layers);
    std::string line = "would send ", safe;
    append_uint(line, bytes.size());
    line += " bytes: ";
    packet::append_summary(line, layers);
    sniff::append_safe(safe, line);
    safe += '\n';
    sink_->write(safe);
  }
  void finish() { sink_->commit(); }

 private:
  std::unique_ptr<io::Sink> sink_;
};

struct Outlet {
  std::optional<sniff::Sender> sender;
  std::optional<DryRun> dry;
  bool frames = false;
  std::uint64_t sent = 0, bytes = 0;
  void open(const SendOptions& o, bool begins_with_ip, ByteView first, Context& context) {
    if (sender || dry) return;
    frames = wants_frames(o, begins_with_ip);
    if (o.dry || context.dry_run) {
      dry.emplace();
      return;
    }
    sender.emplace(frames ? sniff::Sender::frames(interface_for(o, first)) : sniff::Sender::datagrams());
    net::drop_privileges({.user = "nobody", .change_user = false});
  }
  void send(ByteView packet) {
    if (dry)
      dry->packet(packet, frames);
    else
      sender->send(packet);
    ++sent;
    bytes += packet.size();
  }
  void finish() {
    if (dry) dry->finish();
    log::write(log::Level::info, fmt::format("{} {} packets, {} bytes", dry ? "would have sent" : "sent", sent, bytes));
  }
};

int send_expression(const SendOptions& o, Context& context) {
  packet::PacketSet set = packet::parse_expression(o.what, craft_options(o.variables, context));
  if (o.fuzz) set.fuzz();
  if (const std::uint64_t count = set.count(); count > 65536 && !o.yes)
    throw fail(Fault::usage, "the expression means {} packets", count).hint("more than 65,536 need --yes");
  Outlet outlet;
  sniff::Pace pace(interval_of(o));
  Bytes bytes;
  for (std::uint64_t round = 0; (o.loop || round < o.count) && !context.cancel.requested(); ++round) {
    if (round > 0) set.rewind();
    while (set.next(bytes) && !context.cancel.requested()) {
      outlet.open(o, packet::link_of(set.first()) == packet::link_type::raw, bytes, context);
      if (!outlet.dry) pace.wait();
      outlet.send(bytes);
    }
    if (o.loop && outlet.dry) break;
  }
  outlet.finish();
  context.cancel.check();
  return 0;
}

int replay(const SendOptions& o, Context& context) {
  if (o.speed <= 0) throw fail(Fault::usage, "--speed must be above zero");
  Outlet outlet;
  bool damaged = false;
  for (std::uint64_t round = 0; (o.loop || round < o.count) && !context.cancel.requested(); ++round) {
    sniff::Pace pace(interval_of(o));
    sniff::Chooser chooser(sniff::Selection{});
    const auto result = sniff::read_captures(
        {o.what}, chooser, false,
        {.packet =
             [&](const sniff::PacketView& view) {
               const std::uint16_t link = view.frame.link;
               const bool ip = link == packet::link_type::raw || link == packet::link_type::raw_bsd ||
                               link == packet::link_type::raw_openbsd || link == packet::link_type::ipv4 ||
                               link == packet::link_type::ipv6;
               if (!ip && link != packet::link_type::ethernet)
                 throw fail(Fault::data, "packet {} has link type {}: only Ethernet and raw IP can be sent",
                            view.frame.number, link);
               outlet.open(o, ip, view.frame.bytes, context);
               if (!outlet.dry)
                 pace.wait_until(
                     static_cast<std::int64_t>(static_cast<double>(view.frame.time - view.first_time) / o.speed));
               outlet.send(view.frame.bytes);
             },
         .idle = {},
         .opened = {},
         .secrets = {}},
        context);
    damaged = damaged || result.damaged;
    if (o.loop && (outlet.dry || result.read == 0)) break;
  }
  outlet.finish();
  context.cancel.check();
  return damaged ? 1 : 0;
}

}  // namespace

void describe_send(cli::Spec& spec) {
  auto& o = spec.options<SendOptions>();
  spec.summary("craft and send, or replay a capture");
  spec.description(
      "Only for networks that you may test. An expression that begins with IP or IPv6 goes out as a datagram (the "
      "kernel routes it, and fills in the IPv4 length and checksum), one that begins with Ether as a frame. At most "
      "1,000 packets a second unless --pps says more. --dry-run prints what would be sent. On loopback use datagrams.");
  spec.positional("EXPRESSION|CAPTURE", o.what, "packets to craft, or a capture to replay at its own pace").required();
  spec.option("-i,--interface", o.interface, "send frames here").placeholder("NAME").otherwise("where the route leads");
  spec.flag("--l2", o.layer2, "as frames, through a packet socket");
  spec.flag("--l3", o.layer3, "as datagrams, through the routing table");
  spec.option("--count", o.count, "send the whole set so many times").placeholder("N").otherwise("1");
  spec.flag("--loop", o.loop, "send until interrupted");
  spec.duration("--inter", o.interval, "time between two packets").placeholder("TIME");
  spec.option("--pps", o.rate, "packets a second, 0 for no limit").placeholder("N").otherwise("1000");
  spec.option("--speed", o.speed, "replay so many times faster than recorded").placeholder("N").otherwise("1");
  spec.option("--set", o.variables, "give $NAME a value").placeholder("NAME=VALUE");
  spec.flag("--fuzz", o.fuzz, "random values for the fields that are not set");
  spec.flag("--dry", o.dry, "the same as --dry-run");
  spec.flag("--yes", o.yes, "also when there are more than 65,536 packets");
  spec.example("pytk sniff send 'IP(dst=\"127.0.0.1\")/UDP(dport=[9,10])/\"hello\"' --dry-run", "what would be sent");
  spec.example("sudo pytk sniff send 'IP(dst=\"127.0.0.1\")/ICMP()'", "an echo request to this machine");
  spec.example("sudo pytk sniff send office.pcapng -i veth0 --speed 10", "replay a capture ten times faster");
  spec.run([&o](Context& context) { return is_file(o.what) ? replay(o, context) : send_expression(o, context); });
}

}  // namespace pytk::cmd
