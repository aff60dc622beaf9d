#include "cli/words.hpp"

#include <algorithm>

namespace pytk::cli {

namespace {

constexpr char mark = '\x01';
constexpr std::string_view single_dash = "--single-dash.";

bool looks_like_option(std::string_view word) noexcept { return word.size() > 1 && word[0] == '-'; }

}  // namespace

Argument* OptionTable::find(std::string_view name) const {
  for (Argument* option : options)
    if (std::find(option->names.begin(), option->names.end(), name) != option->names.end()) return option;
  return nullptr;
}

std::vector<std::string> OptionTable::names() const {
  std::vector<std::string> all;
  for (const Argument* option : options)
    if (!option->hidden_) all.insert(all.end(), option->names.begin(), option->names.end());
  return all;
}

std::string foreign_name(std::string_view name) { return std::string(single_dash).append(name.substr(1)); }

std::vector<std::string> encode(std::span<const std::string> words, const OptionTable& table, bool keep_separator,
                                bool dash_words) {
  std::vector<std::string> encoded;
  encoded.reserve(words.size());
  bool only_plain = false;
  for (const std::string& word : words) {
    if (!only_plain && word == "--") {
      only_plain = true;
      if (keep_separator) encoded.push_back(mark + word);
      continue;
    }
    const std::size_t equals = word.find('=');
    const bool foreign = table.find(word) != nullptr;
    // "sort -host" names a column; it is not -h, -o and -s.
    const bool column = dash_words && word.size() > 2 && word[1] != '-' && !foreign;
    if (only_plain || !looks_like_option(word) || column) {
      encoded.push_back(mark + word);
    } else if (word[1] == '-' && equals != std::string::npos) {
      encoded.push_back(word.substr(0, equals + 1) + mark + word.substr(equals + 1));
    } else if (word[1] != '-' && word.size() > 2 && foreign) {
      encoded.push_back(foreign_name(word));
    } else {
      encoded.push_back(word);
    }
  }
  return encoded;
}

bool is_plain(std::string_view word) noexcept { return !word.empty() && word[0] == mark; }

std::string decode(std::string_view word) {
  if (is_plain(word)) return std::string(word.substr(1));
  if (word.starts_with(single_dash)) return std::string("-").append(word.substr(single_dash.size()));
  if (word.starts_with("--")) {
    const std::size_t equals = word.find('=');
    if (equals != std::string_view::npos && equals + 1 < word.size() && word[equals + 1] == mark)
      return std::string(word.substr(0, equals + 1)).append(word.substr(equals + 2));
  }
  return std::string(word);
}

}  // namespace pytk::cli
