#include <pytk/sniff/filter.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/packet/craft.hpp>
#include <pytk/sniff/bpf.hpp>

namespace pytk::sniff {
namespace {

using ::testing::HasSubstr;

/// Does the filter hold for the packet of an expression?
bool holds(std::string_view filter, std::string_view expression) {
  packet::PacketSet set = packet::parse_expression(expression);
  Bytes bytes;
  EXPECT_TRUE(set.next(bytes));
  packet::Layers layers;
  packet::dissect_from(set.first(), bytes, layers);
  packet::Frame frame;
  frame.bytes = bytes;
  frame.length = static_cast<std::uint32_t>(bytes.size());
  frame.number = 7;
  frame.time = 1'500'000'000;
  return DisplayFilter(filter).matches({frame, layers, 0, 1'000'000'000});
}

constexpr std::string_view web = R"(IP(src="10.1.2.3",dst="192.0.2.1")/TCP(sport=1000,dport=443,flags="SA")/"hello")";
constexpr std::string_view query = R"(IP(src="10.1.2.3")/UDP()/DNS(qd=DNSQR(qname="www.example.com",qtype="AAAA")))";

TEST(Filter, ComparesNumbersNamesAndAddresses) {
  EXPECT_TRUE(holds("tcp.dport == 443", web));
  EXPECT_TRUE(holds("tcp.dstport eq 0x1bb", web));
  EXPECT_FALSE(holds("tcp.dport != 443", web));
  EXPECT_TRUE(holds("tcp.dport > 442 && tcp.dport <= 443", web));
  EXPECT_TRUE(holds("tcp.port in {80, 1000..1010}", web));
  EXPECT_TRUE(holds("ip.src == 10.0.0.0/8", web));
  EXPECT_FALSE(holds("ip.addr == 172.16.0.0/12", web));
  EXPECT_TRUE(holds("dns.qry.name == \"www.example.com\"", query));
  EXPECT_TRUE(holds("dnsqr.qtype == AAAA", query));
  EXPECT_TRUE(holds("ip.proto == udp", query));
}

TEST(Filter, NotEqualMeansPresentAndDifferent) {
  EXPECT_FALSE(holds("udp.dport != 1", web));
  EXPECT_TRUE(holds("!(udp.dport == 1)", web));
  EXPECT_FALSE(holds("ip.addr != 10.1.2.3", web));
  EXPECT_TRUE(holds("ip.addr != 9.9.9.9", web));
}

TEST(Filter, BitsAndFlags) {
  EXPECT_TRUE(holds("tcp.flags & S", web));
  EXPECT_FALSE(holds("tcp.flags & F", web));
  EXPECT_TRUE(holds("tcp.flags == SA", web));
  EXPECT_TRUE(holds("tcp.flags & 0x12 == 0x12", web));
  EXPECT_TRUE(holds("tcp.flags.syn == 1", web));
}

TEST(Filter, TextAndPatterns) {
  EXPECT_TRUE(holds("dns.qry.name contains example", query));
  EXPECT_TRUE(holds("dns.qry.name ~ /^www\\..*com$/", query));
  EXPECT_TRUE(holds("dns.qry.name matches /EXAMPLE/i", query));
  EXPECT_FALSE(holds("dns.qry.name ~ /org$/", query));
  EXPECT_TRUE(holds("raw.load contains \"ell\"", web));
  EXPECT_TRUE(holds("raw.load contains hex:6c6c", web));
}

TEST(Filter, LogicAndPresence) {
  EXPECT_TRUE(holds("dns", query));
  EXPECT_FALSE(holds("dns", web));
  EXPECT_TRUE(holds("!dns && tcp || arp", web));
  EXPECT_TRUE(holds("not (dns or arp) and tcp.sport", web));
  EXPECT_TRUE(
      holds("frame.number == 7 && frame.len == 45 && frame.time_relative >= 1.5 && frame.time_delta < 1s", web));
}

TEST(Filter, SaysWhatIsWrong) {
  const auto wrong = [](std::string_view filter) -> std::string {
    try {
      DisplayFilter made(filter);
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::usage);
      return error.what_happened() + " | " + error.hint();
    }
    return "no error";
  };
  EXPECT_THAT(wrong("tcp.dprt == 1"), HasSubstr("unknown field 'tcp.dprt'"));
  EXPECT_THAT(wrong("tcp.dprt == 1"), HasSubstr("tcp.dport"));
  EXPECT_THAT(wrong("tcp.dport =="), HasSubstr("a value is missing"));
  EXPECT_THAT(wrong("tcp.dport == 80 udp"), HasSubstr("column 17"));
  EXPECT_THAT(wrong("(tcp"), HasSubstr("')' is missing"));
  EXPECT_THAT(wrong("ip.src == x"), HasSubstr("no address"));
  EXPECT_THAT(wrong("tcp == 5"), HasSubstr("is a protocol"));
  EXPECT_THAT(wrong("dns.qry.name ~ /(/"), HasSubstr("bad pattern"));
  EXPECT_THAT(wrong("tcp.flags & Q"), HasSubstr("'Q'"));
  EXPECT_THAT(wrong(""), HasSubstr("ends too early"));
  EXPECT_THAT(wrong(std::string(200, '(')), HasSubstr("too many parentheses"));
}

TEST(Fields, AreFoundByEveryName) {
  for (const char* name : {"tcp.dport", "TCP.dport", "tcp.dstport", "frame.number", "dnsqr.qname", "dns.qry.name",
                           "ip.addr", "eth.src", "vlan.id", "src", "icmpv6.type", "dns"})
    EXPECT_TRUE(Accessor::find(name).has_value()) << name;
  EXPECT_FALSE(Accessor::find("nothing.here").has_value());
}

TEST(PacketFilters, AreCompiledForEachLinkType) {
  PacketFilter filter("udp port 53");
  packet::PacketSet set = packet::parse_expression("Ether()/IP()/UDP(), IP()/UDP()");
  Bytes framed, plain;
  ASSERT_TRUE(set.next(framed));
  ASSERT_TRUE(set.next(plain));
  EXPECT_TRUE(filter.matches(1, framed, static_cast<std::uint32_t>(framed.size())));
  EXPECT_TRUE(filter.matches(101, plain, static_cast<std::uint32_t>(plain.size())));
  EXPECT_FALSE(filter.matches(1, plain, static_cast<std::uint32_t>(plain.size())));
  EXPECT_THROW(PacketFilter("udp prt 53"), Error);
}

}  // namespace
}  // namespace pytk::sniff
