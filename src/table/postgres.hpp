// PostgreSQL in and out, through libpq (loaded on first use) and COPY: rows come and go as CSV, which costs no decoder
// a type and gives every value as the server writes it.
//   auto input = open_postgres("postgres://host/db", options);      // ReadOptions::table says which table
#pragma once

#include <memory>
#include <string>

#include <pytk/table/input.hpp>
#include <pytk/table/output.hpp>

namespace pytk::table {

/// `where`: a connection URL or libpq's "host=... dbname=..."; throws Fault::network when no server answers,
/// Fault::usage for an unknown table and for a password in the URL (others could read it in the process list).
[[nodiscard]] std::unique_ptr<Input> open_postgres(const std::string& where, const ReadOptions& options);

}  // namespace pytk::table
