#include <pytk/record/batch.hpp>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

namespace pytk::record {

std::string_view type_name(Type type) noexcept {
  switch (type) {
    case Type::boolean: return "boolean";
    case Type::int64: return "int64";
    case Type::uint64: return "uint64";
    case Type::float64: return "float64";
    case Type::text: return "text";
    case Type::bytes: return "bytes";
    case Type::time: return "time";
    case Type::duration: return "duration";
    case Type::ip: return "ip";
    case Type::json: return "json";
  }
  return "unknown";
}

std::ptrdiff_t field_index(const Schema& schema, std::string_view name) noexcept {
  for (std::size_t i = 0; i < schema.size(); ++i)
    if (schema[i].name == name) return static_cast<std::ptrdiff_t>(i);
  return -1;
}

std::size_t field_or_throw(const Schema& schema, std::string_view name) {
  if (const auto index = field_index(schema, name); index >= 0) return static_cast<std::size_t>(index);
  std::vector<std::string> names;
  for (const auto& field : schema) names.push_back(field.name);
  auto hint = did_you_mean(name, names);
  if (hint.empty())
    hint = schema.empty() ? "the input has no fields" : "the fields are: " + fit(join(names, ", "), 300);
  throw fail(Fault::usage, "there is no field '{}'", name).hint(std::move(hint));
}

void Column::add_null() {
  switch (type_) {
    case Type::text:
    case Type::bytes:
    case Type::json: ends_.push_back(text_.size()); break;
    case Type::ip: ips_.emplace_back(); break;
    default: numbers_.push_back(0); break;
  }
  valid_.push_back(0);
}

void Column::clear() noexcept {
  valid_.clear();
  numbers_.clear();
  ips_.clear();
  text_.clear();
  ends_.clear();
}

Batch::Batch(Schema schema) : schema_(std::move(schema)) {
  columns_.reserve(schema_.size());
  for (const auto& field : schema_) columns_.emplace_back(field.type);
}

bool Batch::full() const noexcept {
  if (rows_ >= most_rows) return true;
  // Summing up every row would cost more than the rows; every 16th is often enough.
  if (rows_ % 16 != 0) return false;
  std::size_t bytes = 0;
  for (const auto& column : columns_) bytes += column.bytes();
  return bytes >= most_bytes;
}

void Batch::clear() noexcept {
  for (auto& column : columns_) column.clear();
  rows_ = 0;
}

void Batch::add_row_of(const Batch& other, std::size_t row) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const auto& from = other.columns_[i];
    auto& to = columns_[i];
    if (from.null(row)) {
      to.add_null();
      continue;
    }
    switch (from.type()) {
      case Type::text:
      case Type::bytes:
      case Type::json: to.add_text(from.text(row)); break;
      case Type::ip: to.add_ip(from.ip(row)); break;
      default: to.add_uint(from.uint64(row)); break;
    }
  }
  end_row();
}

}  // namespace pytk::record
