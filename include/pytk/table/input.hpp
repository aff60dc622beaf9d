// Tables in: any delimiter sniffed, fixed width, JSON, logs, spreadsheets and databases, as streams of text cells.
//   table::Dataset data({"access.log.gz"}, options, warn);
//   auto input = data.open();  table::Piece piece;  while (input->take(piece)) input->parse(piece, rows);
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/cancel.hpp>
#include <pytk/core/error.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/io/source.hpp>
#include <pytk/table/rows.hpp>

namespace pytk::table {

enum class From : std::uint8_t {
  automatic, csv, tsv, fwf, json, jsonl, xlsx, parquet, sqlite, postgres, common, combined, syslog, zeek
};
[[nodiscard]] From parse_from(std::string_view name);
[[nodiscard]] std::string_view from_name(From from) noexcept;
[[nodiscard]] std::vector<std::string> from_names();
/// True for postgres://... and postgresql://..., a database as input or output.
[[nodiscard]] bool is_postgres(std::string_view where) noexcept;

enum class BadRows : std::uint8_t { fail, skip, pad, keep };

struct ReadOptions {
  From from = From::automatic;
  std::optional<char> delimiter, quote, escape, comment;  ///< quote '\0': none
  std::optional<bool> header;                  ///< nothing: the first record is the header
  std::vector<std::string> names;              ///< instead of the header's (whose line is still skipped)
  std::uint64_t skip = 0;                      ///< lines before the header
  std::uint64_t skip_rows = 0;                 ///< records behind the header (delimited and fixed width)
  std::string encoding;                        ///< empty: by byte order mark, else UTF-8
  std::vector<std::string> missing = {""};     ///< unquoted texts that mean null
  bool types = true;                           ///< sniff types; else every column is text
  std::vector<std::pair<std::string, Type>> forced_types;
  std::vector<std::int64_t> widths;            ///< fixed width; -1 ("*"): to the end of the line
  std::string sheet, range, table;             ///< of a workbook or database
  BadRows bad_rows = BadRows::fail;
  std::uint64_t max_line = 64U << 20U;
  bool reread = false;                         ///< open() will be called more than once: pipes are spooled
  std::int64_t timeout = 10'000'000'000;
  Cancel* cancel = nullptr;
  /// While true, a field that the head of a JSON file did not have ends the reading with LateField, so that the caller
  /// can begin anew with Dataset::learn(); else such a field is left out with a warning.
  std::shared_ptr<std::atomic<bool>> late_fields;
};

/// A field that comes only behind the head of a file.
class LateField : public Error {
 public:
  LateField(const std::string& file, std::string_view name)
      : Error(fail(Fault::data, "the field '{}' appears only behind the first records", name).at(file)) {}
};

/// Told about what was repaired or skipped, one line each, without "pytk table:".
using Warn = std::function<void(std::string_view)>;

/// One bad row for --rejects.
struct Reject { std::string file; std::int64_t line; std::string reason, raw; };
using OnReject = std::function<void(const Reject&)>;

/// A run of whole records, cut off a stream in order.
struct Piece {
  std::uint64_t index = 0;                     ///< 0, 1, 2, ... in the order of the stream
  std::int64_t first_line = 1;
  std::string_view bytes;                      ///< 64 readable bytes stand behind it
  std::shared_ptr<std::string> owner;
  std::size_t part = 0;                        ///< which of several files
  std::unique_ptr<Rows> rows;                  ///< where a reader can only read in sequence
};

/// take() is cheap and called by one thread at a time, in order; parse() does the work and may run concurrently.
class Input {
 public:
  virtual ~Input() = default;
  [[nodiscard]] virtual const Columns& columns() const = 0;
  [[nodiscard]] virtual bool take(Piece& piece) = 0;
  virtual void parse(Piece& piece, Rows& rows) = 0;
  /// False when fields may come that the head of the file does not have (JSON).
  [[nodiscard]] virtual bool sampled_all() const { return true; }
  /// Reads everything and gives all columns there are; nothing is left to take().
  [[nodiscard]] virtual Columns learn() { return columns(); }
};

/// What was found out about one file, for `sniff`.
struct Sniffed {
  std::string file, format, encoding, compression;
  char delimiter = 0, quote = 0;
  bool header = false;
  Columns columns;
  std::uint64_t rows_sampled = 0;
};

/// One input or several that are unioned by name.
class Dataset {
 public:
  /// `where`: paths, "-", URLs, database files.
  Dataset(std::vector<std::string> where, ReadOptions options, Warn warn, OnReject reject = {});
  ~Dataset();
  Dataset(Dataset&&) noexcept;
  Dataset& operator=(Dataset&&) noexcept;
  [[nodiscard]] const Columns& columns() const;
  [[nodiscard]] const Sniffed& sniffed() const;
  /// A fresh pass over the data. A pipe can be read once unless ReadOptions::reread was set.
  [[nodiscard]] std::unique_ptr<Input> open();
  /// Of the first input. Parquet is read by the engine itself: there is nothing to open() then, only paths().
  [[nodiscard]] From from() const;
  [[nodiscard]] std::vector<std::string> paths() const;
  /// True when all columns are known.
  [[nodiscard]] bool sampled_all() const;
  /// Reads everything once for all columns and their types.
  void learn();
  /// Whether open() can be called once more.
  [[nodiscard]] bool can_read_again() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The rows of an input, piece after piece, on this thread.
class InputStream final : public Stream {
 public:
  explicit InputStream(std::unique_ptr<Input> input) : input_(std::move(input)) {}
  [[nodiscard]] const Columns& columns() const override { return input_->columns(); }
  [[nodiscard]] bool next(Rows& rows) override;

 private:
  std::unique_ptr<Input> input_;
  Piece piece_;
};

}  // namespace pytk::table
