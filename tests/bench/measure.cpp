// Runs commands in turn, round after round, and says what each cost: noise of the machine meets all of them alike.
//   measure ROUNDS COMMAND...
// One line a command, tab separated: exit code, least wall s, median wall s, least CPU s, peak resident kB.
// A command of plain words is started directly, any other through the shell; both write to /dev/null.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

namespace {

struct Command {
  std::vector<std::string> words;
  std::vector<double> wall;
  std::vector<double> cpu;
  long peak = 0;
  int code = 0;
};

double now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

Command parse(const std::string& text) {
  Command command;
  if (text.find_first_of("|&;<>()$`\\\"'*?[#~=%!{}") != std::string::npos) {
    command.words = {"/bin/bash", "-c", text};
    return command;
  }
  std::string word;
  for (const char letter : text + " ") {
    if (letter != ' ') {
      word += letter;
    } else if (!word.empty()) {
      command.words.push_back(word);
      word.clear();
    }
  }
  return command;
}

void run(Command& command) {
  std::vector<char*> arguments;
  for (auto& word : command.words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const double began = now();
  const int failed = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    command.code = 127;
    return;
  }
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  command.wall.push_back(now() - began);
  command.cpu.push_back(seconds(usage.ru_utime) + seconds(usage.ru_stime));
  command.peak = std::max(command.peak, usage.ru_maxrss);
  command.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

double least(const std::vector<double>& values) {
  return values.empty() ? 0 : *std::min_element(values.begin(), values.end());
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: measure ROUNDS COMMAND...\n");
    return 2;
  }
  std::vector<Command> commands;
  for (int i = 2; i < argc; ++i) commands.push_back(parse(argv[i]));
  const long rounds = std::strtol(argv[1], nullptr, 10);
  for (long round = 0; round < rounds; ++round) {
    for (auto& command : commands) {
      if (command.code != 127) run(command);
    }
  }
  for (const auto& command : commands) {
    std::printf("%d\t%.6f\t%.6f\t%.6f\t%ld\n", command.code, least(command.wall), median(command.wall),
                least(command.cpu), command.peak);
  }
  return 0;
}
