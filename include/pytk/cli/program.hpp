// From a command's Spec and a command line to the verb that is meant, and the texts made from Specs.
//   auto spec = std::make_unique<cli::Spec>("crypt");  describe(*spec);
//   cli::Chosen chosen = cli::choose(std::move(spec), arguments, common);
//   if (!common.answer) cli::parse(chosen.leaf(), chosen.arguments, common);
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pytk/cli/spec.hpp>

namespace pytk::cli {

/// The Specs from the command down to the chosen verb (outer ones own options that inner ones may refer to).
struct Chosen {
  std::vector<std::unique_ptr<Spec>> specs;
  std::vector<std::string> arguments;  ///< for parse() of the leaf
  [[nodiscard]] Spec& leaf() const { return *specs.back(); }
};
/// Follows verbs, with options before them; with `common.answer` set on the way there is nothing left to parse. Throws
/// Fault::usage with the nearest names for an unknown verb.
[[nodiscard]] Chosen choose(std::unique_ptr<Spec> command, std::vector<std::string> arguments, Common& common);

/// Cuts the common options that stand before the command's name off `arguments`, which then begins with the name.
[[nodiscard]] std::vector<std::string> take_leading_options(std::vector<std::string>& arguments);

/// Declares the options of Common, but none whose long name `except` declares itself.
void declare_common(Spec& shared, Common& common, const Spec* except = nullptr);

/// The Spec of one verb of `parent`, described.
[[nodiscard]] std::unique_ptr<Spec> spec_of_verb(const Spec& parent, const VerbEntry& verb);

/// `-h`: at most one screen; `--help`: everything, examples first. `width` is that of the terminal.
[[nodiscard]] std::string short_help(const Spec& spec, std::size_t width = 80);
[[nodiscard]] std::string long_help(const Spec& spec, std::size_t width = 80);
/// One line of usage, "pytk crypt fernet decrypt [OPTIONS] [IN]".
[[nodiscard]] std::string usage_line(const Spec& spec);
/// A manual page (man(7) macros) of the verb, or of the command with all its verbs.
[[nodiscard]] std::string man_page(const Spec& spec, std::string_view version);
/// One JSON object with everything that the help says, verbs inside.
void append_json(std::string& out, const Spec& spec);

/// What may stand at the end of `words` (the words after the command's name, the last one incomplete):
/// value and explanation. `files` becomes true where a path may stand.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> completions(std::unique_ptr<Spec> command,
                                                                           std::span<const std::string> words,
                                                                           bool& files);

/// A value from the environment or the configuration file and where it came from, for pytk doctor.
struct Setting {
  std::string option, value, origin;
};
/// The effective taste options of `spec` that are set outside the command line.
[[nodiscard]] std::vector<Setting> settings(const Spec& spec, bool with_file = true);
/// $XDG_CONFIG_HOME/pytk/config.toml, or below $HOME/.config; empty when neither is an absolute path.
[[nodiscard]] std::string config_path();

}  // namespace pytk::cli
