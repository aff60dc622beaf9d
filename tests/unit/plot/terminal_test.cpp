// The program on a pseudo-terminal: it asks what can be shown, believes the answer, and leaves the terminal as it was.
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace pytk::plot {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// The program of the same build; empty when only the tests were built.
std::string program() {
  std::error_code ignored;
  for (auto folder = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path(); folder.has_relative_path();
       folder = folder.parent_path())
    if (std::filesystem::is_regular_file(folder / "pytk", ignored)) return (folder / "pytk").string();
  return {};
}

struct Session {
  std::string output;
  int status = 0;
  bool echo_on = false;          ///< the terminal is as it was
};

/// Runs the program on a terminal of 80 x 24 that has `typed` in its queue. What is typed after `cue` appeared comes
/// later.
Session on_terminal(const std::vector<std::string>& arguments, const std::string& typed,
                    const std::vector<std::string>& environment, const std::string& cue = "",
                    const std::string& later = "") {
  int master = -1, slave = -1;
  winsize size{24, 80, 800, 480};
  Session run;
  if (::openpty(&master, &slave, nullptr, nullptr, &size) != 0) return run;
  // Waits in the queue before anybody asks: the answer cannot come too late.
  if (!typed.empty() && ::write(master, typed.data(), typed.size()) < 0) return run;
  std::vector<std::string> words = {program(), "plot"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const pid_t child = ::fork();
  if (child == 0) {
    ::login_tty(slave);
    std::vector<char*> argv, envp;
    for (std::string& word : words) argv.push_back(word.data());
    std::vector<std::string> variables = environment;
    variables.insert(variables.end(), {"PATH=/usr/bin:/bin", "HOME=/nonexistent", "LANG=C.UTF-8"});
    for (std::string& variable : variables) envp.push_back(variable.data());
    argv.push_back(nullptr);
    envp.push_back(nullptr);
    ::execve(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
  bool told = later.empty();
  char piece[4096];
  // The slave stays open here, so that the end shows as the child's, not as a hang-up that loses output.
  while (true) {
    pollfd input{master, POLLIN, 0};
    if (::poll(&input, 1, 50) > 0) {
      const ssize_t got = ::read(master, piece, sizeof piece);
      if (got > 0) run.output.append(piece, static_cast<std::size_t>(got));
    } else if (::waitpid(child, &run.status, WNOHANG) == child) {
      break;
    }
    if (!told && run.output.find(cue) != std::string::npos) told = ::write(master, later.data(), later.size()) > 0;
  }
  termios state{};
  run.echo_on = ::tcgetattr(slave, &state) == 0 && (state.c_lflag & ECHO) != 0 && (state.c_lflag & ICANON) != 0;
  ::close(slave);
  ::close(master);
  return run;
}

class PseudoTerminal : public ::testing::Test {
 protected:
  void SetUp() override {
    if (program().empty()) GTEST_SKIP() << "the program is not built";
    file_ = (std::filesystem::temp_directory_path() / ("pytk-terminal-" + std::to_string(::getpid()))).string();
    std::ofstream(file_) << "1\n5\n2\n";
  }
  void TearDown() override {
    if (!file_.empty()) std::filesystem::remove(file_);
  }
  std::string file_;
};

constexpr const char* question = "\x1b_Gi=31,s=1,v=1,a=q";

TEST_F(PseudoTerminal, KittyGetsAPicture) {
  const Session run = on_terminal({"line", file_}, "\x1b_Gi=31;OK\x1b\\\x1b[?62;22c", {"TERM=xterm-kitty"});
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.output, HasSubstr(question));
  EXPECT_THAT(run.output, HasSubstr("a=T,f=100"));
  EXPECT_TRUE(run.echo_on);
}

TEST_F(PseudoTerminal, SixelGetsAPicture) {
  const Session run = on_terminal({"line", file_}, "\x1b[?62;4;22c", {"TERM=xterm-256color"});
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.output, HasSubstr("\x1bP"));
  EXPECT_TRUE(run.echo_on);
}

TEST_F(PseudoTerminal, OthersGetBrailleInColor) {
  const Session run = on_terminal({"line", file_}, "\x1b[?1;2c", {"TERM=xterm"});
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.output, HasSubstr("\xe2\xa0"));
  EXPECT_THAT(run.output, HasSubstr("\x1b["));
  EXPECT_THAT(run.output, Not(HasSubstr("\x1bP")));
  EXPECT_TRUE(run.echo_on);
}

TEST_F(PseudoTerminal, MultiplexersDumbTerminalsAndNoColorAreNotAsked) {
  for (const std::vector<std::string>& environment : {std::vector<std::string>{"TERM=xterm", "NO_COLOR=1"},
                                                      {"TERM=tmux-256color"},
                                                      {"TERM=xterm", "TMUX=x"},
                                                      {"TERM=dumb"}}) {
    const Session run = on_terminal({"line", file_}, "", environment);
    EXPECT_EQ(run.status, 0);
    EXPECT_THAT(run.output, Not(HasSubstr("\x1b_G"))) << environment[0];
    const bool plain = environment.back() == "NO_COLOR=1";
    EXPECT_TRUE(!plain || run.output.find('\x1b') == std::string::npos);
  }
}

TEST_F(PseudoTerminal, LiveShowsTheCursorAgainAfterAnInterrupt) {
  const Session run = on_terminal({"live", "--fps", "60"}, "1\n2\n3\n", {"TERM=xterm"}, "\xe2\xa0", "\x03");
  EXPECT_TRUE(WIFSIGNALED(run.status));
  EXPECT_EQ(WTERMSIG(run.status), SIGINT);
  EXPECT_THAT(run.output, HasSubstr("\x1b[?25l"));
  EXPECT_THAT(run.output.substr(run.output.rfind("\x1b[?25l")), HasSubstr("\x1b[?25h"));
  EXPECT_TRUE(run.echo_on);
}

}  // namespace
}  // namespace pytk::plot
