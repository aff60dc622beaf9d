#include <pytk/sniff/accessor.hpp>

#include <algorithm>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::sniff {
namespace {

using packet::Field;
using packet::Kind;
using packet::Layers;
using packet::Look;
using packet::Place;
using packet::Proto;

struct FrameName {
  std::string_view name;
  Accessor::Source source;
  record::Type type;
};
using Source = Accessor::Source;
using record::Type;
constexpr FrameName frame_names[] = {
    {"frame.number", Source::number, Type::uint64},
    {"frame.len", Source::length, Type::uint64},
    {"frame.cap_len", Source::captured, Type::uint64},
    {"frame.caplen", Source::captured, Type::uint64},
    {"frame.time", Source::time, Type::time},
    {"frame.time_epoch", Source::time_epoch, Type::text},
    {"frame.time_relative", Source::time_relative, Type::text},
    {"frame.time_delta", Source::time_delta, Type::text},
    {"frame.comment", Source::comment, Type::text},
    {"frame.interface_name", Source::interface_name, Type::text},
    {"frame.protocols", Source::protocols, Type::text},
    {"number", Source::number, Type::uint64},
    {"time", Source::time, Type::time},
    {"len", Source::length, Type::uint64},
    {"src", Source::column_source, Type::text},
    {"dst", Source::column_destination, Type::text},
    {"proto", Source::column_protocol, Type::text},
    {"sport", Source::column_source_port, Type::uint64},
    {"dport", Source::column_destination_port, Type::uint64},
    {"info", Source::column_info, Type::text},
};

/// Names that mean either of two fields.
struct Either {
  std::string_view name, first, second;
};
constexpr Either either_names[] = {{"ip.addr", "ip.src", "ip.dst"},        {"ipv6.addr", "ipv6.src", "ipv6.dst"},
                                   {"eth.addr", "ether.dst", "ether.src"}, {"tcp.port", "tcp.sport", "tcp.dport"},
                                   {"udp.port", "udp.sport", "udp.dport"}, {"sctp.port", "sctp.sport", "sctp.dport"}};

bool among(std::string_view words, std::string_view wanted) {
  std::size_t at = 0;
  while (at < words.size()) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    if (equal_ignoring_case(words.substr(at, end - at), wanted)) return true;
    at = end + 1;
  }
  return false;
}

void append_seconds(std::string& out, std::int64_t nanoseconds) {
  if (nanoseconds < 0) {
    out += '-';
    nanoseconds = -nanoseconds;
  }
  append_int(out, nanoseconds / 1'000'000'000);
  char digits[10] = {'.', '0', '0', '0', '0', '0', '0', '0', '0', '0'};
  std::int64_t fraction = nanoseconds % 1'000'000'000;
  for (int i = 9; i > 0; --i, fraction /= 10) digits[i] = static_cast<char>('0' + fraction % 10);
  out.append(digits, 10);
}

struct Found {
  const Proto* proto;
  const Field* field;
  bool by_alias;
};
/// "key.field", "Name.field", or one of the field's own other names.
void look_up(std::string_view wanted, std::vector<Found>& found) {
  for (const Proto* proto : packet::protocols()) {
    for (const Field& field : proto->fields) {
      const auto prefixed = [&](std::string_view key) {
        return wanted.size() == key.size() + 1 + field.name.size() && wanted[key.size()] == '.' &&
               starts_with_ignoring_case(wanted, key) && equal_ignoring_case(wanted.substr(key.size() + 1), field.name);
      };
      const bool is_class = prefixed(proto->name) && wanted.starts_with(proto->name);
      const bool match = field.by_class ? is_class : prefixed(proto->key) || prefixed(proto->name);
      const bool by_alias = !match && among(field.aliases, wanted);
      if (match || by_alias) found.push_back({proto, &field, by_alias});
    }
  }
}
/// With a protocol's other name before it: vlan.prio.
void look_up_other(std::string_view wanted, std::vector<Found>& found) {
  for (const Proto* proto : packet::protocols()) {
    for (const std::string_view key : split(proto->aliases, ' ')) {
      if (key.empty() || wanted.size() <= key.size() || wanted[key.size()] != '.' ||
          !starts_with_ignoring_case(wanted, key))
        continue;
      for (const Field& field : proto->fields)
        if (equal_ignoring_case(wanted.substr(key.size() + 1), field.name)) found.push_back({proto, &field, false});
    }
  }
}

std::vector<Found> fields_of(std::string_view name) {
  std::vector<Found> found;
  for (const Either& either : either_names) {
    if (!equal_ignoring_case(either.name, name)) continue;
    look_up(either.first, found);
    look_up(either.second, found);
  }
  if (found.empty()) look_up(name, found);
  if (found.empty()) look_up_other(name, found);
  return found;
}

Error unknown_field(std::string_view name) {
  const std::vector<std::string> names = field_names();
  Error error(Fault::usage, fmt::format("unknown field '{}'", name));
  const std::string near = did_you_mean(name, std::span<const std::string>(names));
  error.hint(near.empty() ? "pytk sniff ls PROTO lists a protocol's fields" : near);
  return error;
}

/// DHCPv6's options are layers behind a message and items inside other options.
bool may_be_item(const Proto& proto) { return proto.is_item || proto.key == "dhcp6.option"; }

bool is_ip_kind(Kind kind) { return kind == Kind::ip4 || kind == Kind::ip6; }

}  // namespace

void Accessor::add_target(const Proto& proto, const Field& field) {
  const auto same = [&](const Target& target) { return target.proto == &proto && target.field == &field; };
  if (std::none_of(targets_.begin(), targets_.end(), same)) targets_.push_back({&proto, &field});
  has_items_ = has_items_ || may_be_item(proto);
}

void Accessor::add_targets(const Proto& proto, const Field& like) {
  for (const Field& field : proto.fields)
    if (field.name == like.name && field.is_derived == like.is_derived) add_target(proto, field);
}

void Accessor::look_for_protocol(std::string_view name) {
  for (const Proto* proto : packet::protocols()) {
    if (!equal_ignoring_case(proto->key, name) && !equal_ignoring_case(proto->name, name) &&
        !among(proto->aliases, name))
      continue;
    source_ = Source::presence;
    targets_.push_back({proto, nullptr});
    has_items_ = has_items_ || may_be_item(*proto);
    for (const Proto* kin : packet::protocols())
      if (kin->same_as == proto) targets_.push_back({kin, nullptr});
  }
}

Result<Accessor> Accessor::find(std::string_view name) {
  Accessor accessor;
  accessor.name_ = std::string(name);
  for (const FrameName& frame : frame_names) {
    if (!equal_ignoring_case(frame.name, name)) continue;
    accessor.source_ = frame.source;
    return accessor;
  }
  const std::vector<Found> found = fields_of(name);
  accessor.is_wiresharks_ = !found.empty();
  for (const auto& [proto, field, by_alias] : found) {
    accessor.is_wiresharks_ = accessor.is_wiresharks_ && by_alias;
    accessor.add_target(*proto, *field);
    if (by_alias) continue;  // tables of the same kind have the alias themselves, if it holds there
    for (const Proto* kin : packet::protocols())
      if (kin->same_as == proto) accessor.add_targets(*kin, *field);
  }
  if (accessor.targets_.empty()) accessor.look_for_protocol(name);
  if (accessor.targets_.empty()) return tl::unexpected<Error>(unknown_field(name));
  return accessor;
}

bool Accessor::needs_streams() const noexcept {
  return std::any_of(targets_.begin(), targets_.end(), [](const Target& target) {
    // Tables that nobody announces by number are parts of others; a quoted TCP is as low as TCP.
    const Proto& proto = target.proto->same_as != nullptr ? *target.proto->same_as : *target.proto;
    return proto.binds.empty() || std::any_of(proto.binds.begin(), proto.binds.end(), [](const packet::Bind& bind) {
             return bind.space == packet::Space::tcp_port;
           });
  });
}

bool Accessor::found(const Look& look, const Field& field, Place& place) {
  if (!field.is_derived) return locate(look, field, place);
  if (field.compute != nullptr) {
    std::uint64_t number = 0;
    return field.compute(look, number);
  }
  std::string text;
  return field.compute_text != nullptr && field.compute_text(look, text);
}

record::Type Accessor::type() const noexcept {
  for (const FrameName& frame : frame_names)
    if (frame.source == source_) return frame.type;
  if (source_ == Source::presence) return record::Type::boolean;
  const Field& field = *targets_.front().field;
  if (field.scale != 1 || field.is_signed) return record::Type::text;
  if (field.kind == Kind::number || field.kind == Kind::hex) return record::Type::uint64;
  const bool addresses = std::all_of(targets_.begin(), targets_.end(),
                                     [](const Target& target) { return is_ip_kind(target.field->kind); });
  return addresses ? record::Type::ip : record::Type::text;
}

bool Accessor::append_occurrences(const PacketView& view, std::string& out) const {
  return each(view, [&](const Occurrence& one) {
    const std::size_t before = out.size();
    packet::append_value(out, *one.look, *one.field, one.place, packet::Form::plain);
    if (is_wiresharks_ && one.field->kind == Kind::name && std::string_view(out).substr(before) == ".")
      out.replace(before, 1, "<Root>");
    return true;
  });
}

bool Accessor::append_frame(const PacketView& view, std::string& out) const {
  const packet::Frame& frame = view.frame;
  switch (source_) {
    case Source::number: append_uint(out, frame.number); return true;
    case Source::length: append_uint(out, frame.length); return true;
    case Source::captured: append_uint(out, frame.bytes.size()); return true;
    case Source::comment: out += frame.comment; return !frame.comment.empty();
    case Source::interface_name:
      if (frame.interface == nullptr || (frame.interface->name.empty() && !frame.interface->has_block)) return false;
      out += frame.interface->name.empty() ? std::string_view("unknown") : frame.interface->name;  // as Wireshark says
      return true;
    case Source::protocols:
      for (std::uint32_t i = 0; i < view.layers.count; ++i) {
        if (i > 0) out += ':';
        out += view.layers.at[i].proto->key;
      }
      return view.layers.count > 0;
    default: break;
  }
  return append_moment(view, out);
}

bool Accessor::append_moment(const PacketView& view, std::string& out) const {
  const std::int64_t time = view.frame.time;
  if (!view.frame.has_time) return false;
  if (source_ == Source::time) append_time(out, time);
  if (source_ == Source::time_epoch) append_seconds(out, time);
  if (source_ == Source::time_relative) append_seconds(out, time - view.first_time);
  if (source_ == Source::time_delta) append_seconds(out, time - view.previous_time);
  return true;
}

bool Accessor::append_column(const PacketView& view, std::string& out) const {
  switch (source_) {
    case Source::column_protocol: out += protocol_of(view.layers); return true;
    case Source::column_info: packet::append_info(out, view.layers); return true;
    case Source::column_source:
    case Source::column_destination: {
      const std::size_t before = out.size();
      append_address(out, view.layers, source_ == Source::column_source);
      return out.size() > before;
    }
    default: break;
  }
  std::uint16_t source = 0, destination = 0;
  if (!ports_of(view.layers, source, destination)) return false;
  append_uint(out, source_ == Source::column_source_port ? source : destination);
  return true;
}

bool Accessor::append(const PacketView& view, std::string& out) const {
  if (source_ == Source::fields) return append_occurrences(view, out);
  if (source_ == Source::presence) {
    out += each(view, [](const Occurrence&) { return true; }) ? "true" : "false";
    return true;
  }
  return source_ >= Source::column_source ? append_column(view, out) : append_frame(view, out);
}

void Accessor::add(const PacketView& view, record::Column& column) const {
  switch (column.type()) {
    case record::Type::uint64: {
      if (source_ == Source::fields) {
        const bool any = each(view, [&](const Occurrence& one) {
          column.add_uint(packet::number_at(*one.look, *one.field, one.place));
          return true;
        });
        if (!any) column.add_null();
        return;
      }
      if (source_ == Source::number) return column.add_uint(view.frame.number);
      if (source_ == Source::length) return column.add_uint(view.frame.length);
      if (source_ == Source::captured) return column.add_uint(view.frame.bytes.size());
      std::uint16_t source = 0, destination = 0;
      if (!ports_of(view.layers, source, destination)) return column.add_null();
      return column.add_uint(source_ == Source::column_source_port ? source : destination);
    }
    case record::Type::ip: {
      const bool any = each(view, [&](const Occurrence& one) {
        column.add_ip(Ip::from(one.place.bytes(*one.look)));
        return true;
      });
      if (!any) column.add_null();
      return;
    }
    case record::Type::time:
      if (!view.frame.has_time) return column.add_null();
      return column.add_time(view.frame.time);
    case record::Type::boolean: return column.add_bool(each(view, [](const Occurrence&) { return true; }));
    default: {
      std::string& buffer = column.text_buffer();
      const std::size_t before = buffer.size();
      if (append(view, buffer)) return column.end_text();
      buffer.resize(before);
      column.add_null();
    }
  }
}

const record::Schema& packet_schema() {
  static const record::Schema schema = {{"number", Type::uint64}, {"time", Type::time},  {"src", Type::text},
                                        {"dst", Type::text},      {"proto", Type::text}, {"sport", Type::uint64},
                                        {"dport", Type::uint64},  {"len", Type::uint64}, {"info", Type::text}};
  return schema;
}

void append_address(std::string& out, const Layers& layers, bool source) {
  const packet::Layer* link = nullptr;
  for (const packet::Layer& layer : layers) {
    const ByteView bytes = layers.packet.subspan(layer.offset, layer.end - layer.offset);
    if (layer.proto->is_address_layer) {
      const bool v6 = layer.proto->fields.minimum == 40;
      const std::size_t at = v6 ? (source ? 8 : 24) : (source ? 12 : 16);
      if (bytes.size() < at + (v6 ? 16 : 4)) return;
      append_ip(out, Ip::from(bytes.subspan(at, v6 ? 16 : 4)));
      return;
    }
    if (link == nullptr && layer.header >= 14 && (layer.proto->key == "ether" || layer.proto->key == "dot3"))
      link = &layer;
  }
  if (link != nullptr) append_mac(out, layers.packet.subspan(link->offset + (source ? 6U : 0U), 6));
}

bool ports_of(const Layers& layers, std::uint16_t& source, std::uint16_t& destination) {
  for (const packet::Layer& layer : layers) {
    if (layer.proto->is_quote) return false;
    if (layer.header < 4) continue;
    const std::string_view key = layer.proto->key;
    if (key != "tcp" && key != "udp" && key != "sctp") continue;
    source = load_be<std::uint16_t>(layers.packet.subspan(layer.offset));
    destination = load_be<std::uint16_t>(layers.packet.subspan(layer.offset + 2));
    return true;
  }
  return false;
}

std::string_view protocol_of(const Layers& layers) {
  for (std::size_t i = layers.count; i-- > 0;) {
    const Proto& proto = *layers.at[i].proto;
    if (proto.is_quote || proto.key == "raw" || proto.key == "padding") continue;
    if (i > 0 && layers.at[i - 1].proto->key == "udperror") continue;
    return proto.label.empty() ? proto.name : proto.label;
  }
  return layers.count > 0 ? layers.at[0].proto->name : std::string_view("Raw");
}

std::vector<Accessor> find_fields(const std::vector<std::string>& names) {
  std::vector<Accessor> fields;
  fields.reserve(names.size());
  for (const std::string& name : names) {
    Result<Accessor> accessor = Accessor::find(name);
    if (!accessor) throw accessor.error();
    fields.push_back(std::move(*accessor));
  }
  return fields;
}

std::vector<std::string> field_names() {
  std::vector<std::string> names;
  for (const FrameName& frame : frame_names) names.emplace_back(frame.name);
  for (const Either& either : either_names) names.emplace_back(either.name);
  for (const Proto* proto : packet::protocols()) {
    for (const Field& field : proto->fields) {
      std::string name(field.by_class ? proto->name : proto->key);
      name += '.';
      name += field.name;
      names.push_back(std::move(name));
      for (const std::string_view alias : split(field.aliases, ' '))
        if (!alias.empty()) names.emplace_back(alias);
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace pytk::sniff
