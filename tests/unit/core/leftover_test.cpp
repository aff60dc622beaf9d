#include <pytk/core/leftover.hpp>

#include <gtest/gtest.h>

#include <csignal>

#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include <pytk/core/cancel.hpp>

namespace pytk {
namespace {

std::string made_file() {
  std::string name = testing::TempDir() + "leftover-XXXXXX";
  const int fd = ::mkstemp(name.data());
  if (fd >= 0) ::close(fd);
  return name;
}
bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

TEST(Leftover, GoesWithItsOwner) {
  const std::string path = made_file();
  {
    const Leftover part(path);
    EXPECT_TRUE(exists(path));
  }
  EXPECT_FALSE(exists(path));
}

TEST(Leftover, StaysOnceKept) {
  const std::string path = made_file();
  {
    Leftover part(path);
    part.keep();
    EXPECT_TRUE(part.path().empty());
  }
  EXPECT_TRUE(exists(path));
  ::unlink(path.c_str());
}

TEST(Leftover, MovesWithItsFile) {
  const std::string first = made_file(), second = made_file();
  Leftover part(first);
  part = Leftover(second);
  EXPECT_FALSE(exists(first));
  EXPECT_EQ(part.path(), second);
  EXPECT_TRUE(exists(second));
}

TEST(LeftoverDeathTest, TheSecondSignalRemovesIt) {
  const std::string path = made_file();
  EXPECT_EXIT(
      {
        install_signal_handlers();
        const Leftover part(path);
        raise(SIGINT);
        raise(SIGINT);
        _exit(0);
      },
      testing::KilledBySignal(SIGINT), "");
  EXPECT_FALSE(exists(path));
}

TEST(LeftoverDeathTest, AComputationsFirstSignalRemovesIt) {
  const std::string path = made_file();
  EXPECT_EXIT(
      {
        install_signal_handlers();
        const Leftover part(path);
        const EndsAtOnce computing;
        raise(SIGTERM);
        _exit(0);
      },
      testing::KilledBySignal(SIGTERM), "");
  EXPECT_FALSE(exists(path));
}

TEST(LeftoverDeathTest, WhatWasKeptIsNotTouched) {
  const std::string path = made_file();
  EXPECT_EXIT(
      {
        install_signal_handlers();
        Leftover part(path);
        part.keep();
        raise(SIGINT);
        raise(SIGINT);
        _exit(0);
      },
      testing::KilledBySignal(SIGINT), "");
  EXPECT_TRUE(exists(path));
  ::unlink(path.c_str());
}

}  // namespace
}  // namespace pytk
