// CREATE TABLE in words that SQLite, PostgreSQL, MySQL in its ANSI mode and DuckDB read.
#include "reference.hpp"
#include "row_text.hpp"

namespace pytk::fake {
namespace {

std::string_view sql_type(Kind kind) {
  switch (kind) {
    case Kind::integer: return "BIGINT";
    case Kind::real: return "DOUBLE PRECISION";
    case Kind::boolean: return "BOOLEAN";
    case Kind::text:
    case Kind::json: break;
  }
  return "TEXT";
}

}  // namespace

std::string sql_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string create_statement(const Plan& plan) {
  const TablePlan& table = plan.table();
  std::string out = "CREATE TABLE " + sql_name(table.name) + " (";
  bool first = true;
  for (const auto& column : table.columns) {
    out += (first ? "\n  " : ",\n  ") + sql_name(column.name) + " " + std::string(sql_type(column.kind));
    first = false;
    if (column.key) out += " PRIMARY KEY";
    else if (column.null_share == 0 && column.generator->kind != Kind::boolean) out += " NOT NULL";
    const auto* reference = dynamic_cast<const Reference*>(column.arguments.prepared.get());
    // Only a key can be referred to by a constraint.
    if (reference != nullptr && reference->table->columns[reference->column].key)
      out += " REFERENCES " + sql_name(reference->table_name) + " (" + sql_name(reference->column_name) + ")";
  }
  return out + "\n);\n";
}

}  // namespace pytk::fake
