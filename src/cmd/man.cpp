#include <pytk/core/version.hpp>

#include "cmd/program.hpp"

namespace pytk::cmd {

namespace {

std::string page_of_all() {
  std::string out = fmt::format(
      ".TH PYTK 1 \"\" \"pytk {}\" \"pytk\"\n.SH NAME\npytk \\- the security toolbox as one program\n"
      ".SH SYNOPSIS\n.B pytk\nCOMMAND [VERB] [OPTIONS] [INPUTS...]\n.SH COMMANDS\n",
      version());
  for (const Command* command : all())
    out += fmt::format(".TP\n.BR pytk\\-{} (1)\n{}\n", command->name, command->summary);
  return out;
}

void describe(cli::Spec& spec) {
  auto& words = spec.options<std::vector<std::string>>();
  spec.positional("COMMAND", words, "the command, and a verb of it; nothing: pytk itself").complete_from([] {
    std::vector<std::string> names;
    for (const Command* command : all()) names.emplace_back(command->name);
    return names;
  });
  spec.example("pytk man help | man -l - | head -5", "read the page of a command");
  spec.example("pytk man > pytk.1", "the page of pytk itself, to be installed");
  spec.run([&words](Context&) {
    print(words.empty() ? page_of_all() : cli::man_page(*specs_along(words).back(), version()));
    return 0;
  });
}

}  // namespace

extern const Command man;
const Command man{"man", "write the manual page of a command", Group::pytk, Needs::nothing, describe};

}  // namespace pytk::cmd
