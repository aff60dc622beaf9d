#include "cmd/program.hpp"

#include <algorithm>
#include <csignal>
#include <new>

#include <unistd.h>

#include <pytk/core/log.hpp>
#include <pytk/core/text.hpp>
#include <pytk/core/version.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/net/privilege.hpp>

#include "cmd/confine.hpp"

namespace pytk::cmd {

namespace {

/// A shell sees a death by signal only when the signal really ends us.
[[noreturn]] void die_by(int number) {
  std::signal(number, SIG_DFL);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, number);
  sigprocmask(SIG_UNBLOCK, &only, nullptr);
  std::raise(number);
  ::_exit(128 + number);
}

void set_up_log(const cli::Common& common, const std::string& command) {
  log::Options options;
  options.level = common.quiet          ? log::Level::error
                  : common.verbose >= 2 ? log::Level::debug
                  : common.verbose == 1 ? log::Level::info
                                        : log::Level::warning;
  options.file = common.log_file;
  options.json = common.log_format == "json";
  options.command = command;
  options.color = io::terminal_of(STDERR_FILENO, common.color).color;
  log::configure(options);
}

/// One message on standard error, and in the log file when there is one.
int report(const Error& error, cli::Common common, const std::string& command) {
  std::string text = error.message();
  if (!error.hint().empty()) text.append("\n  hint: ").append(error.hint());
  try {
    if (!common.log_file.empty()) {
      set_up_log(common, command);
      log::write(log::Level::error, text);
      common.log_file.clear();
    }
  } catch (const Error&) {
    common.log_file.clear();  // the log file is what failed
  }
  set_up_log(common, command);
  log::write(log::Level::error, text);
  return exit_code(error.fault());
}

void tell_about_waiting(const cli::Spec& spec, const cli::Common& common) {
  if (common.quiet || ::isatty(STDIN_FILENO) == 0) return;
  const auto& positionals = spec.positionals();
  const bool waits = std::any_of(positionals.begin(), positionals.end(),
                                 [](const auto& each) { return each->times == 0 && each->default_ == "-"; });
  if (waits)
    log::write(log::Level::warning,
               fmt::format("reading standard input; press Ctrl-D to end, or see pytk {} --help", spec.path()));
}

int answer(std::string_view text) {
  print(text);
  return 0;
}

int run_command(const Command& command, std::vector<std::string> arguments, cli::Common& common, Cancel& cancel) {
  if (command.needs != Needs::raw_sockets) net::drop_unneeded_capabilities();
  auto chosen = cli::choose(spec_of(command), std::move(arguments), common);
  cli::Spec& spec = chosen.leaf();
  if (!common.answer) cli::parse(spec, chosen.arguments, common);
  if (common.answer) return answer(*common.answer);
  if (common.threads > 4096) throw fail(Fault::usage, "{} threads are too many", common.threads).hint("at most 4096");
  set_up_log(common, std::string(command.name));
  tell_about_waiting(spec, common);
  Pool pool(common.threads);
  io::Progress progress(common.quiet ? io::When::never : common.progress);
  Context context{cancel,
                  pool,
                  progress,
                  common.seed,
                  io::terminal_of(STDOUT_FILENO, common.color),
                  io::terminal_of(STDERR_FILENO, common.color),
                  common.dry_run,
                  common.force,
                  common.timeout};
  if (spec.is_confined()) confine(spec);
  if (!spec.run()) throw fail(Fault::internal, "'pytk {}' has nothing to run", spec.path());
  return spec.run()(context);
}

/// The part of the command line before the command: version, help, or options that are handed on.
int run_words(std::vector<std::string> arguments, cli::Common& common, std::string& name, Cancel& cancel) {
  std::vector<std::string> leading = cli::take_leading_options(arguments);
  for (const auto& word : leading) {
    if (word == "-V" || word == "--version") return answer(fmt::format("pytk {}\n", version()));
    if (word == "-h" || word == "--help") return answer(overview());
  }
  if (arguments.empty()) {
    cli::Spec top("");
    cli::parse(top, leading, common);
    return answer(common.answer ? *common.answer : overview());
  }
  if (find(arguments.front()) == nullptr) {
    cli::Spec top("");  // the message comes in the form that was asked for
    cli::parse(top, leading, common);
  }
  const Command& command = find_or_throw(arguments.front());
  name = command.name;
  arguments.erase(arguments.begin());
  arguments.insert(arguments.begin(), leading.begin(), leading.end());
  return run_command(command, std::move(arguments), common, cancel);
}

}  // namespace

void print(std::string_view text) {
  auto sink = io::Sink::open("-");
  sink->write(text);
  sink->commit();
}

int run_program(std::vector<std::string> arguments, Cancel& cancel) {
  cli::Common common;
  std::string command;
  const auto guarded = [&](const auto& work) -> int {
    try {
      return work();
    } catch (const Error& error) {
      if (error.fault() == Fault::broken_pipe) die_by(SIGPIPE);
      if (error.fault() == Fault::interrupted) die_by(cancel.signal() != 0 ? cancel.signal() : SIGINT);
      return report(error, common, command);
    } catch (const std::bad_alloc&) {
      return report(fail(Fault::io, "not enough memory"), common, command);
    } catch (const std::exception& error) {
      return report(fail(Fault::internal, "{}", error.what())
                        .hint("this is a bug in pytk; please report it with the command line"),
                    common, command);
    }
  };
  const int status = guarded([&] { return run_words(std::move(arguments), common, command, cancel); });
  if (cancel.requested()) die_by(cancel.signal());
  return status;
}

}  // namespace pytk::cmd
