// pytk sniff edit and merge: captures into captures.
#include <algorithm>
#include <deque>

#include <pytk/core/digest.hpp>
#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>

#include "sniff_shared.hpp"

namespace pytk::cmd {
namespace {

struct EditOptions {
  std::vector<std::string> inputs;
  sniff::Selection selection;
  std::string write, numbers, shift, format;
  std::uint64_t snap = 0, duplicates = 0;
};

packet::WriteOptions write_options(const std::string& name, const std::string& format, packet::CaptureFormat source) {
  packet::WriteOptions how;
  if (format == "pcapng")
    how.format = packet::CaptureFormat::pcapng;
  else if (format == "pcap")
    how.format = packet::CaptureFormat::pcap;
  else if (format == "pcap-ns")
    how.format = packet::CaptureFormat::pcap_nanoseconds;
  else
    how.format = capture_format(name, source);
  return how;
}

/// Remembers the last packets by length and CRC, and compares the bytes only when both agree.
class Recent {
 public:
  explicit Recent(std::uint64_t window) : window_(window) {}
  bool seen(ByteView bytes) {
    if (window_ == 0) return false;
    const std::uint32_t sum = crc32(bytes);
    for (const auto& [known, copy] : packets_)
      if (known == sum && copy.size() == bytes.size() && std::equal(copy.begin(), copy.end(), bytes.begin()))
        return true;
    packets_.emplace_back(sum, Bytes(bytes.begin(), bytes.end()));
    if (packets_.size() > window_) packets_.pop_front();
    return false;
  }

 private:
  std::uint64_t window_;
  std::deque<std::pair<std::uint32_t, Bytes>> packets_;
};

std::int64_t shift_of(const std::string& text) {
  if (text.empty()) return 0;
  const bool negative = text.front() == '-';
  const std::string_view rest = std::string_view(text).substr(negative || text.front() == '+' ? 1 : 0);
  const auto time = parse_duration(rest);
  if (!time)
    throw fail(Fault::usage, "bad --shift '{}': {}", text, time.error().what_happened()).hint("write +1h, -30s");
  return negative ? -*time : *time;
}

int run_edit(const EditOptions& given, Context& context) {
  EditOptions o = given;
  if (o.inputs.empty()) o.inputs.emplace_back("-");
  if (!o.numbers.empty()) o.selection.numbers = sniff::parse_numbers(o.numbers);
  for (const std::string& input : o.inputs) io::refuse_same_file(input, o.write);
  const std::int64_t shift = shift_of(o.shift);
  sniff::Chooser chooser(o.selection);
  const auto sink = io::Sink::open(o.write, {.force = context.force, .binary = true, .compress_by_name = true});
  std::unique_ptr<packet::CaptureWriter> writer;
  std::uint16_t link = packet::link_type::ethernet;
  Recent recent(o.duplicates);
  std::uint64_t dropped = 0;
  const sniff::ReadResult result = sniff::read_captures(
      o.inputs, chooser, false,
      {.packet =
           [&](const sniff::PacketView& view) {
             if (recent.seen(view.frame.bytes)) {
               ++dropped;
               return;
             }
             packet::Frame frame = view.frame;
             frame.time += shift;
             if (o.snap > 0 && frame.bytes.size() > o.snap) frame.bytes = frame.bytes.first(o.snap);
             writer->write(frame);
           },
       .idle = {},
       .opened =
           [&](const packet::CaptureReader& reader) {
             if (!reader.interfaces().empty()) link = reader.interfaces().front().link;
             if (writer) return;
             packet::WriteOptions how = write_options(o.write, o.format, reader.format());
             if (o.snap > 0)
               how.snap_length = static_cast<std::uint32_t>(std::min<std::uint64_t>(o.snap, 262144));
             else if (reader.snap_length() != 0)
               how.snap_length = reader.snap_length();
             writer = std::make_unique<packet::CaptureWriter>(*sink, how);
           },
       .secrets =
           [&](std::uint32_t kind, ByteView secrets) {
             if (writer) writer->secrets(kind, secrets);
           }},
      context);
  context.cancel.check();
  writer->finish(link);
  sink->commit();
  log::info("{} of {} packets written, {} duplicates left out", result.matched - dropped, result.read, dropped);
  return result.damaged ? 1 : 0;
}

struct MergeOptions {
  std::vector<std::string> inputs;
  std::string write, format;
};

/// One capture of a merge with its next packet.
struct Stream {
  std::unique_ptr<io::Source> source;
  std::unique_ptr<packet::CaptureReader> reader;
  packet::Frame frame;
  bool more = false;
};

int run_merge(const MergeOptions& o, Context& context) {
  std::vector<Stream> streams;
  packet::CaptureFormat format = packet::CaptureFormat::pcap;
  for (const std::string& input : o.inputs) {
    io::refuse_same_file(input, o.write);
    Stream stream;
    stream.source = io::Source::open(input);
    stream.reader = std::make_unique<packet::CaptureReader>(*stream.source);
    if (stream.reader->format() != packet::CaptureFormat::pcap) format = stream.reader->format();
    streams.push_back(std::move(stream));
  }
  for (Stream& stream : streams) stream.more = stream.reader->next(stream.frame);
  const auto sink = io::Sink::open(o.write, {.force = context.force, .binary = true, .compress_by_name = true});
  packet::CaptureWriter writer(*sink, write_options(o.write, o.format, format));
  std::uint64_t written = 0;
  while (true) {
    if ((written & 1023U) == 0) context.cancel.check();
    Stream* first = nullptr;  // equal times keep the order of the files
    for (Stream& stream : streams)
      if (stream.more && (first == nullptr || stream.frame.time < first->frame.time)) first = &stream;
    if (first == nullptr) break;
    first->frame.number = ++written;
    writer.write(first->frame);
    first->more = first->reader->next(first->frame);
  }
  bool damaged = false;
  for (const Stream& stream : streams) {
    if (stream.reader->damage().empty()) continue;
    damaged = true;
    log::warn("{}: {}; {} whole packets were read", stream.source->name(), stream.reader->damage(),
              stream.reader->frames_read());
  }
  writer.finish();
  sink->commit();
  return damaged ? 1 : 0;
}

}  // namespace

void describe_edit(cli::Spec& spec) {
  auto& o = spec.options<EditOptions>();
  spec.summary("cut, shift, snap or convert a capture");
  spec.positional("CAPTURE", o.inputs, "pcap or pcapng files, - for standard input").otherwise("-").complete_files();
  spec.option("-w,--write", o.write, "the new capture; its suffix decides the format")
      .placeholder("FILE")
      .required()
      .written();
  spec.confined();
  spec.option("-n,--numbers", o.numbers, "only the packets with these numbers, as in 5,9-12")
      .placeholder("LIST")
      .category("which packets");
  add_selection(spec, o.selection);
  spec.size("--snap", o.snap, "keep so many bytes of each packet").placeholder("SIZE");
  spec.option("--shift", o.shift, "move all times, as in +1h or -30s").placeholder("TIME");
  spec.option("--dedup", o.duplicates, "leave out packets equal to one of the last N").placeholder("N");
  spec.option("-f,--format", o.format, "format of the new capture")
      .placeholder("FORMAT")
      .choices({"pcap", "pcap-ns", "pcapng"})
      .otherwise("by the suffix, else as it was");
  spec.example("pytk sniff edit office.pcapng -w first.pcapng -c 100", "the first hundred packets");
  spec.example("pytk sniff edit office.pcapng -w dns.pcap --where dns --snap 200 --dedup 5",
               "DNS only, as pcap, without repeats");
  spec.run([&o](Context& context) { return run_edit(o, context); });
}

void describe_merge(cli::Spec& spec) {
  auto& o = spec.options<MergeOptions>();
  spec.summary("several captures into one, by time");
  spec.positional("CAPTURE", o.inputs, "pcap or pcapng files").required().complete_files();
  spec.option("-w,--write", o.write, "the new capture; its suffix decides the format")
      .placeholder("FILE")
      .required()
      .written();
  spec.confined();
  spec.option("-f,--format", o.format, "format of the new capture")
      .placeholder("FORMAT")
      .choices({"pcap", "pcap-ns", "pcapng"})
      .otherwise("by the suffix, else as they were");
  spec.example("pytk sniff merge office.pcapng office.pcapng -w twice.pcapng", "every packet twice");
  spec.example("pytk sniff merge office.pcapng -w office.pcap --format pcap-ns",
               "the same packets as pcap with nanoseconds");
  spec.run([&o](Context& context) { return run_merge(o, context); });
}

}  // namespace pytk::cmd
