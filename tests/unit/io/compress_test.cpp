// What a name asks for is what a file is, and reading it gives back what was written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/core/error.hpp>
#include <pytk/core/random.hpp>
#include <pytk/io/compression.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/io/source.hpp>

#include "error_of.hpp"
#include "temporary_folder.hpp"

namespace pytk::io {
namespace {

using testing::HasSubstr;

constexpr SinkOptions by_name{.compress_by_name = true};

std::string long_text() {
  SeededRandom random(3);
  std::string text;
  while (text.size() < 700'000) text += std::to_string(random.below(1000)) + (random.below(9) == 0 ? "\n" : ",");
  return text;
}
std::string raw(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Compression, IsToldByTheNameInAnyCase) {
  EXPECT_EQ(compression_of_name("a.csv.GZ"), Compression::gzip);
  EXPECT_EQ(compression_of_name("a.zst"), Compression::zstd);
  EXPECT_EQ(compression_of_name(".gz"), Compression::none);
  EXPECT_EQ(compression_of_name("gz"), Compression::none);
  EXPECT_EQ(without_compression("x/a.csv.bz2"), "x/a.csv");
  EXPECT_EQ(without_compression("x.gz/a.csv"), "x.gz/a.csv");
}

TEST(Compression, WhatIsWrittenComesBackAndIsSmaller) {
  TemporaryFolder folder;
  const std::string text = long_text();
  const std::pair<const char*, std::string> names[] = {{"a.gz", "\x1f\x8b\x08"}, {"a.zst", "\x28\xb5\x2f\xfd"}};
  for (const auto& [name, magic] : names) {
    for (const bool flushed : {false, true}) {
      auto sink = Sink::open(folder / name, by_name);
      for (std::size_t at = 0; at < text.size(); at += 99'991) {
        sink->write(std::string_view(text).substr(at, 99'991));
        if (flushed) sink->flush();
      }
      sink->commit();
      const std::string file = raw(folder / name);
      EXPECT_EQ(file.substr(0, magic.size()), magic);
      EXPECT_LT(file.size(), text.size() * 2 / 3) << name;
      EXPECT_TRUE(Source::open(folder / name)->read_all() == text) << name;
    }
  }
}

TEST(Compression, NothingWrittenIsStillAWholeFile) {
  TemporaryFolder folder;
  for (const char* name : {"a.gz", "a.zst"}) {
    Sink::open(folder / name, by_name)->commit();
    EXPECT_GT(raw(folder / name).size(), 8U);
    EXPECT_EQ(Source::open(folder / name)->read_all(), "");
  }
}

TEST(Compression, IsOnlyDoneWhenAskedForAndLeavesNothingWithoutACommit) {
  TemporaryFolder folder;
  auto plain = Sink::open(folder / "a.gz");
  plain->write("plain");
  plain->commit();
  EXPECT_EQ(raw(folder / "a.gz"), "plain");
  Sink::open(folder / "b.zst", by_name)->write(long_text());
  EXPECT_EQ(folder.files(), 1U);
}

TEST(Compression, NamesThatAreOnlyReadAreRefused) {
  for (const char* name : {"a.xz", "a.csv.bz2"}) {
    const Error error = error_of([&] { Sink::open(name, by_name); });
    EXPECT_EQ(error.fault(), Fault::usage);
    EXPECT_THAT(error.hint(), HasSubstr(".zst"));
  }
}

}  // namespace
}  // namespace pytk::io
