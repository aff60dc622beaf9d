#include <pytk/net/privilege.hpp>

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace pytk::net {
namespace {

// Rights are given up for good, so each case runs in a process of its own; the exit code says what was left.
TEST(PrivilegeDeathTest, DropLeavesNothing) {
  EXPECT_EXIT(
      {
        drop_privileges();
        const bool sealed = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
        _exit(!has_any_capability() && !may_open_raw_sockets() && sealed ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST(PrivilegeDeathTest, RootBecomesNobody) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  EXPECT_EXIT(
      {
        drop_privileges();
        _exit(geteuid() != 0 && getuid() == geteuid() && getgroups(0, nullptr) == 0 && setuid(0) != 0 ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST(PrivilegeDeathTest, KeepsTheUserWhenTold) {
  EXPECT_EXIT(
      {
        const auto before = geteuid();
        drop_privileges({"nobody", false});
        _exit(geteuid() == before && !has_any_capability() ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST(PrivilegeDeathTest, RefusesAnUnknownUser) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  EXPECT_EXIT(
      {
        try {
          drop_privileges({"no-such-user-here", true});
        } catch (const Error& error) {
          _exit(error.fault() == Fault::usage ? 0 : 1);
        }
        _exit(2);
      },
      testing::ExitedWithCode(0), "");
}

TEST(PrivilegeDeathTest, OrdinaryCommandsLoseRawSockets) {
  EXPECT_EXIT(
      {
        drop_unneeded_capabilities();
        _exit(may_open_raw_sockets() ? 1 : 0);
      },
      testing::ExitedWithCode(0), "");
}

TEST(PrivilegeDeathTest, DroppingTwiceIsFine) {
  EXPECT_EXIT(
      {
        drop_unneeded_capabilities();
        drop_privileges();
        drop_unneeded_capabilities();
        drop_privileges();
        _exit(has_any_capability() ? 1 : 0);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace pytk::net
