#include <gmock/gmock.h>

#include <pytk/cli/program.hpp>

namespace pytk::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Key {
  std::string key;
};

void describe_decrypt(Spec& spec) {
  auto& o = spec.options<Key>();
  spec.option("-k,--key", o.key, "key");
  spec.run([](Context&) { return 0; });
}
void describe_scan(Spec& spec) {
  auto& o = spec.options<Key>();
  spec.option("-k,--key", o.key, "key");
  spec.positional("TARGET", o.key, "host");
  spec.run([](Context&) { return 0; });
}
void describe_fernet(Spec& spec) {
  spec.verb("encrypt", "make a token", describe_decrypt);
  spec.verb("decrypt", "read a token", describe_decrypt);
}
std::unique_ptr<Spec> crypt() {
  auto spec = std::make_unique<Spec>("crypt");
  spec->verb("fernet", "tokens", describe_fernet);
  spec->verb("hash", "digests", describe_decrypt);
  return spec;
}
std::unique_ptr<Spec> scan() {
  auto spec = std::make_unique<Spec>("portscan");
  spec->verb("scan", "look for open ports", describe_scan).verb("list", "list ports", describe_decrypt);
  spec->default_verb("scan");
  return spec;
}

Error refused(std::unique_ptr<Spec> spec, std::vector<std::string> words) {
  Common common;
  try {
    (void)choose(std::move(spec), std::move(words), common);
  } catch (const Error& error) {
    return error;
  }
  return {Fault::internal, ""};
}

TEST(Choose, FollowsVerbs) {
  Common common;
  const auto chosen = choose(crypt(), {"fernet", "decrypt", "-k", "x"}, common);
  EXPECT_EQ(chosen.leaf().path(), "crypt fernet decrypt");
  EXPECT_EQ(chosen.leaf().summary(), "read a token");
  EXPECT_THAT(chosen.arguments, ElementsAre("-k", "x"));
}

TEST(Choose, HandsOnCommonOptionsBeforeTheVerb) {
  Common common;
  const auto chosen = choose(crypt(), {"-v", "--seed", "5", "fernet", "-q", "decrypt", "in"}, common);
  EXPECT_THAT(chosen.arguments, ElementsAre("-v", "--seed", "5", "-q", "in"));
}

TEST(Choose, TakesTheDefaultVerb) {
  Common common;
  EXPECT_EQ(choose(scan(), {"10.0.0.1"}, common).leaf().path(), "portscan scan");
  EXPECT_EQ(choose(scan(), {"-k", "80", "host"}, common).leaf().path(), "portscan scan");
  EXPECT_EQ(choose(scan(), {}, common).leaf().path(), "portscan scan");
  EXPECT_EQ(choose(scan(), {"list"}, common).leaf().path(), "portscan list");
}

void describe_nothing(Spec&) {}

TEST(Choose, AWordThatTheDefaultVerbCannotTakeWasMeantToBeAVerb) {
  auto spec = std::make_unique<Spec>("sniff");
  spec->verb("live", "watch", describe_nothing).verb("read", "read", describe_scan).default_verb("live");
  const auto error = refused(std::move(spec), {"raed", "x.pcap"});
  EXPECT_EQ(error.message(), "unknown verb 'raed'");
  EXPECT_THAT(error.hint(), HasSubstr("did you mean 'read'"));
}

TEST(Choose, ProposesTheNearestVerb) {
  const auto error = refused(crypt(), {"fernet", "decript"});
  EXPECT_EQ(error.fault(), Fault::usage);
  EXPECT_EQ(error.message(), "unknown verb 'decript'");
  EXPECT_THAT(error.hint(), HasSubstr("did you mean 'decrypt'"));
  EXPECT_EQ(refused(crypt(), {}).message(), "a verb is missing");
  EXPECT_EQ(refused(crypt(), {"--bogus", "hash"}).message(), "unknown option '--bogus'");
}

TEST(Choose, ShowsTheHelpOfTheLevelWhereItStands) {
  Common common;
  (void)choose(crypt(), {"fernet", "--help"}, common);
  ASSERT_TRUE(common.answer.has_value());
  EXPECT_THAT(*common.answer, HasSubstr("pytk crypt fernet - tokens"));
  EXPECT_THAT(*common.answer, HasSubstr("decrypt  read a token"));
}

TEST(LeadingOptions, StandBeforeTheCommand) {
  std::vector<std::string> words = {"-v", "--color", "never", "--seed=3", "fake", "-n", "1"};
  EXPECT_THAT(take_leading_options(words), ElementsAre("-v", "--color", "never", "--seed=3"));
  EXPECT_THAT(words, ElementsAre("fake", "-n", "1"));
}

}  // namespace
}  // namespace pytk::cli
