// CSV and TSV: RFC 4180 with LF or CR LF, values byte for byte. Quotes count only at the beginning of a value.
#include <array>
#include <exception>
#include <string>
#include <unordered_set>
#include <vector>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "readers.hpp"

namespace pytk::record {
namespace {

class CsvReader final : public Reader {
 public:
  CsvReader(std::unique_ptr<Window> window, char delimiter, const ReadOptions& options)
      : window_(std::move(window)), delimiter_(delimiter), most_columns_(options.max_columns) {
    stops_[static_cast<unsigned char>(delimiter)] = true;
    stops_[static_cast<unsigned char>('\n')] = true;
    if (!read_row()) return;
    name_columns(options.header);
    if (!options.header) first_row_waits_ = true;
  }
  [[nodiscard]] const Schema& schema() const override { return schema_; }

  bool next(Batch& batch) override {
    if (batch.columns() != schema_.size() || !same_names(batch)) batch = Batch(schema_);
    batch.clear();
    if (broken_) std::rethrow_exception(broken_);
    try {
      fill(batch);
    } catch (const Error&) {
      if (batch.rows() == 0) throw;
      broken_ = std::current_exception();  // the rows before the bad one are good: they go first
    }
    return batch.rows() > 0;
  }

 private:
  void fill(Batch& batch) {
    if (first_row_waits_) {
      first_row_waits_ = false;
      add_row(batch);
    }
    while (!batch.full()) {
      // What is there goes on before we wait for more.
      if (batch.rows() > 0 && !whole_line_waits() && window_->would_block()) break;
      if (!read_row()) break;
      add_row(batch);
    }
  }
  struct Piece {
    std::size_t begin, size;  ///< in the window, or in unquoted_
    bool copied;
  };
  enum class Cut : std::uint8_t { whole, more, end };

  [[nodiscard]] bool same_names(const Batch& batch) const {
    for (std::size_t i = 0; i < schema_.size(); ++i)
      if (batch.schema()[i].name != schema_[i].name || batch.schema()[i].type != Type::text) return false;
    return true;
  }
  [[nodiscard]] bool whole_line_waits() const {
    return window_->view().find('\n', row_size_) != std::string_view::npos;
  }

  // Cuts the next row that is not empty into pieces; false at the end.
  bool read_row() {
    window_->skip(row_size_);
    line_ += row_lines_;
    row_size_ = 0;
    row_lines_ = 0;
    for (;;) {
      switch (cut_row()) {
        case Cut::end: return false;
        case Cut::whole:
          if (pieces_.size() != 1 || pieces_[0].size != 0 || pieces_[0].copied) return true;
          window_->skip(row_size_);  // an empty line
          line_ += row_lines_;
          row_size_ = 0;
          row_lines_ = 0;
          break;
        case Cut::more: window_->grow(line_);
      }
    }
  }
  Cut cut_row() {
    pieces_.clear();
    unquoted_.clear();
    const auto text = window_->view();
    if (text.empty() && window_->ended()) return Cut::end;
    std::size_t at = 0;
    std::int64_t lines = 0;
    for (;;) {
      if (pieces_.size() > most_columns_)
        throw fail(Fault::data, "the record has more than {} values", most_columns_).at(window_->name(), line_);
      const bool quoted = at < text.size() && text[at] == '"';
      const auto cut = quoted ? cut_quoted(text, at, lines) : cut_plain(text, at);
      if (cut != Cut::whole) return cut;
      if (at < text.size() && text[at] == delimiter_) {
        ++at;
        continue;
      }
      row_lines_ = lines;
      if (at < text.size()) {  // a line feed
        ++at;
        ++row_lines_;
      }
      row_size_ = at;
      return Cut::whole;
    }
  }
  // Both leave `at` on the delimiter, on the line feed, or at the end of the input.
  Cut cut_plain(std::string_view text, std::size_t& at) {
    const auto begin = at;
    while (at < text.size() && !stops_[static_cast<unsigned char>(text[at])]) ++at;
    if (at == text.size() && !window_->ended()) return Cut::more;
    auto end = at;
    if (end > begin && text[end - 1] == '\r' && (at == text.size() || text[at] == '\n')) --end;
    pieces_.push_back({begin, end - begin, false});
    return Cut::whole;
  }
  Cut cut_quoted(std::string_view text, std::size_t& at, std::int64_t& lines) {
    const auto begin = unquoted_.size();
    const auto first_line = line_ + lines;
    ++at;
    for (;;) {
      const auto quote = text.find('"', at);
      if (quote == std::string_view::npos) {
        if (!window_->ended()) return Cut::more;
        throw fail(Fault::data, "the quoted value that begins here is never closed").at(window_->name(), first_line);
      }
      const auto run = text.substr(at, quote - at);
      for (const char c : run) lines += c == '\n' ? 1 : 0;
      unquoted_.append(run);
      at = quote + 1;
      if (at == text.size() && !window_->ended()) return Cut::more;
      if (at == text.size() || text[at] != '"') break;
      unquoted_ += '"';
      ++at;
    }
    if (at < text.size() && text[at] == '\r') {
      if (at + 1 == text.size() && !window_->ended()) return Cut::more;
      if (at + 1 == text.size() || text[at + 1] == '\n') ++at;
    }
    if (at < text.size() && !stops_[static_cast<unsigned char>(text[at])])
      throw fail(Fault::data, "something follows the closing quote of value {}", pieces_.size() + 1)
          .at(window_->name(), line_ + lines);
    pieces_.push_back({begin, unquoted_.size() - begin, true});
    return Cut::whole;
  }
  [[nodiscard]] std::string_view piece(std::size_t i) const {
    const auto& p = pieces_[i];
    return (p.copied ? std::string_view(unquoted_) : window_->view()).substr(p.begin, p.size);
  }

  void name_columns(bool header) {
    std::unordered_set<std::string> taken;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      std::string name = header ? std::string(piece(i)) : std::string{};
      if (name.empty()) name = fmt::format("column_{}", i + 1);
      // A name that came before gets a number, so that every value stays reachable.
      std::string wanted = name;
      for (std::size_t n = 2; !taken.insert(wanted).second; ++n) wanted = fmt::format("{}_{}", name, n);
      schema_.push_back({std::move(wanted), Type::text});
    }
  }
  void add_row(Batch& batch) {
    if (pieces_.size() != schema_.size())
      throw fail(Fault::data, "the record has {} values, but there are {} columns", pieces_.size(), schema_.size())
          .at(window_->name(), line_);
    for (std::size_t i = 0; i < pieces_.size(); ++i) batch[i].add_text(piece(i));
    batch.end_row();
  }

  std::unique_ptr<Window> window_;
  char delimiter_;
  std::uint64_t most_columns_;
  std::array<bool, 256> stops_{};
  Schema schema_;
  std::vector<Piece> pieces_;
  std::string unquoted_;
  std::size_t row_size_ = 0;
  std::int64_t line_ = 1, row_lines_ = 0;
  bool first_row_waits_ = false;
  std::exception_ptr broken_;
};

}  // namespace

std::unique_ptr<Reader> make_csv_reader(std::unique_ptr<Window> window, char delimiter, const ReadOptions& options) {
  return std::make_unique<CsvReader>(std::move(window), delimiter, options);
}

}  // namespace pytk::record
