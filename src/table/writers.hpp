// The writers behind make_writer, by family.
#pragma once

#include <memory>

#include <pytk/table/output.hpp>

namespace pytk::table {

[[nodiscard]] std::unique_ptr<RowWriter> make_csv(char delimiter, const WriteOptions& options, io::Sink& sink);
[[nodiscard]] std::unique_ptr<RowWriter> make_json(bool lines, const WriteOptions& options, io::Sink& sink);
[[nodiscard]] std::unique_ptr<RowWriter> make_for_people(To to, const WriteOptions& options, io::Sink& sink);
[[nodiscard]] std::unique_ptr<RowWriter> make_html(const WriteOptions& options, io::Sink& sink);
[[nodiscard]] std::unique_ptr<RowWriter> make_vertical(const WriteOptions& options, io::Sink& sink);
[[nodiscard]] std::unique_ptr<RowWriter> make_sql_insert(const WriteOptions& options, io::Sink& sink);
[[nodiscard]] std::unique_ptr<RowWriter> make_xlsx(const WriteOptions& options, io::Sink& sink);

}  // namespace pytk::table
