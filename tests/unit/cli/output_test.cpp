#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

#include <pytk/cli/output.hpp>
#include <pytk/cli/program.hpp>

namespace pytk::cli {
namespace {

using testing::HasSubstr;

class Output : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "pytk-output-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  /// Parses the words as the options of a record command and writes four rows.
  std::string written(const std::string& file, std::vector<std::string> words) {
    Spec spec("x");
    OutputOptions options;
    add_output(spec, options, {"scene"});
    words.insert(words.end(), {"-o", (folder_ / file).string()});
    Common common;
    parse(spec, words, common);
    const record::Schema schema = {{"id", record::Type::int64}, {"name", record::Type::text}};
    Cancel cancel;
    Pool pool(1);
    io::Progress progress(io::When::never);
    Context context{cancel, pool, progress, {}, {}, {}};
    RecordOutput rows(options, schema, context);
    record::Batch batch(schema);
    for (int i = 1; i <= 2; ++i) {
      batch[0].add_int(i);
      batch[1].add_text("n");
      batch.end_row();
    }
    rows.write(batch);
    if (!rows.full()) rows.write(batch);
    rows.finish();
    std::ifstream in(folder_ / file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  std::filesystem::path folder_;
};

TEST_F(Output, FollowsTheSuffix) {
  EXPECT_EQ(written("a.csv", {}), "id,name\n1,n\n2,n\n1,n\n2,n\n");
  EXPECT_EQ(written("a.tsv", {"--limit", "1"}), "id\tname\n1\tn\n");
  EXPECT_THAT(written("a.other", {"--limit", "1"}), HasSubstr("{\"id\":1,\"name\":\"n\"}\n"));
  EXPECT_THAT(written("a.csv", {"--json", "--limit", "1"}), HasSubstr("{\"id\":1"));
}

TEST_F(Output, ChoosesColumnsInTheGivenOrder) {
  EXPECT_EQ(written("a.csv", {"--fields", "name,id", "--limit", "3", "--no-header"}), "n,1\nn,2\nn,1\n");
}

TEST_F(Output, RefusesUnknownFieldsAndFormats) {
  try {
    (void)written("a.csv", {"--fields", "nmae"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::usage);
    EXPECT_THAT(error.hint(), HasSubstr("'name'"));
  }
  EXPECT_THROW((void)written("a.csv", {"--format", "cvs"}), Error);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "a.csv"));
}

TEST(OutputFormat, IsATableOnlyOnATerminal) {
  Cancel cancel;
  Pool pool(1);
  io::Progress progress(io::When::never);
  Context context{cancel, pool, progress, {}, {}, {}};
  OutputOptions options;
  EXPECT_EQ(output_format(options, context), record::Format::jsonl);
  context.out.is_tty = true;
  EXPECT_EQ(output_format(options, context), record::Format::table);
  options.output = "x";
  EXPECT_EQ(output_format(options, context), record::Format::jsonl);
}

TEST(AddOutput, LeavesNamesThatAreTaken) {
  Spec spec("crawl");
  std::vector<std::string> selectors;
  spec.option("-f,--field", selectors, "own");
  OutputOptions options;
  add_output(spec, options);
  Common common;
  parse(spec, std::vector<std::string>{"-f", "a=b", "--format", "csv"}, common);
  EXPECT_THAT(selectors, testing::ElementsAre("a=b"));
  EXPECT_EQ(options.format, "csv");
}

}  // namespace
}  // namespace pytk::cli
