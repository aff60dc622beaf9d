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

namespace pytk {
namespace {

constexpr std::size_t most_bytes = 1U << 20U;

// Closes on every way out.
struct Descriptor {
  int fd;
  ~Descriptor() { if (fd > 2) ::close(fd); }
};

Secret read_descriptor(int fd, std::string_view name) {
  std::vector<std::uint8_t> bytes(most_bytes + 1);
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::read(fd, bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR && !Cancel{}.requested()) continue;
    if (got < 0) {
      const int error = errno;
      wipe(bytes);
      Cancel{}.check();
      throw fail_errno(error, fmt::format("cannot read the secret from '{}'", name));
    }
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  Secret secret(ByteView(bytes).first(filled));
  wipe(bytes);
  if (filled > most_bytes) throw fail(Fault::data, "the secret in '{}' is longer than 1 MiB", name);
  return secret;
}

void strip_newline(Secret& secret) {
  std::size_t size = secret.size();
  if (size > 0 && secret.view()[size - 1] == '\n') --size;
  if (size > 0 && size < secret.size() && secret.view()[size - 1] == '\r') --size;
  secret.shrink(size);
}

Secret read_file(const std::string& path) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
  if (file.fd < 0) throw fail_errno(errno, fmt::format("cannot open '{}'", path));
  struct stat status {};
  if (::fstat(file.fd, &status) == 0 && S_ISREG(status.st_mode) && (status.st_mode & 077U) != 0)
    log::info("'{}' can be read by others; chmod 600 protects it", path);
  if (S_ISDIR(status.st_mode)) throw fail(Fault::io, "cannot read '{}': is a directory", path);
  return read_descriptor(file.fd, path);
}

Secret ask(std::string_view what) {
  const Descriptor tty{::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)};
  if (tty.fd < 0)
    throw fail(Fault::usage, "there is no terminal to ask for the {}", what)
        .hint("give it as a file, env:NAME or fd:N");
  termios old{};
  ::tcgetattr(tty.fd, &old);
  termios silent = old;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(tty.fd, TCSAFLUSH, &silent);
  const std::string prompt = fmt::format("{}: ", what);
  (void)!::write(tty.fd, prompt.data(), prompt.size());
  Secret line(std::size_t{4096});
  std::size_t filled = 0;
  int error = 0;
  while (filled < line.size()) {
    const ssize_t got = ::read(tty.fd, line.writable().data() + filled, 1);
    if (got < 0 && errno == EINTR && !Cancel{}.requested()) continue;
    if (got < 0) error = errno;
    if (got <= 0 || line.view()[filled] == '\n') break;
    ++filled;
  }
  // Whatever ended the question, the terminal shows again what is typed.
  ::tcsetattr(tty.fd, TCSAFLUSH, &old);
  (void)!::write(tty.fd, "\n", 1);
  Cancel{}.check();
  if (error != 0) throw fail_errno(error, fmt::format("cannot read the {} from the terminal", what));
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
  } else if (source.starts_with("fd:")) {
    const auto fd = parse_uint(source.substr(3), 1U << 20U);
    if (!fd) throw fail(Fault::usage, "'{}' names no file descriptor", source);
    secret = read_descriptor(static_cast<int>(*fd), source);
    strip_newline(secret);
  } else if (source == "-") {
    secret = read_descriptor(STDIN_FILENO, "standard input");
    strip_newline(secret);
  } else {
    secret = read_file(std::string(source.starts_with("file:") ? source.substr(5) : source));
    strip_newline(secret);
  }
  return secret;
}

}  // namespace pytk
