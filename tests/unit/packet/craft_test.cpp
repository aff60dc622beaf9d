#include <pytk/packet/craft.hpp>

#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/core/text.hpp>
#include <pytk/io/source.hpp>
#include <pytk/packet/dissect.hpp>

namespace pytk::packet {
namespace {

using ::testing::HasSubstr;

std::vector<std::string> craft(std::string_view expression, CraftOptions options = {}) {
  PacketSet set = parse_expression(expression, std::move(options));
  std::vector<std::string> packets;
  Bytes bytes;
  while (set.next(bytes)) packets.push_back(to_hex(bytes));
  EXPECT_EQ(packets.size(), set.count()) << expression;
  return packets;
}

std::string wrong(std::string_view expression) {
  try {
    (void)craft(expression);
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::usage);
    return error.what_happened() + " | " + error.hint();
  }
  return "no error";
}

TEST(Craft, FillsInLengthsTypesAndChecksums) {
  // Bytes checked against another program.
  EXPECT_EQ(craft(R"(IP(src="10.0.0.1",dst="10.0.0.2")/UDP())").at(0),
            "4500001c00010000401166ce0a0000010a000002003500350008eb71");
  EXPECT_EQ(craft(R"(IPv6(src="2001:db8::1",dst="2001:db8::2")/IPv6ExtHdrHopByHop()/UDP()/"x")").at(0),
            "600000000011004020010db800000000000000000000000120010db800000000000000000000000211000104000000000035003500"
            "092bfd78");
  EXPECT_EQ(craft(R"(IP(src="10.0.0.1",dst="10.0.0.2")/SCTP())").at(0),
            "4500002000010000408466570a0000010a00000200000000000000005db5602b");
}

TEST(Craft, AnyFieldMayBeWrong) {
  EXPECT_THAT(craft(R"(IP(src="10.0.0.1",dst="10.0.0.2")/TCP(chksum=0xdead))").at(0), HasSubstr("dead0000"));
  EXPECT_THAT(craft(R"(IP(version=5,len=3)/UDP())").at(0), ::testing::StartsWith("55000003"));
}

TEST(Craft, SetsGiveEveryCombination) {
  const auto packets = craft(R"(IP(src="10.0.0.1",dst=["10.0.0.2","10.0.0.3"],ttl=(1,2))/TCP(dport=[80,443]))");
  ASSERT_EQ(packets.size(), 8U);
  EXPECT_EQ(packets[4], "45000028000100000106a5cc0a0000010a000003001400500000000000000000500220007b7b0000");
  EXPECT_EQ(craft(R"(IP(dst="10.0.0.0/30")/ICMP())").size(), 4U);
  EXPECT_EQ(craft(R"(IP()/UDP(sport=[1,(5,7),9..10]))").size(), 6U);
  EXPECT_EQ(craft(R"(IP()/UDP(), IP()/TCP())").size(), 2U);
  EXPECT_EQ(parse_expression(R"(IPv6(dst="::/0"))").count(), std::uint64_t{1} << 63U);
}

TEST(Craft, PatchingGivesWhatBuildingGives) {
  const auto together =
      craft(R"(IP(src="10.0.0.1",dst="10.0.0.0/28",ttl=(3,5))/UDP(dport=(100,110),sport=[7,9])/"data")");
  std::size_t at = 0;
  for (int host = 0; host < 16; ++host)
    for (int ttl = 3; ttl <= 5; ++ttl)
      for (int dport = 100; dport <= 110; ++dport)
        for (const int sport : {7, 9})
          EXPECT_EQ(together.at(at++),
                    craft(fmt::format(R"(IP(src="10.0.0.1",dst="10.0.0.{}",ttl={})/UDP(dport={},sport={})/"data")",
                                      host, ttl, dport, sport))
                        .at(0));
}

TEST(Craft, ValuesComeInManyForms) {
  EXPECT_EQ(craft(R"(Raw("a\x00\n"))").at(0), "61000a");
  EXPECT_EQ(craft(R"(("ab"*3))").at(0), "616261626162");
  EXPECT_EQ(craft("hex:00ff").at(0), "00ff");
  CraftOptions options;
  options.variables["PORT"] = "53";
  options.variables["TEXT"] = "hi";
  EXPECT_EQ(craft("UDP(dport=$PORT,sport=0x10)/$TEXT", options).at(0), "00100035000a00006869");
  options.read_file = [](const std::string& name) { return Bytes(name.begin(), name.end()); };
  EXPECT_EQ(craft("UDP(sport=1,dport=2)/@ab", options).at(0), "00010002000a00006162");
  EXPECT_EQ(craft("TCP(flags=\"FA\")").at(0), craft("TCP(flags=0x11)").at(0));
  EXPECT_EQ(craft("IP(proto=udp)").at(0), craft("IP(proto=17)").at(0));
}

TEST(Craft, FuzzRepeatsWithItsSeed) {
  CraftOptions options;
  options.seed = 5;
  EXPECT_EQ(craft("IP()/fuzz(TCP())", options), craft("IP()/fuzz(TCP())", options));
  CraftOptions other;
  other.seed = 6;
  EXPECT_NE(craft("IP()/fuzz(TCP())", options), craft("IP()/fuzz(TCP())", other));
  // What was set stays.
  EXPECT_THAT(craft("fuzz(UDP(sport=0x1234))", options).at(0), ::testing::StartsWith("1234"));
}

TEST(Craft, SaysWhereAndWhatIsWrong) {
  EXPECT_THAT(wrong("IQ()/UDP()"), HasSubstr("column 1: unknown layer 'IQ'"));
  EXPECT_THAT(wrong("IP()/UDPP()"), HasSubstr("'UDP'"));
  EXPECT_THAT(wrong("IP(tttl=3)"), HasSubstr("did you mean 'ttl'"));
  EXPECT_THAT(wrong("IP(ttl=300)"), HasSubstr("300 does not fit 8 bits"));
  EXPECT_THAT(wrong("IP(dst=\"1.2.3\")"), HasSubstr("'1.2.3' is no IPv4 address"));
  EXPECT_THAT(wrong("IP(dst=\"1.2.3.4\""), HasSubstr("')' is missing"));
  EXPECT_THAT(wrong("IP()/\"abc"), HasSubstr("not closed"));
  EXPECT_THAT(wrong("IP() UDP()"), HasSubstr("column 6"));
  EXPECT_THAT(wrong(""), HasSubstr("empty"));
  EXPECT_THAT(wrong("TCP(flags=\"Q\")"), HasSubstr("is no flag"));
  EXPECT_THAT(wrong("TCP(options=[(\"MSSS\",1)])"), HasSubstr("no TCP option"));
  EXPECT_THAT(wrong("$X"), HasSubstr("$X is not set"));
  EXPECT_THAT(wrong("(\"A\"*9999999999)"), HasSubstr("more than"));
  EXPECT_THAT(wrong("IP()/UDP()/(\"A\"*70000)"), HasSubstr("too long"));
  EXPECT_THAT(wrong(std::string(500, '(')), HasSubstr("too many"));
}

TEST(Craft, RecordsComeBackToTheSameBytes) {
  const char* expressions[] = {
      R"(Ether(src="02:00:00:00:00:01")/Dot1Q(vlan=4)/IP(options=IPOption_RR())/TCP(options=[("MSS",1460),("SAck",(1,2)),(253,"ab")])/"x")",
      R"(IP()/UDP()/DNS(qr=1,qd=DNSQR(qname="a.b"),an=DNSRR(rrname="a.b",rdata="1.2.3.4")/DNSRR(type="TXT",rdata=["x","y"])))",
      R"(IPv6()/IPv6ExtHdrRouting(addresses=["::1","::2"])/ICMPv6ND_NS()/ICMPv6NDOptSrcLLAddr())",
      R"(IP()/UDP(sport=68,dport=67)/BOOTP(sname="s")/DHCP(options=[("message-type","offer"),("router","1.1.1.1"),"end"]))"};
  for (const char* expression : expressions) {
    PacketSet set = parse_expression(expression);
    Bytes bytes, again;
    ASSERT_TRUE(set.next(bytes));
    Layers layers;
    dissect_from(set.first(), bytes, layers);
    std::string text;
    append_json(text, layers);
    const auto parsed = json::parse(text);
    ASSERT_TRUE(parsed.has_value()) << text;
    SeededRandom random(0);
    build_packet(spec_of_json(*parsed), {}, random, again);
    EXPECT_EQ(to_hex(again), to_hex(bytes)) << text;
  }
}

/// Lines "expression TAB hexadecimal" whose first packet must have these bytes; gives how many there were.
int check_vectors(const std::filesystem::path& file) {
  const auto source = io::Source::open(file.string());
  io::LineReader lines(*source);
  std::string_view line;
  int checked = 0;
  while (lines.next(line)) {
    if (line.starts_with('#')) continue;
    const auto columns = split(line, '\t');
    if (columns.size() < 2) continue;
    EXPECT_EQ(craft(columns[0]).at(0), columns[1]) << columns[0];
    ++checked;
  }
  return checked;
}

TEST(Craft, EveryLayerIsBuiltAsScapyBuildsIt) {
  EXPECT_GT(check_vectors(PYTK_SOURCE_DIR "/tests/data/packet/craft.tsv"), 80);
}

TEST(Craft, NamesOfValuesMayJoinTheirWordsInAnyWay) {
  const std::string expected = craft("SNMPresponse(error=1)").at(0);
  for (const char* name : {"too_big", "tooBig", "TOO-BIG", "too big"})
    EXPECT_EQ(craft(fmt::format("SNMPresponse(error=\"{}\")", name)).at(0), expected) << name;
  EXPECT_EQ(craft(R"(PPP(proto="MPLS Unicast [RFC3032]"))").at(0), "0281");
  EXPECT_THAT(wrong(R"(SNMPresponse(error="too_large"))"), HasSubstr("no name of a value"));
}

TEST(Craft, NegativeNumbersAreForFieldsWithASign) {
  EXPECT_EQ(craft("NTPHeader(precision=-6)").at(0).substr(0, 8), "23020afa");
  EXPECT_THAT(wrong("NTPHeader(precision=-129)"), HasSubstr("-129 does not fit"));
  EXPECT_THAT(wrong("IP(ttl=-1)"), HasSubstr("-1 does not fit"));
  EXPECT_THAT(wrong("UDP()/SNMPvarbind(value=ASN1_NUMBER(1))"), HasSubstr("unknown ASN.1 type"));
}

TEST(Craft, WhatHasNoTargetAsksTheDefaultRoute) {
  CraftOptions options;
  options.source_address = [](const Ip& target) {
    return target == Ip::v4(0) ? std::optional<Ip>(Ip::v4(0x0a000007)) : std::nullopt;
  };
  options.source_hardware = [](const Ip& target) {
    return target == Ip::v4(0) ? std::optional<Mac>(Mac{{2, 0, 0, 0, 0, 7}}) : std::nullopt;
  };
  EXPECT_EQ(craft("ARP()", options).at(0),
            "0001080006040001"
            "020000000007"
            "0a000007"
            "000000000000"
            "00000000");
  EXPECT_EQ(craft("Ether()", options).at(0), "ffffffffffff0200000000079000");
  EXPECT_EQ(craft("ARP(hwtype=6)", options).at(0), "00060800000400010a00000700000000");
  EXPECT_EQ(craft("ARP()").at(0), "00010800060400010000000000000000000000000000000000000000");
}

TEST(Craft, AlternativesInsideRecordsAndListsOfOne) {
  const auto packets = craft(R"(DNS(id=[1,2],qd=DNSQR(qname="a",qtype=["A","MX"]),an=DNSRR(rrname="b",ttl=(5,6))))");
  ASSERT_EQ(packets.size(), 8U);
  const auto parts = [](const std::string& hex) {  // id, qtype, ttl
    return hex.substr(3, 1) + hex.substr(33, 1) + hex.substr(59, 1);
  };
  std::vector<std::string> order;
  for (const std::string& packet : packets) order.push_back(parts(packet));
  EXPECT_THAT(order, ::testing::ElementsAre("115", "1f5", "215", "2f5", "116", "1f6", "216", "2f6"));
  EXPECT_EQ(craft(R"(IP(src="1.1.1.1",dst="1.1.1.2",ttl=[7],id=(9,9))/UDP()/DNS(qd=[DNSQR()]))").size(), 1U);
  EXPECT_EQ(craft("ICMP(type=11,unused=[1,2])").size(), 2U);
}

TEST(Craft, LiteralsAreThoseOfPython) {
  const std::pair<const char*, const char*> texts[] = {
      {R"("\x41\101\n\q")", "41410a5c71"}, {R"(b"\xff\377")", "ffff"},
      {R"("\xff\u0041")", "c3bf41"},       {R"(r"\n")", "5c6e"},
      {R"("""a"b""")", "612262"},          {R"("a" 'b')", "6162"},
      {R"("a"+"b"*2)", "616262"},          {R"(("a"+"b")*2)", "61626162"},
      {R"(bytes([1,2]))", "0102"},         {R"(bytes.fromhex("0a 0b"))", "0a0b"}};
  for (const auto& [text, hex] : texts) EXPECT_EQ(craft("Raw(load=" + std::string(text) + ")").at(0), hex) << text;
  const std::pair<const char*, const char*> numbers[] = {{"0o17", "000f"},    {"1_000", "03e8"},   {"2**16-1", "ffff"},
                                                         {"0x10|1", "0011"},  {"1<<3", "0008"},    {"10-3", "0007"},
                                                         {"10//3*2", "0006"}, {"(1+1)*3", "0006"}, {"00", "0000"}};
  for (const auto& [text, hex] : numbers)
    EXPECT_EQ(craft("UDP(sport=" + std::string(text) + ")").at(0).substr(0, 4), hex) << text;
  EXPECT_THAT(wrong("UDP(sport=[[1]*60000]*60000)"), HasSubstr("more than"));
  EXPECT_THAT(wrong("[UDP()*60000]*60000"), HasSubstr("more than"));
  EXPECT_THAT(wrong("UDP(sport=3-5)"), HasSubstr("is no number from 0"));
  EXPECT_THAT(wrong(R"(Raw("\x4"))"), HasSubstr("needs 2 hexadecimal digits"));
}

TEST(Craft, ListsAndCallsMeanWhatTheyMeanInPython) {
  EXPECT_EQ(craft(R"([UDP(),TCP()])").size(), 2U);
  EXPECT_EQ(craft(R"((UDP(sport=[1,2]),[TCP()]*2))").size(), 4U);
  EXPECT_EQ(craft(R"((IP(src="1.1.1.1",dst="1.1.1.2"))/(UDP()/"x"))").size(), 1U);
  EXPECT_EQ(craft("UDP(sport=range(3),)  # three").size(), 3U);
  EXPECT_EQ(craft("UDP(sport=[])").size(), 0U);
  EXPECT_EQ(craft("UDP(sport=[]),TCP()").size(), 1U);
  EXPECT_EQ(craft(R"(IP(src="1.1.1.1",dst=Net("10.0.0.1","10.0.0.3")))").size(), 3U);
  EXPECT_EQ(craft(R"(TCP(options=(("MSS",1460),("NOP",None))))"), craft(R"(TCP(options=[("MSS",1460),("NOP",None)]))"));
  EXPECT_EQ(craft(R"(TCP(options=[("NOP",None)]*4))").at(0).substr(40), "01010101");
  EXPECT_EQ(craft(R"(UDP(b"\x00\x01\x00\x02\x00\x08\x00\x00")/"x")").at(0), "000100020008000078");
}

TEST(Craft, ScapysRandomValuesAreRepeatable) {
  const auto once = craft(R"(IP(src=RandIP(),dst="1.1.1.1",ttl=RandNum(3,4))/UDP(sport=RandShort()))");
  EXPECT_EQ(once, craft(R"(IP(src=RandIP(),dst="1.1.1.1",ttl=RandNum(3,4))/UDP(sport=RandShort()))"));
  EXPECT_THAT(once.at(0).substr(16, 2), ::testing::AnyOf("03", "04"));
  EXPECT_NE(once.at(0).substr(24, 8), "00000000");
  EXPECT_THAT(wrong("UDP(sport=RandBin())"), HasSubstr("RandBin() is not known"));
}

TEST(Craft, NoneEmptiesWhatNothingComputes) {
  EXPECT_EQ(craft("UDP(sport=None,dport=None,len=None)").at(0), "0000000000080000");
  EXPECT_EQ(craft("UDP(sport=[None,5])"), (std::vector<std::string>{"0000003500080000", "0005003500080000"}));
  EXPECT_EQ(craft("Dot1Q(vlan=None,type=None)/ARP()").at(0).substr(0, 8), "00000000");
  EXPECT_EQ(craft("DNSQR(qname=None)").at(0), "0000010001");
}

TEST(Craft, AddressesOfArpAndRecordsMayBeSets) {
  const auto scan = craft(R"(ARP(hwsrc="00:00:00:00:00:01",psrc="1.1.1.1",pdst="10.0.0.0/30"))");
  ASSERT_EQ(scan.size(), 4U);
  EXPECT_EQ(scan[3], "0001080006040001000000000001010101010000000000000a000003");
  EXPECT_EQ(craft(R"(DNSRR(rdata=["1.1.1.1","2.2.2.2"]))").size(), 2U);
  EXPECT_EQ(craft(R"(DNSRR(type="TXT",rdata=["a","b"]))").size(), 1U);
}

TEST(Craft, NamesMayDependOnAnotherField) {
  EXPECT_EQ(craft(R"(ICMP(type=3,code="port-unreachable"))").at(0), "0303fcfc00000000");
  EXPECT_EQ(craft(R"(ICMP(code="host-redirect",type="redirect"))").at(0).substr(0, 4), "0501");
  EXPECT_EQ(craft(R"(Dot11(subtype="Beacon"))").at(0).substr(0, 2), "80");
  EXPECT_EQ(craft(R"(BGPNotification(error_code=2,error_subcode="Bad Peer AS"))").at(0), "0202");
}

TEST(Craft, DomainNamesMayBeWrong) {
  const std::pair<const char*, const char*> names[] = {{R"("a..b")", "01610001620000010001"},
                                                       {R"(".")", "0000010001"},
                                                       {R"("a.")", "01610000010001"},
                                                       {R"(b"\xc0\x0c")", "c00c00010001"},
                                                       {R"(b"\x01a\x00")", "01610000010001"}};
  for (const auto& [name, hex] : names) EXPECT_EQ(craft("DNSQR(qname=" + std::string(name) + ")").at(0), hex) << name;
}

TEST(Craft, PaddingStandsBehindAllLayers) {
  EXPECT_EQ(craft(R"(UDP()/Padding("ab")/Raw("c"))").at(0),
            "003500350009000063"
            "6162");
  // The padding behind it counts in EAPOL's length, the one before it does not.
  EXPECT_EQ(craft(R"(Padding("a")/EAPOL()/"b"/Padding("c"))").at(0), "01000002626163");
}

TEST(Craft, MessagesOfTunnelsAndKeyExchanges) {
  const std::pair<const char*, const char*> cases[] = {
      {R"(ISAKMP()/ISAKMP_payload_KE(load="ab")/ISAKMP_payload_Nonce(load="n"))",
       "00000000000000000000000000000000041000000000000000000027"
       "0a0000066162"
       "000000056e"},
      {R"(ISAKMP_payload_Transform(transforms=[("Encryption","AES-CBC"),("LifeDuration",86400)]))",
       "000000130001000080010007000c0003015180"},
      {R"(Radius(attributes=[RadiusAttr_User_Name(value="bob"),RadiusAttr_NAS_IP_Address(value="1.2.3.4")]))",
       "0100001f000000000000000000000000000000000105626f62040601020304"},
      {R"(RadiusAttr_Vendor_Specific(vendor_id=9,vendor_type=1,value="ab"))", "1a0a0000000901046162"},
      {R"(EAPOL()/EAP_TLS(L=1,tls_data="abc"))", "0100000d0100000d0d8000000000616263"},
      {R"(TLS(msg=[TLSAlert(level="fatal",descr="handshake_failure")]))", "15030300020228"},
      {R"(TLSClientHello(random_bytes=b"a"*28,ciphers=[0x2f],ext=[TLS_Ext_ServerName(servernames=[ServerName(servername="a.b")])]))",
       "01000037030300000000616161616161616161616161616161616161616161616161616161610000"
       "02002f0100000c000000080006000003612e62"},
      {R"(DHCP6OptClientId(duid=DUID_LL(lladdr="02:00:00:00:00:01")))", "0001000a00030001020000000001"},
      {R"(VRRPv3(addrlist=["::5"]))", "310164010064000000000000000000000000000000000005"},
      {R"(DHCP6OptDNSDomains(dnsdomains=["a.b","c.d."]))", "0018000a01610162000163016400"},
      {R"(DNSRROPT(rdata=[EDNS0ClientSubnet(address="1.2.3.0",source_plen=24)]))",
       "00002910000000800"
       "0000b0008000700011800010203"},
      {R"(MIP6MH_BA(options=[MIP6OptMsgAuth()]))", "3b03060000000080000000000009110100000000414141414141414141414141"},
      {R"(Dot11EltCountry(country_string="US ",descriptors=[Dot11EltCountryConstraintTriplet()]))", "0706555320011800"},
      {R"(ICMPv6NDOptDNSSL(searchlist=["a.b"]))", "1f020000ffffffff0161016200000000"}};
  for (const auto& [expression, hex] : cases) EXPECT_EQ(craft(expression).at(0), hex) << expression;
}

TEST(Craft, RecordsOfShortDiscoveryFramesAreNotFilledUp) {
  const auto record =
      json::parse(R"([{"layer":"Ether","dst":"01:80:c2:00:00:0e","src":"02:00:00:00:00:01","type":35020},)"
                  R"({"layer":"LLDPDUTimeToLive","_type":3,"_length":2,"ttl":20}])");
  ASSERT_TRUE(record);
  SeededRandom random(0);
  Bytes bytes;
  build_packet(spec_of_json(*record), {}, random, bytes);
  EXPECT_EQ(to_hex(bytes), "0180c200000e02000000000188cc06020014");
  EXPECT_EQ(craft(R"(Ether(src="02:00:00:00:00:01",dst="01:80:c2:00:00:0e")/LLDPDUTimeToLive())").at(0).size(), 120U);
}

TEST(Craft, LongNumbersAndParenthesesAreValues) {
  EXPECT_EQ(craft("BGPHeader(marker=0x00112233445566778899aabbccddeeff)").at(0),
            "00112233445566778899aabbccddeeff001304");
  EXPECT_EQ(craft("BGPHeader(marker=256)").at(0), "00000000000000000000000000000100001304");
  EXPECT_EQ(craft("UDP(sport=(7),dport=8)").at(0), "0007000800080000");
}

TEST(Craft, TheShownVectorsAreByteIdentical) {
  namespace fs = std::filesystem;
  const char* given = std::getenv("PYTK_CONFORMANCE_DIR");
  const fs::path file =
      fs::path(given != nullptr ? given : PYTK_SOURCE_DIR "/../shared/conformance") / "sniff/craft_vectors.tsv";
  if (!fs::exists(file)) GTEST_SKIP() << "no conformance data at " << file;
  const auto source = io::Source::open(file.string());
  io::LineReader lines(*source);
  std::string_view line;
  int checked = 0;
  while (lines.next(line)) {
    const auto columns = split(line, '\t');
    ASSERT_GE(columns.size(), 3U);
    const auto which = static_cast<std::size_t>(std::strtoul(std::string(columns[1]).c_str(), nullptr, 10));
    EXPECT_EQ(craft(columns[0]).at(which - 1), columns[2]) << columns[0];
    ++checked;
  }
  EXPECT_GT(checked, 30);
}

}  // namespace
}  // namespace pytk::packet
