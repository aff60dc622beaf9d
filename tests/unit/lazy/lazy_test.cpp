// Lazy loading: the first call of a function goes through the binder with every argument intact.
#include <pytk/core/lazy.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <pytk/core/error.hpp>

#include "caller.hpp"

namespace {

using pytk::lazy::Library;
using testing::HasSubstr;

Library* find(const char* name) {
  for (Library* library : pytk::lazy::libraries()) {
    if (std::string(library->name) == name) return library;
  }
  return nullptr;
}

// The functions are bound once a process: each of these runs in a child that has bound nothing, and exits with 0
// when the very first call gave the right answer.
template <class Test>
void first_call(Test test) {
  EXPECT_EXIT(std::_Exit(test() ? 0 : 1), testing::ExitedWithCode(0), "");
}

TEST(FirstCall, PassesIntegers) {
  first_call([] { return call_add(40, 2) == 42; });
}
TEST(FirstCall, PassesNineDoubles) {
  first_call([] { return call_doubles() == 987654321.0; });
}
TEST(FirstCall, PassesNineIntegers) {
  first_call([] { return call_many() == 987654321; });
}
TEST(FirstCall, PassesMixedArguments) {
  first_call([] { return call_mixed() == 1 + 2.5 + 4 + 8.25 + 16 + 32.125; });
}
TEST(FirstCall, PassesVariadicArguments) {
  double expected = 0;
  for (int i = 0; i < 12; ++i) expected += (i + 1) * static_cast<double>(1 << i);
  first_call([&] { return call_variadic() == expected; });
}
TEST(FirstCall, PassesAndReturnsSmallStructs) {
  first_call([] {
    const auto out = call_pair({21, 0.5});
    return out.first == 42 && out.second == 1.5;
  });
}
TEST(FirstCall, PassesAndReturnsLargeStructs) {
  first_call([] {
    const auto out = call_large({{1, 2, 3, 4, 5, 6}}, 7);
    return out.numbers[0] == 7 && out.numbers[5] == 42;
  });
}
TEST(FirstCall, KeepsTheStackAligned) {
  first_call([] { return call_aligned() == 8.0; });
}
TEST(FirstCall, MayComeFromManyThreadsAtOnce) {
  first_call([] {
    std::vector<std::int64_t> seen(64);
    std::vector<std::thread> threads;
    for (auto& place : seen) threads.emplace_back([&place] { place = call_count(); });
    for (auto& thread : threads) thread.join();
    return std::set<std::int64_t>(seen.begin(), seen.end()).size() == seen.size();
  });
}

TEST(Require, LoadsAndBindsEverything) {
  pytk::lazy::require("sample");
  if (Library* sample = find("sample")) {
    EXPECT_TRUE(sample->loaded);
    EXPECT_EQ(sample->symbols.size(), 9u);
  }
  EXPECT_EQ(call_add(1, 2), 3);
  EXPECT_EQ(pytk::lazy::try_load("sample"), "");
}

// The promise of RELRO: after binding nobody can bend a slot.
TEST(Require, LeavesTheSlotsReadOnly) {
  Library* sample = find("sample");
  if (sample == nullptr) GTEST_SKIP() << "linked directly in this build";
  pytk::lazy::require("sample");
  const auto place = reinterpret_cast<std::uintptr_t>(sample->slots);
  std::ifstream maps("/proc/self/maps");
  std::string line;
  bool found = false;
  while (std::getline(maps, line)) {
    std::istringstream fields(line);
    std::uintptr_t from = 0;
    std::uintptr_t to = 0;
    char dash = 0;
    std::string rights;
    fields >> std::hex >> from >> dash >> to >> rights;
    if (place < from || place >= to) continue;
    found = true;
    EXPECT_EQ(rights, "r--p");
    EXPECT_LE(place + sample->slot_bytes, to);
  }
  EXPECT_TRUE(found);
}

TEST(Require, NamesThePackageOfAMissingLibrary) {
  try {
    pytk::lazy::require("absent");
    FAIL() << "loaded a library that is not there";
  } catch (const pytk::Error& error) {
    EXPECT_EQ(error.fault(), pytk::Fault::missing);
    EXPECT_EQ(error.what_happened(), "this command needs libabsent9: apt install libabsent9");
    EXPECT_THAT(error.hint(), HasSubstr("libpytk-absent.so.9"));
  }
}

TEST(Require, RefusesANameNobodyDeclared) {
  EXPECT_THROW(pytk::lazy::require("sampel"), pytk::Error);
}

TEST(TryLoad, SaysWhyWithoutThrowing) {
  EXPECT_THAT(pytk::lazy::try_load("absent"), HasSubstr("libpytk-absent.so.9"));
  EXPECT_FALSE(find("absent")->loaded);
}

TEST(FirstCall, OfAMissingLibraryEndsWithCodeSix) {
  EXPECT_EXIT(call_absent(), testing::ExitedWithCode(6), "needs libabsent9");
}

}  // namespace
