// Inputs that are no text, by format.
#include "table/databases.hpp"

#include <pytk/core/error.hpp>

namespace pytk::table {

std::unique_ptr<Input> open_database(From from, const std::string& where, const ReadOptions&) {
  throw fail(Fault::usage, "{} cannot be read", from_name(from)).at(where);
}

}  // namespace pytk::table
