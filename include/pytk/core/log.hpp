// Words for people, always on stderr (or --log-file). log.cpp is the only file that includes spdlog.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

namespace pytk::log {

enum class Level : std::uint8_t { trace, debug, info, warning, error, silent };

struct Options {
  Level level = Level::warning;
  std::string file;     ///< empty: stderr
  bool json = false;    ///< one JSON object a line
  bool color = false;
  std::string command;  ///< "crypt" makes the prefix "pytk crypt: "
};
void configure(const Options& options);
[[nodiscard]] bool enabled(Level level) noexcept;
/// Escapes control characters, erases a progress line first, writes one line at once.
void write(Level level, std::string_view message);

template <class... Args>
void warn(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::warning)) write(Level::warning, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::info)) write(Level::info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::debug)) write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
}
/// Called before each line is written to stderr (the progress bar clears itself here).
void before_line(void (*hook)());

}  // namespace pytk::log
