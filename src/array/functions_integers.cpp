// rng.integers, randint, bytes and raw words: whole numbers of every width.
#include <limits>

#include <pytk/core/error.hpp>

#include "draws.hpp"

namespace pytk::array {
namespace {

// One draw of a narrow type takes a piece of a 32-bit word; what is left of the word is for the next draws of this
// call.
template <class T>
class Pieces {
 public:
  explicit Pieces(Stream& s) : s_(s) {}
  T bounded(T range) {
    if (range == 0) return 0;
    constexpr auto most = std::numeric_limits<T>::max();
    if (range == most) return next();
    if (s_.legacy()) {
      auto mask = static_cast<std::uint32_t>(range);
      for (unsigned by = 1; by < 16; by *= 2) mask |= mask >> by;
      T value = 0;
      do value = static_cast<T>(next() & mask);
      while (value > range);
      return value;
    }
    const std::uint32_t exclusive = static_cast<std::uint32_t>(range) + 1;
    std::uint32_t product = next() * exclusive;
    if (static_cast<T>(product) < exclusive) {
      const auto threshold = static_cast<T>(static_cast<std::uint32_t>(most - range) % exclusive);
      while (static_cast<T>(product) < threshold) product = next() * exclusive;
    }
    return static_cast<T>(product >> (8 * sizeof(T)));
  }

 private:
  T next() {
    if (left_ == 0) {
      word_ = s_.next32();
      left_ = 4 / sizeof(T) - 1;
    } else {
      word_ >>= 8 * sizeof(T);
      --left_;
    }
    return static_cast<T>(word_);
  }
  Stream& s_;
  std::uint32_t word_ = 0;
  unsigned left_ = 0;
};

/// One whole number of `bytes` bytes and of [low, low + range] a call.
class WholeDraw {
 public:
  WholeDraw(Stream& s, DType dtype) : s_(s), dtype_(dtype), bytes_(s), words_(s) {}
  void operator()(const Array& a, std::int64_t i, std::uint64_t low, std::uint64_t range) {
    switch (dtype_.size) {
      case 1:
        if (is_bool(dtype_.kind)) a.set(i, range == 0 ? low != 0 : flag());
        else a.set(i, static_cast<std::uint8_t>(low + bytes_.bounded(static_cast<std::uint8_t>(range))));
        break;
      case 2: a.set(i, static_cast<std::uint16_t>(low + words_.bounded(static_cast<std::uint16_t>(range)))); break;
      case 4: a.set(i, static_cast<std::uint32_t>(low + s_.bounded(range))); break;
      default: a.set(i, low + s_.bounded(range)); break;
    }
  }

 private:
  bool flag() {
    if (flags_left_ == 0) {
      flags_ = s_.next32();
      flags_left_ = 31;
    } else {
      flags_ >>= 1U;
      --flags_left_;
    }
    return (flags_ & 1U) != 0;
  }
  Stream& s_;
  DType dtype_;
  Pieces<std::uint8_t> bytes_;
  Pieces<std::uint16_t> words_;
  std::uint32_t flags_ = 0;
  unsigned flags_left_ = 0;
};

/// A bound: one number or many, of up to 65 bits.
struct Bounds {
  Shape shape;
  std::vector<Integer> values;
};
Bounds bounds_of(const Args& args, std::string_view name) {
  const auto& v = args.value(name);
  if (const auto* i = v.as<Integer>()) return {{}, {*i}};
  const auto* array = v.as<Array>();
  if ((array == nullptr || array->dimensions() == 0) && v.as<Sequence>() == nullptr)
    return {{}, {Integer{args.integer(name)}}};
  const Array a = args.array(name).contiguous();
  if (!is_integer(a.kind()) && !is_bool(a.kind()))
    throw fail(Fault::data, "{}(): {} must be whole numbers, not {}", args.function(), name, dtype_name(a.dtype()));
  Bounds bounds{a.shape(), {}};
  const Array wide = a.cast(is_unsigned(a.kind()) ? Kind::uint64 : Kind::int64);
  for (std::int64_t i = 0; i < wide.size(); ++i)
    bounds.values.push_back(is_unsigned(a.kind()) ? Integer{wide.get<std::uint64_t>(i)}
                                                  : Integer{wide.get<std::int64_t>(i)});
  return bounds;
}

struct Limits {
  Integer bottom, top;
};
Limits limits_of(DType dtype) {
  const unsigned bits = is_bool(dtype.kind) ? 1 : static_cast<unsigned>(dtype.size * 8);
  const Integer top = is_signed(dtype.kind) ? (Integer{1} << (bits - 1)) - 1 : (Integer{1} << bits) - 1;
  return {is_signed(dtype.kind) ? -top - 1 : 0, top};
}

Value draw_integers(Stream& s, const Args& args, bool endpoint) {
  const bool two = args.has("high");
  const Bounds low = two ? bounds_of(args, "low") : Bounds{{}, {0}};
  const Bounds high = bounds_of(args, two ? "high" : "low");
  const DType dtype = args.dtype().value_or(Kind::int64);
  if (!is_integer(dtype.kind) && !is_bool(dtype.kind))
    throw fail(Fault::data, "unsupported dtype {} for integers", dtype_name(dtype));
  const auto limits = limits_of(dtype);
  const auto check = [&](Integer from, Integer to) {
    need(from >= limits.bottom, args, "low is out of bounds for " + dtype_name(dtype));
    need(to <= limits.top, args, "high is out of bounds for " + dtype_name(dtype));
    need(from <= to, args, endpoint ? "low > high" : "low >= high");
  };
  const Integer less = endpoint ? 0 : 1;
  WholeDraw draw(s, dtype);
  if (low.shape.empty() && high.shape.empty()) {
    const Array a = Array::empty(dtype, size_of(args));
    const Integer from = low.values[0], to = high.values[0] - less;
    if (a.size() > 0) check(from, to);
    const auto range = static_cast<std::uint64_t>(to - from), offset = static_cast<std::uint64_t>(from);
    if (dtype.size == 8) {
      s.bounded_all(a.as<std::uint64_t>(), a.size(), range);
      for (std::int64_t i = 0; i < a.size(); ++i) a.as<std::uint64_t>()[i] += offset;
    } else {
      for (std::int64_t i = 0; i < a.size(); ++i) draw(a, i, offset, range);
    }
    return Value::from(a, !args.has("size"));
  }
  // Every element has its own bounds.
  const auto places = [](const Bounds& b) {
    std::vector<std::int64_t> at(b.values.size());
    for (std::size_t i = 0; i < at.size(); ++i) at[i] = static_cast<std::int64_t>(i);
    return Array::of<std::int64_t>(at).reshaped(b.shape);
  };
  const Array l = places(low), h = places(high);
  const Shape shape = size_of(args, {&l, &h});
  const Array from = l.broadcast_to(shape).contiguous(), to = h.broadcast_to(shape).contiguous();
  const Array a = Array::empty(dtype, shape);
  const auto bound = [](const Bounds& b, const Array& at, std::int64_t i) {
    return b.values[static_cast<std::size_t>(at.get<std::int64_t>(i))];
  };
  for (std::int64_t i = 0; i < a.size(); ++i) check(bound(low, from, i), bound(high, to, i) - less);
  for (std::int64_t i = 0; i < a.size(); ++i) {
    const Integer first = bound(low, from, i);
    draw(a, i, static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(bound(high, to, i) - less - first));
  }
  return Value::from(a, false);
}
Value integers(Stream& s, const Args& args) { return draw_integers(s, args, args.flag("endpoint")); }
Value randint(Stream& s, const Args& args) { return draw_integers(s, args, false); }
Value random_integers(Stream& s, const Args& args) {  // 1 to low, or low to high, both included
  if (args.has("high")) return draw_integers(s, args, true);
  Call call{"randint", {Integer{1}, Integer{args.integer("low")} + 1}, {}};
  if (args.has("size")) call.named.emplace_back("size", args.value("size"));
  return draw_integers(s, Args(std::move(call), "low, high=, size=, dtype="), false);
}

Value rand(Stream& s, const Args& args) {
  Shape shape;
  for (const auto& n : args.rest()) shape.push_back(to_int(n, "size"));
  const Array a = Array::empty(Kind::float64, shape);
  if (args.function() == "randn") s.normals(a.as<double>(), a.size());
  else s.reals(a.as<double>(), a.size());
  if (shape.empty()) return a.get<double>(0);
  return Value::from(a, false);
}
Value tomaxint(Stream& s, const Args& args) {
  const Array a = Array::empty(Kind::int64, size_of(args));
  for (std::int64_t i = 0; i < a.size(); ++i) a.set(i, static_cast<std::int64_t>(s.next64() >> 1U));
  if (!args.has("size")) return Integer{a.get<std::int64_t>(0)};
  return Value::from(a, false);
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
unsigned __int128 steps_of(const Args& args, std::string_view name, Integer otherwise) {
  if (!args.has(name)) return static_cast<unsigned __int128>(otherwise);
  const auto* big = args.value(name).as<Integer>();
  return static_cast<unsigned __int128>(big != nullptr ? *big : Integer{args.integer(name)});
}
[[noreturn]] void cannot_jump(const Stream& s, const Args& args) {
  throw fail(Fault::usage, "{} has no method '{}'", s.name(), args.function())
      .hint("PCG64, PCG64DXSM and Philox have it");
}
Value advance(Stream& s, const Args& args) {
  const auto by = steps_of(args, "delta", 0);
  if (auto* pcg = std::get_if<Pcg64>(&s.bits())) pcg->advance(by);
  else if (auto* dxsm = std::get_if<Pcg64Dxsm>(&s.bits())) dxsm->advance(by);
  else if (auto* philox = std::get_if<Philox>(&s.bits())) philox->advance(by);
  else cannot_jump(s, args);
  return std::make_shared<Stream>(s.bits(), s.legacy(), s.name());
}
Value jumped(Stream& s, const Args& args) {
  auto bits = s.bits();
  for (auto left = steps_of(args, "jumps", 1); left > 0; --left) {
    if (left > 1'000'000) throw fail(Fault::data, "at most a million jumps");
    if (auto* pcg = std::get_if<Pcg64>(&bits)) pcg->jump();
    else if (auto* dxsm = std::get_if<Pcg64Dxsm>(&bits)) dxsm->jump();
    else if (auto* philox = std::get_if<Philox>(&bits)) philox->jump();
    else cannot_jump(s, args);
  }
  return std::make_shared<Stream>(bits, s.legacy(), s.name());
}

constexpr Method methods[] = {
    {"integers", "low, high=, size=, dtype=, endpoint=", integers, Where::generator},
    {"randint", "low, high=, size=, dtype=", randint, Where::legacy},
    {"random_integers", "low, high=, size=", random_integers, Where::legacy},
    {"rand", "*d", rand, Where::legacy},
    {"randn", "*d", rand, Where::legacy},
    {"tomaxint", "size=", tomaxint, Where::legacy},
    {"bytes", "length", bytes},
    {"random_raw", "size=", random_raw},
    {"advance", "delta", advance, Where::generator},
    {"jumped", "jumps=", jumped, Where::generator},
};

}  // namespace

std::span<const Method> integer_methods() noexcept { return methods; }

}  // namespace pytk::array
