// Stands for a module: calls the library's functions by their own names.
#include "caller.hpp"

int call_add(int a, int b) { return sample_add(a, b); }
double call_doubles() { return sample_doubles(1, 2, 3, 4, 5, 6, 7, 8, 9); }
std::int64_t call_many() { return sample_many(1, 2, 3, 4, 5, 6, 7, 8, 9); }
double call_mixed() { return sample_mixed(1, 2.5, "four", 8.25F, 16, 32.125); }
double call_variadic() {
  return sample_variadic("ididdddddddi", 1, 2.0, 3, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12);
}
SamplePair call_pair(SamplePair in) { return sample_pair(in); }
SampleLarge call_large(SampleLarge in, int factor) { return sample_large(in, factor); }
double call_aligned() { return sample_aligned(16); }
std::int64_t call_count() { return sample_count(); }
int call_absent() { return absent_function(1); }
