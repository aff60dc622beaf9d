#include <pytk/packet/dissect.hpp>

#include <gtest/gtest.h>

#include <pytk/core/random.hpp>
#include <pytk/packet/capture.hpp>
#include <pytk/packet/craft.hpp>

namespace pytk::packet {
namespace {

Bytes crafted(std::string_view expression) {
  PacketSet set = parse_expression(expression);
  Bytes bytes;
  EXPECT_TRUE(set.next(bytes)) << expression;
  return bytes;
}

std::string summary_of(std::string_view first, ByteView bytes) {
  Layers layers;
  dissect_from(*find_protocol(first), bytes, layers);
  std::string out;
  append_summary(out, layers);
  return out;
}

std::string field_of(const Layers& layers, std::string_view protocol, std::string_view name) {
  for (std::uint32_t i = 0; i < layers.count; ++i) {
    if (layers.at[i].proto->name != protocol) continue;
    const Look look = layers.look(i);
    const Field* field = look.proto->find(name);
    Place place;
    std::string out;
    if (field != nullptr && (field->is_derived || locate(look, *field, place)))
      append_value(out, look, *field, place, Form::plain);
    return out;
  }
  return "no layer";
}

TEST(Dissect, SummariesFollowScapysRule) {
  EXPECT_EQ(summary_of("Ether", crafted(R"(Ether()/IP(src="10.0.0.1",dst="10.0.0.2")/TCP(flags="SA")/"x")")),
            "Ether / IP / TCP 10.0.0.1:20 > 10.0.0.2:80 SA / Raw");
  EXPECT_EQ(summary_of("IP", crafted(R"(IP(src="10.0.0.1",dst="10.0.0.2",frag=5)/UDP())")),
            "10.0.0.1 > 10.0.0.2 udp frag:5 / Raw");
  EXPECT_EQ(summary_of("Ether", crafted(R"(Ether()/ARP(psrc="10.0.0.1",pdst="10.0.0.9"))")),
            "Ether / ARP who has 10.0.0.9 says 10.0.0.1");
  EXPECT_EQ(summary_of("IP", crafted(R"(IP(dst="1.2.3.4")/UDP()/DNS(qd=DNSQR(qname="a.test")))")),
            "IP / UDP / DNS Qry \"a.test.\"");
}

TEST(Dissect, PaddingStandsBehindTheLengths) {
  Bytes frame = crafted(R"(Ether()/IP()/UDP(sport=1,dport=2)/"ab")");
  frame.resize(60);
  EXPECT_EQ(summary_of("Ether", frame), "Ether / IP / UDP 127.0.0.1:1 > 127.0.0.1:2 / Raw / Padding");
}

TEST(Dissect, ReadsThroughTagsTunnelsAndExtensionHeaders) {
  Layers layers;
  Bytes bytes = crafted(
      R"(Ether()/Dot1AD(vlan=3)/Dot1Q(vlan=42)/IP()/GRE(key_present=1,key=7)/IP(dst="9.9.9.9")/UDP(sport=1,dport=2))");
  dissect(link_type::ethernet, bytes, layers);
  EXPECT_EQ(layers.count, 7U);
  EXPECT_EQ(field_of(layers, "Dot1Q", "vlan"), "42");
  EXPECT_EQ(field_of(layers, "GRE", "key"), "7");
  bytes = crafted(R"(IPv6()/IPv6ExtHdrHopByHop()/IPv6ExtHdrDestOpt()/TCP(dport=7))");
  dissect(link_type::raw, bytes, layers);
  EXPECT_EQ(field_of(layers, "TCP", "dport"), "7");
}

TEST(Dissect, QuotedPacketsAreFoundAsTheirOriginals) {
  Layers layers;
  const Bytes bytes = crafted(R"(IP()/ICMP(type=3,code=3)/IP(dst="5.6.7.8")/UDP(dport=99))");
  dissect(link_type::raw, bytes, layers);
  ASSERT_NE(layers.find(*find_protocol("UDP")), nullptr);
  EXPECT_EQ(field_of(layers, "UDPerror", "dport"), "99");
  EXPECT_EQ(field_of(layers, "IPerror", "dst"), "5.6.7.8");
}

TEST(Dissect, DomainNamesCannotLoop) {
  Layers layers;
  Bytes message = crafted(R"(DNS(qd=DNSQR(qname="ab")))");
  message[12] = 0xc0;  // a pointer to itself
  message[13] = 12;
  dissect_from(*find_protocol("DNS"), message, layers);
  std::string shown;
  append_show(shown, layers);
  EXPECT_NE(shown.find("qname"), std::string::npos);
  message[13] = 40;  // and one forward
  dissect_from(*find_protocol("DNS"), message, layers);
  append_show(shown, layers);
}

TEST(Dissect, EveryPrefixAndManyMutationsAreSafe) {
  const char* expressions[] = {
      R"(Ether()/IP()/TCP(options=[("MSS",1460),("NOP",None),("Timestamp",(1,2))])/"abc")",
      R"(Ether()/IP()/UDP()/DNS(qr=1,an=DNSRR(type="TXT",rdata="abc")/DNSRRMX(exchange="a.b"),ar=DNSRROPT()))",
      R"(Ether()/IPv6()/IPv6ExtHdrRouting(addresses=["::1"])/ICMPv6ND_RA()/ICMPv6NDOptPrefixInfo())",
      R"(Ether()/IP()/UDP(sport=68,dport=67)/BOOTP()/DHCP(options=[("message-type","discover"),"end"]))",
      R"(Ether()/IP()/SCTP()/SCTPChunkInit()/SCTPChunkData(data="abc"))"};
  SeededRandom random(7);
  for (const char* expression : expressions) {
    const Bytes whole = crafted(expression);
    for (std::size_t size = 0; size <= whole.size(); ++size) {
      Layers layers;
      std::string out;
      dissect(link_type::ethernet, ByteView(whole).first(size), layers);
      append_summary(out, layers);
      append_show(out, layers);
      append_json(out, layers);
    }
    for (int round = 0; round < 300; ++round) {
      Bytes changed = whole;
      for (int flips = 0; flips < 4; ++flips)
        changed[random.below(changed.size())] = static_cast<std::uint8_t>(random.next());
      Layers layers;
      std::string out;
      dissect(link_type::ethernet, changed, layers);
      append_show(out, layers);
      append_json(out, layers);
    }
  }
}

TEST(Dissect, ChecksumsAreThoseOfTheStandards) {
  // RFC 1071 section 3: the sum of its example is ddf2.
  const Bytes example{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
  EXPECT_EQ(internet_checksum(example), static_cast<std::uint16_t>(~0xddf2U));
  EXPECT_EQ(crc32c(bytes_of("123456789")), 0xe3069283U);  // RFC 9260 appendix A's polynomial, the usual check value
}

TEST(Registry, TablesAreWhole) {
  EXPECT_GT(protocols().size(), 150U);
  for (const Proto* proto : protocols()) {
    EXPECT_FALSE(proto->name.empty());
    EXPECT_FALSE(proto->key.empty()) << proto->name;
    EXPECT_FALSE(proto->title.empty()) << proto->name;
    EXPECT_EQ(find_protocol(proto->name), proto) << proto->name << " is there twice";
    for (const Field& field : proto->fields) {
      // Flags print as letters when the first name is one; then all must be.
      if (field.kind == Kind::flags && !field.names.empty() && field.names.front().name.size() == 1) {
        for (const Name& name : field.names) EXPECT_EQ(name.name.size(), 1U) << proto->name << "." << field.name;
      }
      if (field.is_derived || field.bits != 0) continue;
      if (field.kind == Kind::custom) {
        EXPECT_NE(field.codec, nullptr) << proto->name << "." << field.name;
      }
      if (field.kind == Kind::items) {
        EXPECT_TRUE(field.item != nullptr || field.choose != nullptr) << proto->name << "." << field.name;
      }
    }
  }
}

}  // namespace
}  // namespace pytk::packet
