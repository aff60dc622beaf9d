#include <gmock/gmock.h>

#include <pytk/cli/program.hpp>
#include <pytk/core/json.hpp>

namespace pytk::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Seen {
  std::string key, input = "-";
  bool header = true;
  std::vector<std::string> more;
};

void describe_open(Spec& spec) {
  auto& o = spec.options<Seen>();
  spec.summary("read a sealed file");
  spec.description(
      "A first paragraph that is long enough to be wrapped over more than one line of the help's eighty columns.\n"
      "\n  kept   as it is");
  spec.option("-k,--key", o.key, "file with the key")
      .placeholder("KEYSRC")
      .required()
      .long_help("Never on the command line.");
  spec.flag("--header", o.header, "a line of names").category("Output");
  spec.option("--old", o.more, "an alias").hidden();
  spec.positional("IN", o.input, "what to read").otherwise("-");
  spec.field("plain.size", "uint64", "bytes inside");
  spec.note("limits", ".dotted lines and back\\slashes");
  spec.example("pytk crypt open -k k in", "open one file");
  spec.example("pytk crypt open -k k", "open standard input");
  spec.run([](Context&) { return 0; });
}
void describe_crypt(Spec& spec) { spec.verb("open", "read a sealed file", describe_open); }

TEST(Help, ShowsExamplesBeforeEverythingElse) {
  Spec spec("crypt open");
  describe_open(spec);
  const std::string text = long_help(spec);
  EXPECT_LT(text.find("EXAMPLES"), text.find("USAGE"));
  for (const char* part :
       {"# open one file\n  pytk crypt open -k k in", "-k, --key KEYSRC", "(required)", "(default: -)",
        "Never on the command line.", "OUTPUT OPTIONS\n  --[no-]header", "COMMON OPTIONS", "plain.size  uint64",
        "LIMITS", "\n    kept   as it is\n", "pytk crypt open -k KEYSRC [OPTIONS] [IN]"})
    EXPECT_THAT(text, HasSubstr(part));
  EXPECT_THAT(text, Not(HasSubstr("--old")));
}

TEST(Help, KeepsToTheWidth) {
  Spec spec("crypt open");
  describe_open(spec);
  std::size_t begin = 0;
  const std::string text = long_help(spec, 60);
  for (std::size_t end = text.find('\n'); end != std::string::npos; begin = end + 1, end = text.find('\n', begin))
    EXPECT_LE(end - begin, 60U) << text.substr(begin, end - begin);
}

TEST(Help, TheShortOneLeavesOutWhatIsCommon) {
  Spec spec("crypt open");
  describe_open(spec);
  const std::string text = short_help(spec);
  EXPECT_THAT(text, Not(HasSubstr("--log-format")));
  EXPECT_THAT(text, HasSubstr("pytk crypt open --help"));
}

TEST(Help, ListsVerbs) {
  Spec spec("crypt");
  describe_crypt(spec);
  EXPECT_THAT(long_help(spec), HasSubstr("VERBS\n  open  read a sealed file"));
  EXPECT_EQ(usage_line(spec), "pytk crypt VERB ...");
}

TEST(Man, EscapesWhatRoffWouldTake) {
  Spec spec("crypt");
  spec.summary("keep secrets");
  describe_crypt(spec);
  const std::string page = man_page(spec, "1.0");
  EXPECT_THAT(page, HasSubstr(".TH PYTK-CRYPT 1"));
  EXPECT_THAT(page, HasSubstr("\\&.dotted lines and back\\eslashes"));
  EXPECT_THAT(page, HasSubstr("\\-k, \\-\\-key KEYSRC"));
  EXPECT_THAT(page, Not(HasSubstr("\\-\\-old")));
}

TEST(HelpJson, IsJsonWithEverything) {
  Spec spec("crypt");
  describe_crypt(spec);
  std::string text;
  append_json(text, spec);
  const auto value = json::parse(text);
  ASSERT_TRUE(value) << value.error().message();
  const auto& verb = value->find("verbs")->items.at(0);
  EXPECT_EQ(verb.find("command")->text, "crypt open");
  EXPECT_TRUE(verb.find("runs")->boolean);
  EXPECT_EQ(verb.find("examples")->items.size(), 2U);
  EXPECT_EQ(verb.find("options")->items.size(), 3U);
  EXPECT_EQ(verb.find("arguments")->items.at(0).find("default")->text, "-");
}

}  // namespace
}  // namespace pytk::cli
