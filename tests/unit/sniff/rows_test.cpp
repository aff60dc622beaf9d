#include <pytk/sniff/read.hpp>

#include <gtest/gtest.h>

#include <pytk/record/writer.hpp>
#include <pytk/sniff/field_lines.hpp>

namespace pytk::sniff {
namespace {

struct Made {
  Bytes bytes;
  packet::Frame frame;
  packet::Layers layers;
  explicit Made(std::string_view expression, std::int64_t time = 1'700'000'000'123'456'000) {
    packet::PacketSet set = packet::parse_expression(expression);
    EXPECT_TRUE(set.next(bytes));
    packet::dissect_from(set.first(), bytes, layers);
    frame.bytes = bytes;
    frame.length = static_cast<std::uint32_t>(bytes.size());
    frame.number = 3;
    frame.time = time;
  }
  [[nodiscard]] PacketView view() const { return {frame, layers, frame.time, frame.time}; }
};

TEST(Rows, TheFastJsonLineIsWhatTheRecordWriterMakes) {
  const char* expressions[] = {R"(Ether()/IP(dst="10.0.0.2")/TCP())", R"(Ether()/ARP(psrc="1.2.3.4"))", R"(Raw("x"))",
                               R"(IP()/UDP()/DNS(qd=DNSQR(qname="a\"b.c")))", R"(IPv6()/ICMPv6EchoRequest())"};
  for (const std::int64_t time : {std::int64_t{1'700'000'000'123'456'000}, std::int64_t{1'700'000'000'123'456'789},
                                  std::int64_t{5'000'000'000}, std::int64_t{1'500'000'000}}) {
    for (const char* expression : expressions) {
      const Made made(expression, time);
      std::string fast, slow;
      JsonRows(false).append(fast, made.view());
      record::Batch batch(packet_schema());
      add_row(batch, made.view(), false);
      const auto sink = io::Sink::to(slow);
      const auto writer = record::make_writer(record::Format::jsonl, packet_schema(), *sink);
      writer->write(batch);
      writer->finish();
      sink->commit();
      EXPECT_EQ(fast, slow);
    }
  }
}

std::string by_records(const std::vector<Accessor>& fields, const std::vector<const Made*>& packets) {
  record::Schema schema;
  for (const Accessor& field : fields) schema.push_back({field.name(), field.type()});
  record::Batch batch(schema);
  for (const Made* made : packets) {
    for (std::size_t i = 0; i < fields.size(); ++i) fields[i].add(made->view(), batch[i]);
    batch.end_row();
  }
  std::string text;
  const auto sink = io::Sink::to(text);
  const auto writer = record::make_writer(record::Format::csv, schema, *sink);
  writer->write(batch);
  writer->finish();
  sink->commit();
  return text;
}

/// With `ends_early` the layers are found as read does it: up to the last one that is wanted.
std::string by_lines(const std::vector<Accessor>& fields, const std::vector<const Made*>& packets, bool ends_early) {
  FieldLines lines(fields, ',');
  TextBuffer out;
  lines.header(out);
  for (const Made* made : packets) {
    if (!ends_early) {
      lines.append(out, made->view());
      continue;
    }
    packet::Layers layers;
    const auto see = [](void* context, const packet::Layers& seen) {
      return static_cast<FieldLines*>(context)->see(seen);
    };
    packet::dissect_from(*made->layers.at[0].proto, made->bytes, layers, {0, 0, see, &lines});
    lines.append(out, {made->frame, layers, made->frame.time, made->frame.time});
  }
  return std::string(out.view());
}

TEST(Rows, LinesOfFieldsAreWhatTheRecordWriterMakes) {
  const Made tcp(
      R"(Ether(src="02:00:00:00:00:01")/IP(src="10.9.8.7",dst="192.168.100.254")/TCP(sport=65535,flags="SA"))");
  const Made udp(R"(Ether()/IPv6(src="2001:db8::1",dst="::ffff:1.2.3.4")/UDP()/DNS(qd=DNSQR(qname="a,b\"c.d")))");
  const Made tunnel(R"(IP(src="1.1.1.1")/IP(src="2.2.2.2")/TCP(flags=0)/"x")"), arp("Ether()/ARP()"),
      raw(R"(Raw("x"))");
  const Made error(R"(IP()/ICMP(type=3)/IPerror(src="9.9.9.9")/TCPerror(sport=77))");
  const std::vector<const Made*> packets = {&tcp, &udp, &tunnel, &arp, &raw, &error, &tcp};
  const std::vector<std::vector<std::string>> lists = {
      {"frame.time", "frame.len", "ip.src", "ip.dst", "ip.proto", "tcp.sport", "tcp.dport", "tcp.flags"},
      {"tcp.flags"},
      {"ip.addr", "tcp.port", "eth.src", "ipv6.src"},
      {"frame.number", "frame.cap_len"},
      {"dns.qry.name", "udp.dport", "proto"},
      {"tcp.flags.syn", "ip.frag", "ip.version"}};
  for (const auto& names : lists) {
    const std::vector<Accessor> fields = find_fields(names);
    const std::string expected = by_records(fields, packets);
    EXPECT_EQ(by_lines(fields, packets, false), expected);
    EXPECT_EQ(by_lines(fields, packets, true), expected);
  }
}

TEST(Rows, TheWalkEndsWhereAllFieldsWereSeen) {
  const Made made(R"(Ether()/IP()/TCP(dport=443)/TLS()/"x")");
  FieldLines lines(find_fields({"ip.src", "tcp.dport"}), ',');
  packet::Layers layers;
  const auto see = [](void* context, const packet::Layers& seen) {
    return static_cast<FieldLines*>(context)->see(seen);
  };
  packet::dissect_from(*made.layers.at[0].proto, made.bytes, layers, {0, 0, see, &lines});
  EXPECT_EQ(layers.count, 3U);
  EXPECT_GT(made.layers.count, 3U);
}

TEST(Rows, TerminalEscapesInPacketsAreEscaped) {
  const Made made(R"(IP()/TCP()/"GET /\x1b]0;evil\x07 HTTP/1.1\r\n\r\n")");
  std::string text;
  TextRows(false).append(text, made.view());
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_NE(text.find("\\x1b"), std::string::npos);
}

TEST(Rows, NumbersOfPacketsAreRanges) {
  EXPECT_EQ(parse_numbers("5,9-12").size(), 2U);
  for (const char* wrong : {"", "0", "a", "5-2", "1,,2"}) EXPECT_THROW((void)parse_numbers(wrong), Error) << wrong;
}

}  // namespace
}  // namespace pytk::sniff
