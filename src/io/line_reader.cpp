#include <algorithm>
#include <cstring>

#include <pytk/core/error.hpp>
#include <pytk/io/source.hpp>

namespace pytk::io {

LineReader::LineReader(Source& source, std::size_t longest) : source_(source), longest_(longest) {
  buffer_.resize(128U << 10U);
}

bool LineReader::next(std::string_view& line) {
  std::size_t searched = begin_;
  for (;;) {
    const void* found =
        searched < end_ ? std::memchr(buffer_.data() + searched, '\n', end_ - searched) : nullptr;
    if (found != nullptr || (ended_ && begin_ < end_)) {
      const auto stop =
          found != nullptr ? static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data()) : end_;
      ++number_;
      if (stop - begin_ > longest_)
        throw fail(Fault::data, "the line is longer than {} bytes", longest_).at(std::string(source_.name()), number_);
      line = std::string_view(buffer_).substr(begin_, stop - begin_);
      if (found != nullptr && !line.empty() && line.back() == '\r') line.remove_suffix(1);
      begin_ = found != nullptr ? stop + 1 : stop;
      return true;
    }
    if (ended_) return false;
    searched = end_ - begin_;
    std::memmove(buffer_.data(), buffer_.data() + begin_, searched);
    begin_ = 0;
    end_ = searched;
    if (end_ > longest_)
      throw fail(Fault::data, "the line is longer than {} bytes", longest_)
          .at(std::string(source_.name()), number_ + 1);
    if (end_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
    const auto got =
        source_.read({reinterpret_cast<std::uint8_t*>(buffer_.data()) + end_, buffer_.size() - end_});
    if (got == 0) ended_ = true;
    end_ += got;
  }
}

}  // namespace pytk::io
