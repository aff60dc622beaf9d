// ZIP (PKWARE APPNOTE 6.3): stored and deflated entries, ZIP64 sizes read, data descriptors written.
#include "table/zip.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>

namespace pytk::table {
namespace {

// An entry may grow to so much, and beyond a first part only by this factor: more is a bomb, not a workbook.
constexpr std::uint64_t most_expanded = 16ULL << 30U;
constexpr std::uint64_t free_expanded = 64ULL << 20U;
constexpr std::uint64_t most_ratio = 300;

template <class T>
T at(const std::vector<std::uint8_t>& bytes, std::size_t offset) {
  if (offset + sizeof(T) > bytes.size()) throw fail(Fault::data, "the archive's directory ends early");
  return load_le<T>(ByteView(bytes).subspan(offset));
}

class Inflated final : public ZipEntry {
 public:
  Inflated(int fd, std::uint64_t offset, std::uint64_t packed, bool deflated, std::string name)
      : fd_(fd), offset_(offset), left_(packed), packed_(packed), deflated_(deflated), name_(std::move(name)) {
    if (deflated_ && inflateInit2(&stream_, -MAX_WBITS) != Z_OK) throw fail(Fault::internal, "zlib cannot start");
  }
  ~Inflated() override {
    if (deflated_) inflateEnd(&stream_);
  }
  Inflated(const Inflated&) = delete;
  Inflated& operator=(const Inflated&) = delete;

  [[nodiscard]] bool read(std::string& out) override {
    if (done_) return false;
    if (!deflated_) {
      if (left_ == 0) return false;
      fill();
      out.append(reinterpret_cast<const char*>(input_.data()), input_.size());
      return true;
    }
    char buffer[1U << 15U];
    for (;;) {
      if (stream_.avail_in == 0 && left_ > 0) {
        fill();
        stream_.next_in = input_.data();
        stream_.avail_in = static_cast<uInt>(input_.size());
      }
      stream_.next_out = reinterpret_cast<Bytef*>(buffer);
      stream_.avail_out = sizeof buffer;
      const int status = inflate(&stream_, Z_NO_FLUSH);
      const std::size_t got = sizeof buffer - stream_.avail_out;
      expanded_ += got;
      if (expanded_ > most_expanded || (expanded_ > free_expanded && expanded_ / most_ratio > packed_))
        throw fail(Fault::data, "'{}' expands to more than {} times its size; that is no workbook", name_, most_ratio);
      if (status == Z_STREAM_END) done_ = true;
      else if (status != Z_OK && !(status == Z_BUF_ERROR && got > 0))
        throw fail(Fault::data, "'{}' in the archive is damaged", name_);
      if (got == 0 && !done_) {
        if (left_ == 0 && stream_.avail_in == 0) throw fail(Fault::data, "'{}' in the archive ends early", name_);
        continue;
      }
      out.append(buffer, got);
      return got > 0;
    }
  }

 private:
  void fill() {
    input_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(left_, 1U << 16U)));
    const auto got = ::pread(fd_, input_.data(), input_.size(), static_cast<off_t>(offset_));
    if (got <= 0) throw fail(Fault::data, "'{}' in the archive ends early", name_);
    input_.resize(static_cast<std::size_t>(got));
    offset_ += input_.size();
    left_ -= input_.size();
  }
  int fd_;
  std::uint64_t offset_, left_, packed_, expanded_ = 0;
  bool deflated_, done_ = false;
  std::string name_;
  std::vector<std::uint8_t> input_;
  z_stream stream_{};
};

}  // namespace

ZipReader::ZipReader(const std::string& path) : path_(path) {
  fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd_ < 0) throw fail_errno(errno, fmt::format("cannot open '{}'", path));
  try {
    struct stat info {};
    if (::fstat(fd_, &info) != 0) throw fail_errno(errno, fmt::format("cannot read '{}'", path));
    file_size_ = static_cast<std::uint64_t>(info.st_size);
    read_directory();
  } catch (...) {
    ::close(fd_);
    throw;
  }
}
ZipReader::~ZipReader() { ::close(fd_); }

void ZipReader::pread_all(void* to, std::size_t size, std::uint64_t offset) const {
  auto* out = static_cast<char*>(to);
  while (size > 0) {
    const auto got = ::pread(fd_, out, size, static_cast<off_t>(offset));
    if (got <= 0) throw fail(Fault::data, "the archive ends early").at(path_);
    out += got;
    offset += static_cast<std::uint64_t>(got);
    size -= static_cast<std::size_t>(got);
  }
}

void ZipReader::read_directory() {
  // The end record stands in the last 64 KiB + 22 bytes.
  const std::uint64_t tail = std::min<std::uint64_t>(file_size_, 65557);
  std::vector<std::uint8_t> end(static_cast<std::size_t>(tail));
  pread_all(end.data(), end.size(), file_size_ - tail);
  std::size_t found = end.size();
  for (std::size_t i = end.size() >= 22 ? end.size() - 22 + 1 : 0; i-- > 0;)
    if (load_le<std::uint32_t>(ByteView(end).subspan(i)) == 0x06054B50) {
      found = i;
      break;
    }
  if (found == end.size()) throw fail(Fault::data, "this is no ZIP archive, so no workbook").at(path_);
  std::uint64_t size = at<std::uint32_t>(end, found + 12), offset = at<std::uint32_t>(end, found + 16);
  if (offset == 0xFFFFFFFF && found >= 20 && at<std::uint32_t>(end, found - 20) == 0x07064B50) {
    std::vector<std::uint8_t> large(56);
    pread_all(large.data(), large.size(), at<std::uint64_t>(end, found - 12));
    size = at<std::uint64_t>(large, 40);
    offset = at<std::uint64_t>(large, 48);
  }
  if (size > (64U << 20U) || offset > file_size_ || size > file_size_ - offset)
    throw fail(Fault::data, "the archive's directory is damaged").at(path_);
  std::vector<std::uint8_t> directory(static_cast<std::size_t>(size));
  pread_all(directory.data(), directory.size(), offset);
  for (std::size_t p = 0; p + 46 <= directory.size();) {
    if (at<std::uint32_t>(directory, p) != 0x02014B50) break;
    Entry entry;
    entry.method = at<std::uint16_t>(directory, p + 10);
    entry.packed = at<std::uint32_t>(directory, p + 20);
    entry.size = at<std::uint32_t>(directory, p + 24);
    entry.offset = at<std::uint32_t>(directory, p + 42);
    const std::size_t name = at<std::uint16_t>(directory, p + 28), extra = at<std::uint16_t>(directory, p + 30),
                      comment = at<std::uint16_t>(directory, p + 32);
    if (p + 46 + name + extra > directory.size())
      throw fail(Fault::data, "the archive's directory is damaged").at(path_);
    for (std::size_t e = p + 46 + name; e + 4 <= p + 46 + name + extra;) {
      const auto id = at<std::uint16_t>(directory, e), length = at<std::uint16_t>(directory, e + 2);
      std::size_t field = e + 4;
      if (id == 1) {  // ZIP64: those of the three that are all ones, in this order
        if (entry.size == 0xFFFFFFFF) entry.size = at<std::uint64_t>(directory, field), field += 8;
        if (entry.packed == 0xFFFFFFFF) entry.packed = at<std::uint64_t>(directory, field), field += 8;
        if (entry.offset == 0xFFFFFFFF) entry.offset = at<std::uint64_t>(directory, field);
      }
      e += 4U + length;
    }
    entries_[std::string(reinterpret_cast<const char*>(directory.data()) + p + 46, name)] = entry;
    p += 46 + name + extra + comment;
  }
}

std::unique_ptr<ZipEntry> ZipReader::open(const std::string& name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) throw fail(Fault::data, "there is no '{}' in the archive", name).at(path_);
  const Entry& entry = found->second;
  if (entry.method != 0 && entry.method != 8)
    throw fail(Fault::data, "'{}' is packed in an unknown way", name).at(path_);
  std::vector<std::uint8_t> head(30);
  pread_all(head.data(), head.size(), entry.offset);
  if (at<std::uint32_t>(head, 0) != 0x04034B50)
    throw fail(Fault::data, "'{}' is not where the directory says", name).at(path_);
  const std::uint64_t data = entry.offset + 30U + at<std::uint16_t>(head, 26) + at<std::uint16_t>(head, 28);
  return std::make_unique<Inflated>(fd_, data, entry.packed, entry.method == 8, name);
}

struct ZipWriter::State {
  io::Sink& sink;
  std::uint64_t written = 0;
  struct Done { std::string name; std::uint32_t crc; std::uint64_t packed, size, offset; };
  std::vector<Done> entries;
  z_stream stream{};
  bool open = false;

  explicit State(io::Sink& to) : sink(to) {}
  void put(std::string_view bytes) {
    sink.write(bytes);
    written += bytes.size();
  }
  static void number(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
  }
  void deflate_all(std::string_view text, int flush) {
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    char buffer[1U << 15U];
    int status = Z_OK;
    do {
      stream.next_out = reinterpret_cast<Bytef*>(buffer);
      stream.avail_out = sizeof buffer;
      status = deflate(&stream, flush);
      const std::size_t got = sizeof buffer - stream.avail_out;
      put({buffer, got});
      entries.back().packed += got;
    } while (stream.avail_out == 0 || (flush == Z_FINISH && status != Z_STREAM_END));
  }
};

ZipWriter::ZipWriter(io::Sink& sink) : state_(std::make_unique<State>(sink)) {}
ZipWriter::~ZipWriter() {
  if (state_->open) deflateEnd(&state_->stream);
}

void ZipWriter::begin(std::string_view name) {
  State& s = *state_;
  s.entries.push_back({std::string(name), 0, 0, 0, s.written});
  std::string head;
  State::number(head, 0x04034B50, 4);
  State::number(head, 20, 2);
  State::number(head, 8, 2);       // sizes follow the data
  State::number(head, 8, 2);       // deflated
  State::number(head, 0x00210000, 4);  // 1980-01-01, so that the same table makes the same file
  head.append(12, '\0');
  State::number(head, name.size(), 2);
  State::number(head, 0, 2);
  s.put(head + std::string(name));
  s.stream = {};
  if (deflateInit2(&s.stream, 4, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw fail(Fault::internal, "zlib cannot start");
  s.open = true;
}

void ZipWriter::write(std::string_view text) {
  State& s = *state_;
  auto& entry = s.entries.back();
  entry.crc = static_cast<std::uint32_t>(
      ::crc32(entry.crc, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
  entry.size += text.size();
  s.deflate_all(text, Z_NO_FLUSH);
}

void ZipWriter::end() {
  State& s = *state_;
  s.deflate_all({}, Z_FINISH);
  deflateEnd(&s.stream);
  s.open = false;
  const auto& entry = s.entries.back();
  if (entry.size > 0xFFFFFFFE || entry.packed > 0xFFFFFFFE || s.written > 0xFFFFFFFE)
    throw fail(Fault::data, "the workbook is larger than 4 GB").hint("write CSV or Parquet instead");
  std::string tail;
  State::number(tail, 0x08074B50, 4);
  State::number(tail, entry.crc, 4);
  State::number(tail, entry.packed, 4);
  State::number(tail, entry.size, 4);
  s.put(tail);
}

void ZipWriter::finish() {
  State& s = *state_;
  const std::uint64_t start = s.written;
  for (const auto& entry : s.entries) {
    std::string head;
    State::number(head, 0x02014B50, 4);
    State::number(head, 20, 2);
    State::number(head, 20, 2);
    State::number(head, 8, 2);
    State::number(head, 8, 2);
    State::number(head, 0x00210000, 4);
    State::number(head, entry.crc, 4);
    State::number(head, entry.packed, 4);
    State::number(head, entry.size, 4);
    State::number(head, entry.name.size(), 2);
    head.append(12, '\0');
    State::number(head, entry.offset, 4);
    s.put(head + entry.name);
  }
  std::string end;
  State::number(end, 0x06054B50, 4);
  State::number(end, 0, 4);
  State::number(end, s.entries.size(), 2);
  State::number(end, s.entries.size(), 2);
  State::number(end, s.written - start, 4);
  State::number(end, start, 4);
  State::number(end, 0, 2);
  s.put(end);
}

}  // namespace pytk::table
