// Columns of numbers that are looked at again and again in blocks, so that memory does not grow with the input. Only
// mapped files can be read like this; a pipe has to be kept.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <pytk/plot/data.hpp>

#include "plot/load.hpp"

namespace pytk::plot {

class Blocks {
 public:
  /// Some thousand rows: one list for each of Data::columns, all of the same length.
  using Columns = std::span<const std::span<const double>>;
  virtual ~Blocks() = default;
  /// Goes through all rows from the first to the last. May be called again.
  virtual void each(const std::function<void(Columns)>& take) = 0;
  /// The number of rows where it is known without reading them.
  [[nodiscard]] virtual std::optional<std::uint64_t> rows_known() const { return std::nullopt; }
  /// How many rows there will be, judged by the first block; of a text only about.
  [[nodiscard]] virtual std::size_t rows_expected(std::size_t in_first) const = 0;
  /// There will be no second round: nothing has to be remembered for it.
  virtual void only_once() {}
  /// Rows and bad cells that the last round met.
  virtual void tell(Data& data) const = 0;
};

/// Numbers in whole lines of a mapped text.
[[nodiscard]] std::shared_ptr<Blocks> blocks_of_text(Peeked& source, const Layout& layout,
                                                     const std::vector<std::size_t>& chosen);
/// A .npy of one dimension, or of two with few columns.
struct NpyLayout;
[[nodiscard]] std::shared_ptr<Blocks> blocks_of_npy(const NpyLayout& layout, const std::vector<std::size_t>& chosen);

/// Reads everything after all, for what cannot be drawn from blocks.
void hold(Data& data);

}  // namespace pytk::plot
