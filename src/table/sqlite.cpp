// SQLite in and out. A database is opened read-only; a new one is written beside its name and renamed when whole.
#include "table/sqlite.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/leftover.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "table/databases.hpp"
#include "table/inputs.hpp"

namespace pytk::table {
namespace {

struct Close {
  void operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

Database open_file(const std::string& path, int flags) {
  sqlite3* raw = nullptr;
  const int status = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  Database database(raw);
  if (status != SQLITE_OK)
    throw fail(Fault::io, "cannot open '{}': {}", path, raw == nullptr ? "out of memory" : sqlite3_errmsg(raw));
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  return database;
}

/// A database that came through a pipe lies in a file without a name, which SQLite cannot open: it is mapped and read
/// as memory. The mapping must outlive the database.
class Mapped {
 public:
  Mapped() = default;
  explicit Mapped(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat info {};
    if (fd >= 0 && ::fstat(fd, &info) == 0) size_ = static_cast<std::size_t>(info.st_size);
    if (size_ > 0)
      bytes_ = static_cast<unsigned char*>(::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0));
    ::close(fd);
    if (size_ < 100 || bytes_ == MAP_FAILED) throw fail(Fault::data, "standard input is no SQLite database");
    // Memory has no write-ahead log: the two bytes that ask for one (file format, 1.3) are set back in our own copy.
    bytes_[18] = bytes_[19] = 1;
  }
  ~Mapped() {
    if (size_ > 0 && bytes_ != MAP_FAILED) ::munmap(bytes_, size_);
  }
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;
  [[nodiscard]] Database open() const {
    Database database = open_file(":memory:", SQLITE_OPEN_READWRITE);
    const auto size = static_cast<sqlite3_int64>(size_);
    if (sqlite3_deserialize(database.get(), "main", bytes_, size, size, SQLITE_DESERIALIZE_READONLY) != SQLITE_OK)
      throw fail(Fault::data, "{}", sqlite3_errmsg(database.get()));
    return database;
  }

 private:
  unsigned char* bytes_ = nullptr;
  std::size_t size_ = 0;
};

bool is_nameless(const std::string& path) { return path.starts_with("/proc/self/fd/"); }

Statement prepare(sqlite3* database, const std::string& sql, const std::string& path) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(database, sql.c_str(), -1, &raw, nullptr) != SQLITE_OK)
    throw fail(Fault::data, "{}", sqlite3_errmsg(database)).at(path);
  return Statement(raw);
}

void execute(sqlite3* database, const std::string& sql, const std::string& path) {
  if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    throw fail(Fault::io, "{}", sqlite3_errmsg(database)).at(path);
}

std::string identifier(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out.append(c == '"' ? 2U : 1U, c);
  return out + "\"";
}

std::string_view text_of_column(sqlite3_stmt* statement, int column) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  return {text, text == nullptr ? 0U : static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
}

class SqliteInput final : public Input {
 public:
  SqliteInput(const std::string& path, const ReadOptions& options)
      : path_(is_nameless(path) ? "standard input" : path),
        mapped_(is_nameless(path) ? std::make_unique<Mapped>(path) : nullptr),
        database_(mapped_ ? mapped_->open() : open_file(path, SQLITE_OPEN_READONLY)),
        table_(choose(options.table)) {
    open();
    Rows rows;
    fill(rows, 1000);
    guess(rows);
    force_types(columns_, options);
    open();
  }
  [[nodiscard]] const Columns& columns() const override { return columns_; }
  [[nodiscard]] bool take(Piece& piece) override {
    piece.rows = std::make_unique<Rows>();
    piece.index = index_++;
    fill(*piece.rows, 2048);
    return piece.rows->count() > 0;
  }
  void parse(Piece& piece, Rows& rows) override { rows = std::move(*piece.rows); }

 private:
  std::string choose(const std::string& wanted) const {
    const auto list = prepare(
        database_.get(),
        "SELECT name FROM sqlite_master WHERE type IN ('table','view') AND name NOT LIKE 'sqlite_%' ORDER BY name",
        path_);
    std::vector<std::string> names;
    for (int status = sqlite3_step(list.get()); status != SQLITE_DONE; status = sqlite3_step(list.get())) {
      if (status != SQLITE_ROW) throw fail(Fault::data, "{}", sqlite3_errmsg(database_.get())).at(path_);
      names.emplace_back(text_of_column(list.get(), 0));
    }
    if (!wanted.empty()) {
      if (std::find(names.begin(), names.end(), wanted) != names.end()) return wanted;
      throw fail(Fault::usage, "there is no table '{}' in '{}'", wanted, path_)
          .hint("the tables are " + join(names, ", "));
    }
    if (names.empty()) throw fail(Fault::data, "there is no table in it").at(path_);
    if (names.size() > 1)
      throw fail(Fault::usage, "'{}' has {} tables", path_, names.size())
          .hint("choose one with --table: " + join(names, ", "));
    return names.front();
  }
  void open() {
    statement_ = prepare(database_.get(), "SELECT * FROM " + identifier(table_), path_);
    done_ = false;
    if (!columns_.empty()) return;
    std::vector<std::string> names;
    names.reserve(static_cast<std::size_t>(sqlite3_column_count(statement_.get())));
    for (int i = 0; i < sqlite3_column_count(statement_.get()); ++i)
      names.emplace_back(sqlite3_column_name(statement_.get(), i));
    name_columns(names);
    for (auto& name : names) columns_.push_back({std::move(name), Type::text});
    for (int i = 0; i < sqlite3_column_count(statement_.get()); ++i) {
      const char* declared = sqlite3_column_decltype(statement_.get(), i);
      truths_.push_back(declared != nullptr && (lower(declared) == "boolean" || lower(declared) == "bool"));
    }
  }
  void fill(Rows& rows, std::size_t most) {
    rows.reset(columns_.size());
    // A statement that is done would begin anew with the next step.
    while (!done_ && rows.count() < most) {
      const int status = sqlite3_step(statement_.get());
      done_ = status == SQLITE_DONE;
      if (done_) return;
      if (status != SQLITE_ROW) throw fail(Fault::data, "{}", sqlite3_errmsg(database_.get())).at(path_);
      Cell* row = rows.new_row();
      for (int i = 0; i < static_cast<int>(columns_.size()); ++i) row[i] = value(i, rows.arena());
      rows.end_row();
    }
  }
  Cell value(int column, Arena& arena) const {
    sqlite3_stmt* statement = statement_.get();
    switch (sqlite3_column_type(statement, column)) {
      case SQLITE_NULL: return {};
      case SQLITE_INTEGER:
        if (const auto whole = sqlite3_column_int64(statement, column);
            truths_[static_cast<std::size_t>(column)] && (whole == 0 || whole == 1))
          return cell(whole == 1 ? "true" : "false", Kind::json);
        return cell(arena.keep(std::to_string(sqlite3_column_int64(statement, column))), Kind::json);
      case SQLITE_FLOAT: {
        std::string text;
        append_real(text, sqlite3_column_double(statement, column));
        return cell(arena.keep(text), is_json_number(text) ? Kind::json : Kind::text);
      }
      case SQLITE_BLOB: {
        const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, column));
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
        return cell(arena.keep(to_hex({bytes, size})), Kind::text);
      }
      default: {
        const auto text = text_of_column(statement, column);
        return cell(is_utf8(text) ? arena.keep(text) : arena.keep(repair_utf8(text)), Kind::text);
      }
    }
  }
  /// By what is stored, not by what a text looks like.
  void guess(const Rows& rows) {
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      TypeGuess numbers;
      bool any = false, text = false;
      for (std::size_t r = 0; r < rows.count(); ++r) {
        const Cell& what = rows.at(r, c);
        if (what.null()) continue;
        any = true;
        if (what.kind == Kind::text) text = true;
        else numbers.see(what.text());
      }
      if (any && !text)
        columns_[c].type = numbers.type() == Type::integer   ? Type::integer
                           : numbers.type() == Type::boolean ? Type::boolean
                                                             : Type::real;
    }
  }
  std::string path_;
  std::unique_ptr<Mapped> mapped_;
  Database database_;
  std::string table_;
  Statement statement_;
  Columns columns_;
  std::vector<bool> truths_;            ///< columns that were declared as such: SQLite stores 0 and 1
  std::uint64_t index_ = 0;
  bool done_ = false;
};

class SqliteWriter final : public RowWriter {
 public:
  SqliteWriter(const std::string& path, const WriteOptions& options, bool force) : path_(path), table_(options.table) {
    if (!force && ::access(path.c_str(), F_OK) == 0)
      throw fail(Fault::usage, "'{}' exists", path).hint("--force replaces it");
    const std::string name = path + ".part-" + std::to_string(::getpid());
    database_ = open_file(name, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE);
    temporary_ = Leftover(name);
    execute(database_.get(), "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN", name);
  }

  void start(const Columns& columns) override {
    columns_ = columns;
    if (columns.empty()) throw fail(Fault::data, "there are no columns to write");
    std::string create = "CREATE TABLE " + identifier(table_) + " (",
                insert = "INSERT INTO " + identifier(table_) + " VALUES (";
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const char* type = columns[i].type == Type::integer   ? " INTEGER"
                         : columns[i].type == Type::real    ? " REAL"
                         : columns[i].type == Type::boolean ? " BOOLEAN"
                                                            : " TEXT";
      create += (i > 0 ? ", " : "") + identifier(columns[i].name) + type;
      insert += i > 0 ? ", ?" : "?";
    }
    execute(database_.get(), create + ")", path_);
    statement_ = prepare(database_.get(), insert + ")", path_);
  }
  void write(const Rows& rows) override {
    for (std::size_t r = 0; r < rows.count(); ++r) {
      for (std::size_t c = 0; c < columns_.size(); ++c) bind(static_cast<int>(c) + 1, rows.at(r, c), columns_[c].type);
      if (sqlite3_step(statement_.get()) != SQLITE_DONE)
        throw fail(Fault::io, "cannot write '{}': {}", path_, sqlite3_errmsg(database_.get()));
      sqlite3_reset(statement_.get());
    }
  }
  void finish() override {
    execute(database_.get(), "COMMIT", path_);
    statement_.reset();
    database_.reset();
    if (std::rename(temporary_.path().c_str(), path_.c_str()) != 0)
      throw fail_errno(errno, fmt::format("cannot write '{}'", path_));
    temporary_.keep();
  }

 private:
  void bind(int at, const Cell& what, Type type) {
    sqlite3_stmt* statement = statement_.get();
    if (what.null()) {
      sqlite3_bind_null(statement, at);
      return;
    }
    const auto text = plain_text(what, type, scratch_);
    std::int64_t whole = 0;
    double real = 0;
    if (type == Type::boolean && (text == "true" || text == "false")) {  // SQLite's truths are numbers
      sqlite3_bind_int64(statement, at, text == "true" ? 1 : 0);
      return;
    }
    const bool number = what.kind != Kind::text && is_json_number(text);
    if (number && type == Type::integer && read_int(text, whole)) sqlite3_bind_int64(statement, at, whole);
    else if (number && type == Type::real && read_real(text, real)) sqlite3_bind_double(statement, at, real);
    else sqlite3_bind_text64(statement, at, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  std::string path_, table_, scratch_;
  Leftover temporary_;
  Database database_;
  Statement statement_;
  Columns columns_;
};

}  // namespace

std::unique_ptr<Input> open_sqlite(const std::string& path, const ReadOptions& options) {
  return std::make_unique<SqliteInput>(path, options);
}
std::unique_ptr<RowWriter> make_sqlite_writer(const std::string& path, const WriteOptions& options, bool force) {
  return std::make_unique<SqliteWriter>(path, options, force);
}

}  // namespace pytk::table
