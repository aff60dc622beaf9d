#include "echo/http.hpp"

#include <algorithm>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "echo/websocket.hpp"

namespace pytk::echo {
namespace {

constexpr std::size_t longest_head = 16U << 10U, longest_line = 256, most_fields = 200;

/// RFC 9110 5.6.2.
bool is_token(std::string_view text) noexcept {
  constexpr std::string_view allowed = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

/// No control characters but tab: what is echoed must not add a line.
bool is_field_value(std::string_view text) noexcept {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

Result<void> parse_request_line(std::string_view line, HttpHead& head) {
  const auto parts = split(line, ' ');
  if (parts.size() != 3 || !is_token(parts[0]) || parts[1].empty() || !is_field_value(parts[1]))
    return bad("400 Bad Request");
  if (parts[2] != "HTTP/1.1" && parts[2] != "HTTP/1.0")
    return parts[2].starts_with("HTTP/") ? bad("505 HTTP Version Not Supported") : bad("400 Bad Request");
  head.method = parts[0];
  head.target = parts[1];
  head.version_1_1 = parts[2] == "HTTP/1.1";
  return {};
}

}  // namespace

std::string HttpHead::field(std::string_view name) const {
  std::string out;
  for (const auto& [key, value] : fields)
    if (equal_ignoring_case(key, name)) out.append(out.empty() ? "" : ", ").append(value);
  return out;
}

bool HttpHead::has(std::string_view name) const noexcept {
  return std::any_of(fields.begin(), fields.end(),
                     [name](const auto& field) { return equal_ignoring_case(field.first, name); });
}

bool HttpHead::lists(std::string_view name, std::string_view token) const {
  const std::string all = field(name);
  const auto items = split(all, ',');
  return std::any_of(items.begin(), items.end(),
                     [token](std::string_view item) { return equal_ignoring_case(trim(item), token); });
}

Result<HttpHead> parse_head(std::string_view text) {
  HttpHead head;
  bool first = true;
  for (std::string_view line : split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (first) {
      first = false;
      if (auto read = parse_request_line(line, head); !read) return tl::unexpected(read.error());
      continue;
    }
    if (line.empty()) continue;
    const std::size_t colon = line.find(':');
    // A name with white space behind it, or a line that begins with some, is read differently by different readers.
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)) || !is_field_value(line.substr(colon + 1)))
      return bad("400 Bad Request");
    if (head.fields.size() == most_fields) return bad("431 Request Header Fields Too Large");
    head.fields.emplace_back(line.substr(0, colon), trim(line.substr(colon + 1)));
  }
  return head;
}

bool HttpEcho::refuse(std::string_view status, std::string_view extra, Bytes& out) {
  append(out,
         fmt::format("HTTP/1.1 {}\r\n{}Content-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}\n",
                     status, extra, status.size() + 1, status));
  return false;
}

bool HttpEcho::feed(ByteView in, Bytes& out) {
  while (!in.empty()) {
    if (upgraded_) return upgraded_->feed(in, out);
    bool good = true;
    switch (part_) {
      case Part::head: good = take_head(in, out); break;
      case Part::body:
      case Part::chunk_data: take_data(in, out); break;
      default: good = take_chunk_line(in, out); break;
    }
    if (!good) return false;
    if (part_ == Part::body && left_ == 0 && !end_message()) return false;
  }
  return true;
}

bool HttpEcho::take_head(ByteView& in, Bytes& out) {
  while (!in.empty()) {
    line_ += static_cast<char>(in.front());
    in = in.subspan(1);
    if (line_ == "\r\n" || line_ == "\n") line_.clear();  // RFC 9112 2.2: an empty line before a request is nothing
    if (line_.ends_with("\r\n\r\n") || line_.ends_with("\n\n")) {
      const std::string text = std::exchange(line_, {});
      return begin(text, out);
    }
    if (line_.size() > longest_head) return refuse("431 Request Header Fields Too Large", "", out);
  }
  return true;
}

bool HttpEcho::begin(std::string_view text, Bytes& out) {
  const auto head = parse_head(text);
  if (!head) return refuse(head.error().what_happened(), "", out);
  if (head->version_1_1 && !head->has("Host")) return refuse("400 Bad Request", "", out);
  keep_alive_ = head->version_1_1 ? !head->lists("Connection", "close") : head->lists("Connection", "keep-alive");
  if (head->lists("Connection", "upgrade") && head->lists("Upgrade", "websocket")) return upgrade(*head, out);
  if (websocket_only_) return refuse("426 Upgrade Required", "Upgrade: websocket\r\n", out);
  const bool chunked = head->has("Transfer-Encoding");
  // RFC 9112 6.3: with both lengths, two readers may see two different requests.
  if (chunked && (head->has("Content-Length") || !equal_ignoring_case(head->field("Transfer-Encoding"), "chunked") ||
                  !head->version_1_1))
    return refuse("400 Bad Request", "", out);
  left_ = 0;
  if (head->has("Content-Length")) {
    const std::string length = head->field("Content-Length");
    if (length.size() > 18 || length.empty() || length.find_first_not_of("0123456789") != std::string::npos)
      return refuse("400 Bad Request", "", out);
    for (const char digit : length) left_ = left_ * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  if (equal_ignoring_case(head->field("Expect"), "100-continue") && (chunked || left_ > 0))
    append(out, "HTTP/1.1 100 Continue\r\n\r\n");
  part_ = chunked ? Part::chunk_size : Part::body;
  answer_head(*head, text, out);
  return part_ != Part::body || left_ > 0 || end_message();
}

/// The answer begins before the body has come: it goes back piece by piece, and no body is too large.
void HttpEcho::answer_head(const HttpHead& head, std::string_view text, Bytes& out) {
  const bool chunked = part_ == Part::chunk_size;
  const bool has_body = chunked || left_ > 0 || head.has("Content-Length");
  no_body_ = head.method == "HEAD";
  std::string type = has_body ? head.field("Content-Type") : "";
  if (type.empty()) type = has_body ? "application/octet-stream" : "text/plain";
  std::string answer =
      fmt::format("HTTP/1.1 200 OK\r\nContent-Type: {}\r\nX-Content-Type-Options: nosniff\r\nConnection: {}\r\n", type,
                  keep_alive_ ? "keep-alive" : "close");
  if (chunked) answer += "Transfer-Encoding: chunked\r\n\r\n";
  else answer += fmt::format("Content-Length: {}\r\n\r\n", has_body ? left_ : text.size());
  if (!has_body && !no_body_) answer += text;
  append(out, answer);
}

void HttpEcho::take_data(ByteView& in, Bytes& out) {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, in.size()));
  const ByteView data = in.first(count);
  in = in.subspan(count);
  left_ -= count;
  if (!no_body_) {
    if (part_ == Part::chunk_data) append(out, fmt::format("{:x}\r\n", count));
    out.insert(out.end(), data.begin(), data.end());
    if (part_ == Part::chunk_data) append(out, "\r\n");
  }
  if (part_ == Part::chunk_data && left_ == 0) part_ = Part::chunk_end;
}

/// Lines between chunks: a size, the empty line behind a chunk, and trailers, which are read and dropped.
bool HttpEcho::take_chunk_line(ByteView& in, Bytes& out) {
  while (!in.empty()) {
    const char byte = static_cast<char>(in.front());
    in = in.subspan(1);
    if (byte != '\n') {
      line_ += byte;
      if (line_.size() > longest_line) return false;
      continue;
    }
    std::string line = std::exchange(line_, {});
    if (line.ends_with('\r')) line.pop_back();
    if (part_ == Part::chunk_end) {
      if (!line.empty()) return false;
      part_ = Part::chunk_size;
    } else if (part_ == Part::trailer) {
      if (!line.empty()) continue;
      if (!no_body_) append(out, "0\r\n\r\n");
      return end_message();
    } else {
      const std::string_view size = trim(std::string_view(line).substr(0, line.find(';')));
      if (size.empty() || size.size() > 15 ||
          size.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos)
        return false;
      left_ = 0;
      for (const char digit : size)
        left_ = left_ * 16 + static_cast<std::uint64_t>(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
      part_ = left_ == 0 ? Part::trailer : Part::chunk_data;
    }
    return true;
  }
  return true;
}

bool HttpEcho::end_message() {
  part_ = Part::head;
  return keep_alive_;
}

/// Section 4.2 of RFC 6455.
bool HttpEcho::upgrade(const HttpHead& head, Bytes& out) {
  const auto key = from_base64(head.field("Sec-WebSocket-Key"));
  if (head.method != "GET" || !head.version_1_1 || !key || key->size() != 16) return refuse("400 Bad Request", "", out);
  if (head.field("Sec-WebSocket-Version") != "13")
    return refuse("426 Upgrade Required", "Sec-WebSocket-Version: 13\r\nUpgrade: websocket\r\n", out);
  append(out, fmt::format("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Accept: {}\r\n\r\n", websocket_accept(head.field("Sec-WebSocket-Key"))));
  upgraded_ = std::make_unique<WebSocketEcho>();
  return true;
}

std::unique_ptr<Protocol> make_http_echo() { return std::make_unique<HttpEcho>(false); }
std::unique_ptr<Protocol> make_websocket_echo() { return std::make_unique<HttpEcho>(true); }

}  // namespace pytk::echo
