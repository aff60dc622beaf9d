// Protected records of TLS: in version 1.3 the outer type says nothing (RFC 8446 5.2), in those before it the messages
// behind ChangeCipherSpec are not to be read (RFC 5246 7.1). Which records are, only the conversation tells.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr auto fields = layout({number("type", 8, 23).alias("tls.record.opaque_type"),
                                hex("version", 16, 0x0303).alias("tls.record.version"),
                                number("len", 16).alias("tls.record.length"), bytes("msg").sized_by("len")});

constexpr auto sealed_fields = layout({number("type", 8, 22).alias("tls.record.content_type"),
                                       hex("version", 16, 0x0303).alias("tls.record.version"),
                                       number("len", 16).alias("tls.record.length"), bytes("msg").sized_by("len")});

bool step(const Look& look, Step& step) {
  step.header = 5U + look.u16(3);
  if (step.header < look.size()) step.next = &tls;
  return true;
}

constinit const Proto sealed{.name = "TLSSealed",
                             .key = "tls",
                             .title = "TLS",
                             .fields = sealed_fields,
                             .least = 5,
                             .step = step,
                             .summary_text = "TLS handshake",
                             .same_as = &tls,
                             .label = "TLS"};
constexpr const Proto* parts[] = {&sealed};

}  // namespace

constinit const Proto tls13{.name = "TLSProtected",
                            .key = "tls",
                            .title = "TLS 1.3",
                            .fields = fields,
                            .least = 5,
                            .step = step,
                            .summary_text = "TLS application_data",
                            .parts = parts,
                            .same_as = &tls,
                            .label = "TLS"};

}  // namespace pytk::packet::proto
