// One line a packet, by Scapy's rule: the deepest layer that has a text speaks, layers above and below give names.
#include <algorithm>

#include <pytk/core/address.hpp>

#include "packet/proto/table.hpp"
#include "packet/services.hpp"

namespace pytk::packet {
namespace {

/// A template would have holes where a header is cut short.
bool speaks(const Layer& layer) {
  return layer.proto->summary != nullptr || (!layer.proto->summary_text.empty() && !layer.truncated);
}

/// "{field}" in a template stands for the field's value as show() prints it.
void fill_template(const SummaryView& view, std::string& out) {
  const Look look = view.look();
  std::string_view text = look.proto->summary_text;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) break;
    out += text.substr(0, open);
    proto::put_named(out, look, text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
  out += text;
}

void speak(const SummaryView& view, std::string& out) {
  const Proto& proto = *view.layers.at[view.index].proto;
  if (proto.summary != nullptr)
    proto.summary(view, out);
  else
    fill_template(view, out);
}

/// Index of the layer that speaks, or count.
std::size_t speaker(const Layers& layers) {
  for (std::size_t i = layers.count; i-- > 0;)
    if (speaks(layers.at[i])) return i;
  return layers.count;
}

}  // namespace

void append_summary(std::string& out, const Layers& layers, bool service_names) {
  const std::size_t voice = speaker(layers);
  // A text that begins with the endpoints names its own layer; the names of the layers around it stand alone.
  for (std::size_t i = 0; i < layers.count; ++i) {
    if (i > 0) out += " / ";
    if (i != voice) {
      out += layers.at[i].proto->name;
      continue;
    }
    const std::size_t before = out.size();
    speak({layers, i, service_names}, out);
    if (out.size() == before) out += layers.at[i].proto->name;
  }
}

void append_info(std::string& out, const Layers& layers, bool service_names) {
  const std::size_t voice = speaker(layers);
  if (voice < layers.count) {
    const std::size_t before = out.size();
    speak({layers, voice, service_names}, out);
    if (out.size() > before) return;
  }
  if (layers.count > 0) out += layers.at[layers.count - 1].proto->name;
}

void append_port(std::string& out, std::uint16_t port, bool udp, bool names) {
  if (names) {
    if (const std::string_view name = service_name(port, udp); !name.empty()) {
      out += name;
      return;
    }
  }
  proto::put(out, port);
}

bool proto::put_endpoints(const SummaryView& view, std::string& out, std::uint16_t sport, std::uint16_t dport,
                          bool udp) {
  const Proto* below = view.below();
  const bool addressed =
      below != nullptr && below->is_address_layer && view.layers.at[view.index - 1].header >= below->fields.minimum;
  const auto side = [&](bool source, std::uint16_t port) {
    if (addressed) {
      const Look look = view.layers.look(view.index - 1);
      if (look.proto->fields.minimum == 40) {
        append_ip(out, Ip::from(look.bytes.subspan(source ? 8 : 24, 16)));
      } else {
        put_ip4(out, look.bytes.data() + (source ? 12 : 16));
      }
      out += ':';
    }
    append_port(out, port, udp, view.names);
  };
  side(true, sport);
  out += " > ";
  side(false, dport);
  return addressed;
}

void append_hexdump(std::string& out, ByteView bytes) {
  constexpr char digits[] = "0123456789ABCDEF";
  for (std::size_t line = 0; line < bytes.size(); line += 16) {
    const ByteView part = bytes.subspan(line, std::min<std::size_t>(16, bytes.size() - line));
    fmt::format_to(std::back_inserter(out), "{:04x}  ", line);
    for (std::size_t i = 0; i < 16; ++i) {
      if (i < part.size()) {
        out += digits[part[i] >> 4U];
        out += digits[part[i] & 15U];
        out += ' ';
      } else {
        out += "   ";
      }
    }
    out += ' ';
    for (const std::uint8_t byte : part) out += byte >= 0x20 && byte < 0x7f ? static_cast<char>(byte) : '.';
    out += '\n';
  }
}

}  // namespace pytk::packet
