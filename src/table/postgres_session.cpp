// Connecting, waiting with an eye on the cancellation flag, and the server's errors in our words.
#include "table/postgres_session.hpp"

#include <poll.h>

#include <algorithm>

#include <pytk/core/address.hpp>
#include <pytk/core/lazy.hpp>
#include <pytk/core/text.hpp>

#include "table/postgres.hpp"

namespace pytk::table {

bool is_postgres(std::string_view where) noexcept {
  return where.starts_with("postgres://") || where.starts_with("postgresql://");
}

namespace {

std::string one_line(const char* text) {
  std::string out(trim(text == nullptr ? "" : text));
  for (const std::string_view start : {"ERROR:", "FATAL:"})
    if (out.starts_with(start)) out = trim(std::string_view(out).substr(start.size()));
  return out.substr(0, out.find('\n'));
}

/// Everybody can read a command line: a password does not belong there.
void refuse_password(const std::string& where) {
  bool found = where.find("password=") != std::string::npos;
  if (is_postgres(where)) {
    const auto from = where.find("://") + 3;
    const auto authority = where.substr(from, where.find_first_of("/?", from) - from);
    const auto at = authority.rfind('@');
    found = found || (at != std::string::npos && authority.substr(0, at).find(':') != std::string::npos);
  }
  if (found)
    throw fail(Fault::usage, "a password on the command line can be read by everybody on this machine")
        .hint("put it into the environment variable PGPASSWORD or into ~/.pgpass");
}

}  // namespace

PgSession::PgSession(const std::string& where, std::int64_t timeout, const Cancel* cancel) : cancel_(cancel) {
  lazy::require("pq");
  refuse_password(where);
  const std::string seconds = std::to_string(std::max<std::int64_t>(2, (timeout + 999'999'999) / 1'000'000'000));
  // Values behind the connection string win over what it says.
  const char* const names[] = {"dbname", "connect_timeout", "fallback_application_name", "client_encoding", nullptr};
  const char* const values[] = {where.c_str(), seconds.c_str(), "pytk", "UTF8", nullptr};
  connection_ = PQconnectdbParams(names, values, 1);
  if (PQstatus(connection_) != CONNECTION_OK) {
    const std::string reason = one_line(PQerrorMessage(connection_));
    PQfinish(connection_);
    connection_ = nullptr;
    throw fail(Fault::network, "cannot connect to the database: {}", reason);
  }
  PQsetNoticeProcessor(connection_, [](void*, const char*) {}, nullptr);
  const char* host = PQhost(connection_);
  name_ = fmt::format("postgres://{}/{}", host == nullptr || *host == '/' ? "" : host, PQdb(connection_));
  (void)run("SET datestyle = 'ISO'; SET timezone = 'UTC'; SET extra_float_digits = 1; SET bytea_output = 'hex'; "
            "SET standard_conforming_strings = on");
}

PgSession::~PgSession() { PQfinish(connection_); }

void PgSession::wrong(const PGresult* result) const {
  const char* primary = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const std::string reason = primary != nullptr ? primary : one_line(PQerrorMessage(connection_));
  const char* context = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_CONTEXT);
  const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const bool connection_lost = PQstatus(connection_) != CONNECTION_OK;
  const bool denied = state != nullptr && std::string_view(state) == "42501";
  const Fault fault = connection_lost ? Fault::network : denied ? Fault::permission : Fault::data;
  throw fail(fault, "{}: the database says: {}{}", name_, reason,
             context == nullptr
                 ? ""
                 : " (" + std::string(std::string_view(context).substr(0, std::string_view(context).find('\n'))) + ")");
}

void PgSession::wait_for_more() {
  pollfd ready[2] = {{PQsocket(connection_), POLLIN, 0}, {cancel_ == nullptr ? -1 : cancel_->fd(), POLLIN, 0}};
  if (::poll(ready, 2, -1) < 0 && errno != EINTR) throw fail_errno(errno, "cannot wait for the database");
  if (cancel_ != nullptr && cancel_->requested()) {
    // The server stops too; the connection is given up behind it.
    if (PGcancel* stop = PQgetCancel(connection_)) {
      char reason[256];
      (void)PQcancel(stop, reason, sizeof reason);
      PQfreeCancel(stop);
    }
    cancel_->check();
  }
  if (PQconsumeInput(connection_) == 0) wrong(nullptr);
}

PgResult PgSession::next_result() {
  while (PQisBusy(connection_) != 0) wait_for_more();
  PgResult result(PQgetResult(connection_));
  if (result && PQresultStatus(result.get()) == PGRES_FATAL_ERROR) wrong(result.get());
  return result;
}

PgResult PgSession::run(const std::string& sql) {
  if (PQsendQuery(connection_, sql.c_str()) == 0) wrong(nullptr);
  PgResult last;
  while (PgResult next = next_result()) {
    last = std::move(next);
    const auto status = PQresultStatus(last.get());
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT) break;
  }
  return last;
}

std::string PgSession::text(const PGresult* result, int row, int column) {
  return {PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column))};
}

bool PgSession::next_copied(std::string& append_to) {
  char* row = nullptr;
  int size = 0;
  while ((size = PQgetCopyData(connection_, &row, 1)) == 0) wait_for_more();
  if (size > 0) {
    append_to.append(row, static_cast<std::size_t>(size));
    PQfreemem(row);
    return true;
  }
  if (size == -2) wrong(nullptr);
  while (next_result()) {}  // an error in the middle of the stream is told here
  return false;
}

void PgSession::put_copied(std::string_view bytes) {
  if (cancel_ != nullptr) cancel_->check();
  if (PQputCopyData(connection_, bytes.data(), static_cast<int>(bytes.size())) != 1) {
    (void)next_result();  // throws with the server's reason, where it has one
    wrong(nullptr);
  }
}

void PgSession::end_copy() {
  if (PQputCopyEnd(connection_, nullptr) != 1) wrong(nullptr);
  while (next_result()) {}
}

std::string PgSession::identifier(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out.append(c == '"' ? 2U : 1U, c);
  return out + "\"";
}

std::string PgSession::literal(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out.append(c == '\'' ? 2U : 1U, c);
  return out + "'";
}

}  // namespace pytk::table
