// The configuration file: a strict reader of the part of TOML that settings need.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pytk::cli {

struct Config {
  struct Entry {
    std::string section, name, value;
    std::int64_t line;
  };
  std::string path;
  std::vector<Entry> entries;
  [[nodiscard]] const Entry* find(std::string_view section, std::string_view name) const noexcept;
};

/// `name = value` lines below `[command]` headers; before the first header they hold for every command. Values are
/// "text" with \" \\ \n \t, 'text', numbers and words. Throws Fault::usage with file and line; a file that does not
/// exist (or an empty path) is an empty configuration.
[[nodiscard]] Config read_config(const std::string& path);
[[nodiscard]] Config parse_config(std::string_view text, std::string path);

}  // namespace pytk::cli
