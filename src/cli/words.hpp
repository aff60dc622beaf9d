// The guard around CLI11: words are rewritten so that none of its private rules can bite, and decoded again.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/cli/spec.hpp>

namespace pytk::cli {

/// Every option that `word` may name, looked up in the command's own first.
struct OptionTable {
  std::vector<Argument*> options;
  [[nodiscard]] Argument* find(std::string_view name) const;
  /// All names, shown options only, for suggestions.
  [[nodiscard]] std::vector<std::string> names() const;
};

/// CLI11 2.1.2 treats "++", "[a,b]", "--opt=" and "--" specially wherever they stand. Words that are no option get a
/// mark in front, so does the value after '='; names such as -sS, which it refuses, become a long name.
[[nodiscard]] std::vector<std::string> encode(std::span<const std::string> words, const OptionTable& table,
                                              bool keep_separator, bool dash_words = false);
/// The word as the user wrote it.
[[nodiscard]] std::string decode(std::string_view word);
/// True for a word that stood alone and is no option.
[[nodiscard]] bool is_plain(std::string_view word) noexcept;
/// The name under which CLI11 knows "-sS".
[[nodiscard]] std::string foreign_name(std::string_view name);

}  // namespace pytk::cli
