#include <pytk/crypt/key_source.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pytk/core/bytes.hpp>
#include <pytk/core/cancel.hpp>
#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::crypt {
namespace {

constexpr std::size_t longest_key = 1U << 20U;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ > 2) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const noexcept { return fd_; }

 private:
  int fd_;
};

Secret read_whole(int fd, std::string_view name, std::string_view what) {
  Secret held(longest_key + 1);
  std::size_t size = 0;
  while (size <= longest_key) {
    const ssize_t got = ::read(fd, held.writable().data() + size, longest_key + 1 - size);
    if (got < 0 && errno == EINTR) {
      Cancel{}.check();
      continue;
    }
    if (got < 0) throw fail_errno(errno, fmt::format("cannot read the {} from '{}'", what, name));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > longest_key) throw fail(Fault::data, "the {} in '{}' is longer than 1 MiB", what, name);
  return Secret(held.view().first(size));
}

void warn_if_readable_by_others(int fd, std::string_view path) {
  struct stat status {};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return;
  if ((status.st_mode & 0077U) != 0)
    log::warn("the key file '{}' may be read by others (mode {:04o}): chmod 600 it", path, status.st_mode & 07777U);
}

Secret read_file(const std::string& path, std::string_view what, bool is_secret) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (file.get() < 0) throw fail_errno(errno, fmt::format("cannot open the {} '{}'", what, path));
  if (is_secret) warn_if_readable_by_others(file.get(), path);
  return read_whole(file.get(), path, what);
}

Secret decoded(Secret text, KeyEncoding encoding, std::string_view what) {
  if (encoding == KeyEncoding::raw) return text;
  const std::string_view trimmed = trim(text.text());
  Result<Bytes> bytes = encoding == KeyEncoding::hex ? from_hex(trimmed) : from_base64(trimmed);
  if (!bytes && encoding == KeyEncoding::base64) bytes = from_base64(trimmed, Base64::url, trimmed.ends_with('='));
  if (!bytes) {
    throw fail(Fault::data, "the {} is not valid {}", what, encoding == KeyEncoding::hex ? "hexadecimal" : "base64")
        .hint("--key-enc raw, hex or b64 says how the key is written");
  }
  Secret key{ByteView(*bytes)};
  wipe(*bytes);
  return key;
}

}  // namespace

KeyEncoding parse_key_encoding(std::string_view name) {
  if (name == "raw") return KeyEncoding::raw;
  if (name == "hex") return KeyEncoding::hex;
  if (name == "b64" || name == "base64") return KeyEncoding::base64;
  throw fail(Fault::usage, "unknown key encoding '{}'", name).hint("one of raw, hex, b64");
}

Secret read_key(const KeySource& source, std::string_view what) {
  const std::string_view where = source.where;
  const bool hex = where.starts_with("hex:"), base64 = where.starts_with("b64:");
  if (hex || base64) {
    if (!source.allow_literal) {
      throw fail(Fault::usage, "a {} on the command line is visible to every user of this machine", what)
          .hint("put it in a file, or use env:NAME, fd:N or prompt; --allow-argv-secret if it is no secret");
    }
    return decoded(Secret(where.substr(4)), hex ? KeyEncoding::hex : KeyEncoding::base64, what);
  }
  return decoded(read_key_text(where, what), source.encoding, what);
}

Secret read_key_text(std::string_view where, std::string_view what, bool is_secret) {
  if (where.starts_with("hex:") || where.starts_with("b64:")) {
    throw fail(Fault::usage, "a {} on the command line is visible to every user of this machine", what)
        .hint("put it in a file, or use env:NAME, fd:N or prompt");
  }
  if (where == "prompt" || where.starts_with("env:")) return read_secret(where, what);
  if (where.starts_with("fd:")) {
    const auto fd = parse_int(where.substr(3), 0, 65'535);
    if (!fd) throw fail(Fault::usage, "'{}' names no file descriptor", where).hint("fd:3 reads descriptor 3");
    return read_whole(static_cast<int>(*fd), where, what);
  }
  if (where == "-") return read_whole(0, "standard input", what);
  return read_file(std::string(where.starts_with("file:") ? where.substr(5) : where), what, is_secret);
}

Secret read_passphrase(std::string_view where, std::string_view what) {
  Secret passphrase = where == "-" ? read_secret("fd:0", what) : read_secret(where, what);
  if (passphrase.empty()) throw fail(Fault::data, "the {} is empty", what);
  return passphrase;
}

Secret read_new_passphrase(std::string_view where, std::string_view what) {
  Secret passphrase = read_passphrase(where, what);
  if (where != "prompt") return passphrase;
  const Secret again = read_secret(where, fmt::format("{} again", what));
  const ByteView first = passphrase.view(), second = again.view();
  if (!std::equal(first.begin(), first.end(), second.begin(), second.end()))
    throw fail(Fault::refused, "the two entries of the {} differ", what);
  return passphrase;
}

}  // namespace pytk::crypt
