// What is at the other end: a terminal or not, its size, its colours.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pytk::io {

enum class When : std::uint8_t { automatic, always, never };

struct Terminal {
  bool is_tty = false;
  std::size_t columns = 80, rows = 24;
  std::size_t pixel_width = 0, pixel_height = 0;  ///< 0: unknown
  bool color = false;
  bool true_color = false;
  bool utf8 = false;
};
/// Looks at fd, NO_COLOR, CLICOLOR_FORCE, TERM, COLORTERM, COLUMNS, LC_ALL/LC_CTYPE/LANG.
[[nodiscard]] Terminal terminal_of(int fd, When color = When::automatic);

}  // namespace pytk::io
