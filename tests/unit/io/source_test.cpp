#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

#include <pytk/core/error.hpp>
#include <pytk/io/source.hpp>

#include "error_of.hpp"
#include "packed.hpp"
#include "temporary_folder.hpp"

namespace pytk::io {
namespace {

using testing::HasSubstr;

TEST(Source, ReadsAndMapsAFile) {
  TemporaryFolder folder;
  put_file(folder / "a.txt", "hello");
  auto source = Source::open(folder / "a.txt");
  EXPECT_EQ(text_of(source->mapped()), "hello");
  EXPECT_EQ(source->read_all(), "hello");
  EXPECT_EQ(source->name(), folder / "a.txt");
  EXPECT_FALSE(source->would_block());
}
TEST(Source, IsNotMappedOnceSomethingWasRead) {
  TemporaryFolder folder;
  put_file(folder / "a.txt", "hello");
  auto source = Source::open(folder / "a.txt");
  std::array<std::uint8_t, 2> two{};
  EXPECT_EQ(source->read(two), 2U);
  EXPECT_TRUE(source->mapped().empty());
}
TEST(Source, SaysWhyItCannotBeOpened) {
  TemporaryFolder folder;
  auto missing = error_of([&] { Source::open(folder / "none"); });
  EXPECT_EQ(missing.fault(), Fault::io);
  EXPECT_THAT(missing.message(), HasSubstr("cannot open"));
  EXPECT_THAT(missing.message(), HasSubstr("no such file"));
  EXPECT_THAT(error_of([&] { Source::open(folder.path()); }).message(), HasSubstr("is a directory"));
  EXPECT_EQ(error_of([&] { Source::open(std::string("a\0b", 3)); }).fault(), Fault::io);
}
TEST(Source, StopsAtTheLimits) {
  TemporaryFolder folder;
  put_file(folder / "a.txt", "hello");
  EXPECT_EQ(error_of([&] { (void)Source::open(folder / "a.txt")->read_all(4); }).fault(), Fault::data);
  EXPECT_EQ(Source::open(folder / "a.txt")->read_all(5), "hello");
  OpenOptions options;
  options.max_bytes = 5;
  EXPECT_EQ(Source::open(folder / "a.txt", options)->read_all(), "hello");
  options.max_bytes = 4;
  EXPECT_TRUE(Source::open(folder / "a.txt", options)->mapped().empty());
  EXPECT_THAT(error_of([&] { (void)Source::open(folder / "a.txt", options)->read_all(); }).message(),
              HasSubstr("4 bytes"));
}
TEST(Source, OfMemoryIsMapped) {
  auto source = Source::of(bytes_of("abc"), "memory");
  EXPECT_EQ(text_of(source->mapped()), "abc");
  EXPECT_EQ(source->read_all(), "abc");
}
TEST(Source, ReadsAPipeAsItComesAndSeesCompression) {
  TemporaryFolder folder;
  const auto path = folder / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const auto packed = gzipped("through a pipe");
  std::thread writer([&] {
    std::ofstream out(path, std::ios::binary);
    for (const char c : packed) out << c << std::flush;
  });
  auto source = Source::open(path);
  EXPECT_TRUE(source->mapped().empty());
  EXPECT_EQ(source->read_all(), "through a pipe");
  writer.join();
}

}  // namespace
}  // namespace pytk::io
