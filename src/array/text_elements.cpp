#include "text_elements.hpp"

#include <algorithm>
#include <cstring>

#include <pytk/array/text_form.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::array {
namespace {

// The value of a text as float() or int() would read it.
double number_of(std::string_view text) {
  double value = 0;
  auto trimmed = trim(text);
  if (trimmed.size() > 1 && trimmed[0] == '+') trimmed.remove_prefix(1);
  if (!read_real(trimmed, value)) throw fail(Fault::data, "could not convert string to float: {}", quoted_repr(text));
  return value;
}

}  // namespace

std::string text_at(const DType& dtype, const std::byte* element) {
  std::string out;
  if (dtype.kind == Kind::bytes) {
    out.assign(reinterpret_cast<const char*>(element), dtype.size);
    while (!out.empty() && out.back() == '\0') out.pop_back();
    return out;
  }
  std::uint32_t count = dtype.size / 4;
  const auto unit = [element](std::uint32_t i) {
    char32_t code = 0;
    std::memcpy(&code, element + std::size_t{4} * i, 4);
    return code;
  };
  while (count > 0 && unit(count - 1) == 0) --count;
  for (std::uint32_t i = 0; i < count; ++i) append_utf8(out, unit(i));
  return out;
}

void put_text(const DType& dtype, std::byte* element, std::string_view text) {
  std::memset(element, 0, dtype.size);
  if (dtype.kind == Kind::bytes) {
    std::memcpy(element, text.data(), std::min<std::size_t>(text.size(), dtype.size));
    return;
  }
  std::size_t at = 0;
  for (std::uint32_t i = 0; i < dtype.size / 4 && at < text.size(); ++i) {
    const char32_t code = next_code_point(text, at);
    std::memcpy(element + std::size_t{4} * i, &code, 4);
  }
}

Array text_array(const std::vector<std::string>& texts, Shape shape) {
  std::size_t widest = 1;
  for (const auto& text : texts) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) (void)next_code_point(text, at);
    widest = std::max(widest, count);
  }
  const DType dtype(Kind::text, checked<std::uint32_t>(widest * 4));
  Array a = Array::empty(dtype, std::move(shape));
  for (std::size_t i = 0; i < texts.size(); ++i) put_text(dtype, a.data() + i * dtype.size, texts[i]);
  return a;
}

void assign_text(const Array& to, const Array& from) {
  const bool reading = is_number(to.kind());
  for_each_run<2>({&to, &from}, [&](const Pointers<2>& at, const Steps<2>& steps, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
      std::byte* out = at[0] + i * steps[0];
      const std::byte* in = at[1] + i * steps[1];
      if (!reading) {
        put_text(to.dtype(), out, is_number(from.kind()) ? scalar_repr(from.dtype(), in) : text_at(from.dtype(), in));
        continue;
      }
      const auto text = text_at(from.dtype(), in);
      std::int64_t whole = 0;
      if (is_integer(to.kind()) && !read_int(trim(text), whole))
        throw fail(Fault::data, "invalid literal for int() with base 10: {}", quoted_repr(text));
      const Array one = is_integer(to.kind()) ? Array::scalar(whole).cast(to.dtype())
                                              : Array::scalar(number_of(text)).cast(to.dtype());
      std::memcpy(out, one.data(), to.dtype().size);
    }
  });
}

Array compare_texts(Binary op, const Array& a, const Array& b) {
  if (op < Binary::less || op > Binary::not_equal) throw fail(Fault::data, "{} is not defined for texts", name_of(op));
  if (is_number(a.kind()) || is_number(b.kind())) throw fail(Fault::data, "a text cannot be compared with a number");
  const Shape shape = broadcast_shapes(a.shape(), b.shape());
  const Array left = a.broadcast_to(shape);
  const Array right = b.broadcast_to(shape);
  Array result = Array::empty(Kind::boolean, shape);
  for_each_run<3>({&result, &left, &right}, [&](const Pointers<3>& at, const Steps<3>& steps, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
      // UTF-8 sorts as its code points do.
      const int order = text_at(a.dtype(), at[1] + i * steps[1]).compare(text_at(b.dtype(), at[2] + i * steps[2]));
      bool holds = false;
      switch (op) {
        case Binary::less: holds = order < 0; break;
        case Binary::less_equal: holds = order <= 0; break;
        case Binary::greater: holds = order > 0; break;
        case Binary::greater_equal: holds = order >= 0; break;
        case Binary::equal: holds = order == 0; break;
        default: holds = order != 0; break;
      }
      *reinterpret_cast<bool*>(at[0] + i * steps[0]) = holds;
    }
  });
  return result;
}

}  // namespace pytk::array
