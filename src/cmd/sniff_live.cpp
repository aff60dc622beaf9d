// pytk sniff live: packets from an interface, printed as read prints them.
#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/net/privilege.hpp>
#include <pytk/sniff/live.hpp>

#include "confine.hpp"
#include "sniff_shared.hpp"

namespace pytk::cmd {
namespace {

struct LiveVerbOptions {
  sniff::LiveOptions live;
  sniff::Selection selection;
  PrintOptions print;
  std::uint64_t snap = 262144;
  bool interfaces = false, no_promiscuous = false;
};

int list_interfaces(const LiveVerbOptions& o, Context& context) {
  const record::Schema schema = {{"name", record::Type::text},
                                 {"up", record::Type::boolean},
                                 {"loopback", record::Type::boolean},
                                 {"addresses", record::Type::text},
                                 {"description", record::Type::text}};
  cli::RecordOutput rows(o.print.output, schema, context);
  record::Batch batch(schema);
  for (const sniff::Device& device : sniff::list_devices()) {
    batch[0].add_text(device.name);
    batch[1].add_bool(device.up);
    batch[2].add_bool(device.loopback);
    batch[3].add_text(join(device.addresses, " "));
    batch[4].add_text(device.description);
    batch.end_row();
  }
  rows.write(batch);
  rows.finish();
  return 0;
}

void say_statistics(const sniff::LiveCapture& capture, std::uint64_t printed) {
  const sniff::LiveStatistics counts = capture.statistics();
  log::info("{} packets captured on {}, {} shown, {} dropped", counts.received, capture.interface().name, printed,
            counts.dropped);
  if (counts.dropped > 0 || counts.dropped_by_interface > 0)
    log::warn("{} packets were dropped for want of buffer, {} by the interface; --buffer makes it larger",
              counts.dropped, counts.dropped_by_interface);
}

int run_live(const LiveVerbOptions& given, Context& context) {
  LiveVerbOptions o = given;
  if (o.interfaces) return list_interfaces(o, context);
  o.live.filter = o.selection.bpf;
  o.selection.bpf.clear();
  o.live.snap_length = static_cast<std::uint32_t>(std::min<std::uint64_t>(o.snap == 0 ? 262144 : o.snap, 262144));
  o.live.promiscuous = !o.no_promiscuous;
  if (o.print.output.limit > 0 && o.selection.most == 0) o.selection.most = o.print.output.limit;
  sniff::Chooser chooser(o.selection);
  sniff::LiveCapture capture(o.live);
  Printer printer(o.print, context);
  // From here on hostile bytes are parsed. Files that must still be renamed need the user's rights.
  net::drop_privileges({.user = "nobody", .change_user = o.print.write.empty() && o.print.output.output == "-"});
  confine_parser({o.print.write, o.print.output.output});
  if (context.err.is_tty) log::write(log::Level::info, fmt::format("capturing on {}", capture.interface().name));

  packet::Layers layers;
  std::int64_t first = 0, previous = 0;
  std::uint64_t printed = 0;
  const bool walk = printer.needs_layers() || chooser.needs_layers();
  const auto on_packet = [&](const packet::Frame& frame) {
    if (first == 0) first = previous = frame.time;
    layers.count = 0;
    if (chooser.may_match(frame)) {
      if (walk) packet::dissect(frame.link, frame.bytes, layers);
      const sniff::PacketView view{frame, layers, first, previous};
      if (chooser.matches(view)) {
        printer.packet(view);
        ++printed;
      }
    }
    previous = frame.time;
    return !chooser.done();
  };
  const std::int64_t begun = steady_nanoseconds();
  constexpr std::int64_t tick = 100'000'000;
  while (!context.cancel.requested() && !chooser.done()) {
    const std::int64_t passed = steady_nanoseconds() - begun;
    if (o.selection.duration > 0 && passed >= o.selection.duration) break;
    const std::int64_t wait = o.selection.duration > 0 ? std::min(tick, o.selection.duration - passed) : tick;
    const bool more = capture.step(wait, context.cancel, on_packet);
    if (printer.needs_layers()) printer.flush();
    if (!more) break;
  }
  printer.finish(capture.interface().link);
  say_statistics(capture, printed);
  context.cancel.check();
  return 0;
}

}  // namespace

void describe_live(cli::Spec& spec) {
  auto& o = spec.options<LiveVerbOptions>();
  spec.summary("the same from an interface");
  spec.description(
      "Needs the right to open raw sockets (root, or cap_net_raw on the program). Once the interface is open every "
      "right is given up, and root becomes nobody unless a file is to be written. Packets lost for want of buffer "
      "are reported.");
  spec.option("-i,--interface", o.live.interface, "where to capture; any: everywhere")
      .placeholder("NAME")
      .otherwise("the first that is up");
  add_selection(spec, o.selection);
  spec.size("--snap", o.snap, "capture so many bytes of each packet").placeholder("SIZE").otherwise("262144");
  spec.size("--buffer", o.live.buffer_bytes, "the kernel's buffer").placeholder("SIZE").otherwise("16MiB");
  spec.flag("--no-promiscuous", o.no_promiscuous, "only what is addressed to this machine");
  spec.flag("--interfaces", o.interfaces, "list the interfaces and stop");
  add_printing(spec, o.print);
  add_record_fields(spec);
  spec.example("sudo pytk sniff live -i lo -c 10", "ten packets of loopback, with their summaries");
  spec.example("sudo pytk sniff live -i eth0 --bpf 'tcp port 443' -w web.pcapng --rotate 100M --keep 10",
               "a ring of ten files");
  spec.run([&o](Context& context) { return run_live(o, context); });
}

}  // namespace pytk::cmd
