// Verbs without the engine.
#include <pytk/table/streams.hpp>

#include <algorithm>
#include <deque>

#include <pytk/core/error.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>

namespace pytk::table {
namespace {

class Head final : public Stream {
 public:
  Head(StreamPtr rows, std::uint64_t count) : rows_(std::move(rows)), left_(count) {}
  [[nodiscard]] const Columns& columns() const override { return rows_->columns(); }
  [[nodiscard]] bool next(Rows& rows) override {
    if (left_ == 0 || !rows_->next(rows)) return false;
    if (rows.count() > left_) rows.cut(static_cast<std::size_t>(left_));
    left_ -= rows.count();
    return true;
  }

 private:
  StreamPtr rows_;
  std::uint64_t left_;
};

class Skip final : public Stream {
 public:
  Skip(StreamPtr rows, std::uint64_t count) : rows_(std::move(rows)), left_(count) {}
  [[nodiscard]] const Columns& columns() const override { return rows_->columns(); }
  [[nodiscard]] bool next(Rows& rows) override {
    while (left_ > 0) {
      if (!rows_->next(rows)) return false;
      const std::size_t count = rows.count();
      if (count <= left_) {
        left_ -= count;
        continue;
      }
      const auto from = static_cast<std::size_t>(left_);
      left_ = 0;
      std::move(rows.row(from), rows.row(0) + count * rows.columns(), rows.row(0));
      rows.cut(count - from);
      return true;
    }
    return rows_->next(rows);
  }

 private:
  StreamPtr rows_;
  std::uint64_t left_;
};

/// Rows of its own making, one batch.
class Made final : public Stream {
 public:
  explicit Made(Columns columns) : columns_(std::move(columns)) {}
  [[nodiscard]] const Columns& columns() const override { return columns_; }
  void add(const std::vector<Cell>& row) {
    auto& kept = rows_.emplace_back();
    for (const Cell& what : row) kept.emplace_back(std::string(what.text()), what.kind);
  }
  [[nodiscard]] bool next(Rows& rows) override {
    rows.reset(columns_.size());
    for (; at_ < rows_.size() && rows.count() < 4096; ++at_) {
      Cell* row = rows.new_row();
      for (std::size_t c = 0; c < columns_.size(); ++c)
        row[c] = rows_[at_][c].second == Kind::null ? Cell{} : cell(rows_[at_][c].first, rows_[at_][c].second);
      rows.end_row();
    }
    return rows.count() > 0;
  }

 private:
  Columns columns_;
  std::vector<std::vector<std::pair<std::string, Kind>>> rows_;
  std::size_t at_ = 0;
};

class Tail final : public Stream {
 public:
  Tail(StreamPtr rows, std::uint64_t count) : rows_(std::move(rows)), count_(count) {}
  [[nodiscard]] const Columns& columns() const override { return rows_->columns(); }
  [[nodiscard]] bool next(Rows& rows) override {
    if (done_) return false;
    done_ = true;
    // Whole batches are kept until enough later rows have come; their cells need not be copied.
    std::deque<std::unique_ptr<Rows>> kept;
    std::uint64_t have = 0;
    for (;;) {
      auto batch = std::make_unique<Rows>();
      if (!rows_->next(*batch)) break;
      have += batch->count();
      kept.push_back(std::move(batch));
      while (!kept.empty() && have - kept.front()->count() >= count_) {
        have -= kept.front()->count();
        kept.pop_front();
      }
    }
    rows.reset(columns().size());
    std::uint64_t skip = have > count_ ? have - count_ : 0;
    for (auto& batch : kept) {
      for (std::size_t r = 0; r < batch->count(); ++r) {
        if (skip > 0) {
          --skip;
          continue;
        }
        std::copy_n(batch->row(r), rows.columns(), rows.new_row());
        rows.end_row();
      }
      rows.hold(std::shared_ptr<Rows>(std::move(batch)));
    }
    return rows.count() > 0;
  }

 private:
  StreamPtr rows_;
  std::uint64_t count_;
  bool done_ = false;
};

class Select final : public Stream {
 public:
  Select(StreamPtr rows, const std::vector<std::string>& names) : rows_(std::move(rows)) {
    const Columns& all = rows_->columns();
    // "-x,y" leaves x and y out.
    const bool dropping = !names.empty() && names[0].starts_with("-") && find_column(all, names[0]) < 0;
    if (dropping) {
      std::vector<bool> out(all.size());
      for (const auto& name : names)
        out[column_index(all, name.starts_with("-") && find_column(all, name) < 0 ? std::string_view(name).substr(1)
                                                                                  : std::string_view(name))] = true;
      for (std::size_t i = 0; i < all.size(); ++i)
        if (!out[i]) map_.push_back(i);
    } else {
      for (const auto& name : names) {
        const auto index = column_index(all, name);
        if (std::find(map_.begin(), map_.end(), index) != map_.end())
          throw fail(Fault::usage, "column '{}' is named twice", name);
        map_.push_back(index);
      }
    }
    for (const auto index : map_) columns_.push_back(all[index]);
  }
  [[nodiscard]] const Columns& columns() const override { return columns_; }
  [[nodiscard]] bool next(Rows& rows) override {
    auto batch = std::make_shared<Rows>();
    if (!rows_->next(*batch)) return false;
    rows.reset(columns_.size());
    for (std::size_t r = 0; r < batch->count(); ++r) {
      const Cell* from = batch->row(r);
      Cell* to = rows.new_row();
      for (std::size_t c = 0; c < map_.size(); ++c) to[c] = from[map_[c]];
      rows.end_row();
    }
    rows.hold(std::move(batch));
    return true;
  }

 private:
  StreamPtr rows_;
  Columns columns_;
  std::vector<std::size_t> map_;
};

class Rename final : public Stream {
 public:
  Rename(StreamPtr rows, const std::vector<std::string>& pairs) : rows_(std::move(rows)), columns_(rows_->columns()) {
    for (const auto& pair : pairs) {
      const auto equals = pair.find('=');
      if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size())
        throw fail(Fault::usage, "'{}' is no OLD=NEW", pair);
      const auto index = column_index(columns_, pair.substr(0, equals));
      const auto name = pair.substr(equals + 1);
      const auto taken = find_column(columns_, name);
      if (taken >= 0 && static_cast<std::size_t>(taken) != index)
        throw fail(Fault::usage, "there is a column '{}' already", name);
      columns_[index].name = name;
    }
  }
  [[nodiscard]] const Columns& columns() const override { return columns_; }
  [[nodiscard]] bool next(Rows& rows) override { return rows_->next(rows); }

 private:
  StreamPtr rows_;
  Columns columns_;
};

class Count final : public Stream {
 public:
  explicit Count(StreamPtr rows) : rows_(std::move(rows)) {}
  [[nodiscard]] const Columns& columns() const override { return columns_; }
  [[nodiscard]] bool next(Rows& rows) override {
    if (done_) return false;
    done_ = true;
    std::uint64_t count = 0;
    while (rows_->next(rows)) count += rows.count();
    rows.reset(1);
    rows.new_row()[0] = cell(rows.arena().keep(std::to_string(count)), Kind::json);
    rows.end_row();
    return true;
  }

 private:
  StreamPtr rows_;
  Columns columns_ = {{"count", Type::integer}};
  bool done_ = false;
};

std::string json_text(std::string_view text) {
  std::string out;
  json::append_string(out, text);
  return out;
}

}  // namespace

StreamPtr no_rows(const Columns& columns) { return std::make_unique<Made>(columns); }
StreamPtr head(StreamPtr rows, std::uint64_t count) { return std::make_unique<Head>(std::move(rows), count); }
StreamPtr skip(StreamPtr rows, std::uint64_t count) { return std::make_unique<Skip>(std::move(rows), count); }
StreamPtr tail(StreamPtr rows, std::uint64_t count) { return std::make_unique<Tail>(std::move(rows), count); }
StreamPtr select(StreamPtr rows, const std::vector<std::string>& names) {
  return std::make_unique<Select>(std::move(rows), names);
}
StreamPtr rename(StreamPtr rows, const std::vector<std::string>& pairs) {
  return std::make_unique<Rename>(std::move(rows), pairs);
}
StreamPtr count(StreamPtr rows) { return std::make_unique<Count>(std::move(rows)); }

StreamPtr schema(const Columns& columns) {
  auto made = std::make_unique<Made>(Columns{{"column", Type::text}, {"type", Type::text}});
  for (const auto& column : columns)
    made->add({cell(column.name, Kind::text), cell(type_name(column.type), Kind::text)});
  return made;
}

StreamPtr sniff(const Sniffed& sniffed) {
  auto made = std::make_unique<Made>(Columns{{"file", Type::text},
                                             {"format", Type::text},
                                             {"encoding", Type::text},
                                             {"compression", Type::text},
                                             {"delimiter", Type::text},
                                             {"quote", Type::text},
                                             {"header", Type::boolean},
                                             {"columns", Type::json},
                                             {"rows_sampled", Type::integer}});
  std::string columns = "[";
  for (const auto& column : sniffed.columns) {
    if (columns.size() > 1) columns += ',';
    columns += "{\"name\":" + json_text(column.name) + ",\"type\":" + json_text(type_name(column.type)) + "}";
  }
  columns += ']';
  const std::string delimiter(1, sniffed.delimiter), quote(1, sniffed.quote),
      rows = std::to_string(sniffed.rows_sampled);
  const bool delimited = sniffed.delimiter != 0;
  made->add({cell(sniffed.file == "-" ? "standard input" : sniffed.file, Kind::text), cell(sniffed.format, Kind::text),
             sniffed.encoding.empty() ? Cell{} : cell(sniffed.encoding, Kind::text),
             sniffed.compression.empty() ? Cell{} : cell(sniffed.compression, Kind::text),
             delimited ? cell(delimiter, Kind::text) : Cell{}, sniffed.quote != 0 ? cell(quote, Kind::text) : Cell{},
             delimited ? cell(sniffed.header ? "true" : "false", Kind::json) : Cell{}, cell(columns, Kind::json),
             cell(rows, Kind::json)});
  return made;
}

}  // namespace pytk::table
