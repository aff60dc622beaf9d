// Columns of numbers, times or words from CSV, TSV, JSON Lines, .npy or plain numbers.
//   Data data = load(*source, {.wanted = {"src", "bytes"}});
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/io/source.hpp>

namespace pytk::plot {

enum class Values : std::uint8_t { numbers, times, words };

struct Series {
  std::string name;
  Values kind = Values::numbers;
  std::vector<double> numbers;              ///< of numbers and times (days since 1970); NaN where there is none
  std::vector<std::uint32_t> codes;         ///< of words: index into `words`, UINT32_MAX where there is none
  std::vector<std::string> words;           ///< different words in order of appearance
  std::size_t position = 0;                 ///< of the column in the input, from 1
  [[nodiscard]] std::size_t size() const noexcept { return kind == Values::words ? codes.size() : numbers.size(); }
};

/// Two dimensions of numbers, row by row; or three or four channels of a picture.
struct Matrix {
  std::size_t rows = 0, columns = 0, depth = 1;   ///< depth 3 or 4: channels of a picture
  std::vector<double> values;
};

class Blocks;

struct Data {
  std::vector<Series> columns;
  std::optional<Matrix> matrix;             ///< of a .npy with two dimensions
  std::shared_ptr<Blocks> blocks;           ///< set: the columns have names but no values yet; the source must live
  bool named = false;                       ///< the input had names for its columns
  std::uint64_t rows = 0;
  std::uint64_t bad_cells = 0;              ///< not a number where numbers are expected
  std::int64_t first_bad_line = 0;
  std::string first_bad;                    ///< "'abc' in column 'bytes'"
  [[nodiscard]] const Series* find(std::string_view name) const noexcept;
};

enum class InputFormat : std::uint8_t { automatic, csv, tsv, jsonl, npy, numbers };
enum class Reading : std::uint8_t { automatic, number, time, word };

struct LoadOptions {
  InputFormat format = InputFormat::automatic;
  std::optional<char> separator;
  std::optional<bool> header;               ///< nothing: seen from the first line
  std::vector<std::string> wanted;          ///< names, or 1-based positions; empty: all
  std::vector<std::string> as_words;        ///< of these, the text itself is wanted, whatever it looks like
  std::vector<std::string> as_times;
  std::string time_format;                  ///< strptime-like; empty: known forms
  bool stream = false;                      ///< a large mapped file of numbers may stay where it is: Data::blocks
  bool matrix = false;                      ///< a .npy of two dimensions is wanted as a whole
};

/// Reads the whole input. Throws Fault::data for damaged input, Fault::usage for a name that no column has (with the
/// nearest names). Cells that are no numbers in a numeric column become NaN and are counted.
[[nodiscard]] Data load(io::Source& source, const LoadOptions& options);

/// A time in one of the known forms (ISO 8601, RFC 2822 and common log, "Jan 1 2000", 1/31/2000 not: it is ambiguous)
/// as days since 1970. False if it is none.
[[nodiscard]] bool read_time(std::string_view text, double& days) noexcept;
/// The same by a format of %Y %m %d %H %M %S %f %y %b %B %j %z %Z %p %I %s and literal text.
[[nodiscard]] bool read_time(std::string_view text, std::string_view format, double& days) noexcept;

}  // namespace pytk::plot
