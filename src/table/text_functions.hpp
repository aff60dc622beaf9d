// Functions of the grammar that are our own: addresses, URLs, entropy. The engine has them registered as pytk_...; rows
// without the engine call them directly. Null gives null; that is the caller's business.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <pytk/table/rows.hpp>

namespace pytk::table {

/// What a function makes of one row.
struct Answer {
  bool null = false;
  bool truth = false;
  std::int64_t integer = 0;
  double real = 0;
  std::string text;
};

struct TextFunction {
  const char* name;        ///< in the grammar
  const char* engine_name;
  std::size_t arguments;   ///< texts, one or two
  Type result;             ///< boolean, integer, real or text
  void (*run)(std::span<const std::string_view> arguments, Answer& answer);
};
[[nodiscard]] std::span<const TextFunction> text_functions() noexcept;
/// By its name in the grammar; nullptr when there is none.
[[nodiscard]] const TextFunction* find_text_function(std::string_view name) noexcept;

}  // namespace pytk::table
