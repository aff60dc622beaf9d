// Every line of the table of CLI11's traps, and what else a command line may hold.
#include <gmock/gmock.h>

#include <pytk/cli/program.hpp>

namespace pytk::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

struct Scan {
  std::int64_t count = 7;
  std::uint64_t size = 0;
  double factor = 1;
  std::int64_t wait = 0;
  std::string pattern, format = "none";
  std::vector<std::string> ports, paths, words;
  std::optional<std::string> note;
  bool fast = false, header = true;
};

void describe(Spec& spec, Scan& o) {
  spec.option("-n,--count", o.count, "how many");
  spec.size("--size", o.size, "how large");
  spec.option("-d,--factor", o.factor, "how much");
  spec.duration("--wait", o.wait, "how long");
  spec.option("-e,--pattern", o.pattern, "what");
  spec.option("--format", o.format, "as what").choices({"csv", "json"});
  spec.option("-p,--ports", o.ports, "which").comma_separated();
  spec.option("-I,--include", o.paths, "where");
  spec.option("--note", o.note, "remark");
  spec.flag("-F,--fast,-sF", o.fast, "quickly");
  spec.flag("--header", o.header, "with names");
  spec.positional("WORD", o.words, "anything");
}

Scan parsed(std::vector<std::string> words, Common* common = nullptr) {
  Spec spec("scan");
  auto& o = spec.options<Scan>();
  describe(spec, o);
  Common unused;
  parse(spec, words, common != nullptr ? *common : unused);
  return o;
}

Error refused(std::vector<std::string> words) {
  try {
    (void)parsed(std::move(words));
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::usage);
    return error;
  }
  ADD_FAILURE() << "nothing was refused";
  return {Fault::internal, ""};
}

TEST(Parser, TakesNumbersAsPeopleWriteThem) {
  EXPECT_EQ(parsed({"-n", "1e3"}).count, 1000);
  EXPECT_EQ(parsed({"-n5"}).count, 5);
  EXPECT_EQ(parsed({"--count=-5"}).count, -5);
  EXPECT_EQ(parsed({"--count", "-5"}).count, -5);
  EXPECT_EQ(parsed({"--size", "1.5M"}).size, 1'500'000U);
  EXPECT_EQ(parsed({"--size", "1k"}).size, 1000U);
  EXPECT_EQ(parsed({"--size", "4KiB"}).size, 4096U);
  EXPECT_EQ(parsed({"--wait", "1m30s"}).wait, 90'000'000'000);
}

TEST(Parser, RefusesALeadingZeroInsteadOfReadingOctal) {
  EXPECT_THAT(refused({"-n", "010"}).message(), HasSubstr("bad value '010' for --count"));
}

TEST(Parser, RefusesWhatIsNoFiniteNumber) {
  for (const char* text : {"1e400", "nan", "inf", "", "1x"})
    EXPECT_THAT(refused({"-d", text}).message(), HasSubstr("for --factor")) << text;
}

TEST(Parser, AnEmptyValueAfterEqualsDoesNotEatTheNextWord) {
  const auto o = parsed({"--pattern=", "next"});
  EXPECT_EQ(o.pattern, "");
  EXPECT_THAT(o.words, ElementsAre("next"));
}

TEST(Parser, ExplainsEqualsAfterAShortOption) {
  const auto error = refused({"-n=5"});
  EXPECT_THAT(error.message(), HasSubstr("without '='"));
  EXPECT_EQ(error.hint(), "write -n5 or -n 5");
  EXPECT_EQ(parsed({"-e", "=5"}).pattern, "=5");
}

TEST(Parser, AListTakesOneValueAUse) {
  const auto o = parsed({"-p", "80", "443", "host"});
  EXPECT_THAT(o.ports, ElementsAre("80"));
  EXPECT_THAT(o.words, ElementsAre("443", "host"));
}

TEST(Parser, CommasSplitAtomsButNeverPaths) {
  EXPECT_THAT(parsed({"-p", "80,443", "-p", "22"}).ports, ElementsAre("80", "443", "22"));
  EXPECT_THAT(parsed({"-I", "a,b", "-I", "c"}).paths, ElementsAre("a,b", "c"));
  EXPECT_THAT(refused({"-p", "80,,443"}).message(), HasSubstr("empty item"));
}

TEST(Parser, LeavesStrangeWordsAlone) {
  EXPECT_THAT(parsed({"[a,b]", "++", "", "{}", "%x", "a=b", "-"}).words,
              ElementsAre("[a,b]", "++", "", "{}", "%x", "a=b", "-"));
  EXPECT_THAT(parsed({"-I", "[a,b]", "-I", "++"}).paths, ElementsAre("[a,b]", "++"));
  EXPECT_EQ(parsed({"--pattern=[a,b]"}).pattern, "[a,b]");
  EXPECT_EQ(parsed({"--pattern=--count=3"}).pattern, "--count=3");
  EXPECT_EQ(parsed({"--pattern", "--count=3"}).pattern, "--count=3");
}

TEST(Parser, TheLastOfScalarsWins) {
  EXPECT_EQ(parsed({"-n", "1", "--count", "2"}).count, 2);
  EXPECT_FALSE(parsed({"--fast", "--no-fast"}).fast);
  EXPECT_TRUE(parsed({"--no-fast", "-F"}).fast);
  EXPECT_FALSE(parsed({"--no-header"}).header);
}

TEST(Parser, TakesWordsThatLookLikeOptionsAsValues) {
  EXPECT_EQ(parsed({"--pattern", "-foo"}).pattern, "-foo");
  EXPECT_EQ(parsed({"--pattern", "-sF"}).pattern, "-sF");
  EXPECT_THAT(parsed({"host", "-5", "-.5"}).words, ElementsAre("host", "-5", "-.5"));
  EXPECT_THAT(parsed({"--", "-x", "--count", "--"}).words, ElementsAre("-x", "--count", "--"));
}

TEST(Parser, BundlesShortFlags) {
  Common common;
  const auto o = parsed({"-Fvvn5"}, &common);
  EXPECT_TRUE(o.fast);
  EXPECT_EQ(common.verbose, 2);
  EXPECT_EQ(o.count, 5);
}

TEST(Parser, KnowsNamesOfSeveralLettersAfterOneDash) { EXPECT_TRUE(parsed({"-sF"}).fast); }

TEST(Parser, ReadsManyPositionals) {
  const std::vector<std::string> many(60'000, "x");
  EXPECT_EQ(parsed(many).words.size(), 60'000U);
}

TEST(Parser, ProposesTheNearestOption) {
  const auto error = refused({"--cuont", "5"});
  EXPECT_EQ(error.message(), "unknown option '--cuont'");
  EXPECT_THAT(error.hint(), HasSubstr("did you mean '--count'?"));
  EXPECT_EQ(refused({"-x"}).message(), "unknown option '-x'");
  EXPECT_EQ(refused({"-Fx"}).message(), "unknown option '-x'");
}

TEST(Parser, DoesNotCompleteLongOptions) { EXPECT_EQ(refused({"--coun", "5"}).message(), "unknown option '--coun'"); }

TEST(Parser, SaysWhichValueIsMissing) {
  EXPECT_EQ(refused({"--count"}).message(), "option '--count' needs a value");
  EXPECT_EQ(refused({"-Fn"}).message(), "option '-Fn' needs a value");
  EXPECT_EQ(refused({"--fast=yes"}).message(), "option '--fast' takes no value");
}

TEST(Parser, ChecksChoices) {
  EXPECT_EQ(parsed({"--format", "csv"}).format, "csv");
  EXPECT_EQ(refused({"--format", "cvs"}).hint(), "did you mean 'csv'?");
  EXPECT_EQ(refused({"--format", "quite-other"}).hint(), "one of csv, json");
}

TEST(Parser, CommonOptionsComeWithEveryCommand) {
  Common common;
  (void)parsed({"--seed", "9", "-j", "3", "--color=never", "--timeout", "2s", "--dry-run", "-q"}, &common);
  EXPECT_EQ(common.seed, 9U);
  EXPECT_EQ(common.threads, 3U);
  EXPECT_EQ(common.color, io::When::never);
  EXPECT_EQ(common.timeout, 2'000'000'000);
  EXPECT_TRUE(common.dry_run);
  EXPECT_TRUE(common.quiet);
}

TEST(Parser, TheCommandsOwnOptionGoesBeforeTheCommonOne) {
  Spec spec("serve");
  std::string threads, quick;
  spec.option("--threads", threads, "own");
  spec.option("-q,--quick", quick, "own letter");
  Common common;
  parse(spec, std::vector<std::string>{"--threads", "many", "-q", "x", "--quiet"}, common);
  EXPECT_EQ(threads, "many");
  EXPECT_EQ(quick, "x");
  EXPECT_EQ(common.threads, 0U);
  EXPECT_TRUE(common.quiet);
}

TEST(Parser, TheRestStaysAsItIs) {
  Spec spec("chain");
  bool strict = false;
  std::vector<std::string> rest;
  spec.flag("--strict", strict, "own");
  spec.rest("VERBS", rest, "verbs");
  Common common;
  parse(spec, std::vector<std::string>{"--strict", "-q", "head", "-n", "5", "--x=", "then", "--", "[a,b]", "-sS"},
        common);
  EXPECT_TRUE(strict);
  EXPECT_TRUE(common.quiet);
  EXPECT_THAT(rest, ElementsAre("head", "-n", "5", "--x=", "then", "--", "[a,b]", "-sS"));
}

TEST(Parser, DistributesPositionals) {
  Spec spec("copy");
  std::vector<std::string> from;
  std::string to;
  spec.positional("FROM", from, "what").required();
  spec.positional("TO", to, "where").required();
  Common common;
  parse(spec, std::vector<std::string>{"a", "b", "c"}, common);
  EXPECT_THAT(from, ElementsAre("a", "b"));
  EXPECT_EQ(to, "c");
}

TEST(Parser, NamesWhatIsMissingOrTooMuch) {
  Spec spec("open");
  std::string key, file;
  spec.option("-k,--key", key, "key").placeholder("KEYSRC").required();
  spec.positional("FILE", file, "file").required();
  Common common;
  const auto message = [&](std::vector<std::string> words) {
    try {
      parse(spec, words, common);
    } catch (const Error& error) {
      return error.message();
    }
    return std::string();
  };
  EXPECT_EQ(message({"file"}), "option --key is missing");
  EXPECT_EQ(message({"-k", "x", "a", "b"}), "unexpected argument 'b'");
}

TEST(Parser, AsksForHelpBeforeItComplains) {
  Spec spec("open");
  std::string key;
  spec.option("-k,--key", key, "key").required();
  const auto answer = [&spec](std::vector<std::string> words) {
    Common common;
    parse(spec, words, common);
    return common.answer.value_or("nothing");
  };
  EXPECT_THAT(answer({"--help", "--bogus"}), HasSubstr("--key"));
  EXPECT_THAT(answer({"-h"}), HasSubstr("--key"));
  EXPECT_THAT(answer({"--version"}), StartsWith("pytk "));
}

TEST(Parser, SuggestsHelp) { EXPECT_THAT(refused({"--halp"}).hint(), HasSubstr("'--help'")); }

}  // namespace
}  // namespace pytk::cli
