#include <gtest/gtest.h>

#include <pytk/core/error.hpp>
#include <pytk/fake/fake.hpp>

#include "fake/data.hpp"
#include "fake/helpers.hpp"
#include "fake/locale.hpp"

using namespace pytk;

TEST(Template, FillsAndKeepsTheRest) {
  const fake::Catalogue catalogue;
  std::string line;
  fake::Template("n={random_int min=5 max=5} \\{x\\} {constant value=a\\:b}", catalogue, 1, 0).append(line, 0);
  EXPECT_EQ(line, "n=5 {x} a:b");
}

TEST(Template, SaysWhatIsWrong) {
  const fake::Catalogue catalogue;
  for (const char* text : {"{", "}", "{nmae}", "{name", "{random_int min=x}", "{}"})
    EXPECT_THROW(fake::Template(text, catalogue, 1, 0), Error) << text;
}

TEST(Pattern, DigitsLettersAndRanges) {
  fake::OwnDraw draw(1, 2, 3);
  for (int i = 0; i < 200; ++i) {
    TextBuffer filled;
    fake::fill_pattern("[08-12]#%x", *draw, filled);
    const std::string text(filled.view());
    ASSERT_EQ(text.size(), 5U);
    const int number = std::stoi(text.substr(0, 2));
    EXPECT_TRUE(number >= 8 && number <= 12) << text;
    EXPECT_NE(text[3], '0');
    EXPECT_EQ(text[4], 'x');
  }
}

TEST(Data, PacksAndFinds) {
  fake::DataPacker packer;
  packer.add("xx_XX", "# comment\n[one]\na\nb\tc\n[two weighted]\nrare\t1\ncommon\t99\n", "test");
  const auto blob = packer.pack();
  const fake::DataView view(blob);
  EXPECT_EQ(view.tables(), 2U);
  EXPECT_EQ(view.find("xx_XX/one")[1], "b\tc");
  EXPECT_EQ(fake::field("b\tc", 1), "c");
  EXPECT_EQ(fake::field("b\tc", 2), "");
  EXPECT_TRUE(view.find("xx_XX/two").weighted());
  EXPECT_TRUE(view.find("xx_XX/three").empty());
  int common = 0;
  for (std::uint64_t row = 0; row < 1000; ++row) {
    fake::OwnDraw draw(1, row, 1);
    common += view.find("xx_XX/two").pick(*draw) == "common" ? 1 : 0;
  }
  EXPECT_GT(common, 970);
  EXPECT_THROW(packer.add("x", "row before heading\n", "test"), Error);
  EXPECT_THROW(packer.add("x", "[w weighted]\nno weight\n", "test"), Error);
}

TEST(Data, WordsBecomeAscii) {
  EXPECT_EQ(fake::ascii_word("Jürgen Groß", "de"), "juergengross");
  EXPECT_EQ(fake::ascii_word("Éléonore O'Neill", "fr"), "eleonoreoneill");
}
