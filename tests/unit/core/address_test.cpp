#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/core/address.hpp>

using namespace pytk;
using ::testing::ElementsAre;

TEST(Ip, TextIsCanonical) {
  const std::pair<const char*, const char*> cases[] = {{"127.0.0.1", "127.0.0.1"},
                                                       {"::", "::"},
                                                       {"::1", "::1"},
                                                       {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
                                                       {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
                                                       {"1:0:0:2:0:0:0:3", "1:0:0:2::3"},
                                                       {"::ffff:1.2.3.4", "::ffff:1.2.3.4"},
                                                       {"fe80::1", "fe80::1"},
                                                       {"1::", "1::"},
                                                       {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"}};
  for (const auto& [in, out] : cases) {
    const auto ip = parse_ip(in);
    ASSERT_TRUE(ip) << in;
    EXPECT_EQ(show_ip(*ip), out);
  }
}

TEST(Ip, RefusesWhatProgramsReadDifferently) {
  for (const char* text :
       {"", "1.2.3", "1.2.3.4.5", "010.0.0.1", "256.1.1.1", "1.2.3.4 ", ":::", "1::2::3", "12345::", "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9", "::1%eth0", "1.2.3.-4", "1:2:3:4:5:6:7:", ":1:2:3:4:5:6:7", "1.2.3.4::"})
    EXPECT_FALSE(parse_ip(text)) << text;
}

TEST(Ip, PrivateBlocks) {
  for (const char* text : {"10.1.2.3", "192.168.0.1", "172.31.255.255", "127.0.0.1", "::1", "fe80::1", "fd00::1",
                           "100.64.0.1", "::ffff:10.0.0.1"})
    EXPECT_TRUE(is_private(*parse_ip(text))) << text;
  for (const char* text : {"8.8.8.8", "172.32.0.1", "2600::1", "100.128.0.1", "::ffff:8.8.8.8"})
    EXPECT_FALSE(is_private(*parse_ip(text))) << text;
}

TEST(Prefix, ClearsHostBitsAndContains) {
  const auto prefix = parse_prefix("10.1.2.3/12");
  ASSERT_TRUE(prefix);
  EXPECT_EQ(show_ip(prefix->ip), "10.0.0.0");
  EXPECT_TRUE(prefix->contains(*parse_ip("10.15.255.255")));
  EXPECT_FALSE(prefix->contains(*parse_ip("10.16.0.0")));
  EXPECT_FALSE(prefix->contains(*parse_ip("::1")));
  EXPECT_FALSE(parse_prefix("10.0.0.0/33"));
  EXPECT_TRUE(parse_prefix("::/0")->contains(*parse_ip("ffff::")));
}

TEST(Mac, ThreeSpellings) {
  for (const char* text : {"00:1a:2B:3c:4d:5e", "00-1a-2b-3c-4d-5e", "001a.2b3c.4d5e", "001a2b3c4d5e"})
    EXPECT_EQ(show_mac(parse_mac(text).value()), "00:1a:2b:3c:4d:5e");
  for (const char* text : {"", "00:1a:2b:3c:4d", "00:1a:2b:3c:4d:5g", "0:1a:2b:3c:4d:5e"})
    EXPECT_FALSE(parse_mac(text)) << text;
}

TEST(Ports, ListsAndRanges) {
  EXPECT_THAT(parse_ports("443,22,80,80,8000-8002").value(), ElementsAre(22, 80, 443, 8000, 8001, 8002));
  EXPECT_EQ(parse_ports("-1024").value().size(), 1024U);
  EXPECT_EQ(parse_ports("65000-").value().size(), 536U);
  EXPECT_EQ(parse_ports("-").value().size(), 65535U);
  for (const char* text : {"", "22,", "65536", "9-1", "a", "22-b"}) EXPECT_FALSE(parse_ports(text)) << text;
}

TEST(Url, ResolvesTheExamplesOfRfc3986) {
  const Url base = parse_url("http://a/b/c/d;p?q").value();
  const std::pair<const char*, const char*> cases[] = {{"g:h", "g:h"},
                                                       {"g", "http://a/b/c/g"},
                                                       {"./g", "http://a/b/c/g"},
                                                       {"g/", "http://a/b/c/g/"},
                                                       {"/g", "http://a/g"},
                                                       {"//g", "http://g"},
                                                       {"?y", "http://a/b/c/d;p?y"},
                                                       {"g?y", "http://a/b/c/g?y"},
                                                       {"#s", "http://a/b/c/d;p?q#s"},
                                                       {";x", "http://a/b/c/;x"},
                                                       {"", "http://a/b/c/d;p?q"},
                                                       {".", "http://a/b/c/"},
                                                       {"..", "http://a/b/"},
                                                       {"../..", "http://a/"},
                                                       {"../../g", "http://a/g"},
                                                       {"../../../g", "http://a/g"},
                                                       {"/./g", "http://a/g"},
                                                       {"g..", "http://a/b/c/g.."},
                                                       {"./../g", "http://a/b/g"},
                                                       {"g;x=1/../y", "http://a/b/c/y"},
                                                       {"g?y/../x", "http://a/b/c/g?y/../x"}};
  for (const auto& [reference, expected] : cases)
    EXPECT_EQ(resolve_url(base, reference)->text(), expected) << reference;
}

TEST(Url, PartsAndPercent) {
  const Url url = parse_url("https://u:p@Example.com:8443/a%20b?x=1#f").value();
  EXPECT_EQ(url.host, "example.com");
  EXPECT_EQ(url.port, 8443);
  EXPECT_EQ(url.user, "u");
  EXPECT_EQ(url.text(), "https://u:p@example.com:8443/a%20b?x=1#f");
  EXPECT_EQ(parse_url("http://[::1]:80/")->host, "::1");
  EXPECT_FALSE(parse_url("http://[::1/"));
  EXPECT_FALSE(parse_url("http://h:99999/"));
  EXPECT_FALSE(parse_url("http://a b/"));
  EXPECT_EQ(percent_decode("a%20b%zz%4"), "a b%zz%4");
  EXPECT_EQ(percent_encode("a b/\xC3\xA9"), "a%20b%2F%C3%A9");
}
