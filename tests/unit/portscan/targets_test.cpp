#include <pytk/portscan/targets.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pytk::portscan {
namespace {

std::vector<std::string> all_of(std::initializer_list<const char*> texts,
                                std::initializer_list<const char*> excluded = {}) {
  Targets targets;
  for (const char* text : texts) targets.add(text);
  for (const char* text : excluded) targets.exclude(text);
  targets.settle();
  std::vector<std::string> out;
  for (std::uint64_t i = 0; i < targets.size() && i < 10'000; ++i) out.push_back(show_ip(targets.at(i)));
  return out;
}

using testing::ElementsAre;

TEST(Targets, ReadEveryForm) {
  EXPECT_THAT(all_of({"127.0.0.1"}), ElementsAre("127.0.0.1"));
  EXPECT_THAT(all_of({"127.0.0.0/30"}), ElementsAre("127.0.0.0", "127.0.0.1", "127.0.0.2", "127.0.0.3"));
  EXPECT_THAT(all_of({"127.0.0.2/31"}), ElementsAre("127.0.0.2", "127.0.0.3"));
  EXPECT_THAT(all_of({"127.0.0.7/31"}), ElementsAre("127.0.0.6", "127.0.0.7"));  // host bits are ignored
  EXPECT_THAT(all_of({"127.0.0.9/32"}), ElementsAre("127.0.0.9"));
  EXPECT_THAT(all_of({"127.0.0.254-127.0.1.1"}), ElementsAre("127.0.0.254", "127.0.0.255", "127.0.1.0", "127.0.1.1"));
  EXPECT_THAT(all_of({"127.0.0-1.1,5"}), ElementsAre("127.0.0.1", "127.0.0.5", "127.0.1.1", "127.0.1.5"));
  EXPECT_THAT(all_of({"127.1.2.253-"}), ElementsAre("127.1.2.253", "127.1.2.254", "127.1.2.255"));
  EXPECT_THAT(all_of({"::1"}), ElementsAre("::1"));
  EXPECT_THAT(all_of({"[::1]"}), ElementsAre("::1"));
  EXPECT_THAT(all_of({"2001:db8::/127"}), ElementsAre("2001:db8::", "2001:db8::1"));
  EXPECT_THAT(all_of({"2001:db8::fffe-2001:db8::1:1"}),
              ElementsAre("2001:db8::fffe", "2001:db8::ffff", "2001:db8::1:0", "2001:db8::1:1"));
  EXPECT_EQ(all_of({"127.*.0.0-3"}).size(), 1024U);
}

TEST(Targets, MergeAndSort) {
  EXPECT_THAT(all_of({"127.0.0.3", "127.0.0.1/31", "127.0.0.1"}), ElementsAre("127.0.0.0", "127.0.0.1", "127.0.0.3"));
  EXPECT_THAT(all_of({"::1", "127.0.0.1"}), ElementsAre("127.0.0.1", "::1"));
}

TEST(Targets, LeaveOutWhatIsExcluded) {
  EXPECT_THAT(all_of({"127.0.0.0/29"}, {"127.0.0.2-127.0.0.5", "127.0.0.7"}),
              ElementsAre("127.0.0.0", "127.0.0.1", "127.0.0.6"));
  EXPECT_THAT(all_of({"127.0.0.1", "::1"}, {"127.0.0.0/8"}), ElementsAre("::1"));
  EXPECT_THROW(all_of({"127.0.0.1"}, {"127.0.0.1"}), Error);
}

TEST(Targets, NeverReachMulticastOrReserved) {
  EXPECT_THROW(all_of({"224.0.0.1"}), Error);
  EXPECT_THROW(all_of({"255.255.255.255"}), Error);
  EXPECT_THROW(all_of({"0.0.0.0/8"}), Error);
  EXPECT_THROW(all_of({"ff02::1"}), Error);
}

TEST(Targets, CountWithoutExpanding) {
  Targets targets;
  targets.add("10.0.0.0/8");
  targets.add("2001:db8::/82");
  targets.settle();
  EXPECT_EQ(targets.size(), (1ULL << 24U) + (1ULL << 46U));
  EXPECT_EQ(show_ip(targets.at((1ULL << 24U) - 1)), "10.255.255.255");
  EXPECT_EQ(show_ip(targets.at(1ULL << 24U)), "2001:db8::");
}

TEST(Targets, RefuseTooMany) {
  Targets targets;
  targets.add("2001:db8::/64");
  EXPECT_THROW(targets.settle(), Error);
  Targets everything;
  everything.add("::/0");
  EXPECT_THROW(everything.settle(), Error);
}

TEST(Targets, NameTheFault) {
  bool is_name = false;
  for (const char* text : {"", "10.0.0.0/33", "10.0.0.256", "10.0.0", "10.0.0.0/", "10.0.0.5-3", "10.0.0.9-10.0.0.1",
                           "1.2.3.4.5", "::1/129", "::1-::0", "fe80::1%eth0", "10.0.0.1-::1", "10..0.1", "10.0.0.0/8/8",
                           "1.2.3.4/-1", "0-300.1.1.1", "::g", "1,2,,3.0.0.1"}) {
    EXPECT_FALSE(parse_target(text, is_name)) << text;
    EXPECT_FALSE(is_name) << text;
  }
  EXPECT_FALSE(parse_target("host.example", is_name));
  EXPECT_TRUE(is_name);
}

TEST(Targets, RefuseAScatterThatFillsTheMemory) {
  bool is_name = false;
  EXPECT_FALSE(parse_target("*.*.*.1,3,5,7", is_name));
  EXPECT_TRUE(parse_target("*.*.*.*", is_name));
  EXPECT_EQ(parse_target("*.*.*.*", is_name)->size(), 1U);
}

TEST(Targets, KnowTheNameTheyWereGiven) {
  Targets targets;
  targets.add("localhost");
  targets.settle();
  EXPECT_EQ(targets.name_of(targets.at(0)), "localhost");
  EXPECT_EQ(targets.name_of(*parse_ip("127.9.9.9")), "");
}

TEST(Targets, TellPublicFromPrivate) {
  Targets targets;
  for (const char* text : {"10.0.0.0/8", "127.0.0.1", "192.168.0.0/16", "fc00::1", "8.0.0.0/30", "192.0.2.1"})
    targets.add(text);
  targets.settle();
  EXPECT_EQ(targets.public_addresses(), 4U);
}

TEST(Targets, FingerprintsTellSetsApart) {
  const auto print = [](const char* text) {
    Targets targets;
    targets.add(text);
    targets.settle();
    return targets.fingerprint();
  };
  EXPECT_EQ(print("127.0.0.0/31"), print("127.0.0.0-127.0.0.1"));
  EXPECT_NE(print("127.0.0.0/31"), print("127.0.0.0/30"));
}

}  // namespace
}  // namespace pytk::portscan
