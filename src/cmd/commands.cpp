#include <algorithm>

#include <pytk/core/text.hpp>

#include "cmd/program.hpp"
#include "command_table.hpp"

namespace pytk::cmd {

std::span<const Command* const> all() noexcept { return every_command; }

const Command* find(std::string_view name) noexcept {
  for (const Command* command : every_command)
    if (command->name == name) return command;
  return nullptr;
}

const Command& find_or_throw(const std::string& name) {
  if (const Command* command = find(name)) return *command;
  std::vector<std::string_view> names;
  for (const Command* command : every_command) names.push_back(command->name);
  const std::string near = did_you_mean(name, names);
  throw fail(Fault::usage, "unknown command '{}'", name)
      .hint(near.empty() ? "'pytk help' lists the commands" : near + " 'pytk help' lists the commands");
}

std::unique_ptr<cli::Spec> spec_of(const Command& command) {
  auto spec = std::make_unique<cli::Spec>(std::string(command.name));
  spec->summary(std::string(command.summary));
  command.describe(*spec);
  return spec;
}

std::vector<std::unique_ptr<cli::Spec>> specs_along(const std::vector<std::string>& words) {
  std::vector<std::unique_ptr<cli::Spec>> specs;
  specs.push_back(spec_of(find_or_throw(words.front())));
  for (std::size_t i = 1; i < words.size(); ++i) {
    const cli::Spec& parent = *specs.back();
    const auto& verbs = parent.verbs();
    const auto verb = std::find_if(verbs.begin(), verbs.end(), [&](const auto& each) { return each.name == words[i]; });
    if (verb == verbs.end()) {
      std::vector<std::string> names;
      names.reserve(verbs.size());
      for (const auto& each : verbs) names.push_back(each.name);
      throw fail(Fault::usage, "unknown verb '{}' of 'pytk {}'", words[i], parent.path())
          .hint(did_you_mean(words[i], names));
    }
    specs.push_back(cli::spec_of_verb(parent, *verb));
  }
  return specs;
}

std::string overview() {
  struct Heading {
    Group group;
    std::string_view title;
  };
  static constexpr Heading headings[] = {
      {Group::data, "data"},       {Group::numbers, "numbers"}, {Group::pictures, "pictures"}, {Group::web, "web"},
      {Group::network, "network"}, {Group::secrets, "secrets"}, {Group::pytk, "about pytk"}};
  std::string out =
      "pytk - the security toolbox as one program\n\nUSAGE\n  pytk COMMAND [VERB] [OPTIONS] [INPUTS...]\n";
  for (const auto& heading : headings) {
    bool first = true;
    for (const Command* command : every_command) {
      if (command->group != heading.group) continue;
      if (first) out.append("\n").append(upper(heading.title)).append("\n");
      first = false;
      out += fmt::format("  {:<12}{}\n", command->name, command->summary);
    }
  }
  out += "\nHelp on one: pytk COMMAND -h (a screen) or --help (everything, examples first).\n";
  return out;
}

}  // namespace pytk::cmd
