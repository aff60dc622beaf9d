// The parts of load(): looking at the first bytes, and a reader for each kind of input.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/plot/data.hpp>

#include "plot/collect.hpp"

namespace pytk::plot {

/// A source whose first bytes have been looked at.
class Peeked final : public io::Source {
 public:
  explicit Peeked(io::Source& source, std::size_t look = 64U << 10U);
  [[nodiscard]] std::string_view head() const noexcept;
  [[nodiscard]] bool head_is_all() const noexcept { return ended_; }
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> out) override;
  [[nodiscard]] ByteView mapped() const override { return source_.mapped(); }
  [[nodiscard]] bool would_block() const override { return at_ == head_.size() && source_.would_block(); }
  [[nodiscard]] std::string_view name() const override { return source_.name(); }

 private:
  io::Source& source_;
  std::vector<std::uint8_t> head_;
  std::size_t at_ = 0;
  bool ended_ = false;
};

/// What the first lines of a text say.
struct Layout {
  char separator = ',';       ///< ' ' stands for any run of blanks
  bool header = false;
  bool plain = false;         ///< only numbers (below the header): the fast path
  std::vector<std::string> names;
  std::size_t columns = 0;
};
[[nodiscard]] Layout look_at(std::string_view head, bool complete, const LoadOptions& options);

/// Splits a line at the separator, or at runs of blanks for ' '.
void split_cells(std::string_view line, char separator, std::vector<std::string_view>& cells);

void load_numbers(Peeked& source, const Layout& shape, const LoadOptions& options, Data& data);
void load_blanks(Peeked& source, const Layout& shape, const LoadOptions& options, Data& data);
void load_records(Peeked& source, const Layout& shape, const LoadOptions& options, bool json, Data& data);
void load_npy(Peeked& source, const LoadOptions& options, Data& data);

/// Smaller inputs are read at once, which is quicker than twice.
inline constexpr std::size_t least_stream = 4U << 20U;

/// Which of `names` are wanted: pairs of index and name, in the order of the input. Throws for an unknown one when
/// `complete`.
[[nodiscard]] std::vector<std::size_t> choose_columns(const std::vector<std::string>& names, bool named,
                                                      const LoadOptions& options, std::string_view where,
                                                      bool complete);
[[nodiscard]] Reading reading_of(const std::string& name, std::size_t index, const LoadOptions& options);

}  // namespace pytk::plot
