#include "cli/config.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

#include <pytk/cli/program.hpp>
#include <pytk/core/text.hpp>

namespace pytk::cli {

namespace {

constexpr std::size_t longest_file = 1U << 20U;

bool is_name(std::string_view text) noexcept {
  if (text.empty()) return false;
  for (const char c : text)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
      return false;
  return true;
}

class LineParser {
 public:
  LineParser(std::string_view line, const std::string& path, std::int64_t number)
      : line_(trim(line)), path_(path), number_(number) {}

  void read(std::string& section, Config& config) {
    if (line_.empty() || line_[0] == '#') return;
    if (line_[0] == '[') {
      section = header();
      return;
    }
    const std::size_t equals = line_.find('=');
    if (equals == std::string_view::npos) wrong("expected 'name = value' or '[command]'");
    std::string name(trim(line_.substr(0, equals)));
    if (!is_name(name)) wrong(fmt::format("'{}' is no name of an option", name));
    for (char& c : name)
      if (c == '_') c = '-';
    if (config.find(section, name) != nullptr) wrong(fmt::format("'{}' is set twice", name));
    config.entries.push_back({section, name, value(trim(line_.substr(equals + 1))), number_});
  }

 private:
  [[noreturn]] void wrong(const std::string& what) const {
    throw fail(Fault::usage, "{}", what).at(path_, number_).hint("run with --no-config to leave the file unread");
  }

  std::string header() const {
    const std::size_t close = line_.find(']');
    if (close == std::string_view::npos) wrong("a section ends with ']'");
    const std::string_view after = trim(line_.substr(close + 1));
    if (!after.empty() && after[0] != '#') wrong("text after ']'");
    std::string name(trim(line_.substr(1, close - 1)));
    if (!is_name(name)) wrong(fmt::format("'{}' is no name of a section", name));
    return name == "pytk" ? std::string() : name;
  }

  std::string value(std::string_view text) const {
    if (text.empty()) wrong("a value is missing after '='");
    if (text[0] == '"' || text[0] == '\'') return quoted(text);
    const std::string_view word = trim(text.substr(0, text.find('#')));
    for (const char c : word)
      if (c == ' ' || c == '\t' || c == '"' || c == '[' || c == '{') wrong("a text with blanks or signs needs quotes");
    if (word.empty()) wrong("a value is missing after '='");
    return std::string(word);
  }

  std::string quoted(std::string_view text) const {
    std::string out;
    std::size_t at = 1;
    for (; at < text.size() && text[at] != text[0]; ++at) {
      if (text[at] != '\\' || text[0] == '\'') {
        out += text[at];
        continue;
      }
      ++at;
      const char escaped = at < text.size() ? text[at] : '\0';
      if (escaped == 'n')
        out += '\n';
      else if (escaped == 't')
        out += '\t';
      else if (escaped == '"' || escaped == '\\')
        out += escaped;
      else
        wrong("unknown escape after '\\'");
    }
    if (at >= text.size()) wrong("the closing quote is missing");
    const std::string_view after = trim(text.substr(at + 1));
    if (!after.empty() && after[0] != '#') wrong("text after the closing quote");
    return out;
  }

  std::string_view line_;
  const std::string& path_;
  std::int64_t number_;
};

}  // namespace

const Config::Entry* Config::find(std::string_view section, std::string_view name) const noexcept {
  for (const auto& entry : entries)
    if (entry.section == section && entry.name == name) return &entry;
  return nullptr;
}

Config parse_config(std::string_view text, std::string path) {
  Config config;
  config.path = std::move(path);
  std::string section;
  std::int64_t number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    if (!is_utf8(line)) throw fail(Fault::usage, "the line is no UTF-8 text").at(config.path, number);
    LineParser(line, config.path, number).read(section, config);
  }
  return config;
}

std::string config_path() {
  // XDG base directories: a relative value is to be ignored.
  if (const char* home = std::getenv("XDG_CONFIG_HOME"); home != nullptr && home[0] == '/')
    return std::string(home) + "/pytk/config.toml";
  if (const char* home = std::getenv("HOME"); home != nullptr && home[0] == '/')
    return std::string(home) + "/.config/pytk/config.toml";
  return {};
}

Config read_config(const std::string& path) {
  if (path.empty()) return {};
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) {
    // Somebody else's home (sudo) or none at all is no reason to fail.
    if (errno == ENOENT || errno == ENOTDIR || errno == EACCES) return {};
    throw fail_errno(errno, fmt::format("cannot open '{}'", path));
  }
  std::string text;
  char buffer[4096];
  ssize_t count = 0;
  while ((count = ::read(fd, buffer, sizeof buffer)) > 0 && text.size() <= longest_file)
    text.append(buffer, static_cast<std::size_t>(count));
  const int error = errno;
  ::close(fd);
  if (count < 0) throw fail_errno(error, fmt::format("cannot read '{}'", path));
  if (text.size() > longest_file) throw fail(Fault::usage, "the file is larger than 1 MiB").at(path);
  return parse_config(text, path);
}

}  // namespace pytk::cli
