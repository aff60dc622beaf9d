// Inputs that are no text: workbooks, SQLite, Parquet, PostgreSQL.
#pragma once

#include <memory>
#include <string>

#include <pytk/table/input.hpp>

namespace pytk::table {

[[nodiscard]] inline bool is_database(From from) noexcept {
  return from == From::xlsx || from == From::sqlite || from == From::parquet || from == From::postgres;
}
[[nodiscard]] std::unique_ptr<Input> open_database(From from, const std::string& where, const ReadOptions& options);

}  // namespace pytk::table
