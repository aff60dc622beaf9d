#include "armor.hpp"

#include <algorithm>
#include <array>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "base64url.hpp"

namespace pytk::crypt {
namespace {

constexpr std::string_view begin_line = "-----BEGIN AGE ENCRYPTED FILE-----";
constexpr std::string_view end_line = "-----END AGE ENCRYPTED FILE-----";
constexpr std::size_t columns = 64, row_bytes = 48;
constexpr std::size_t most_space = 1024;  // white space allowed around the block

bool is_space(std::uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

class Unarmored final : public io::Source {
 public:
  explicit Unarmored(io::Source& in) : in_(in) {}
  std::size_t read(std::span<std::uint8_t> out) override {
    if (stage_ == Stage::unknown) look();
    if (stage_ == Stage::binary) return read_binary(out);
    while (decoded_at_ == decoded_.size() && stage_ == Stage::rows) decode_rows();
    const std::size_t taken = std::min(out.size(), decoded_.size() - decoded_at_);
    std::copy_n(decoded_.begin() + static_cast<std::ptrdiff_t>(decoded_at_), taken, out.begin());
    decoded_at_ += taken;
    return taken;
  }
  std::string_view name() const override { return in_.name(); }

 private:
  enum class Stage : std::uint8_t { unknown, binary, rows, ended };

  [[nodiscard]] Error malformed(std::string_view why) const {
    return fail(Fault::data, "cannot open '{}': {}", in_.name(), why);
  }

  bool fill() {
    text_.erase(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_));
    at_ = 0;
    const std::size_t before = text_.size();
    text_.resize(before + (64U << 10U));
    const std::size_t got = in_.read(std::span(text_).subspan(before));
    text_.resize(before + got);
    return got > 0;
  }
  void look() {
    while (text_.size() < most_space + begin_line.size() + 2 && fill()) {}
    if (!begins_armor(text_)) {
      stage_ = Stage::binary;
      return;
    }
    while (is_space(text_[at_])) ++at_;
    std::string row;
    if (!line(row) || row != begin_line) throw malformed("its armor does not begin as it should");
    stage_ = Stage::rows;
  }
  std::size_t read_binary(std::span<std::uint8_t> out) {
    if (at_ == text_.size()) return in_.read(out);
    const std::size_t taken = std::min(out.size(), text_.size() - at_);
    std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(at_), taken, out.begin());
    at_ += taken;
    return taken;
  }
  /// One line without its LF or CR LF; false at the end of the input.
  bool line(std::string& row) {
    for (;;) {
      const auto end = std::find(text_.begin() + static_cast<std::ptrdiff_t>(at_), text_.end(), std::uint8_t{'\n'});
      if (end != text_.end()) {
        row.assign(text_.begin() + static_cast<std::ptrdiff_t>(at_), end);
        at_ = static_cast<std::size_t>(end - text_.begin()) + 1;
        break;
      }
      if (text_.size() - at_ > 2 * columns + most_space) throw malformed("a line of its armor is too long");
      if (fill()) continue;
      if (at_ == text_.size()) return false;
      row.assign(text_.begin() + static_cast<std::ptrdiff_t>(at_), text_.end());
      at_ = text_.size();
      break;
    }
    if (row.ends_with('\r')) row.pop_back();
    return true;
  }
  void decode_rows() {
    decoded_.clear();
    decoded_at_ = 0;
    std::string row;
    while (decoded_.size() < (48U << 10U)) {
      if (!line(row)) throw malformed("its armor has no end line");
      if (row == end_line || row.starts_with(end_line)) return finish(row);
      if (short_seen_) throw malformed("a line of its armor is short, but not the last");
      if (row.empty() || row.size() > columns) throw malformed("a line of its armor is empty or too long");
      if (row.size() == columns && row.back() != '=') {
        add_full_row(row);
        continue;
      }
      short_seen_ = true;
      const auto bytes = from_base64(row);
      if (!bytes) throw malformed("its armor is no strict base64");
      decoded_.insert(decoded_.end(), bytes->begin(), bytes->end());
    }
  }
  void add_full_row(std::string& row) {
    // The bulk decoder knows the URL-safe alphabet; the two differing characters change places.
    bool foreign = false;
    for (char& c : row) {
      foreign = foreign || c == '-' || c == '_';
      c = c == '+' ? '-' : c == '/' ? '_' : c;
    }
    std::array<std::uint8_t, row_bytes + 8> bytes;
    if (foreign || decode_base64url(row.data(), columns, bytes.data()) != columns)
      throw malformed("its armor is no strict base64");
    decoded_.insert(decoded_.end(), bytes.begin(), bytes.begin() + row_bytes);
  }
  void finish(std::string_view row) {
    std::size_t spaces = row.size() - end_line.size();
    const auto all_space = [](auto first, auto last) {
      return std::all_of(first, last, [](auto c) { return is_space(static_cast<std::uint8_t>(c)); });
    };
    if (!all_space(row.begin() + end_line.size(), row.end())) throw malformed("something follows the end of its armor");
    do {
      spaces += text_.size() - at_;
      if (spaces > most_space || !all_space(text_.begin() + static_cast<std::ptrdiff_t>(at_), text_.end()))
        throw malformed("something follows the end of its armor");
      at_ = text_.size();
    } while (fill());
    stage_ = Stage::ended;
  }

  io::Source& in_;
  Stage stage_ = Stage::unknown;
  Bytes text_, decoded_;
  std::size_t at_ = 0, decoded_at_ = 0;
  bool short_seen_ = false;
};

}  // namespace

bool begins_armor(ByteView first_bytes) {
  std::size_t at = 0;
  while (at < first_bytes.size() && at <= most_space && is_space(first_bytes[at])) ++at;
  return text_of(first_bytes.subspan(at)).starts_with("-----BEGIN");
}

std::unique_ptr<io::Source> unarmored(io::Source& in) { return std::make_unique<Unarmored>(in); }

ArmorWriter::ArmorWriter(io::Sink& out) : out_(out) { out_.write(fmt::format("{}\n", begin_line)); }

void ArmorWriter::write(ByteView bytes) {
  held_.insert(held_.end(), bytes.begin(), bytes.end());
  const std::size_t whole = held_.size() / row_bytes * row_bytes;
  text_.clear();
  for (std::size_t i = 0; i < whole; i += row_bytes) {
    const std::size_t at = text_.size();
    text_.resize(at + columns + 1);
    encode_base64url(held_.data() + i, row_bytes, text_.data() + at);
    text_.back() = '\n';
  }
  for (char& c : text_) c = c == '-' ? '+' : c == '_' ? '/' : c;
  out_.write(std::string_view(text_));
  held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(whole));
}

void ArmorWriter::finish() {
  if (!held_.empty()) out_.write(to_base64(held_) + "\n");
  out_.write(fmt::format("{}\n", end_line));
}

}  // namespace pytk::crypt
