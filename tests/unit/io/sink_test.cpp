#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include <pytk/core/error.hpp>
#include <pytk/io/sink.hpp>

#include "temporary_folder.hpp"

namespace pytk::io {
namespace {

using testing::HasSubstr;

Fault fault_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.fault();
  }
  ADD_FAILURE() << "nothing was thrown";
  return Fault::internal;
}
unsigned mode_of(const std::string& path) {
  struct stat facts {};
  ::stat(path.c_str(), &facts);
  return facts.st_mode & 07777U;
}

TEST(Sink, AFileAppearsOnlyWhenItIsWhole) {
  TemporaryFolder folder;
  auto sink = Sink::open(folder / "out");
  sink->write("hello");
  sink->flush();
  EXPECT_EQ(::access((folder / "out").c_str(), F_OK), -1);
  sink->commit();
  EXPECT_EQ(content_of(folder / "out"), "hello");
  EXPECT_EQ(folder.files(), 1U);
}
TEST(Sink, WithoutCommitTheOldFileStaysAndNothingIsLeft) {
  TemporaryFolder folder;
  put_file(folder / "out", "old");
  {
    auto sink = Sink::open(folder / "out");
    sink->write(std::string(1'000'000, 'x'));
  }
  EXPECT_EQ(content_of(folder / "out"), "old");
  EXPECT_EQ(folder.files(), 1U);
}
TEST(Sink, KeepsThePermissionsOfTheFileItReplaces) {
  TemporaryFolder folder;
  put_file(folder / "out", "old");
  ::chmod((folder / "out").c_str(), 0640);
  auto sink = Sink::open(folder / "out");
  sink->write("new");
  sink->commit();
  EXPECT_EQ(content_of(folder / "out"), "new");
  EXPECT_EQ(mode_of(folder / "out"), 0640U);
}
TEST(Sink, SecretsAreMadeForTheirOwnerOnlyAndNeverReplaced) {
  TemporaryFolder folder;
  SinkOptions options;
  options.mode = 0600;
  options.exclusive = true;
  auto sink = Sink::open(folder / "key", options);
  sink->write("secret");
  sink->commit();
  EXPECT_EQ(mode_of(folder / "key"), 0600U);
  EXPECT_EQ(fault_of([&] { Sink::open(folder / "key", options); }), Fault::usage);
  options.force = true;
  auto again = Sink::open(folder / "key", options);
  again->write("other");
  again->commit();
  EXPECT_EQ(content_of(folder / "key"), "other");
}
TEST(Sink, AFileThatCameMeanwhileIsNotReplacedByASecret) {
  TemporaryFolder folder;
  SinkOptions options;
  options.exclusive = true;
  auto sink = Sink::open(folder / "key", options);
  put_file(folder / "key", "somebody else's");
  EXPECT_EQ(fault_of([&] { sink->commit(); }), Fault::io);
  sink.reset();
  EXPECT_EQ(content_of(folder / "key"), "somebody else's");
  EXPECT_EQ(folder.files(), 1U);
}
TEST(Sink, ALinkStaysALink) {
  TemporaryFolder folder;
  put_file(folder / "real", "old");
  ASSERT_EQ(::symlink((folder / "real").c_str(), (folder / "link").c_str()), 0);
  auto sink = Sink::open(folder / "link");
  sink->write("new");
  sink->commit();
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
  EXPECT_EQ(content_of(folder / "real"), "new");
}
TEST(Sink, AFullDeviceIsToldWhateverTheSize) {
  for (const std::size_t size : {1U, 4096U, 10'000'000U}) {
    auto sink = Sink::open("/dev/full");
    EXPECT_EQ(fault_of([&] {
                sink->write(std::string(size, 'x'));
                sink->commit();
              }),
              Fault::io);
  }
}
TEST(Sink, AReaderThatLeftIsABrokenPipe) {
  ::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ::close(ends[0]);
  auto sink = Sink::open("/dev/fd/" + std::to_string(ends[1]));
  ::close(ends[1]);
  sink->write("x");
  EXPECT_EQ(fault_of([&] { sink->flush(); }), Fault::broken_pipe);
  EXPECT_NO_THROW(sink->flush());  // what was lost is not tried again
}
TEST(Sink, SaysWhereItCannotWrite) {
  TemporaryFolder folder;
  EXPECT_EQ(fault_of([&] { Sink::open(folder.path()); }), Fault::io);
  EXPECT_EQ(fault_of([&] { Sink::open(folder / "none/out"); }), Fault::io);
  EXPECT_EQ(fault_of([&] { Sink::open(""); }), Fault::usage);
}
TEST(Sink, ToMemoryAppends) {
  std::string out = "a";
  auto sink = Sink::to(out);
  sink->write("b");
  sink->commit();
  EXPECT_EQ(out, "ab");
}
TEST(Sink, InputAndOutputMayNotBeTheSameFile) {
  TemporaryFolder folder;
  put_file(folder / "a", "x");
  put_file(folder / "b", "x");
  ASSERT_EQ(::symlink((folder / "a").c_str(), (folder / "link").c_str()), 0);
  EXPECT_EQ(fault_of([&] { refuse_same_file(folder / "a", folder / "link"); }), Fault::usage);
  EXPECT_NO_THROW(refuse_same_file(folder / "a", folder / "b"));
  EXPECT_NO_THROW(refuse_same_file(folder / "a", folder / "new"));
}
TEST(TemporaryFileOnDisk, CanBeWrittenAndHasNoName) {
  TemporaryFile file;
  ASSERT_EQ(::write(file.fd(), "abc", 3), 3);
  struct stat facts {};
  ASSERT_EQ(::fstat(file.fd(), &facts), 0);
  EXPECT_EQ(facts.st_nlink, 0U);
}

}  // namespace
}  // namespace pytk::io
