#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <pytk/core/error.hpp>
#include <pytk/io/source.hpp>

namespace pytk::io {
namespace {

std::vector<std::string> lines_of(std::string_view text, std::size_t longest = 1000) {
  auto source = Source::of(bytes_of(text), "memory");
  LineReader reader(*source, longest);
  std::vector<std::string> lines;
  for (std::string_view line; reader.next(line);) lines.emplace_back(line);
  EXPECT_EQ(reader.number(), static_cast<std::int64_t>(lines.size()));
  return lines;
}
using Lines = std::vector<std::string>;

TEST(LineReader, CutsAtLineFeedsAndStripsCarriageReturns) {
  EXPECT_EQ(lines_of("a\nb\r\n\nc"), (Lines{"a", "b", "", "c"}));
  EXPECT_EQ(lines_of("a\n"), Lines{"a"});
  EXPECT_EQ(lines_of("\n"), Lines{""});
  EXPECT_EQ(lines_of(""), Lines{});
  EXPECT_EQ(lines_of("a\rb\n"), Lines{"a\rb"});
}
TEST(LineReader, CarriesLongLinesOverManyReads) {
  const std::string longest(300'000, 'x');
  EXPECT_EQ(lines_of(longest + "\n" + longest, 300'000), (Lines{longest, longest}));
}
TEST(LineReader, RefusesALineThatIsTooLong) {
  EXPECT_NO_THROW(lines_of(std::string(10, 'x') + "\ny", 10));
  EXPECT_THROW((void)lines_of(std::string(11, 'x') + "\ny", 10), Error);
  EXPECT_THROW((void)lines_of(std::string(300'000, 'x'), 200'000), Error);
}

}  // namespace
}  // namespace pytk::io
