#include <gmock/gmock.h>

#include <pytk/cli/program.hpp>

namespace pytk::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

struct Plot {
  std::string kind, input, format;
  std::vector<std::string> fields;
  bool grid = false;
};

void describe_line(Spec& spec) {
  auto& o = spec.options<Plot>();
  spec.flag("--grid", o.grid, "lines behind");
  spec.option("-f,--format", o.format, "form").choices({"png", "svg"});
  spec.option("--fields", o.fields, "columns").comma_separated().complete_from([] {
    return std::vector<std::string>{"dst", "src"};
  });
  spec.option("--secret", o.kind, "alias").hidden();
  spec.positional("FILE", o.input, "numbers");
  spec.run([](Context&) { return 0; });
}
std::unique_ptr<Spec> plot() {
  auto spec = std::make_unique<Spec>("plot");
  spec->verb("line", "a line", describe_line).verb("list", "all kinds", describe_line);
  return spec;
}

std::vector<std::string> values(std::vector<std::string> words, bool* files = nullptr) {
  bool unused = false;
  std::vector<std::string> out;
  for (auto& each : completions(plot(), words, files != nullptr ? *files : unused)) out.push_back(each.first);
  return out;
}

TEST(Complete, Verbs) {
  EXPECT_THAT(values({""}), ElementsAre("line", "list"));
  EXPECT_THAT(values({"lin"}), ElementsAre("line"));
}

TEST(Complete, OptionsButNoHiddenOnes) {
  EXPECT_THAT(values({"line", "--g"}), ElementsAre("--grid"));
  EXPECT_THAT(values({"line", "--"}), Contains("--no-config"));
  EXPECT_THAT(values({"line", "--"}), Not(Contains("--secret")));
}

TEST(Complete, Choices) {
  EXPECT_THAT(values({"line", "--format", ""}), ElementsAre("png", "svg"));
  EXPECT_THAT(values({"line", "--format=s"}), ElementsAre("--format=svg"));
  EXPECT_THAT(values({"line", "-f", "p"}), ElementsAre("png"));
  EXPECT_THAT(values({"line", "--color", "n"}), ElementsAre("never"));
}

TEST(Complete, ItemsOfAList) { EXPECT_THAT(values({"line", "--fields", "src,d"}), ElementsAre("src,dst")); }

TEST(Complete, Files) {
  bool files = false;
  EXPECT_THAT(values({"line", ""}, &files), IsEmpty());
  EXPECT_TRUE(files);
}

}  // namespace
}  // namespace pytk::cli
