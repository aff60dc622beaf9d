#include <algorithm>

#include "cmd/program.hpp"

namespace pytk::cmd {

namespace {

struct HelpOptions {
  std::vector<std::string> words;
  bool json = false;
};

std::string everything_as_json() {
  std::string out = "[";
  for (const Command* command : all()) {
    if (out.size() > 1) out += ",\n";
    cli::append_json(out, *spec_of(*command));
  }
  return out + "]\n";
}

int run(const HelpOptions& options, const Context& context) {
  if (options.words.empty()) {
    print(options.json ? everything_as_json() : overview());
    return 0;
  }
  const auto specs = specs_along(options.words);
  std::string out;
  if (options.json) {
    cli::append_json(out, *specs.back());
    out += '\n';
  } else {
    out = cli::long_help(*specs.back(), context.out.is_tty ? std::min<std::size_t>(context.out.columns, 100) : 80);
  }
  print(out);
  return 0;
}

void describe(cli::Spec& spec) {
  auto& o = spec.options<HelpOptions>();
  spec.positional("COMMAND", o.words, "the command, and a verb of it").complete_from([] {
    std::vector<std::string> names;
    for (const Command* command : all()) names.emplace_back(command->name);
    return names;
  });
  spec.flag("--json", o.json, "everything as JSON, for programs: verbs, options, fields, examples");
  spec.example("pytk help", "the commands by group");
  spec.example("pytk help help", "all about one command");
  spec.example("pytk help --json", "the whole command line as one JSON array");
  spec.run([&o](Context& context) { return run(o, context); });
}

}  // namespace

extern const Command help;
const Command help{"help", "explain a command or a verb", Group::pytk, Needs::nothing, describe};

}  // namespace pytk::cmd
