// How packets are printed and which are chosen: shared by read, live and others.
#include "sniff_shared.hpp"

#include <algorithm>
#include <cstdio>
#include <deque>

#include <unistd.h>

#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/compression.hpp>
#include <pytk/io/sink.hpp>

namespace pytk::cmd {
namespace {

constexpr std::size_t enough = 128U << 10U;

enum class Form : std::uint8_t { records, lines, fast_json, text, hex, full, capture };

}  // namespace

packet::CaptureFormat capture_format(std::string_view name, packet::CaptureFormat otherwise) {
  name = io::without_compression(name);
  if (name.ends_with(".pcapng") || name.ends_with(".ntar")) return packet::CaptureFormat::pcapng;
  return otherwise == packet::CaptureFormat::pcapng ? packet::CaptureFormat::pcap_nanoseconds : otherwise;
}

void add_selection(cli::Spec& spec, sniff::Selection& selection) {
  spec.option("--bpf", selection.bpf, "only packets that this tcpdump filter matches")
      .placeholder("FILTER")
      .category("which packets");
  spec.option("-Y,--where", selection.where,
              "only packets for which this holds, as in 'dns.qr == 1 && ip.src == 10.0.0.0/8'")
      .placeholder("EXPR")
      .category("which packets")
      .long_help(
          "== != < <= > >= in {a, b..c} contains ~ /pattern/ && || ! ( ); addresses may be blocks (10.0.0.0/8); a name "
          "alone asks whether it is there; tcp.flags & S tests bits. One occurrence that fits is enough; != means "
          "that the field is there and no occurrence equals.");
  spec.option("-c,--packets", selection.most, "stop after so many packets")
      .placeholder("N")
      .otherwise("all")
      .category("which packets");
  spec.option("--skip", selection.skip, "leave out the first so many that match")
      .placeholder("N")
      .category("which packets");
  spec.duration("--duration", selection.duration, "stop so long after the first packet")
      .placeholder("TIME")
      .category("which packets");
}

void add_record_fields(cli::Spec& spec) {
  spec.field("number", "uint64", "position in the capture, from 1");
  spec.field("time", "time", "when it was captured");
  spec.field("src", "text", "source address: of IP, else of the link");
  spec.field("dst", "text", "destination address");
  spec.field("proto", "text", "highest protocol that was understood");
  spec.field("sport", "uint64", "source port of TCP, UDP or SCTP");
  spec.field("dport", "uint64", "destination port");
  spec.field("len", "uint64", "bytes on the wire");
  spec.field("info", "text", "what the highest protocol says, in one line");
}

void add_printing(cli::Spec& spec, PrintOptions& options) {
  cli::add_output(spec, options.output, {"text", "pcap", "pcapng"});
  spec.option("-w,--write", options.write, "write the packets to this capture (.pcapng for pcapng), print nothing")
      .placeholder("FILE")
      .written();
  spec.size("--rotate-size", options.rotate_bytes, "begin a new file after so many bytes (with -w)")
      .placeholder("SIZE");
  spec.duration("--rotate-time", options.rotate_time, "begin a new file after so long (with -w)").placeholder("TIME");
  spec.custom(
          "--rotate",
          [&options](std::string_view text) -> Result<void> {
            if (const auto time = parse_duration(text)) {
              options.rotate_time = *time;
            } else if (const auto size = parse_size(text)) {
              options.rotate_bytes = *size;
            } else {
              return bad("'{}' is no size and no time; write 100M or 60s", text);
            }
            return {};
          },
          "begin a new file after a size or a time, as in 100M or 60s (with -w)")
      .placeholder("SIZE|TIME");
  spec.option("--keep", options.keep, "keep only so many of the rotated files").placeholder("N").otherwise("all");
  spec.flag("--full", options.full, "every field of every layer as nested JSON; craft reads it back");
  spec.flag("--hex", options.hex, "a hex dump below each summary");
  spec.flag("--names", options.names, "service names instead of port numbers");
}

struct Printer::State {
  State(const PrintOptions& wanted, Context& around) : options(wanted), context(around) {}
  PrintOptions options;
  Context& context;
  Form form = Form::fast_json;
  std::unique_ptr<io::Sink> sink;
  std::unique_ptr<cli::RecordOutput> records;
  std::optional<record::Batch> batch;
  std::vector<sniff::Accessor> fields;
  std::optional<sniff::JsonRows> json;
  std::optional<sniff::TextRows> text;
  std::optional<sniff::FieldLines> lines;
  char delimiter = ',';
  std::string buffer;
  TextBuffer line_buffer;
  std::uint64_t printed = 0;
  bool finished = false;
  bool needs_streams = false;  ///< one of the fields does

  // -w
  std::unique_ptr<packet::CaptureWriter> writer;
  packet::CaptureFormat source_format = packet::CaptureFormat::pcap;
  std::uint32_t snap_length = 262144;
  bool opened_any = false;
  std::int64_t file_begun = 0;
  std::uint64_t file_number = 0;
  std::deque<std::string> files;

  void choose_form();
  void open_capture(std::int64_t now);
  void close_capture(std::uint16_t link);
  void write(const sniff::PacketView& view);
  [[nodiscard]] bool rotates() const { return options.rotate_bytes > 0 || options.rotate_time > 0; }
  [[nodiscard]] std::string file_name();
  void write_lines() {
    sink->write(line_buffer.view());
    line_buffer.clear();
  }
  void flush_batch() {
    if (!records || !batch || batch->rows() == 0) return;
    records->write(*batch);
    batch->clear();
  }
};

void Printer::State::choose_form() {
  const std::string& format = options.output.format;
  if (!options.write.empty() || format == "pcap" || format == "pcapng") {
    form = Form::capture;
    if (options.write.empty()) options.write = options.output.output;
    return;
  }
  const bool terminal = options.output.output == "-" && context.out.is_tty;
  if (options.full) {
    form = Form::full;
    if (!format.empty() && format != "jsonl") throw fail(Fault::usage, "--full is written as JSON Lines only");
  } else if (options.hex) {
    form = Form::hex;
  } else if (!options.output.fields.empty()) {
    if (format == "text") throw fail(Fault::usage, "--fields has no form 'text'").hint("use table, csv, tsv or jsonl");
    fields = sniff::find_fields(options.output.fields);
    needs_streams =
        std::any_of(fields.begin(), fields.end(), [](const sniff::Accessor& field) { return field.needs_streams(); });
    const record::Format kind = cli::output_format(options.output, context);
    delimiter = kind == record::Format::tsv ? '\t' : ',';
    form = kind == record::Format::csv || kind == record::Format::tsv ? Form::lines : Form::records;
  } else if (format == "text" || (format.empty() && terminal)) {
    form = Form::text;
  } else {
    form = cli::output_format(options.output, context) == record::Format::jsonl ? Form::fast_json : Form::records;
  }
}

Printer::Printer(const PrintOptions& options, Context& context) : state_(std::make_unique<State>(options, context)) {
  State& state = *state_;
  state.choose_form();
  switch (state.form) {
    case Form::records: {
      record::Schema schema;
      if (state.fields.empty()) schema = sniff::packet_schema();
      for (const sniff::Accessor& field : state.fields) schema.push_back({field.name(), field.type()});
      cli::OutputOptions output = state.options.output;
      output.fields.clear();
      state.batch.emplace(schema);
      state.records = std::make_unique<cli::RecordOutput>(output, schema, context);
      break;
    }
    case Form::capture: break;
    case Form::lines:
      state.lines.emplace(std::move(state.fields), state.delimiter);
      if (!options.output.no_header) state.lines->header(state.line_buffer);
      state.sink = io::Sink::open(state.options.output.output, {.force = context.force, .compress_by_name = true});
      break;
    default:
      state.json.emplace(options.names);
      state.text.emplace(options.names);
      state.sink = io::Sink::open(state.options.output.output, {.force = context.force, .compress_by_name = true});
  }
}
Printer::~Printer() = default;

packet::DissectOptions Printer::dissection() {
  // Lines note fields while their layers come by; what streams put in the place of others must be noted afterwards.
  if (!state_->lines || state_->needs_streams) return {};
  return {0, 0,
          [](void* lines, const packet::Layers& layers) { return static_cast<sniff::FieldLines*>(lines)->see(layers); },
          &*state_->lines};
}

std::unique_ptr<sniff::Reassembly> Printer::reassembly(const sniff::Chooser& chooser) const {
  const State& state = *state_;
  // The layers of --full make the same bytes again, so they stay those of the packet.
  if (state.form == Form::full || (state.options.output.fields.empty() && !chooser.needs_layers())) return nullptr;
  return std::make_unique<sniff::Reassembly>(state.needs_streams || chooser.needs_streams());
}

bool Printer::needs_layers() const noexcept { return state_->form != Form::capture; }

void Printer::opened(const packet::CaptureReader& reader) {
  State& state = *state_;
  if (state.opened_any) return;
  state.opened_any = true;
  state.source_format = reader.format();
  if (reader.format() != packet::CaptureFormat::pcapng && reader.snap_length() != 0)
    state.snap_length = reader.snap_length();
}

std::string Printer::State::file_name() {
  if (!rotates()) return options.write;
  const std::size_t slash = options.write.rfind('/');
  std::size_t dot = io::without_compression(options.write).rfind('.');
  if (dot == std::string::npos || (slash != std::string::npos && dot < slash)) dot = options.write.size();
  return options.write.substr(0, dot) + fmt::format("-{:05}", ++file_number) + options.write.substr(dot);
}

void Printer::State::open_capture(std::int64_t now) {
  const std::string name = file_name();
  sink = io::Sink::open(name, {.force = context.force, .binary = true, .compress_by_name = true});
  packet::WriteOptions how;
  how.format =
      options.output.format == "pcapng" ? packet::CaptureFormat::pcapng : capture_format(options.write, source_format);
  how.snap_length = snap_length;
  writer = std::make_unique<packet::CaptureWriter>(*sink, how);
  file_begun = now;
  if (!rotates()) return;
  files.push_back(name);
  while (options.keep > 0 && files.size() > options.keep) {
    (void)::unlink(files.front().c_str());
    files.pop_front();
  }
}

void Printer::State::close_capture(std::uint16_t link) {
  if (!writer) return;
  writer->finish(link);
  sink->commit();
  writer.reset();
}

void Printer::State::write(const sniff::PacketView& view) {
  if (!writer) {
    open_capture(view.frame.time);
  } else if ((options.rotate_bytes > 0 && writer->bytes_written() >= options.rotate_bytes) ||
             (options.rotate_time > 0 && view.frame.time - file_begun >= options.rotate_time)) {
    close_capture(view.frame.link);
    open_capture(view.frame.time);
  }
  writer->write(view.frame);
}

void Printer::packet(const sniff::PacketView& view) {
  State& state = *state_;
  ++state.printed;
  switch (state.form) {
    case Form::capture: return state.write(view);
    case Form::records:
      if (state.fields.empty()) {
        sniff::add_row(*state.batch, view, state.options.names);
      } else {
        for (std::size_t i = 0; i < state.fields.size(); ++i) state.fields[i].add(view, (*state.batch)[i]);
        state.batch->end_row();
      }
      if (state.batch->full()) state.flush_batch();
      return;
    case Form::lines:
      state.lines->append(state.line_buffer, view);
      if (state.line_buffer.size() >= enough) state.write_lines();
      return;
    case Form::fast_json: state.json->append(state.buffer, view); break;
    case Form::text: state.text->append(state.buffer, view); break;
    case Form::full: sniff::append_full(state.buffer, view); break;
    case Form::hex:
      state.text->append(state.buffer, view);
      packet::append_hexdump(state.buffer, view.frame.bytes);
      state.buffer += '\n';
      break;
  }
  if (state.buffer.size() < enough) return;
  state.sink->write(state.buffer);
  state.buffer.clear();
}

void Printer::secrets(std::uint32_t kind, ByteView secrets) {
  State& state = *state_;
  if (state.form != Form::capture) return;
  if (!state.writer) state.open_capture(0);
  state.writer->secrets(kind, secrets);
}

void Printer::flush() {
  State& state = *state_;
  if (state.records) {
    state.flush_batch();
    state.records->flush();
  } else if (state.sink) {
    state.write_lines();
    state.sink->write(state.buffer);
    state.buffer.clear();
    state.sink->flush();
  }
}

bool Printer::full() const noexcept {
  const State& state = *state_;
  if (state.options.output.limit > 0 && state.printed >= state.options.output.limit) return true;
  return state.records && state.records->full();
}

void Printer::finish(std::uint16_t link_if_empty) {
  State& state = *state_;
  if (state.finished) return;
  state.finished = true;
  if (state.form == Form::capture) {
    if (!state.writer) state.open_capture(0);
    state.close_capture(link_if_empty);
  } else if (state.records) {
    state.flush_batch();
    state.records->finish();
  } else {
    state.write_lines();
    state.sink->write(state.buffer);
    state.sink->commit();
  }
}

}  // namespace pytk::cmd
