// RTP (RFC 3550). It has no port of its own: it is found where a port says so or where it is asked for.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

// RFC 3551 6. Of several numbers under one name the last is the one that the name means.
constexpr Name payloads[] = {{0, "G.711 PCMU"}, {0, "PCMU"},  {3, "GSM"},   {4, "G723"},   {17, "DVI4"},
                             {16, "DVI4"},      {6, "DVI4"},  {5, "DVI4"},  {7, "LPC"},    {8, "PCMA"},
                             {9, "G722"},       {11, "L16"},  {10, "L16"},  {12, "QCELP"}, {13, "CN"},
                             {14, "MPA"},       {15, "G728"}, {18, "G729"}, {25, "CelB"},  {26, "JPEG"},
                             {28, "nv"},        {31, "H261"}, {32, "MPV"},  {33, "MP2T"},  {34, "H263"}};
constexpr Bind binds[] = {{Space::udp_port, 5004}};
constexpr auto fields =
    layout({number("version", 2, 2).alias("rtp.version"), number("padding", 1).alias("rtp.padding"),
            number("extension", 1).alias("rtp.ext"), number("numsync", 4).alias("rtp.cc"),
            number("marker", 1).alias("rtp.marker"), choice("payload_type", 7, 0, payloads).alias("rtp.p_type"),
            number("sequence", 16).alias("rtp.seq"), number("timestamp", 32).alias("rtp.timestamp"),
            number("sourcesync", 32).alias("rtp.ssrc"), custom("sync", list_of_32).sized_by("numsync", 4)});
constexpr auto extension_fields =
    layout({hex("header_id", 16).alias("rtp.ext.profile"), number("header_len", 16).alias("rtp.ext.len"),
            custom("header", list_of_32).sized_by("header_len", 4)});
constexpr Overload on_rtp[] = {{"RTP", "extension", 1}};
constinit const Proto extension{.name = "RTPExtension",
                                .key = "rtpextension",
                                .title = "RTP extension",
                                .fields = extension_fields,
                                .overloads = on_rtp,
                                .label = "RTP"};
constexpr const Proto* parts[] = {&extension};
bool step(const Look& look, Step& step) {
  step.header = std::min(extent_of(look), look.size());
  if ((look.u8(0) & 0x10U) != 0) step.next = &extension;
  return true;
}
bool claims(ByteView payload) { return payload.size() >= 12 && (payload[0] >> 6U) == 2; }

}  // namespace

constinit const Proto rtp{.name = "RTP",
                          .key = "rtp",
                          .title = "RTP",
                          .fields = fields,
                          .binds = binds,
                          .step = step,
                          .claims = claims,
                          .parts = parts};

}  // namespace pytk::packet::proto
