// The 256-layer tables of NumPy's ziggurats, from data/ziggurat.tsv and, for 32 bits, data/ziggurat32.tsv.
#pragma once

#include <cstdint>

namespace pytk::array {

extern const std::uint64_t ziggurat_ki[256], ziggurat_ke[256];
extern const double ziggurat_wi[256], ziggurat_fi[256], ziggurat_we[256], ziggurat_fe[256];
extern const std::uint64_t ziggurat32_ki[256], ziggurat32_ke[256];
extern const float ziggurat32_wi[256], ziggurat32_fi[256], ziggurat32_we[256], ziggurat32_fe[256];

}  // namespace pytk::array
