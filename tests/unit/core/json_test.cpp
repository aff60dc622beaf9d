#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include <pytk/core/json.hpp>

using namespace pytk;

TEST(Json, RoundTripsCompactText) {
  for (const char* text : {"null", "true", "[1,2.50,-0,1e400]", R"({"a":{"b":[]},"a":"\u0001\n\"\\"})", R"("é😀")",
                           "12345678901234567890123"}) {
    const auto value = json::parse(text);
    ASSERT_TRUE(value) << text;
    std::string out;
    json::append(out, *value);
    EXPECT_EQ(out, text);
  }
}

TEST(Json, RefusesWhatTheGrammarRefuses) {
  for (const char* text : {"",       " ",     "01",  "1.",    ".5",     "+1",      "[1,]",      "{\"a\":1,}",
                           "{a:1}",  "'a'",   "nul", "[1 2]", "\"\t\"", "\"\\x\"", "\"\\u12\"", "[",
                           "{\"a\"", "\"abc", "1 2", "NaN",   "-",      "1e",      "\"\xFF\"",  "\xEF\xBB\xBF{}",
                           "[\f]"}) {
    EXPECT_FALSE(json::parse(text)) << text;
    json::Cursor cursor(text);
    const auto skipped = cursor.skip_value();
    EXPECT_FALSE(skipped && cursor.done()) << text;
  }
}

TEST(Json, LimitsDepthAndDuplicates) {
  EXPECT_FALSE(json::parse(std::string(100000, '[')));
  EXPECT_FALSE(json::Cursor(std::string(100000, '[')).skip_value());
  EXPECT_TRUE(json::parse(std::string(500, '[') + std::string(500, ']')));
  json::Limits strict;
  strict.allow_duplicate_names = false;
  EXPECT_FALSE(json::parse(R"({"a":1,"a":2})", strict));
  EXPECT_EQ(json::parse(R"({"a":1,"a":2})")->find("a")->text, "2");
}

TEST(Json, StringsAreDecodedAndMadeSafe) {
  EXPECT_EQ(json::parse(R"("\ud83d\ude00\u00e9\/")")->text, "😀é/");
  EXPECT_EQ(json::parse(R"("\ud83d x")")->text, "\uFFFD x");
  std::string out;
  json::append_string(out, std::string_view("a\0\x1b\x7f\xff\u0085\u2028", 10));
  EXPECT_EQ(out, "\"a\\u0000\\u001b\\u007f\uFFFD\\u0085\u2028\"");
}

TEST(Json, SaysWhere) { EXPECT_EQ(json::parse("[1,x]").error().where().offset, 3); }

// JSONTestSuite: y_ must be accepted, n_ refused, i_ may do either but must not crash.
TEST(Json, AgreesWithTheJsonTestSuite) {
  const char* base = std::getenv("PYTK_CONFORMANCE_DIR");
  const std::filesystem::path folder =
      std::filesystem::path(base != nullptr ? base : PYTK_SOURCE_DIR "/../shared/conformance") / "table/json-parsing";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "no JSONTestSuite in " << folder;
  int seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".json")) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const bool accepted = json::parse(text).has_value();
    if (name.starts_with("y_") || name.starts_with("n_")) {
      EXPECT_EQ(accepted, name.starts_with("y_")) << name;
    }
    ++seen;
  }
  EXPECT_GT(seen, 100);
}
