// Names of the functions that fill the tables, one set for each build of the kernels.
#pragma once

#include "linear_kernels.hpp"

#ifdef PYTK_KERNELS_V3
#define PYTK_LINEAR_KERNELS pytk_array_linear_v3
#define PYTK_LINEAR_SYMMETRIC pytk_array_symmetric_v3
#define PYTK_LINEAR_SINGULAR pytk_array_singular_v3
#define PYTK_LINEAR_GENERAL pytk_array_general_v3
#else
#define PYTK_LINEAR_KERNELS pytk_array_linear
#define PYTK_LINEAR_SYMMETRIC pytk_array_symmetric
#define PYTK_LINEAR_SINGULAR pytk_array_singular
#define PYTK_LINEAR_GENERAL pytk_array_general
#endif

namespace pytk::array {

extern "C" {
void pytk_array_linear(LinearKernels* table);
void pytk_array_symmetric(LinearKernels* table);
void pytk_array_singular(LinearKernels* table);
void pytk_array_general(LinearKernels* table);
void pytk_array_linear_v3(LinearKernels* table);
void pytk_array_symmetric_v3(LinearKernels* table);
void pytk_array_singular_v3(LinearKernels* table);
void pytk_array_general_v3(LinearKernels* table);
}

}  // namespace pytk::array
