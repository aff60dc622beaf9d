// Names of the functions that fill the tables, one set for each build of the kernels.
#pragma once

#include "linear_kernels.hpp"

#ifdef PYTK_KERNELS_V3
#define PYTK_LINEAR_KERNELS pytk_array_linear_v3
#define PYTK_LINEAR_SPECTRA pytk_array_spectra_v3
#else
#define PYTK_LINEAR_KERNELS pytk_array_linear
#define PYTK_LINEAR_SPECTRA pytk_array_spectra
#endif

namespace pytk::array {

extern "C" {
void pytk_array_linear(LinearKernels* table);
void pytk_array_spectra(LinearKernels* table);
void pytk_array_linear_v3(LinearKernels* table);
void pytk_array_spectra_v3(LinearKernels* table);
}

}  // namespace pytk::array
