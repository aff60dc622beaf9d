// A chain of verbs, run: planned, fed and written.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>

#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/compression.hpp>
#include <pytk/io/sink.hpp>

#include "table_rejects.hpp"
#include "table_shared.hpp"

namespace pytk::cmd::table_command {
namespace {

using table::Columns;
using table::Dataset;
using table::Query;
using table::Rows;
using table::StreamPtr;
using table::To;

class Runner final : public Planner {
 public:
  /// `learn`: a field came late, so the inputs are read whole for their columns first.
  Runner(Chain& chain, Context& context, bool learn) : chain_(chain), context_(context), learn_(learn) {
    seed_ = chain.common.seed ? *chain.common.seed : context.seed ? *context.seed : random_seed();
    if (chain_.common.threads != 0) chain_.shared.engine.threads = static_cast<std::size_t>(chain_.common.threads);
    else chain_.shared.engine.threads = context.pool.size();
    auto& read = chain_.shared.read;
    read.timeout = context.timeout;
    read.cancel = &context.cancel;
    read.late_fields = late_fields_;
    for (const auto& link : chain_.links) read.reread = read.reread || link->verb->reads_twice;
    if (chain_.files.empty()) chain_.files.emplace_back("-");
  }

  int run() {
    if (std::string_view(chain_.links.front()->verb->name) == "sniff") return run_sniff();
    split_files();
    auto& data = load(main_files_);
    to_ = output_format(data.from());
    bool native = streams(data);
    // What flows straight to standard output cannot be taken back.
    if (native && chain_.shared.output == "-" && !data.sampled_all() && data.can_read_again()) {
      data.learn();
      native = streams(data);
    }
    if (native && chain_.shared.explain) explain_native();
    else if (native) run_native(data);
    else run_engine(data);
    rejects_.finish(chain_.shared.rejects);
    return 0;
  }

  /// Nothing was written yet, and the inputs have columns that are not known.
  [[nodiscard]] bool may_know_more() const {
    return !writer_ && std::any_of(data_.begin(), data_.end(),
                                   [](const auto& data) { return !data->sampled_all() && data->can_read_again(); });
  }
  [[nodiscard]] table::Ask ask() override { return engine().ask(); }
  [[nodiscard]] std::uint64_t seed() const override { return seed_; }
  [[nodiscard]] Query open(const std::string& where) override { return scan(load({where})); }
  [[nodiscard]] Query statement(const Query& so_far, const std::string& sql) override {
    engine().name_table("t", so_far.view_sql());
    for (std::size_t i = 0; i < further_.size(); ++i) {
      const auto query = open(further_[i].second);
      engine().name_table("t" + std::to_string(i + 2), query.view_sql());
      if (!further_[i].first.empty()) engine().name_table(further_[i].first, query.view_sql());
    }
    if (!main_name_.empty()) engine().name_table(main_name_, so_far.view_sql());
    std::string trimmed(trim(sql));
    while (trimmed.ends_with(';')) trimmed.pop_back();
    return Query::statement(plan_, trimmed, engine().describe(trimmed));
  }

 private:
  static std::uint64_t random_seed() {
    std::uint64_t seed = 0;
    secure_random({reinterpret_cast<std::uint8_t*>(&seed), sizeof seed});
    return seed;
  }
  bool streams(const Dataset& data) const {
    return chain_.shared.engine_name != "duckdb" && data.from() != table::From::parquet && to_ != To::parquet &&
           !chain_.shared.show_sql && without_engine(data);
  }
  /// True when all verbs can stream; tried over no rows, because that depends on the columns and on what is asked.
  bool without_engine(const Dataset& data) const {
    StreamPtr rows = table::no_rows(data.columns());
    for (const auto& link : chain_.links) {
      rows = link->verb->stream == nullptr ? nullptr : link->verb->stream(std::move(rows), *link);
      if (!rows) return false;
    }
    return true;
  }

  /// Only files are read, and all of them together are small.
  bool reads_little() const {
    std::vector<std::string> inputs = main_files_;
    for (const auto& link : chain_.links) {
      if (std::string_view(link->verb->name) == "sql") return false;
      for (const auto& word : link->words)
        if (word && is_input(*word)) inputs.push_back(*word);
    }
    constexpr std::uintmax_t little = 1U << 20U;
    std::uintmax_t bytes = 0;
    for (const auto& input : inputs) {
      if (io::compression_of_name(input) != io::Compression::none)
        return false;  // its content may be a hundred times as long
      std::error_code error;
      const std::uintmax_t size = std::filesystem::file_size(input, error);
      if (error || size > little) return false;
      bytes += size;
    }
    return bytes <= little;
  }

  table::Engine& engine() {
    if (!engine_) {
      table::EngineOptions options = chain_.shared.engine;
      // Starting and stopping a second thread takes longer than a small query.
      if (chain_.common.threads == 0 && reads_little()) options.threads = 1;
      engine_ = std::make_unique<table::Engine>(options, context_.cancel,
                                                [](std::string_view text) { log::warn("{}", text); });
    }
    return *engine_;
  }

  Dataset& load(std::vector<std::string> files) {
    data_.push_back(std::make_unique<Dataset>(
        std::move(files), chain_.shared.read, [](std::string_view text) { log::warn("{}", text); },
        rejects_.collector()));
    Dataset& data = *data_.back();
    if (learn_) data.learn();
    if (!data.sampled_all() && !data.can_read_again()) late_fields_->store(false);
    return data;
  }

  /// "NAME=FILE" names a table for sql; with sql as the first verb every input is a table of its own.
  void split_files() {
    const bool apart = std::string_view(chain_.links.front()->verb->name) == "sql";
    for (const auto& file : chain_.files) {
      const auto equals = file.find('=');
      const bool named =
          equals != std::string::npos && equals > 0 && !is_input(file) && is_input(file.substr(equals + 1));
      const std::string name = named ? file.substr(0, equals) : "", where = named ? file.substr(equals + 1) : file;
      if (!apart || main_files_.empty()) {
        main_files_.push_back(where);
        main_name_ = name;
      } else {
        further_.emplace_back(name, where);
      }
    }
  }

  Query scan(Dataset& data) {
    if (data.from() == table::From::parquet) {
      std::string list;
      for (const auto& path : data.paths()) list += (list.empty() ? "" : ", ") + quoted(path);
      const std::string sql = "SELECT * FROM read_parquet([" + list + "], union_by_name = true)";
      return Query::statement(plan_, sql, engine().describe(sql));
    }
    const std::size_t input = inputs_++;
    engine().add(input, data);
    return Query::scan(plan_, input, data.columns());
  }
  static std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out.append(c == '\'' ? "''" : std::string(1, c));
    return out + "'";
  }

  To output_format(table::From from) const {
    const Shared& shared = chain_.shared;
    if (shared.json) return To::jsonl;
    if (!shared.format.empty()) return table::parse_to(shared.format);
    if (table::is_postgres(shared.output)) return To::postgres;
    if (shared.output != "-") {
      const std::string_view name = io::without_compression(shared.output);
      const auto dot = name.rfind('.');
      const std::string suffix = dot == std::string_view::npos ? "" : lower(name.substr(dot + 1));
      constexpr std::pair<std::string_view, To> suffixes[] = {
          {"csv", To::csv},      {"tsv", To::tsv},         {"json", To::json},     {"jsonl", To::jsonl},
          {"ndjson", To::jsonl}, {"md", To::markdown},     {"html", To::html},     {"sql", To::sql_insert},
          {"xlsx", To::xlsx},    {"parquet", To::parquet}, {"sqlite", To::sqlite}, {"db", To::sqlite},
          {"txt", To::pretty}};
      for (const auto& [known, to] : suffixes)
        if (suffix == known) return to;
    } else if (context_.out.is_tty) {
      return To::pretty;
    }
    switch (from) {
      case table::From::tsv: return To::tsv;
      case table::From::json: return To::json;
      case table::From::jsonl: return To::jsonl;
      default: return To::csv;
    }
  }

  int run_sniff() {
    if (chain_.links.size() > 1) throw fail(Fault::usage, "sniff stands alone");
    to_ = chain_.shared.format.empty() && !chain_.shared.json ? To::jsonl : output_format(table::From::csv);
    for (const auto& file : chain_.files) {
      auto& data = load({file});
      write(table::sniff(data.sniffed()));
    }
    finish();
    return 0;
  }

  /// Without the engine there is one pass, verb after verb.
  void explain_native() {
    std::string text = "one pass in flat memory, without the engine:\n";
    for (const auto& file : main_files_) text += "  read " + file + "\n";
    for (const auto& link : chain_.links) text += fmt::format("  {}\n", link->verb->name);
    show(text + fmt::format("  write {}\n", table::to_name(to_)));
  }

  void run_native(Dataset& data) {
    StreamPtr rows = std::make_unique<table::InputStream>(data.open());
    for (const auto& link : chain_.links) rows = link->verb->stream(std::move(rows), *link);
    if (!chain_.shared.fields.empty()) rows = table::select(std::move(rows), chain_.shared.fields);
    if (chain_.shared.limit > 0) rows = table::head(std::move(rows), chain_.shared.limit);
    write(std::move(rows));
    finish();
  }

  void run_engine(Dataset& data) {
    Query query = scan(data);
    const Link* last = nullptr;
    for (const auto& link : chain_.links) {
      if (last != nullptr) throw fail(Fault::usage, "nothing can follow '{}'", last->verb->name);
      if (link->verb->plan == nullptr) last = link.get();
      else link->verb->plan(query, *link, *this);
    }
    if (last != nullptr && last->verb->stream == nullptr)
      throw fail(Fault::usage, "'{}' stands alone", last->verb->name);
    if (last == nullptr && !chain_.shared.fields.empty()) query.select(chain_.shared.fields);
    if (last == nullptr && chain_.shared.limit > 0) query.head(chain_.shared.limit);
    if (chain_.shared.show_sql) return show(query.sql() + "\n");
    if (chain_.shared.explain) return show(engine().explain(query.sql()));
    if (last != nullptr) {
      write(table::schema(query.columns()));
    } else if (to_ == To::parquet) {
      engine().write_parquet(query.view_sql(), file_or_throw());
      return;
    } else {
      write(run_query(query));
    }
    finish();
    engine().tell_casts();
    engine().leave_to_the_end_of_the_process();
  }

  /// Groups that do not fit are computed in parts, where the inputs can be read again.
  StreamPtr run_query(const Query& query) {
    constexpr std::size_t parts = 16;
    try {
      return engine().run(query.sql(), query.columns());
    } catch (const table::NeedsMemory&) {
      const bool again =
          std::all_of(data_.begin(), data_.end(), [](const auto& data) { return data->can_read_again(); });
      if (!plan_.aggregation() || !again) throw;
    }
    log::warn("the groups do not fit into --memory: they are computed in {} parts, one pass over the input each",
              parts);
    return engine().run_in_parts(query.sql(), query.columns(), *plan_.aggregation(), parts);
  }

  void show(const std::string& text) {
    auto sink = io::Sink::open(chain_.shared.output, {.compress_by_name = true});
    sink->write(text);
    sink->commit();
  }

  const std::string& file_or_throw() const {
    if (chain_.shared.output == "-")
      throw fail(Fault::usage, "{} cannot go to standard output", table::to_name(to_))
          .hint(to_ == To::postgres ? "name a database with -o postgres://host/name" : "name a file with -o FILE");
    return chain_.shared.output;
  }

  void open_writer(const Columns& columns) {
    if (chain_.shared.output == "-") late_fields_->store(false);
    table::WriteOptions options;
    options.header = !chain_.shared.no_output_header;
    options.csv_safe = chain_.shared.csv_safe;
    options.table = chain_.shared.into;
    const bool terminal = chain_.shared.output == "-" && context_.out.is_tty;
    options.color = terminal && context_.out.color;
    options.width = terminal ? context_.out.columns : 0;
    io::SinkOptions sink_options;
    sink_options.binary = to_ == To::xlsx;
    sink_options.compress_by_name = true;
    sink_options.force = context_.force;
    if (to_ == To::sqlite) {
      writer_ = table::make_sqlite_writer(file_or_throw(), options, context_.force);
    } else if (to_ == To::postgres) {
      writer_ =
          table::make_postgres_writer(file_or_throw(), options, context_.force, context_.timeout, &context_.cancel);
    } else {
      sink_ = io::Sink::open(chain_.shared.output, sink_options);
      writer_ = table::make_writer(to_, options, *sink_);
    }
    writer_->start(columns);
  }

  void write(StreamPtr rows) {
    if (table::is_text(to_) && to_ != To::xlsx)
      rows = table::with_formats(std::move(rows), chain_.shared.float_format, chain_.shared.time_format);
    if (!writer_) open_writer(rows->columns());
    Rows batch;
    std::int64_t flushed = steady_nanoseconds();
    while (rows->next(batch)) {
      context_.cancel.check();
      writer_->write(batch);
      const std::int64_t now = steady_nanoseconds();
      if (now - flushed < 100'000'000) continue;
      writer_->flush();  // whoever reads a slow stream sees its rows as they come
      flushed = now;
    }
  }

  void finish() {
    if (!writer_) return;
    writer_->finish();
    if (sink_) sink_->commit();
  }

  Chain& chain_;
  Context& context_;
  bool learn_ = false;
  std::shared_ptr<std::atomic<bool>> late_fields_ = std::make_shared<std::atomic<bool>>(true);
  std::uint64_t seed_ = 0;
  table::Plan plan_;
  std::vector<std::unique_ptr<Dataset>> data_;
  std::unique_ptr<table::Engine> engine_;
  Rejects rejects_;
  std::vector<std::string> main_files_;
  std::string main_name_;
  std::vector<std::pair<std::string, std::string>> further_;
  std::size_t inputs_ = 0;
  To to_ = To::csv;
  std::unique_ptr<io::Sink> sink_;
  std::unique_ptr<table::RowWriter> writer_;
};

}  // namespace

int run_chain(const std::vector<std::string>& words, Context& context) {
  Chain chain = parse_chain(words);
  Runner runner(chain, context, false);
  try {
    return runner.run();
  } catch (const table::LateField&) {
    return Runner(chain, context, true).run();  // from the beginning, with all columns known
  } catch (const Error& error) {
    // The column that is asked for may be one of those that come late.
    if (error.fault() != Fault::usage || !runner.may_know_more()) throw;
    return Runner(chain, context, true).run();
  }
}

}  // namespace pytk::cmd::table_command
