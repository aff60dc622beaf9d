// Walks through every fallible call of writing and reading a file: each may fail, none may leave anything behind.
#include <gtest/gtest.h>

#include <pytk/core/error.hpp>
#include <pytk/core/fault_injection.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/io/source.hpp>

#include "packed.hpp"
#include "temporary_folder.hpp"

namespace pytk::io {
namespace {

#ifdef PYTK_FAULT_INJECTION

TEST(FaultInjection, AFailedWriteLeavesTheOldFileAndNothingElse) {
  TemporaryFolder folder;
  int failures = 0;
  for (long nth = 1; nth < 100; ++nth) {
    put_file(folder / "out", "old");
    try {
      fault_injection::arm(nth);
      auto sink = Sink::open(folder / "out");
      sink->write(std::string(300'000, 'x'));
      sink->write("end");
      sink->commit();
      const bool struck = fault_injection::countdown().load() <= 0;
      fault_injection::arm(0);
      EXPECT_EQ(content_of(folder / "out").size(), 300'003U);
      // Opening without a name may fail harmlessly: there is a second way.
      if (!struck) break;
    } catch (const Error& error) {
      fault_injection::arm(0);
      ++failures;
      EXPECT_EQ(error.fault(), Fault::io);
      EXPECT_EQ(content_of(folder / "out"), "old") << "call " << nth;
    }
    EXPECT_EQ(folder.files(), 1U) << "call " << nth;
  }
  EXPECT_GE(failures, 5);  // two writes, sync, name, close, rename
}

TEST(FaultInjection, AFailedReadIsToldNotTakenForTheEnd) {
  TemporaryFolder folder;
  put_file(folder / "in.gz", gzipped(std::string(1'000'000, 'x')));
  int failures = 0;
  for (long nth = 1; nth < 100; ++nth) {
    try {
      fault_injection::arm(nth);
      const auto text = Source::open(folder / "in.gz")->read_all();
      const bool struck = fault_injection::countdown().load() <= 0;
      fault_injection::arm(0);
      EXPECT_EQ(text.size(), 1'000'000U);
      if (!struck) break;
    } catch (const Error& error) {
      fault_injection::arm(0);
      ++failures;
      EXPECT_EQ(error.fault(), Fault::io);
    }
  }
  EXPECT_GE(failures, 2);
}

#else
TEST(FaultInjection, IsNotInThisBuild) { EXPECT_FALSE(fault_injection::strikes()); }
#endif

}  // namespace
}  // namespace pytk::io
