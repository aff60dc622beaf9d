#include "plot/blocks.hpp"

#include <cstring>

#include <pytk/io/pages.hpp>

#include "plot/npy.hpp"
#include "plot/number_lines.hpp"

namespace pytk::plot {
namespace {

constexpr std::size_t piece = 1U << 20U, block_rows = 16'384;

class TextBlocks final : public Blocks {
 public:
  TextBlocks(ByteView text, const Layout& layout, std::vector<std::size_t> chosen)
      : text_(text), layout_(layout), chosen_(std::move(chosen)) {}

  void each(const std::function<void(Columns)>& take) override {
    Data part;
    NumberLines lines(layout_, chosen_, part);
    const char* const all = reinterpret_cast<const char*>(text_.data());
    std::uint64_t rows = 0;
    for (std::size_t at = 0; at < text_.size();) {
      std::size_t end = std::min(at + piece, text_.size());
      if (end < text_.size()) {
        const auto* stop = static_cast<const char*>(std::memchr(all + end, '\n', text_.size() - end));
        end = stop == nullptr ? text_.size() : static_cast<std::size_t>(stop - all) + 1;
      }
      lines.add(all + at, all + end);
      take(part.columns);
      for (Series& series : part.columns) series.numbers.clear();
      rows += part.rows;
      part.rows = 0;
      io::forget(text_.subspan(at, end - at));
      at = end;
    }
    part.rows = rows;
    part.columns.clear();
    seen_ = std::move(part);
  }

  [[nodiscard]] std::size_t rows_expected(std::size_t in_first) const override {
    // A little more than the first piece lets expect, so that a growing copy is not needed.
    return expected_ > 0 ? expected_ : expected_ = in_first * (text_.size() / std::min(piece, text_.size()) + 2);
  }

  void tell(Data& data) const override {
    data.rows = seen_.rows;
    data.bad_cells = seen_.bad_cells;
    data.first_bad = seen_.first_bad;
    data.first_bad_line = seen_.first_bad_line;
  }

 private:
  ByteView text_;
  Layout layout_;
  std::vector<std::size_t> chosen_;
  Data seen_;                ///< counts of the last round
  mutable std::size_t expected_ = 0;
};

class NpyBlocks final : public Blocks {
 public:
  NpyBlocks(NpyLayout layout, std::vector<std::size_t> chosen) : layout_(std::move(layout)), chosen_(std::move(chosen)) {}

  void each(const std::function<void(Columns)>& take) override {
    std::vector<Series> columns(chosen_.size());
    const std::size_t rows = layout_.shape.empty() ? 1 : layout_.shape[0];
    for (std::size_t at = 0; at < rows; at += block_rows) {
      const std::size_t count = std::min(block_rows, rows - at);
      for (std::size_t c = 0; c < chosen_.size(); ++c) {
        columns[c].numbers.resize(count);
        layout_.column(chosen_[c], at, columns[c].numbers);
      }
      take(columns);
      // In the order of Fortran each column is a part of the file of its own: what was read lies apart.
      if (!layout_.fortran) io::forget(layout_.bytes_of_rows(at, count));
    }
  }

  [[nodiscard]] std::size_t rows_expected(std::size_t) const override { return layout_.shape.empty() ? 1 : layout_.shape[0]; }
  void tell(Data& data) const override { data.rows = layout_.shape.empty() ? 1 : layout_.shape[0]; }

 private:
  NpyLayout layout_;
  std::vector<std::size_t> chosen_;
};

}  // namespace

std::shared_ptr<Blocks> blocks_of_text(Peeked& source, const Layout& layout, const std::vector<std::size_t>& chosen) {
  return std::make_shared<TextBlocks>(source.mapped(), layout, chosen);
}

std::shared_ptr<Blocks> blocks_of_npy(const NpyLayout& layout, const std::vector<std::size_t>& chosen) {
  return std::make_shared<NpyBlocks>(layout, chosen);
}

void hold(Data& data) {
  if (!data.blocks) return;
  data.blocks->each([&](Blocks::Columns part) {
    const std::size_t expected = data.blocks->rows_expected(part[0].numbers.size());
    for (std::size_t c = 0; c < part.size(); ++c) data.columns[c].numbers.reserve(expected);
    for (std::size_t c = 0; c < part.size(); ++c)
      data.columns[c].numbers.insert(data.columns[c].numbers.end(), part[c].numbers.begin(), part[c].numbers.end());
  });
  data.blocks->tell(data);
  data.blocks.reset();
}

}  // namespace pytk::plot
