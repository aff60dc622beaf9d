#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include <pytk/cli/program.hpp>

#include "cli/config.hpp"

namespace pytk::cli {
namespace {

using testing::HasSubstr;

std::string value(std::string_view text, std::string_view section, std::string_view name) {
  const auto config = parse_config(text, "c.toml");
  const auto* entry = config.find(section, name);
  return entry == nullptr ? "(none)" : entry->value;
}

std::string fault(std::string_view text) {
  try {
    (void)parse_config(text, "c.toml");
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

TEST(Config, ReadsSectionsAndValues) {
  constexpr std::string_view text =
      "# taste\ncolor = \"never\"\nthreads = 4 # few\n\n[scrape]\nuser_agent = 'me \\ you'\n[echo] # x\ncolor = "
      "\"a\\\"b\\n\"\n";
  EXPECT_EQ(value(text, "", "color"), "never");
  EXPECT_EQ(value(text, "", "threads"), "4");
  EXPECT_EQ(value(text, "scrape", "user-agent"), "me \\ you");
  EXPECT_EQ(value(text, "echo", "color"), "a\"b\n");
  EXPECT_EQ(value(text, "fake", "color"), "(none)");
  EXPECT_EQ(value("[pytk]\r\ncolor = never\r\n", "", "color"), "never");
}

TEST(Config, TellsFileAndLineOfAFault) {
  EXPECT_EQ(fault("\ncolor\n"), "c.toml:2: expected 'name = value' or '[command]'");
  EXPECT_EQ(fault("color =\n"), "c.toml:1: a value is missing after '='");
  EXPECT_THAT(fault("color = \"never\n"), HasSubstr("closing quote"));
  EXPECT_THAT(fault("[fake\n"), HasSubstr("ends with ']'"));
  EXPECT_THAT(fault("color = a\ncolor = b\n"), HasSubstr("c.toml:2: 'color' is set twice"));
  EXPECT_THAT(fault("a b = c"), HasSubstr("no name of an option"));
  EXPECT_THAT(fault("a = \"x\" y"), HasSubstr("text after the closing quote"));
  EXPECT_THAT(fault("a = \"\\x\""), HasSubstr("unknown escape"));
  EXPECT_THAT(fault("a = x y"), HasSubstr("needs quotes"));
  EXPECT_THAT(fault("a = \xff"), HasSubstr("no UTF-8"));
}

/// A configuration home with one file, and a clean environment around it.
class Settings : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "pytk-config-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    ::setenv("XDG_CONFIG_HOME", folder_.c_str(), 1);
    for (const char* variable : {"PYTK_FAKE_COLOR", "PYTK_COLOR", "PYTK_SEED", "PYTK_FAKE_USER_AGENT"})
      ::unsetenv(variable);
  }
  void TearDown() override {
    std::filesystem::remove_all(folder_);
    ::unsetenv("XDG_CONFIG_HOME");
    ::unsetenv("PYTK_FAKE_COLOR");
    ::unsetenv("PYTK_COLOR");
  }
  void write(const std::string& text) {
    std::filesystem::create_directories(folder_ / "pytk");
    std::ofstream(folder_ / "pytk/config.toml") << text;
  }
  static io::When color(std::vector<std::string> words) {
    Spec spec("fake table");
    Common common;
    parse(spec, words, common);
    return common.color;
  }
  static std::string fault_of(std::vector<std::string> words) {
    try {
      (void)color(std::move(words));
    } catch (const Error& error) {
      return error.message();
    }
    return "";
  }
  std::filesystem::path folder_;
};

TEST_F(Settings, FlagBeatsEnvironmentBeatsFileBeatsDefault) {
  EXPECT_EQ(color({}), io::When::automatic);
  write("color = \"always\"\n");
  EXPECT_EQ(color({}), io::When::always);
  write("color = \"always\"\n[fake]\ncolor = \"never\"\n");
  EXPECT_EQ(color({}), io::When::never);
  ::setenv("PYTK_COLOR", "auto", 1);
  EXPECT_EQ(color({}), io::When::automatic);
  ::setenv("PYTK_FAKE_COLOR", "always", 1);
  EXPECT_EQ(color({}), io::When::always);
  EXPECT_EQ(color({"--color", "never"}), io::When::never);
}

TEST_F(Settings, NoConfigLeavesTheFileUnread) {
  write("what is this");
  EXPECT_THAT(fault_of({}), HasSubstr("config.toml:1: "));
  EXPECT_EQ(fault_of({"--no-config"}), "");
}

TEST_F(Settings, OnlyTasteMayBeSet) {
  write("\nseed = 5\n");
  EXPECT_THAT(fault_of({}), HasSubstr("config.toml:2: option 'seed' changes results"));
  write("colour = \"never\"\n");
  EXPECT_THAT(fault_of({}), HasSubstr("unknown option 'colour'"));
  write("color = \"sometimes\"\n");
  EXPECT_THAT(fault_of({}), HasSubstr("config.toml:1: unknown value 'sometimes' for --color"));
}

TEST_F(Settings, AreListedWithTheirOrigin) {
  write("threads = 2\n");
  ::setenv("PYTK_FAKE_COLOR", "never", 1);
  Spec spec("fake");
  const auto found = settings(spec);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].option, "threads");
  EXPECT_THAT(found[0].origin, HasSubstr("config.toml:1"));
  EXPECT_EQ(found[1].origin, "PYTK_FAKE_COLOR");
}

TEST(ConfigPath, IgnoresRelativeHomes) {
  ::setenv("XDG_CONFIG_HOME", "relative", 1);
  const char* home = std::getenv("HOME");
  const std::string before = home == nullptr ? "" : home;
  ::setenv("HOME", "/home/x", 1);
  EXPECT_EQ(config_path(), "/home/x/.config/pytk/config.toml");
  ::setenv("HOME", "x", 1);
  EXPECT_EQ(config_path(), "");
  ::setenv("HOME", before.c_str(), 1);
  ::unsetenv("XDG_CONFIG_HOME");
}

}  // namespace
}  // namespace pytk::cli
