// Fake data that belongs together: every value is a function of (seed, column, row), so the same bytes come out for
// any number of threads and shards, and another column changes none.
//   fake::Request request;  request.columns = {"name", "email"};  request.rows = 3;
//   const fake::Catalogue catalogue("en_US");
//   fake::generate_text(fake::plan_of(request, catalogue), {}, {fake::Layout::csv}, pool, cancel,
//                       [&](std::string_view text) { ... });
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/cancel.hpp>
#include <pytk/core/parallel.hpp>
#include <pytk/record/batch.hpp>

namespace pytk::fake {

/// One argument of a generator: its name, its default and what it means.
struct ArgumentInfo {
  std::string_view name, otherwise, meaning;
};

/// What `pytk fake list` shows of a generator.
struct GeneratorInfo {
  std::string_view name, category, description;
  std::string_view type;  ///< text, int64, float64, boolean or json
  std::span<const ArgumentInfo> arguments;
};
[[nodiscard]] std::vector<GeneratorInfo> generators();
[[nodiscard]] std::vector<std::string> generator_names();
[[nodiscard]] std::vector<std::string> locale_names();

/// The data of one or more locales, loaded from the built-in blob and, where given, a directory that overrides it.
class Catalogue {
 public:
  /// `locales` "de_DE" or "en_US,de_DE" (each row takes one of them). Throws Fault::usage for an unknown one.
  explicit Catalogue(std::string_view locales = "en_US", std::string_view data_directory = {});
  ~Catalogue();
  Catalogue(Catalogue&&) noexcept;
  Catalogue& operator=(Catalogue&&) noexcept;
  struct State;
  [[nodiscard]] const State& state() const noexcept { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

/// A shard i of n holds the rows [N(i-1)/n, N i/n); the shards in order make the whole.
struct Shard {
  std::uint64_t index = 1, count = 1;
};
[[nodiscard]] Shard parse_shard(std::string_view text);

struct Request {
  std::vector<std::string> columns;  ///< "name", "age=random_int:min=18:max=65", "mail=email:unique", "p2.name"
  std::string table = "data";        ///< its name in SQL
  std::uint64_t rows = 1;
  std::uint64_t seed = 0;
  std::int64_t now = 0;              ///< nanoseconds; where relative dates count from
  /// A stream of one generator: latitude and longitude are then any point of the earth, not of the row's city.
  bool single = false;
};

struct TablePlan;
/// A table that can be made: everything is looked up and checked. It needs its catalogue while it lives.
class Plan {
 public:
  explicit Plan(std::shared_ptr<const TablePlan> table);
  [[nodiscard]] const std::string& name() const noexcept;
  [[nodiscard]] std::uint64_t rows() const noexcept;
  [[nodiscard]] record::Schema schema() const;
  /// The same table with its first `rows` rows only.
  [[nodiscard]] Plan first(std::uint64_t rows) const;
  [[nodiscard]] const TablePlan& table() const noexcept { return *table_; }

 private:
  std::shared_ptr<const TablePlan> table_;
};
/// Throws Fault::usage for an unknown generator, modifier or argument, and when `:unique` asks for more distinct values
/// than there are.
[[nodiscard]] Plan plan_of(const Request& request, const Catalogue& catalogue);
/// One column, the filled template ("GET /u/{random_int max=99} {ipv4_doc}"); request.columns is not looked at.
[[nodiscard]] Plan plan_of_template(std::string_view text, const Request& request, const Catalogue& catalogue);

/// plain: values of one column, each followed by the separator. sql: INSERT statements of 100 rows; shards meet between
/// two.
enum class Layout : std::uint8_t { plain, csv, tsv, jsonl, sql };
struct TextStyle {
  Layout layout = Layout::csv;
  std::string separator = "\n";
};
/// Makes the rows of the shard as text, without a header: blocks are made on the pool's threads, `write` is called in
/// order on this one. Stops when it returns false. The bytes do not depend on the number of threads.
void generate_text(const Plan& plan, const Shard& shard, const TextStyle& style, Pool& pool, Cancel& cancel,
                   const std::function<bool(std::string_view)>& write);
/// The same as batches of records.
void generate(const Plan& plan, const Shard& shard, Pool& pool, Cancel& cancel,
              const std::function<bool(const record::Batch&)>& write);
/// CREATE TABLE of the plan's columns, with keys and references.
[[nodiscard]] std::string create_statement(const Plan& plan);

/// A text with generators in braces, filled row by row. The same seed gives the same lines. Throws Fault::usage.
class Template {
 public:
  Template(std::string_view text, const Catalogue& catalogue, std::uint64_t seed, std::int64_t now);
  ~Template();
  void append(std::string& out, std::uint64_t row);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Kinds that check() knows: luhn, iban, isbn, ean, uuid, ip, mac, email, date.
[[nodiscard]] std::vector<std::string> check_kinds();
/// Empty if `value` is a valid one, else why not. Throws Fault::usage for an unknown kind.
[[nodiscard]] std::string check(std::string_view kind, std::string_view value);

/// The data and the streams behind a seed. What changes the values of a seed changes this number and the changelog says
/// so.
inline constexpr unsigned data_version = 3;
/// The day that relative dates count from when only a seed is given: 2026-01-01.
inline constexpr std::int64_t data_version_day = 1'767'225'600'000'000'000;

}  // namespace pytk::fake
