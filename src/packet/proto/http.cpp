// HTTP/1 (RFC 9112): requests and responses; the head is one field of text, its parts are named.
#include "packet/proto/text_message.hpp"

namespace pytk::packet::proto {
namespace {

constexpr std::string_view methods[] = {"GET ",       "POST ",        "HEAD ",   "PUT ",      "DELETE ",    "OPTIONS ",
                                        "CONNECT ",   "TRACE ",       "PATCH ",  "PROPFIND ", "PROPPATCH ", "MKCOL ",
                                        "COPY ",      "MOVE ",        "LOCK ",   "UNLOCK ",   "M-SEARCH ",  "NOTIFY ",
                                        "SUBSCRIBE ", "UNSUBSCRIBE ", "REPORT ", "SEARCH "};
constexpr Bind binds[] = {{Space::tcp_port, 80},   {Space::tcp_port, 8080}, {Space::tcp_port, 3128},
                          {Space::tcp_port, 8000}, {Space::tcp_port, 8008}, {Space::tcp_port, 8888},
                          {Space::tcp_port, 81},   {Space::tcp_port, 3000}, {Space::tcp_port, 5000},
                          {Space::tcp_port, 591},  {Space::tcp_port, 2869}, {Space::tcp_port, 5985},
                          {Space::tcp_port, 631},  {Space::udp_port, 1900}};
constexpr Overload overloads[] = {{"TCP", "dport", 80}};
bool is_response(ByteView bytes) { return text_of(bytes).starts_with("HTTP/"); }
bool is_request(ByteView bytes) {
  const std::string_view text = text_of(bytes);
  for (const std::string_view method : methods)
    if (text.starts_with(method)) return true;
  return false;
}
bool claims(ByteView payload) { return is_response(payload) || is_request(payload); }
bool step(const Look& look, Step& step) {
  if (!claims(look.bytes)) return false;
  step.header = head_size(look.bytes);
  return true;
}
std::uint32_t head(const Look& look, std::uint32_t) { return head_size(look.bytes); }

template <unsigned Index>
bool request_word(const Look& look, std::string& out) {
  return !is_response(look.bytes) && append_word(line_word(look.bytes, Index), out);
}
bool version(const Look& look, std::string& out) {
  return append_word(line_word(look.bytes, is_response(look.bytes) ? 0 : 2), out);
}
template <bool Response>
bool version_of(const Look& look, std::string& out) {
  return is_response(look.bytes) == Response && version(look, out);
}
bool status(const Look& look, std::uint64_t& number) {
  if (!is_response(look.bytes)) return false;
  number = 0;
  const std::string_view word = line_word(look.bytes, 1);
  for (const char c : word) {
    if (c < '0' || c > '9' || number > 9999) return false;
    number = number * 10 + static_cast<unsigned>(c - '0');
  }
  return !word.empty();
}
bool reason(const Look& look, std::string& out) {
  return is_response(look.bytes) && append_word(line_word(look.bytes, 2, true), out);
}
#define PYTK_HEADER(function, header) \
  bool function(const Look& look, std::string& out) { return header_value(look.bytes, header, out); }
PYTK_HEADER(host, "host")
PYTK_HEADER(user_agent, "user-agent")
PYTK_HEADER(referer, "referer")
PYTK_HEADER(cookie, "cookie")
PYTK_HEADER(set_cookie, "set-cookie")
PYTK_HEADER(server, "server")
PYTK_HEADER(location, "location")
PYTK_HEADER(content_type, "content-type")
PYTK_HEADER(content_length, "content-length")
PYTK_HEADER(authorization, "authorization")
#undef PYTK_HEADER
constexpr auto fields =
    layout({text("head", 0, "GET / HTTP/1.1\r\n\r\n").sized(head),
            derived_text("method", request_word<0>).alias("http.request.method"),
            derived_text("uri", request_word<1>).alias("http.request.uri http.path"), derived_text("version", version),
            derived_text("request_version", version_of<false>).alias("http.request.version"),
            derived_text("response_version", version_of<true>).alias("http.response.version"),
            derived("status", status).alias("http.response.code"),
            derived_text("reason", reason).alias("http.response.phrase"), derived_text("host", host),
            derived_text("user_agent", user_agent), derived_text("referer", referer), derived_text("cookie", cookie),
            derived_text("set_cookie", set_cookie), derived_text("server", server), derived_text("location", location),
            derived_text("content_type", content_type), derived_text("content_length", content_length),
            derived_text("authorization", authorization)});
void summary(const SummaryView& view, std::string& out) {
  const Look look = view.look();
  out += is_response(look.bytes) ? "HTTP Response '" : "HTTP Request '";
  out += first_line(look.bytes).substr(0, 200);
  out += '\'';
}

}  // namespace

constinit const Proto http{.name = "HTTP",
                           .key = "http",
                           .title = "HTTP 1",
                           .fields = fields,
                           .least = 4,
                           .binds = binds,
                           .overloads = overloads,
                           .step = step,
                           .claims = claims,
                           .summary = summary};

}  // namespace pytk::packet::proto
