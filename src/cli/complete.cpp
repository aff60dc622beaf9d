#include <algorithm>

#include <pytk/cli/program.hpp>
#include <pytk/core/text.hpp>

#include "cli/help.hpp"
#include "cli/words.hpp"

namespace pytk::cli {

namespace {

using Candidates = std::vector<std::pair<std::string, std::string>>;

void add(Candidates& out, std::string_view begun, const std::string& value, const std::string& explained) {
  if (value.starts_with(begun)) out.emplace_back(value, explained);
}

/// The values of one argument; `before` is what of the word is settled ("--format=", "a,b,").
void add_values(Candidates& out, const Argument& argument, std::string_view word, std::string before, bool& files) {
  if (argument.comma_ && word.find(',') != std::string_view::npos) {
    before += word.substr(0, word.rfind(',') + 1);
    word.remove_prefix(word.rfind(',') + 1);
  }
  std::vector<std::string> values = argument.choices_;
  if (argument.complete_from_) values = argument.complete_from_();
  for (const auto& value : values) add(out, before + std::string(word), before + value, "");
  static constexpr std::string_view paths[] = {"FILE", "PATH", "DIR", "IN", "INPUT", "OUT", "KEYSRC"};
  std::string_view kind =
      argument.names.empty() ? std::string_view(argument.name) : std::string_view(argument.placeholder_);
  if (kind.ends_with("...")) kind.remove_suffix(3);
  const bool path = std::find(std::begin(paths), std::end(paths), kind) != std::end(paths);
  files = files || argument.complete_files_ || (values.empty() && path);
}

void add_options(Candidates& out, const OptionTable& table, std::string_view begun) {
  for (const auto* option : table.options) {
    if (option->hidden_) continue;
    for (const auto& name : option->names)
      if (name.starts_with("--") || begun == name || begun == "-") add(out, begun, name, option->help);
  }
}

/// Walks the words of one level and says what the last one may be; returns the verb to go down to, if one was named.
const VerbEntry* complete_level(const Spec& spec, std::span<const std::string>& words, Candidates& out, bool& files) {
  const SharedOptions shared(spec);
  OptionTable table;
  for (const auto& each : spec.options_declared()) table.options.push_back(each.get());
  for (const auto& each : shared.spec.options_declared()) table.options.push_back(each.get());
  const std::string& last = words.back();
  std::size_t seen = 0, at = 0;
  for (; at + 1 < words.size(); ++at) {
    const std::string& word = words[at];
    if (word.size() > 1 && word[0] == '-') {
      const auto* option = table.find(word);
      if (option == nullptr || !option->takes_value) continue;
      if (at + 2 == words.size()) {
        add_values(out, *option, last, "", files);
        return nullptr;
      }
      ++at;
      continue;
    }
    for (const auto& verb : spec.verbs()) {
      if (seen > 0 || verb.name != word) continue;
      words = words.subspan(at + 1);
      return &verb;
    }
    ++seen;
  }
  if (last.starts_with('-')) {
    const std::size_t equals = last.find('=');
    const auto* option = equals == std::string::npos ? nullptr : table.find(last.substr(0, equals));
    if (option != nullptr)
      add_values(out, *option, last.substr(equals + 1), last.substr(0, equals + 1), files);
    else
      add_options(out, table, last);
    return nullptr;
  }
  if (seen == 0)
    for (const auto* verb : shown_verbs(spec)) add(out, last, verb->name, verb->summary);
  const auto& positionals = spec.positionals();
  if (!positionals.empty() && (seen < positionals.size() || positionals.back()->repeats))
    add_values(out, *positionals[std::min(seen, positionals.size() - 1)], last, "", files);
  return nullptr;
}

}  // namespace

Candidates completions(std::unique_ptr<Spec> command, std::span<const std::string> words, bool& files) {
  Candidates out;
  std::vector<std::unique_ptr<Spec>> specs;
  specs.push_back(std::move(command));
  while (!words.empty()) {
    const Spec& spec = *specs.back();
    const VerbEntry* verb = complete_level(spec, words, out, files);
    if (verb == nullptr) {
      // Without a verb the default one is meant: its options and arguments come too.
      if (spec.default_verb().empty() || spec.run()) break;
      for (const auto& entry : spec.verbs())
        if (entry.name == spec.default_verb()) verb = &entry;
      if (verb == nullptr) break;
    }
    specs.push_back(spec_of_verb(spec, *verb));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.first == b.first; }),
            out.end());
  return out;
}

}  // namespace pytk::cli
