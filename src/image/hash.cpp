// Perceptual hashes, bit for bit as the Python package imagehash makes them.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>

#include <pytk/image/analysis.hpp>
#include <pytk/image/resize.hpp>

namespace pytk::image {

namespace {

constexpr std::array<std::string_view, 4> names = {"ahash", "dhash", "phash", "whash"};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::string to_text(const std::vector<bool>& bits) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  // The number that the bits make, most significant first; a missing bit of the first digit is 0.
  const std::size_t missing = (4 - bits.size() % 4) % 4;
  unsigned digit = 0;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    digit = digit * 2 + (bits[i] ? 1U : 0U);
    if ((i + missing) % 4 == 3) {
      out += digits[digit];
      digit = 0;
    }
  }
  return out;
}

std::vector<bool> larger_than(const std::vector<double>& values, double limit) {
  std::vector<bool> bits(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) bits[i] = values[i] > limit;
  return bits;
}

std::vector<double> numbers(const Picture& picture) { return {picture.samples.begin(), picture.samples.end()}; }

std::vector<bool> average(const Picture& grey, unsigned side) {
  const auto values = numbers(resize(grey, side, side, Filter::lanczos));
  return larger_than(values, std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size()));
}

std::vector<bool> difference(const Picture& grey, unsigned side) {
  const Picture small = resize(grey, side + 1, side, Filter::lanczos);
  std::vector<bool> bits;
  for (unsigned y = 0; y < side; ++y)
    for (unsigned x = 0; x < side; ++x) bits.push_back(small.row(y)[x + 1] > small.row(y)[x]);
  return bits;
}

/// The lowest `side` x `side` coefficients of an unnormalised DCT-II of a picture four times as large.
std::vector<bool> cosine(const Picture& grey, unsigned side) {
  const unsigned n = side * 4;
  const Picture small = resize(grey, n, n, Filter::lanczos);
  std::vector<double> table(static_cast<std::size_t>(side) * n), half(static_cast<std::size_t>(side) * n),
      out(static_cast<std::size_t>(side) * side);
  for (unsigned k = 0; k < side; ++k)
    for (unsigned i = 0; i < n; ++i)
      table[k * n + i] = 2 * std::cos(3.14159265358979323846 * k * (2.0 * i + 1) / (2.0 * n));
  for (unsigned k = 0; k < side; ++k)  // down the columns first
    for (unsigned x = 0; x < n; ++x)
      for (unsigned y = 0; y < n; ++y) half[k * n + x] += table[k * n + y] * small.row(y)[x];
  for (unsigned k = 0; k < side; ++k)
    for (unsigned j = 0; j < side; ++j)
      for (unsigned x = 0; x < n; ++x) out[k * side + j] += half[k * n + x] * table[j * n + x];
  return larger_than(out, median(out));
}

/// Haar wavelet: the low band is the sum of square blocks; taking the overall mean away changes no comparison.
std::vector<bool> wavelet(const Picture& grey, unsigned side) {
  const unsigned scale = std::max(side, std::bit_floor(std::min(grey.width, grey.height)));
  const Picture square = resize(grey, scale, scale, Filter::lanczos);
  const unsigned block = scale / side;
  std::vector<double> sums(static_cast<std::size_t>(side) * side);
  for (unsigned y = 0; y < scale; ++y)
    for (unsigned x = 0; x < scale; ++x) sums[y / block * side + x / block] += square.row(y)[x];
  return larger_than(sums, median(sums));
}

unsigned digit_of(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  throw fail(Fault::data, "a hash has hexadecimal digits only");
}

std::size_t root_of(std::vector<std::size_t>& parent, std::size_t i) {
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

std::vector<std::uint64_t> words_of(std::string_view hash) {
  std::vector<std::uint64_t> words((hash.size() + 15) / 16);
  for (std::size_t i = 0; i < hash.size(); ++i) words[i / 16] = words[i / 16] << 4U | digit_of(hash[i]);
  return words;
}

}  // namespace

std::optional<HashKind> hash_of_name(std::string_view name) noexcept {
  const auto* found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<HashKind>(found - names.begin());
}

std::string perceptual_hash(const Picture& picture, HashKind kind, unsigned side) {
  if (side < 2 || side > 64 || (kind == HashKind::whash && !std::has_single_bit(side)))
    throw fail(Fault::usage, "the side of a hash is 2 to 64{}, not {}",
               kind == HashKind::whash ? " and a power of two" : "", side);
  const Picture grey = to_grey(to_8_bits(picture));
  switch (kind) {
    case HashKind::ahash: return to_text(average(grey, side));
    case HashKind::dhash: return to_text(difference(grey, side));
    case HashKind::phash: return to_text(cosine(grey, side));
    default: return to_text(wavelet(grey, side));
  }
}

unsigned hamming_distance(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) throw fail(Fault::data, "hashes of different lengths cannot be compared");
  unsigned distance = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    distance += static_cast<unsigned>(std::popcount(digit_of(a[i]) ^ digit_of(b[i])));
  return distance;
}

std::vector<Duplicate> duplicates(const std::vector<std::string>& hashes, unsigned most) {
  if (hashes.empty()) return {};
  const std::size_t n = hashes.size(), length = words_of(hashes.front()).size();
  std::vector<std::uint64_t> words;
  for (const auto& hash : hashes) {
    if (hash.size() != hashes.front().size()) throw fail(Fault::data, "hashes of different lengths cannot be compared");
    const auto each = words_of(hash);
    words.insert(words.end(), each.begin(), each.end());
  }
  std::vector<std::size_t> parent(n);
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto distance = [&](std::size_t i, std::size_t j) {
    unsigned bits = 0;
    for (std::size_t k = 0; k < length; ++k)
      bits += static_cast<unsigned>(std::popcount(words[i * length + k] ^ words[j * length + k]));
    return bits;
  };
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j) {
      if (distance(i, j) > most) continue;
      const std::size_t a = root_of(parent, i), b = root_of(parent, j);
      parent[std::max(a, b)] = std::min(a, b);  // the root is the first item
    }
  std::vector<std::size_t> members(n, 0), group(n, 0);
  for (std::size_t i = 0; i < n; ++i) ++members[root_of(parent, i)];
  std::vector<Duplicate> out;
  std::size_t groups = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t root = root_of(parent, i);
    if (members[root] < 2) continue;
    if (root == i) group[i] = ++groups;
    out.push_back({group[root], i, distance(root, i)});
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.group < b.group; });
  return out;
}

}  // namespace pytk::image
