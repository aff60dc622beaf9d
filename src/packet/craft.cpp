// Sets of packets: every combination of the alternatives, in Scapy's order.
#include <algorithm>
#include <limits>

#include <pytk/packet/dissect.hpp>

#include "packet/build.hpp"
#include "packet/expression.hpp"

namespace pytk::packet {
namespace {

constexpr std::uint64_t countless = std::uint64_t{1} << 63U;

std::uint64_t times(std::uint64_t a, std::uint64_t b) { return a != 0 && b > countless / a ? countless : a * b; }

/// Is what was written content of the field, not alternatives?
bool is_content(const Field& field, const Value& value) {
  if (field.kind == Kind::custom) return field.codec->splits == nullptr || !field.codec->splits(value);
  if (value.kind == Value::Kind::list && (field.kind == Kind::bytes || field.kind == Kind::text))
    return value.items.empty() || value.items.front().kind == Value::Kind::packet;
  return field.kind == Kind::items || (field.kind == Kind::flags && value.kind == Value::Kind::list);
}
bool holds_addresses(const Field& field) {
  return field.kind == Kind::ip4 || field.kind == Kind::ip6 || field.kind == Kind::custom;
}

/// The values of a layer in the order in which they vary, the fastest first; of fields that take turns under one name
/// only the first.
std::vector<std::size_t> order_of(const LayerSpec& layer) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < layer.values.size(); ++i) {
    const auto same = [&](std::size_t k) { return layer.values[k].field->name == layer.values[i].field->name; };
    if (std::none_of(order.begin(), order.end(), same)) order.push_back(i);
  }
  // Records that are there by default vary faster than what stands before them.
  const auto is_record = [](const Field& field) { return field.kind == Kind::items && !field.initial_text.empty(); };
  const auto is_faster = [&](std::size_t a, std::size_t b) {
    const Field *first = layer.values[a].field, *second = layer.values[b].field;
    return is_record(*first) != is_record(*second) ? is_record(*first) : first < second;
  };
  std::sort(order.begin(), order.end(), is_faster);
  return order;
}

std::uint64_t alternatives(const Field& field, const Value& value);

std::uint64_t alternatives(const PacketSpec& packet) {
  std::uint64_t product = 1;
  for (const LayerSpec& layer : packet)
    for (const std::size_t i : order_of(layer))
      product = times(product, alternatives(*layer.values[i].field, layer.values[i].value));
  return product;
}

std::uint64_t alternatives(const Field& field, const Value& value) {
  if (value.kind == Value::Kind::packet) return alternatives(value.layers);
  if (is_content(field, value)) return 1;
  switch (value.kind) {
    case Value::Kind::list: {
      std::uint64_t sum = 0;
      for (const Value& item : value.items) sum += alternatives(field, item);
      return sum;
    }
    case Value::Kind::range: return value.high < value.number ? 0 : value.high - value.number + 1;
    case Value::Kind::text:
      if (holds_addresses(field) && value.text.find('/') != std::string::npos) {
        const auto prefix = parse_prefix(value.text);
        if (!prefix) return 1;
        const unsigned host = (prefix->ip.v6 ? 128U : 32U) - prefix->length;
        return host >= 63 ? countless : 1ULL << host;
      }
      return 1;
    default: return 1;
  }
}

Ip add(Ip ip, std::uint64_t offset) {
  for (std::size_t i = ip.v6 ? 16 : 4; i-- > 0 && offset != 0;) {
    const std::uint64_t sum = ip.bytes[i] + (offset & 0xffU);
    ip.bytes[i] = static_cast<std::uint8_t>(sum);
    offset = (offset >> 8U) + (sum >> 8U);
  }
  return ip;
}

Value pick(const Field& field, const Value& value, std::uint64_t k);

/// Gives a field, and those that take turns with it, one of its values.
void choose_in(LayerSpec& layer, const FieldValue& from, std::uint64_t k) {
  const Value chosen = pick(*from.field, from.value, k);
  for (FieldValue& one : layer.values)
    if (one.field->name == from.field->name) one.value = chosen;
}

/// The k-th alternative.
Value pick(const Field& field, const Value& value, std::uint64_t k) {
  if (value.kind == Value::Kind::packet) {
    Value one = value;
    for (std::size_t at = value.layers.size(); at-- > 0;) {
      const LayerSpec& layer = value.layers[at];
      for (const std::size_t i : order_of(layer)) {
        const std::uint64_t size = alternatives(*layer.values[i].field, layer.values[i].value);
        choose_in(one.layers[at], layer.values[i], k % size);
        k /= size;
      }
    }
    return one;
  }
  if (is_content(field, value)) return value;
  if (value.kind == Value::Kind::list) {
    for (const Value& item : value.items) {
      const std::uint64_t here = alternatives(field, item);
      if (k < here) return pick(field, item, k);
      k -= here;
    }
    return {};
  }
  if (value.kind == Value::Kind::range) {
    Value one;
    one.kind = Value::Kind::number;
    one.number = value.number + k;
    one.column = value.column;
    return one;
  }
  if (value.kind == Value::Kind::text && holds_addresses(field) && value.text.find('/') != std::string::npos) {
    if (const auto prefix = parse_prefix(value.text)) {
      Value one = value;
      one.text = show_ip(add(prefix->ip, k));
      return one;
    }
  }
  return value;
}

/// Discovery frames are built as long as the shortest that Ethernet sends, check sequence aside (IEEE 802.3 4.2.3.3).
bool ends_in_lldp(const PacketSpec& spec) {
  std::size_t at = 0;
  if (spec.empty() || spec[at].proto->name != "Ether") return false;
  while (++at < spec.size() && (spec[at].proto->name == "Dot1Q" || spec[at].proto->name == "Dot1AD")) {
  }
  return at < spec.size() && spec[at].proto->key == "lldp";
}

/// One dimension of the product.
struct Dimension {
  std::size_t layer, value;
  std::uint64_t size;
};

}  // namespace

struct PacketSet::State {
  explicit State(CraftOptions wanted) : options(std::move(wanted)), random(options.seed), builder(options, random) {}
  CraftOptions options;
  std::vector<PacketSpec> packets;
  std::size_t at = 0;  ///< which packet expression
  std::uint64_t index = 0, size = 1;
  std::vector<Dimension> dimensions;  ///< fastest first
  PacketSpec current;
  SeededRandom random;
  Builder builder;
  bool patchable = false;  ///< the varying fields may be overwritten in the packet built last
  bool built = false;
  Bytes last;  ///< the packet built last

  void begin() {
    dimensions.clear();
    size = 1;
    index = 0;
    built = false;
    current = packets[at];
    patchable = true;
    const bool follows_route = has_route_field(current);
    for (std::size_t layer = current.size(); layer-- > 0;) {
      // The rows of a table vary from its first field (fast) to its last (slow).
      for (const std::size_t value : order_of(packets[at][layer])) {
        const FieldValue& one = packets[at][layer].values[value];
        const std::uint64_t count = alternatives(*one.field, one.value);
        if (one.value.kind == Value::Kind::random || has_none(one.value)) patchable = false;
        if (count == 1) {
          choose({layer, value, 1}, 0);  // a list of one
          continue;
        }
        dimensions.push_back({layer, value, count});
        size = times(size, count);  // 0: an empty list means no packet
        patchable =
            patchable && can_patch(*current[layer].proto, *one.field) && !(follows_route && is_target(*one.field));
      }
      patchable = patchable && !current[layer].fuzz;
    }
  }
  static bool has_none(const Value& value) {
    return value.kind == Value::Kind::automatic ||
           std::any_of(value.items.begin(), value.items.end(), [](const Value& item) { return has_none(item); });
  }
  static bool is_target(const Field& field) {
    return field.kind == Kind::ip4 || field.kind == Kind::ip6 || field.name == "pdst";
  }
  /// Does some address follow from another one?
  static bool has_route_field(const PacketSpec& packet) {
    for (const LayerSpec& layer : packet) {
      for (const Field& field : layer.proto->fields) {
        if (field.automatic_rule != Automatic::route_source && field.automatic_rule != Automatic::route_target)
          continue;
        const Value* value = layer.find(field.name);
        if (value == nullptr || value->kind == Value::Kind::automatic) return true;
      }
    }
    return false;
  }
  /// A field at a fixed place on which nothing else depends.
  static bool can_patch(const Proto& proto, const Field& field) {
    if (!field.is_fixed || field.kind == Kind::bytes || field.kind == Kind::text || field.kind == Kind::name)
      return false;
    for (const Field& other : proto.fields) {
      const bool follows = other.present != nullptr || (other.codec != nullptr && other.codec->splits != nullptr);
      if (follows || (other.peer >= 0 && &proto.fields.first[other.peer] == &field)) return false;
    }
    return proto.finish == nullptr;
  }
  void choose(const Dimension& dimension, std::uint64_t k) {
    choose_in(current[dimension.layer], packets[at][dimension.layer].values[dimension.value], k);
  }
  void patch(const Dimension& dimension, std::uint64_t k, Bytes& out) {
    const FieldValue& from = packets[at][dimension.layer].values[dimension.value];
    const BuiltLayer& layer = builder.layers()[dimension.layer];
    const Field& field = *from.field;
    const Value value = pick(field, from.value, k);
    std::uint8_t* header = out.data() + layer.offset;
    if (is_address(field) && value.kind != Value::Kind::number) {
      const Bytes address = address_of_value(current[dimension.layer], field, value);
      std::copy(address.begin(), address.end(), header + field.bit_at / 8);
      return;
    }
    const std::uint64_t number = number_of_value(current[dimension.layer], field, value) * field.scale;
    if (field.bits < 64 && number >> field.bits != 0)
      misfit(current[dimension.layer], field, &value, fmt::format("{} does not fit {} bits", number, field.bits));
    put_bits(header, field.bit_at, field.bits, number, field.little);
  }
};

PacketSet::PacketSet(std::unique_ptr<State> state) : state_(std::move(state)) {}
PacketSet::~PacketSet() = default;
PacketSet::PacketSet(PacketSet&&) noexcept = default;
PacketSet& PacketSet::operator=(PacketSet&&) noexcept = default;

PacketSet parse_expression(std::string_view text, CraftOptions options) {
  auto state = std::make_unique<PacketSet::State>(std::move(options));
  state->packets = parse_packets(text, state->options);
  state->begin();
  return PacketSet(std::move(state));
}

std::uint64_t PacketSet::count() const noexcept {
  std::uint64_t sum = 0;
  for (const PacketSpec& packet : state_->packets) {
    const std::uint64_t product = alternatives(packet);
    sum = sum > countless - std::min(product, countless) ? countless : sum + product;
  }
  return sum;
}

bool PacketSet::next(Bytes& out) {
  State& state = *state_;
  while (state.index >= state.size) {
    if (state.at + 1 >= state.packets.size()) return false;
    ++state.at;
    state.begin();
  }
  std::uint64_t rest = state.index++;
  const bool patch = state.built && state.patchable;
  for (const Dimension& dimension : state.dimensions) {
    const std::uint64_t k = rest % dimension.size;
    rest /= dimension.size;
    if (patch)
      state.patch(dimension, k, state.last);
    else
      state.choose(dimension, k);
    // Slower dimensions have not moved.
    if (patch && k != 0) break;
  }
  if (patch) {
    state.builder.checksums(state.last);
  } else {
    state.builder.build(state.current, state.last);
    if (ends_in_lldp(state.current) && state.last.size() < 60) state.last.resize(60);
    state.built = true;
  }
  out.assign(state.last.begin(), state.last.end());
  return true;
}

void PacketSet::rewind() {
  state_->at = 0;
  state_->begin();
}

const Proto& PacketSet::first() const noexcept { return *state_->packets[state_->at].front().proto; }

void PacketSet::fuzz() {
  for (PacketSpec& packet : state_->packets)
    for (LayerSpec& layer : packet) layer.fuzz = true;
  rewind();
}

std::uint16_t link_of(const Proto& first) noexcept {
  for (const Proto* proto = &first; proto != nullptr; proto = proto->same_as)
    for (const Bind& bind : proto->binds)
      if (bind.space == Space::link) return static_cast<std::uint16_t>(first.is_address_layer ? 101 : bind.value);
  return 1;
}

}  // namespace pytk::packet
