// pytk table: the command, its verbs, and how a command line becomes a chain of them.
#include <pytk/cmd/command.hpp>
#include <pytk/core/text.hpp>

#include "table_shared.hpp"

namespace pytk::cmd {
namespace {

using namespace table_command;  // of this command's own files

/// Every option and word is written down again as it stood, because the chain is cut at "then" and parsed link by
/// link; the Spec of a verb is there for its help, completion and the check of what stands first.
void record(cli::Spec& spec, std::vector<std::string>& words) {
  for (const auto* list : {&spec.options_declared(), &spec.positionals()})
    for (const auto& argument : *list) {
      const bool option = !argument->names.empty();
      const bool flag = option && !argument->takes_value;
      const std::string name = option ? argument->names.back() : "";
      argument->set = [&words, option, flag, name](std::string_view value) -> Result<void> {
        if (flag) {
          words.push_back(value == "true" ? name : "--no-" + name.substr(2));
          return {};
        }
        if (option) words.push_back(name);
        words.emplace_back(value);
        return {};
      };
      if (option && argument->required_) argument->times = 1;  // it may stand behind the positionals: looked at later
      // Lists are split when the link is parsed, and only then.
      argument->comma_ = false;
      argument->choices_.clear();
    }
}

struct Recorded {
  Shared shared;
  Link link;
  std::vector<std::string> words;
};

template <std::size_t Index>
void describe_verb(cli::Spec& spec) {
  const Verb& verb = verbs()[Index];
  auto& recorded = spec.options<Recorded>();
  verb.describe(spec, recorded.link);
  if (spec.examples().size() == 1)
    spec.example(spec.examples()[0].command + " --json", "the same for a program, as JSON Lines");
  declare_shared(spec, recorded.shared);
  spec.rest("FILE", recorded.link.files, "input files, URLs or databases, behind the last verb").otherwise("-")
      .complete_files();
  record(spec, recorded.words);
  const char* name = verb.name;
  spec.run([&recorded, name](Context& context) {
    std::vector<std::string> words = {name};
    words.insert(words.end(), recorded.words.begin(), recorded.words.end());
    return run_chain(words, context);
  });
}

/// At least as many as there are verbs; each index becomes a plain function that a VerbEntry can hold.
constexpr std::size_t most_verbs = 48;

template <std::size_t... Index>
void declare_known(cli::Spec& spec, std::index_sequence<Index...>) {
  const std::size_t count = verbs().size();
  ((Index < count ? (void)spec.verb(verbs()[Index].name, verbs()[Index].summary, describe_verb<Index>) : (void)0), ...);
}

void describe(cli::Spec& spec) {
  spec.summary("query, reshape and convert files, logs and databases");
  spec.description(
      "Reads CSV, TSV, fixed width, JSON, JSON Lines, workbooks, Parquet, SQLite and logs, from files, "
      "standard input or URLs, compressed or not, and runs verbs over them, one after another: "
      "VERB ARGS then VERB ARGS ... FILE. A value that no verb computed is written back byte for byte. "
      "Output is a table on a terminal, otherwise the input's own text format.");
  auto& shared = spec.options<Shared>();
  declare_shared(spec, shared);
  declare_known(spec, std::make_index_sequence<most_verbs>{});
  spec.example("pytk table head 3 access.csv", "the first three rows");
  spec.example("pytk table group method --agg 'n=count,bytes=sum(bytes)' then sort -bytes access.csv",
               "traffic by method");
  spec.example("pytk table filter 'status >= 400' then select client,path,status access.csv --to jsonl",
               "failed requests as JSON Lines");
  std::string text;
  for (const auto& function : table::functions_for_help()) text += function + "\n";
  spec.note("EXPRESSIONS",
            "Columns are named as they are, or in double quotes; texts stand in single quotes. Operators: or and not, "
            "= != < <= > >=, =~ !~ (regular expression), like ilike in between, is null, + - * / // % ^ || and "
            "case when .. then .. else .. end. Texts count as numbers, times or truths where an operator needs them; "
            "what does not fit is null.");
  spec.note("FUNCTIONS", text);
}

}  // namespace

extern const Command table;
const Command table{"table", "query, reshape and convert files, logs and databases", Group::data, Needs::nothing,
                    describe};

}  // namespace pytk::cmd
