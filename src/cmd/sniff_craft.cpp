// pytk sniff craft and fuzz: packets from expressions or from the records of read --full.
#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/text.hpp>
#include <pytk/record/reader.hpp>
#include <pytk/sniff/send.hpp>

#include "sniff_craft.hpp"
#include "sniff_shared.hpp"

namespace pytk::cmd {
namespace {

constexpr std::uint64_t many = 65536;
constexpr std::size_t enough = 128U << 10U;

struct CraftVerbOptions {
  std::string expression;
  std::string output = "-", write, format;
  std::vector<std::string> variables;
  std::string each;
  std::uint64_t count = 1;
  bool hex = false, raw = false, show = false, summary = false, yes = false, names = false, fuzz = false;
};

/// Prints crafted packets in the form that was asked for.
class CraftOutput {
 public:
  CraftOutput(const CraftVerbOptions& o, Context& context) : options_(o) {
    const bool capture = !o.write.empty();
    const std::string& where = capture ? o.write : o.output;
    sink_ = io::Sink::open(where, {.force = context.force, .binary = capture || o.raw, .compress_by_name = true});
    packet::WriteOptions how;
    how.format =
        o.format == "pcapng" ? packet::CaptureFormat::pcapng : capture_format(where, packet::CaptureFormat::pcap);
    if (capture) writer_ = std::make_unique<packet::CaptureWriter>(*sink_, how);
    hex_ = o.hex || (!capture && !o.raw && !o.show && !o.summary);
  }
  void packet(ByteView bytes, const packet::Proto& first, std::uint16_t link, std::int64_t time) {
    link_ = link;
    if (writer_) {
      packet::Frame frame;
      frame.bytes = bytes;
      frame.length = static_cast<std::uint32_t>(bytes.size());
      frame.link = link;
      frame.time = time;
      frame.number = ++number_;
      writer_->write(frame);
      return;
    }
    if (options_.raw) return sink_->write(bytes);
    if (hex_) {
      text_ += to_hex(bytes);
      text_ += '\n';
    } else {
      packet::Layers layers;
      packet::dissect_from(first, bytes, layers);
      std::string line;
      if (options_.summary) {
        packet::append_summary(line, layers, options_.names);
        line += '\n';
      } else {
        packet::append_show(line, layers);
      }
      sniff::append_safe(text_, line);
    }
    if (text_.size() < enough) return;
    sink_->write(text_);
    text_.clear();
  }
  void finish() {
    if (writer_)
      writer_->finish(link_);
    else
      sink_->write(text_);
    sink_->commit();
  }

 private:
  const CraftVerbOptions& options_;
  std::unique_ptr<io::Sink> sink_;
  std::unique_ptr<packet::CaptureWriter> writer_;
  std::string text_;
  std::uint64_t number_ = 0;
  std::uint16_t link_ = packet::link_type::ethernet;
  bool hex_ = true;
};

void check_count(std::uint64_t count, const CraftVerbOptions& o) {
  if (count <= many || o.yes) return;
  throw fail(Fault::usage, "the expression means {} packets",
             count >= (1ULL << 62U) ? "countless" : fmt::format("{}", count))
      .hint("more than 65,536 need --yes");
}

void craft_all(packet::PacketSet& set, const CraftVerbOptions& o, CraftOutput& out, Context& context) {
  Bytes bytes;
  for (std::uint64_t round = 0; round < o.count; ++round) {
    if (round > 0) set.rewind();
    std::uint32_t ticks = 0;
    while (set.next(bytes)) {
      if ((++ticks & 1023U) == 0) context.cancel.check();
      out.packet(bytes, set.first(), packet::link_of(set.first()), 0);
    }
  }
}

/// One set of packets for each row of a CSV (or JSON Lines) file, its columns as $NAME.
void craft_rows(const CraftVerbOptions& o, packet::CraftOptions options, CraftOutput& out, Context& context) {
  const auto source = io::Source::open(o.each);
  const auto reader = record::make_reader(*source);
  record::Batch batch(reader->schema());
  while (reader->next(batch)) {
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      context.cancel.check();
      for (std::size_t column = 0; column < batch.columns(); ++column) {
        std::string value;
        record::append_value(value, batch[column], row);
        options.variables[batch.schema()[column].name] = std::move(value);
      }
      packet::PacketSet set = packet::parse_expression(o.expression, options);
      if (o.fuzz) set.fuzz();
      check_count(set.count(), o);
      craft_all(set, o, out, context);
    }
  }
}

/// JSON Lines of read --full.
void craft_records(const packet::CraftOptions& options, CraftOutput& out, Context& context) {
  const auto source = io::Source::open("-");
  io::LineReader lines(*source);
  std::string_view line;
  SeededRandom random(options.seed);
  Bytes bytes;
  while (lines.next(line)) {
    if (trim(line).empty()) continue;
    context.cancel.check();
    const auto record = json::parse(line);
    const auto where = [&](const Error& error) {
      return Error(Fault::data, error.what_happened()).at(std::string(source->name()), lines.number());
    };
    if (!record) throw where(record.error());
    const json::Value* layers = record->find("layers");
    if (layers == nullptr)
      throw fail(Fault::data, "a record without \"layers\"")
          .at(std::string(source->name()), lines.number())
          .hint("pytk sniff read --full writes such records");
    packet::PacketSpec spec;
    try {
      spec = packet::spec_of_json(*layers);
      packet::build_packet(spec, options, random, bytes);
    } catch (const Error& error) {
      throw where(error).hint(error.hint());
    }
    std::uint16_t link = packet::link_of(*spec.front().proto);
    if (const json::Value* given = record->find("link"); given != nullptr)
      if (const auto number = parse_uint(given->text, 0xffff)) link = static_cast<std::uint16_t>(*number);
    std::int64_t time = 0;
    if (const json::Value* given = record->find("time"); given != nullptr)
      if (const auto parsed = parse_time(given->text)) time = *parsed;
    out.packet(bytes, *spec.front().proto, link, time);
  }
}

int run_craft(const CraftVerbOptions& o, Context& context) {
  if ((o.hex ? 1 : 0) + (o.raw ? 1 : 0) + (o.show ? 1 : 0) + (o.summary ? 1 : 0) + (o.write.empty() ? 0 : 1) > 1)
    throw fail(Fault::usage, "--hex, --raw, --show, --summary and -w exclude each other");
  packet::CraftOptions options = craft_options(o.variables, context);
  if (o.expression == "-") {
    CraftOutput out(o, context);
    craft_records(options, out, context);
    out.finish();
    return 0;
  }
  if (!o.each.empty()) {
    CraftOutput out(o, context);
    craft_rows(o, std::move(options), out, context);
    out.finish();
    return 0;
  }
  packet::PacketSet set = packet::parse_expression(o.expression, std::move(options));
  if (o.fuzz) set.fuzz();
  const std::uint64_t count = set.count();
  check_count(count > many ? count : count * std::min<std::uint64_t>(o.count, many * 16), o);
  CraftOutput out(o, context);
  craft_all(set, o, out, context);
  out.finish();
  return 0;
}

void add_craft_options(cli::Spec& spec, CraftVerbOptions& o) {
  spec.option("-w,--write", o.write, "write a capture (.pcapng for pcapng, - for standard output)")
      .placeholder("FILE")
      .complete_files();
  spec.flag("--hex", o.hex, "one line of hexadecimal a packet (the default)");
  spec.flag("--raw", o.raw, "the bytes themselves, one packet after the other");
  spec.flag("--show", o.show, "layers and fields");
  spec.flag("--summary", o.summary, "one line a packet");
  spec.flag("--names", o.names, "service names instead of port numbers in summaries");
  spec.option("--set", o.variables, "give $NAME a value").placeholder("NAME=VALUE");
  spec.option("--each", o.each, "once for each row of a CSV file, its columns as $NAME")
      .placeholder("FILE")
      .complete_files();
  spec.flag("--yes", o.yes, "also when there are more than 65,536 packets");
  cli::add_output_file(spec, o.output);
}

void add_grammar(cli::Spec& spec) {
  spec.note(
      "expressions",
      "Layers are joined by '/': Ether()/IP(dst=\"10.0.0.1\")/TCP(dport=80,flags=\"S\")/\"data\". What is not set "
      "fills itself: lengths, "
      "checksums, types, ports. A value may be a number, a string, an address, an address block (10.0.0.0/30), a range "
      "((1,4) or "
      "1..4), a list of alternatives ([80,443]), a packet (DNS(qd=DNSQR(qname=\"x.test\"))), rand(), None (fill in), "
      "or $NAME. "
      "Further layers: \"text\", \"A\"*100, hex:0001, @file, fuzz(LAYER). Several alternatives give every combination; "
      "packets are separated by commas.");
}

}  // namespace

packet::CraftOptions craft_options(const std::vector<std::string>& variables, Context& context) {
  packet::CraftOptions options;
  for (const std::string& one : variables) {
    const std::size_t equals = one.find('=');
    if (equals == std::string::npos || equals == 0)
      throw fail(Fault::usage, "bad --set '{}'", one).hint("write NAME=VALUE");
    options.variables[one.substr(0, equals)] = one.substr(equals + 1);
  }
  options.seed = context.seed.value_or(0);
  options.read_file = [](const std::string& name) {
    const std::string text = io::Source::open(name)->read_all(64U << 20U);
    return Bytes(text.begin(), text.end());
  };
  options.source_address = [](const Ip& target) -> std::optional<Ip> {
    const auto route = sniff::route_to(target);
    return route ? std::optional<Ip>(route->source) : std::nullopt;
  };
  options.source_hardware = [](const Ip& target) -> std::optional<Mac> {
    const auto route = sniff::route_to(target);
    return route ? std::optional<Mac>(route->hardware) : std::nullopt;
  };
  options.target_hardware = [](const Ip& target) -> std::optional<Mac> {
    const auto route = sniff::route_to(target);
    return route ? route->next_hop : std::nullopt;
  };
  return options;
}

void describe_craft(cli::Spec& spec) {
  auto& o = spec.options<CraftVerbOptions>();
  spec.summary("packets from an expression");
  spec.positional("EXPRESSION", o.expression, "what to build, or - for the JSON Lines of read --full").required();
  add_craft_options(spec, o);
  spec.option("--count", o.count, "repeat the whole set so many times").placeholder("N").otherwise("1");
  add_grammar(spec);
  spec.example("pytk sniff craft 'IP(src=\"10.0.0.1\",dst=\"10.0.0.2\")/ICMP()'", "an echo request in hexadecimal");
  spec.example(
      "pytk sniff craft 'IP(dst=\"10.0.0.0/30\")/UDP(dport=53)/DNS(qd=DNSQR(qname=\"x.test\"))' -w - | pytk sniff read "
      "- --fields ip.dst,dns.qry.name",
      "four packets through a pipe");
  spec.example("pytk sniff read office.pcapng -c 2 --full | pytk sniff craft - --summary", "records back to packets");
  spec.run([&o](Context& context) { return run_craft(o, context); });
}

void describe_fuzz(cli::Spec& spec) {
  auto& o = spec.options<CraftVerbOptions>();
  spec.summary("packets with random fields, the same ones for the same seed");
  spec.description(
      "Every field that is not set and does not fill itself gets a random value; --seed repeats a run byte for byte.");
  spec.positional("EXPRESSION", o.expression, "what to build").required();
  add_craft_options(spec, o);
  spec.option("--count", o.count, "so many packets").placeholder("N").otherwise("1");
  add_grammar(spec);
  spec.example("pytk sniff fuzz 'IP(dst=\"127.0.0.1\")/TCP()' --seed 7 --count 3",
               "three packets that another run makes again");
  spec.example("pytk sniff fuzz 'IP(dst=\"127.0.0.1\")/UDP()/DNS()' --seed 1 --summary", "a random DNS message");
  spec.run([&o](Context& context) {
    o.fuzz = true;
    if (!context.seed) {
      context.seed = secure_seed() >> 1U;
      log::write(log::Level::info, fmt::format("seed {}", *context.seed));
    }
    return run_craft(o, context);
  });
}

}  // namespace pytk::cmd
