// One connection to PostgreSQL, shared by the reader and the writer. The only header that includes libpq-fe.h.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/cancel.hpp>
#include <pytk/core/error.hpp>

namespace pytk::table {

struct ClearResult { void operator()(PGresult* result) const noexcept { PQclear(result); } };
using PgResult = std::unique_ptr<PGresult, ClearResult>;

class PgSession {
 public:
  /// Connects; times are in UTC and ISO 8601, texts in UTF-8. `timeout`: nanoseconds to connect.
  PgSession(const std::string& where, std::int64_t timeout, const Cancel* cancel);
  ~PgSession();
  PgSession(const PgSession&) = delete;
  PgSession& operator=(const PgSession&) = delete;

  /// Runs a statement and waits for it; throws Fault::data with the server's own words.
  PgResult run(const std::string& sql);
  /// Text of one field, "" for null.
  [[nodiscard]] static std::string text(const PGresult* result, int row, int column);
  /// Behind COPY ... TO STDOUT: the next row as it stands in the stream; false at the end.
  [[nodiscard]] bool next_copied(std::string& append_to);
  /// Behind COPY ... FROM STDIN.
  void put_copied(std::string_view bytes);
  void end_copy();
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] static std::string identifier(std::string_view name);
  [[nodiscard]] static std::string literal(std::string_view text);

 private:
  PgResult next_result();
  void wait_for_more();
  [[noreturn]] void wrong(const PGresult* result) const;
  PGconn* connection_ = nullptr;
  const Cancel* cancel_ = nullptr;
  std::string name_;   ///< host and database, for messages
};

}  // namespace pytk::table
