// A chain of verbs as a plan: each verb takes the relation so far and gives the next; sql() says it to the engine.
//   Query query = Query::scan(plan, 0, columns);  query.filter("len > 100");  query.head(10);
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/table/expression.hpp>
#include <pytk/table/rows.hpp>

namespace pytk::table {

class SqlDialect;
struct PlanColumn;

/// One GROUP BY of a plan in its parts, so that it can be computed group by group of groups when memory is short.
struct Aggregation {
  std::string sql;      ///< the whole SELECT, as it stands inside the statement
  std::string list, from, keys;
  std::string where;    ///< " WHERE ..." or nothing
};

/// What all relations of one command share: the dialect and the numbering of columns.
class Plan {
 public:
  Plan();
  ~Plan();
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;
  [[nodiscard]] const SqlDialect& dialect() const noexcept { return *dialect_; }
  [[nodiscard]] std::string fresh() { return "c" + std::to_string(next_++); }
  /// The first aggregation by keys, which sees the most rows.
  [[nodiscard]] const std::optional<Aggregation>& aggregation() const noexcept { return aggregation_; }
  void remember(Aggregation aggregation) {
    if (!aggregation_) aggregation_ = std::move(aggregation);
  }

 private:
  std::unique_ptr<SqlDialect> dialect_;
  std::optional<Aggregation> aggregation_;
  std::size_t next_ = 0;
};

/// Runs SQL while the plan is still being made (the distinct keys of a pivot): rows of texts, "" for null.
using Ask = std::function<std::vector<std::vector<std::optional<std::string>>>(const std::string& sql)>;

struct SortKey { ExpressionPtr expression; bool descending = false; };
/// "a,-b,-sum(x)": what sort takes.
[[nodiscard]] std::vector<SortKey> parse_sort(const std::vector<std::string>& words);

/// Which of equal rows stays.
enum class Keep : std::uint8_t { first, last, none };
/// Of window(), for help.
[[nodiscard]] std::vector<std::string> window_names();
enum class JoinKind : std::uint8_t { inner, left, right, full, semi, anti, cross, asof };
[[nodiscard]] JoinKind parse_join(std::string_view name);

class Query {
 public:
  /// The rows of input number `input` of the engine, in their order.
  [[nodiscard]] static Query scan(Plan& plan, std::size_t input, const Columns& columns);
  /// The result of a statement that the engine was asked to describe.
  [[nodiscard]] static Query statement(Plan& plan, const std::string& sql, const Columns& columns);
  Query(Query&&) noexcept;
  Query& operator=(Query&&) noexcept;
  Query(const Query&);
  ~Query();

  [[nodiscard]] Columns columns() const;
  /// One SELECT of the visible columns in the order of the rows; output names are c0, c1, ...
  [[nodiscard]] std::string sql() const;
  /// The same under the users' names, typed, without order: what a table is called for `sql QUERY`.
  [[nodiscard]] std::string view_sql() const;

  void filter(std::string_view expression);
  void derive(std::string_view named);
  void select(const std::vector<std::string>& names);    ///< "-x" drops x
  void rename(std::string_view pairs);                   ///< a=b: a becomes b
  void sort(const std::vector<SortKey>& keys);
  void head(std::uint64_t rows);
  void tail(std::uint64_t rows);
  void sample(std::uint64_t rows, double percent, std::uint64_t seed);
  void group(const std::vector<std::string>& keys, std::string_view aggregates, bool drop_null);
  void count();                                          ///< one row {count}
  void values(const std::string& column, bool drop_null);
  void dedupe(const std::vector<std::string>& names, Keep keep);
  void drop_null(const std::vector<std::string>& names);
  void top(std::uint64_t rows, std::string_view by, const std::vector<std::string>& per, bool least);
  void fill(const std::vector<std::pair<std::string, std::string>>& values, const std::vector<std::string>& forward,
            const std::vector<std::string>& backward);
  void melt(const std::vector<std::string>& names, const std::vector<std::string>& keep, std::string_view variable,
            std::string_view value);
  /// As pandas' pivot_table: labels and rows without a value in any cell are left out.
  void pivot(std::string_view column, std::string_view aggregate, const std::vector<std::string>& by, bool drop_null,
             const Ask& ask);
  void resample(const std::string& column, std::int64_t nanoseconds, std::string_view aggregates,
                const std::vector<std::string>& by);
  void window(std::string_view named, const std::vector<std::string>& per, const std::vector<SortKey>& order);
  void extract(const std::string& column, const std::string& pattern);
  void replace(const std::string& column, const std::string& pattern, const std::string& text);
  void parse_time(const std::string& column, const std::string& format);
  /// Into how many parts the column's longest value falls, for split() without names.
  [[nodiscard]] std::size_t most_parts(const std::string& column, const std::string& separator, const Ask& ask) const;
  void split(const std::string& column, const std::vector<std::string>& names, const std::string& separator);
  void skip(std::uint64_t rows);
  void explode(const std::string& column, const std::string& separator);
  void join(const Query& right, JoinKind kind, const std::vector<std::pair<std::string, std::string>>& on,
            std::string_view suffix);
  void unite(const Query& other);
  void describe(const std::vector<std::string>& names, bool all);
  /// Rows {change, keys, column, old, new} of what differs from `old`.
  void diff(const Query& old, const std::vector<std::string>& on);

  struct State;

 private:
  explicit Query(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace pytk::table
