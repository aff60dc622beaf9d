// Asking the terminal which pictures it can show.
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include <pytk/core/number.hpp>

#include "plot_shared.hpp"

namespace pytk::cmd::plot_command {
namespace {

/// /dev/tty without echo and line editing for the time of one question. Signals still arrive, and the old state comes
/// back on every way out.
class Question {
 public:
  Question() : fd_(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    if (fd_ < 0 || ::tcgetattr(fd_, &before_) != 0) return;
    termios raw = before_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    ready_ = ::tcsetattr(fd_, TCSANOW, &raw) == 0;
  }
  ~Question() {
    if (ready_) ::tcsetattr(fd_, TCSAFLUSH, &before_);
    if (fd_ >= 0) ::close(fd_);
  }
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;

  /// Everything that comes back until `end` or until the time is over.
  std::string ask(std::string_view text, char end, int milliseconds) {
    std::string answer;
    if (!ready_ || ::write(fd_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) return answer;
    const std::int64_t until = steady_nanoseconds() + milliseconds * 1'000'000LL;
    while (answer.size() < 256 && (answer.empty() || answer.back() != end)) {
      const std::int64_t left = (until - steady_nanoseconds()) / 1'000'000;
      pollfd input{fd_, POLLIN, 0};
      if (left <= 0 || ::poll(&input, 1, static_cast<int>(left)) <= 0) break;
      char c = 0;
      if (::read(fd_, &c, 1) != 1) break;
      answer.push_back(c);
    }
    return answer;
  }

 private:
  int fd_;
  termios before_{};
  bool ready_ = false;
};

bool set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

}  // namespace

std::string terminal_graphics() {
  const char* kind = std::getenv("TERM");
  const std::string_view term = kind == nullptr ? "" : kind;
  // Multiplexers would need each sequence wrapped, and NO_COLOR asks for plain text.
  if (set("NO_COLOR") || set("TMUX") || term.empty() || term == "dumb" || term == "linux" ||
      term.starts_with("screen") || term.starts_with("tmux"))
    return "term";
  // A picture of one pixel is only queried, not shown; the device attributes behind it are answered by every terminal.
  const std::string answer = Question().ask("\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[c", 'c', 100);
  if (answer.find("_Gi=31;OK") != std::string::npos) return "kitty";
  const std::size_t attributes = answer.find("[?");
  if (attributes == std::string::npos) return "term";
  // ESC [ ? 62 ; 4 ; 22 c: a 4 among the attributes is sixel.
  const std::string list = ";" + answer.substr(attributes + 2, answer.size() - attributes - 3) + ";";
  return list.find(";4;") != std::string::npos ? "sixel" : "term";
}

}  // namespace pytk::cmd::plot_command
