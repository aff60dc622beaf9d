#include <pytk/io/source.hpp>

#include <algorithm>
#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pytk/core/error.hpp>
#include <pytk/core/fault_injection.hpp>
#include <pytk/core/log.hpp>
#include <pytk/core/text.hpp>

#include "decompress.hpp"
#include "descriptor.hpp"
#include "http_transfer.hpp"

namespace pytk::io {
namespace {

class MemorySource final : public Source {
 public:
  MemorySource(ByteView bytes, std::string name) : all_(bytes), name_(std::move(name)) {}
  std::size_t read(std::span<std::uint8_t> out) override {
    const auto size = std::min(out.size(), all_.size() - at_);
    std::copy_n(all_.begin() + static_cast<std::ptrdiff_t>(at_), size, out.begin());
    at_ += size;
    return size;
  }
  [[nodiscard]] ByteView mapped() const override { return at_ == 0 ? all_ : ByteView{}; }
  [[nodiscard]] std::string_view name() const override { return name_; }

 private:
  ByteView all_;
  std::string name_;
  std::size_t at_ = 0;
};

class FileSource final : public Source {
 public:
  FileSource(Descriptor descriptor, std::string name, const OpenOptions& options)
      : descriptor_(std::move(descriptor)), name_(std::move(name)), cancel_(options.cancel) {
    struct stat facts {};
    if (::fstat(descriptor_.get(), &facts) != 0) throw fail_errno(errno, "cannot open " + quoted(name_));
    if (S_ISDIR(facts.st_mode)) throw fail(Fault::io, "cannot open {}: it is a directory", quoted(name_));
    regular_ = S_ISREG(facts.st_mode);
    if (regular_ && options.map) size_ = static_cast<std::uint64_t>(facts.st_size);
  }
  ~FileSource() override {
    if (mapping_ != nullptr) ::munmap(mapping_, size_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  std::size_t read(std::span<std::uint8_t> out) override {
    if (out.empty()) return 0;
    // A regular file never makes us wait, so there is no need to watch for a stop while reading.
    const Cancel stop;
    if (regular_ && cancel_ != nullptr) cancel_->check();
    const auto got = read_some(descriptor_.get(), out, name_, regular_ ? nullptr : &stop);
    moved_ = moved_ || got > 0;
    return got;
  }
  /// Mapped when first asked for. A redirected standard input may not stand at its beginning.
  [[nodiscard]] ByteView mapped() const override {
    if (!regular_ || size_ == 0 || moved_) return {};
    if (mapping_ == nullptr && !tried_) {
      tried_ = true;
      if (::lseek(descriptor_.get(), 0, SEEK_CUR) != 0 || fault_injection::strikes()) return {};
      void* at = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor_.get(), 0);
      if (at == MAP_FAILED) return {};
      ::madvise(at, size_, MADV_SEQUENTIAL);
      mapping_ = at;
    }
    if (mapping_ == nullptr) return {};
    return {static_cast<const std::uint8_t*>(mapping_), size_};
  }
  [[nodiscard]] bool would_block() const override { return !regular_ && read_would_wait(descriptor_.get()); }
  [[nodiscard]] std::string_view name() const override { return name_; }
  /// The first bytes without moving on; nothing for what cannot be looked at twice.
  [[nodiscard]] std::size_t peek(std::span<std::uint8_t> out) const {
    const auto at = ::lseek(descriptor_.get(), 0, SEEK_CUR);
    if (!regular_ || at < 0) return 0;
    const auto got = ::pread(descriptor_.get(), out.data(), out.size(), at);
    return got > 0 ? static_cast<std::size_t>(got) : 0;
  }
  [[nodiscard]] bool regular() const noexcept { return regular_; }

 private:
  Descriptor descriptor_;
  std::string name_;
  Cancel* cancel_;
  std::uint64_t size_ = 0;
  bool regular_ = false, moved_ = false;
  mutable bool tried_ = false;
  mutable void* mapping_ = nullptr;
};

class UrlSource final : public Source {
 public:
  UrlSource(std::string url, const OpenOptions& options) : url_(std::move(url)), transfer_(request(url_, options), {}) {
    transfer_.run_until_body();
    if (transfer_.response().status >= 400)
      throw fail(Fault::network, "cannot fetch '{}': the server answered {}", url_, transfer_.response().status);
  }
  std::size_t read(std::span<std::uint8_t> out) override {
    while (!out.empty() && at_ == body().size()) {
      body().clear();
      at_ = 0;
      if (!transfer_.advance()) return 0;
    }
    const auto size = std::min(out.size(), body().size() - at_);
    std::copy_n(bytes_of(body()).begin() + static_cast<std::ptrdiff_t>(at_), size, out.begin());
    at_ += size;
    return size;
  }
  [[nodiscard]] bool would_block() const override { return at_ == transfer_.response().body.size(); }
  [[nodiscard]] std::string_view name() const override { return url_; }

 private:
  static HttpRequest request(const std::string& url, const OpenOptions& options) {
    HttpRequest wanted;
    wanted.url = url;
    wanted.timeout = options.timeout;
    wanted.max_bytes = 0;
    wanted.cancel = options.cancel;
    return wanted;
  }
  [[nodiscard]] std::string& body() { return transfer_.response().body; }

  std::string url_;
  HttpTransfer transfer_;
  std::size_t at_ = 0;
};

// Looks at the first bytes when the first read() comes, so that opening a pipe does not wait for its writer.
class SniffingSource final : public Source {
 public:
  explicit SniffingSource(std::unique_ptr<Source> inner) : inner_(std::move(inner)) {}
  std::size_t read(std::span<std::uint8_t> out) override {
    if (decided_) return inner_->read(out);
    decided_ = true;
    std::array<std::uint8_t, longest_magic> first{};
    std::size_t have = 0;
    while (have < first.size()) {
      const auto got = inner_->read(std::span(first).subspan(have));
      have += got;
      if (got == 0 || !could_be_compressed(first[0])) break;
    }
    const auto seen = ByteView(first).first(have);
    const auto compression = compression_of(seen);
    inner_ = std::make_unique<Rejoined>(std::string(text_of(seen)), std::move(inner_));
    if (compression != Compression::none) inner_ = decompressed(std::move(inner_), compression);
    return inner_->read(out);
  }
  [[nodiscard]] bool would_block() const override { return inner_->would_block(); }
  [[nodiscard]] std::string_view name() const override { return inner_->name(); }

 private:
  static bool could_be_compressed(std::uint8_t byte) {
    return byte == 0x1F || byte == 0x28 || byte == 0xFD || byte == 'B';
  }

  class Rejoined final : public Source {
   public:
    Rejoined(std::string first, std::unique_ptr<Source> rest) : first_(std::move(first)), rest_(std::move(rest)) {}
    std::size_t read(std::span<std::uint8_t> out) override {
      if (at_ == first_.size()) return rest_->read(out);
      const auto size = std::min(out.size(), first_.size() - at_);
      std::copy_n(bytes_of(first_).begin() + static_cast<std::ptrdiff_t>(at_), size, out.begin());
      at_ += size;
      return size;
    }
    [[nodiscard]] bool would_block() const override { return at_ == first_.size() && rest_->would_block(); }
    [[nodiscard]] std::string_view name() const override { return rest_->name(); }

   private:
    std::string first_;
    std::unique_ptr<Source> rest_;
    std::size_t at_ = 0;
  };

  std::unique_ptr<Source> inner_;
  bool decided_ = false;
};

class LimitedSource final : public Source {
 public:
  LimitedSource(std::unique_ptr<Source> inner, std::uint64_t most) : inner_(std::move(inner)), most_(most) {}
  std::size_t read(std::span<std::uint8_t> out) override {
    const auto got = inner_->read(out);
    read_ += got;
    if (read_ > most_)
      throw fail(Fault::data, "{} has more than the allowed {} bytes", quoted(inner_->name()), most_);
    return got;
  }
  [[nodiscard]] ByteView mapped() const override {
    const auto all = inner_->mapped();
    return all.size() <= most_ ? all : ByteView{};
  }
  [[nodiscard]] bool would_block() const override { return inner_->would_block(); }
  [[nodiscard]] std::string_view name() const override { return inner_->name(); }

 private:
  std::unique_ptr<Source> inner_;
  std::uint64_t most_, read_ = 0;
};

std::unique_ptr<FileSource> open_file(std::string_view where, const OpenOptions& options) {
  if (where == "-") {
    if (::isatty(STDIN_FILENO) == 1)
      log::write(log::Level::warning, "reading standard input; press Ctrl-D to end");
    return std::make_unique<FileSource>(Descriptor(STDIN_FILENO, false), "standard input", options);
  }
  const std::string path(where);
  if (path.find('\0') != std::string::npos) throw fail(Fault::io, "cannot open '{}': the name has a NUL byte", path);
  Descriptor descriptor(open_descriptor(path.c_str(), O_RDONLY));
  if (!descriptor.valid()) throw fail_errno(errno, "cannot open " + quoted(path));
  return std::make_unique<FileSource>(std::move(descriptor), path, options);
}

std::unique_ptr<Source> open_plain_or_packed(std::string_view where, const OpenOptions& options) {
  if (starts_with_ignoring_case(where, "http://") || starts_with_ignoring_case(where, "https://")) {
    auto url = std::make_unique<UrlSource>(std::string(where), options);
    if (!options.decompress) return url;
    return std::make_unique<SniffingSource>(std::move(url));
  }
  auto file = open_file(where, options);
  if (!options.decompress) return file;
  if (!file->regular()) return std::make_unique<SniffingSource>(std::move(file));
  std::array<std::uint8_t, longest_magic> first{};
  const auto compression = compression_of(ByteView(first).first(file->peek(first)));
  if (compression == Compression::none) return file;
  return decompressed(std::move(file), compression);
}

}  // namespace

std::unique_ptr<Source> Source::open(std::string_view where, const OpenOptions& options) {
  auto source = open_plain_or_packed(where, options);
  if (options.max_bytes == 0) return source;
  return std::make_unique<LimitedSource>(std::move(source), options.max_bytes);
}

std::unique_ptr<Source> Source::of(ByteView bytes, std::string name) {
  return std::make_unique<MemorySource>(bytes, std::move(name));
}

std::string Source::read_all(std::uint64_t limit) {
  std::string all;
  std::size_t used = 0;
  for (;;) {
    if (used == all.size()) all.resize(std::max<std::size_t>(64U << 10U, all.size() * 2));
    const auto got = read({reinterpret_cast<std::uint8_t*>(all.data()) + used, all.size() - used});
    if (got == 0) break;
    used += got;
    if (used > limit) throw fail(Fault::data, "{} has more than the allowed {} bytes", quoted(name()), limit);
  }
  all.resize(used);
  return all;
}

}  // namespace pytk::io
