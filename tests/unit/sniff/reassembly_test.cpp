#include <pytk/sniff/reassembly.hpp>

#include <gtest/gtest.h>

#include <pytk/core/number.hpp>
#include <pytk/sniff/read.hpp>

namespace pytk::sniff {
namespace {

using packet::DissectOptions;

/// A conversation that is read packet by packet.
class Conversation {
 public:
  /// The field's value at this packet, or "-".
  std::string see(std::string_view expression, std::string_view field) {
    packet::PacketSet set = packet::parse_expression(expression);
    Bytes bytes;
    EXPECT_TRUE(set.next(bytes));
    return see(set.first(), bytes, static_cast<std::uint32_t>(bytes.size()), field);
  }
  std::string see(const packet::Proto& first, ByteView bytes, std::uint32_t length, std::string_view field) {
    packet::Frame frame;
    frame.bytes = bytes;
    frame.length = length;
    DissectOptions options;
    options.stop_at_fragments = true;
    options.wire_length = length;
    packet::dissect_from(first, bytes, layers_, options);
    reassembly_.join(layers_, options);
    std::string value;
    const auto accessor = Accessor::find(field);
    return accessor && accessor->append({frame, layers_}, value) ? value : "-";
  }
  [[nodiscard]] const packet::Layers& layers() const { return layers_; }

 private:
  Reassembly reassembly_{true};
  packet::Layers layers_;
};

std::string segment(unsigned sequence, std::string_view data, std::string_view flags = "PA", bool answer = false,
                    unsigned port = 80) {
  std::string text = R"(IP(src="10.0.0.)";
  text += answer ? "2" : "1";
  text += R"(",dst="10.0.0.)";
  text += answer ? "1" : "2";
  text += "\")/TCP(sport=" + std::to_string(answer ? port : 40000) + ",dport=" + std::to_string(answer ? 40000 : port);
  text += ",seq=" + std::to_string(sequence) + ",flags=\"";
  text += flags;
  text += "\")";
  if (data.empty()) return text;
  text += "/hex:";
  for (const char c : data) {
    constexpr std::string_view digits = "0123456789abcdef";
    text += digits[static_cast<unsigned char>(c) >> 4U];
    text += digits[static_cast<unsigned char>(c) & 15U];
  }
  return text;
}
constexpr std::string_view host = "http.host", code = "http.response.code";

TEST(Reassembly, ShowsAHeadWhereItsLastSegmentIs) {
  Conversation talk;
  EXPECT_EQ(talk.see(segment(1, "GET / HTTP/1.1\r\nHos"), host), "-");
  EXPECT_EQ(talk.see(segment(20, "t: a.test\r\n"), host), "-");
  EXPECT_EQ(talk.see(segment(31, "\r\n"), host), "a.test");
  EXPECT_EQ(talk.see(segment(33, "GET / HTTP/1.1\r\nHost: b.test\r\n\r\n"), host), "b.test");
}

TEST(Reassembly, WaitsForTheBody) {
  Conversation talk;
  EXPECT_EQ(talk.see(segment(1, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc", "PA", true), code), "-");
  EXPECT_EQ(talk.see(segment(42, "def", "PA", true), code), "200");
}

TEST(Reassembly, ReadsChunksToTheirEnd) {
  Conversation talk;
  EXPECT_EQ(talk.see(segment(1, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab", "PA", true), code),
            "-");
  EXPECT_EQ(talk.see(segment(53, "c\r\n0\r", "PA", true), code), "-");
  EXPECT_EQ(talk.see(segment(58, "\n\r\n", "PA", true), code), "200");
}

TEST(Reassembly, KnowsAnswersWithoutBody) {
  Conversation talk;
  EXPECT_EQ(talk.see(segment(1, "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"), host), "a");
  EXPECT_EQ(talk.see(segment(1, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n", "PA", true), code), "200");
  EXPECT_EQ(talk.see(segment(39, "HTTP/1.1 304 Not Modified\r\nContent-Length: 6\r\n\r\n", "PA", true), code), "304");
}

TEST(Reassembly, FollowsATunnelThroughAProxy) {
  Conversation talk;
  EXPECT_EQ(talk.see(segment(1, "CONNECT a.test:443 HTTP/1.1\r\n\r\n"), "http.request.uri"), "a.test:443");
  EXPECT_EQ(talk.see(segment(1, "HTTP/1.1 200 OK\r\n\r\n", "PA", true), code), "200");
  const std::string record("\x16\x03\x01\x00\x06\x01\x00\x00\x02\x03\x03", 11);
  EXPECT_EQ(talk.see(segment(33, record), "tls.handshake.type"), "1");
}

TEST(Reassembly, FindsHellosOnAnyPort) {
  Conversation talk;
  const std::string record("\x16\x03\x01\x00\x06\x01\x00\x00\x02\x03\x03", 11);
  EXPECT_EQ(talk.see(segment(1, "STARTTLS\r\n", "PA", false, 587), "tls.handshake.type"), "-");
  EXPECT_EQ(talk.see(segment(11, record, "PA", false, 587), "tls.handshake.type"), "1");
}

TEST(Reassembly, LetsTheStreamEndABody) {
  Conversation talk;
  EXPECT_EQ(talk.see(segment(1, "HTTP/1.0 200 OK\r\n\r\nabc", "PA", true), code), "-");
  EXPECT_EQ(talk.see(segment(23, "def", "PA", true), code), "-");
  EXPECT_EQ(talk.see(segment(26, "", "FA", true), code), "200");
}

TEST(Reassembly, TakesRecordsThatShareSegments) {
  Conversation talk;
  const std::string_view type = "tls.record.content_type";
  const std::string alert("\x15\x03\x03\x00\x02\x01\x00", 7), data("\x17\x03\x03\x00\x03xyz", 8);
  EXPECT_EQ(talk.see(segment(1, alert + data.substr(0, 3), "PA", false, 443), type), "21");
  EXPECT_EQ(talk.see(segment(11, data.substr(3) + alert, "PA", false, 443), type), "23");
  EXPECT_EQ(talk.see(segment(23, alert, "PA", false, 443), type), "21");
}

TEST(Reassembly, DoesNotLookIntoWhatWasSentAgain) {
  Conversation talk;
  const std::string request = segment(1, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
  EXPECT_EQ(talk.see(request, host), "a.test");
  EXPECT_EQ(talk.see(request, host), "-");
  EXPECT_EQ(talk.see(segment(900, "", "S"), host), "-");
  EXPECT_EQ(talk.see(segment(901, "GET / HTTP/1.1\r\nHost: c.test\r\n\r\n"), host), "c.test");
}

TEST(Reassembly, SurvivesSegmentsOutOfTurn) {
  Conversation talk;
  EXPECT_EQ(talk.see(segment(1, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "PA", true), code), "-");
  EXPECT_EQ(talk.see(segment(45, "ghi", "PA", true), code), "-");
  // Whole now, but by a late segment; the stream goes on behind it.
  EXPECT_EQ(talk.see(segment(42, "def", "PA", true), code), "-");
  EXPECT_EQ(talk.see(segment(48, "HTTP/1.1 204 No Content\r\n\r\n", "PA", true), code), "204");
}

TEST(Reassembly, TakesWhatWasAskedForAgain) {
  Conversation talk;
  EXPECT_EQ(talk.see(segment(1, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "PA", true), code), "-");
  EXPECT_EQ(talk.see(segment(45, "ghi", "PA", true), code), "-");
  std::string acknowledgement = segment(1, "", "A");
  acknowledgement.insert(acknowledgement.find(",flags"), ",ack=42");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(talk.see(acknowledgement, code), "-");
  EXPECT_EQ(talk.see(segment(42, "def", "PA", true), code), "200");
}

TEST(Reassembly, SequenceNumbersGoRound) {
  Conversation talk;
  EXPECT_EQ(talk.see(segment(4294967290U, "GET / HTTP/1.1\r\n"), host), "-");
  EXPECT_EQ(talk.see(segment(10, "Host: a\r\n\r\n"), host), "a");
}

TEST(Reassembly, LeavesCutPacketsAsTheyAre) {
  Conversation talk;
  packet::PacketSet set = packet::parse_expression(segment(1, "GET / HTTP/1.1\r\nHost: a.test\r\nAccept: */*\r\n\r\n"));
  Bytes bytes;
  ASSERT_TRUE(set.next(bytes));
  const auto length = static_cast<std::uint32_t>(bytes.size());
  bytes.resize(bytes.size() - 4);
  EXPECT_EQ(talk.see(set.first(), bytes, length, host), "a.test");
}

TEST(Reassembly, JoinsFragmentsInAnyOrder) {
  const std::string_view port = "udp.dstport";
  const char* first =
      R"(IP(src="10.0.0.1",dst="10.0.0.2",id=7,flags="MF",proto=17)/hex:0035003500180000aaaaaaaaaaaaaaaa)";
  const char* last = R"(IP(src="10.0.0.1",dst="10.0.0.2",id=7,frag=2,proto=17)/hex:bbbbbbbbbbbbbbbb)";
  Conversation one, other;
  EXPECT_EQ(one.see(first, port), "-");
  EXPECT_EQ(one.see(last, port), "53");
  EXPECT_EQ(one.see(last, port), "-");
  EXPECT_EQ(other.see(last, port), "-");
  EXPECT_EQ(other.see(first, port), "53");
  const char* six = R"(IPv6(src="::1",dst="::2")/IPv6ExtHdrFragment(id=9,m=1,nh=17)/hex:0035003500100000)";
  EXPECT_EQ(one.see(six, port), "-");
  EXPECT_EQ(one.see(R"(IPv6(src="::1",dst="::2")/IPv6ExtHdrFragment(id=9,offset=1,nh=17)/hex:cccccccccccccccc)", port),
            "53");
}

TEST(Reassembly, KeepsTheFirstPartOfAMessageThatIsTooLong) {
  Conversation talk;
  constexpr unsigned pieces = 1500, size = 1000, whole = 9 + pieces * size;
  std::string head("\x30\x84\x00\x00\x00\x00\x02\x01\x07", 9);  // LDAP, message 7
  for (unsigned i = 0; i < 4; ++i) head[2 + i] = static_cast<char>((whole - 6) >> (24 - 8 * i));
  EXPECT_EQ(talk.see(segment(1, head, "PA", false, 389), "ldap.messageID"), "-");
  const std::string piece(size, 'x');
  for (unsigned i = 0; i + 1 < pieces; ++i)
    ASSERT_EQ(talk.see(segment(10 + i * size, piece, "PA", false, 389), "ldap.messageID"), "-");
  EXPECT_EQ(talk.see(segment(10 + (pieces - 1) * size, piece, "PA", false, 389), "ldap.messageID"), "7");
  EXPECT_LT(talk.layers().packet.size(), 1'100'000U);
}

TEST(Reassembly, KeepsNoMoreThanItsLimits) {
  Conversation flood;
  for (unsigned id = 0; id < 3000; ++id) {
    const std::string piece = R"(IP(src="10.0.0.1",dst="10.0.0.2",flags="MF",frag=8000,proto=17,id=)" +
                              std::to_string(id) + ")/hex:aaaaaaaaaaaaaaaa";
    EXPECT_EQ(flood.see(piece, "udp.dstport"), "-");
  }
}

}  // namespace
}  // namespace pytk::sniff
