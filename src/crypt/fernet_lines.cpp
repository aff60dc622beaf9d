// Many tokens, one a line, in one process: batches of lines in parallel, the output in the order of the input.
#include <iterator>

#include <pytk/core/json.hpp>
#include <pytk/core/log.hpp>
#include <pytk/core/text.hpp>

#include "fernet_state.hpp"
#include "pipeline.hpp"

namespace pytk::crypt {
namespace {

constexpr std::size_t batch_bytes = 64U << 10U, piece_bytes = 64U << 10U, longest_line = 64U << 20U;

/// Lines up to their line feed. Unlike io::LineReader it leaves a carriage return before it: it may belong to the
/// message.
class ExactLines {
 public:
  explicit ExactLines(io::Source& source) : source_(source) {}
  /// False at the end. The view holds until the next call.
  [[nodiscard]] bool next(std::string_view& line) {
    for (std::size_t searched = begin_;;) {
      const std::size_t end = buffer_.find('\n', searched);
      if (end != std::string::npos || (ended_ && begin_ < buffer_.size())) {
        line = std::string_view(buffer_).substr(begin_, end == std::string::npos ? end : end - begin_);
        begin_ = end == std::string::npos ? buffer_.size() : end + 1;
        ++number_;
        return true;
      }
      if (ended_) return false;
      if (buffer_.size() - begin_ > longest_line)
        throw fail(Fault::data, "line {} of '{}' is longer than 64 MiB", number_ + 1, source_.name());
      buffer_.erase(0, begin_);
      begin_ = 0;
      searched = buffer_.size();
      buffer_.resize(searched + piece_bytes);
      const std::size_t got = source_.read({reinterpret_cast<std::uint8_t*>(buffer_.data()) + searched, piece_bytes});
      buffer_.resize(searched + got);
      ended_ = got == 0;
    }
  }
  [[nodiscard]] std::int64_t number() const noexcept { return number_; }

 private:
  io::Source& source_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::int64_t number_ = 0;
  bool ended_ = false;
};

struct LineBatch {
  std::string text;                 ///< the lines, one after the other
  std::vector<std::size_t> ends;
  std::int64_t first_line = 1;
  std::string out, problems;
  std::uint64_t failed = 0;
  std::optional<Error> stop;
};

void add_problem(LineBatch& batch, std::int64_t line, const Error& error) {
  ++batch.failed;
  fmt::format_to(std::back_inserter(batch.problems), R"({{"line":{},"status":"{}","error":)", line,
                 error.fault() == Fault::refused ? "refused" : "malformed");
  json::append_string(batch.problems, error.what_happened());
  batch.problems += "}\n";
}

/// One line: the whole, or one field of it with the rest as it is.
Result<void> convert_line(Fernet& fernet, const FernetLines& lines, std::string_view line, std::string& out) {
  if (lines.field == 0) return fernet_value(fernet, lines, line, out);
  std::size_t begin = 0;
  for (std::size_t i = 1; i < lines.field; ++i) {
    const std::size_t separator = line.find(lines.separator, begin);
    if (separator == std::string_view::npos) return bad("the line has {} fields, field {} is wanted", i, lines.field);
    begin = separator + 1;
  }
  const std::size_t end = std::min(line.find(lines.separator, begin), line.size());
  out += line.substr(0, begin);
  auto done = fernet_value(fernet, lines, line.substr(begin, end - begin), out);
  if (done) out += line.substr(end);
  return done;
}

void convert_batch(Fernet& fernet, const FernetLines& lines, LineBatch& batch) {
  batch.out.clear();
  batch.problems.clear();
  batch.failed = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < batch.ends.size(); ++i) {
    const std::string_view line(batch.text.data() + begin, batch.ends[i] - begin);
    begin = batch.ends[i];
    const std::size_t kept = batch.out.size();
    const auto number = batch.first_line + static_cast<std::int64_t>(i);
    if (const auto done = convert_line(fernet, lines, line, batch.out); done) {
      batch.out += '\n';
      continue;
    } else {
      batch.out.resize(kept);
      if (lines.on_error == OnError::stop) {
        batch.stop = Error(done.error().fault(), fmt::format("line {}: {}", number, done.error().what_happened()));
        return;
      }
      add_problem(batch, number, done.error());
    }
    if (lines.on_error == OnError::empty) batch.out += '\n';
  }
}

/// A batch with the keyed contexts of the thread that works on it.
struct Worker {
  LineBatch batch;
  std::optional<Fernet> fernet;
};

}  // namespace

Result<void> fernet_value(Fernet& fernet, const FernetLines& lines, std::string_view value, std::string& out) {
  if (lines.verb == FernetVerb::encrypt) {
    fernet.encrypt(bytes_of(value), lines.clock.now, nullptr, out);
    return {};
  }
  if (lines.verb == FernetVerb::rotate) {
    const auto done = fernet.rotate(value, lines.lenient, out);
    return done ? Result<void>{} : tl::unexpected(done.error());
  }
  thread_local Bytes message;
  const auto done = fernet.decrypt(value, lines.clock, lines.lenient, message);
  if (!done) return tl::unexpected(done.error());
  out += text_of(message);
  wipe(message);
  return {};
}

std::uint64_t fernet_lines(const std::vector<Secret>& keys, const FernetLines& lines, io::Source& in, io::Sink& out,
                           io::Sink& problems, Context& context) {
  ExactLines reader(in);
  std::uint64_t failed = 0;
  bool bent = false;
  const auto read = [&](Worker& worker) {
    context.cancel.check();
    LineBatch& batch = worker.batch;
    batch.text.clear();
    batch.ends.clear();
    batch.first_line = reader.number() + 1;
    std::string_view line;
    while (batch.text.size() < batch_bytes && !(in.would_block() && !batch.ends.empty()) && reader.next(line)) {
      batch.text += line;
      batch.ends.push_back(batch.text.size());
    }
    return !batch.ends.empty();
  };
  const auto work = [&](Worker& worker) {
    if (!worker.fernet) worker.fernet.emplace(keys);
    convert_batch(*worker.fernet, lines, worker.batch);
  };
  const auto write = [&](Worker& worker) {
    out.write(std::string_view(worker.batch.out));
    if (!worker.batch.problems.empty()) problems.write(std::string_view(worker.batch.problems));
    failed += worker.batch.failed;
    bent = bent || worker.fernet->bent_rules();
    wipe({reinterpret_cast<std::uint8_t*>(worker.batch.out.data()), worker.batch.out.size()});
    if (in.would_block()) out.flush();
    if (worker.batch.stop) throw Error(*worker.batch.stop);
  };
  pipeline<Worker>(context.pool.size(), read, work, write);
  problems.flush();
  if (bent) log::warn("some tokens of '{}' are not canonical; they were read leniently", in.name());
  return failed;
}

}  // namespace pytk::crypt
