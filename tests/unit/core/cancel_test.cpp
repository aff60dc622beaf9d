#include <pytk/core/cancel.hpp>

#include <gtest/gtest.h>

#include <csignal>

#include <poll.h>
#include <unistd.h>

#include <pytk/core/error.hpp>
#include <pytk/core/in_one_piece.hpp>
#include <pytk/core/wait.hpp>

namespace pytk {
namespace {

/// True if a loop that watches the descriptor would wake up.
bool wakes(int descriptor) {
  pollfd watched{};
  watched.fd = descriptor;
  watched.events = POLLIN;
  return poll(&watched, 1, 0) == 1;
}

// The flag is the process's own, so each case runs in a child.
TEST(CancelDeathTest, TheFirstSignalOnlyAsks) {
  EXPECT_EXIT(
      {
        Cancel& cancel = install_signal_handlers();
        const int wake = cancel.fd();
        raise(SIGINT);
        bool thrown = false;
        try {
          cancel.check();
        } catch (const Error& error) {
          thrown = error.fault() == Fault::interrupted;
        }
        _exit(cancel.requested() && cancel.signal() == SIGINT && wakes(wake) && thrown ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST(CancelDeathTest, TheSecondSignalEndsAtOnce) {
  EXPECT_EXIT(
      {
        install_signal_handlers();
        raise(SIGINT);
        raise(SIGINT);
        _exit(0);
      },
      testing::KilledBySignal(SIGINT), "");
  EXPECT_EXIT(
      {
        install_signal_handlers();
        raise(SIGINT);
        raise(SIGTERM);
        _exit(0);
      },
      testing::KilledBySignal(SIGTERM), "");
}

TEST(CancelDeathTest, AComputationEndsAtTheFirstSignal) {
  EXPECT_EXIT(
      {
        install_signal_handlers();
        const EndsAtOnce computing;
        raise(SIGTERM);
        _exit(0);
      },
      testing::KilledBySignal(SIGTERM), "");
}

TEST(CancelDeathTest, WhatIsWrittenMeanwhileStaysWhole) {
  EXPECT_EXIT(
      {
        Cancel& cancel = install_signal_handlers();
        const EndsAtOnce computing;
        {
          const InOnePiece piece;
          raise(SIGTERM);
          if (!cancel.requested()) _exit(1);
        }
        _exit(0);
      },
      testing::KilledBySignal(SIGTERM), "");
  EXPECT_EXIT(
      {
        Cancel& cancel = install_signal_handlers();
        { const InOnePiece piece; }
        raise(SIGTERM);
        { const InOnePiece piece; }
        _exit(cancel.requested() ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST(CancelDeathTest, AfterAComputationTheFirstSignalAsksAgain) {
  EXPECT_EXIT(
      {
        Cancel& cancel = install_signal_handlers();
        { const EndsAtOnce computing; }
        raise(SIGTERM);
        _exit(cancel.requested() ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST(CancelDeathTest, NoComputationBeginsAfterAStop) {
  EXPECT_EXIT(
      {
        Cancel cancel;
        cancel.request(SIGINT);
        try {
          const EndsAtOnce computing;
        } catch (const Error& error) {
          _exit(error.fault() == Fault::interrupted ? 0 : 1);
        }
        _exit(2);
      },
      testing::ExitedWithCode(0), "");
}

TEST(CancelDeathTest, AnInterruptIgnoredByTheParentStaysIgnored) {
  EXPECT_EXIT(
      {
        std::signal(SIGINT, SIG_IGN);
        Cancel& cancel = install_signal_handlers();
        raise(SIGINT);
        raise(SIGINT);
        _exit(cancel.requested() ? 1 : 0);
      },
      testing::ExitedWithCode(0), "");
}

TEST(CancelDeathTest, ADescriptorMadeLateIsReadableToo) {
  EXPECT_EXIT(
      {
        Cancel cancel;
        cancel.request(SIGTERM);
        _exit(wakes(cancel.fd()) ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST(CancelDeathTest, AStopJustBeforeAReadIsNotMissed) {
  EXPECT_EXIT(
      {
        int ends[2];
        if (pipe(ends) != 0) _exit(2);
        Cancel cancel;
        cancel.request(SIGINT);
        try {
          wait_readable(ends[0], &cancel);
        } catch (const Error& error) {
          _exit(error.fault() == Fault::interrupted ? 0 : 1);
        }
        _exit(3);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace pytk
