// ZIP archives as workbooks need them: entries found by the central directory and inflated as a stream; entries
// written one after another without knowing their size before.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <pytk/io/sink.hpp>

namespace pytk::table {

/// One entry, inflated as it is read. Throws Fault::data for damaged data and for what expands beyond all measure.
class ZipEntry {
 public:
  virtual ~ZipEntry() = default;
  /// Appends some more text; false at the end.
  [[nodiscard]] virtual bool read(std::string& out) = 0;
};

class ZipReader {
 public:
  explicit ZipReader(const std::string& path);
  ~ZipReader();
  ZipReader(const ZipReader&) = delete;
  ZipReader& operator=(const ZipReader&) = delete;
  [[nodiscard]] bool has(const std::string& name) const { return entries_.contains(name); }
  [[nodiscard]] std::unique_ptr<ZipEntry> open(const std::string& name) const;
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  struct Entry { std::uint64_t offset = 0, packed = 0, size = 0; std::uint16_t method = 0; };
  void read_directory();
  void pread_all(void* to, std::size_t size, std::uint64_t offset) const;
  std::string path_;
  int fd_ = -1;
  std::uint64_t file_size_ = 0;
  std::map<std::string, Entry> entries_;
};

class ZipWriter {
 public:
  explicit ZipWriter(io::Sink& sink);
  ~ZipWriter();
  ZipWriter(const ZipWriter&) = delete;
  ZipWriter& operator=(const ZipWriter&) = delete;
  void begin(std::string_view name);
  void write(std::string_view text);
  void end();
  /// The central directory; nothing may follow.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pytk::table
