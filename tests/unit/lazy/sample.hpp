// A small C library for the test of lazy loading: every way in which arguments travel.
#pragma once

#include <cstdint>

extern "C" {
struct SamplePair {
  std::int64_t first;
  double second;
};
struct SampleLarge {
  std::int64_t numbers[6];
};

int sample_add(int a, int b);
double sample_doubles(double a, double b, double c, double d, double e, double f, double g, double h, double i);
std::int64_t sample_many(std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t d, std::int64_t e,
                         std::int64_t f, std::int64_t g, std::int64_t h, std::int64_t i);
double sample_mixed(int a, double b, const char* c, float d, std::int64_t e, double f);
/// Integers (kind 'i') and doubles (kind 'd') in the order of `kinds`.
double sample_variadic(const char* kinds, ...);
SamplePair sample_pair(SamplePair in);
SampleLarge sample_large(SampleLarge in, int factor);
/// Uses aligned vector stores: dies where the caller's stack is not aligned.
double sample_aligned(int count);
std::int64_t sample_count(void);

/// Declared, and in no library of this machine.
int absent_function(int value);
}
