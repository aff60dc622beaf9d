#include "select.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstring>
#include <mutex>

#include "parallel_parts.hpp"

namespace pytk::array {
namespace {

constexpr std::int64_t few = 1 << 18;        // as many are copied and partitioned, all of them or what is left of them
constexpr std::int64_t part = 1 << 20;
constexpr unsigned digit = 16;               // bits that one pass tells apart
constexpr std::size_t digits = 1U << digit;

// A double as an unsigned number of the same order.
std::uint64_t key_of(double v) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(v);
  return bits ^ ((bits >> 63U) != 0 ? ~std::uint64_t{0} : std::uint64_t{1} << 63U);
}
double value_of(std::uint64_t key) noexcept {
  return std::bit_cast<double>(key ^ ((key >> 63U) != 0 ? std::uint64_t{1} << 63U : ~std::uint64_t{0}));
}

/// One rank on its way: all candidates begin with the same `level` * 16 bits.
struct Search {
  std::int64_t rank = 0, count = 0;
  std::uint64_t prefix = 0;
  unsigned level = 0;
};

Selection select_few(std::span<const double> values, std::span<const std::int64_t> ranks) {
  Selection result;
  std::vector<double> copy(values.begin(), values.end());
  for (const double v : copy) result.has_nan = result.has_nan || v != v;
  if (result.has_nan) return result;
  std::vector<std::int64_t> sorted(ranks.begin(), ranks.end());
  std::sort(sorted.begin(), sorted.end());
  auto from = copy.begin();
  for (const auto rank : sorted) {
    const auto at = copy.begin() + rank;
    if (at < from) continue;
    std::nth_element(from, at, copy.end());
    from = at + 1;
  }
  for (const auto rank : ranks) result.values.push_back(copy[static_cast<std::size_t>(rank)]);
  return result;
}

/// How often each next digit follows each of the prefixes (all of one level, sorted).
class Counting {
 public:
  Counting(std::span<const double> values, std::vector<std::uint64_t> prefixes, unsigned level)
      : prefixes_(std::move(prefixes)), shift_(64 - digit * (level + 1)), counts_(prefixes_.size() * digits, 0) {
    const auto workers = worker_count();
    const auto share = (static_cast<std::int64_t>(values.size()) + workers - 1) / workers;
    in_parallel(workers, [&](std::int64_t w) {
      const auto begin = std::min<std::int64_t>(w * share, static_cast<std::int64_t>(values.size()));
      const auto end = std::min<std::int64_t>(begin + share, static_cast<std::int64_t>(values.size()));
      count(values.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)), level == 0);
    });
  }
  [[nodiscard]] bool has_nan() const { return has_nan_; }
  /// Goes one digit deeper.
  void advance(Search& search) const {
    const auto which = static_cast<std::size_t>(std::lower_bound(prefixes_.begin(), prefixes_.end(), search.prefix) - prefixes_.begin());
    const auto* counts = counts_.data() + which * digits;
    std::size_t d = 0;
    for (; search.rank >= counts[d]; ++d) search.rank -= counts[d];
    search.count = counts[d];
    search.prefix = search.prefix << digit | d;
    ++search.level;
  }

 private:
  void count(std::span<const double> values, bool first) {
    std::vector<std::uint32_t> mine(counts_.size(), 0);
    bool nan = false;
    if (first) {
      for (const double v : values) {
        nan |= v != v;
        ++mine[key_of(v) >> shift_];
      }
    } else {
      for (const double v : values) {
        const auto key = key_of(v) >> shift_;
        const auto at = std::lower_bound(prefixes_.begin(), prefixes_.end(), key >> digit);
        if (at != prefixes_.end() && *at == key >> digit) ++mine[static_cast<std::size_t>(at - prefixes_.begin()) * digits + (key & (digits - 1))];
      }
    }
    const std::lock_guard lock(mutex_);
    has_nan_ = has_nan_ || nan;
    for (std::size_t i = 0; i < mine.size(); ++i) counts_[i] += mine[i];
  }
  std::vector<std::uint64_t> prefixes_;
  unsigned shift_;
  std::vector<std::int64_t> counts_;
  bool has_nan_ = false;
  std::mutex mutex_;
};

// All elements that begin with the search's prefix.
std::vector<double> candidates(std::span<const double> values, const Search& search) {
  const unsigned shift = 64 - digit * search.level;
  const double low = value_of(search.prefix << shift), high = value_of(search.prefix << shift | ((std::uint64_t{1} << shift) - 1));
  std::vector<double> all;
  all.reserve(static_cast<std::size_t>(search.count));
  std::mutex mutex;
  in_parts(static_cast<std::int64_t>(values.size()), part, [&](std::int64_t begin, std::int64_t end) {
    std::vector<double> mine;
    for (auto i = begin; i < end; ++i) {
      const double v = values[static_cast<std::size_t>(i)];
      if (v >= low && v <= high && key_of(v) >> shift == search.prefix) mine.push_back(v);
    }
    const std::lock_guard lock(mutex);
    all.insert(all.end(), mine.begin(), mine.end());
  });
  return all;
}

}  // namespace

Selection select_ranks(std::span<const double> values, std::span<const std::int64_t> ranks) {
  if (static_cast<std::int64_t>(values.size()) <= few || values.size() > 0xFFFFFFFFU) return select_few(values, ranks);
  std::vector<Search> searches;
  for (const auto rank : ranks) searches.push_back({rank, static_cast<std::int64_t>(values.size()), 0, 0});
  Selection result;
  for (unsigned level = 0; level < 64 / digit; ++level) {
    std::vector<std::uint64_t> prefixes;
    for (const auto& s : searches)
      if (s.count > few) prefixes.push_back(s.prefix);
    if (prefixes.empty()) break;
    std::sort(prefixes.begin(), prefixes.end());
    prefixes.erase(std::unique(prefixes.begin(), prefixes.end()), prefixes.end());
    const Counting counting(values, prefixes, level);
    result.has_nan = result.has_nan || counting.has_nan();
    if (result.has_nan) return result;
    for (auto& s : searches)
      if (s.count > few) counting.advance(s);
  }
  // Neighbouring ranks mostly have the same candidates.
  std::vector<double> found;
  const Search* of = nullptr;
  for (const auto& s : searches) {
    if (s.level == 64 / digit) {
      result.values.push_back(value_of(s.prefix));
      continue;
    }
    if (of == nullptr || of->prefix != s.prefix || of->level != s.level) {
      found = candidates(values, s);
      of = &s;
    }
    std::nth_element(found.begin(), found.begin() + s.rank, found.end());
    result.values.push_back(found[static_cast<std::size_t>(s.rank)]);
  }
  return result;
}

}  // namespace pytk::array
