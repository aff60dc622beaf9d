// Tables of a PostgreSQL database as an Input, and a new table as a RowWriter, in one transaction.
#include "table/postgres.hpp"

#include <algorithm>

#include <pytk/core/text.hpp>

#include "table/csv.hpp"
#include "table/inputs.hpp"
#include "table/postgres_session.hpp"

namespace pytk::table {
namespace {

/// Numbers of pg_type, which never change (src/include/catalog/pg_type.dat).
Type type_of(Oid type) noexcept {
  switch (type) {
    case 16: return Type::boolean;
    case 20: case 21: case 23: case 26: return Type::integer;       // int8, int2, int4, oid
    case 700: case 701: case 1700: return Type::real;               // float4, float8, numeric
    case 1082: case 1114: case 1184: return Type::time;             // date, timestamp, timestamptz
    case 114: case 3802: return Type::json;                         // json, jsonb
    default: return Type::text;
  }
}

/// "schema.table" as two identifiers; a name with dots of its own stands in double quotes.
std::string quoted_path(std::string_view name) {
  std::string out, part;
  bool quoted = false;
  const auto end_part = [&] {
    if (!out.empty()) out += '.';
    out += PgSession::identifier(part);
    part.clear();
  };
  for (const char c : name) {
    if (c == '"') quoted = !quoted;
    else if (c == '.' && !quoted) end_part();
    else part += c;
  }
  end_part();
  return out;
}

/// The only table, or the one that was named.
std::string choose_table(PgSession& session, const std::string& wanted) {
  const auto list = session.run(
      "SELECT CASE WHEN n.nspname = 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END "
      "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
      "WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') "
      "AND n.nspname !~ '^pg_(toast|temp)' AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1");
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(PQntuples(list.get())));
  for (int i = 0; i < PQntuples(list.get()); ++i) names.push_back(PgSession::text(list.get(), i, 0));
  const std::string all = names.empty() ? "there is none" : "the tables are " + join(names, ", ");
  if (!wanted.empty()) {
    const auto known = session.run("SELECT to_regclass(" + PgSession::literal(quoted_path(wanted)) + ") IS NOT NULL");
    if (PgSession::text(known.get(), 0, 0) == "t") return quoted_path(wanted);
    auto hint = did_you_mean(wanted, names);
    throw fail(Fault::usage, "there is no table '{}' in {}", wanted, session.name()).hint(hint.empty() ? all : hint);
  }
  if (names.empty()) throw fail(Fault::data, "there is no table in it").at(session.name());
  if (names.size() > 1)
    throw fail(Fault::usage, "{} has {} tables", session.name(), names.size())
        .hint("choose one with --table: " + join(names, ", "));
  return quoted_path(names.front());
}

class PostgresInput final : public Input {
 public:
  PostgresInput(const std::string& where, const ReadOptions& options)
      : session_(where, options.timeout, options.cancel) {
    (void)session_.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const std::string query = "SELECT * FROM " + choose_table(session_, options.table);
    const auto empty = session_.run(query + " LIMIT 0");
    std::vector<std::string> names;
    names.reserve(static_cast<std::size_t>(PQnfields(empty.get())));
    for (int i = 0; i < PQnfields(empty.get()); ++i) names.emplace_back(PQfname(empty.get(), i));
    name_columns(names);
    for (int i = 0; i < PQnfields(empty.get()); ++i) {
      const Type type = type_of(PQftype(empty.get(), i));
      if (type == Type::boolean) truths_.push_back(static_cast<std::size_t>(i));
      columns_.push_back({std::move(names[static_cast<std::size_t>(i)]), type});
    }
    force_types(columns_, options);
    splitter_ = std::make_unique<Splitter>(Dialect{}, columns_.size(), std::vector<std::string>{""}, BadRows::fail);
    (void)session_.run("COPY (" + query + ") TO STDOUT (FORMAT csv)");
  }
  [[nodiscard]] const Columns& columns() const override { return columns_; }
  [[nodiscard]] bool take(Piece& piece) override {
    constexpr std::size_t piece_bytes = 512U << 10U, padding = 64;
    if (done_) return false;
    auto owner = std::make_shared<std::string>();
    while (owner->size() < piece_bytes && !done_) done_ = !session_.next_copied(*owner);
    if (owner->empty()) return false;
    owner->reserve(owner->size() + padding);
    piece.index = index_++;
    piece.bytes = *owner;
    piece.owner = std::move(owner);
    piece.rows.reset();
    return true;
  }
  void parse(Piece& piece, Rows& rows) override {
    rows.reset(columns_.size());
    rows.hold(piece.owner);
    splitter_->split(piece.bytes, 1, rows, [this](const BadRecord& bad) {
      throw fail(Fault::internal, "{}: the server's CSV is not understood: {}", session_.name(), bad.reason);
    });
    for (const auto column : truths_)
      for (std::size_t r = 0; r < rows.count(); ++r) {
        Cell& what = rows.row(r)[column];
        if (!what.null()) what = cell(what.text() == "t" ? "true" : "false", what.kind);
      }
  }

 private:
  PgSession session_;
  Columns columns_;
  std::vector<std::size_t> truths_;   ///< columns that say t and f
  std::unique_ptr<Splitter> splitter_;
  std::uint64_t index_ = 0;
  bool done_ = false;
};

const char* sql_type(Type type) noexcept {
  switch (type) {
    case Type::integer: return "bigint";
    case Type::real: return "double precision";
    case Type::boolean: return "boolean";
    case Type::time: return "timestamptz";
    case Type::json: return "json";
    default: return "text";
  }
}

class PostgresWriter final : public RowWriter {
 public:
  PostgresWriter(const std::string& where, const WriteOptions& options, bool force, std::int64_t timeout,
                 const Cancel* cancel)
      : session_(where, timeout, cancel), table_(options.table) {
    const std::string path = quoted_path(table_);
    (void)session_.run("BEGIN");
    const auto known = session_.run("SELECT to_regclass(" + PgSession::literal(path) + ") IS NOT NULL");
    const bool there = PgSession::text(known.get(), 0, 0) == "t";
    if (there && !force)
      throw fail(Fault::usage, "there is a table '{}' in {} already", table_, session_.name())
          .hint("--force replaces it; --into names another");
    if (there) (void)session_.run("DROP TABLE " + path);
  }
  void start(const Columns& columns) override {
    if (columns.empty()) throw fail(Fault::data, "there are no columns to write");
    columns_ = columns;
    std::string list;
    for (const auto& column : columns)
      list += (list.empty() ? "" : ", ") + PgSession::identifier(column.name) + " " + sql_type(column.type);
    (void)session_.run("CREATE TABLE " + quoted_path(table_) + " (" + list + ")");
    (void)session_.run("COPY " + quoted_path(table_) + " FROM STDIN (FORMAT csv, NULL '\\N')");
  }
  void write(const Rows& rows) override {
    for (std::size_t r = 0; r < rows.count(); ++r) {
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        if (c > 0) out_ += ',';
        one(rows.at(r, c), columns_[c].type);
      }
      out_ += '\n';
      if (out_.size() > (256U << 10U)) hand_on();
    }
  }
  void flush() override { hand_on(); }
  void finish() override {
    hand_on();
    session_.end_copy();
    (void)session_.run("COMMIT");
  }

 private:
  /// Every text in quotes, so that a missing value (\N) and the end mark (\.) are never meant.
  void one(const Cell& what, Type type) {
    if (what.null()) {
      out_ += "\\N";
      return;
    }
    if (type == Type::json) {
      json_.clear();
      append_json(json_, what, type);
    }
    out_ += '"';
    for (const char c : type == Type::json ? std::string_view(json_) : plain_text(what, type, scratch_)) {
      if (c == '"') out_ += '"';
      out_ += c;
    }
    out_ += '"';
  }
  void hand_on() {
    if (!out_.empty()) session_.put_copied(out_);
    out_.clear();
  }
  PgSession session_;
  std::string table_, out_, scratch_, json_;
  Columns columns_;
};

}  // namespace

std::unique_ptr<Input> open_postgres(const std::string& where, const ReadOptions& options) {
  return std::make_unique<PostgresInput>(where, options);
}
std::unique_ptr<RowWriter> make_postgres_writer(const std::string& where, const WriteOptions& options, bool force,
                                                std::int64_t timeout, const Cancel* cancel) {
  return std::make_unique<PostgresWriter>(where, options, force, timeout, cancel);
}

}  // namespace pytk::table
