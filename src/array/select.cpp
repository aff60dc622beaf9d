#include "select.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstring>
#include <mutex>

#include <pytk/core/error.hpp>

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
    const auto which = static_cast<std::size_t>(std::lower_bound(prefixes_.begin(), prefixes_.end(), search.prefix) -
                                                prefixes_.begin());
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
        if (at != prefixes_.end() && *at == key >> digit)
          ++mine[static_cast<std::size_t>(at - prefixes_.begin()) * digits + (key & (digits - 1))];
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

/// What begins with one of the searches' prefixes, in one pass for all of them.
class Gathering {
 public:
  Gathering(std::span<const double> values, std::span<const Search> searches) {
    for (const auto& s : searches)
      if (s.level < 64 / digit && find(s) == nullptr) groups_.push_back({s.prefix, 64 - digit * s.level, {}});
    // By the first digit: which groups an element can belong to.
    for (std::size_t g = 0; g < groups_.size(); ++g)
      known_[(groups_[g].prefix << groups_[g].shift) >> (64 - digit)] = 1;
    if (!groups_.empty())
      in_parts(static_cast<std::int64_t>(values.size()), part, [&](std::int64_t begin, std::int64_t end) {
        take(values.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
      });
  }
  [[nodiscard]] std::vector<double>& of(const Search& search) {
    if (Group* group = find(search)) return group->values;
    throw fail(Fault::internal, "the counts of a selection lost a search");
  }

 private:
  struct Group {
    std::uint64_t prefix;
    unsigned shift;
    std::vector<double> values;
  };
  Group* find(const Search& s) {
    for (auto& group : groups_)
      if (group.prefix == s.prefix && group.shift == 64 - digit * s.level) return &group;
    return nullptr;
  }
  void take(std::span<const double> values) {
    std::vector<double> near(values.size() / 8 + 1);
    std::size_t count = 0;
    const auto sort_out = [&] {
      const std::lock_guard lock(mutex_);
      for (std::size_t i = 0; i < count; ++i)
        for (auto& group : groups_)
          if (key_of(near[i]) >> group.shift == group.prefix) group.values.push_back(near[i]);
      count = 0;
    };
    for (const double v : values) {  // without a branch: what is kept cannot be foreseen
      near[count] = v;
      count += known_[key_of(v) >> (64 - digit)];
      if (count == near.size()) sort_out();
    }
    sort_out();
  }
  std::vector<Group> groups_;
  std::vector<std::uint8_t> known_ = std::vector<std::uint8_t>(digits, 0);
  std::mutex mutex_;
};

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
  Gathering gathering(values, searches);
  for (const auto& s : searches) {
    if (s.level == 64 / digit) {
      result.values.push_back(value_of(s.prefix));
      continue;
    }
    auto& found = gathering.of(s);
    std::nth_element(found.begin(), found.begin() + s.rank, found.end());
    result.values.push_back(found[static_cast<std::size_t>(s.rank)]);
  }
  return result;
}

}  // namespace pytk::array
