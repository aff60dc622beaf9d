// default_rng(seed).normal(0, 1, 10) and the like: generators, and their methods.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <numeric>

#include <pytk/array/eval.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/text.hpp>

#include "calls.hpp"
#include "random.hpp"
#include "syntax.hpp"
#include "ufunc.hpp"

namespace pytk::array {
namespace {

std::vector<std::uint32_t> seed_words(const Args& args) {
  if (!args.has("seed")) return entropy_words(secure_seed());
  const auto& seed = args.value("seed");
  const auto words_of = [](const Value& v) {
    const auto* big = v.as<Integer>();
    const Integer value = big != nullptr ? *big : Integer{to_int(v, "seed")};
    if (value < 0) throw fail(Fault::data, "a seed must not be negative");
    return entropy_words(static_cast<unsigned __int128>(value));
  };
  std::vector<std::uint32_t> words;
  if (const auto* list = seed.as<Sequence>()) {
    for (const auto& item : list->items) {
      const auto more = words_of(item);
      words.insert(words.end(), more.begin(), more.end());
    }
    return words;
  }
  return words_of(seed);
}
Value generator(const Args& args) {
  const SeedSequence seed(seed_words(args));
  const auto& name = args.function();
  const auto short_name = name.substr(name.rfind('.') == std::string::npos ? 0 : name.rfind('.') + 1);
  if (short_name == "MT19937") return std::make_shared<Stream>(Mt19937(seed), false, short_name);
  if (short_name == "Philox") return std::make_shared<Stream>(Philox(seed), false, short_name);
  if (short_name == "SFC64") return std::make_shared<Stream>(Sfc64(seed), false, short_name);
  return std::make_shared<Stream>(Pcg64(seed), false, short_name);
}
Value wrap(const Args& args) {
  if (const auto* stream = args.value("bit_generator").as<std::shared_ptr<Stream>>()) return std::make_shared<Stream>(**stream);
  throw fail(Fault::usage, "Generator() needs a bit generator, such as PCG64(1)");
}
Value random_state(const Args& args) {
  if (!args.has("seed")) return std::make_shared<Stream>(Mt19937(static_cast<std::uint32_t>(secure_seed())), true, "RandomState");
  if (const auto* list = args.value("seed").as<Sequence>()) {
    std::vector<std::uint32_t> key;
    for (const auto& item : list->items) key.push_back(static_cast<std::uint32_t>(to_int(item, "seed")));
    if (key.empty()) throw fail(Fault::data, "a seed must not be empty");
    return std::make_shared<Stream>(Mt19937(key), true, "RandomState");
  }
  const auto seed = args.integer("seed");
  if (seed < 0 || seed > 0xFFFFFFFFLL) throw fail(Fault::data, "a RandomState's seed must be between 0 and 2**32 - 1");
  return std::make_shared<Stream>(Mt19937(static_cast<std::uint32_t>(seed)), true, "RandomState");
}

// The shape of `size`, or of the parameters broadcast together.
Shape size_of(const Args& args, std::initializer_list<const Array*> parameters = {}) {
  Shape shape;
  for (const auto* p : parameters) shape = broadcast_shapes(shape, p->shape());
  if (!args.has("size")) return shape;
  Shape wanted;
  for (const auto n : to_ints(args.value("size"), "size")) wanted.push_back(n);
  return wanted;
}
Value drawn(const Args& args, const std::function<double()>& draw) {
  const Array a = Array::empty(Kind::float64, size_of(args));
  for (std::int64_t i = 0; i < a.size(); ++i) a.set(i, draw());
  if (!args.has("size")) return a.get<double>(0);
  return Value::from(a, false);
}

using Method = Value (*)(Stream&, const Args&);

Value draw_with(const Args& args, std::string_view first, std::string_view second, double otherwise1, double otherwise2, const std::function<double(double, double)>& draw) {
  const auto parameter = [&](std::string_view name, double otherwise) {
    if (name.empty()) return Array::scalar(0.0);
    return args.has(name) ? args.array(name).cast(Kind::float64) : Array::scalar(otherwise);
  };
  const Array p = parameter(first, otherwise1), q = parameter(second, otherwise2);
  const Shape shape = size_of(args, {&p, &q});
  const Array x = p.broadcast_to(shape).contiguous(), y = q.broadcast_to(shape).contiguous();
  const Array a = Array::empty(Kind::float64, shape);
  for (std::int64_t i = 0; i < a.size(); ++i) a.set(i, draw(x.get<double>(i), y.get<double>(i)));
  if (shape.empty() && !args.has("size")) return a.get<double>(0);
  return Value::from(a, false);
}
void need(bool good, const Args& args, std::string_view what) {
  if (!good) throw fail(Fault::data, "{}(): {}", args.function(), what);
}

Value random(Stream& s, const Args& args) {
  if (args.dtype() && args.dtype()->kind == Kind::float32) {
    const Array a = Array::empty(Kind::float32, size_of(args));
    for (std::int64_t i = 0; i < a.size(); ++i) a.set(i, s.real32());
    return Value::from(a);
  }
  return drawn(args, [&s] { return s.real(); });
}
Value rand(Stream& s, const Args& args) {
  Shape shape;
  for (const auto& n : args.rest()) shape.push_back(to_int(n, "size"));
  const Array a = Array::empty(Kind::float64, shape);
  const bool normal = args.function() == "randn";
  for (std::int64_t i = 0; i < a.size(); ++i) a.set(i, normal ? s.normal() : s.real());
  if (shape.empty()) return a.get<double>(0);
  return Value::from(a, false);
}
Value standard_normal(Stream& s, const Args& args) { return drawn(args, [&s] { return s.normal(); }); }
Value normal(Stream& s, const Args& args) {
  return draw_with(args, "loc", "scale", 0, 1, [&](double loc, double scale) {
    need(scale >= 0, args, "scale < 0");
    return loc + scale * s.normal();
  });
}
Value lognormal(Stream& s, const Args& args) {
  return draw_with(args, "mean", "sigma", 0, 1, [&](double mean, double sigma) { return std::exp(mean + sigma * s.normal()); });
}
Value uniform(Stream& s, const Args& args) {
  return draw_with(args, "low", "high", 0, 1, [&](double low, double high) {
    need(std::isfinite(high - low), args, "the range exceeds valid bounds");
    return low + (high - low) * s.real();
  });
}
Value exponential(Stream& s, const Args& args) {
  return draw_with(args, "scale", "", 1, 0, [&](double scale, double) {
    need(scale >= 0, args, "scale < 0");
    return scale * s.exponential();
  });
}
Value standard_exponential(Stream& s, const Args& args) { return drawn(args, [&s] { return s.exponential(); }); }
Value gamma(Stream& s, const Args& args) {
  return draw_with(args, "shape", "scale", 1, 1, [&](double shape, double scale) {
    need(shape >= 0 && scale >= 0, args, "shape and scale must not be negative");
    return scale * s.gamma(shape);
  });
}
Value chisquare(Stream& s, const Args& args) {
  return draw_with(args, "df", "", 1, 0, [&](double df, double) {
    need(df > 0, args, "df <= 0");
    return 2.0 * s.gamma(df / 2.0);
  });
}
Value standard_cauchy(Stream& s, const Args& args) {
  return drawn(args, [&s] {
    const double a = s.normal();
    return a / s.normal();
  });
}
Value standard_t(Stream& s, const Args& args) {
  return draw_with(args, "df", "", 1, 0, [&](double df, double) {
    need(df > 0, args, "df <= 0");
    const double n = s.normal();
    const double g = s.gamma(df / 2);
    return std::sqrt(df / 2) * n / std::sqrt(g);
  });
}
Value laplace(Stream& s, const Args& args) {
  return draw_with(args, "loc", "scale", 0, 1, [&s](double loc, double scale) {
    for (;;) {
      const double u = s.real();
      if (u >= 0.5) return loc - scale * std::log(2.0 - u - u);
      if (u > 0.0) return loc + scale * std::log(u + u);
    }
  });
}
Value logistic(Stream& s, const Args& args) {
  return draw_with(args, "loc", "scale", 0, 1, [&s](double loc, double scale) {
    double u = s.real();
    while (u <= 0.0) u = s.real();
    return loc + scale * std::log(u / (1.0 - u));
  });
}
Value gumbel(Stream& s, const Args& args) {
  return draw_with(args, "loc", "scale", 0, 1, [&s](double loc, double scale) {
    double u = 1.0 - s.real();
    while (u >= 1.0) u = 1.0 - s.real();
    return loc - scale * std::log(-std::log(u));
  });
}
Value rayleigh(Stream& s, const Args& args) {
  return draw_with(args, "scale", "", 1, 0, [&s](double scale, double) {
    return s.legacy() ? scale * std::sqrt(-2.0 * std::log(1.0 - s.real())) : scale * std::sqrt(2.0 * s.exponential());
  });
}
Value weibull(Stream& s, const Args& args) {
  return draw_with(args, "a", "", 1, 0, [&s](double a, double) { return a == 0.0 ? 0.0 : std::pow(s.exponential(), 1. / a); });
}
Value pareto(Stream& s, const Args& args) {
  return draw_with(args, "a", "", 1, 0, [&s](double a, double) { return s.legacy() ? std::exp(s.exponential() / a) - 1 : std::expm1(s.exponential() / a); });
}
Value triangular(Stream& s, const Args& args) {
  const double left = args.real("left"), mode = args.real("mode"), right = args.real("right");
  need(left <= mode && mode <= right && left < right, args, "left <= mode <= right is needed");
  return drawn(args, [&, base = right - left, from_left = mode - left, from_right = right - mode] {
    const double ratio = from_left / base;
    const double u = s.real();
    return u <= ratio ? left + std::sqrt(u * (from_left * base)) : right - std::sqrt((1.0 - u) * (from_right * base));
  });
}

Value whole_numbers(const Args& args, const Array& p, const Array& q, const std::function<std::int64_t(double, double)>& draw) {
  const Shape shape = size_of(args, {&p, &q});
  const Array x = p.broadcast_to(shape).contiguous(), y = q.broadcast_to(shape).contiguous();
  const Array a = Array::empty(Kind::int64, shape);
  for (std::int64_t i = 0; i < a.size(); ++i) a.set(i, draw(x.get<double>(i), y.get<double>(i)));
  if (shape.empty() && !args.has("size")) return Integer{a.get<std::int64_t>(0)};
  return Value::from(a, false);
}
Value poisson(Stream& s, const Args& args) {
  const Array mean = args.has("lam") ? args.array("lam").cast(Kind::float64) : Array::scalar(1.0);
  return whole_numbers(args, mean, Array::scalar(0.0), [&](double lam, double) {
    need(lam >= 0 && lam < 9.2e18, args, "lam < 0, or too large");
    return s.poisson(lam);
  });
}
Value binomial(Stream& s, const Args& args) {
  return whole_numbers(args, args.array("n").cast(Kind::float64), args.array("p").cast(Kind::float64), [&](double n, double p) {
    need(n >= 0 && n < 9e15 && p >= 0 && p <= 1, args, "n < 0, or p outside 0 to 1");
    return s.binomial(static_cast<std::int64_t>(n), p);
  });
}
Value geometric(Stream& s, const Args& args) {
  return whole_numbers(args, args.array("p").cast(Kind::float64), Array::scalar(0.0), [&](double p, double) {
    need(p > 0 && p <= 1, args, "p <= 0, p > 1 or p contains NaNs");
    return s.geometric(p);
  });
}

// One draw of a narrow type takes a piece of a 32-bit word; what is left of the word is for the next draws of this call.
template <class T>
struct Pieces {
  std::uint32_t word = 0;
  unsigned left = 0;
  T next(Stream& s) {
    if (left == 0) {
      word = s.next32();
      left = 4 / sizeof(T) - 1;
    } else {
      word >>= 8 * sizeof(T);
      --left;
    }
    return static_cast<T>(word);
  }
  T bounded(Stream& s, T range) {
    if (range == 0) return 0;
    constexpr auto most = std::numeric_limits<T>::max();
    if (range == most) return next(s);
    if (s.legacy()) {
      auto mask = static_cast<std::uint32_t>(range);
      for (unsigned by = 1; by < 16; by *= 2) mask |= mask >> by;
      T value = 0;
      do value = static_cast<T>(next(s) & mask);
      while (value > range);
      return value;
    }
    const std::uint32_t exclusive = static_cast<std::uint32_t>(range) + 1;
    std::uint32_t product = next(s) * exclusive;
    if (static_cast<T>(product) < exclusive) {
      const auto threshold = static_cast<T>(static_cast<std::uint32_t>(most - range) % exclusive);
      while (static_cast<T>(product) < threshold) product = next(s) * exclusive;
    }
    return static_cast<T>(product >> (8 * sizeof(T)));
  }
};

Value integers(Stream& s, const Args& args) {
  const bool two = args.has("high");
  const auto big = [&](std::string_view name) {
    const auto* i = args.value(name).as<Integer>();
    return i != nullptr ? *i : Integer{args.integer(name)};
  };
  const Integer low = two ? big("low") : 0;
  const Integer high = (two ? big("high") : big("low")) - (args.flag("endpoint") ? 0 : 1);
  const DType dtype = args.dtype().value_or(Kind::int64);
  if (!is_integer(dtype.kind) && !is_bool(dtype.kind)) throw fail(Fault::data, "unsupported dtype {} for integers", dtype_name(dtype));
  const unsigned bits = is_bool(dtype.kind) ? 1 : static_cast<unsigned>(dtype.size * 8);
  const Integer top = is_signed(dtype.kind) ? (Integer{1} << (bits - 1)) - 1 : (Integer{1} << bits) - 1;
  const Integer bottom = is_signed(dtype.kind) ? -top - 1 : 0;
  need(low >= bottom, args, "low is out of bounds for " + dtype_name(dtype));
  need(high <= top, args, "high is out of bounds for " + dtype_name(dtype));
  need(low <= high, args, "low >= high");
  const auto range = static_cast<std::uint64_t>(high - low);
  const auto offset = static_cast<std::uint64_t>(low);
  const Array a = Array::empty(dtype, size_of(args));
  Pieces<std::uint8_t> bytes;
  Pieces<std::uint16_t> words;
  std::uint32_t flags = 0;
  unsigned flags_left = 0;
  for (std::int64_t i = 0; i < a.size(); ++i) switch (dtype.size) {
      case 1:
        if (is_bool(dtype.kind)) {
          if (range == 0) {
            a.set(i, offset != 0);
            break;
          }
          if (flags_left == 0) {
            flags = s.next32();
            flags_left = 31;
          } else {
            flags >>= 1U;
            --flags_left;
          }
          a.set(i, (flags & 1U) != 0);
          break;
        }
        a.set(i, static_cast<std::uint8_t>(offset + bytes.bounded(s, static_cast<std::uint8_t>(range))));
        break;
      case 2: a.set(i, static_cast<std::uint16_t>(offset + words.bounded(s, static_cast<std::uint16_t>(range)))); break;
      case 4: a.set(i, static_cast<std::uint32_t>(offset + s.bounded(range))); break;
      default: a.set(i, offset + s.bounded(range)); break;
    }
  if (!args.has("size")) return Value::from(a, true);
  return Value::from(a, false);
}

void shuffle_rows(Stream& s, std::vector<std::int64_t>& index) {
  for (auto i = index.size(); i-- > 1;) std::swap(index[i], index[s.interval(i)]);
}
Value permutation(Stream& s, const Args& args) {
  const Array x = args.array("x");
  const bool count = x.dimensions() == 0;
  const auto n = count ? args.integer("x") : x.shape()[0];
  need(n >= 0, args, "the count must not be negative");
  (void)Array::empty(Kind::int64, {n});  // refuses what does not fit
  std::vector<std::int64_t> index(static_cast<std::size_t>(n));
  std::iota(index.begin(), index.end(), std::int64_t{0});
  shuffle_rows(s, index);
  const Value order = Value::from(Array::of<std::int64_t>(index), false);
  return count ? order : get_item(Value::from(x, false), order);
}
// Each weight's share of the whole, added up.
std::vector<double> cumulated(const std::vector<double>& weights) {
  std::vector<double> cdf(weights.size());
  std::partial_sum(weights.begin(), weights.end(), cdf.begin());
  const double last = cdf.back();
  for (auto& c : cdf) c /= last;
  return cdf;
}
std::int64_t place_in(const std::vector<double>& cdf, double draw) {
  return std::upper_bound(cdf.begin(), cdf.end(), draw) - cdf.begin();
}
std::vector<double> weights_of(const Args& args, std::int64_t n) {
  const Array p = args.array("p").cast(Kind::float64).contiguous();
  need(p.size() == n, args, "a and p must have same size");
  double sum = 0, lost = 0;  // Kahan: only to check that it is 1
  for (std::int64_t i = 0; i < n; ++i) {
    need(p.get<double>(i) >= 0, args, "probabilities are not non-negative");
    const double y = p.get<double>(i) - lost, t = sum + y;
    lost = t - sum - y;
    sum = t;
  }
  need(std::fabs(sum - 1.0) <= std::max(1e-8, std::sqrt(2.220446049250313e-16)), args, "probabilities do not sum to 1");
  return {p.as<double>(), p.as<double>() + n};
}
// Draws as many as are missing, keeps the first of each, and goes on without those.
std::vector<std::int64_t> choose_weighted(Stream& s, const Args& args, std::vector<double> weights, std::int64_t size) {
  const auto usable = std::count_if(weights.begin(), weights.end(), [](double w) { return w > 0; });
  need(static_cast<std::int64_t>(usable) >= size, args, "fewer non-zero entries in p than size");
  std::vector<std::int64_t> found;
  while (static_cast<std::int64_t>(found.size()) < size) {
    std::vector<double> draws(static_cast<std::size_t>(size) - found.size());
    for (auto& d : draws) d = s.real();
    for (const auto i : found) weights[static_cast<std::size_t>(i)] = 0;
    const auto cdf = cumulated(weights);
    std::vector<std::int64_t> fresh;
    for (const auto d : draws) {
      const auto i = place_in(cdf, d);
      if (std::find(fresh.begin(), fresh.end(), i) == fresh.end()) fresh.push_back(i);
    }
    found.insert(found.end(), fresh.begin(), fresh.end());
  }
  return found;
}
std::vector<std::int64_t> choose_few(Stream& s, std::int64_t n, std::int64_t size) {  // Floyd: a set of exactly `size`
  std::vector<std::int64_t> sorted, index(static_cast<std::size_t>(size));
  for (std::int64_t k = 0; k < size; ++k) {
    const auto j = n - size + k;
    auto v = static_cast<std::int64_t>(s.bounded(static_cast<std::uint64_t>(j)));
    auto place = std::lower_bound(sorted.begin(), sorted.end(), v);
    if (place != sorted.end() && *place == v) {
      v = j;
      place = sorted.end();
    }
    sorted.insert(place, v);
    index[static_cast<std::size_t>(k)] = v;
  }
  return index;
}
std::vector<std::int64_t> choose_distinct(Stream& s, const Args& args, std::int64_t n, std::int64_t size) {
  need(size <= n, args, "cannot take a larger sample than population when replace is False");
  const bool shuffle = s.legacy() || args.flag("shuffle", true);
  const bool many = n > 10000 && size > n / (shuffle ? 50 : 20);
  if (!s.legacy() && !many) {
    auto index = choose_few(s, n, size);
    if (!shuffle) return index;
    for (auto i = size - 1; i > 0; --i)
      std::swap(index[static_cast<std::size_t>(i)], index[s.bounded(static_cast<std::uint64_t>(i))]);
    return index;
  }
  (void)Array::empty(Kind::int64, {n});
  std::vector<std::int64_t> all(static_cast<std::size_t>(n));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  if (s.legacy()) {
    shuffle_rows(s, all);
    return {all.begin(), all.begin() + size};
  }
  for (auto i = n - 1; i >= std::max<std::int64_t>(n - size, 1); --i)
    std::swap(all[static_cast<std::size_t>(i)], all[s.bounded(static_cast<std::uint64_t>(i))]);
  return {all.end() - size, all.end()};
}
Value choice(Stream& s, const Args& args) {
  const Array a = args.array("a");
  const bool count = a.dimensions() == 0;
  const auto n = count ? args.integer("a") : a.shape()[0];
  const Shape shape = size_of(args);
  const auto size = element_count(shape);
  need(n > 0 || size == 0, args, "a must be greater than 0 unless no samples are taken");
  const bool replace = args.flag("replace", true);
  std::vector<std::int64_t> index(static_cast<std::size_t>(Array::empty(Kind::int64, shape).size()));
  if (args.has("p")) {
    auto weights = weights_of(args, n);
    if (replace) {
      const auto cdf = cumulated(weights);
      for (auto& i : index) i = place_in(cdf, s.real());
    } else index = choose_weighted(s, args, std::move(weights), size);
  } else if (replace) {
    for (auto& i : index) i = static_cast<std::int64_t>(s.bounded(static_cast<std::uint64_t>(n - 1)));
  } else index = choose_distinct(s, args, n, size);
  const Array order = Array::of<std::int64_t>(index).reshaped(shape);
  if (count) return Value::from(order, !args.has("size"));
  return get_item(Value::from(a, false), Value::from(order, !args.has("size")));
}
Value bytes(Stream& s, const Args& args) {
  const auto n = args.integer("length");
  need(n >= 0, args, "the length must not be negative");
  (void)Array::empty(Kind::uint8, {n});
  std::string out;
  while (static_cast<std::int64_t>(out.size()) < n) {
    auto word = s.next32();
    for (int k = 0; k < 4; ++k, word >>= 8U) out += static_cast<char>(word & 0xFFU);
  }
  out.resize(static_cast<std::size_t>(n));
  return Text{out, true};
}
Value random_raw(Stream& s, const Args& args) {
  const Array a = Array::empty(Kind::uint64, size_of(args));
  for (std::int64_t i = 0; i < a.size(); ++i) a.set(i, s.raw());
  if (!args.has("size")) return Integer{a.get<std::uint64_t>(0)};
  return Value::from(a, false);
}

struct Entry {
  std::string_view name, parameters;
  Method run;
  enum { both, generator_only, legacy_only } where = both;
};
constexpr Entry methods[] = {
    {"random", "size=, dtype=", random}, {"random_sample", "size=", random, Entry::legacy_only}, {"rand", "*d", rand, Entry::legacy_only},
    {"randn", "*d", rand, Entry::legacy_only}, {"standard_normal", "size=", standard_normal}, {"normal", "loc=, scale=, size=", normal},
    {"lognormal", "mean=, sigma=, size=", lognormal}, {"uniform", "low=, high=, size=", uniform}, {"exponential", "scale=, size=", exponential},
    {"standard_exponential", "size=", standard_exponential}, {"standard_gamma", "shape, size=", gamma, Entry::generator_only},
    {"gamma", "shape, scale=, size=", gamma, Entry::generator_only}, {"chisquare", "df, size=", chisquare, Entry::generator_only},
    {"standard_t", "df, size=", standard_t, Entry::generator_only}, {"standard_cauchy", "size=", standard_cauchy}, {"laplace", "loc=, scale=, size=", laplace},
    {"logistic", "loc=, scale=, size=", logistic}, {"gumbel", "loc=, scale=, size=", gumbel}, {"rayleigh", "scale=, size=", rayleigh},
    {"weibull", "a, size=", weibull}, {"pareto", "a, size=", pareto}, {"triangular", "left, mode, right, size=", triangular},
    {"poisson", "lam=, size=", poisson}, {"binomial", "n, p, size=", binomial}, {"geometric", "p, size=", geometric},
    {"integers", "low, high=, size=, dtype=, endpoint=", integers, Entry::generator_only}, {"randint", "low, high=, size=, dtype=", integers, Entry::legacy_only},
    {"permutation", "x", permutation}, {"choice", "a, size=, replace=, p=, shuffle=", choice}, {"bytes", "length", bytes}, {"random_raw", "size=", random_raw},
};

constexpr Function table[] = {
    {"default_rng", "seed=", generator}, {"random.default_rng", "seed=", generator}, {"PCG64", "seed=", generator}, {"random.PCG64", "seed=", generator},
    {"MT19937", "seed=", generator}, {"random.MT19937", "seed=", generator}, {"Philox", "seed=", generator}, {"random.Philox", "seed=", generator},
    {"SFC64", "seed=", generator}, {"random.SFC64", "seed=", generator}, {"Generator", "bit_generator", wrap}, {"random.Generator", "bit_generator", wrap},
    {"RandomState", "seed=", random_state}, {"random.RandomState", "seed=", random_state},
};

}  // namespace

std::span<const Function> random_functions() noexcept { return table; }

std::vector<std::string> stream_methods() {
  std::vector<std::string> names;
  for (const auto& entry : methods) names.emplace_back(entry.name);
  return names;
}

Value call_stream(const std::shared_ptr<Stream>& stream, Call call) {
  for (const auto& entry : methods) {
    if (entry.name != call.name) continue;
    if ((entry.where == Entry::legacy_only && !stream->legacy()) || (entry.where == Entry::generator_only && stream->legacy())) break;
    const Args args(std::move(call), entry.parameters);
    return entry.run(*stream, args);
  }
  const auto names = stream_methods();
  throw fail(Fault::usage, "{} has no method '{}'", stream->legacy() ? "RandomState" : "a random generator", call.name).hint(did_you_mean(call.name, names));
}

Result run_random(std::string_view call, std::uint64_t seed, bool legacy) {
  Evaluator evaluator;
  std::string text = (legacy ? "RandomState(" : "default_rng(") + std::to_string(seed) + ").";
  const auto parsed = parse_expression(call);
  if (parsed.size() != 1 || parsed[0]->form != Form::call || parsed[0]->children[0]->form != Form::name)
    throw fail(Fault::usage, "'{}' is not a call such as 'standard_normal(10)'", fit(escape_controls(call), 60)).hint("the methods are: " + join(stream_methods(), ", "));
  return evaluator.run(text + std::string(call));
}

}  // namespace pytk::array
