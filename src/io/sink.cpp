#include <pytk/io/sink.hpp>

#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/core.h>

#include <pytk/core/error.hpp>
#include <pytk/core/fault_injection.hpp>
#include <pytk/core/leftover.hpp>
#include <pytk/core/number.hpp>

#include "compress.hpp"
#include "descriptor.hpp"

namespace pytk::io {
namespace {

class StringSink final : public Sink {
 public:
  explicit StringSink(std::string& out) : out_(out) {}
  using Sink::write;
  void write(ByteView bytes) override { out_.append(text_of(bytes)); }
  void flush() override {}
  void commit() override {}
  [[nodiscard]] std::string_view name() const override { return "memory"; }

 private:
  std::string& out_;
};

/// The buffer that both kinds of file sink share.
class DescriptorSink : public Sink {
 public:
  DescriptorSink(Descriptor descriptor, std::string name, std::size_t buffer)
      : descriptor_(std::move(descriptor)), name_(std::move(name)), most_(buffer) {}
  using Sink::write;
  void write(ByteView bytes) final {
    if (waiting_.size() + bytes.size() > most_) flush();
    if (bytes.size() >= most_) write_all(descriptor_.get(), bytes, name_);
    else waiting_.append(text_of(bytes));
  }
  void flush() final {
    // Emptied first: after a failure the rest is lost, not written a second time.
    const auto all = bytes_of(waiting_);
    write_or_forget(all);
    waiting_.clear();
  }
  [[nodiscard]] std::string_view name() const final { return name_; }

 protected:
  [[noreturn]] void cannot_write(int error_number) const {
    throw fail_errno(error_number, "cannot write " + quoted(name_));
  }
  Descriptor descriptor_;
  std::string name_;

 private:
  void write_or_forget(ByteView all) {
    try {
      write_all(descriptor_.get(), all, name_);
    } catch (const Error&) {
      waiting_.clear();
      throw;
    }
  }
  std::string waiting_;
  std::size_t most_;
};

/// Standard output, a pipe, a device: written as it comes.
class DirectSink final : public DescriptorSink {
 public:
  using DescriptorSink::DescriptorSink;
  void commit() override {
    flush();
    // A file system may tell of lost writes only when a descriptor is closed (NFS, quotas). Standard output stays open
    // for those who come after us, so a duplicate is closed: that makes the kernel tell.
    Descriptor last(::dup(descriptor_.get()));
    if (const int why = last.close_checked(); why != 0) cannot_write(why);
  }
  [[nodiscard]] bool is_terminal() const override { return ::isatty(descriptor_.get()) == 1; }
};

/// A regular file: written without a name (or under a hidden one) beside its place, then put there at once.
class AtomicSink final : public DescriptorSink {
 public:
  AtomicSink(Descriptor descriptor, std::string path, Leftover temporary, const SinkOptions& options)
      : DescriptorSink(std::move(descriptor), path, options.buffer), path_(std::move(path)),
        temporary_(std::move(temporary)), keep_existing_(options.exclusive && !options.force) {}
  [[nodiscard]] bool unseen_until_commit() const override { return true; }

  void commit() override {
    flush();
    int status = -1;
    if (fault_injection::strikes()) errno = EIO;
    else status = ::fsync(descriptor_.get());
    // EINVAL, ENOTSUP: a file system that knows no sync.
    if (status != 0 && errno != EINVAL && errno != ENOTSUP) cannot_write(errno);
    if (temporary_.path().empty()) give_a_name();
    if (const int why = descriptor_.close_checked(); why != 0) cannot_write(why);
    put_in_place();
    temporary_.keep();
  }

 private:
  void give_a_name() {
    const std::string self = fmt::format("/proc/self/fd/{}", descriptor_.get());
    for (int attempt = 0; attempt < 100; ++attempt) {
      auto name = fmt::format("{}.{}-{}.part", path_, ::getpid(), attempt);
      int status = -1;
      if (fault_injection::strikes()) errno = ENOSPC;
      else status = ::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW);
      if (status == 0) {
        temporary_ = Leftover(std::move(name));
        return;
      }
      if (errno != EEXIST) cannot_write(errno);
    }
    cannot_write(EEXIST);
  }
  void put_in_place() {
    int status = -1;
    if (fault_injection::strikes()) {
      errno = EIO;
    } else if (keep_existing_) {
      status = ::renameat2(AT_FDCWD, temporary_.path().c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE);
      // Not every file system can refuse to replace; the check when opening must do there.
      if (status != 0 && errno == EINVAL) status = ::rename(temporary_.path().c_str(), path_.c_str());
    } else {
      status = ::rename(temporary_.path().c_str(), path_.c_str());
    }
    if (status != 0) cannot_write(errno);
  }

  std::string path_;
  Leftover temporary_;
  bool keep_existing_;
};

/// Where a chain of symbolic links ends, so that the link stays a link; the path itself where that cannot be told.
std::string real_path(const std::string& path) {
  char* resolved = ::realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return path;
  std::string result(resolved);
  std::free(resolved);
  return result;
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// Gives the new file the owner (where allowed) and the permissions of the one it replaces.
void inherit_permissions(int fd, const struct stat& old) {
  // Without the right to give the file away the group may still be kept; failing that, it is ours.
  if (::fchown(fd, old.st_uid, old.st_gid) != 0 && ::fchown(fd, static_cast<uid_t>(-1), old.st_gid) != 0) errno = 0;
  if (::fchmod(fd, old.st_mode & 07777U) != 0) errno = 0;
}

std::unique_ptr<Sink> open_atomic(const std::string& path, const struct stat* old, const SinkOptions& options) {
  const auto doing = "cannot write " + quoted(path);
  if (old != nullptr && ::access(path.c_str(), W_OK) != 0) throw fail_errno(errno, doing);
  Leftover temporary;
  Descriptor descriptor;
  // A file without a name vanishes by itself even after SIGKILL; it gets its name back through /proc.
  if (::access("/proc/self/fd", X_OK) == 0)
    descriptor = Descriptor(open_descriptor(folder_of(path).c_str(), O_TMPFILE | O_WRONLY, options.mode));
  for (int attempt = 0; !descriptor.valid() && attempt < 100; ++attempt) {
    auto name = fmt::format("{}.{}-{}.part", path, ::getpid(), attempt);
    descriptor = Descriptor(open_descriptor(name.c_str(), O_CREAT | O_EXCL | O_WRONLY, options.mode));
    if (descriptor.valid()) temporary = Leftover(std::move(name));
    else if (errno != EEXIST) throw fail_errno(errno, doing);
  }
  if (!descriptor.valid()) throw fail_errno(EEXIST, doing);
  if (old != nullptr && options.mode == SinkOptions{}.mode) inherit_permissions(descriptor.get(), *old);
  return std::make_unique<AtomicSink>(std::move(descriptor), path, std::move(temporary), options);
}

void refuse_terminal(const Sink& sink, const SinkOptions& options) {
  if (options.binary && !options.force && sink.is_terminal())
    throw fail(Fault::usage, "refusing to write binary data to a terminal").hint("use -o FILE, a pipe, or --force");
}

std::unique_ptr<Sink> open_plain(std::string_view where, const SinkOptions& options) {
  std::unique_ptr<Sink> direct;
  if (where == "-") {
    direct = std::make_unique<DirectSink>(Descriptor(STDOUT_FILENO, false), "standard output", options.buffer);
    refuse_terminal(*direct, options);
    return direct;
  }
  std::string path(where);
  if (path.empty() || path.find('\0') != std::string::npos)
    throw fail(Fault::usage, "cannot write '{}': not a file name", path);
  struct stat facts {};
  const bool exists = ::stat(path.c_str(), &facts) == 0;
  if (!exists && errno != ENOENT) throw fail_errno(errno, "cannot write " + quoted(path));
  if (exists && S_ISDIR(facts.st_mode)) throw fail(Fault::io, "cannot write '{}': it is a directory", path);
  // /dev/stdout and /dev/fd/3 may lead to a regular file that somebody else has open: never replaced.
  const bool by_descriptor = path.rfind("/dev/", 0) == 0 || path.rfind("/proc/", 0) == 0;
  if (exists && (!S_ISREG(facts.st_mode) || by_descriptor)) {
    Descriptor descriptor(open_descriptor(path.c_str(), O_WRONLY));
    if (!descriptor.valid()) throw fail_errno(errno, "cannot write " + quoted(path));
    direct = std::make_unique<DirectSink>(std::move(descriptor), path, options.buffer);
    refuse_terminal(*direct, options);
    return direct;
  }
  if (exists && options.exclusive && !options.force)
    throw fail(Fault::usage, "'{}' exists already", path).hint("choose another name, or --force to replace it");
  return open_atomic(real_path(path), exists ? &facts : nullptr, options);
}

}  // namespace

std::unique_ptr<Sink> Sink::open(std::string_view where, const SinkOptions& options) {
  const Compression compression = options.compress_by_name ? compression_of_name(where) : Compression::none;
  if (compression == Compression::xz || compression == Compression::bzip2)
    throw fail(Fault::usage, "cannot write '{}': xz and bzip2 are only read", where)
        .hint("name it .gz or .zst, or pipe the output into xz or bzip2");
  return compressed(open_plain(where, options), compression);
}

std::unique_ptr<Sink> Sink::to(std::string& out) { return std::make_unique<StringSink>(out); }

void refuse_same_file(std::string_view input, std::string_view output) {
  const auto facts_of = [](std::string_view where, int standard, struct stat& facts) {
    return (where == "-" ? ::fstat(standard, &facts) : ::stat(std::string(where).c_str(), &facts)) == 0;
  };
  struct stat in {}, out {};
  if (!facts_of(input, STDIN_FILENO, in) || !facts_of(output, STDOUT_FILENO, out)) return;
  if (S_ISREG(in.st_mode) && in.st_dev == out.st_dev && in.st_ino == out.st_ino)
    throw fail(Fault::usage, "the input and the output are the same file, '{}'", input == "-" ? output : input)
        .hint("write to another file, then rename it");
}

}  // namespace pytk::io
