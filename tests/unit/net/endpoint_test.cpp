#include <pytk/net/endpoint.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pytk::net {
namespace {

struct Case { const char* text; const char* host; int port; };  // port -1: none given

TEST(HostPort, ReadsWhatPeopleWrite) {
  for (const auto& [text, host, port] :
       {Case{"example.org:80", "example.org", 80}, Case{"example.org", "example.org", -1}, Case{":8080", "", 8080},
        Case{"[::1]:443", "::1", 443}, Case{"[::1]", "::1", -1}, Case{"::1", "::1", -1},
        Case{"fe80::1:2", "fe80::1:2", -1}, Case{"127.0.0.1:0", "127.0.0.1", 0}, Case{"h:65535", "h", 65535}}) {
    const auto read = parse_host_port(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(read->host, host) << text;
    EXPECT_EQ(read->has_port ? read->port : -1, port) << text;
  }
}

TEST(HostPort, RefusesWhatIsNone) {
  for (const char* text : {"", "h:", "h:65536", "h:99999", "h:http", "h:-1", "h:0x50", "h:8 ", "[::1", "[::1]80",
                           "[::1]:", "[localhost]:80", "h:123456"})
    EXPECT_FALSE(parse_host_port(text)) << text;
}

TEST(Endpoint, ShowsAndGivesBackItsParts) {
  const auto v4 = Endpoint::of(*parse_ip("192.0.2.1"), 80);
  EXPECT_EQ(v4.text(), "192.0.2.1:80");
  EXPECT_EQ(show_ip(v4.ip()), "192.0.2.1");
  EXPECT_EQ(v4.port(), 80);
  const auto v6 = Endpoint::of(*parse_ip("2001:db8::1"), 65535);
  EXPECT_EQ(v6.text(), "[2001:db8::1]:65535");
  EXPECT_EQ(v6.port(), 65535);
  EXPECT_EQ(Endpoint::unix_path("/run/x.sock").text(), "unix:/run/x.sock");
}

TEST(Endpoint, KnowsAMappedAddressAsIpv4) {
  Ip mapped = *parse_ip("::ffff:192.0.2.7");
  EXPECT_EQ(show_ip(Endpoint::of(mapped, 1).ip()), "192.0.2.7");
}

TEST(Endpoint, RefusesAUnixPathThatDoesNotFit) {
  EXPECT_THROW((void)Endpoint::unix_path(std::string(108, 'x')), Error);
  EXPECT_THROW((void)Endpoint::unix_path(""), Error);
  EXPECT_EQ(Endpoint::unix_path(std::string(107, 'x')).text().size(), 5U + 107U);
}

TEST(Resolve, TakesAddressesWithoutAskingAnybody) {
  const auto found = resolve("127.0.0.1", 7);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].text(), "127.0.0.1:7");
  EXPECT_EQ(resolve("::1", 7).at(0).text(), "[::1]:7");
}

TEST(Resolve, KnowsLocalhost) {
  const auto found = resolve("localhost", 9);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].port(), 9);
}

TEST(Resolve, RefusesWhatIsNoName) {
  EXPECT_THROW((void)resolve("", 1), Error);
  EXPECT_THROW((void)resolve(std::string(300, 'a'), 1), Error);
}

}  // namespace
}  // namespace pytk::net
