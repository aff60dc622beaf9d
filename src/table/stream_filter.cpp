// filter without the engine: rows that do not hold are closed up where they stand.
#include <algorithm>

#include <pytk/table/streams.hpp>

#include "table/row_expression.hpp"

namespace pytk::table {
namespace {

class Filter final : public Stream {
 public:
  Filter(StreamPtr rows, std::unique_ptr<RowCondition> condition, Warn warn)
      : rows_(std::move(rows)), condition_(std::move(condition)), warn_(std::move(warn)) {}
  ~Filter() override { tell(); }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;
  [[nodiscard]] const Columns& columns() const override { return rows_->columns(); }
  [[nodiscard]] bool next(Rows& rows) override {
    do {
      if (!rows_->next(rows)) return false;
      keep_what_holds(rows);
      find_lines(rows);
    } while (rows.count() == 0);
    return true;
  }

 private:
  void keep_what_holds(Rows& rows) const {
    const std::size_t width = rows.columns();
    std::size_t kept = 0;
    for (std::size_t r = 0; r < rows.count(); ++r) {
      if (!condition_->holds(rows.row(r))) continue;
      if (kept != r) std::copy_n(rows.row(r), width, rows.row(kept));
      ++kept;
    }
    rows.cut(kept);
  }
  /// The bytes of a batch are gone with the next one.
  void find_lines(const Rows& rows) {
    for (const auto& [column, misfit] : condition_->misfits())
      if (const auto [entry, fresh] = lines_.emplace(column, 0); fresh) entry->second = rows.line_of(misfit.at);
  }
  void tell() {
    if (!warn_) return;
    for (const auto& [column, misfit] : condition_->misfits())
      warn_(misfit_text(columns()[column], misfit.count, misfit.text, lines_[column]));
  }
  StreamPtr rows_;
  std::unique_ptr<RowCondition> condition_;
  Warn warn_;
  std::map<std::size_t, std::int64_t> lines_;
};

}  // namespace

StreamPtr filter(StreamPtr rows, std::string_view expression, Warn warn) {
  auto condition = RowCondition::compile(*parse_expression(expression), rows->columns());
  if (!condition) return nullptr;
  return std::make_unique<Filter>(std::move(rows), std::move(condition), std::move(warn));
}

std::string misfit_text(const Column& column, std::uint64_t count, std::string_view first, std::int64_t line) {
  return fmt::format("column '{}': {} value{} no {} and count{} as missing; the first is '{}'{}", column.name, count,
                     count == 1 ? " is" : "s are", type_name(column.type), count == 1 ? "s" : "", first,
                     line > 0 ? fmt::format(" in line {}", line) : "");
}

}  // namespace pytk::table
