// Small text tools that every module needs once: trimming, splitting, UTF-8, terminal safety, nearest names.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pytk {

[[nodiscard]] std::string_view trim(std::string_view text) noexcept;  ///< ASCII white space off both ends
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::string join(std::span<const std::string> parts, std::string_view between);
[[nodiscard]] std::string lower(std::string_view text);  ///< ASCII only
[[nodiscard]] std::string upper(std::string_view text);  ///< ASCII only
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;  ///< ASCII only
[[nodiscard]] bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) noexcept;

/// Length of the longest valid UTF-8 prefix (no surrogates, no overlong forms, <= U+10FFFF).
[[nodiscard]] std::size_t valid_utf8_prefix(std::string_view text) noexcept;
[[nodiscard]] inline bool is_utf8(std::string_view text) noexcept { return valid_utf8_prefix(text) == text.size(); }
/// Decodes one code point at `at` and moves `at` past it; U+FFFD and one byte for an invalid sequence.
char32_t next_code_point(std::string_view text, std::size_t& at) noexcept;
void append_utf8(std::string& out, char32_t code_point);
/// Every invalid byte replaced by U+FFFD.
[[nodiscard]] std::string repair_utf8(std::string_view text);

/// Columns that a terminal needs: 0 for combining marks, 2 for wide East Asian and emoji.
[[nodiscard]] std::size_t display_width(std::string_view text) noexcept;
/// Cut to at most `columns`, with "..." where something was cut.
[[nodiscard]] std::string fit(std::string_view text, std::size_t columns);
/// C0, DEL, C1 controls and invalid bytes as \n, \t, \xHH or \u{85}: safe to show on a terminal.
[[nodiscard]] std::string escape_controls(std::string_view text);

/// Damerau-Levenshtein distance (adjacent transpositions count 1), bounded: anything over `limit` gives limit + 1.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit = 3);
/// Candidates within distance 2 of `wrong` or beginning with it, nearest first, at most `most`.
[[nodiscard]] std::vector<std::string> nearest(std::string_view wrong, std::span<const std::string_view> candidates,
                                               std::size_t most = 3);
[[nodiscard]] std::vector<std::string> nearest(std::string_view wrong, std::span<const std::string> candidates,
                                               std::size_t most = 3);
/// "did you mean 'a' or 'b'?", or "" when nothing is near.
[[nodiscard]] std::string did_you_mean(std::string_view wrong, std::span<const std::string> candidates);
[[nodiscard]] std::string did_you_mean(std::string_view wrong, std::span<const std::string_view> candidates);

}  // namespace pytk
