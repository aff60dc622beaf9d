#include <pytk/echo/address.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pytk::echo {
namespace {

struct Case { const char* text; Scheme scheme; const char* host; int port; };

TEST(EchoAddress, ReadsEveryScheme) {
  for (const auto& [text, scheme, host, port] :
       {Case{"tcp://127.0.0.1:2007", Scheme::tcp, "127.0.0.1", 2007}, Case{"udp://[::1]:0", Scheme::udp, "::1", 0},
        Case{"TLS://localhost:2443/", Scheme::tls, "localhost", 2443}, Case{"127.0.0.1:7", Scheme::tcp, "127.0.0.1", 7},
        Case{"tcp://:2007", Scheme::tcp, "", 2007}, Case{"2007", Scheme::tcp, "127.0.0.1", 2007}}) {
    const auto read = parse_address(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(read->scheme, scheme) << text;
    EXPECT_EQ(read->host, host) << text;
    EXPECT_EQ(read->port, port) << text;
  }
}

TEST(EchoAddress, ReadsUnixPaths) {
  EXPECT_EQ(parse_address("unix:/run/e.sock")->path, "/run/e.sock");
  EXPECT_EQ(parse_address("unix:///run/e.sock")->path, "/run/e.sock");
  EXPECT_EQ(parse_address("unix:e.sock")->path, "e.sock");
  EXPECT_EQ(parse_address("unix:a%20b")->path, "a b");
}

TEST(EchoAddress, NamesTheFault) {
  for (const char* text : {"", "tcp://", "tcp://host", "host", "tcp://host:99999", "gopher://host:70",
                           "unix:", "tcp://h:1/path", "tcp://user@h:1", "tcp://h:1?x=y", "99999", "tcp://[::1"})
    EXPECT_FALSE(parse_address(text)) << text;
  EXPECT_THAT(parse_address("tpc://h:1").error().hint(), testing::HasSubstr("'tcp'"));
}

TEST(EchoAddress, ShowsItself) {
  EXPECT_EQ(address_text(Scheme::udp, net::Endpoint::of(*parse_ip("::1"), 7)), "udp://[::1]:7");
  EXPECT_EQ(address_text(Scheme::unix_stream, net::Endpoint::unix_path("/x")), "unix:/x");
}

}  // namespace
}  // namespace pytk::echo
