// SCTP (RFC 9260): the common header; chunks follow as layers.
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/packet/craft.hpp>

#include "packet/proto/sctp_parameters.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name kinds[] = {{0, "data"},
                          {1, "init"},
                          {2, "init-ack"},
                          {3, "sack"},
                          {4, "heartbeat-req"},
                          {5, "heartbeat-ack"},
                          {6, "abort"},
                          {7, "shutdown"},
                          {8, "shutdown-ack"},
                          {9, "error"},
                          {10, "cookie-echo"},
                          {11, "cookie-ack"},
                          {14, "shutdown-complete"},
                          {15, "authentication"},
                          {0x80, "address-configuration-ack"},
                          {0x84, "pad"},
                          {0xc1, "address-configuration"}};
// IANA registry of SCTP payload protocol identifiers.
constexpr Name payloads[] = {
    {0, "Reserved"},
    {33, "PPP"},
    {1, "IUA"},
    {2, "M2UA"},
    {3, "M3UA"},
    {4, "SUA"},
    {5, "M2PA"},
    {6, "V5UA"},
    {7, "H.248"},
    {8, "BICC/Q.2150.3"},
    {9, "TALI"},
    {10, "DUA"},
    {11, "ASAP"},
    {12, "ENRP"},
    {13, "H.323"},
    {14, "Q.IPC/Q.2150.3"},
    {15, "SIMCO"},
    {16, "DDP Segment Chunk"},
    {17, "DDP Stream Session Control"},
    {18, "S1AP"},
    {19, "RUA"},
    {20, "HNBAP"},
    {21, "ForCES-HP"},
    {22, "ForCES-MP"},
    {23, "ForCES-LP"},
    {24, "SBc-AP"},
    {25, "NBAP"},
    {27, "X2AP"},
    {28, "IRCP"},
    {29, "LCS-AP"},
    {30, "MPICH2"},
    {31, "SABP"},
    {32, "FGP"},
    {34, "CALCAPP"},
    {35, "SSP"},
    {36, "NPMP-CONTROL"},
    {37, "NPMP-DATA"},
    {38, "ECHO"},
    {39, "DISCARD"},
    {40, "DAYTIME"},
    {41, "CHARGEN"},
    {42, "3GPP RNA"},
    {43, "3GPP M2AP"},
    {44, "3GPP M3AP"},
    {45, "SSH/SCTP"},
    {46, "Diameter/SCTP"},
    {47, "Diameter/DTLS/SCTP"},
    {48, "R14P"},
    {50, "WebRTC DCEP"},
    {51, "WebRTC String"},
    {52, "WebRTC Binary Partial"},
    {53, "WebRTC Binary"},
    {54, "WebRTC String Partial"},
    {55, "3GPP PUA"},
    {56, "WebRTC String Empty"},
    {57, "WebRTC Binary Empty"},
    {60, "NGAP"},
    {61, "XnAP"},
};
constexpr Bind binds[] = {{Space::ip_protocol, 132}};
constexpr auto fields = layout({number("sport", 16).alias("sctp.srcport"), number("dport", 16).alias("sctp.dstport"),
                                hex("tag", 32).alias("sctp.verification_tag"),
                                hex("chksum", 32).automatic(Automatic::checksum_crc32c).alias("sctp.checksum")});

#define PYTK_CHUNK(kind) choice("type", 8, kind, kinds).alias("sctp.chunk_type"), hex("flags", 8)
constexpr auto data_fields =
    layout({choice("type", 8, 0, kinds).alias("sctp.chunk_type"), number("reserved", 4), number("delay_sack", 1),
            number("unordered", 1), number("beginning", 1), number("ending", 1), number("len", 16),
            hex("tsn", 32).alias("sctp.data_tsn_raw"), hex("stream_id", 16).alias("sctp.data_sid"),
            hex("stream_seq", 16).alias("sctp.data_ssn"),
            choice("proto_id", 32, 0, payloads).alias("sctp.data_payload_proto_id"),
            bytes("data").sized_by("len", 1, -16).pad_to(4)});
template <unsigned Kind>
constexpr auto init = layout({PYTK_CHUNK(Kind), number("len", 16), hex("init_tag", 32), number("a_rwnd", 32),
                              number("n_out_streams", 16), number("n_in_streams", 16), hex("init_tsn", 32),
                              items("params", sctp_parameter_at).sized_by("len", 1, -20)});
constexpr auto init_fields = init<1>;
constexpr auto init_ack_fields = init<2>;
/// Blocks as "start:end".
void show_gaps(std::string& out, const Look& /*look*/, ByteView value, Form form) {
  out += '[';
  for (std::size_t at = 0; at + 4 <= value.size(); at += 4) {
    if (at > 0) out += form == Form::json ? "," : ", ";
    if (form == Form::json) out += '"';
    put(out, load_be<std::uint16_t>(value.subspan(at)));
    out += ':';
    put(out, load_be<std::uint16_t>(value.subspan(at + 2)));
    if (form == Form::json) out += '"';
  }
  out += ']';
}
std::string build_gaps(const Value& value, const Look& /*so_far*/, Bytes& out) {
  for (const Value& item : value.items) {
    const auto parts = split(item.text, ':');
    const auto first = parts.size() == 2 ? parse_uint(parts[0]) : Result<std::uint64_t>(bad("no gap"));
    const auto last = parts.size() == 2 ? parse_uint(parts[1]) : Result<std::uint64_t>(bad("no gap"));
    if (!first || !last || *first > 0xffff || *last > 0xffff) return "'" + item.text + "' is no gap, as in \"2:5\"";
    for (const std::uint64_t number : {*first, *last}) {
      out.push_back(static_cast<std::uint8_t>(number >> 8U));
      out.push_back(static_cast<std::uint8_t>(number));
    }
  }
  return {};
}
constexpr Codec gap_list{show_gaps, build_gaps};
constexpr auto sack_fields =
    layout({PYTK_CHUNK(3), number("len", 16).automatic(Automatic::header_length), hex("cumul_tsn_ack", 32),
            number("a_rwnd", 32), number("n_gap_ack", 16).alias("sctp.sack_number_of_gap_blocks"),
            number("n_dup_tsn", 16).alias("sctp.sack_number_of_duplicated_tsns"),
            custom("gap_ack_list", gap_list).sized_by("n_gap_ack", 4),
            custom("dup_tsn_list", list_of_32).sized_by("n_dup_tsn", 4)});
template <unsigned Kind>
constexpr auto plain = layout({PYTK_CHUNK(Kind), number("len", 16), bytes("params").sized_by("len", 1, -4).pad_to(4)});
template <unsigned Kind>
constexpr auto beat = layout({PYTK_CHUNK(Kind), number("len", 16),
                              items("params", sctp_parameter_at).sized_by("len", 1, -4)});
constexpr auto heartbeat_fields = beat<4>;
constexpr auto heartbeat_ack_fields = beat<5>;
template <unsigned Kind>
constexpr auto configuration = layout({PYTK_CHUNK(Kind), number("len", 16), number("seq", 32),
                                       items("params", sctp_parameter_at).sized_by("len", 1, -8)});
constexpr auto address_fields = configuration<0xc1>;
constexpr auto address_ack_fields = configuration<0x80>;
constexpr auto authentication_fields =
    layout({PYTK_CHUNK(15), number("len", 16), number("shared_key_id", 16), number("HMAC_function", 16),
            bytes("HMAC").sized_by("len", 1, -8).pad_to(4)});
constexpr auto abort_fields =
    layout({choice("type", 8, 6, kinds).alias("sctp.chunk_type"), number("reserved", 7), number("TCB", 1),
            number("len", 16), bytes("error_causes").sized_by("len", 1, -4).pad_to(4)});
constexpr auto error_fields =
    layout({PYTK_CHUNK(9), number("len", 16), bytes("error_causes").sized_by("len", 1, -4).pad_to(4)});
constexpr auto shutdown_fields = layout({PYTK_CHUNK(7), number("len", 16, 8), hex("cumul_tsn_ack", 32)});
template <unsigned Kind>
constexpr auto bare = layout({PYTK_CHUNK(Kind), number("len", 16, 4)});
constexpr auto shutdown_ack_fields = bare<8>;
constexpr auto cookie_ack_fields = bare<11>;
constexpr auto cookie_fields =
    layout({PYTK_CHUNK(10), number("len", 16), bytes("cookie").sized_by("len", 1, -4).pad_to(4)});
constexpr auto complete_fields = layout({choice("type", 8, 14, kinds).alias("sctp.chunk_type"), number("reserved", 7),
                                         number("TCB", 1), number("len", 16, 4)});
constexpr auto other_fields = plain<0>;

bool step_chunk(const Look& look, Step& step);
#define PYTK_CHUNK_TABLE(variable, class_name, list)                                                              \
  constinit const Proto variable {                                                                                \
    .name = (class_name), .key = "sctp.chunk", .title = (class_name), .fields = (list), .least = 4,              \
    .step = step_chunk,                                                                                           \
    .is_quote = true, .label = "SCTP"                                                                             \
  }
PYTK_CHUNK_TABLE(data_chunk, "SCTPChunkData", data_fields);
PYTK_CHUNK_TABLE(init_chunk, "SCTPChunkInit", init_fields);
PYTK_CHUNK_TABLE(init_ack_chunk, "SCTPChunkInitAck", init_ack_fields);
PYTK_CHUNK_TABLE(sack_chunk, "SCTPChunkSACK", sack_fields);
PYTK_CHUNK_TABLE(heartbeat_chunk, "SCTPChunkHeartbeatReq", heartbeat_fields);
PYTK_CHUNK_TABLE(heartbeat_ack_chunk, "SCTPChunkHeartbeatAck", heartbeat_ack_fields);
PYTK_CHUNK_TABLE(abort_chunk, "SCTPChunkAbort", abort_fields);
PYTK_CHUNK_TABLE(error_chunk, "SCTPChunkError", error_fields);
PYTK_CHUNK_TABLE(shutdown_chunk, "SCTPChunkShutdown", shutdown_fields);
PYTK_CHUNK_TABLE(shutdown_ack_chunk, "SCTPChunkShutdownAck", shutdown_ack_fields);
PYTK_CHUNK_TABLE(cookie_chunk, "SCTPChunkCookieEcho", cookie_fields);
PYTK_CHUNK_TABLE(cookie_ack_chunk, "SCTPChunkCookieAck", cookie_ack_fields);
PYTK_CHUNK_TABLE(complete_chunk, "SCTPChunkShutdownComplete", complete_fields);
PYTK_CHUNK_TABLE(address_chunk, "SCTPChunkAddressConf", address_fields);
PYTK_CHUNK_TABLE(address_ack_chunk, "SCTPChunkAddressConfAck", address_ack_fields);
PYTK_CHUNK_TABLE(authentication_chunk, "SCTPChunkAuthentication", authentication_fields);
PYTK_CHUNK_TABLE(other_chunk, "SCTPChunkUnknown", other_fields);
constexpr const Proto* parts[] = {
    &data_chunk,     &init_chunk,    &init_ack_chunk,    &sack_chunk,           &heartbeat_chunk, &heartbeat_ack_chunk,
    &abort_chunk,    &error_chunk,   &shutdown_chunk,    &shutdown_ack_chunk,   &cookie_chunk,    &cookie_ack_chunk,
    &complete_chunk, &address_chunk, &address_ack_chunk, &authentication_chunk, &other_chunk};

/// The chunks of kind 0 to 15; RFC 2960's reserved ones have no table.
constexpr const Proto* first_chunks[] = {
    &data_chunk,  &init_chunk,   &init_ack_chunk,   &sack_chunk,  &heartbeat_chunk, &heartbeat_ack_chunk,
    &abort_chunk, &shutdown_chunk, &shutdown_ack_chunk, &error_chunk, &cookie_chunk,  &cookie_ack_chunk,
    &other_chunk, &other_chunk,  &complete_chunk,   &authentication_chunk};

const Proto* chunk_of(std::uint8_t kind) {
  if (kind < std::size(first_chunks)) return first_chunks[kind];
  return kind == 0x80 ? &address_ack_chunk : kind == 0xc1 ? &address_chunk : &other_chunk;
}
bool step_chunk(const Look& look, Step& step) {
  if (look.u16(2) < 4) return false;
  step.header = (look.u16(2) + 3U) & ~3U;
  if (look.size() >= step.header + 4) step.next = chunk_of(look.u8(step.header));
  return true;
}
bool step(const Look& look, Step& step) {
  if (look.size() >= 16) step.next = chunk_of(look.u8(12));
  return true;
}

}  // namespace

constinit const Proto sctp{
    .name = "SCTP", .key = "sctp", .title = "SCTP", .fields = fields, .binds = binds, .step = step, .parts = parts};

}  // namespace pytk::packet::proto
