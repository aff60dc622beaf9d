#include <cstdio>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include <pytk/core/error.hpp>
#include <pytk/core/secret.hpp>

using namespace pytk;

TEST(Secret, MovesAndLeavesNothing) {
  Secret a(std::string_view("hunter2"));
  Secret b = std::move(a);
  EXPECT_EQ(b.text(), "hunter2");
  EXPECT_TRUE(a.empty());  // NOLINT: looking at the moved-from object is the point
  b.shrink(3);
  EXPECT_EQ(b.text(), "hun");
}

TEST(Secret, ComesFromFileEnvironmentAndDescriptor) {
  char path[] = "/tmp/pytk-secret-XXXXXX";
  const int fd = mkstemp(path);
  ASSERT_GE(fd, 0);
  ASSERT_EQ(write(fd, "key\n", 4), 4);
  EXPECT_EQ(read_secret(path, "key").text(), "key");
  EXPECT_EQ(read_secret("file:" + std::string(path), "key").text(), "key");
  lseek(fd, 0, SEEK_SET);
  EXPECT_EQ(read_secret("fd:" + std::to_string(dup(fd)), "key").text(), "key");
  close(fd);
  unlink(path);
  setenv("PYTK_TEST_SECRET", "from environment", 1);
  EXPECT_EQ(read_secret("env:PYTK_TEST_SECRET", "key").text(), "from environment");
}

TEST(Secret, IsRefusedOnTheCommandLine) {
  for (const char* source : {"hex:00ff", "b64:AAAA", "pass:x"}) {
    try {
      (void)read_secret(source, "key");
      FAIL() << source;
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::usage);
      EXPECT_EQ(error.message().find("00ff"), std::string::npos);
    }
  }
  EXPECT_THROW((void)read_secret("env:PYTK_NOT_SET", "key"), Error);
  EXPECT_THROW((void)read_secret("/no/such/file", "key"), Error);
}
