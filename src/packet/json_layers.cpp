// Layers as JSON and back to layers that craft builds into the same bytes.
#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include <pytk/packet/dissect.hpp>

#include "packet/build.hpp"

namespace pytk::packet {
namespace {

constexpr std::size_t deepest = 24;

Value text_value(std::string text) {
  Value value;
  value.kind = Value::Kind::text;
  value.text = std::move(text);
  return value;
}

LayerSpec layer_of(const json::Value& object, std::size_t depth);

std::string hex_text(const json::Value& from, std::string_view what) {
  const auto bytes = from_hex(from.text);
  if (!bytes) throw fail(Fault::data, "{}: {}", what, bytes.error().what_happened());
  return {bytes->begin(), bytes->end()};
}

Value value_of(const json::Value& from, const Field& field, std::size_t depth) {
  if (depth > deepest) throw fail(Fault::data, "layers lie too deep inside each other");
  Value value;
  switch (from.kind) {
    case json::Kind::null: return value;
    case json::Kind::boolean:
      value.kind = Value::Kind::number;
      value.number = from.boolean ? 1 : 0;
      return value;
    case json::Kind::number: {
      const auto number = parse_uint(from.text);
      if (!number) throw fail(Fault::data, "{}: '{}' is no number from 0 on", field.name, from.text);
      value.kind = Value::Kind::number;
      value.number = *number;
      return value;
    }
    case json::Kind::string:
      if (field.kind == Kind::bytes) return text_value(hex_text(from, field.name));
      return text_value(from.text);
    case json::Kind::array:
      value.kind = depth == 0 ? Value::Kind::list : Value::Kind::tuple;
      for (const json::Value& item : from.items) value.items.push_back(value_of(item, field, depth + 1));
      return value;
    case json::Kind::object:
      if (const json::Value* digits = from.find("hex"); digits != nullptr)
        return text_value(hex_text(*digits, field.name));
      value.kind = Value::Kind::packet;
      value.layers.push_back(layer_of(from, depth + 1));
      return value;
  }
  return value;
}

LayerSpec layer_of(const json::Value& object, std::size_t depth) {
  const json::Value* name = object.find("layer");
  if (object.kind != json::Kind::object || name == nullptr || name->kind != json::Kind::string)
    throw fail(Fault::data, "a layer is an object with the member \"layer\"")
        .hint("pytk sniff read --full writes such records");
  LayerSpec spec;
  spec.proto = find_protocol(name->text);
  if (spec.proto == nullptr) {
    const std::vector<std::string_view> names = protocol_names();
    throw fail(Fault::data, "unknown layer '{}'", name->text)
        .hint(did_you_mean(name->text, std::span<const std::string_view>(names)));
  }
  if (const json::Value* bytes = object.find("bytes"); bytes != nullptr) {
    const std::string raw = hex_text(*bytes, "bytes");
    spec.raw = Bytes(raw.begin(), raw.end());
    return spec;
  }
  for (const auto& [member, value] : object.members) {
    if (member == "layer") continue;
    bool known = false;
    for (const Field& field : spec.proto->fields) {
      if (field.is_derived || field.name != member) continue;
      known = true;
      spec.values.push_back({&field, value_of(value, field, depth)});
    }
    if (!known) throw fail(Fault::data, "{} has no field '{}'", spec.proto->name, member);
  }
  return spec;
}

void append_layer_fields(std::string& out, const Look& look) {
  out += "{\"layer\":\"";
  out += look.proto->name;
  out += '"';
  for (const Field& field : look.proto->fields) {
    Place place;
    if (field.is_derived || !locate(look, field, place)) continue;
    out += ",\"";
    out += field.name;
    out += "\":";
    append_value(out, look, field, place, Form::json);
  }
}

/// A header of fixed fields that are written as they are shown: nothing can get lost.
bool is_plain(const Proto& proto) {
  if (!proto.fields.fixed || proto.finish != nullptr) return false;
  for (const Field& field : proto.fields)
    if (field.scale != 1 || field.is_signed) return false;
  return true;
}

/// Would craft build the same header from this text?
bool reproduces(const std::string& text, const Layers& layers, std::size_t index) {
  const Layer& layer = layers.at[index];
  try {
    const auto parsed = json::parse(text + "}");
    if (!parsed) return false;
    PacketSpec packet;
    if (index > 0) {  // what is there may depend on the layer below
      LayerSpec below;
      below.proto = layers.at[index - 1].proto;
      below.raw = Bytes();
      packet.push_back(std::move(below));
    }
    packet.push_back(layer_of(*parsed, 0));
    SeededRandom random(0);
    const CraftOptions options;
    Bytes built;
    build_packet(packet, options, random, built);
    const ByteView header = layers.packet.subspan(layer.offset, layer.header);
    return built.size() == header.size() && std::equal(built.begin(), built.end(), header.begin());
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

void append_json(std::string& out, const Layers& layers) {
  out += '[';
  std::string text;
  for (std::size_t i = 0; i < layers.count; ++i) {
    const Layer& layer = layers.at[i];
    if (i > 0) out += ',';
    text.clear();
    Look look = layers.look(i);
    if (layer.header < look.bytes.size()) look.bytes = look.bytes.first(layer.header);
    append_layer_fields(text, look);
    const bool whole = is_plain(*layer.proto) && layer.header == layer.proto->fields.minimum;
    if (!whole && !reproduces(text, layers, i)) {
      text += ",\"bytes\":\"";
      text += to_hex(layers.packet.subspan(layer.offset, layer.header));
      text += '"';
    }
    out += text;
    out += '}';
  }
  out += ']';
}

PacketSpec spec_of_json(const json::Value& layers) {
  if (layers.kind != json::Kind::array) throw fail(Fault::data, "\"layers\" is not an array");
  PacketSpec packet;
  for (const json::Value& layer : layers.items) packet.push_back(layer_of(layer, 0));
  if (packet.empty()) throw fail(Fault::data, "\"layers\" is empty");
  return packet;
}

}  // namespace pytk::packet
