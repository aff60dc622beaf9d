#include "plot/blocks.hpp"

#include <cstring>

#include <pytk/io/pages.hpp>

#include "plot/npy.hpp"
#include "plot/number_lines.hpp"

namespace pytk::plot {
namespace {

// At most so many numbers are packed: 40 MB.
constexpr std::size_t piece = 1U << 20U, block_rows = 16'384, most_packed = 10'500'000;

class TextBlocks final : public Blocks {
 public:
  TextBlocks(ByteView text, const Layout& layout, std::vector<std::size_t> chosen)
      : text_(text), layout_(layout), chosen_(std::move(chosen)) {}

  void each(const std::function<void(Columns)>& take) override {
    std::size_t at = 0;
    if (read_) at = each_packed(take);
    Data part;
    std::vector<std::span<const double>> views;
    Layout rest = layout_;
    rest.header = layout_.header && at == 0;
    NumberLines lines(rest, chosen_, part);
    // Small numbers of one column are kept in a pack during the first round: unpacking is quicker than reading again.
    bool pack = !read_ && !once_ && chosen_.size() == 1;
    lines.pack_into(pack ? &packed_ : nullptr);
    std::uint64_t rows = 0;
    while (at < text_.size()) {
      const std::size_t end = end_of_piece(at), before = packed_.size();
      lines.add(text_begin() + at, text_begin() + end);
      if (pack && at == 0) packed_.reserve(std::min(most_packed, rows_expected(part.rows)));
      if (pack && (packed_.size() - before != part.rows || packed_.size() + part.rows > most_packed)) {
        pack = false;
        lines.pack_into(nullptr);
        if (packed_.size() - before != part.rows) packed_.cut(before);
        else packed_end_ = end;
      }
      if (pack) packed_end_ = end;
      views.clear();
      for (const Series& series : part.columns) views.emplace_back(series.numbers);
      take(views);
      for (Series& series : part.columns) series.numbers.clear();
      rows += part.rows;
      part.rows = 0;
      io::forget(text_.subspan(at, end - at));
      at = end;
    }
    if (read_) return;
    read_ = true;
    part.rows = rows;
    part.columns.clear();
    seen_ = std::move(part);
  }

  [[nodiscard]] std::size_t rows_expected(std::size_t in_first) const override {
    // A little more than the first piece lets expect, so that a growing copy is not needed.
    return expected_ > 0 ? expected_ : expected_ = in_first * (text_.size() / std::min(piece, text_.size()) + 2);
  }

  void only_once() override { once_ = true; }
  void tell(Data& data) const override {
    data.rows = seen_.rows;
    data.bad_cells = seen_.bad_cells;
    data.first_bad = seen_.first_bad;
    data.first_bad_line = seen_.first_bad_line;
  }

 private:
  [[nodiscard]] const char* text_begin() const noexcept { return reinterpret_cast<const char*>(text_.data()); }

  /// About a megabyte on, behind the end of a line.
  [[nodiscard]] std::size_t end_of_piece(std::size_t at) const noexcept {
    const std::size_t end = std::min(at + piece, text_.size());
    if (end == text_.size()) return end;
    const auto* stop = static_cast<const char*>(std::memchr(text_begin() + end, '\n', text_.size() - end));
    return stop == nullptr ? text_.size() : static_cast<std::size_t>(stop - text_begin()) + 1;
  }

  /// What the pack holds; gives the place in the text behind it.
  std::size_t each_packed(const std::function<void(Columns)>& take) const {
    std::vector<double> numbers;
    for (std::size_t i = 0; i < packed_.size(); i += block_rows) {
      packed_.unpack(i, std::min(block_rows, packed_.size() - i), numbers);
      const std::span<const double> column(numbers);
      take({&column, 1});
    }
    return packed_end_;
  }

  ByteView text_;
  Layout layout_;
  std::vector<std::size_t> chosen_;
  Data seen_;                ///< counts of the first round
  bool read_ = false, once_ = false;
  PackedDecimals packed_;
  std::size_t packed_end_ = 0;
  mutable std::size_t expected_ = 0;
};

class NpyBlocks final : public Blocks {
 public:
  NpyBlocks(NpyLayout layout, std::vector<std::size_t> chosen)
      : layout_(std::move(layout)), chosen_(std::move(chosen)) {}

  void each(const std::function<void(Columns)>& take) override {
    std::vector<std::vector<double>> held(chosen_.size());
    std::vector<std::span<const double>> columns(chosen_.size());
    const std::size_t rows = layout_.shape.empty() ? 1 : layout_.shape[0];
    for (std::size_t at = 0; at < rows; at += block_rows) {
      const std::size_t count = std::min(block_rows, rows - at);
      for (std::size_t c = 0; c < chosen_.size(); ++c) {
        columns[c] = layout_.in_place(chosen_[c], at, count);
        if (columns[c].size() == count) continue;
        held[c].resize(count);
        layout_.column(chosen_[c], at, held[c]);
        columns[c] = held[c];
      }
      take(columns);
      // In the order of Fortran each column is a part of the file of its own: what was read lies apart.
      if (!layout_.fortran) io::forget(layout_.bytes_of_rows(at, count));
    }
  }

  [[nodiscard]] std::optional<std::uint64_t> rows_known() const override {
    return layout_.shape.empty() ? 1 : layout_.shape[0];
  }
  [[nodiscard]] std::size_t rows_expected(std::size_t) const override {
    return layout_.shape.empty() ? 1 : layout_.shape[0];
  }
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
  data.blocks->only_once();
  data.blocks->each([&](Blocks::Columns part) {
    const std::size_t expected = data.blocks->rows_expected(part[0].size());
    for (std::size_t c = 0; c < part.size(); ++c) data.columns[c].numbers.reserve(expected);
    for (std::size_t c = 0; c < part.size(); ++c)
      data.columns[c].numbers.insert(data.columns[c].numbers.end(), part[c].begin(), part[c].end());
  });
  data.blocks->tell(data);
  data.blocks.reset();
}

}  // namespace pytk::plot
