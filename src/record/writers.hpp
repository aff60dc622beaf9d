// The writers behind make_writer().
#pragma once

#include <memory>

#include <pytk/record/writer.hpp>

namespace pytk::record {

[[nodiscard]] std::unique_ptr<Writer> make_json_writer(bool lines, const Schema& schema, io::Sink& sink);
[[nodiscard]] std::unique_ptr<Writer> make_csv_writer(char delimiter, const Schema& schema, io::Sink& sink,
                                                      bool header);
[[nodiscard]] std::unique_ptr<Writer> make_table_writer(const Schema& schema, io::Sink& sink, const Style& style);
[[nodiscard]] std::unique_ptr<Writer> make_markdown_writer(const Schema& schema, io::Sink& sink);

}  // namespace pytk::record
