#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include <pytk/core/error.hpp>
#include <pytk/io/source.hpp>

#include "packed.hpp"
#include "temporary_folder.hpp"

namespace pytk::io {
namespace {

using testing::HasSubstr;

struct Packer {
  const char* name;
  std::function<std::string(std::string_view)> pack;
};
const Packer packers[] = {{"gzip", gzipped}, {"zstd", zstandard}, {"xz", xzipped}, {"bzip2", bzipped}};

class Decompress : public testing::TestWithParam<Packer> {
 protected:
  std::string unpack(std::string_view packed, std::size_t step = 0) {
    put_file(folder_ / "in", packed);
    auto source = Source::open(folder_ / "in");
    if (step == 0) return source->read_all();
    std::string all;
    std::vector<std::uint8_t> part(step);
    while (const auto got = source->read(part)) all.append(text_of(ByteView(part).first(got)));
    return all;
  }
  std::string long_text() const {
    std::string text;
    for (int i = 0; i < 30'000; ++i) text += "line " + std::to_string(i * 7919 % 10'007) + "\n";
    return text;
  }
  TemporaryFolder folder_;
};

TEST_P(Decompress, GivesBackWhatWasPacked) {
  const auto text = long_text();
  EXPECT_EQ(unpack(GetParam().pack(text)), text);
  EXPECT_EQ(unpack(GetParam().pack("short")), "short");
}
TEST_P(Decompress, AnswersToSmallReads) { EXPECT_EQ(unpack(GetParam().pack("hello, world"), 1), "hello, world"); }
TEST_P(Decompress, EmptyContentIsEmpty) { EXPECT_EQ(unpack(GetParam().pack("")), ""); }
TEST_P(Decompress, ReadsMembersOneAfterTheOther) {
  const auto& pack = GetParam().pack;
  EXPECT_EQ(unpack(pack("one,") + pack("") + pack("two,") + pack("three")), "one,two,three");
}
TEST_P(Decompress, EveryTruncationIsAnErrorNotAShortFile) {
  const auto packed = GetParam().pack("some text that is long enough to be worth it, some text that is long enough");
  for (std::size_t size = 6; size < packed.size(); ++size) {
    try {
      const auto text = unpack(std::string_view(packed).substr(0, size));
      ADD_FAILURE() << size << " of " << packed.size() << " bytes gave " << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::data);
      EXPECT_THAT(error.message(), HasSubstr("cannot decompress"));
    }
  }
}
TEST_P(Decompress, GarbageAfterTheEndIsAnError) {
  EXPECT_THROW((void)unpack(GetParam().pack("x") + "garbage"), Error);
}
TEST_P(Decompress, ZeroPaddingAfterTheEndIsNot) {
  EXPECT_EQ(unpack(GetParam().pack("x") + std::string(512, '\0')), "x");
}
TEST_P(Decompress, StopsAtTheLimitOfABomb) {
  put_file(folder_ / "in", GetParam().pack(std::string(20'000'000, '\0')));
  OpenOptions options;
  options.max_bytes = 1'000'000;
  auto source = Source::open(folder_ / "in", options);
  EXPECT_THROW((void)source->read_all(), Error);
}
TEST_P(Decompress, IsLeftAloneWhenNotWanted) {
  const auto packed = GetParam().pack("x");
  put_file(folder_ / "in", packed);
  OpenOptions options;
  options.decompress = false;
  EXPECT_EQ(Source::open(folder_ / "in", options)->read_all(), packed);
}
INSTANTIATE_TEST_SUITE_P(All, Decompress, testing::ValuesIn(packers),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(DecompressSniffing, TextThatBeginsAlikeIsText) {
  TemporaryFolder folder;
  for (const char* text : {"BZh", "BZh9 is a word", "(", "\x1f\x8b", ""}) {
    put_file(folder / "in", text);
    EXPECT_EQ(Source::open(folder / "in")->read_all(), text);
  }
}

}  // namespace
}  // namespace pytk::io
