// Sorting of plain numbers by vectors (Highway's VQSort), where the processor has AVX2.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pytk::array {

/// False if this processor cannot, and nothing has happened.
bool vector_sort(std::int64_t* keys, std::size_t count) noexcept;
bool vector_sort(std::uint64_t* keys, std::size_t count) noexcept;
bool vector_sort(std::int32_t* keys, std::size_t count) noexcept;
bool vector_sort(std::uint32_t* keys, std::size_t count) noexcept;
bool vector_sort(std::int16_t* keys, std::size_t count) noexcept;
bool vector_sort(std::uint16_t* keys, std::size_t count) noexcept;

}  // namespace pytk::array
