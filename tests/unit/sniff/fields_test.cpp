// Fields by Wireshark's names, with Wireshark's meaning: values are those that tshark 4.0 shows for the same bytes.
#include <pytk/sniff/accessor.hpp>

#include <gtest/gtest.h>

#include <pytk/packet/craft.hpp>

namespace pytk::sniff {
namespace {

/// The first occurrence as text, "-" when absent. Only `captured` bytes are there, unless it is 0.
std::string field_of(std::string_view expression, std::string_view name, std::size_t captured = 0) {
  packet::PacketSet set = packet::parse_expression(expression);
  Bytes bytes;
  EXPECT_TRUE(set.next(bytes));
  packet::Frame frame;
  frame.length = static_cast<std::uint32_t>(bytes.size());
  if (captured > 0) bytes.resize(captured);
  frame.bytes = bytes;
  packet::Layers layers;
  packet::dissect_from(set.first(), bytes, layers, {.wire_length = frame.length});
  Result<Accessor> accessor = Accessor::find(name);
  EXPECT_TRUE(accessor) << name;
  std::string text;
  return accessor->append({frame, layers, 0, 0}, text) ? text : "-";
}

TEST(Fields, WiresharksNamesHaveItsConditions) {
  const struct {
    std::string_view expression, name, value;
  } cases[] = {
      // RFC 6840 5.7: a query that asks for authentic data.
      {"DNS(ad=1)", "dns.flags.authenticated", "1"},
      {"DNS(ad=0)", "dns.flags.authenticated", "-"},
      {"DNS(qr=1,ad=0)", "dns.flags.authenticated", "0"},
      {R"(DNS(qr=1,an=DNSRRSOA(mname=".",rname="a.b")))", "dns.soa.mname", "<Root>"},
      {R"(DNS(qr=1,an=DNSRRSOA(mname=".",rname="a.b")))", "dns.soa.rname", "a.b"},
      {"ICMP(type=3,code=1)/IPerror()", "icmp.unused", "00000000"},
      {"ICMP(type=3,code=4,nexthopmtu=1400)/IPerror()", "icmp.unused", "0000"},
      {"ICMP(type=3,code=1)/IPerror()", "icmp.length", "-"},
      {"ICMP(type=12,ptr=7)/IPerror()", "icmp.unused", "000000"},
      {"ICMP(type=8)", "icmp.unused", "-"},
      {"ICMP(type=11,unused=5)/IPerror()", "ICMP.unused", "5"},
      {"IPv6()/ICMPv6ND_NS(res=1)", "icmpv6.reserved", "00000001"},
      {"IPv6()/ICMPv6MLReport2()", "icmpv6.reserved", "0000"},
      {"IPv6()/ICMPv6EchoRequest(data=\"x\")", "icmpv6.data", "-"},
      {"IPv6()/ICMPv6EchoRequest(data=\"x\")", "ICMPv6EchoRequest.data", "78"},
      {"IPv6()/ICMPv6TimeExceeded()/IPerror6()", "icmpv6.length", "-"},
      {"AH(reserved=513,payloadlen=1)", "ah.reserved", "0201"},
      {"IP()/IGMPv3()/IGMPv3mr(records=[IGMPv3gr(maddr=\"224.1.1.1\")])", "igmp.maddr", "224.1.1.1"},
      {"IP()/IGMPv3()/IGMPv3mr(records=[IGMPv3gr(maddr=\"224.1.1.1\")])", "igmp.max_resp", "-"},
      {"STP(rootid=45065)", "stp.root.prio", "45056"},
      {"STP(rootid=45065)", "stp.root.ext", "9"},
      {"STP(bridgeid=4097)", "stp.bridge.ext", "1"},
      {"BFD(flags=\"P\")", "bfd.flags", "224"},
      {"BFD(flags=\"P\")", "BFD.flags", "P"},
      {"VXLAN()", "vxlan.flags", "2048"},
      {"SNMP()", "snmp.msgVersion", "-"},
      {"NBNSHeader()/NBNSQueryRequest(QUESTION_NAME=\"PC\",SUFFIX=0x4341)", "nbns.name", "PC<20>"},
      {"TCP(reserved=6)", "tcp.flags.res", "1"},
      {"IP()/IGMP(type=0x12,gaddr=\"224.1.1.1\")", "igmp.max_resp", "-"},
      {"IP()/IGMP(type=0x16,mrcode=7,gaddr=\"224.1.1.1\")", "igmp.max_resp", "7"},
      {"SNMP(PDU=SNMPbulk(non_repeaters=3))", "snmp.error_status", "-"},
      {"SNMP(PDU=SNMPresponse(error=\"bad_value\"))", "snmp.error_status", "3"},
      {"GENEVE()", "geneve.options", "-"},
      {"GENEVE(options=[GeneveOptions(classid=1,type=2,data=\"abcd\")])", "geneve.options", "0001020161626364"},
      {"UDP(sport=1701)/L2TP(hdr=\"length\")/hex:ff030021", "ppp.protocol", "33"},
      {"DHCP6_Reply()/DHCP6OptIA_NA(ianaopts=[DHCP6OptIAAddress(addr=\"2001:db8::5\",preflft=9)])", "dhcpv6.iaaddr.ip",
       "2001:db8::5"},
      {"DHCP6_Reply()/DHCP6OptIA_NA(ianaopts=[DHCP6OptIAAddress(addr=\"2001:db8::5\",preflft=9)])",
       "dhcpv6.iaaddr.pref_lifetime", "9"},
      // Time stamp, flags, rate, channel, signal, noise, antenna; the channel begins on an even byte.
      {"RadioTap(present=0x86f,notdecoded=hex:0102030405060708100b6c09a000d8a103)", "radiotap.mactime",
       "578437695752307201"},
      {"RadioTap(present=0x86f,notdecoded=hex:0102030405060708100b6c09a000d8a103)", "radiotap.flags", "16"},
      {"RadioTap(present=0x86f,notdecoded=hex:0102030405060708100b6c09a000d8a103)", "radiotap.datarate", "5.5"},
      {"RadioTap(present=0x86f,notdecoded=hex:0102030405060708100b6c09a000d8a103)", "radiotap.channel.freq", "2412"},
      {"RadioTap(present=0x86f,notdecoded=hex:0102030405060708100b6c09a000d8a103)", "radiotap.dbm_antsignal", "-40"},
      {"RadioTap(present=0x86f,notdecoded=hex:0102030405060708100b6c09a000d8a103)", "radiotap.dbm_antnoise", "-95"},
      {"RadioTap(present=0x86f,notdecoded=hex:0102030405060708100b6c09a000d8a103)", "radiotap.antenna", "3"},
      {"RadioTap(present=0xa,notdecoded=hex:10006c09)", "radiotap.channel.freq", "-"},
      {"RadioTap(present=0xa,notdecoded=hex:10006c09a000)", "radiotap.channel.freq", "2412"},
      {"RadioTap(present=0x20)", "radiotap.dbm_antsignal", "-"},
      {"RadioTap(present=0x20)", "radiotap.present", "1"},
      {"MQTT(type=1)", "mqtt.qos", "-"},
      {"MQTT(type=3,QOS=2)", "mqtt.qos", "2"},
      {"IP()/GRE_PPTP()", "gre.flags.key", "1"}};
  for (const auto& [expression, name, value] : cases)
    EXPECT_EQ(field_of(expression, name), value) << expression << ' ' << name;
}

TEST(Fields, QuotedSegmentsHaveNoLengthOfTheirOwn) {
  constexpr std::string_view quote = R"(IP()/ICMP(type=3)/IPerror()/TCPerror(seq=5)/"abc")";
  EXPECT_EQ(field_of(quote, "tcp.len"), "-");
  EXPECT_EQ(field_of(quote, "tcp.seq_raw"), "-");
  EXPECT_EQ(field_of(quote, "tcp.seq"), "5");
  EXPECT_EQ(field_of(R"(IP()/TCP(seq=5)/"abc")", "tcp.seq_raw"), "5");
}

TEST(Fields, LengthsAreThoseOnTheWire) {
  const std::string expression = R"(Ether()/IP()/TCP()/("x"*100))";
  EXPECT_EQ(field_of(expression, "tcp.len"), "100");
  EXPECT_EQ(field_of(expression, "tcp.len", 64), "100");
  EXPECT_EQ(field_of(R"(Ether()/IPv6()/TCP()/("x"*100))", "tcp.len", 80), "100");
  // Padding of the link is none of TCP's bytes.
  EXPECT_EQ(field_of(R"(Ether()/IP()/TCP()/Padding("123456"))", "tcp.len"), "0");
}

// Initial packets for the connection id of RFC 9001 A, sealed with the Python package cryptography; the hello is cut in
// two CRYPTO frames, the later one first.
constexpr std::string_view quic1 =
    "c100000001088394c8f03e5157080000408865d2d6b7c962965e874cf50925a7556a2db2e310e07d8cebf0c2f167a2c8bd267f095246"
    "17bbbd3f5391d6a570430ac7c71b15b11decda1550b349108fa243a3b7580dc057226883dbd859708fb6509dc0db9650e514e409c4b0"
    "f5b66c741c386ede13906c2feefcb2df671330c83711b3a043dc02a8ea62deccba535e7fb6b7fbb724678d5a7d48";
constexpr std::string_view quic2 =
    "d66b3343cf088394c8f03e51570800004088b8baf8e07b85fded5a6cad9d2ae13ac9915884a985a5873700c999673f664b0813760954"
    "98dddd37dd918838f3ff39d7434ce6d29b440cf1a5cf1cd957802d02110e739c4ab0611342ca12a1240e2f4c0a0d04b80f8abd826283"
    "204fb59bd739fe7766a29c4b3b545743ca1b12834e3f24a978f595c4d192d19a87dccd8375979f1cfd4d0bd6fbc5";

TEST(Fields, AClientsHelloInQuicIsOpened) {
  for (const std::string_view packet : {quic1, quic2}) {
    const std::string expression = "IP()/UDP(sport=50000,dport=443)/hex:" + std::string(packet);
    EXPECT_EQ(field_of(expression, "tls.handshake.type"), "1");
    EXPECT_EQ(field_of(expression, "tls.handshake.extensions_server_name"), "quic.example");
    EXPECT_EQ(field_of(expression, "tls.sni"), "quic.example");
    EXPECT_EQ(field_of(expression, "tls.handshake.extensions_alpn_str"), "h3");
    EXPECT_EQ(field_of(expression, "tls.handshake.ciphersuite"), "4865");
    EXPECT_EQ(field_of(expression, "tls.handshake.extensions.supported_version"), "772");
    EXPECT_EQ(field_of(expression, "tls.handshake.version"), "771");
    std::string damaged = expression;
    damaged[damaged.size() - 40] = damaged[damaged.size() - 40] == '0' ? '1' : '0';
    EXPECT_EQ(field_of(damaged, "tls.sni"), "-");
    EXPECT_EQ(field_of(expression, "tls.sni", 150), "-");
  }
}

TEST(Fields, APacketWithoutATimeHasNoneSinceAnother) {
  packet::Frame frame;
  packet::Layers layers;
  packet::dissect_from(*packet::find_protocol("Raw"), {}, layers);
  for (const bool has_time : {true, false}) {
    frame.has_time = has_time;
    for (const char* name : {"frame.time_epoch", "frame.time_relative", "frame.time_delta"}) {
      std::string text;
      EXPECT_EQ(Accessor::find(name)->append({frame, layers, 0, 0}, text), has_time) << name;
    }
  }
}

TEST(Fields, TheDataOfAResetIsNoProtocol) {
  EXPECT_EQ(field_of(R"(IP()/TCP(dport=80,flags="R")/"GET / HTTP/1.1\r\n\r\n")", "http.request.method"), "-");
  EXPECT_EQ(field_of(R"(IP()/TCP(dport=80,flags="PA")/"GET / HTTP/1.1\r\n\r\n")", "http.request.method"), "GET");
}

}  // namespace
}  // namespace pytk::sniff
