// What the files of the table command share: options, verbs, one link of the chain.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <pytk/cli/spec.hpp>
#include <pytk/table/engine.hpp>
#include <pytk/table/input.hpp>
#include <pytk/table/output.hpp>
#include <pytk/table/query.hpp>
#include <pytk/table/streams.hpp>

namespace pytk::cmd::table_command {

/// Options that may stand anywhere in the chain.
struct Shared {
  table::ReadOptions read;
  std::optional<bool> header;
  std::string rejects;
  std::string output = "-", format;
  bool json = false, no_output_header = false, csv_safe = false;
  std::vector<std::string> fields;
  std::uint64_t limit = 0;
  std::string engine_name = "auto";
  std::string into = "t", float_format, time_format;
  table::EngineOptions engine;
  bool show_sql = false, explain = false;
};
void declare_shared(cli::Spec& spec, Shared& shared);

struct Verb;

/// One verb of the chain with what stands behind it.
struct Link {
  const Verb* verb = nullptr;
  std::vector<std::optional<std::string>> words;   ///< the verb's own positionals, in order
  std::vector<std::string> files;                  ///< what is left
  // Options; each verb declares those it has.
  std::vector<std::string> aggregates, by, per, on, keep_columns, sort, forward, backward;
  std::string keep, how = "inner", variable = "variable", value = "value", order_by, separator = ",", pattern, suffix;
  std::string tolerance;
  bool drop_null = false, all = false, least = false, keep_original = false;
  std::optional<std::uint64_t> seed;
};

/// What a verb may ask for while the plan is made.
class Planner {
 public:
  virtual ~Planner() = default;
  [[nodiscard]] virtual table::Ask ask() = 0;
  /// A further table, scanned.
  [[nodiscard]] virtual table::Query open(const std::string& where) = 0;
  /// Runs QUERY over the relation so far and the other inputs.
  [[nodiscard]] virtual table::Query statement(const table::Query& so_far, const std::string& sql) = 0;
  [[nodiscard]] virtual std::uint64_t seed() const = 0;
};

struct Verb {
  const char* name;
  const char* summary;
  void (*describe)(cli::Spec&, Link&);
  /// Without the engine; nullptr, or giving nullptr: it needs the engine.
  table::StreamPtr (*stream)(table::StreamPtr, const Link&);
  void (*plan)(table::Query&, const Link&, Planner&);
  bool reads_twice = false;      ///< its input must be read more than once
  char optional_first = 0;       ///< 'n': a number may stand there, 'c': columns; else that word is an input
  std::size_t optional_index = 0;   ///< which of the verb's words that is
};
[[nodiscard]] std::span<const Verb> verbs() noexcept;
[[nodiscard]] std::span<const Verb> basic_verbs() noexcept;
[[nodiscard]] std::span<const Verb> shaping_verbs() noexcept;
[[nodiscard]] const Verb* find_verb(std::string_view name) noexcept;

/// Declares the verb's own positional number `index`.
cli::Argument& word(cli::Spec& spec, Link& link, std::size_t index, std::string name, std::string help);
[[nodiscard]] const std::string& needed(const Link& link, std::size_t index, std::string_view name);
/// True for what can only be meant as an input: "-", a URL, an existing file.
[[nodiscard]] bool is_input(const std::string& text);
/// All uses of a list option as one comma-separated text.
[[nodiscard]] std::string one_text(const std::vector<std::string>& uses);
[[nodiscard]] std::vector<std::string> names_of(const std::vector<std::string>& uses);

/// All verbs with their words, and what stands around them.
struct Chain {
  std::vector<std::unique_ptr<Link>> links;
  Shared shared;
  cli::Common common;
  std::vector<std::string> files;
};

[[nodiscard]] Chain parse_chain(const std::vector<std::string>& words);

/// The chain as words, first verb first.
int run_chain(const std::vector<std::string>& words, Context& context);

}  // namespace pytk::cmd::table_command
