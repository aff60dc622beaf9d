// pytk_cases: runs command-line cases, the examples of the help, lesson scripts and the code blocks of documents.
//   pytk_cases --pytk build/pytk tests/cli/house           each folder with a file `cmd` is a case
//   pytk_cases --pytk build/pytk --accept tests/cli/house  writes what came out as what is expected
// A case runs in a fresh directory with the files beside `cmd`; `in` is its input; `out`, `err` and `rc` are expected
// (missing: nothing, nothing, 0). Nothing is normalised. Other modes: see usage().
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <csignal>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/core.h>

#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>

namespace fs = std::filesystem;
using pytk::json::Value;

namespace {

struct Options {
  fs::path pytk;
  fs::path source = PYTK_SOURCE_DIR;
  std::string mode = "cases";
  std::vector<std::string> arguments;
  unsigned jobs = std::max(2U, std::thread::hardware_concurrency());
  unsigned seconds = 120;
  bool accept = false;
};

struct Outcome {
  int status = 0;
  bool timed_out = false;
  std::string out, err;
};

/// One thing to try: its name, and a function that returns "" or what is wrong.
struct Trial {
  std::string name;
  std::function<std::string()> run;
};

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream all;
  all << file.rdbuf();
  return all.str();
}

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
}

/// A directory that goes away with everything in it.
class Scratch {
 public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "pytk-case-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path = name;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  fs::path path;
};

/// The same surroundings for every case: no settings of the person who runs the tests.
std::vector<std::string> environment(const Options& options, const fs::path& home) {
  std::map<std::string, std::string> variables;
  const char* path = std::getenv("PATH");
  variables["PATH"] = options.pytk.parent_path().string() + ":" + (path == nullptr ? "/usr/bin:/bin" : path);
  variables["HOME"] = variables["TMPDIR"] = home.string();
  variables["LC_ALL"] = "C.UTF-8";
  variables["TZ"] = "UTC";
  variables["PYTK"] = options.pytk.string();
  variables["PYTK_EXAMPLES"] = (options.source / "examples").string();
  for (const char* kept :
       {"PYTK_CONFORMANCE_DIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LLVM_PROFILE_FILE"})
    if (const char* value = std::getenv(kept)) variables[kept] = value;
  std::vector<std::string> all;
  for (const auto& [name, value] : variables) all.push_back(name + "=" + value);
  return all;
}

/// Waits for the child; after `seconds` its whole process group is killed.
int wait_for(pid_t child, unsigned seconds, bool& timed_out) {
  int status = 0;
  std::atomic<bool> ended{false};
  std::thread watch([&] {
    for (unsigned tick = 0; tick < seconds * 20 && !ended; ++tick) ::usleep(50'000);
    if (ended) return;
    timed_out = true;
    ::kill(-child, SIGKILL);
  });
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  ended = true;
  watch.join();
  ::kill(-child, SIGKILL);  // whatever it left behind
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// Runs `script` with bash in `folder`.
Outcome run(const Options& options, const std::string& script, const fs::path& folder, const fs::path& input) {
  Scratch results;
  const std::string out = results.path / "out", err = results.path / "err",
                    in = input.empty() ? "/dev/null" : input.string();
  const auto variables = environment(options, folder);
  std::vector<char*> envp;
  for (const auto& each : variables) envp.push_back(const_cast<char*>(each.c_str()));
  envp.push_back(nullptr);
  const char* argv[] = {"bash", "--noprofile", "--norc", "-c", script.c_str(), nullptr};
  const pid_t child = ::fork();
  if (child == 0) {
    ::setpgid(0, 0);
    const int fds[] = {::open(in.c_str(), O_RDONLY), ::open(out.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600),
                       ::open(err.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600)};
    for (int i = 0; i < 3; ++i)
      if (fds[i] < 0 || ::dup2(fds[i], i) < 0) ::_exit(125);
    if (::chdir(folder.c_str()) != 0) ::_exit(125);
    for (const int number : {SIGPIPE, SIGINT, SIGTERM}) ::signal(number, SIG_DFL);
    ::execvpe("bash", const_cast<char**>(argv), envp.data());
    ::_exit(125);
  }
  Outcome outcome;
  outcome.status = wait_for(child, options.seconds, outcome.timed_out);
  outcome.out = read_file(out);
  outcome.err = read_file(err);
  return outcome;
}

std::string difference(const Options& options, const std::string& what, const std::string& expected,
                       const std::string& actual) {
  if (expected == actual) return "";
  Scratch folder;
  write_file(folder.path / "expected", expected);
  write_file(folder.path / "actual", actual);
  auto diff = run(options, "diff -a -u --label expected --label actual expected actual", folder.path, "").out;
  if (diff.size() > 4000) diff = diff.substr(0, 4000) + "\n...\n";
  return fmt::format("  {} differs:\n{}", what, diff);
}

bool is_part_of_case(const std::string& name) {
  return name == "cmd" || name == "in" || name == "out" || name == "err" || name == "rc";
}

std::string run_case(const Options& options, const fs::path& folder) {
  Scratch work;
  for (const auto& entry : fs::directory_iterator(folder))
    if (!is_part_of_case(entry.path().filename()))
      fs::copy(entry.path(), work.path / entry.path().filename(), fs::copy_options::recursive);
  const fs::path input = fs::exists(folder / "in") ? folder / "in" : fs::path();
  const Outcome outcome = run(options, read_file(folder / "cmd"), work.path, input);
  if (outcome.timed_out) return fmt::format("  still running after {} s\n", options.seconds);
  if (options.accept) {
    const std::pair<const char*, std::string> files[] = {
        {"out", outcome.out},
        {"err", outcome.err},
        {"rc", outcome.status == 0 ? "" : fmt::format("{}\n", outcome.status)}};
    for (const auto& [name, text] : files) {
      if (text.empty())
        fs::remove(folder / name);
      else
        write_file(folder / name, text);
    }
    return "";
  }
  const int expected = fs::exists(folder / "rc") ? std::atoi(read_file(folder / "rc").c_str()) : 0;
  std::string wrong;
  if (outcome.status != expected) wrong += fmt::format("  exit status {} instead of {}\n", outcome.status, expected);
  wrong += difference(options, "standard output", read_file(folder / "out"), outcome.out);
  wrong += difference(options, "standard error", read_file(folder / "err"), outcome.err);
  return wrong;
}

std::vector<Trial> cases(const Options& options) {
  std::vector<Trial> trials;
  for (const auto& argument : options.arguments) {
    std::vector<fs::path> folders;
    if (fs::exists(fs::path(argument) / "cmd")) folders.emplace_back(argument);
    for (const auto& entry : fs::recursive_directory_iterator(argument))
      if (entry.is_directory() && fs::exists(entry.path() / "cmd")) folders.push_back(entry.path());
    std::sort(folders.begin(), folders.end());
    for (const auto& folder : folders)
      trials.push_back({folder.lexically_normal().string(), [&options, folder] { return run_case(options, folder); }});
  }
  return trials;
}

std::string told(const Outcome& outcome) {
  const std::string tail =
      outcome.err.size() > 1500 ? "..." + outcome.err.substr(outcome.err.size() - 1500) : outcome.err;
  return fmt::format("  {} {}\n{}\n", outcome.timed_out ? "still running, killed;" : "exit status", outcome.status,
                     tail);
}

/// Runs a script in a copy of the example data and expects exit status 0.
std::string run_in_examples(const Options& options, const std::string& script) {
  Scratch work;
  const fs::path data = options.source / "examples/data";
  if (fs::exists(data)) fs::copy(data, work.path, fs::copy_options::recursive);
  const Outcome outcome = run(options, script, work.path, "");
  return outcome.status == 0 ? "" : "  $ " + script + "\n" + told(outcome);
}

Value help_of_all(const Options& options) {
  const Outcome outcome = run(options, "pytk help --json", fs::temp_directory_path(), "");
  auto value = pytk::json::parse(outcome.out);
  if (outcome.status != 0 || !value) {
    fmt::print(stderr, "pytk help --json: no valid JSON: {}\n{}\n", value ? "" : value.error().message(),
               told(outcome));
    std::exit(1);
  }
  return std::move(*value);
}

const std::string& text(const Value& object, std::string_view name) {
  static const std::string none;
  const Value* found = object.find(name);
  return found == nullptr ? none : found->text;
}

void for_each_spec(const Value& specs, const std::function<void(const Value&)>& visit) {
  for (const auto& spec : specs.items) {
    visit(spec);
    if (const Value* verbs = spec.find("verbs")) for_each_spec(*verbs, visit);
  }
}

bool cannot_run_here(const std::string& command) {
  return command.starts_with("sudo ") || command.find("# long-running") != std::string::npos;
}

std::vector<Trial> examples(const Options& options) {
  std::vector<Trial> trials;
  for_each_spec(help_of_all(options), [&](const Value& spec) {
    const Value* list = spec.find("examples");
    if (list == nullptr) return;
    for (const auto& example : list->items) {
      const std::string command = text(example, "command");
      if (cannot_run_here(command)) continue;
      trials.push_back(
          {text(spec, "command") + ": " + command, [&options, command] { return run_in_examples(options, command); }});
    }
  });
  return trials;
}

std::size_t count_cases(const fs::path& folder) {
  std::size_t count = 0;
  if (!fs::exists(folder)) return 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().filename() == "cmd") ++count;
  return count;
}

/// What every command and verb must have: see docs/adding-a-command.md.
std::vector<Trial> inventory(const Options& options) {
  std::vector<Trial> trials;
  for (const auto& name : options.arguments) {
    trials.push_back({name, [&options, name]() -> std::string {
                        std::string wrong;
                        if (!fs::exists(options.source / "docs/commands" / (name + ".md")))
                          wrong += "  no docs/commands page\n";
                        if (const auto count = count_cases(options.source / "tests/cli" / name); count < 10)
                          wrong += fmt::format("  {} cases in tests/cli, at least 10 are wanted\n", count);
                        return wrong;
                      }});
  }
  for_each_spec(help_of_all(options), [&](const Value& spec) {
    const bool runs = spec.find("runs") != nullptr && spec.find("runs")->boolean;
    const std::string path = text(spec, "command");
    if (runs && spec.find("examples")->items.size() < 2)
      trials.push_back({path, [] { return std::string("  fewer than two examples\n"); }});
    trials.push_back({path + " --help", [&options, path]() -> std::string {
                        const auto full = run(options, "pytk " + path + " --help", fs::temp_directory_path(), "");
                        const auto brief = run(options, "pytk " + path + " -h", fs::temp_directory_path(), "");
                        const auto wrong = run(options, "pytk " + path + " --halp", fs::temp_directory_path(), "");
                        std::string told_wrong;
                        if (full.status != 0 || full.out.empty() || !full.err.empty())
                          told_wrong += "  --help fails\n" + told(full);
                        if (brief.status != 0 || brief.out.empty() || !brief.err.empty())
                          told_wrong += "  -h fails\n" + told(brief);
                        if (wrong.status != 2 || !wrong.out.empty() || wrong.err.find("'--help'") == std::string::npos)
                          told_wrong += "  --halp: exit 2, no output and a suggestion are wanted\n" + told(wrong);
                        return told_wrong;
                      }});
  });
  return trials;
}

/// "03-image.sh" is a lesson of the command image; a program without it cannot run the lesson.
bool has_command(const Value& specs, const fs::path& script) {
  const std::string name = script.stem();
  const std::string command = name.substr(name.find('-') + 1);
  bool found = false;
  for (const auto& spec : specs.items) found = found || text(spec, "command") == command;
  return found;
}

std::vector<Trial> lessons(const Options& options) {
  std::vector<Trial> trials;
  std::vector<fs::path> scripts;
  const Value specs = help_of_all(options);
  for (const auto& folder : options.arguments)
    if (fs::exists(folder))
      for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".sh" && has_command(specs, entry.path()))
          scripts.push_back(fs::absolute(entry.path()));
  std::sort(scripts.begin(), scripts.end());
  for (const auto& script : scripts)
    trials.push_back({script.filename(), [&options, script]() -> std::string {
                        Scratch work;
                        const auto outcome = run(options, "bash '" + script.string() + "'", work.path, "");
                        return outcome.status == 0 ? "" : told(outcome);
                      }});
  return trials;
}

/// Every ```sh block of a document, unless it says that it cannot run here.
std::vector<Trial> blocks(const Options& options) {
  std::vector<Trial> trials;
  for (const auto& document : options.arguments) {
    const std::string content = fs::exists(document) ? read_file(document) : std::string();
    bool inside = false;
    std::string block;
    std::size_t number = 0, begin = 0;
    for (const auto line : pytk::split(content, '\n')) {
      ++number;
      if (!inside && line == "```sh") {
        inside = true;
        begin = number;
        block.clear();
      } else if (inside && line == "```") {
        inside = false;
        if (!cannot_run_here(block))
          trials.push_back({fmt::format("{}:{}", document, begin),
                            [&options, block] { return run_in_examples(options, "set -euo pipefail\n" + block); }});
      } else if (inside) {
        block.append(line).append("\n");
      }
    }
  }
  return trials;
}

/// Runs all trials on several threads; prints what failed and a last line with the counts.
int run_all(const Options& options, const std::vector<Trial>& trials) {
  std::atomic<std::size_t> next{0}, failed{0};
  std::mutex printing;
  const auto work = [&] {
    for (std::size_t i = next++; i < trials.size(); i = next++) {
      const std::string wrong = trials[i].run();
      if (wrong.empty()) continue;
      ++failed;
      const std::lock_guard lock(printing);
      fmt::print("FAILED {}\n{}", trials[i].name, wrong);
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < options.jobs; ++i) threads.emplace_back(work);
  for (auto& thread : threads) thread.join();
  fmt::print("{} of {} passed\n", trials.size() - failed, trials.size());
  return failed == 0 ? 0 : 1;
}

int usage() {
  fmt::print(stderr,
             "usage: pytk_cases --pytk PROGRAM [--jobs N] [--seconds N] [--accept] FOLDER...\n"
             "       pytk_cases --pytk PROGRAM --examples              every example of the help\n"
             "       pytk_cases --pytk PROGRAM --inventory COMMAND...  what each command must have\n"
             "       pytk_cases --pytk PROGRAM --lessons FOLDER        every script of a folder\n"
             "       pytk_cases --pytk PROGRAM --blocks DOCUMENT...    every ```sh block of documents\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool more = i + 1 < argc;
    if (word == "--pytk" && more)
      options.pytk = fs::absolute(argv[++i]);
    else if (word == "--jobs" && more)
      options.jobs = static_cast<unsigned>(std::max(1, std::atoi(argv[++i])));
    else if (word == "--seconds" && more)
      options.seconds = static_cast<unsigned>(std::max(1, std::atoi(argv[++i])));
    else if (word == "--accept")
      options.accept = true;
    else if (word == "--examples" || word == "--inventory" || word == "--lessons" || word == "--blocks")
      options.mode = word.substr(2);
    else if (word.starts_with("-"))
      return usage();
    else
      options.arguments.push_back(word);
  }
  if (options.pytk.empty() || !fs::exists(options.pytk)) return usage();
  if (options.mode == "examples") return run_all(options, examples(options));
  if (options.mode == "inventory") return run_all(options, inventory(options));
  if (options.mode == "lessons") return run_all(options, lessons(options));
  if (options.mode == "blocks") return run_all(options, blocks(options));
  return run_all(options, cases(options));
}
