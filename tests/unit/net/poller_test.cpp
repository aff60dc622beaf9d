#include <pytk/net/poller.hpp>

#include <array>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <pytk/core/error.hpp>
#include <pytk/net/socket.hpp>

namespace pytk::net {
namespace {

constexpr std::int64_t second = 1'000'000'000;

struct Pair {
  Socket here, there;
  Pair() {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    here = Socket(ends[0]);
    there = Socket(ends[1]);
  }
  void say(char byte = 'x') const { EXPECT_EQ(::write(there.fd(), &byte, 1), 1); }
};

TEST(Poller, CallsBackWhenBytesWait) {
  Poller poller;
  const Pair pair;
  unsigned seen = 0;
  poller.watch(pair.here.fd(), Poller::readable, [&](unsigned events) { seen = events; });
  EXPECT_FALSE(poller.step(0));
  pair.say();
  EXPECT_TRUE(poller.step(second));
  EXPECT_EQ(seen, Poller::readable);
}

TEST(Poller, IsLevelTriggered) {
  Poller poller;
  const Pair pair;
  int calls = 0;
  poller.watch(pair.here.fd(), Poller::readable, [&](unsigned) { ++calls; });
  pair.say();
  poller.step(second);
  poller.step(second);
  EXPECT_EQ(calls, 2);
}

TEST(Poller, TellsOfTheOtherEndsClose) {
  Poller poller;
  Pair pair;
  unsigned seen = 0;
  poller.watch(pair.here.fd(), Poller::readable, [&](unsigned events) { seen = events; });
  pair.there.close();
  poller.step(second);
  EXPECT_NE(seen & Poller::hung_up, 0U);
}

TEST(Poller, ChangesItsInterest) {
  Poller poller;
  const Pair pair;
  int calls = 0;
  poller.watch(pair.here.fd(), Poller::readable, [&](unsigned) { ++calls; });
  pair.say();
  poller.change(pair.here.fd(), 0);
  EXPECT_FALSE(poller.step(0));
  poller.change(pair.here.fd(), Poller::writable);
  EXPECT_TRUE(poller.step(second));
  EXPECT_EQ(calls, 1);
}

TEST(Poller, LetsACallbackForgetItself) {
  Poller poller;
  const Pair pair;
  int calls = 0;
  const std::string kept(100, 'k');  // captured by value: lives in the callback that is being forgotten
  poller.watch(pair.here.fd(), Poller::readable, [&, kept](unsigned) {
    poller.forget(pair.here.fd());
    calls += kept.size() == 100 && kept[99] == 'k' ? 1 : 100;
  });
  pair.say();
  poller.step(second);
  EXPECT_FALSE(poller.step(0));
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(poller.watched(), 0U);
}

TEST(Poller, LetsACallbackPutAnotherInItsPlace) {
  Poller poller;
  const Pair pair;
  std::string order;
  poller.watch(pair.here.fd(), Poller::readable, [&](unsigned) {
    order += 'a';
    poller.watch(pair.here.fd(), Poller::readable, [&](unsigned) { order += 'b'; });
  });
  pair.say();
  poller.step(second);
  poller.step(second);
  EXPECT_EQ(order, "ab");
}

// Both are ready in one round; the first closes the second and opens a new socket, which gets the same number.
TEST(Poller, GivesNoEventOfAClosedDescriptorToItsSuccessor) {
  Poller poller;
  Pair first, second_pair;
  Pair third;
  int wrong = 0, calls = 0;
  const auto swap_other = [&](Socket& other) {
    ++calls;
    const int number = other.fd();
    poller.close(other.release());
    const int fresh = ::fcntl(third.here.fd(), F_DUPFD_CLOEXEC, number);
    EXPECT_EQ(fresh, number);
    other = Socket(fresh);
    poller.watch(fresh, Poller::readable, [&](unsigned) { ++wrong; });
  };
  poller.watch(first.here.fd(), Poller::readable, [&](unsigned) { swap_other(second_pair.here); });
  poller.watch(second_pair.here.fd(), Poller::readable, [&](unsigned) { swap_other(first.here); });
  first.say();
  second_pair.say();
  poller.step(second);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(wrong, 0);
}

TEST(Poller, RingsTimersInOrderOfTheirTimes) {
  Poller poller;
  Cancel cancel;
  std::string order;
  poller.after(3'000'000, [&] { order += 'c'; });
  poller.after(1'000'000, [&] { order += 'a'; });
  poller.after(2'000'000, [&] { order += 'b'; });
  poller.run(cancel);
  EXPECT_EQ(order, "abc");
}

TEST(Poller, RingsNoCancelledTimer) {
  Poller poller;
  Cancel cancel;
  bool rang = false;
  const auto id = poller.after(0, [&] { rang = true; });
  poller.cancel_timer(id);
  poller.run(cancel);
  EXPECT_FALSE(rang);
}

TEST(Poller, KeepsNoMemoryOfCancelledTimers) {
  Poller poller;
  for (int i = 0; i < 100'000; ++i) poller.cancel_timer(poller.after(3600 * second, [] {}));
  EXPECT_FALSE(poller.step(0));
}

TEST(Poller, ATimerThatSetsItselfAgainDoesNotStarveTheDescriptors) {
  Poller poller;
  Cancel cancel;
  const Pair pair;
  std::function<void()> again = [&] { poller.after(0, again); };
  again();
  poller.watch(pair.here.fd(), Poller::readable, [&](unsigned) { poller.stop(); });
  pair.say();
  poller.run(cancel);  // ends only if the descriptor gets its turn
}

TEST(Poller, EndsWhenNothingIsLeft) {
  Poller poller;
  Cancel cancel;
  poller.run(cancel);
  EXPECT_EQ(poller.watched(), 0U);
}

TEST(Poller, RefusesADescriptorThatCannotBeWatched) {
  Poller poller;
  EXPECT_THROW(poller.watch(9999, Poller::readable, [](unsigned) {}), Error);
  EXPECT_EQ(poller.watched(), 0U);
}

// The flag belongs to the process, so each of these runs in one of its own.
TEST(PollerCancelDeathTest, ThrowsWhenNobodyListensForIt) {
  EXPECT_EXIT(
      {
        Poller poller;
        Cancel cancel;
        const Pair pair;
        poller.watch(pair.here.fd(), Poller::readable, [](unsigned) {});
        cancel.request();
        try {
          poller.run(cancel);
        } catch (const Error& error) {
          _exit(error.fault() == Fault::interrupted ? 7 : 1);
        }
        _exit(2);
      },
      testing::ExitedWithCode(7), "");
}

TEST(PollerCancelDeathTest, TellsOnceAndGoesOn) {
  EXPECT_EXIT(
      {
        Poller poller;
        Cancel cancel;
        int told = 0;
        poller.after(second, [] { _exit(3); });
        poller.after(0, [&] { cancel.request(); });
        poller.run(cancel, [&] {
          ++told;
          poller.after(0, [&] { poller.after(0, [&] { poller.stop(); }); });
        });
        _exit(told == 1 ? 7 : 1);
      },
      testing::ExitedWithCode(7), "");
}

}  // namespace
}  // namespace pytk::net
