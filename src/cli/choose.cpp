#include <algorithm>

#include <pytk/cli/program.hpp>
#include <pytk/core/text.hpp>
#include <pytk/core/version.hpp>
#include <pytk/io/tty.hpp>

#include "cli/words.hpp"

namespace pytk::cli {

namespace {

std::size_t help_width() {
  const auto terminal = io::terminal_of(1);
  return terminal.is_tty ? std::min<std::size_t>(terminal.columns, 100) : 80;
}

const VerbEntry* find_verb(const Spec& spec, std::string_view name) {
  for (const auto& verb : spec.verbs())
    if (verb.name == name) return &verb;
  return nullptr;
}

[[noreturn]] void unknown_verb(const Spec& spec, const std::string& word) {
  std::vector<std::string> names;
  for (const auto& verb : spec.verbs())
    if (!verb.hidden) names.push_back(verb.name);
  const std::string see = fmt::format("see 'pytk {} --help'", spec.path());
  if (word.empty())
    throw fail(Fault::usage, "a verb is missing").hint(fmt::format("one of {}; {}", join(names, ", "), see));
  const std::string near = did_you_mean(word, names);
  throw fail(Fault::usage, "unknown verb '{}'", word)
      .hint(near.empty() ? fmt::format("one of {}; {}", join(names, ", "), see) : near + " " + see);
}

/// True when `spec` declares every option among `words`, which begins with one.
bool knows_all(const Spec& spec, const std::vector<std::string>& words) {
  OptionTable table;
  for (const auto& each : spec.options_declared()) table.options.push_back(each.get());
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool is_long = word.starts_with("--");
    const std::string name = is_long ? word.substr(0, word.find('=')) : word.substr(0, 2);
    const Argument* option = table.find(name);
    if (option == nullptr) return false;
    if (option->takes_value && name == word) ++i;
  }
  return true;
}

bool takes_no_words(const Spec& spec) { return spec.positionals().empty() && !spec.takes_rest(); }

/// The words before the verb: the command's own options are set at once, common ones are handed on to the verb.
class Leading {
 public:
  Leading(Spec& spec, Common& common) : spec_(spec), answer_(common.answer), shared_("") {
    declare_common(shared_, common, &spec);
    for (const auto& each : spec.options_declared()) own_.options.push_back(each.get());
    for (const auto& each : shared_.options_declared()) common_.options.push_back(each.get());
  }

  /// Moves over options; false when a word is neither a known option nor the end of the options. Stops at a request for
  /// help, which is answered.
  bool walk(const std::vector<std::string>& words) {
    while (at < words.size()) {
      const std::string& word = words[at];
      if (word.size() < 2 || word[0] != '-' || word == "--") return true;
      if (answers(word)) return true;
      if (!take(words, own_, own) && !take(words, common_, handed_on)) return false;
    }
    return true;
  }

  std::size_t at = 0;
  std::vector<std::string> own, handed_on;

 private:
  bool answers(const std::string& word) {
    if (own_.find(word) != nullptr) return false;
    if (word == "-h") answer_ = short_help(spec_, help_width());
    if (word == "--help") answer_ = long_help(spec_, help_width());
    if (word == "-V" || word == "--version") answer_ = fmt::format("pytk {}\n", version());
    return answer_.has_value();
  }
  bool take(const std::vector<std::string>& words, const OptionTable& table, std::vector<std::string>& into) {
    const std::string& word = words[at];
    const std::string name = word.starts_with("--") ? word.substr(0, word.find('=')) : word;
    const Argument* option = table.find(name);
    const bool whole = option != nullptr;
    if (!whole && !word.starts_with("--")) option = table.find(word.substr(0, 2));
    if (option == nullptr && word.starts_with("--no-")) option = table.find("--" + word.substr(5));
    if (option == nullptr) return false;
    into.push_back(word);
    ++at;
    if (option->takes_value && whole && name == word && at < words.size()) into.push_back(words[at++]);
    return true;
  }

  Spec& spec_;
  std::optional<std::string>& answer_;
  Spec shared_;
  OptionTable own_, common_;
};

}  // namespace

std::unique_ptr<Spec> spec_of_verb(const Spec& parent, const VerbEntry& verb) {
  auto spec = std::make_unique<Spec>(parent.path() + " " + verb.name);
  spec->summary(verb.summary);
  verb.describe(*spec);
  return spec;
}

Chosen choose(std::unique_ptr<Spec> command, std::vector<std::string> arguments, Common& common) {
  Chosen chosen;
  chosen.specs.push_back(std::move(command));
  chosen.arguments = std::move(arguments);
  while (!chosen.leaf().verbs().empty()) {
    Spec& spec = chosen.leaf();
    auto& words = chosen.arguments;
    Leading leading(spec, common);
    const bool understood = leading.walk(words);
    if (common.answer) return chosen;
    const VerbEntry* verb = understood && leading.at < words.size() ? find_verb(spec, words[leading.at]) : nullptr;
    if (verb != nullptr) {
      std::vector<std::string> rest = std::move(leading.handed_on);
      if (!leading.own.empty()) {
        // Options that the verb knows too are the verb's ("table --from csv head" is "table head --from csv").
        if (knows_all(*spec_of_verb(spec, *verb), leading.own))
          rest.insert(rest.begin(), leading.own.begin(), leading.own.end());
        else
          parse(spec, leading.own, common);
      }
      rest.insert(rest.end(), words.begin() + static_cast<std::ptrdiff_t>(leading.at) + 1, words.end());
      words = std::move(rest);
    } else if (spec.run()) {
      return chosen;
    } else if (!spec.default_verb().empty()) {
      verb = find_verb(spec, spec.default_verb());
      // A word that the default verb could not take either was meant to be a verb.
      if (understood && leading.at < words.size() && verb != nullptr && takes_no_words(*spec_of_verb(spec, *verb)))
        unknown_verb(spec, words[leading.at]);
    } else if (!understood) {
      parse(spec, std::span(words).subspan(leading.at, 1), common);  // names the unknown option
    }
    if (verb == nullptr) unknown_verb(spec, leading.at < words.size() ? words[leading.at] : "");
    chosen.specs.push_back(spec_of_verb(spec, *verb));
  }
  return chosen;
}

}  // namespace pytk::cli
