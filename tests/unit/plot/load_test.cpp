#include <pytk/plot/data.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>

#include "../../../src/plot/npy.hpp"

namespace pytk::plot {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Data read(std::string_view text, LoadOptions options = {}) {
  const auto source = io::Source::of(bytes_of(text), "input");
  return load(*source, options);
}

TEST(Load, ReadsPlainNumbers) {
  const Data data = read("1\n2\n3.5\n");
  ASSERT_EQ(data.columns.size(), 1U);
  EXPECT_THAT(data.columns[0].numbers, ElementsAre(1, 2, 3.5));
  EXPECT_FALSE(data.named);
}

TEST(Load, SeesSeparatorsAndHeaders) {
  for (const std::string_view text : {"a,b\n1,2\n3,4\n", "a\tb\n1\t2\n3\t4\n", "a;b\n1;2\n3;4\n", "a|b\n1|2\n3|4\n",
                                      "a b\n1 2\n3   4\n", " a  b\n 1  2\n 3  4"}) {
    const Data data = read(text);
    ASSERT_EQ(data.columns.size(), 2U) << text;
    EXPECT_EQ(data.columns[1].name, "b");
    EXPECT_THAT(data.columns[1].numbers, ElementsAre(2, 4)) << text;
  }
  EXPECT_THAT(read("1,2\n3,4\n").columns[0].numbers, ElementsAre(1, 3));
}

TEST(Load, CountsCellsThatAreNoNumbers) {
  const Data data = read("v\n1\nx\n3\n\n5\n");
  EXPECT_EQ(data.bad_cells, 1U);
  EXPECT_EQ(data.first_bad_line, 3);
  EXPECT_THAT(data.first_bad, HasSubstr("'x'"));
  EXPECT_EQ(data.columns[0].numbers.size(), 4U);
  EXPECT_TRUE(std::isnan(data.columns[0].numbers[1]));
}

TEST(Load, ReadsWordsAndTimes) {
  const Data data = read("when,who,n\n2026-01-02,ann,1\n2026-01-03T12:00:00Z,bob,2\n,ann,\n");
  EXPECT_EQ(data.columns[0].kind, Values::times);
  EXPECT_DOUBLE_EQ(data.columns[0].numbers[1] - data.columns[0].numbers[0], 1.5);
  EXPECT_THAT(data.columns[1].words, ElementsAre("ann", "bob"));
  EXPECT_THAT(data.columns[1].codes, ElementsAre(0U, 1U, 0U));
  EXPECT_TRUE(std::isnan(data.columns[2].numbers[2]));
}

TEST(Load, ReadsJsonLinesWithNestedNames) {
  const Data data =
      read("{\"ip\":{\"src\":\"10.0.0.1\"},\"bytes\":12}\n{\"ip\":{\"src\":\"10.0.0.2\"},\"bytes\":7.5,\"more\":1}\n",
           {InputFormat::automatic, {}, {}, {"ip.src", "bytes"}, {}, {}, {}});
  ASSERT_EQ(data.columns.size(), 2U);
  EXPECT_THAT(data.find("ip.src")->words, ElementsAre("10.0.0.1", "10.0.0.2"));
  EXPECT_THAT(data.find("bytes")->numbers, ElementsAre(12, 7.5));
}

TEST(Load, TakesEpochsForTimesOnlyWhereTheNameSaysSo) {
  EXPECT_EQ(read("ts,v\n1700000000,1\n1700000060,2\n").columns[0].kind, Values::times);
  EXPECT_EQ(read("ts,v\n1700000000000,1\n1700000060000,2\n").columns[0].kind, Values::times);
  EXPECT_EQ(read("bytes,v\n1700000000,1\n1700000060,2\n").columns[0].kind, Values::numbers);
  EXPECT_EQ(read("ts,v\n1,1\n2,2\n").columns[0].kind, Values::numbers);
}

TEST(Load, NamesNearColumnsWhenOneIsUnknown) {
  try {
    read("user,n\na,1\n", {InputFormat::automatic, {}, {}, {"usr"}, {}, {}, {}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::usage);
    EXPECT_THAT(error.hint(), HasSubstr("'user'"));
  }
}

TEST(Load, RefusesBinaryData) { EXPECT_THROW(read(std::string_view("\x7f" "ELF\0\0\0", 7)), Error); }

TEST(Load, ReadsTimesOfManyForms) {
  const std::pair<const char*, double> cases[] = {{"1970-01-02", 1},
                                                  {"1970-01-02T12:00:00Z", 1.5},
                                                  {"1970-01-02 12:00:00+02:00", 1.5 - 2.0 / 24},
                                                  {"02/Jan/1970:12:00:00 +0000", 1.5},
                                                  {"Jan 2 1970", 1},
                                                  {"2 Jan 1970", 1},
                                                  {"Fri, 02 Jan 1970 06:00:00 +0000", 1.25},
                                                  {"1970/01/02", 1},
                                                  {"Feb 1970", 31}};
  for (const auto& [text, days] : cases) {
    double got = -1;
    EXPECT_TRUE(read_time(text, got)) << text;
    EXPECT_NEAR(got, days, 1e-9) << text;
  }
  double got = 0;
  for (const char* text : {"", "12", "10.0.0.1", "1970-13-01", "Jan 32 1970", "hello world", "1970-01-02x"})
    EXPECT_FALSE(read_time(text, got)) << text;
  EXPECT_TRUE(read_time("03.02.1970 06:00 PM", "%d.%m.%Y %I:%M %p", got));
  EXPECT_NEAR(got, 33.75, 1e-9);
}

std::string npy(std::string header, std::string_view content) {
  header.resize(118, ' ');
  return std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header + std::string(content);
}

TEST(Npy, ReadsTypesOrdersAndShapes) {
  const auto big = read_npy(bytes_of(
      npy("{'descr': '>i2', 'fortran_order': False, 'shape': (2,), }", std::string_view("\x00\x05\xff\xff", 4))));
  ASSERT_TRUE(big);
  EXPECT_THAT(big->values, ElementsAre(5, -1));
  const auto turned = read_npy(bytes_of(npy("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }",
                                            std::string_view("\x01\x02\x03\x04\x05\x06", 6))));
  ASSERT_TRUE(turned);
  EXPECT_THAT(turned->values, ElementsAre(1, 3, 5, 2, 4, 6));
  const auto half = read_npy(bytes_of(
      npy("{'descr': '<f2', 'fortran_order': False, 'shape': (2,), }", std::string_view("\x00\x3c\x01\x00", 4))));
  ASSERT_TRUE(half);
  EXPECT_THAT(half->values, ElementsAre(1.0, 5.9604644775390625e-8));
}

TEST(Npy, RefusesHeadersThatLie) {
  for (const char* header : {"{'descr': '<f8', 'fortran_order': False, 'shape': (1152921504606846976,), }",
                             "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }",
                             "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
                             "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }", "{}", ""})
    EXPECT_FALSE(read_npy(bytes_of(npy(header, "12345678")))) << header;
  EXPECT_FALSE(read_npy(bytes_of("\x93NUMPY")));
}

}  // namespace
}  // namespace pytk::plot
