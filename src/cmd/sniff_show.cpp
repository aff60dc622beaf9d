// pytk sniff show and ls: packets layer by layer, and the tables themselves.
#include <algorithm>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "sniff_shared.hpp"

namespace pytk::cmd {
namespace {

struct ShowOptions {
  std::vector<std::string> inputs;
  sniff::Selection selection;
  std::string numbers, output = "-";
  bool hex = false;
};

int run_show(const ShowOptions& given, Context& context) {
  ShowOptions o = given;
  if (o.inputs.empty()) o.inputs.emplace_back("-");
  if (!o.numbers.empty()) o.selection.numbers = sniff::parse_numbers(o.numbers);
  sniff::Chooser chooser(o.selection);
  const auto sink = io::Sink::open(o.output, {.force = context.force});
  std::string text, line;
  const sniff::ReadResult result =
      sniff::read_captures(o.inputs, chooser, true,
                           {.packet =
                                [&](const sniff::PacketView& view) {
                                  line = fmt::format("--- {} ", view.frame.number);
                                  if (view.frame.has_time) append_time(line, view.frame.time);
                                  line += fmt::format(" {} bytes{}\n", view.frame.length,
                                                      view.frame.bytes.size() < view.frame.length
                                                          ? fmt::format(", {} captured", view.frame.bytes.size())
                                                          : "");
                                  packet::append_show(line, view.layers);
                                  if (o.hex) packet::append_hexdump(line, view.frame.bytes);
                                  line += '\n';
                                  sniff::append_safe(text, line);
                                  if (text.size() < (64U << 10U)) return;
                                  sink->write(text);
                                  text.clear();
                                },
                            .idle =
                                [&] {
                                  sink->write(text);
                                  text.clear();
                                  sink->flush();
                                },
                            .opened = {},
                            .secrets = {}},
                           context);
  sink->write(text);
  sink->commit();
  context.cancel.check();
  return result.damaged ? 1 : 0;
}

struct ListOptions {
  std::optional<std::string> protocol;
  cli::OutputOptions output;
};

std::string_view kind_name(const packet::Field& field) {
  using packet::Kind;
  if (field.is_derived) return field.kind == Kind::text ? "text" : "number";
  switch (field.kind) {
    case Kind::number: return field.names.empty() ? "number" : "choice";
    case Kind::hex: return "hex";
    case Kind::flags: return "flags";
    case Kind::ip4: return "ipv4";
    case Kind::ip6: return "ipv6";
    case Kind::mac: return "mac";
    case Kind::bytes: return "bytes";
    case Kind::text: return "text";
    case Kind::name: return "domain";
    case Kind::items:
    case Kind::custom: return "list";
  }
  return "";
}

std::string default_text(const packet::Field& field) {
  using packet::Kind;
  if (field.is_derived) return "derived";
  if (field.automatic_rule != packet::Automatic::none && field.automatic_rule != packet::Automatic::next) return "auto";
  std::string text;
  switch (field.kind) {
    case Kind::number:
    case Kind::hex:
      if (const std::string_view name = packet::name_of(field, field.initial); !name.empty())
        text = name;
      else
        text = field.kind == Kind::hex ? fmt::format("{:#x}", field.initial) : fmt::format("{}", field.initial);
      break;
    case Kind::flags: packet::append_flags(text, field, field.initial); break;
    case Kind::ip4: text = show_ip(Ip::v4(static_cast<std::uint32_t>(field.initial))); break;
    default:
      text = std::string(field.initial_text);
      if (std::any_of(text.begin(), text.end(), [](char c) { return c < 0x20 || c == 0x7f; }))
        text = "hex:" + to_hex(bytes_of(text));
  }
  if (field.automatic_rule == packet::Automatic::next) text += text.empty() ? "auto" : " (auto)";
  return text;
}

std::string names_text(const packet::Field& field) {
  std::string text;
  for (const packet::Name& name : field.names) {
    if (!text.empty()) text += ' ';
    text += fmt::format("{}={}", name.value, name.name);
  }
  return text;
}

int list_fields(const packet::Proto& proto, const ListOptions& o, Context& context) {
  const record::Schema schema = {{"field", record::Type::text},  {"bits", record::Type::uint64},
                                 {"type", record::Type::text},   {"default", record::Type::text},
                                 {"values", record::Type::text}, {"aliases", record::Type::text}};
  cli::RecordOutput rows(o.output, schema, context);
  record::Batch batch(schema);
  for (const packet::Field& field : proto.fields) {
    batch[0].add_text(std::string(field.by_class ? proto.name : proto.key) + "." + std::string(field.name));
    if (field.bits == 0)
      batch[1].add_null();
    else
      batch[1].add_uint(field.bits);
    batch[2].add_text(kind_name(field));
    batch[3].add_text(default_text(field));
    batch[4].add_text(names_text(field));
    batch[5].add_text(field.aliases);
    batch.end_row();
  }
  rows.write(batch);
  rows.finish();
  return 0;
}

int run_list(const ListOptions& o, Context& context) {
  if (o.protocol) {
    if (const packet::Proto* proto = packet::find_protocol(*o.protocol); proto != nullptr)
      return list_fields(*proto, o, context);
    const std::vector<std::string_view> names = packet::protocol_names();
    throw fail(Fault::usage, "unknown protocol '{}'", *o.protocol)
        .hint(did_you_mean(*o.protocol, std::span<const std::string_view>(names)) + " (pytk sniff ls lists all)");
  }
  const record::Schema schema = {{"name", record::Type::text},
                                 {"key", record::Type::text},
                                 {"title", record::Type::text},
                                 {"fields", record::Type::uint64}};
  cli::RecordOutput rows(o.output, schema, context);
  record::Batch batch(schema);
  std::vector<const packet::Proto*> sorted(packet::protocols().begin(), packet::protocols().end());
  std::sort(sorted.begin(), sorted.end(),
            [](const packet::Proto* a, const packet::Proto* b) { return a->name < b->name; });
  for (const packet::Proto* proto : sorted) {
    batch[0].add_text(proto->name);
    batch[1].add_text(proto->key);
    batch[2].add_text(proto->title);
    batch[3].add_uint(proto->fields.count);
    batch.end_row();
  }
  rows.write(batch);
  rows.finish();
  return 0;
}

}  // namespace

void describe_show(cli::Spec& spec) {
  auto& o = spec.options<ShowOptions>();
  spec.summary("packets layer by layer");
  spec.description("A heading for each layer and a line for each field, as Scapy's show() prints them.");
  spec.positional("CAPTURE", o.inputs, "pcap or pcapng files, - for standard input").otherwise("-").complete_files();
  spec.option("-n,--numbers", o.numbers, "only the packets with these numbers, as in 5,9-12")
      .placeholder("LIST")
      .category("which packets");
  add_selection(spec, o.selection);
  spec.confined();
  spec.flag("--hex", o.hex, "a hex dump below each packet");
  cli::add_output_file(spec, o.output);
  spec.example("pytk sniff show office.pcapng -n 1", "the first packet");
  spec.example("pytk sniff show office.pcapng --where dns -c 1 --hex", "the first DNS message with its bytes");
  spec.run([&o](Context& context) { return run_show(o, context); });
}

void describe_ls(cli::Spec& spec) {
  auto& o = spec.options<ListOptions>();
  spec.summary("the protocols, and the fields of one");
  spec.positional("PROTOCOL", o.protocol, "list the fields of this one").complete_from([] {
    std::vector<std::string> names;
    for (const std::string_view name : packet::protocol_names()) names.emplace_back(name);
    return names;
  });
  cli::add_output(spec, o.output);
  spec.field("name", "text", "name in craft expressions (of fields: field, bits, type, default, values, aliases)");
  spec.field("key", "text", "prefix of field names");
  spec.field("title", "text", "heading in show");
  spec.field("fields", "uint64", "number of fields");
  spec.example("pytk sniff ls TCP", "fields, types and defaults of TCP");
  spec.example("pytk sniff ls --format csv", "all protocols");
  spec.run([&o](Context& context) { return run_list(o, context); });
}

}  // namespace pytk::cmd
