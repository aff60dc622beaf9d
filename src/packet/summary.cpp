// One line a packet, by Scapy's rule: the deepest layer that has a text speaks, layers above and below give names.
#include <algorithm>
#include <charconv>

#include <pytk/core/address.hpp>
#include <pytk/core/text_buffer.hpp>

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

/// Collects short pieces and appends them in one go.
class Names {
 public:
  explicit Names(std::string& out) : out_(out) {}
  void add(std::string_view piece) {
    if (piece.size() > static_cast<std::size_t>(text_ + sizeof text_ - at_)) flush();
    if (piece.size() > sizeof text_)
      out_ += piece;
    else
      at_ = copy_short(at_, piece.data(), piece.size());
  }
  void flush() {
    out_.append(text_, at_);
    at_ = text_;
  }

 private:
  std::string& out_;
  char text_[256];
  char* at_ = text_;
};

char* write_port(char* at, std::uint16_t port) { return std::to_chars(at, at + 5, port).ptr; }

}  // namespace

void append_summary(std::string& out, const Layers& layers, bool service_names) {
  const std::size_t voice = speaker(layers);
  Names names(out);
  // A text that begins with the endpoints names its own layer; the names of the layers around it stand alone.
  for (std::size_t i = 0; i < layers.count; ++i) {
    if (i > 0) names.add(" / ");
    if (i == voice) {
      names.flush();
      const std::size_t before = out.size();
      speak({layers, i, service_names}, out);
      if (out.size() > before) continue;
    }
    names.add(layers.at[i].proto->name);
  }
  names.flush();
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
                          bool is_udp) {
  const Proto* below = view.below();
  const bool addressed =
      below != nullptr && below->is_address_layer && view.layers.at[view.index - 1].header >= below->fields.minimum;
  const auto address = [&](char* at, bool source) {
    if (!addressed) return at;
    const Layer& carrier = view.layers.at[view.index - 1];
    const bool v6 = below->fields.minimum == 40;
    const std::uint32_t offset = carrier.offset + (v6 ? (source ? 8U : 24U) : (source ? 12U : 16U));
    at = write_ip(at, Ip::from(view.layers.packet.subspan(offset, v6 ? 16 : 4)));
    *at++ = ':';
    return at;
  };
  char text[2 * most_ip_text + 16];
  char* at = address(text, true);
  if (view.names) {
    out.append(text, at);
    append_port(out, sport, is_udp, true);
    out += " > ";
    out.append(text, address(text, false));
    append_port(out, dport, is_udp, true);
    return addressed;
  }
  at = write_port(at, sport);
  at = copy_short(at, " > ", 3);
  at = write_port(address(at, false), dport);
  out.append(text, at);
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
