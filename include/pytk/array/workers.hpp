// Threads that the module's long computations may use. Without a pool everything runs on the caller's thread.
#pragma once

#include <pytk/core/parallel.hpp>

namespace pytk::array {

/// `pool` must outlive its use; nullptr takes it away. Results do not depend on the number of threads.
void set_workers(Pool* pool) noexcept;
[[nodiscard]] Pool* workers() noexcept;

}  // namespace pytk::array
