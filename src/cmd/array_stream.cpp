// Reductions of an input that is not there as a file: it goes by in blocks, so that memory stays the same however long
// it is.
#include <algorithm>
#include <cstring>

#include <pytk/array/stream.hpp>
#include <pytk/core/error.hpp>

#include "array_shared.hpp"

namespace pytk::cmd {
namespace {

constexpr std::size_t look_ahead = 1U << 16U;
constexpr std::int64_t block_elements = 1 << 16;

/// What was read to see what it is, then the rest.
class Prefixed : public io::Source {
 public:
  explicit Prefixed(std::unique_ptr<io::Source> rest) : rest_(std::move(rest)), first_(look_ahead) {
    while (size_ < 16) {
      const auto got = rest_->read(std::span(first_).subspan(size_));
      if (got == 0) break;
      size_ += got;
    }
  }
  [[nodiscard]] ByteView first() const { return {first_.data(), size_}; }
  std::size_t read(std::span<std::uint8_t> out) override {
    if (at_ == size_) return rest_->read(out);
    const auto n = std::min(out.size(), size_ - at_);
    std::memcpy(out.data(), first_.data() + at_, n);
    at_ += n;
    return n;
  }
  [[nodiscard]] bool would_block() const override { return at_ == size_ && rest_->would_block(); }
  [[nodiscard]] std::string_view name() const override { return rest_->name(); }
  /// Until `count` bytes are known, or the end.
  void know(std::size_t count) {
    if (first_.size() < count) first_.resize(count);
    while (size_ < count) {
      const auto got = rest_->read(std::span(first_).subspan(size_, count - size_));
      if (got == 0) return;
      size_ += got;
    }
  }

 private:
  std::unique_ptr<io::Source> rest_;
  std::vector<std::uint8_t> first_;
  std::size_t size_ = 0, at_ = 0;
};

void read_exactly(io::Source& source, std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const auto got = source.read(out);
    if (got == 0) throw fail(Fault::data, "cannot read '{}': it ends in the middle", source.name());
    out = out.subspan(got);
  }
}

// Rows of a text; one column comes as one dimension, as loadtxt gives it.
void stream_text(io::Source& source, const array::TextOptions& options, array::StreamReduction& reduction) {
  std::vector<double> values;
  std::int64_t width = 0;
  const auto hand_on = [&] {
    if (values.empty()) return;
    const auto rows = static_cast<std::int64_t>(values.size()) / width;
    const auto flat = array::Array::of<double>(values);
    reduction.add(width == 1 ? flat : flat.reshaped({rows, width}));
    values.clear();
  };
  std::vector<std::string> names;
  std::int64_t rows = 0;
  array::read_rows(source, options, &names, [&](std::span<const double> row) {
    width = static_cast<std::int64_t>(row.size());
    values.insert(values.end(), row.begin(), row.end());
    ++rows;
    if (static_cast<std::int64_t>(values.size()) >= block_elements && rows > 1) hand_on();
  });
  if (rows == 1 && options.least_dimensions < 2) width = 1;
  hand_on();
}

// Elements of an .npy in the order of its rows; false if they have to be turned first.
bool stream_npy(Prefixed& source, array::StreamReduction& reduction) {
  source.know(10'012);
  const auto header = array::read_npy_header(source.first(), source.name());
  const auto& shape = header.shape;
  if (header.swapped || !header.fields.empty() || !array::is_number(header.dtype.kind) || shape.empty() ||
      shape.size() > 2 || (shape.size() == 2 && (header.fortran_order || shape[1] == 0)))
    return false;
  const auto width = shape.size() == 2 ? shape[1] : 1;
  if (width > block_elements) return false;
  std::vector<std::uint8_t> skipped(header.data_at);
  read_exactly(source, skipped);
  for (std::int64_t left = shape[0]; left > 0;) {
    const auto rows = std::min(left, std::max<std::int64_t>(1, block_elements / width));
    const auto block =
        array::Array::empty(header.dtype, shape.size() == 2 ? array::Shape{rows, width} : array::Shape{rows});
    read_exactly(source, {reinterpret_cast<std::uint8_t*>(block.data()), static_cast<std::size_t>(block.bytes())});
    reduction.add(block.with_plain_truths());
    left -= rows;
  }
  return true;
}

}  // namespace

std::optional<array::Result> eval_stream(const std::string& expression, const std::string& name,
                                         const std::string& file, const ArrayInput& o, bool approximate,
                                         Context& context, std::optional<array::Members>& members) {
  array::StreamReduction reduction(expression, name, {approximate});
  if (!reduction.possible()) return std::nullopt;
  auto opened = open_array(file, context);
  if (!opened->mapped().empty()) {  // a file: two exact passes are better
    members = load_arrays(std::move(opened), file, o);
    return std::nullopt;
  }
  auto source = std::make_unique<Prefixed>(std::move(opened));
  const auto text = text_options(o, file);
  const bool npy = array::looks_like_npy(source->first());
  if (npy ? stream_npy(*source, reduction)
          : !array::looks_like_npz(source->first()) && text.dtype == array::DType(array::Kind::float64)) {
    if (!npy) stream_text(*source, text, reduction);
    return reduction.finish();
  }
  members = load_arrays(std::move(source), file, o);
  return std::nullopt;
}

}  // namespace pytk::cmd
