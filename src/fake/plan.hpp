// The rows that a shard of a table holds.
#pragma once

#include "column.hpp"

namespace pytk::fake {

struct Span {
  std::uint64_t first = 0, last = 0;  ///< last is not one of them
};
/// The shard's rows; where shards meet, a multiple of `multiple` rows stands before.
[[nodiscard]] Span span_of(const TablePlan& table, const Shard& shard, std::uint64_t multiple);

}  // namespace pytk::fake
