// Tables that a file describes, TOML or JSON: columns, distributions, shares of nulls, texts with values in them, and
// columns that refer to rows of another table. A reference is computed, not remembered: memory does not grow with rows.
//   const fake::SchemaFile file(text, "shop.toml", {.seed = 1});
//   for (const auto& plan : file.tables()) fake::generate_text(plan, {}, {fake::Layout::csv}, pool, cancel, write);
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include <pytk/fake/fake.hpp>

namespace pytk::fake {

/// What stands above the file's own words.
struct SchemaOptions {
  std::optional<std::uint64_t> seed = {};    ///< above `seed` of the file
  std::optional<std::int64_t> now = {};      ///< above `now` of the file; without both the caller's clock
  std::int64_t clock = data_version_day;
  double scale = 1;                          ///< rows of every table, times this
  std::string_view data_directory = {};
};

class SchemaFile {
 public:
  /// Throws Fault::data where `text` is neither TOML nor JSON, Fault::usage for what it asks and cannot be: an unknown
  /// key, generator, argument or table, references in a circle, an impossible unique; always with the line.
  SchemaFile(std::string_view text, const std::string& file_name, const SchemaOptions& options);
  ~SchemaFile();
  SchemaFile(SchemaFile&&) noexcept;
  SchemaFile& operator=(SchemaFile&&) noexcept;
  /// In an order in which each table stands behind those that it refers to, as far as there is one.
  [[nodiscard]] std::span<const Plan> tables() const noexcept;
  /// Whether a seed stands in the file or the options: the same bytes come again.
  [[nodiscard]] bool seeded() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pytk::fake
