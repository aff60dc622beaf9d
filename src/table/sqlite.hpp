// SQLite as an input; its writer is in output.hpp.
#pragma once

#include <memory>
#include <string>

#include <pytk/table/input.hpp>
#include <pytk/table/output.hpp>

namespace pytk::table {

[[nodiscard]] std::unique_ptr<Input> open_sqlite(const std::string& path, const ReadOptions& options);

}  // namespace pytk::table
