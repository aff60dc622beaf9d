// The only file that includes CLI11. It cuts words into options and values; meaning, messages and help are ours.
#include <algorithm>
#include <istream>
#include <map>
#include <ostream>

// CLI11 includes <iostream>, whose static constructor sets up the eight standard streams and a locale: 600 kB and a
// twentieth of the time of every start, for streams that nobody writes to. The names alone satisfy CLI11.
#ifdef __GLIBCXX__
#define _GLIBCXX_IOSTREAM 1  // NOLINT(bugprone-reserved-identifier)
namespace std {
extern istream cin;
extern ostream cout;
extern ostream cerr;
}  // namespace std
#endif

#include <CLI/CLI.hpp>

#include <pytk/cli/program.hpp>
#include <pytk/core/text.hpp>
#include <pytk/core/version.hpp>
#include <pytk/io/tty.hpp>

#include "cli/setting.hpp"
#include "cli/words.hpp"

namespace pytk::cli {

namespace {

struct Use {
  Argument* argument;
  std::string value;
};
struct Cut {
  std::vector<Use> uses;           ///< in the order of the command line
  std::vector<std::string> words;  ///< encoded, what is no option or is an unknown one
};

std::string see_help(const Spec& spec) {
  return spec.path().empty() ? "see 'pytk --help'" : fmt::format("see 'pytk {} --help'", spec.path());
}

[[noreturn]] void unknown_option(std::string_view word, const OptionTable& table, const Spec& spec) {
  const std::string name(word.substr(0, word.find('=')));
  const bool is_long = name.starts_with("--");
  const std::string shown = is_long || table.find(name) != nullptr ? name : name.substr(0, 2);
  std::string hint = is_long ? did_you_mean(name, table.names()) : "";
  hint.append(hint.empty() ? "" : " ").append(see_help(spec));
  throw fail(Fault::usage, "unknown option '{}'", is_long ? name : shown).hint(hint);
}

/// CLI11's names of an option: it knows -x and --word; others are made into words.
std::string joined_names(const Argument& argument) {
  std::string joined;
  for (const auto& name : argument.names) {
    if (!joined.empty()) joined += ',';
    joined += name.starts_with("--") || name.size() == 2 ? name : foreign_name(name);
  }
  return joined;
}

struct Binding {
  Argument* argument;
  bool off = false;      ///< the --no-name of a flag
  std::size_t next = 0;  ///< result not yet taken
};

/// Declares every option to CLI11: values as plain text, one value a use.
std::map<const CLI::Option*, Binding> bind(CLI::App& app, const OptionTable& table) {
  std::map<const CLI::Option*, Binding> bindings;
  for (Argument* argument : table.options) {
    if (argument->takes_value) {
      auto* option = app.add_option(joined_names(*argument));
      option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->allow_extra_args(false);
      bindings[option] = {argument};
      continue;
    }
    bindings[app.add_flag(joined_names(*argument))] = {argument};
    const std::string off = std::string("--no-").append(argument->long_name());
    if (!argument->long_name().empty() && !argument->long_name().starts_with("no-") && table.find(off) == nullptr)
      bindings[app.add_flag(off)] = {argument, true};
  }
  return bindings;
}

std::string value_of(const Argument& argument, const std::string& raw) {
  if (!raw.empty() && raw[0] == '=' && !argument.names.empty())
    throw fail(Fault::usage, "the value of a short option follows without '='")
        .hint(fmt::format("write {0}{1} or {0} {1}", argument.names.front(), raw.substr(1)));
  return decode(raw);
}

Cut cut_words(const Spec& spec, std::span<const std::string> arguments, const OptionTable& table) {
  const auto& positionals = spec.positionals();
  const bool dash = std::any_of(positionals.begin(), positionals.end(), [](const auto& each) { return each->dash_; });
  auto words = encode(arguments, table, spec.takes_rest(), dash);
  // Without an option there is nothing to cut, and CLI11 asks the C++ locale about every letter of an option's name:
  // "pytk fake name" would load 700 kB for that.
  if (std::all_of(words.begin(), words.end(), is_plain)) return {.uses = {}, .words = std::move(words)};
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  app.prefix_command(spec.takes_rest());
  auto bindings = bind(app, table);
  const std::string last = words.empty() ? std::string() : decode(words.back());
  std::reverse(words.begin(), words.end());
  try {
    app.parse(words);
  } catch (const CLI::ParseError&) {
    // Every option takes one text or nothing, so only the last one can lack its value.
    throw fail(Fault::usage, "option '{}' needs a value", last).hint(see_help(spec));
  }
  Cut cut;
  for (const CLI::Option* option : app.parse_order()) {
    auto& binding = bindings.at(option);
    const std::string& raw = option->results().at(binding.next++);
    if (binding.argument->takes_value) {
      cut.uses.push_back({binding.argument, value_of(*binding.argument, raw)});
    } else if (is_plain(raw)) {
      throw fail(Fault::usage, "option '{}' takes no value", binding.argument->title()).hint(see_help(spec));
    } else {
      cut.uses.push_back({binding.argument, binding.off ? "false" : "true"});
    }
  }
  cut.words = app.remaining();
  return cut;
}

/// Unknown options among what is left are faults, unless a positional may begin with '-' or it is a negative number.
std::vector<std::string> plain_words(const Cut& cut, const Spec& spec, const OptionTable& table) {
  const auto& positionals = spec.positionals();
  const bool dash = std::any_of(positionals.begin(), positionals.end(), [](const auto& each) { return each->dash_; });
  std::vector<std::string> words;
  words.reserve(cut.words.size());
  bool in_rest = false;
  for (const std::string& word : cut.words) {
    const bool number = word.size() > 1 && (word[1] == '.' || (word[1] >= '0' && word[1] <= '9'));
    // "-bytes" may be a column to sort by; "--bytes" is an option everywhere.
    if (!is_plain(word) && !in_rest && (word.starts_with("--") || (!dash && !number)))
      unknown_option(word, table, spec);
    in_rest = in_rest || spec.takes_rest();
    words.push_back(decode(word));
  }
  if (spec.takes_rest() && !words.empty() && words.front() == "--") words.erase(words.begin());
  return words;
}

/// Gives words to positionals: each takes one, the first list takes what the ones behind it leave.
void give_positionals(const Spec& spec, const std::vector<std::string>& words) {
  const auto& positionals = spec.positionals();
  std::size_t at = 0;
  for (std::size_t i = 0; i < positionals.size() && at < words.size(); ++i) {
    Argument& positional = *positionals[i];
    const std::size_t behind = positionals.size() - i - 1;
    const std::size_t left = words.size() - at;
    const std::size_t take = !positional.repeats ? 1 : (left > behind ? left - behind : 1);
    for (std::size_t end = at + take; at < end; ++at) give(positional, words[at]);
  }
  if (at == words.size()) return;
  throw fail(Fault::usage, "unexpected argument '{}'", words[at]).hint(see_help(spec));
}

void check_required(const Spec& spec) {
  for (const auto* list : {&spec.options_declared(), &spec.positionals()})
    for (const auto& argument : *list)
      if (argument->required_ && argument->times == 0)
        throw fail(Fault::usage, "{} {} is missing", argument->names.empty() ? "argument" : "option", argument->title())
            .hint(fmt::format("usage: {}", usage_line(spec)));
}

/// What is asked of the program instead of the command's work.
struct About { bool help = false, brief = false, version = false; };

/// Names that the command has for itself are left to it.
void declare_about(Spec& spec, About& about, const OptionTable& table) {
  if (table.find("-h") == nullptr) spec.flag("-h", about.brief, "a screen of help");
  if (table.find("--help") == nullptr) spec.flag("--help", about.help, "all of the help, examples first");
  if (table.find("--version") == nullptr)
    spec.flag(table.find("-V") == nullptr ? "-V,--version" : "--version", about.version, "the version of pytk");
}

/// The text that answers what was asked, if anything was.
std::optional<std::string> answer(const About& about, const Spec& spec) {
  if (about.help || about.brief) {
    const std::size_t width = io::terminal_of(1).is_tty ? std::min<std::size_t>(io::terminal_of(1).columns, 100) : 80;
    return about.help ? long_help(spec, width) : short_help(spec, width);
  }
  if (about.version) return fmt::format("pytk {}\n", version());
  return std::nullopt;
}

void add_options(OptionTable& table, const Spec& spec) {
  for (const auto& each : spec.options_declared()) table.options.push_back(each.get());
}

}  // namespace

void parse(Spec& spec, std::span<const std::string> arguments, Common& common) {
  Spec shared("");
  declare_common(shared, common, &spec);
  About asked;
  Spec about("");
  OptionTable table;
  add_options(table, spec);
  declare_about(about, asked, table);
  add_options(table, shared);
  add_options(table, about);

  const Cut cut = cut_words(spec, arguments, table);
  const auto own = [&spec](const Argument* argument) {
    const auto& options = spec.options_declared();
    return std::any_of(options.begin(), options.end(), [argument](const auto& each) { return each.get() == argument; });
  };
  // What decides how messages look comes first, so that a fault in the rest is already told that way.
  for (const Use& use : cut.uses)
    if (!own(use.argument)) give(*use.argument, use.value);
  if (auto text = answer(asked, spec)) {
    common.answer = std::move(text);
    return;
  }

  for (const Use& use : cut.uses)
    if (own(use.argument)) give(*use.argument, use.value);
  const auto words = plain_words(cut, spec, table);
  apply_settings(spec, shared, !common.no_config);
  give_positionals(spec, words);
  check_required(spec);
}

}  // namespace pytk::cli
