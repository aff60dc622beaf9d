// Opens what the user named: finds its format by first bytes, then name, then content, and unions several by name.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/compression.hpp>

#include "table/databases.hpp"
#include "table/inputs.hpp"

namespace pytk::table {
namespace {

struct Named { std::string_view name; From from; };
constexpr Named formats[] = {{"csv", From::csv}, {"tsv", From::tsv}, {"fwf", From::fwf}, {"json", From::json},
                             {"jsonl", From::jsonl}, {"xlsx", From::xlsx}, {"parquet", From::parquet},
                             {"sqlite", From::sqlite}, {"postgres", From::postgres}, {"common", From::common},
                             {"combined", From::combined}, {"syslog", From::syslog}, {"zeek", From::zeek}};

bool ends_with(std::string_view text, std::string_view end) { return lower(text).ends_with(end); }

From by_name(std::string_view where) {
  if (is_postgres(where)) return From::postgres;
  if (where.find("://") != std::string_view::npos) where = where.substr(0, where.find_first_of("?#"));
  where = io::without_compression(where);
  constexpr std::pair<std::string_view, From> suffixes[] = {
      {".csv", From::csv}, {".tsv", From::tsv}, {".tab", From::tsv}, {".jsonl", From::jsonl}, {".ndjson", From::jsonl},
      {".json", From::json}, {".xlsx", From::xlsx}, {".parquet", From::parquet}, {".fwf", From::fwf},
      {".sqlite", From::sqlite}, {".sqlite3", From::sqlite}, {".db", From::sqlite}};
  for (const auto& [suffix, from] : suffixes)
    if (ends_with(where, suffix)) return from;
  return From::automatic;
}

From by_first_bytes(std::string_view head) {
  if (head.starts_with("PAR1")) return From::parquet;
  if (head.starts_with("SQLite format 3")) return From::sqlite;
  if (head.starts_with("PK\x03\x04")) return From::xlsx;
  return From::automatic;
}

/// HOST IDENT USER [10/Oct/2000:13:55:36 ...] "...
bool looks_like_web_log(std::string_view line) {
  const auto open = line.find('['), close = line.find("] \"");
  if (open == std::string_view::npos || close == std::string_view::npos || close < open + 20) return false;
  return line[open + 3] == '/' && line[open + 7] == '/' && line[open + 12] == ':';
}

From by_content(std::string_view sample) {
  const auto start = sample.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return From::csv;
  if (sample.substr(start).starts_with("#separator ")) return From::zeek;
  const char first = sample[start];
  if (first == '{' || first == '[') return From::json;
  const std::string_view line = sample.substr(start, sample.find('\n', start) - start);
  if (looks_like_web_log(line)) return std::count(line.begin(), line.end(), '"') >= 6 ? From::combined : From::common;
  return From::csv;
}

std::string compression_of(std::string_view where) {
  if (where.find("://") != std::string_view::npos || where == "-") return "";
  io::OpenOptions raw;
  raw.decompress = false;
  raw.map = false;
  std::uint8_t head[6] = {};
  const auto source = io::Source::open(where, raw);
  std::size_t got = source->read(head);
  const std::string_view text(reinterpret_cast<const char*>(head), got);
  if (text.starts_with("\x1F\x8B")) return "gzip";
  if (text.starts_with("\x28\xB5\x2F\xFD")) return "zstd";
  if (text.starts_with("\xFD" "7zXZ")) return "xz";
  if (text.starts_with("BZh")) return "bzip2";
  return "";
}

bool is_regular(const std::string& where) {
  struct stat info {};
  return where != "-" && stat(where.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

std::int64_t time_of(const std::string& where) {
  struct stat info {};
  if (where == "-" || stat(where.c_str(), &info) != 0) return now_nanoseconds();
  return static_cast<std::int64_t>(info.st_mtim.tv_sec) * 1'000'000'000;
}

}  // namespace

From parse_from(std::string_view name) {
  for (const auto& format : formats)
    if (format.name == name) return format.from;
  if (name == "ndjson") return From::jsonl;
  if (name == "postgresql") return From::postgres;
  if (name == "auto") return From::automatic;
  const auto names = from_names();
  auto hint = did_you_mean(name, names);
  if (hint.empty()) hint = "the formats are " + join(names, ", ");
  throw fail(Fault::usage, "unknown input format '{}'", name).hint(hint);
}
std::string_view from_name(From from) noexcept {
  for (const auto& format : formats)
    if (format.from == from) return format.name;
  return "auto";
}
std::vector<std::string> from_names() {
  std::vector<std::string> names;
  for (const auto& format : formats) names.emplace_back(format.name);
  return names;
}

/// One thing to read.
struct Part {
  std::string where;
  bool again = false;               ///< can be opened more than once
  bool sampled_all = true;          ///< no column can come later
  From from = From::automatic;
  Sniffed sniffed;
  Columns columns;
  std::unique_ptr<Input> first;     ///< opened while sniffing, not yet used
  std::shared_ptr<io::TemporaryFile> spooled;
  [[nodiscard]] std::string path() const;
};

struct Dataset::State {
  std::vector<std::string> where;
  ReadOptions options;
  Warn warn;
  OnReject reject;
  std::vector<Part> parts;
  Columns columns;

  std::unique_ptr<Input> open_part(Part& part, bool sniff);
  std::unique_ptr<Input> open_text(Part& part, std::unique_ptr<io::Source> source, bool sniff);
  void unite();
};

/// A source whose first bytes were looked at and are read again.
class PeekedSource final : public io::Source {
 public:
  explicit PeekedSource(std::unique_ptr<io::Source> source) : source_(std::move(source)) {
    head_.resize(16);
    std::size_t got = 0;
    while (got < head_.size()) {
      const auto n = source_->read({reinterpret_cast<std::uint8_t*>(head_.data()) + got, head_.size() - got});
      if (n == 0) break;
      got += n;
    }
    head_.resize(got);
  }
  [[nodiscard]] std::string_view head() const { return head_; }
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> out) override {
    if (at_ >= head_.size()) return source_->read(out);
    const auto n = std::min(out.size(), head_.size() - at_);
    std::copy_n(head_.begin() + static_cast<std::ptrdiff_t>(at_), n, out.begin());
    at_ += n;
    return n;
  }
  [[nodiscard]] bool would_block() const override { return at_ >= head_.size() && source_->would_block(); }
  [[nodiscard]] std::string_view name() const override { return source_->name(); }

 private:
  std::unique_ptr<io::Source> source_;
  std::string head_;
  std::size_t at_ = 0;
};

std::shared_ptr<io::TemporaryFile> spool(io::Source& source) {
  auto file = std::make_shared<io::TemporaryFile>();
  std::vector<std::uint8_t> buffer(256U << 10U);
  while (const std::size_t got = source.read(buffer)) {
    for (std::size_t at = 0; at < got;) {
      const auto n = ::write(file->fd(), buffer.data() + at, got - at);
      if (n < 0) throw fail_errno(errno, "cannot write a temporary file");
      at += static_cast<std::size_t>(n);
    }
  }
  return file;
}

std::string Part::path() const { return spooled ? fmt::format("/proc/self/fd/{}", spooled->fd()) : where; }

std::unique_ptr<Input> Dataset::State::open_part(Part& part, bool sniff) {
  if (part.from == From::automatic) part.from = options.from != From::automatic ? options.from : by_name(part.where);
  if (sniff) part.sniffed.file = part.where;
  if (part.from == From::postgres) {  // not bytes that could be looked at
    part.again = true;
    if (sniff) part.sniffed.format = std::string(from_name(part.from));
    return open_database(part.from, part.where, options);
  }
  io::OpenOptions how;
  how.map = false;
  how.timeout = options.timeout;
  how.cancel = options.cancel;
  auto source = std::make_unique<PeekedSource>(io::Source::open(part.path(), how));
  if (part.from == From::automatic) part.from = by_first_bytes(source->head());
  const bool database = is_database(part.from);
  if (!part.again && (database || options.reread)) {
    part.spooled = spool(*source);
    part.again = true;
    source = std::make_unique<PeekedSource>(io::Source::open(part.path(), how));
  }
  if (database) {
    if (options.skip_rows > 0)
      throw fail(Fault::usage, "--skip-rows is for delimited and fixed-width text")
          .hint("the verb 'skip N' leaves out rows of any table");
    if (sniff) part.sniffed.format = std::string(from_name(part.from));
    return part.from == From::parquet ? nullptr : open_database(part.from, part.path(), options);
  }
  auto input = open_text(part, std::move(source), sniff);
  if (sniff) {
    if (part.sniffed.format.empty()) part.sniffed.format = std::string(from_name(part.from));
    part.sniffed.compression = is_regular(part.where) ? compression_of(part.where) : "";
  }
  return input;
}

namespace {

std::unique_ptr<Input> open_format(const Part& part, Opening opening) {
  switch (part.from) {
    case From::json: return open_json(std::move(opening), false);
    case From::jsonl: return open_json(std::move(opening), true);
    case From::fwf: return open_fixed_width(std::move(opening));
    case From::common: return open_web_log(std::move(opening), false);
    case From::combined: return open_web_log(std::move(opening), true);
    case From::syslog: return open_syslog(std::move(opening), time_of(part.where));
    case From::zeek: return open_zeek(std::move(opening));
    default: return open_csv(std::move(opening));
  }
}

}  // namespace

std::unique_ptr<Input> Dataset::State::open_text(Part& part, std::unique_ptr<io::Source> source, bool sniff) {
  Opening opening;
  opening.blocks =
      std::make_unique<Blocks>(std::move(source), options, warn, part.where == "-" ? "standard input" : part.where);
  opening.options = &options;
  opening.warn = warn;
  opening.reject = reject;
  opening.sniffed = sniff ? &part.sniffed : nullptr;
  opening.known = sniff ? nullptr : &part.columns;
  if (part.from == From::automatic) part.from = by_content(opening.blocks->sample());
  opening.from = part.from;
  if (options.skip_rows > 0 && part.from != From::csv && part.from != From::tsv && part.from != From::fwf)
    throw fail(Fault::usage, "--skip-rows is for delimited and fixed-width text")
        .hint("the verb 'skip N' leaves out rows of any table");
  if (part.from == From::tsv && !options.delimiter) options.delimiter = '\t';
  const Blocks* blocks = opening.blocks.get();
  auto input = open_format(part, std::move(opening));
  if (part.from == From::json && sniff && part.sniffed.format == "jsonl") part.from = From::jsonl;
  if (sniff) part.sniffed.encoding = std::string(blocks->encoding());
  return input;
}

Dataset::Dataset(std::vector<std::string> where, ReadOptions options, Warn warn, OnReject reject)
    : state_(std::make_unique<State>()) {
  state_->where = std::move(where);
  state_->options = std::move(options);
  state_->warn = std::move(warn);
  state_->reject = std::move(reject);
  for (const auto& each : state_->where) {
    Part part;
    part.where = each;
    part.again = is_regular(each);
    part.first = state_->open_part(part, true);
    if (part.first) {
      part.columns = part.first->columns();
      part.sampled_all = part.first->sampled_all();
    }
    part.sniffed.columns = part.columns;
    state_->parts.push_back(std::move(part));
  }
  const bool parquet =
      std::any_of(state_->parts.begin(), state_->parts.end(), [](const Part& p) { return p.from == From::parquet; });
  if (parquet &&
      std::any_of(state_->parts.begin(), state_->parts.end(), [](const Part& p) { return p.from != From::parquet; }))
    throw fail(Fault::usage, "Parquet and other formats cannot be read as one table")
        .hint("join or convert them first");
  state_->unite();
}

void Dataset::State::unite() {
  for (const auto& part : parts)
    for (const auto& column : part.columns) {
      const auto at = find_column(columns, column.name);
      if (at < 0) {
        columns.push_back(column);
        continue;
      }
      Type& type = columns[static_cast<std::size_t>(at)].type;
      const bool numbers = (type == Type::integer && column.type == Type::real) ||
                           (type == Type::real && column.type == Type::integer);
      if (type != column.type)
        type = numbers ? Type::real : type == Type::json || column.type == Type::json ? Type::json : Type::text;
    }
}

namespace {

/// The parts one after another, cells put where the union has their columns.
class UnionInput final : public Input {
 public:
  UnionInput(Columns columns, std::vector<std::function<std::unique_ptr<Input>()>> makers)
      : columns_(std::move(columns)), makers_(std::move(makers)), inputs_(makers_.size()), maps_(makers_.size()) {}
  [[nodiscard]] const Columns& columns() const override { return columns_; }
  [[nodiscard]] bool take(Piece& piece) override {
    for (; part_ < makers_.size(); ++part_) {
      if (!inputs_[part_]) {
        auto input = makers_[part_]();
        for (const auto& column : input->columns())
          maps_[part_].push_back(static_cast<std::size_t>(find_column(columns_, column.name)));
        const std::lock_guard guard(lock_);
        inputs_[part_] = std::move(input);
      }
      if (inputs_[part_]->take(piece)) {
        piece.index = index_++;
        piece.part = part_;
        return true;
      }
    }
    return false;
  }
  void parse(Piece& piece, Rows& rows) override {
    Input* input = nullptr;
    {
      const std::lock_guard guard(lock_);
      input = inputs_[piece.part].get();
    }
    auto own = std::make_shared<Rows>();
    input->parse(piece, *own);
    const auto& map = maps_[piece.part];
    rows.reset(columns_.size());
    rows.first_line = own->first_line;
    rows.bytes = own->bytes;
    for (std::size_t r = 0; r < own->count(); ++r) {
      Cell* row = rows.new_row();
      std::fill_n(row, columns_.size(), Cell{});
      for (std::size_t c = 0; c < map.size(); ++c) row[map[c]] = own->at(r, c);
      rows.end_row();
    }
    rows.hold(std::move(own));
  }

 private:
  Columns columns_;
  std::vector<std::function<std::unique_ptr<Input>()>> makers_;
  std::vector<std::unique_ptr<Input>> inputs_;
  std::vector<std::vector<std::size_t>> maps_;
  std::mutex lock_;
  std::size_t part_ = 0;
  std::uint64_t index_ = 0;
};

}  // namespace

Dataset::~Dataset() = default;
Dataset::Dataset(Dataset&&) noexcept = default;
Dataset& Dataset::operator=(Dataset&&) noexcept = default;
const Columns& Dataset::columns() const { return state_->columns; }
const Sniffed& Dataset::sniffed() const { return state_->parts.front().sniffed; }
std::vector<std::string> Dataset::paths() const {
  std::vector<std::string> paths;
  for (const auto& part : state_->parts) paths.push_back(part.path());
  return paths;
}
bool Dataset::sampled_all() const {
  return std::all_of(state_->parts.begin(), state_->parts.end(), [](const Part& part) { return part.sampled_all; });
}
void Dataset::learn() {
  for (auto& part : state_->parts) {
    if (part.sampled_all || !part.again) continue;
    part.first.reset();
    part.columns = state_->open_part(part, false)->learn();
    part.sampled_all = true;
  }
  state_->columns.clear();
  state_->unite();
}
bool Dataset::can_read_again() const {
  return std::all_of(state_->parts.begin(), state_->parts.end(), [](const Part& part) { return part.again; });
}
From Dataset::from() const { return state_->parts.front().from; }

std::unique_ptr<Input> Dataset::open() {
  State* state = state_.get();
  const auto open_one = [state](std::size_t i) -> std::unique_ptr<Input> {
    Part& part = state->parts[i];
    if (part.first) return std::move(part.first);
    if (!part.again) throw fail(Fault::internal, "'{}' is read twice", part.where);
    return state->open_part(part, false);
  };
  if (state->parts.size() == 1) return open_one(0);
  std::vector<std::function<std::unique_ptr<Input>()>> makers;
  for (std::size_t i = 0; i < state->parts.size(); ++i)
    makers.emplace_back([open_one, i] { return open_one(i); });
  return std::make_unique<UnionInput>(state->columns, std::move(makers));
}

bool InputStream::next(Rows& rows) {
  do {
    if (!input_->take(piece_)) return false;
    input_->parse(piece_, rows);
  } while (rows.count() == 0);
  return true;
}

}  // namespace pytk::table
