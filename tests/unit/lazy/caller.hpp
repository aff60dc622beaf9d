// One call of each function of the sample library.
#pragma once
#include "sample.hpp"

int call_add(int a, int b);
double call_doubles();
std::int64_t call_many();
double call_mixed();
double call_variadic();
SamplePair call_pair(SamplePair in);
SampleLarge call_large(SampleLarge in, int factor);
double call_aligned();
std::int64_t call_count();
int call_absent();
