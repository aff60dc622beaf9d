// NumPy's array printing (numpy.core.arrayprint's rules, version 1.24).
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <functional>

#include <pytk/array/text_form.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/shortest.hpp>
#include <pytk/core/text.hpp>

#include "digits.hpp"
#include "text_elements.hpp"

namespace pytk::array {
namespace {

PrintOptions chosen;

using ElementText = std::function<std::string(const std::byte*)>;

template <class T>
T load(const std::byte* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

/// One float of any width: its exact value and its shortest digits.
struct Float {
  double value = 0;
  Digits digits;
};
Float float_at(Kind kind, const std::byte* at) {
  switch (kind) {
    case Kind::float16: {
      const auto half = load<Half>(at);
      const auto value = static_cast<double>(static_cast<float>(half));
      return {value, std::isfinite(value) ? shortest_digits(half) : Digits{}};
    }
    case Kind::float32:
    case Kind::complex64: {
      const auto value = load<float>(at);
      return {static_cast<double>(value), std::isfinite(value) ? shortest_digits(value) : Digits{}};
    }
    default: {
      const auto value = load<double>(at);
      return {value, std::isfinite(value) ? shortest_digits(value) : Digits{}};
    }
  }
}

// How all floats of an array are printed: one width, one precision, all with or without an exponent.
class FloatFormat {
 public:
  FloatFormat(const std::vector<Float>& values, const PrintOptions& options, bool plus)
      : precision_(options.precision), plus_(plus) {
    std::vector<const Float*> finite;
    bool any_negative_infinity = false;
    double largest = 0, smallest = 0;
    bool any_non_zero = false;
    for (const auto& v : values) {
      if (std::isinf(v.value) && v.value < 0) any_negative_infinity = true;
      if (!std::isfinite(v.value)) continue;
      finite.push_back(&v);
      const double magnitude = std::fabs(v.value);
      if (magnitude == 0) continue;
      largest = any_non_zero ? std::max(largest, magnitude) : magnitude;
      smallest = any_non_zero ? std::min(smallest, magnitude) : magnitude;
      any_non_zero = true;
    }
    exponent_ =
        any_non_zero && (largest >= 1e8 || (!options.suppress && (smallest < 0.0001 || largest / smallest > 1000.0)));
    measure(finite);
    if (finite.size() != values.size()) {
      const int room = right_ + 1;
      left_ = std::max({left_, 3 - room, 3 + (plus_ || any_negative_infinity ? 1 : 0) - room});
    }
  }
  [[nodiscard]] std::string operator()(const Float& v) const {
    if (!std::isfinite(v.value)) {
      std::string text = std::isnan(v.value) ? "nan" : "inf";
      if (v.value < 0) text.insert(0, "-");
      else if (plus_) text.insert(0, "+");
      return padded(text, static_cast<std::size_t>(std::max(0, left_ + right_ + 1)));
    }
    if (exponent_) {
      const auto text =
          sign(v.value) + scientific(v.digits, v.value, precision_, Trim::keep, precision_, exponent_digits_);
      return std::string(spaces(left_, text.find('.')), ' ') + text;
    }
    auto text = sign(v.value) + positional(v.digits, v.value, precision_, Trim::zeros, true);
    const auto point = text.find('.');
    text.append(spaces(right_, text.size() - point - 1), ' ');
    return std::string(spaces(left_, point), ' ') + text;
  }

 private:
  void measure(const std::vector<const Float*>& finite) {
    int most_after = 0;
    for (const auto* v : finite) {
      const auto text = sign(v->value) + (exponent_ ? scientific(v->digits, v->value, precision_, Trim::zeros)
                                                    : positional(v->digits, v->value, precision_, Trim::zeros, true));
      const auto e = text.find('e');
      const auto point = text.find('.');
      left_ = std::max(left_, static_cast<int>(point));
      most_after = std::max(most_after, static_cast<int>((e == std::string::npos ? text.size() : e) - point - 1));
      if (e != std::string::npos) exponent_digits_ = std::max(exponent_digits_, static_cast<int>(text.size() - e - 2));
    }
    right_ = most_after;
    if (!exponent_) return;
    precision_ = most_after;
    right_ = exponent_digits_ + 2 + most_after;
  }
  [[nodiscard]] std::string sign(double value) const { return std::signbit(value) ? "-" : plus_ ? "+" : ""; }
  static std::size_t spaces(int width, std::size_t have) {
    const auto wanted = static_cast<std::size_t>(std::max(0, width));
    return wanted > have ? wanted - have : 0;
  }
  static std::string padded(const std::string& text, std::size_t width) {
    return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
  }
  int precision_;
  bool plus_;
  bool exponent_ = false;
  int left_ = 0, right_ = 0, exponent_digits_ = 2;
};

/// The corners that are shown of a large array, all elements of a small one.
void visit_shown(const Array& a, bool summary, std::int64_t edge, const std::function<void(const std::byte*)>& work) {
  const std::function<void(std::size_t, const std::byte*)> walk = [&](std::size_t axis, const std::byte* at) {
    if (axis == a.dimensions()) return work(at);
    const auto length = a.shape()[axis];
    for (std::int64_t i = 0; i < length; ++i) {
      if (summary && length > 2 * edge && i == edge) i = length - edge;
      walk(axis + 1, at + i * a.strides()[axis]);
    }
  };
  walk(0, a.data());
}

std::string integer_text(Kind kind, const std::byte* at) {
  switch (kind) {
    case Kind::int8: return std::to_string(load<std::int8_t>(at));
    case Kind::int16: return std::to_string(load<std::int16_t>(at));
    case Kind::int32: return std::to_string(load<std::int32_t>(at));
    case Kind::int64: return std::to_string(load<std::int64_t>(at));
    case Kind::uint8: return std::to_string(load<std::uint8_t>(at));
    case Kind::uint16: return std::to_string(load<std::uint16_t>(at));
    case Kind::uint32: return std::to_string(load<std::uint32_t>(at));
    default: return std::to_string(load<std::uint64_t>(at));
  }
}

ElementText float_format(const Array& a, bool summary, const PrintOptions& options) {
  std::vector<Float> values;
  visit_shown(a, summary, options.edge_items, [&](const std::byte* at) { values.push_back(float_at(a.kind(), at)); });
  return [format = FloatFormat(values, options, false), kind = a.kind()](const std::byte* at) {
    return format(float_at(kind, at));
  };
}
ElementText complex_format(const Array& a, bool summary, const PrintOptions& options) {
  std::vector<Float> reals, imaginaries;
  const std::ptrdiff_t half = a.dtype().size / 2;
  visit_shown(a, summary, options.edge_items, [&](const std::byte* at) {
    reals.push_back(float_at(a.kind(), at));
    imaginaries.push_back(float_at(a.kind(), at + half));
  });
  return [real = FloatFormat(reals, options, false), imaginary = FloatFormat(imaginaries, options, true),
          kind = a.kind(), half](const std::byte* at) {
    auto i = imaginary(float_at(kind, at + half));
    const auto end = i.find_last_not_of(' ');
    i.insert(end + 1, "j");
    return real(float_at(kind, at)) + i;
  };
}
ElementText integer_format(const Array& a, bool summary, const PrintOptions& options) {
  std::size_t width = 0;
  visit_shown(a, summary, options.edge_items,
              [&](const std::byte* at) { width = std::max(width, integer_text(a.kind(), at).size()); });
  return [width, kind = a.kind()](const std::byte* at) {
    const auto text = integer_text(kind, at);
    return std::string(width - text.size(), ' ') + text;
  };
}
ElementText format_for(const Array& a, bool summary, const PrintOptions& options) {
  if (is_float(a.kind())) return float_format(a, summary, options);
  if (is_complex(a.kind())) return complex_format(a, summary, options);
  if (is_integer(a.kind())) return integer_format(a, summary, options);
  if (is_bool(a.kind())) {
    const bool pad = a.dimensions() > 0;
    return [pad](const std::byte* at) -> std::string { return load<bool>(at) ? (pad ? " True" : "True") : "False"; };
  }
  return [dtype = a.dtype()](const std::byte* at) { return scalar_repr(dtype, at); };
}

class Layout {
 public:
  Layout(const Array& a, bool summary, const PrintOptions& options, std::string_view separator)
      : a_(a), summary_(summary), options_(options), separator_(separator), text_(format_for(a, summary, options)) {}
  std::string operator()(std::size_t prefix, std::size_t width) const {
    return level(0, a_.data(), std::string(prefix + 1, ' '), width);
  }

 private:
  [[nodiscard]] std::string level(std::size_t axis, const std::byte* at, const std::string& indent,
                                  std::size_t width) const {
    const auto left = a_.dimensions() - axis;
    if (left == 0) return text_(at);
    const auto length = a_.shape()[axis];
    const bool cut = summary_ && length > 2 * options_.edge_items;
    std::string out = left == 1 ? row(at, length, cut, indent, width) : rows(axis, at, length, cut, indent, width);
    return "[" + out.substr(indent.size()) + "]";
  }
  [[nodiscard]] std::string row(const std::byte* at, std::int64_t length, bool cut, const std::string& indent,
                                std::size_t width) const {
    const auto step = a_.strides().back();
    const auto bare = separator_.substr(0, separator_.find_last_not_of(' ') + 1);
    const auto room = width - std::max<std::size_t>(bare.size(), 1);
    std::string out, line = indent;
    const auto extend = [&](const std::string& word) {
      if (display_width(line) + display_width(word) > room && line.size() > indent.size()) {
        out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
        line = indent;
      }
      line += word;
    };
    for (std::int64_t i = 0; i < length; ++i) {
      if (cut && i == options_.edge_items) {
        extend("...");
        line += separator_;
        i = length - options_.edge_items;
      }
      extend(text_(at + i * step));
      if (i + 1 < length) line += separator_;
    }
    return out + line;
  }
  [[nodiscard]] std::string rows(std::size_t axis, const std::byte* at, std::int64_t length, bool cut,
                                 const std::string& indent, std::size_t width) const {
    const auto left = a_.dimensions() - axis;
    const auto between =
        std::string(separator_.substr(0, separator_.find_last_not_of(' ') + 1)) + std::string(left - 1, '\n');
    std::string out;
    for (std::int64_t i = 0; i < length; ++i) {
      if (cut && i == options_.edge_items) {
        out.append(indent).append("...").append(between);
        i = length - options_.edge_items;
      }
      out.append(indent).append(level(axis + 1, at + i * a_.strides()[axis], indent + " ", width - 1));
      if (i + 1 < length) out += between;
    }
    return length == 0 ? indent : out;
  }

  const Array& a_;
  bool summary_;
  const PrintOptions& options_;
  std::string_view separator_;
  ElementText text_;
};

std::string body(const Array& a, const PrintOptions& options, std::string_view separator, std::size_t prefix,
                 std::size_t suffix) {
  if (a.size() == 0) return "[]";
  const bool summary = a.size() > options.threshold;
  const Layout layout(a, summary, options, separator);
  return layout(prefix, static_cast<std::size_t>(options.line_width) - suffix);
}

bool is_implied(const DType& dtype) {
  return dtype.kind == Kind::int64 || dtype.kind == Kind::float64 || dtype.kind == Kind::complex128 ||
         dtype.kind == Kind::boolean;
}

std::string float_scalar(const Float& v) {
  if (std::isnan(v.value)) return "nan";
  std::string out = std::signbit(v.value) ? "-" : "";
  if (std::isinf(v.value)) return out + "inf";
  const double magnitude = std::fabs(v.value);
  if (magnitude == 0 || (magnitude < 1e16 && magnitude >= 1e-4))
    return out + positional(v.digits, v.value, -1, Trim::leave_one_zero);
  return out + scientific(v.digits, v.value, -1, Trim::zeros_and_point);
}
std::string complex_scalar(const Float& re, const Float& im) {
  const auto part = [](const Float& v, bool plus) {
    std::string text = float_scalar(v);
    if (text.size() > 2 && text.compare(text.size() - 2, 2, ".0") == 0) text.resize(text.size() - 2);
    return plus && text[0] != '-' ? "+" + text : text;
  };
  if (re.value == 0 && !std::signbit(re.value)) return part(im, false) + "j";
  return "(" + part(re, false) + part(im, true) + "j)";
}

}  // namespace

void set_print_options(const PrintOptions& options) noexcept { chosen = options; }
PrintOptions print_options() noexcept { return chosen; }

std::string repr(const Array& a, const PrintOptions& options) {
  const bool skip = is_implied(a.dtype()) && a.size() > 0;
  const std::string prefix = "array(";
  std::string text = prefix;
  if (a.size() > 0 || a.shape() == Shape{0}) text += body(a, options, ", ", prefix.size(), 1);
  else text += "[], shape=" + show_shape(a.shape());
  if (skip) return text + ")";
  text += ",";
  const auto name = is_number(a.kind()) ? dtype_name(a.dtype()) : "'" + dtype_name(a.dtype()) + "'";
  const std::string type = "dtype=" + name + ")";
  const auto last = text.size() - (text.rfind('\n') + 1);
  if (last + type.size() + 1 > static_cast<std::size_t>(options.line_width))
    return text + "\n" + std::string(prefix.size(), ' ') + type;
  return text + " " + type;
}

std::string show(const Array& a, const PrintOptions& options, std::string_view separator) {
  if (a.dimensions() == 0 && is_number(a.kind())) return scalar_repr(a.dtype(), a.data());
  return body(a, options, separator, 0, 0);
}

std::string float_repr(double value) {
  return float_scalar({value, std::isfinite(value) ? shortest_digits(value) : Digits{}});
}
std::string complex_repr(std::complex<double> value) {
  const auto part = [](double v) { return Float{v, std::isfinite(v) ? shortest_digits(v) : Digits{}}; };
  return complex_scalar(part(value.real()), part(value.imag()));
}

std::string scalar_repr(const DType& dtype, const std::byte* element) {
  if (is_float(dtype.kind)) return float_scalar(float_at(dtype.kind, element));
  if (is_complex(dtype.kind))
    return complex_scalar(float_at(dtype.kind, element), float_at(dtype.kind, element + dtype.size / 2));
  if (is_integer(dtype.kind)) return integer_text(dtype.kind, element);
  if (is_bool(dtype.kind)) return load<bool>(element) ? "True" : "False";
  return quoted_repr(text_at(dtype, element), dtype.kind == Kind::bytes);
}

std::string quoted_repr(std::string_view text, bool is_bytes) {
  // Python's choice: single quotes unless there are single and no double ones inside.
  const bool has_single = text.find('\'') != std::string_view::npos;
  const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
  std::string out = is_bytes ? "b" : "";
  out += quote;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c == static_cast<unsigned char>(quote) || c == '\\') out += '\\', out += text[at++];
    else if (c == '\n') out += "\\n", ++at;
    else if (c == '\r') out += "\\r", ++at;
    else if (c == '\t') out += "\\t", ++at;
    else if (c < 0x20 || c == 0x7F || (is_bytes && c >= 0x80)) out += fmt::format("\\x{:02x}", c), ++at;
    else if (c < 0x80) out += text[at++];
    else append_utf8(out, next_code_point(text, at));
  }
  return out + quote;
}

// The same characters as float_scalar() and integer_text() give, without their detours.
char* put_plain(char* to, const DType& dtype, const std::byte* element) {
  char* end = to + longest_number;
  if (dtype.kind == Kind::float64) {
    const double v = load<double>(element);
    return std::isfinite(v) ? put_shortest(to, v) : nullptr;
  }
  if (dtype.kind == Kind::int64) return std::to_chars(to, end, load<std::int64_t>(element)).ptr;
  if (dtype.kind == Kind::float32) {
    const float v = load<float>(element), magnitude = std::fabs(v);
    // Above this a fixed notation would show digits that the shortest form does not have.
    if (!std::isfinite(v) || magnitude >= 1e7F) return nullptr;
    const bool plain = magnitude == 0 || static_cast<double>(magnitude) >= 1e-4;
    return std::to_chars(to, end, v, plain ? std::chars_format::fixed : std::chars_format::scientific).ptr;
  }
  return nullptr;
}

void append_plain(std::string& out, const DType& dtype, const std::byte* element) {
  char text[longest_number];
  if (const char* end = put_plain(text, dtype, element); end != nullptr) {
    out.append(text, static_cast<std::size_t>(end - text));
    return;
  }
  if (!is_number(dtype.kind)) {
    out += text_at(dtype, element);
    return;
  }
  if (is_float(dtype.kind)) {
    const auto v = float_at(dtype.kind, element);
    std::string plain = float_scalar(v);
    if (plain.size() > 2 && plain.compare(plain.size() - 2, 2, ".0") == 0) plain.resize(plain.size() - 2);
    out += plain;
    return;
  }
  out += scalar_repr(dtype, element);
}

}  // namespace pytk::array
