// Which delimiter and quote a text was written with: candidates are judged by how evenly they cut whole records,
// parsed with the quote rules, so that a quoted line end does not end a record. One column is a valid answer, and a
// letter or digit is never a delimiter.
#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "table/csv.hpp"

namespace pytk::table {
namespace {

constexpr std::size_t most_records = 1000;

struct Trial {
  std::size_t records = 0, usual = 0, with_usual = 0, first = 0;
  bool stray = false;   ///< a quote stands inside a field that does not begin with one
  [[nodiscard]] double evenness() const {
    // Stray quotes decide what would be a tie: quotes belong around fields.
    return records == 0 ? 0 : static_cast<double>(with_usual) / static_cast<double>(records) - (stray ? 0.01 : 0);
  }
};

Trial attempt(std::string_view text, const Dialect& dialect) {
  const Splitter splitter(dialect, 0, {""}, BadRows::skip);
  Trial trial;
  std::map<std::size_t, std::size_t> counts;
  std::vector<Cell> cells;
  Arena arena;
  while (!text.empty() && trial.records < most_records) {
    if (dialect.comment != 0 && text[0] == dialect.comment) {
      const auto newline = text.find(dialect.newline);
      text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
      continue;
    }
    text.remove_prefix(splitter.record(text, cells, arena));
    arena.clear();
    if (cells.size() == 1 && cells[0].size == 0) continue;
    if (trial.records++ == 0) trial.first = cells.size();
    ++counts[cells.size()];
    for (const Cell& field : cells)
      trial.stray = trial.stray || (field.kind == Kind::raw && dialect.quote != 0 &&
                                    field.text().find(dialect.quote) != std::string_view::npos);
  }
  for (const auto& [fields, times] : counts)
    if (times > trial.with_usual) trial.usual = fields, trial.with_usual = times;
  return trial;
}

/// True when single quotes enclose fields here and double quotes do not.
bool single_quotes(std::string_view sample) {
  std::size_t opened = 0;
  char before = '\n';
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const char c = sample[i];
    const bool starts = before == '\n' || before == ',' || before == ';' || before == '\t' || before == '|';
    if (starts && c == '"') return false;
    if (starts && c == '\'') {
      const auto close = sample.find('\'', i + 1);
      if (close == std::string_view::npos) return false;
      const char after = close + 1 < sample.size() ? sample[close + 1] : '\n';
      if (after != '\n' && after != '\r' && after != ',' && after != ';' && after != '\t' && after != '|' &&
          after != '\'')
        return false;
      ++opened;
      i = close;
      before = '\'';
      continue;
    }
    before = c;
  }
  return opened >= 2;
}

/// A carriage return ends lines where no line feed stands outside quotes (files of old Macs).
char line_end(std::string_view sample, char quote) {
  if (sample.find('\r') == std::string_view::npos) return '\n';
  if (sample.find('\n') == std::string_view::npos) return '\r';
  bool quoted = false;
  for (const char c : sample) {
    if (quote != 0 && c == quote) quoted = !quoted;
    if (c == '\n' && !quoted) return '\n';
  }
  return '\r';
}

/// For a table of one column: a delimiter that does not stand in it.
char absent(std::string_view sample) {
  for (const char c : {',', '\t', ';', '|', '\x1F'})
    if (sample.find(c) == std::string_view::npos) return c;
  return '\x1F';
}

struct Candidate { char delimiter; bool strong; };
// In the order in which ties are decided.
constexpr std::array<Candidate, 7> candidates = {{{',', true}, {'\t', true}, {';', true}, {'|', true},
                                                  {'^', false}, {':', false}, {' ', false}}};

/// True when a delimiter cuts records evenly enough; a weak one must do so without fault.
bool convincing(const Trial& trial, bool strong) {
  if (trial.usual < 2 || trial.first < 2) return false;
  return strong ? trial.evenness() >= 0.7 : trial.evenness() >= 0.99 && trial.records >= 2;
}

/// The delimiter of the sample; 0 where nothing cuts it.
char best_delimiter(std::string_view sample, Dialect dialect) {
  double most = 0, most_uneven = 0;
  char best = 0;
  char uneven = 0;   // stands in the header, but the records behind it do not agree: that is for the reader to tell
  for (const auto& [delimiter, strong] : candidates) {
    if (best != 0 && !strong) break;
    dialect.delimiter = delimiter;
    const Trial trial = attempt(sample, dialect);
    if (strong && trial.first >= 2 && trial.evenness() > most_uneven) {
      most_uneven = trial.evenness();
      uneven = delimiter;
    }
    if (trial.evenness() <= most || !convincing(trial, strong)) continue;
    most = trial.evenness();
    best = delimiter;
  }
  return best != 0 ? best : uneven;
}

}  // namespace

Dialect sniff_dialect(std::string_view sample, bool complete, const ReadOptions& options) {
  Dialect best;
  if (options.escape) best.escape = *options.escape;
  if (options.comment) best.comment = *options.comment;
  best.quote = options.quote ? *options.quote : single_quotes(sample.substr(0, 1U << 16U)) ? '\'' : '"';
  best.newline = line_end(sample, best.quote);
  if (options.delimiter) {
    best.delimiter = *options.delimiter;
    return best;
  }
  if (!complete) {
    const auto whole = last_record_end(sample, best);
    if (whole.end > 0) sample = sample.substr(0, whole.end);
  }
  if (const char found = best_delimiter(sample, best); found != 0) best.delimiter = found;
  else if (sample.find(best.newline) != std::string_view::npos) best.delimiter = absent(sample);
  return best;
}

void name_columns(std::vector<std::string>& names) {
  std::vector<std::string> done;
  std::map<std::string, std::size_t> seen;
  for (const auto& name : names) seen.emplace(name, 0);
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::string name = names[i].empty() ? "col" + std::to_string(i + 1) : names[i];
    auto& times = seen[name];
    if (++times > 1) {
      std::string other;
      do {
        other = name + "_" + std::to_string(times++);
      } while (seen.contains(other));
      --times;
      seen[other] = 1;
      name = std::move(other);
    }
    done.push_back(std::move(name));
  }
  names = std::move(done);
}

}  // namespace pytk::table
