#include <gtest/gtest.h>

#include <pytk/core/error.hpp>
#include <pytk/scrape/parse.hpp>

using namespace pytk;

TEST(Encoding, LabelsOfTheWeb) {
  EXPECT_EQ(scrape::encoding_of_label(" Latin1 "), "windows-1252");
  EXPECT_EQ(scrape::encoding_of_label("iso-8859-9"), "windows-1254");
  EXPECT_EQ(scrape::encoding_of_label("gb2312"), "GBK");
  EXPECT_EQ(scrape::encoding_of_label("hz-gb-2312"), "replacement");
  EXPECT_EQ(scrape::encoding_of_label("utf-7"), "");
}

TEST(Encoding, OrderOfTheStandard) {
  scrape::ParseOptions options;
  options.guess = false;
  const auto of = [&](std::string_view text) { return scrape::find_encoding(bytes_of(text), options); };
  EXPECT_EQ(of("<p>x"), "windows-1252");
  EXPECT_EQ(of("<!-- <meta charset=koi8-r> --><META  charset = 'utf-8'>"), "UTF-8");
  EXPECT_EQ(of("<meta http-equiv=Content-Type content='text/html; charset=shift_jis'>"), "Shift_JIS");
  EXPECT_EQ(of("<meta content='text/html; charset=shift_jis'>"), "windows-1252");
  EXPECT_EQ(of("<meta charset=utf-16>"), "UTF-8");
  EXPECT_EQ(of(std::string(1024, ' ') + "<meta charset=koi8-r>"), "windows-1252");
  options.http_charset = "koi8-r";
  EXPECT_EQ(of("<meta charset=utf-8>"), "KOI8-R");
  EXPECT_EQ(of("\xEF\xBB\xBF<p>"), "UTF-8");
  options.encoding = "big5";
  EXPECT_EQ(of("\xEF\xBB\xBF<p>"), "Big5");
  options.encoding = "nope";
  EXPECT_THROW((void)of("x"), Error);
}

TEST(Encoding, DecodesAsTheStandardSays) {
  EXPECT_EQ(scrape::decode(bytes_of("\x80\x81\xE9"), "windows-1252"), "\u20AC\u0081\u00E9");
  EXPECT_EQ(scrape::decode(bytes_of("a\xFF"), "UTF-8"), "a\uFFFD");
  EXPECT_EQ(scrape::decode(bytes_of("\x83\x65"), "Shift_JIS"), "\u30C6");
  EXPECT_EQ(scrape::decode(bytes_of("\xC1\xC2"), "KOI8-R"), "\u0430\u0431");
  EXPECT_EQ(scrape::decode(bytes_of(std::string_view("\xFF\xFE" "a\0", 4)), "UTF-16LE"), "a");
  EXPECT_EQ(scrape::decode(bytes_of("x"), "replacement"), "\uFFFD");
}

TEST(Encoding, UndeclaredUtf8IsSeen) {
  EXPECT_EQ(scrape::find_encoding(bytes_of("<p>\xC3\xA9"), {}), "UTF-8");
  EXPECT_EQ(scrape::find_encoding(bytes_of("<p>\xE9"), {}), "windows-1252");
}
