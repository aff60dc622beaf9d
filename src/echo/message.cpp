#include <pytk/echo/message.hpp>

#include <algorithm>
#include <cstring>

#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::echo {
namespace {

constexpr std::string_view part_names[] = {"", "line", "upper", "lower", "hex", "json", "bytes", "n", "ts", "peer"};

/// One JSON object a message; bytes that are no UTF-8 go into data_b64, so that nothing is lost or changed.
void append_json(std::string& out, const Message& message, std::string_view peer) {
  out += R"({"ts":")";
  append_time(out, message.time);
  out += R"(","n":)";
  append_uint(out, message.number);
  out += R"(,"peer":)";
  json::append_string(out, peer);
  const std::string_view line = message.line();
  if (is_utf8(line)) {
    out += R"(,"line":)";
    json::append_string(out, line);
  } else {
    out += R"(,"data_b64":")";
    out += to_base64(message.bytes);
    out += '"';
  }
  out += R"(,"bytes":)";
  append_uint(out, message.bytes.size());
  out += message.partial ? R"(,"partial":true})" : R"(,"partial":false})";
  out += '\n';
}

}  // namespace

std::string_view Message::line() const noexcept {
  std::string_view text = text_of(bytes);
  if (text.ends_with('\n')) text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
  return text;
}

void Lines::give(ByteView bytes, bool partial, const OnMessage& on_message) {
  on_message({bytes, ++count_, offset_, now_nanoseconds(), partial});
  offset_ += bytes.size();
}

void Lines::add(ByteView bytes, const OnMessage& on_message) {
  while (!bytes.empty()) {
    const std::size_t room = longest_ - pending_.size();
    const ByteView window = bytes.first(std::min(room, bytes.size()));
    const void* end = std::memchr(window.data(), '\n', window.size());
    if (end == nullptr && window.size() < room) {
      pending_.insert(pending_.end(), bytes.begin(), bytes.end());
      return;
    }
    const std::size_t taken = end == nullptr
                                  ? window.size()
                                  : static_cast<std::size_t>(static_cast<const std::uint8_t*>(end) - window.data()) + 1;
    if (pending_.empty()) {
      give(bytes.first(taken), end == nullptr, on_message);
    } else {
      pending_.insert(pending_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(taken));
      const Bytes whole = std::move(pending_);
      pending_.clear();
      give(whole, end == nullptr, on_message);
    }
    bytes = bytes.subspan(taken);
  }
}

void Lines::end(const OnMessage& on_message) {
  if (pending_.empty()) return;
  const Bytes rest = std::move(pending_);
  pending_.clear();
  give(rest, true, on_message);
}

void append_hex_dump(std::string& out, ByteView bytes, std::uint64_t offset) {
  constexpr std::size_t row = 16;
  for (std::size_t at = 0; at < bytes.size(); at += row) {
    const ByteView part = bytes.subspan(at, std::min(row, bytes.size() - at));
    out += fmt::format("{:08x} ", offset + at);
    for (std::size_t i = 0; i < row; ++i) {
      if (i == row / 2) out += ' ';
      if (i < part.size()) out += fmt::format(" {:02x}", part[i]);
      else out += "   ";
    }
    out += "  |";
    for (const std::uint8_t byte : part) out += byte >= 0x20 && byte < 0x7f ? static_cast<char>(byte) : '.';
    out += "|\n";
  }
}

Result<MessageFormat> MessageFormat::parse(std::string_view text) {
  MessageFormat format;
  if (text == "raw") format.kind_ = Kind::raw;
  else if (text == "text" || text == "lines") format.kind_ = Kind::text;
  else if (text == "hex") format.kind_ = Kind::hex;
  else if (text == "json" || text == "jsonl") format.kind_ = Kind::json;
  else if (text.find('{') != std::string_view::npos) {
    format.kind_ = Kind::pattern;
    if (auto compiled = format.compile(text); !compiled) return tl::unexpected(compiled.error());
  } else {
    auto error = bad("there is no format '{}'", text);
    const std::string near = did_you_mean(text, names());
    error.value().hint(near.empty() ? "raw, text, hex, json, or a template such as '{n}: {upper}'" : near);
    return error;
  }
  return format;
}

std::vector<std::string> MessageFormat::names() { return {"raw", "text", "hex", "json"}; }

Result<void> MessageFormat::compile(std::string_view text) {
  std::string literal;
  const auto flush = [&] {
    if (!literal.empty()) pieces_.push_back({Part::literal, std::exchange(literal, {})});
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char here = text[at], next = at + 1 < text.size() ? text[at + 1] : '\0';
    if ((here == '{' || here == '}') && next == here) {
      literal += here;
      ++at;
    } else if (here == '\\' && (next == 'n' || next == 't' || next == '\\')) {
      literal += next == 'n' ? '\n' : next == 't' ? '\t' : '\\';
      ++at;
    } else if (here == '{') {
      const std::size_t close = text.find('}', at);
      if (close == std::string_view::npos) return bad("the template '{}' has '{{' without '}}'", text);
      const std::string_view name = text.substr(at + 1, close - at - 1);
      const auto* found = std::find(std::begin(part_names) + 1, std::end(part_names), name);
      if (found == std::end(part_names)) {
        auto error = bad("the template knows no {{{}}}", name);
        const std::string near = did_you_mean(name, std::span<const std::string_view>(part_names).subspan(1));
        error.value().hint(near.empty() ? "line, upper, lower, hex, json, bytes, n, ts, peer" : near);
        return error;
      }
      flush();
      pieces_.push_back({static_cast<Part>(found - std::begin(part_names)), {}});
      at = close;
    } else if (here == '}') {
      return bad("the template '{}' has '}}' without '{{'", text);
    } else {
      literal += here;
    }
  }
  flush();
  return {};
}

void MessageFormat::append_piece(std::string& out, const Piece& piece, const Message& message,
                                 std::string_view peer) const {
  switch (piece.part) {
    case Part::literal: out += piece.text; break;
    case Part::line: out += escape_controls(message.line()); break;
    case Part::upper: out += escape_controls(upper(message.line())); break;
    case Part::lower: out += escape_controls(lower(message.line())); break;
    case Part::hex: out += to_hex(message.bytes); break;
    case Part::json: json::append_string(out, message.line()); break;
    case Part::bytes: append_uint(out, message.bytes.size()); break;
    case Part::n: append_uint(out, message.number); break;
    case Part::ts: append_time(out, message.time); break;
    case Part::peer: out += peer; break;
  }
}

void MessageFormat::append(std::string& out, const Message& message, std::string_view peer) const {
  switch (kind_) {
    case Kind::raw: out += text_of(message.bytes); break;
    case Kind::text: out.append(escape_controls(message.line())).push_back('\n'); break;
    case Kind::hex: append_hex_dump(out, message.bytes, message.offset); break;
    case Kind::json: append_json(out, message, peer); break;
    case Kind::pattern:
      for (const Piece& piece : pieces_) append_piece(out, piece, message, peer);
      out += '\n';
      break;
  }
}

}  // namespace pytk::echo
