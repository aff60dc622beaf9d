// Arrays in files: NumPy's .npy and .npz, and text as loadtxt and genfromtxt read it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pytk/array/array.hpp>
#include <pytk/core/bytes.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/io/source.hpp>

namespace pytk::array {

using Members = std::vector<std::pair<std::string, Array>>;

/// What the header of an .npy says.
struct NpyHeader {
  DType dtype;
  bool swapped = false, fortran_order = false;
  Shape shape;
  std::size_t data_at = 0;  ///< bytes before the elements
  Members fields;           ///< of a structured type: names and types (no elements)
  std::vector<std::size_t> field_offsets;
  std::vector<bool> fields_swapped;
  std::size_t item_size = 0;
};
[[nodiscard]] bool looks_like_npy(ByteView first_bytes) noexcept;
[[nodiscard]] bool looks_like_npz(ByteView first_bytes) noexcept;
/// Throws Fault::data for what is no .npy, lies about its size, or holds Python objects.
[[nodiscard]] NpyHeader read_npy_header(ByteView bytes, std::string_view name);

/// One array with the name "", or several: .npz, structured .npy. The array may lie over the file's mapping.
[[nodiscard]] Members read_arrays(std::unique_ptr<io::Source> source);
[[nodiscard]] Members read_npy(ByteView bytes, std::string_view name, const std::shared_ptr<void>& owner);
[[nodiscard]] Members read_npz(ByteView bytes, std::string_view name);
void write_npy(io::Sink& sink, const Array& a);
void write_npz(io::Sink& sink, const Members& members, bool compress);

struct TextOptions {
  std::optional<char> delimiter;  ///< nothing: runs of white space
  std::optional<char> quote;  ///< what encloses a field that may hold delimiters; doubled inside it stands for itself
  std::string comment = "#";      ///< begins what is not read; empty: nothing does
  DType dtype = Kind::float64;
  bool header = false;            ///< the first line that is neither empty nor a comment holds names
  std::int64_t skip_rows = 0;
  std::int64_t most_rows = -1;
  std::int64_t least_dimensions = 0;  ///< of the result: 0, 1 or 2
  std::vector<std::int64_t> columns;
  std::optional<double> missing;  ///< genfromtxt: what empty and unreadable fields become
};
/// loadtxt (without `missing`) or genfromtxt (with it). One row gives one dimension. `names`: the header, if asked for.
[[nodiscard]] Array read_text(io::Source& source, const TextOptions& options,
                              std::vector<std::string>* names = nullptr);

/// The same row by row, for what is reduced as it comes: memory stays the same.
void read_rows(io::Source& source, const TextOptions& options, std::vector<std::string>* names,
               const std::function<void(std::span<const double>)>& on_row);

/// The same with the text of one column, by number or by a name of the header, as the key of each row; the row is
/// without it.
void read_groups(io::Source& source, const TextOptions& options, std::string_view group,
                 std::vector<std::string>* names,
                 const std::function<void(const std::string&, std::span<const double>)>& on_row);

}  // namespace pytk::array
