#include "sample.hpp"

#include <atomic>
#include <cstdarg>
#include <cstring>

#define SAMPLE_API extern "C" __attribute__((visibility("default")))

namespace {
std::atomic<std::int64_t> calls{0};
}

SAMPLE_API int sample_add(int a, int b) { return a + b; }

SAMPLE_API double sample_doubles(double a, double b, double c, double d, double e, double f, double g, double h,
                                 double i) {
  return a + 10 * b + 100 * c + 1e3 * d + 1e4 * e + 1e5 * f + 1e6 * g + 1e7 * h + 1e8 * i;
}

SAMPLE_API std::int64_t sample_many(std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t d, std::int64_t e,
                                    std::int64_t f, std::int64_t g, std::int64_t h, std::int64_t i) {
  return a + 10 * b + 100 * c + 1000 * d + 10000 * e + 100000 * f + 1000000 * g + 10000000 * h + 100000000 * i;
}

SAMPLE_API double sample_mixed(int a, double b, const char* c, float d, std::int64_t e, double f) {
  return a + b + static_cast<double>(std::strlen(c)) + static_cast<double>(d) + static_cast<double>(e) + f;
}

SAMPLE_API double sample_variadic(const char* kinds, ...) {
  va_list arguments;
  va_start(arguments, kinds);
  double sum = 0;
  double weight = 1;
  for (; *kinds != '\0'; ++kinds, weight *= 2) {
    sum += weight * (*kinds == 'd' ? va_arg(arguments, double) : static_cast<double>(va_arg(arguments, int)));
  }
  va_end(arguments);
  return sum;
}

SAMPLE_API SamplePair sample_pair(SamplePair in) { return {in.first * 2, in.second * 3}; }

SAMPLE_API SampleLarge sample_large(SampleLarge in, int factor) {
  for (auto& number : in.numbers) number *= factor;
  return in;
}

SAMPLE_API double sample_aligned(int count) {
  alignas(16) volatile double numbers[8] = {};
  if (reinterpret_cast<std::uintptr_t>(numbers) % 16 != 0) return -1;
  for (int i = 0; i < count; ++i) numbers[i % 8] = numbers[i % 8] + 0.5;
  double sum = 0;
  for (int i = 0; i < 8; ++i) sum += numbers[i];
  return sum;
}

SAMPLE_API std::int64_t sample_count(void) { return ++calls; }

/// A variable: such a thing cannot be loaded on first use, and the generator must say so.
SAMPLE_API int sample_variable;
int sample_variable = 7;
