#include "sample.hpp"
extern "C" int sample_variable;
int read_variable() { return sample_variable; }
