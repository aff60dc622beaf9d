// Columns that find out what they hold: the first thousand cells are kept as text, then the kind is settled.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <pytk/plot/data.hpp>
#include <pytk/record/batch.hpp>

namespace pytk::plot {

class Collector {
 public:
  Collector(std::string name, Reading reading, std::string time_format, Data& data);
  /// One cell as text; an empty one is missing.
  void add(std::string_view text, std::int64_t line);
  void add_number(double value);
  void add_days(double value);
  void add_missing();
  void add_value(const record::Column& column, std::size_t row, std::int64_t line);
  [[nodiscard]] std::size_t size() const noexcept { return count_; }
  [[nodiscard]] Series finish();

 private:
  void settle();
  void settled_add(std::string_view text, std::int64_t line);
  Series series_;
  Reading reading_;
  std::string time_format_;
  Data& data_;
  bool settled_ = false;
  std::vector<std::string> waiting_;
  std::int64_t first_line_ = 0;
  std::unordered_map<std::string, std::uint32_t> codes_;
  std::size_t count_ = 0;
};

/// Numbers that a column's name says are times: seconds, milli-, micro- or nanoseconds since 1970, by their size.
[[nodiscard]] bool named_like_time(const std::string& column);
void epochs_to_days(Series& series, bool forced);

}  // namespace pytk::plot
