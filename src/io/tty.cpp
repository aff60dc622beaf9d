#include <pytk/io/tty.hpp>

#include <cstdlib>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::io {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? std::string_view(value) : std::string_view{};
}

bool says_utf8(std::string_view locale) {
  const auto text = lower(locale);
  return text.find("utf-8") != std::string::npos || text.find("utf8") != std::string::npos;
}

// POSIX: the first of the three that is set and not empty counts.
bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (const auto value = environment(name); !value.empty()) return says_utf8(value);
  return false;
}

bool wants_color(bool is_tty, When color) {
  if (color != When::automatic) return color == When::always;
  if (!environment("NO_COLOR").empty()) return false;  // no-color.org: set and not empty
  if (const auto force = environment("CLICOLOR_FORCE"); !force.empty() && force != "0") return true;
  return is_tty && environment("TERM") != "dumb" && !environment("TERM").empty();
}

void measure(int fd, Terminal& terminal) {
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) == 0) {
    if (size.ws_col > 0) terminal.columns = size.ws_col;
    if (size.ws_row > 0) terminal.rows = size.ws_row;
    terminal.pixel_width = size.ws_xpixel;
    terminal.pixel_height = size.ws_ypixel;
  }
  std::int64_t columns = 0;
  if (read_int(environment("COLUMNS"), columns) && columns > 0 && columns < 10'000)
    terminal.columns = static_cast<std::size_t>(columns);
}

}  // namespace

Terminal terminal_of(int fd, When color) {
  Terminal terminal;
  terminal.is_tty = ::isatty(fd) == 1;
  measure(fd, terminal);
  terminal.color = wants_color(terminal.is_tty, color);
  const auto depth = environment("COLORTERM");
  terminal.true_color = terminal.color && (depth == "truecolor" || depth == "24bit");
  terminal.utf8 = locale_is_utf8();
  return terminal;
}

}  // namespace pytk::io
