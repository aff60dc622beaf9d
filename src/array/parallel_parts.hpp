// Threads inside the module: the command lends its pool, parts are always the same, so results do not depend on it.
#pragma once

#include <cstdint>
#include <functional>

namespace pytk::array {

/// work(begin, end) for every `part` elements of [0, count), on the pool if there is one.
void in_parts(std::int64_t count, std::int64_t part, const std::function<void(std::int64_t, std::int64_t)>& work);
/// work(i) for i in [0, count).
void in_parallel(std::int64_t count, const std::function<void(std::int64_t)>& work);
[[nodiscard]] std::int64_t worker_count() noexcept;

}  // namespace pytk::array
