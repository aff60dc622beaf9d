// SIP (RFC 3261).
#include "packet/proto/text_message.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Bind binds[] = {{Space::udp_port, 5060}, {Space::tcp_port, 5060}};
constexpr Overload overloads[] = {{"UDP", "sport", 5060}, {"UDP", "dport", 5060}, {"TCP", "dport", 5060}};
bool is_response(ByteView bytes) { return text_of(bytes).starts_with("SIP/2.0 "); }
bool claims(ByteView payload) { return is_response(payload) || line_word(payload, 2).starts_with("SIP/2.0"); }
bool step(const Look& look, Step& step) {
  if (!claims(look.bytes)) return false;
  step.header = head_size(look.bytes);
  return true;
}
std::uint32_t head(const Look& look, std::uint32_t) { return head_size(look.bytes); }
bool method(const Look& look, std::string& out) {
  return !is_response(look.bytes) && append_word(line_word(look.bytes, 0), out);
}
bool uri(const Look& look, std::string& out) {
  return !is_response(look.bytes) && append_word(line_word(look.bytes, 1), out);
}
bool status(const Look& look, std::string& out) {
  return is_response(look.bytes) && append_word(line_word(look.bytes, 1), out);
}
bool call_id(const Look& look, std::string& out) {
  return header_value(look.bytes, "call-id", out) || header_value(look.bytes, "i", out);
}
bool from(const Look& look, std::string& out) {
  return header_value(look.bytes, "from", out) || header_value(look.bytes, "f", out);
}
bool to(const Look& look, std::string& out) {
  return header_value(look.bytes, "to", out) || header_value(look.bytes, "t", out);
}
bool cseq(const Look& look, std::string& out) { return header_value(look.bytes, "cseq", out); }
bool user_agent(const Look& look, std::string& out) { return header_value(look.bytes, "user-agent", out); }
constexpr auto fields = layout(
    {text("head", 0, "OPTIONS sip:user@example.com SIP/2.0\r\n\r\n").sized(head),
     derived_text("method", method).alias("sip.Method"), derived_text("uri", uri).alias("sip.r-uri"),
     derived_text("status", status).alias("sip.Status-Code"), derived_text("call_id", call_id).alias("sip.Call-ID"),
     derived_text("from", from).alias("sip.From"), derived_text("to", to).alias("sip.To"),
     derived_text("cseq", cseq).alias("sip.CSeq"), derived_text("user_agent", user_agent).alias("sip.User-Agent")});
void summary(const SummaryView& view, std::string& out) {
  out += "SIP '";
  out += first_line(view.look().bytes).substr(0, 200);
  out += '\'';
}

}  // namespace

constinit const Proto sip{.name = "SIP",
                          .key = "sip",
                          .title = "SIP",
                          .fields = fields,
                          .least = 8,
                          .binds = binds,
                          .overloads = overloads,
                          .step = step,
                          .claims = claims,
                          .summary = summary};

}  // namespace pytk::packet::proto
