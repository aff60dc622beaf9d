#include <pytk/core/secret.hpp>

#include <cerrno>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <pytk/core/cancel.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/wait.hpp>

namespace pytk {
namespace {

constexpr std::size_t most_bytes = 1U << 20U;

// Closes on every way out.
struct Descriptor {
  int fd;
  ~Descriptor() { if (fd > 2) ::close(fd); }
};

Secret read_whole(int fd, std::string_view name, std::string_view what) {
  const Cancel cancel;
  Secret held(most_bytes + 1);
  std::size_t filled = 0;
  while (filled <= most_bytes) {
    wait_readable(fd, &cancel);
    const ssize_t got = ::read(fd, held.writable().data() + filled, most_bytes + 1 - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw fail_errno(errno, fmt::format("cannot read the {} from '{}'", what, name));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  if (filled > most_bytes) throw fail(Fault::data, "the {} in '{}' is longer than 1 MiB", what, name);
  return Secret(held.view().first(filled));
}

void strip_newline(Secret& secret) {
  std::size_t size = secret.size();
  if (size > 0 && secret.view()[size - 1] == '\n') --size;
  if (size > 0 && size < secret.size() && secret.view()[size - 1] == '\r') --size;
  secret.shrink(size);
}

void tell_who_may_read(int fd, std::string_view path, OthersMayRead others) {
  struct stat status {};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || (status.st_mode & 0077U) == 0) return;
  if (others == OthersMayRead::information) log::info("'{}' can be read by others; chmod 600 protects it", path);
  if (others == OthersMayRead::warning)
    log::warn("the key file '{}' may be read by others (mode {:04o}): chmod 600 it", path, status.st_mode & 07777U);
}

// Shows nothing of what is typed; whatever ends the question, the terminal shows it again.
class SilentTerminal {
 public:
  explicit SilentTerminal(int fd) : fd_(fd) {
    ::tcgetattr(fd, &before_);
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(fd, TCSAFLUSH, &silent);
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;
  ~SilentTerminal() {
    ::tcsetattr(fd_, TCSAFLUSH, &before_);
    (void)!::write(fd_, "\n", 1);
  }

 private:
  int fd_;
  termios before_{};
};

// The line's length without its end.
std::size_t read_line(int fd, Secret& line, std::string_view what) {
  const Cancel cancel;
  std::size_t filled = 0;
  while (filled < line.size()) {
    wait_readable(fd, &cancel);
    const ssize_t got = ::read(fd, line.writable().data() + filled, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw fail_errno(errno, fmt::format("cannot read the {} from the terminal", what));
    if (got == 0 || line.view()[filled] == '\n') break;
    ++filled;
  }
  return filled;
}

Secret ask(std::string_view what) {
  const Descriptor tty{::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)};
  if (tty.fd < 0)
    throw fail(Fault::usage, "there is no terminal to ask for the {}", what)
        .hint("give it as a file, env:NAME or fd:N");
  const SilentTerminal silent(tty.fd);
  const std::string prompt = fmt::format("{}: ", what);
  (void)!::write(tty.fd, prompt.data(), prompt.size());
  Secret line(std::size_t{4096});
  const std::size_t filled = read_line(tty.fd, line, what);
  line.shrink(filled);
  return line;
}

}  // namespace

void wipe(std::span<std::uint8_t> memory) noexcept {
  if (!memory.empty()) explicit_bzero(memory.data(), memory.size());
}

Secret::Secret(ByteView bytes) : bytes_(bytes.begin(), bytes.end()) {}
Secret::Secret(std::size_t size) : bytes_(size) {}
Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) { other.bytes_.clear(); }
Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe(bytes_);
    bytes_ = std::move(other.bytes_);
    other.bytes_.clear();
  }
  return *this;
}
Secret::~Secret() { wipe(bytes_); }

void Secret::shrink(std::size_t size) {
  if (size >= bytes_.size()) return;
  wipe(std::span(bytes_).subspan(size));
  bytes_.resize(size);
}

Secret read_secret_bytes(std::string_view source, std::string_view what, OthersMayRead others) {
  if (source.starts_with("fd:")) {
    const auto fd = parse_uint(source.substr(3), 1U << 20U);
    if (!fd) throw fail(Fault::usage, "'{}' names no file descriptor", source).hint("fd:3 reads descriptor 3");
    return read_whole(static_cast<int>(*fd), source, what);
  }
  if (source == "-") return read_whole(STDIN_FILENO, "standard input", what);
  const std::string path(source.starts_with("file:") ? source.substr(5) : source);
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
  if (file.fd < 0) throw fail_errno(errno, fmt::format("cannot open the {} '{}'", what, path));
  tell_who_may_read(file.fd, path, others);
  return read_whole(file.fd, path, what);
}

Secret read_secret(std::string_view source, std::string_view what) {
  if (source.starts_with("hex:") || source.starts_with("b64:") || source.starts_with("pass:"))
    throw fail(Fault::usage, "the {} on the command line can be seen by everybody", what)
        .hint("give it as a file, env:NAME, fd:N or prompt");
  Secret secret;
  if (source == "prompt") {
    secret = ask(what);
  } else if (source.starts_with("env:")) {
    const std::string name(source.substr(4));
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) throw fail(Fault::usage, "the environment variable '{}' for the {} is not set", name, what);
    secret = Secret(std::string_view(value));
  } else {
    secret = read_secret_bytes(source, what, OthersMayRead::information);
    strip_newline(secret);
  }
  return secret;
}

}  // namespace pytk
