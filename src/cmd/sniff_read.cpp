// pytk sniff read: captures in, rows, text, fields, JSON or another capture out.
#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>

#include "sniff_shared.hpp"

namespace pytk::cmd {
namespace {

struct ReadOptions {
  std::vector<std::string> inputs;
  sniff::Selection selection;
  PrintOptions print;
  std::string numbers;
  bool count = false, no_reassembly = false;
};

int count_only(const ReadOptions& o, sniff::Chooser& chooser, Context& context) {
  std::optional<sniff::Reassembly> reassembly;
  if (!o.no_reassembly && chooser.needs_layers()) reassembly.emplace(chooser.needs_streams());
  const sniff::ReadResult result =
      sniff::count_captures(o.inputs, chooser, context, reassembly ? &*reassembly : nullptr);
  context.cancel.check();
  const auto sink = io::Sink::open(o.print.output.output, {.force = context.force, .compress_by_name = true});
  std::string line;
  append_uint(line, result.matched);
  line += '\n';
  sink->write(line);
  sink->commit();
  return result.damaged ? 1 : 0;
}

int run_read(const ReadOptions& given, Context& context) {
  ReadOptions o = given;
  if (o.inputs.empty()) o.inputs.emplace_back("-");
  if (!o.numbers.empty()) o.selection.numbers = sniff::parse_numbers(o.numbers);
  if (o.print.output.limit > 0 && o.selection.most == 0) o.selection.most = o.print.output.limit;
  sniff::Chooser chooser(o.selection);
  if (o.count) return count_only(o, chooser, context);
  for (const std::string& input : o.inputs) {
    io::refuse_same_file(input, o.print.output.output);
    if (!o.print.write.empty()) io::refuse_same_file(input, o.print.write);
  }
  Printer printer(o.print, context);
  const auto reassembly = o.no_reassembly ? nullptr : printer.reassembly(chooser);
  std::uint16_t link = packet::link_type::ethernet;
  const sniff::ReadResult result =
      sniff::read_captures(o.inputs, chooser, printer.needs_layers(),
                           {.packet = [&](const sniff::PacketView& view) { printer.packet(view); },
                            .idle = [&] { printer.flush(); },
                            .opened =
                                [&](const packet::CaptureReader& reader) {
    printer.opened(reader);
    if (!reader.interfaces().empty()) link = reader.interfaces().front().link;
                            },
                            .secrets = [&](std::uint32_t kind, ByteView secrets) { printer.secrets(kind, secrets); },
                            .dissection = printer.dissection(),
                            .reassembly = reassembly.get()},
                           context);
  printer.finish(link);
  context.cancel.check();
  return result.damaged ? 1 : 0;
}

}  // namespace

void describe_read(cli::Spec& spec) {
  auto& o = spec.options<ReadOptions>();
  spec.summary("summaries, fields or all layers of the packets in captures");
  spec.description(
      "One line a packet on a terminal, one JSON object a packet in a pipe. --fields takes Scapy's names in lower case "
      "(tcp.dport), Wireshark's (tcp.dstport), frame.number, frame.len, frame.time, and the columns of the default "
      "record; the first occurrence counts, an absent field is empty. A capture that is cut short gives all its whole "
      "packets, a warning and exit status 1.");
  spec.positional("CAPTURE", o.inputs, "pcap or pcapng files, - for standard input").otherwise("-").complete_files();
  add_selection(spec, o.selection);
  spec.confined();
  spec.option("-n,--numbers", o.numbers, "only the packets with these numbers, as in 5,9-12")
      .placeholder("LIST")
      .category("which packets");
  spec.flag("--count", o.count, "print how many packets match, nothing else");
  spec.flag("--no-reassembly", o.no_reassembly, "take each packet by itself")
      .long_help(
          "Fields of --fields and --where that stand in a message over several TCP segments or IP fragments are those of "
          "the packet that completes it. With this, they are where their bytes begin.");
  add_printing(spec, o.print);
  add_record_fields(spec);
  spec.example("pytk sniff read office.pcapng -c 3 --format text", "three summaries");
  spec.example(
      "pytk sniff read office.pcapng --where 'dns.qr == 0' --fields frame.time,ip.src,dns.qry.name --format csv",
      "who asked for which name");
  spec.example("pytk sniff read office.pcapng --bpf 'tcp port 80' --count", "how many packets of web traffic");
  spec.example("pytk sniff read office.pcapng -c 1 --full", "every field of the first packet");
  spec.run([&o](Context& context) { return run_read(o, context); });
}

}  // namespace pytk::cmd
