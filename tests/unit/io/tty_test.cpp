#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include <unistd.h>

#include <pytk/io/tty.hpp>

namespace pytk::io {
namespace {

// Sets variables for one test and puts the old values back.
using Values = std::map<std::string, std::string>;
class Environment {
 public:
  explicit Environment(const std::map<std::string, std::string>& values) {
    for (const char* name :
         {"NO_COLOR", "CLICOLOR_FORCE", "TERM", "COLORTERM", "COLUMNS", "LC_ALL", "LC_CTYPE", "LANG"}) {
      if (const char* value = std::getenv(name)) old_[name] = value;
      ::unsetenv(name);
      names_.emplace_back(name);
    }
    for (const auto& [name, value] : values) ::setenv(name.c_str(), value.c_str(), 1);
  }
  ~Environment() {
    for (const auto& name : names_) {
      if (old_.count(name) != 0) ::setenv(name.c_str(), old_[name].c_str(), 1);
      else ::unsetenv(name.c_str());
    }
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::string> old_;
};

Terminal of_a_pipe(When when = When::automatic) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const auto terminal = terminal_of(ends[0], when);
  ::close(ends[0]);
  ::close(ends[1]);
  return terminal;
}

TEST(Terminal, APipeHasNoColourUnlessForced) {
  Environment environment(Values{{"TERM", "xterm"}});
  EXPECT_FALSE(of_a_pipe().is_tty);
  EXPECT_FALSE(of_a_pipe().color);
  EXPECT_TRUE(of_a_pipe(When::always).color);
}
TEST(Terminal, EnvironmentForcesAndForbidsColour) {
  {
    Environment environment(Values{{"CLICOLOR_FORCE", "1"}, {"COLORTERM", "truecolor"}});
    EXPECT_TRUE(of_a_pipe().color);
    EXPECT_TRUE(of_a_pipe().true_color);
    EXPECT_FALSE(of_a_pipe(When::never).color);
  }
  Environment environment(Values{{"CLICOLOR_FORCE", "1"}, {"NO_COLOR", "1"}});
  EXPECT_FALSE(of_a_pipe().color);
}
TEST(Terminal, SizeAndLocaleComeFromTheEnvironment) {
  {
    Environment environment(Values{{"COLUMNS", "132"}, {"LANG", "C.UTF-8"}});
    EXPECT_EQ(of_a_pipe().columns, 132U);
    EXPECT_TRUE(of_a_pipe().utf8);
  }
  Environment environment(Values{{"COLUMNS", "wide"}, {"LC_ALL", "C"}, {"LANG", "en_US.utf8"}});
  EXPECT_EQ(of_a_pipe().columns, 80U);
  EXPECT_FALSE(of_a_pipe().utf8);
}

}  // namespace
}  // namespace pytk::io
