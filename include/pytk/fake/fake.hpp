// Fake data that belongs together: every value is a function of (seed, column, row), so the same bytes come out for
// any number of threads and shards, and another column changes none.
//   fake::Request request;  request.columns = {"name", "email"};  request.rows = 3;
//   fake::generate(request, fake::Catalogue("en_US"), pool, [&](const record::Batch& batch) { ... });
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
  std::uint64_t rows = 1;
  std::uint64_t seed = 0;
  std::int64_t now = 0;              ///< nanoseconds; where relative dates count from
  Shard shard;
  /// A stream of one generator: latitude and longitude are then any point of the earth, not of the row's city.
  bool single = false;
};

/// The schema that the columns make. Throws Fault::usage for an unknown generator, modifier or argument, and when
/// `:unique` asks for more distinct values than there are.
[[nodiscard]] record::Schema schema_of(const Request& request, const Catalogue& catalogue);

/// Rows per block; blocks are made on any thread and handed on in order.
inline constexpr std::uint64_t block_rows = 4096;

/// Makes the rows of the shard. `format` runs on the pool's threads with the batch of block i and fills its own text;
/// `write` is called in order with that text. Stops when `write` returns false.
void generate(const Request& request, const Catalogue& catalogue, Pool& pool, Cancel& cancel,
              const std::function<void(const record::Batch& batch, std::string& text)>& format,
              const std::function<bool(std::string& text)>& write);

/// "GET /u/{random_int max=99} {ipv4_doc}": one line a row. The same seed gives the same lines. Throws Fault::usage.
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

/// The day that relative dates count from when only a seed is given: 2026-01-01, the birthday of data version 1.
inline constexpr std::int64_t data_version_day = 1'767'225'600'000'000'000;

}  // namespace pytk::fake
