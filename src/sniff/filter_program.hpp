// What a display filter is compiled to: tests of fields, and a program of jumps between them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <pytk/core/address.hpp>
#include <pytk/sniff/accessor.hpp>

namespace pytk::sniff {

enum class Compare : std::uint8_t {
  present,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  in,
  contains,
  matches,
  bits
};

struct Operand {
  std::uint64_t low = 0, high = 0;  ///< numbers
  std::optional<Prefix> block;      ///< addresses
  std::string text;                 ///< everything else (raw bytes of a hardware address)
};

struct FreeCode {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct FreeMatch {
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

/// One comparison.
struct Test {
  Accessor field;
  Compare compare = Compare::present;
  std::vector<Operand> operands = {};
  std::uint64_t mask = ~std::uint64_t{0};
  std::unique_ptr<pcre2_code, FreeCode> pattern = {};
  std::unique_ptr<pcre2_match_data, FreeMatch> match = {};
  mutable std::string scratch = {};

  [[nodiscard]] bool holds(const PacketView& view) const;
  [[nodiscard]] bool number_holds(std::uint64_t value) const;
  [[nodiscard]] bool text_holds(std::string_view value) const;
  [[nodiscard]] bool occurrence_holds(const Occurrence& one) const;
};

enum class Step : std::uint8_t { test, negate, jump_if_false, jump_if_true };
struct Instruction {
  Step step;
  std::size_t operand = 0;
};

/// Is the field compared as a number (times are)?
[[nodiscard]] bool is_numeric(const Accessor& field);
[[nodiscard]] bool is_time(const Accessor& field);
/// Times may lie before 1970; shifting keeps their order as unsigned numbers.
[[nodiscard]] std::uint64_t ordered(std::int64_t value);

/// Throws Fault::usage with the column.
void compile_filter(std::string_view text, std::vector<Test>& tests, std::vector<Instruction>& program);

}  // namespace pytk::sniff
