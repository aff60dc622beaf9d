#include <pytk/net/sandbox.hpp>

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pytk::net {
namespace {

namespace fs = std::filesystem;

/// A folder with a file `inside/a` and another, `outside/b`.
class SandboxDeathTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::temp_directory_path() / ("pytk-sandbox-" + std::to_string(getpid()));
    fs::create_directories(root_ / "inside");
    fs::create_directories(root_ / "outside");
    std::ofstream(root_ / "inside/a") << "a";
    std::ofstream(root_ / "outside/b") << "b";
  }
  void TearDown() override { fs::remove_all(root_); }
  [[nodiscard]] std::string path(const char* name) const { return (root_ / name).string(); }
  static int try_open(const std::string& name, int flags) {
    errno = 0;
    const int fd = open(name.c_str(), flags | O_CLOEXEC, 0600);
    return fd >= 0 ? 0 : errno;
  }
  fs::path root_;
};

/// Rights are given up for good: each case runs in a process of its own and says what it found by its exit status.
void expect_in_child(const std::function<bool()>& holds) {
  EXPECT_EXIT(_exit(holds() ? 0 : 1), testing::ExitedWithCode(0), "");
}

TEST_F(SandboxDeathTest, ReadsWhatIsNamedAndNothingElse) {
  expect_in_child([&] {
    const auto done = confine({.read = {path("inside")}});
    const int refused = done.landlock > 0 ? EACCES : 0;
    return try_open(path("inside/a"), O_RDONLY) == 0 && try_open(path("outside/b"), O_RDONLY) == refused;
  });
}

TEST_F(SandboxDeathTest, AReadableFolderIsNotWritable) {
  expect_in_child([&] {
    const auto done = confine({.read = {path("inside")}});
    const int refused = done.landlock > 0 ? EACCES : 0;
    return try_open(path("inside/a"), O_WRONLY) == refused &&
           try_open(path("inside/new"), O_WRONLY | O_CREAT) == refused;
  });
}

TEST_F(SandboxDeathTest, WritesAndRenamesInItsFolder) {
  expect_in_child([&] {
    static_cast<void>(confine({.write = {path("inside")}}));
    return try_open(path("inside/new"), O_WRONLY | O_CREAT) == 0 &&
           rename(path("inside/new").c_str(), path("inside/a").c_str()) == 0 && unlink(path("inside/a").c_str()) == 0;
  });
}

TEST_F(SandboxDeathTest, AMissingFileStandsForItsFolder) {
  expect_in_child([&] {
    static_cast<void>(confine({.read = {path("inside/absent/more")}}));
    return try_open(path("inside/absent/more"), O_RDONLY) == ENOENT && try_open(path("inside/a"), O_RDONLY) == 0;
  });
}

TEST_F(SandboxDeathTest, AnyFileLeavesFilesAlone) {
  expect_in_child([&] {
    const auto done = confine({.any_file = true});
    return done.landlock == 0 && try_open(path("outside/b"), O_RDONLY) == 0;
  });
}

TEST_F(SandboxDeathTest, NoSocketsUnlessAskedFor) {
  expect_in_child([&] {
    const auto done = confine({.any_file = true});
    return !done.system_calls || (socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EPERM);
  });
  expect_in_child([&] {
    static_cast<void>(confine({.any_file = true, .network = true}));
    return socket(AF_INET, SOCK_STREAM, 0) >= 0;
  });
}

TEST_F(SandboxDeathTest, NoPrograms) {
  expect_in_child([&] {
    const auto done = confine({.any_file = true});
    if (!done.system_calls) return true;
    char name[] = "/bin/true";
    char* const arguments[] = {name, nullptr};
    execv(name, arguments);
    return errno == EPERM;
  });
}

TEST_F(SandboxDeathTest, StrictStillRunsThreadsAndWritesFiles) {
  expect_in_child([&] {
    static_cast<void>(confine({.write = {path("inside")}, .strict = true}));
    int seen = 0;
    std::thread([&] { seen = 1; }).join();
    return seen == 1 && try_open(path("inside/new"), O_WRONLY | O_CREAT) == 0;
  });
}

TEST_F(SandboxDeathTest, StrictRefusesWhatParsingDoesNotNeed) {
  expect_in_child([&] {
    const auto done = confine({.any_file = true, .strict = true});
    return !done.system_calls || (socket(AF_INET, SOCK_STREAM, 0) < 0 && chroot("/") < 0 && errno == EPERM);
  });
}

TEST_F(SandboxDeathTest, TwiceIsFine) {
  expect_in_child([&] {
    static_cast<void>(confine({.read = {path("inside")}}));
    const auto again = confine({.read = {path("outside")}});
    const int refused = again.landlock > 0 ? EACCES : 0;
    return try_open(path("inside/a"), O_RDONLY) == refused;
  });
}

TEST(Confinement, SaysWhatHolds) {
  EXPECT_EQ((Confinement{.landlock = 3, .system_calls = true}.words()), "files (Landlock 3), system calls");
  EXPECT_EQ((Confinement{.system_calls = true}.words()), "system calls");
  EXPECT_NE(Confinement{}.words().find("nothing"), std::string::npos);
}

}  // namespace
}  // namespace pytk::net
