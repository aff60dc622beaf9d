#include "packet/build.hpp"

#include <algorithm>
#include <numeric>

#include <pytk/core/text.hpp>
#include <pytk/packet/dissect.hpp>

#include "packet/expression.hpp"
#include "packet/proto/table.hpp"

namespace pytk::packet {
namespace {

/// Does a lower layer's number stay as it is although `upper` has one there?
bool is_unbound(const Proto& upper, const Proto& lower) {
  for (const std::string_view name : split(upper.not_over, ' ')) {
    if (name.empty()) continue;
    if (name.back() == '*' ? lower.name.starts_with(name.substr(0, name.size() - 1)) : lower.name == name) return true;
  }
  return false;
}

/// None empties a field that nothing computes: it is 0 then, not its default.
bool is_emptied(const Value* value, const Field& field) {
  const Automatic rule = field.automatic_rule;
  return value != nullptr && value->kind == Value::Kind::automatic && field.kind != Kind::items &&
         field.kind != Kind::custom &&
         (rule == Automatic::none || rule == Automatic::manual || rule == Automatic::next);
}

const Value* find_value(const LayerSpec& spec, const Field& field) {
  for (const FieldValue& one : spec.values)
    if (one.field == &field) return &one.value;
  return nullptr;
}

void append_random(Bytes& out, std::size_t size, SeededRandom& random) {
  for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<std::uint8_t>(random.next()));
}

}  // namespace

bool Finish::was_set(std::string_view field) const noexcept {
  const Value* value = spec->find(field);
  return value != nullptr && value->kind != Value::Kind::automatic;
}

bool Builder::is_set(const LayerSpec& spec, const Field& field) const { return !is_automatic(find_value(spec, field)); }

void Builder::write_number(const Field& field, std::uint64_t value, const Value* from, Bytes& header,
                           const Written& place) {
  if (place.bits < 64 && value >> place.bits != 0) {
    static const LayerSpec none;
    misfit(packet_ != nullptr && index_ < packet_->size() ? (*packet_)[index_] : none, field, from,
           fmt::format("{} does not fit {} bits", value, place.bits));
  }
  put_bits(header.data(), place.bit, place.bits, value, field.little);
}

void Builder::write_items(const Field& field, const Value* value, Bytes& header, Written& written) {
  bool pads = field.gap != nullptr;
  if (pads && packet_ != nullptr && index_ < packet_->size()) {
    const Value* wanted = (*packet_)[index_].find("autopad");
    pads = wanted == nullptr || wanted->kind != Value::Kind::number || wanted->number != 0;
  }
  const auto add = [&](const PacketSpec& layers) {
    for (const LayerSpec& one : layers) {
      if (pads) {
        const std::uint32_t gap = field.gap(*one.proto, static_cast<std::uint32_t>(header.size()));
        if (gap == 1) header.push_back(0);
        if (gap >= 2) {
          header.push_back(1);
          header.push_back(static_cast<std::uint8_t>(gap - 2));
          header.resize(header.size() + gap - 2);
        }
      }
      build_item(one, header);
      ++written.items;
    }
  };
  if (is_automatic(value)) {
    if (value != nullptr || field.initial_text.empty()) return;  // None: an empty list
    for (const PacketSpec& spec : parse_packets(field.initial_text, options_)) add(spec);
    return;
  }
  if (value->kind == Value::Kind::packet) return add(value->layers);
  if (value->kind == Value::Kind::list) {
    for (const Value& item : value->items) {
      if (item.kind == Value::Kind::packet)
        add(item.layers);
      else if (item.is_text())
        header.insert(header.end(), item.text.begin(), item.text.end());
    }
    return;
  }
  if (value->is_text()) header.insert(header.end(), value->text.begin(), value->text.end());
}

void Builder::write_bytes(const LayerSpec& spec, const Field& field, const Value* value, Bytes& header,
                          const Written& written) {
  const std::size_t size = field.bits / 8;
  Bytes bytes;
  const bool has_packets =
      value->kind == Value::Kind::list && !value->items.empty() && value->items.front().kind == Value::Kind::packet;
  if (value->kind == Value::Kind::packet || has_packets) {
    Builder inner(options_, random_);
    if (++depth_ > 16) misfit(spec, field, value, "packets lie too deep inside each other");
    inner.depth_ = depth_;
    const std::span<const Value> packets = has_packets ? std::span(value->items) : std::span(value, 1);
    for (const Value& packet : packets) {
      Bytes one;
      if (packet.kind == Value::Kind::packet) inner.build(packet.layers, one);
      bytes.insert(bytes.end(), one.begin(), one.end());
    }
    --depth_;
  } else if (value->kind == Value::Kind::word && size > 8 && is_long_number(value->text)) {
    bytes = long_number(value->text, size);
  } else if (value->is_text()) {
    bytes.assign(value->text.begin(), value->text.end());
  } else if (value->kind == Value::Kind::number && size != 0) {
    return write_number(field, value->number, value, header, written);
  } else if (value->kind != Value::Kind::list || !value->items.empty()) {
    misfit(spec, field, value, "a string is wanted here");
  }
  if (size == 0) {
    header.insert(header.end(), bytes.begin(), bytes.end());
    return;
  }
  bytes.resize(size);  // cut or filled with zeros
  std::copy(bytes.begin(), bytes.end(), header.begin() + written.bit / 8);
}

void Builder::write_field(const LayerSpec& spec, const Field& field, const Value* value, Bytes& header,
                          Written& written) {
  switch (field.kind) {
    case Kind::number:
    case Kind::hex:
    case Kind::flags: {
      const std::uint64_t number = number_of_value(spec, field, *value);
      return write_number(field, number * field.scale, value, header, written);
    }
    case Kind::ip4:
    case Kind::ip6:
    case Kind::mac: {
      if (value->kind == Value::Kind::number) return write_number(field, value->number, value, header, written);
      const Bytes address = address_of_value(spec, field, *value);
      std::copy(address.begin(), address.end(), header.begin() + written.bit / 8);
      return;
    }
    case Kind::bytes:
    case Kind::text: return write_bytes(spec, field, value, header, written);
    case Kind::name: {
      if (!value->is_text()) misfit(spec, field, value, "a domain name is wanted here");
      return proto::write_domain(value->text, header);
    }
    case Kind::items: return write_items(field, value, header, written);
    case Kind::custom: return;
  }
}

std::uint64_t Builder::default_number(const PacketSpec& spec, std::size_t index, const Field& field, bool& is_text,
                                      std::string_view& text) {
  const Proto& proto = *spec[index].proto;
  if (index + 1 < spec.size()) {
    const Proto& upper = *spec[index + 1].proto;
    if (const Overload* overload = overload_for(upper, proto, field.name)) {
      is_text = !overload->text.empty();
      text = overload->text;
      return overload->value;
    }
    std::uint64_t value = 0;
    if (field.automatic_rule == Automatic::next && !is_unbound(upper, proto) && number_in(upper, field.space, value))
      return value;
  }
  is_text = field.kind == Kind::ip6;
  text = field.initial_text;
  return field.initial;
}

void Builder::write_random(const Field& field, const Value* value, Bytes& header, const Written& written) {
  if (field.bits == 0) {
    Bytes noise;
    append_random(noise, random_.below(32), random_);
    if (field.kind == Kind::name)
      proto::write_domain("x" + to_hex(noise).substr(0, 40) + ".invalid", header);
    else
      header.insert(header.end(), noise.begin(), noise.end());
    return;
  }
  if (field.bits > 64) {
    for (std::size_t i = 0; i < field.bits / 8U; ++i)
      header[written.bit / 8 + i] = static_cast<std::uint8_t>(random_.next());
    return;
  }
  const bool bounded = value != nullptr && value->kind == Value::Kind::random;
  const std::uint64_t most = field.bits == 64 ? ~std::uint64_t{0} : (1ULL << field.bits) - 1;
  const std::uint64_t low = std::min(bounded ? value->number : 0, most);
  const std::uint64_t span = std::min(bounded ? value->high : most, most) - low;
  const std::uint64_t number = span == ~std::uint64_t{0} ? random_.next() : random_.below(span + 1);
  put_bits(header.data(), written.bit, field.bits, low + number, field.little);
}

void Builder::write_custom(const LayerSpec& spec, const Field& field, const Value* value, const Proto* below,
                           Bytes& header, Written& written) {
  static const Value nothing;
  Value initial;
  const Value* given = is_automatic(value) ? &nothing : value;
  if (value == nullptr && !field.initial_text.empty()) {
    initial.kind = Value::Kind::text;
    initial.text = std::string(field.initial_text);
    given = &initial;
  }
  Bytes built;
  const Look so_far{header, spec.proto, below, {}, nullptr};
  const std::string wrong = field.codec->build(*given, so_far, built);
  if (!wrong.empty()) misfit(spec, field, value, wrong);
  header.insert(header.end(), built.begin(), built.end());
  if (given->kind == Value::Kind::list)
    written.items = static_cast<std::uint32_t>(given->items.size());
  else
    written.items = given->kind == Value::Kind::automatic ? 0 : 1;
}

void Builder::write_default(const PacketSpec& packet, std::size_t index, const Field& field, Bytes& header,
                            Written& written) {
  bool is_text = false;
  std::string_view text;
  const std::uint64_t number = default_number(packet, index, field, is_text, text);
  if (!is_text && field.kind != Kind::bytes && field.kind != Kind::text && field.kind != Kind::name)
    return put_bits(header.data(), written.bit, field.bits, number, field.little);
  Value initial;
  initial.kind = Value::Kind::text;
  initial.text = std::string(is_text ? text : field.initial_text);
  if (!initial.text.empty() || field.kind == Kind::name) write_field(packet[index], field, &initial, header, written);
}

void Builder::write_given(const PacketSpec& packet, std::size_t index, const Field& field, Bytes& out,
                          Written& written) {
  const LayerSpec& spec = packet[index];
  const Value* value = find_value(spec, field);
  const bool by_itself = is_automatic(value);
  const bool routed =
      field.automatic_rule == Automatic::route_source || field.automatic_rule == Automatic::route_target;
  const bool scalar = field.kind != Kind::items && field.kind != Kind::custom;
  const bool fuzzed = by_itself && spec.fuzz && field.automatic_rule == Automatic::none && scalar;
  if (fuzzed || (value != nullptr && value->kind == Value::Kind::random))
    write_random(field, value, out, written);
  else if (is_emptied(value, field)) {
    if (field.kind == Kind::name) out.push_back(0);
  } else if (by_itself && routed && can_be_routed(field, out))
    write_route(packet, index, field, out);
  else if (field.kind == Kind::custom)
    write_custom(spec, field, value, index > 0 ? packet[index - 1].proto : nullptr, out, written);
  else if (!by_itself)
    write_field(spec, field, value, out, written);
  else if (field.kind == Kind::items)
    write_items(field, value, out, written);
  else
    write_default(packet, index, field, out, written);
}

void Builder::header(const PacketSpec& packet, std::size_t index, BuiltLayer& layer, Bytes& out) {
  const LayerSpec& spec = packet[index];
  packet_ = &packet;
  index_ = index;
  layer.spec = &spec;
  layer.proto = spec.proto;
  layer.fields.clear();
  out.clear();
  if (spec.raw) {
    out = *spec.raw;
    return;
  }
  const Proto* below = index > 0 ? packet[index - 1].proto : nullptr;
  std::uint32_t bit = 0;
  for (const Field& field : spec.proto->fields) {
    if (field.is_derived) continue;
    if (field.present != nullptr && !field.present(Look{out, spec.proto, below, {}, nullptr})) continue;
    Written written{&field, bit, field.bits, 0};
    out.resize((bit + field.bits + 7) / 8);
    write_given(packet, index, field, out, written);
    if (field.bits == 0) {
      written.bits = static_cast<std::uint32_t>(out.size()) * 8 - bit;
      if (field.padded_to > 1)
        while (out.size() % field.padded_to != 0) out.push_back(0);
      bit = static_cast<std::uint32_t>(out.size()) * 8;
    } else {
      bit += field.bits;
    }
    layer.fields.push_back(written);
  }
  inner_lengths(spec, layer, out);
}

void Builder::inner_lengths(const LayerSpec& spec, BuiltLayer& layer, Bytes& header) {
  if (spec.proto->finish != nullptr) {
    Finish finish;
    finish.is_building_header = true;
    finish.header_bytes = &header;
    finish.header = header.size();
    finish.spec = &spec;
    spec.proto->finish(finish);
  }
  for (const Written& place : layer.fields) {
    const Field& field = *place.field;
    if (is_set(spec, field)) continue;
    if (field.automatic_rule == Automatic::header_length) {
      // A header too long for its field keeps the low bits: options may be as wrong as any field.
      const auto units = static_cast<std::int64_t>((header.size() + field.unit - 1U) / field.unit) + field.bias;
      const std::uint64_t mask = place.bits < 64 ? (1ULL << place.bits) - 1 : ~0ULL;
      write_number(field, static_cast<std::uint64_t>(units) & mask, nullptr, header, place);
    } else if (field.automatic_rule == Automatic::field_length || field.automatic_rule == Automatic::field_count) {
      const Field& target = spec.proto->fields.first[field.peer];
      for (const Written& other : layer.fields) {
        if (other.field != &target) continue;
        const std::int64_t measure = field.automatic_rule == Automatic::field_count
                                         ? other.items
                                         : static_cast<std::int64_t>(other.bits / 8) / field.unit + field.bias;
        write_number(field, static_cast<std::uint64_t>(std::max<std::int64_t>(measure, 0)), nullptr, header, place);
      }
    }
  }
}

void Builder::build_item(const LayerSpec& spec, Bytes& out) {
  if (++depth_ > 16) throw fail(Fault::usage, "packets lie too deep inside each other");
  const PacketSpec alone{spec};
  BuiltLayer layer;
  Bytes header_bytes;
  const PacketSpec* outer = packet_;
  const std::size_t outer_index = index_;
  header(alone, 0, layer, header_bytes);
  for (const Written& place : layer.fields) {
    const Field& field = *place.field;
    if (is_set(alone[0], field)) continue;
    if (field.automatic_rule == Automatic::total_length || field.automatic_rule == Automatic::payload_length)
      write_number(field,
                   static_cast<std::uint64_t>(
                       static_cast<std::int64_t>(
                           (field.automatic_rule == Automatic::total_length ? header_bytes.size() : 0) / field.unit) +
                       field.bias),
                   nullptr, header_bytes, place);
  }
  out.insert(out.end(), header_bytes.begin(), header_bytes.end());
  packet_ = outer;
  index_ = outer_index;
  --depth_;
}

void Builder::outer_lengths(std::span<std::uint8_t> packet) {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const BuiltLayer& layer = layers_[i];
    if (layer.spec->raw) continue;
    for (const Written& place : layer.fields) {
      const Field& field = *place.field;
      const bool total = field.automatic_rule == Automatic::total_length;
      if ((!total && field.automatic_rule != Automatic::payload_length) || is_set(*layer.spec, field)) continue;
      std::uint32_t end = std::max(payload_end_, layer.offset + layer.header);
      for (std::size_t above = i + 1; field.counts_padding && above < layers_.size(); ++above)
        if (layers_[above].proto->key == "padding") end += layers_[above].header;
      const std::int64_t measure = end - layer.offset - (total ? 0U : layer.header);
      const std::int64_t value = measure / field.unit + field.bias;
      if (place.bits < 63 && value >> place.bits != 0)
        misfit(*layer.spec, field, nullptr,
               fmt::format("the packet is too long: {} does not fit {} bits", value, place.bits));
      put_bits(packet.data() + layer.offset, place.bit, place.bits,
               static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0)), field.little);
    }
  }
}

void Builder::build(const PacketSpec& spec, Bytes& out) {
  out.clear();
  layers_.resize(spec.size());
  Bytes one;
  payload_end_ = 0;
  // Padding stands behind all else, and behind what lengths count.
  const auto is_padding = [&](std::size_t i) { return spec[i].proto->key == "padding"; };
  std::vector<std::size_t> order(spec.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_partition(order.begin(), order.end(), [&](std::size_t i) { return !is_padding(i); });
  for (const std::size_t i : order) {
    layers_[i].offset = static_cast<std::uint32_t>(out.size());
    header(spec, i, layers_[i], one);
    layers_[i].header = static_cast<std::uint32_t>(one.size());
    out.insert(out.end(), one.begin(), one.end());
    if (out.size() > options_.most_bytes)
      throw fail(Fault::usage, "the packet is longer than {} bytes", options_.most_bytes);
    if (!is_padding(i)) payload_end_ = static_cast<std::uint32_t>(out.size());
  }
  outer_lengths(out);
  checksums(out);
}

void build_packet(const PacketSpec& spec, const CraftOptions& options, SeededRandom& random, Bytes& out) {
  Builder(options, random).build(spec, out);
}

}  // namespace pytk::packet
