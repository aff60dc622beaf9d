#include <sys/utsname.h>
#include <unistd.h>

#include <pytk/cli/output.hpp>
#include <pytk/core/lazy.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/parallel.hpp>
#include <pytk/core/text.hpp>
#include <pytk/core/version.hpp>

#include "cmd/program.hpp"

namespace pytk::cmd {

namespace {

record::Schema schema() {
  using record::Type;
  return {{"section", Type::text}, {"name", Type::text}, {"value", Type::text}, {"origin", Type::text}};
}

class Findings {
 public:
  Findings() : batch(schema()) {}
  void add(std::string_view section, std::string_view name, std::string_view value, std::string_view origin = {}) {
    batch[0].add_text(section);
    batch[1].add_text(name);
    batch[2].add_text(value);
    if (origin.empty())
      batch[3].add_null();
    else
      batch[3].add_text(origin);
    batch.end_row();
  }
  record::Batch batch;
};

void add_machine(Findings& findings, const Context& context) {
  findings.add("program", "version", version());
  utsname system{};
  if (::uname(&system) == 0) {
    findings.add("machine", "kernel", fmt::format("{} {}", system.sysname, system.release));
    findings.add("machine", "processor", system.machine);
  }
  findings.add("machine", "threads", fmt::format("{}", usable_cpus()));
  findings.add("machine", "memory", show_size(usable_memory()));
  findings.add("machine", "user", fmt::format("{}", ::geteuid()));
  const auto& out = context.out;
  findings.add("terminal", "standard output",
               out.is_tty ? fmt::format("terminal, {} columns", out.columns) : "no terminal");
  findings.add("terminal", "color", out.true_color ? "24 bits" : out.color ? "yes" : "no");
}

void add_libraries(Findings& findings) {
  for (const lazy::Library* library : lazy::libraries()) {
    const std::string why = lazy::try_load(library->name);
    findings.add("library", library->name, why.empty() ? "found" : fmt::format("missing: {}", why), library->soname);
  }
}

/// The effective values of taste options that somebody set outside the command line.
void add_settings(Findings& findings) {
  const std::string path = cli::config_path();
  findings.add("settings", "file", path.empty() ? "none" : path,
               ::access(path.c_str(), R_OK) == 0 ? "found" : "not there");
  bool readable = true;
  try {
    (void)cli::settings(cli::Spec(""));
  } catch (const Error& error) {
    readable = false;  // a broken file is a finding here, not a reason to stop
    findings.add("settings", "fault", error.message());
  }
  for (const Command* command : all())
    for (const auto& setting : cli::settings(*spec_of(*command), readable))
      findings.add("settings", fmt::format("{} --{}", command->name, setting.option), setting.value, setting.origin);
}

int run(const cli::OutputOptions& options, Context& context) {
  Findings findings;
  add_machine(findings, context);
  add_libraries(findings);
  add_settings(findings);
  cli::RecordOutput rows(options, schema(), context);
  rows.write(findings.batch);
  rows.finish();
  return 0;
}

void describe(cli::Spec& spec) {
  auto& o = spec.options<cli::OutputOptions>();
  spec.description(
      "Shows what pytk finds: the machine, the terminal, every library that is loaded on first use, and "
      "each setting from the environment or the configuration file with its origin.");
  cli::add_output(spec, o);
  spec.field("section", "text", "program, machine, terminal, library or settings");
  spec.field("name", "text", "what is looked at");
  spec.field("value", "text", "what was found");
  spec.field("origin", "text", "where it comes from: a library's file, a variable, a file and line");
  spec.example("pytk doctor", "look at everything");
  spec.example("pytk doctor --format table", "the same as a table");
  spec.run([&o](Context& context) { return run(o, context); });
}

}  // namespace

extern const Command doctor;
const Command doctor{"doctor", "show what pytk finds on this machine", Group::pytk, Needs::nothing, describe};

}  // namespace pytk::cmd
