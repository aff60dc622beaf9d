#include "parallel_parts.hpp"

#include <algorithm>
#include <atomic>

#include <pytk/array/array.hpp>
#include <pytk/core/parallel.hpp>

namespace pytk::array {
namespace {

// Borrowed: set before anything is evaluated, as the memory limit is.
std::atomic<Pool*> lent{nullptr};

}  // namespace

void use_pool(Pool* pool) noexcept { lent = pool; }
std::int64_t worker_count() noexcept {
  const auto* pool = lent.load();
  return pool != nullptr ? static_cast<std::int64_t>(pool->size()) : 1;
}

void in_parallel(std::int64_t count, const std::function<void(std::int64_t)>& work) {
  auto* pool = lent.load();
  if (pool == nullptr || count < 2 || pool->size() < 2) {
    for (std::int64_t i = 0; i < count; ++i) work(i);
    return;
  }
  pool->for_each(static_cast<std::size_t>(count), [&](std::size_t i) { work(static_cast<std::int64_t>(i)); });
}

void in_parts(std::int64_t count, std::int64_t part, const std::function<void(std::int64_t, std::int64_t)>& work) {
  in_parallel((count + part - 1) / part, [&](std::int64_t i) { work(i * part, std::min(count, (i + 1) * part)); });
}

}  // namespace pytk::array
