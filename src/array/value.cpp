#include "value.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <pytk/array/text_form.hpp>
#include <pytk/core/error.hpp>

#include "text_elements.hpp"

namespace pytk::array {
namespace {

[[noreturn]] void not_a(std::string_view what, std::string_view wanted, const Value& value) {
  throw fail(Fault::usage, "{} must be {}, not {}", what, wanted, kind_of_value(value));
}

constexpr Integer low64 = std::numeric_limits<std::int64_t>::min();
constexpr Integer high64 = std::numeric_limits<std::int64_t>::max();

Array array_of_integer(Integer value) {
  if (value >= low64 && value <= high64) return Array::scalar(static_cast<std::int64_t>(value));
  if (value > high64 && value <= static_cast<Integer>(std::numeric_limits<std::uint64_t>::max()))
    return Array::scalar(static_cast<std::uint64_t>(value));
  throw fail(Fault::data, "the integer {} does not fit 64 bits", show_integer(value));
}

// Nested sequences: the shape of the first path, which all others must have.
Array array_of_sequence(const Sequence& sequence) {
  std::vector<Array> parts;
  bool any_text = false, all_weak = true;
  for (const auto& item : sequence.items) {
    parts.push_back(to_array(item));
    any_text = any_text || !is_number(parts.back().kind());
    all_weak = all_weak && (is_weak(item) || item.as<bool>() != nullptr);
  }
  if (parts.empty()) return Array::empty(Kind::float64, {0});
  DType dtype = parts[0].dtype();
  for (const auto& part : parts) {
    if (part.shape() != parts[0].shape())
      throw fail(Fault::data, "the rows of an array must have the same shape: {} and {}", show_shape(parts[0].shape()),
                 show_shape(part.shape()));
    if (is_number(part.kind()) && is_number(dtype.kind)) dtype = promote(dtype.kind, part.kind());
    else if (part.kind() == dtype.kind) dtype.size = std::max(dtype.size, part.dtype().size);
    else throw fail(Fault::data, "texts and numbers do not mix in one array");
  }
  Array result = Array::empty(dtype, shape_behind(static_cast<std::int64_t>(parts.size()), parts[0].shape()));
  for (std::size_t i = 0; i < parts.size(); ++i) assign(result.row(static_cast<std::int64_t>(i)), parts[i]);
  return result;
}

std::string archive_repr(const Archive& archive) {
  std::string out;
  for (const auto& [name, member] : archive.members) out += (out.empty() ? "" : "\n") + name + ": " + repr(member);
  return out;
}
std::string sequence_repr(const Sequence& s) {
  std::string out = s.list ? "[" : std::string(s.type) + "(";
  for (std::size_t i = 0; i < s.items.size(); ++i) {
    out += i > 0 ? ", " : "";
    if (!s.type.empty()) out += std::string(s.names[i]) + "=";
    out += repr_of(s.items[i]);
  }
  if (!s.list && s.items.size() == 1 && s.type.empty()) out += ",";
  return out + (s.list ? "]" : ")");
}

}  // namespace

std::string kind_of_value(const Value& value) {
  static constexpr const char* words[] = {
      "None",           "a bool",  "an integer", "a float",     "a complex number", "a text",     "an array",
      "a sequence",     "a slice", "'...'",      "a data type", "a function",       "an archive", "a random generator",
      "a seed sequence"};
  return words[value.is.index()];
}

std::string show_integer(Integer value) {
  if (value == 0) return "0";
  std::string text;
  const bool negative = value < 0;
  for (; value != 0; value /= 10) text += static_cast<char>('0' + std::abs(static_cast<int>(value % 10)));
  if (negative) text += '-';
  std::reverse(text.begin(), text.end());
  return text;
}

std::string repr_of(const Value& value) {
  if (const auto* b = value.as<bool>()) return *b ? "True" : "False";
  if (const auto* i = value.as<Integer>()) return show_integer(*i);
  if (const auto* d = value.as<double>()) return float_repr(*d);
  if (const auto* c = value.as<std::complex<double>>()) return complex_repr(*c);
  if (const auto* t = value.as<Text>()) return quoted_repr(t->text, t->bytes);
  if (const auto* a = value.as<Array>()) return value.scalar ? scalar_repr(a->dtype(), a->data()) : repr(*a);
  if (const auto* d = value.as<DType>()) return "dtype('" + dtype_name(*d) + "')";
  if (value.as<Ellipsis>() != nullptr) return "Ellipsis";
  if (const auto* n = value.as<Named>()) return "<function " + n->name + ">";
  if (const auto* archive = value.as<std::shared_ptr<const Archive>>()) return archive_repr(**archive);
  if (const auto* s = value.as<Sequence>()) return sequence_repr(*s);
  return value.none() ? "None" : "<" + kind_of_value(value) + ">";
}

std::string str_of(const Value& value) {
  if (const auto* t = value.as<Text>(); t != nullptr && !t->bytes) return t->text;
  const auto* a = value.as<Array>();
  if (a == nullptr) return repr_of(value);
  if (a->dimensions() > 0) return show(*a);
  if (a->kind() == Kind::text) return text_at(a->dtype(), a->data());
  return scalar_repr(a->dtype(), a->data());
}

bool is_weak(const Value& value) noexcept {
  return value.as<Integer>() != nullptr || value.as<double>() != nullptr || value.as<std::complex<double>>() != nullptr;
}

Array to_array(const Value& value) {
  if (const auto* a = value.as<Array>()) return *a;
  if (const auto* b = value.as<bool>()) return Array::scalar(*b);
  if (const auto* i = value.as<Integer>()) return array_of_integer(*i);
  if (const auto* d = value.as<double>()) return Array::scalar(*d);
  if (const auto* c = value.as<std::complex<double>>()) return Array::scalar(*c);
  if (const auto* s = value.as<Sequence>()) return array_of_sequence(*s);
  if (const auto* t = value.as<Text>()) {
    if (!t->bytes) return text_array({t->text}, {});
    Array a =
        Array::empty(DType(Kind::bytes, static_cast<std::uint32_t>(std::max<std::size_t>(t->text.size(), 1))), {});
    put_text(a.dtype(), a.data(), t->text);
    return a;
  }
  throw fail(Fault::usage, "{} is no array", kind_of_value(value));
}

Array to_array_beside(const Value& weak, Kind other) {
  if (const auto* i = weak.as<Integer>()) {
    if (is_integer(other)) {
      // NEP 50: the array's type stays, so the number must fit it.
      const Array wide = array_of_integer(*i);
      const auto bits = static_cast<unsigned>(DType::size_of(other) * 8);
      const Integer high = is_signed(other) ? (Integer{1} << (bits - 1)) - 1 : (Integer{1} << bits) - 1;
      const Integer low = is_signed(other) ? -high - 1 : 0;
      if (*i < low || *i > high)
        throw fail(Fault::data, "the integer {} is out of bounds for {}", show_integer(*i), dtype_name(other));
      return wide.cast(other);
    }
    const Array a = array_of_integer(*i);
    return is_float(other) || is_complex(other) ? a.cast(other) : a;
  }
  if (const auto* d = weak.as<double>()) {
    const Array a = Array::scalar(*d);
    return is_float(other) || is_complex(other) ? a.cast(other) : a;
  }
  Array a = to_array(weak);
  if (a.kind() == Kind::complex128 && (other == Kind::float16 || other == Kind::float32 || other == Kind::complex64))
    return a.cast(Kind::complex64);
  return a;
}

std::int64_t to_int(const Value& value, std::string_view what) {
  if (const auto* i = value.as<Integer>(); i != nullptr && *i >= low64 && *i <= high64)
    return static_cast<std::int64_t>(*i);
  if (const auto* b = value.as<bool>()) return *b ? 1 : 0;
  // 1e6 is how people write a million.
  if (const auto* d = value.as<double>(); d != nullptr && std::trunc(*d) == *d && std::fabs(*d) < 9e15)
    return static_cast<std::int64_t>(*d);
  if (const auto* a = value.as<Array>();
      a != nullptr && a->size() == 1 && (is_integer(a->kind()) || is_bool(a->kind())))
    return a->cast(Kind::int64).get<std::int64_t>(0);
  not_a(what, "an integer", value);
}

double to_double(const Value& value, std::string_view what) {
  if (const auto* d = value.as<double>()) return *d;
  if (const auto* i = value.as<Integer>()) return static_cast<double>(*i);
  if (const auto* b = value.as<bool>()) return *b ? 1 : 0;
  if (const auto* a = value.as<Array>();
      a != nullptr && a->size() == 1 && is_number(a->kind()) && !is_complex(a->kind()))
    return a->cast(Kind::float64).get<double>(0);
  not_a(what, "a number", value);
}

bool to_bool(const Value& value) {
  if (const auto* b = value.as<bool>()) return *b;
  if (const auto* i = value.as<Integer>()) return *i != 0;
  if (const auto* d = value.as<double>()) return *d != 0;
  if (const auto* c = value.as<std::complex<double>>()) return *c != 0.0;
  if (const auto* t = value.as<Text>()) return !t->text.empty();
  if (const auto* s = value.as<Sequence>()) return !s->items.empty();
  if (value.none()) return false;
  if (const auto* a = value.as<Array>()) {
    if (a->size() == 1) return a->cast(Kind::boolean).get<bool>(0);
    throw fail(Fault::data, "the truth value of an array with more than one element is ambiguous")
        .hint("use any() or all()");
  }
  return true;
}

DType to_dtype(const Value& value) {
  if (const auto* d = value.as<DType>()) return *d;
  if (const auto* t = value.as<Text>()) return parse_dtype(t->text);
  if (const auto* n = value.as<Named>()) return parse_dtype(n->name);
  not_a("dtype", "a data type", value);
}

std::vector<std::int64_t> to_ints(const Value& value, std::string_view what) {
  if (const auto* s = value.as<Sequence>()) {
    std::vector<std::int64_t> all;
    for (const auto& item : s->items) all.push_back(to_int(item, what));
    return all;
  }
  if (const auto* a = value.as<Array>(); a != nullptr && a->dimensions() == 1 && is_integer(a->kind())) {
    const Array wide = a->cast(Kind::int64).contiguous();
    return {wide.as<std::int64_t>(), wide.as<std::int64_t>() + wide.size()};
  }
  return {to_int(value, what)};
}

}  // namespace pytk::array
