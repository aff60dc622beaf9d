// .npy, versions 1 to 3 (NEP 1): a magic, a Python literal that describes the array, the elements.
#include <algorithm>
#include <bit>
#include <cstring>

#include <pytk/array/files.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::array {
namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t longest_header = 10'000;  // NumPy's own limit: a literal is parsed, after all

/// The literal: a dict of texts, booleans, tuples of integers, and for structured types lists of tuples.
class Literal {
 public:
  Literal(std::string_view text, std::string_view file) : text_(text), file_(file) {}

  void parse(NpyHeader& header) {
    bool descr = false, order = false, shape = false;
    need('{');
    while (!take('}')) {
      const auto key = string();
      need(':');
      if (key == "descr") {
        dtype(header);
        descr = true;
      } else if (key == "fortran_order") {
        header.fortran_order = boolean();
        order = true;
      } else if (key == "shape") {
        header.shape = tuple();
        shape = true;
      } else {
        wrong();
      }
      if (!take(',') && peek() != '}') wrong();
    }
    skip();
    if (at_ != text_.size() || !descr || !order || !shape) wrong();
  }

 private:
  [[noreturn]] void wrong() const { throw fail(Fault::data, "cannot read '{}': its .npy header is damaged", file_); }
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\0'))
      ++at_;
  }
  char peek() {
    skip();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void need(char c) {
    if (!take(c)) wrong();
  }
  std::string string() {
    if (peek() == 'u' || peek() == 'b') ++at_;  // Python 2's prefixes
    const char quote = peek();
    if (quote != '\'' && quote != '"') wrong();
    const auto end = text_.find(quote, ++at_);
    if (end == std::string_view::npos) wrong();
    const auto value = text_.substr(at_, end - at_);
    at_ = end + 1;
    return std::string(value);
  }
  bool boolean() {
    skip();
    for (const bool value : {true, false}) {
      const std::string_view word = value ? "True" : "False";
      if (text_.substr(at_, word.size()) == word) {
        at_ += word.size();
        return value;
      }
    }
    wrong();
  }
  std::int64_t integer() {
    skip();
    std::int64_t value = 0;
    const auto begin = at_;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_)
      if (__builtin_mul_overflow(value, std::int64_t{10}, &value) ||
          __builtin_add_overflow(value, text_[at_] - '0', &value))
        wrong();
    if (at_ == begin) wrong();
    if (at_ < text_.size() && text_[at_] == 'L') ++at_;  // Python 2's long
    return value;
  }
  Shape tuple() {
    Shape shape;
    if (peek() != '(') return {integer()};
    need('(');
    while (!take(')')) {
      shape.push_back(integer());
      if (!take(',') && peek() != ')') wrong();
    }
    return shape;
  }
  DType one_type(const std::string& code, bool& swapped) {
    try {
      return parse_dtype(code, &swapped);
    } catch (const Error& error) {
      if (error.fault() == Fault::data) throw fail(Fault::data, "cannot read '{}': {}", file_, error.what_happened());
      throw fail(Fault::data, "cannot read '{}': elements of type '{}' are not supported", file_, code);
    }
  }
  void dtype(NpyHeader& header) {
    if (peek() != '[') {
      header.dtype = one_type(string(), header.swapped);
      header.item_size = header.dtype.size;
      return;
    }
    need('[');
    while (!take(']')) {
      need('(');
      std::string name;
      if (take('(')) {  // (title, name)
        (void)string();
        need(',');
        name = string();
        need(')');
      } else {
        name = string();
      }
      need(',');
      bool swapped = false;
      const auto code = string();
      if (name.empty() && code.compare(0, 2, "|V") == 0) {  // bytes between aligned fields
        const auto padding = parse_int(std::string_view(code).substr(2), 0, 1'000'000);
        if (!padding) wrong();
        header.item_size += static_cast<std::size_t>(*padding);
        need(')');
        if (!take(',') && peek() != ']') wrong();
        continue;
      }
      const DType type = one_type(code, swapped);
      std::size_t size = type.size;
      Shape inner;
      if (take(',') && peek() == '(') inner = tuple();
      need(')');
      const auto count = element_count(inner);
      if (count > 1'000'000) wrong();
      header.field_offsets.push_back(header.item_size);
      // An array without elements stands for the field's type and inner shape.
      header.fields.emplace_back(name, Array::over(type, inner, Shape(inner.size(), 0), nullptr, nullptr, false));
      header.item_size += size * static_cast<std::size_t>(count);
      header.fields_swapped.push_back(swapped);
      if (!take(',') && peek() != ']') wrong();
    }
    if (header.fields.empty()) throw fail(Fault::data, "cannot read '{}': its elements have no fields", file_);
  }

  std::string_view text_, file_;
  std::size_t at_ = 0;
};

// Elements of complex numbers and texts are turned number by number.
void swap_bytes(const Array& a) {
  const auto size = is_complex(a.kind())      ? a.dtype().size / 2
                    : a.kind() == Kind::text  ? 4
                    : a.kind() == Kind::bytes ? 1
                                              : a.dtype().size;
  if (size < 2) return;
  auto* bytes = a.data();
  for (std::int64_t at = 0; at < a.bytes(); at += size) std::reverse(bytes + at, bytes + at + size);
}

Shape strides_of(const Shape& shape, std::int64_t item, bool fortran) {
  Shape strides(shape.size());
  std::int64_t step = item;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const auto axis = fortran ? i : shape.size() - 1 - i;
    strides[axis] = step;
    step *= std::max<std::int64_t>(shape[axis], 1);
  }
  return strides;
}

// Over the mapping if it can be used as it lies there, else a copy.
Array elements(const NpyHeader& header, ByteView bytes, const std::shared_ptr<void>& owner) {
  // Never written: marked so.
  auto* data = const_cast<std::byte*>(reinterpret_cast<const std::byte*>(bytes.data() + header.data_at));
  const auto strides = strides_of(header.shape, header.dtype.size, header.fortran_order);
  const bool aligned = reinterpret_cast<std::uintptr_t>(data) % 16 == 0;
  Array a = Array::over(header.dtype, header.shape, strides, data, owner, false);
  if (owner && aligned && !header.swapped) return a.with_plain_truths();
  Array copy = Array::empty(header.dtype, header.shape, header.fortran_order);
  if (copy.bytes() > 0) std::memcpy(copy.data(), data, static_cast<std::size_t>(copy.bytes()));
  if (header.swapped) swap_bytes(copy);
  return copy.with_plain_truths();
}

Members structured(const NpyHeader& header, ByteView bytes) {
  Members members;
  const auto count = element_count(header.shape);
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    const auto& [name, type] = header.fields[i];
    Shape shape = header.shape;
    if (header.fortran_order) std::reverse(shape.begin(), shape.end());
    shape.insert(shape.end(), type.shape().begin(), type.shape().end());
    Array a = Array::empty(type.dtype(), shape);
    const auto size = static_cast<std::size_t>(element_count(type.shape())) * type.dtype().size;
    for (std::int64_t k = 0; k < count; ++k)
      std::memcpy(
          a.data() + static_cast<std::size_t>(k) * size,
          bytes.data() + header.data_at + static_cast<std::size_t>(k) * header.item_size + header.field_offsets[i],
          size);
    if (header.fields_swapped[i]) swap_bytes(a);
    a = a.with_plain_truths();
    if (header.fortran_order) {  // the records' axes were counted the other way round
      std::vector<std::size_t> order(a.dimensions());
      for (std::size_t k = 0; k < order.size(); ++k)
        order[k] = k < header.shape.size() ? header.shape.size() - 1 - k : k;
      a = a.transposed(order);
    }
    members.emplace_back(name, a);
  }
  return members;
}

}  // namespace

bool looks_like_npy(ByteView first) noexcept { return text_of(first).substr(0, magic.size()) == magic; }
bool looks_like_npz(ByteView first) noexcept {
  return text_of(first).substr(0, 4) == "PK\x03\x04" || text_of(first).substr(0, 4) == "PK\x05\x06";
}

NpyHeader read_npy_header(ByteView bytes, std::string_view name) {
  const auto cut = [name] { return fail(Fault::data, "cannot read '{}': it ends in the middle", name); };
  if (!looks_like_npy(bytes)) throw fail(Fault::data, "cannot read '{}': not an .npy file", name);
  if (bytes.size() < 12) throw cut();
  const unsigned version = bytes[6];
  if (version < 1 || version > 3)
    throw fail(Fault::data, "cannot read '{}': .npy version {} is not known", name, version);
  const std::size_t length =
      version == 1 ? load_le<std::uint16_t>(bytes.subspan(8)) : load_le<std::uint32_t>(bytes.subspan(8));
  const std::size_t begin = version == 1 ? 10 : 12;
  if (length > longest_header)
    throw fail(Fault::data, "cannot read '{}': its header is longer than {} bytes", name, longest_header);
  if (bytes.size() - begin < length) throw cut();
  NpyHeader header;
  Literal(text_of(bytes.subspan(begin, length)), name).parse(header);
  header.data_at = begin + length;
  const auto count = element_count(header.shape);
  std::int64_t wanted = 0;
  // No byte of the file would stand for them, however many a header names.
  if (header.item_size == 0 && count > 1'000'000)
    throw fail(Fault::data, "cannot read '{}': {} elements without a byte were announced", name, count);
  if (__builtin_mul_overflow(count, static_cast<std::int64_t>(header.item_size), &wanted))
    throw fail(Fault::data, "cannot read '{}': its header asks for more than there can be", name);
  return header;
}

Members read_npy(ByteView bytes, std::string_view name, const std::shared_ptr<void>& owner) {
  const auto header = read_npy_header(bytes, name);
  const auto wanted = static_cast<std::uint64_t>(element_count(header.shape)) * header.item_size;
  const auto have = bytes.size() - header.data_at;
  if (have < wanted)
    throw fail(Fault::data, "cannot read '{}': {} bytes of elements were announced, but there are {}", name, wanted,
               have);
  if (!header.fields.empty()) return structured(header, bytes);
  return {{"", elements(header, bytes, owner)}};
}

void write_npy(io::Sink& sink, const Array& a) {
  const bool fortran = a.dimensions() > 1 && a.f_contiguous() && !a.c_contiguous();
  std::string text = "{'descr': '" + dtype_code(a.dtype()) + "', 'fortran_order': " + (fortran ? "True" : "False") +
                     ", 'shape': " + show_shape(a.shape()) + ", }";
  // NumPy leaves room for the axis that grows to become 21 digits long.
  if (a.dimensions() > 0)
    text += std::string(21 - std::to_string(a.shape()[fortran ? a.dimensions() - 1 : 0]).size(), ' ');
  const auto total = (10 + text.size() + 1 + 63) / 64 * 64;
  text += std::string(total - 10 - text.size() - 1, ' ') + "\n";
  std::string head(magic);
  head += '\x01';
  head += '\0';
  head += static_cast<char>(text.size() & 0xFFU);
  head += static_cast<char>(text.size() >> 8U);
  sink.write(head);
  sink.write(text);
  const Array whole = fortran ? a : a.contiguous();
  sink.write(ByteView(reinterpret_cast<const std::uint8_t*>(whole.data()), static_cast<std::size_t>(whole.bytes())));
}

}  // namespace pytk::array
