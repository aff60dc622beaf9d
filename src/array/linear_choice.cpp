// Which build of the kernels this processor gets, decided at the first use.
#include "linear_tables.hpp"

namespace pytk::array {
namespace {

LinearKernels chosen() noexcept {
  LinearKernels table{};
#ifdef PYTK_HAVE_V3
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")) {
    pytk_array_linear_v3(&table);
    pytk_array_symmetric_v3(&table);
    pytk_array_singular_v3(&table);
    pytk_array_general_v3(&table);
    return table;
  }
#endif
  pytk_array_linear(&table);
  pytk_array_symmetric(&table);
  pytk_array_singular(&table);
  pytk_array_general(&table);
  return table;
}

}  // namespace

const LinearKernels& linear_kernels() noexcept {
  static const LinearKernels table = chosen();
  return table;
}

}  // namespace pytk::array
