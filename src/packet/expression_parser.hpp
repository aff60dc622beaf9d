// The expression grammar (docs/commands/sniff.md) as a recursive descent: a cursor over the text, layers, values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/error.hpp>

#include "packet/expression.hpp"

namespace pytk::packet {

class ExpressionParser {
 public:
  ExpressionParser(std::string_view text, const CraftOptions& options) : text_(text), options_(options) {}
  [[nodiscard]] std::vector<PacketSpec> packets();

 private:
  // The cursor (expression_cursor.cpp).
  [[noreturn]] void wrong(std::size_t at, const std::string& why, const std::string& hint = {}) const;
  void skip_space();
  bool take(char wanted);
  [[nodiscard]] char peek();
  void expect(char wanted);
  [[nodiscard]] std::string_view name();
  [[nodiscard]] std::string variable();

  // Text (expression_text.cpp): literals as Python writes them, and what yields text.
  [[nodiscard]] bool is_string_ahead();
  [[nodiscard]] bool is_text_call_ahead();
  [[nodiscard]] std::string string();
  [[nodiscard]] std::string one_string();
  void escape(std::string& out, bool is_bytes);
  [[nodiscard]] std::uint32_t code_point(std::size_t digits);
  [[nodiscard]] std::string text_call();
  [[nodiscard]] std::string text_sum();

  // Layers (expression.cpp).
  [[nodiscard]] PacketSpec packet();
  [[nodiscard]] PacketSpec layer();
  void element(std::vector<PacketSpec>& packets);
  [[nodiscard]] bool is_tuple_ahead();
  [[nodiscard]] PacketSpec parenthesis();
  void repeat(Bytes& raw);
  [[nodiscard]] LayerSpec raw_layer(ByteView bytes, std::size_t from);
  [[nodiscard]] LayerSpec string_layer();
  [[nodiscard]] LayerSpec hex_layer();
  [[nodiscard]] LayerSpec file_layer();
  void arguments(LayerSpec& spec);
  void whole_text(LayerSpec& spec);
  static void set_value(LayerSpec& spec, const Field* field, Value value, std::size_t from);
  [[noreturn]] void unknown_field(const LayerSpec& spec, std::string_view word, std::size_t from) const;

  // What stands behind "field=" (expression_value.cpp).
  [[nodiscard]] Value value();
  [[nodiscard]] Value single_value();
  // Operators between values (expression_operators.cpp).
  [[nodiscard]] Value operation(unsigned least);
  [[nodiscard]] unsigned operator_ahead(std::string_view& name);
  [[nodiscard]] Value combined(const Value& left, std::string_view name, const Value& right, std::size_t from);
  void check_repetition(std::size_t weight, std::uint64_t times, std::size_t from) const;
  void repeat_packets(std::vector<PacketSpec>& packets);
  [[nodiscard]] Value repeated(const Value& what, const Value& times, std::size_t from);
  [[nodiscard]] Value list();
  [[nodiscard]] Value tuple();
  [[nodiscard]] Value string_value();
  [[nodiscard]] bool is_layer_ahead() const;
  /// A number, an address, or a word that begins with a digit.
  [[nodiscard]] Value digits_value();
  [[nodiscard]] Value number_value();
  [[nodiscard]] Value word_value();
  [[nodiscard]] static bool find_exact(std::string_view name);
  [[nodiscard]] Value called_value(std::string_view function, std::size_t from, std::size_t name_end);
  [[nodiscard]] Value asn1_value(std::size_t from, std::size_t name_end);
  [[nodiscard]] Value random_value(std::size_t from, std::size_t name_end);
  /// Text that stands for a value: numbers, addresses and blocks are seen.
  [[nodiscard]] Value atom_text(const std::string& text);

  static constexpr std::size_t deepest = 32;
  std::string_view text_;
  const CraftOptions& options_;
  std::size_t at_ = 0, depth_ = 0;
};

/// Decimal, 0x, 0o or 0b; underscores may stand between digits.
[[nodiscard]] Result<std::uint64_t> written_number(std::string_view text);

inline bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_name(char c) { return is_name_start(c) || is_digit(c); }
/// Bare words may hold what names of values and addresses need.
inline bool is_word(char c) { return is_name(c) || c == '-' || c == '.' || c == ':' || c == '+'; }

}  // namespace pytk::packet
