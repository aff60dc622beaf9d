#include <pytk/sniff/read.hpp>

#include <gtest/gtest.h>

#include <pytk/record/writer.hpp>

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
