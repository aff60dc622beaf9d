// The one file that knows spdlog.
#include <algorithm>
#include <pytk/core/log.hpp>

#include <atomic>
#include <memory>
#include <string>

#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>

#include <unistd.h>

#include <pytk/core/error.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::log {
namespace {

std::atomic<Level> threshold{Level::warning};
std::atomic<void (*)()> hook{nullptr};

// Kept behind a function so that a program that never logs never builds it.
struct Target {
  Options options;
  std::shared_ptr<spdlog::logger> file;
};
Target& target() {
  static Target instance;
  return instance;
}

std::string_view level_name(Level level) {
  switch (level) {
    case Level::trace: return "trace";
    case Level::debug: return "debug";
    case Level::info: return "info";
    case Level::warning: return "warning";
    default: return "error";
  }
}

std::string json_line(Level level, std::string_view message, const std::string& command) {
  std::string line = "{\"time\":\"";
  append_time(line, now_nanoseconds());
  line += "\",\"level\":\"";
  line += level_name(level);
  line += "\",\"command\":";
  json::append_string(line, command);
  line += ",\"message\":";
  json::append_string(line, message);
  line += '}';
  return line;
}

std::string text_line(Level level, std::string_view message, const Options& options) {
  std::string line = options.command.empty() ? "pytk: " : "pytk " + options.command + ": ";
  const std::string_view begin = level == Level::error ? "\x1b[31m" : level == Level::warning ? "\x1b[33m" : "";
  if (options.color && !begin.empty()) line = std::string(begin) + line + "\x1b[0m";
  if (level == Level::warning) line += "warning: ";
  // A hint stands on its own line, and so does what is indented below it (a caret); everything else stays on one.
  std::size_t at = 0;
  for (std::size_t end = 0; end != std::string_view::npos; at = end + 1) {
    end = std::min(message.find("\n  hint: ", at), message.find("\n        ", at));
    if (at > 0) line += "\n";
    line += escape_controls(message.substr(at, end == std::string_view::npos ? end : end - at));
  }
  return line;
}

}  // namespace

void configure(const Options& options) {
  threshold = options.level;
  auto& to = target();
  to.options = options;
  to.file.reset();
  if (options.file.empty()) return;
  try {
    to.file =
        std::make_shared<spdlog::logger>("pytk", std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file));
  } catch (const spdlog::spdlog_ex&) {
    throw fail(Fault::io, "cannot open the log file '{}'", options.file);
  }
  to.file->set_pattern(options.json ? "%v" : "%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  to.file->set_level(spdlog::level::trace);
  to.file->flush_on(spdlog::level::trace);
}

bool enabled(Level level) noexcept { return level >= threshold.load(std::memory_order_relaxed); }

void write(Level level, std::string_view message) {
  const auto& to = target();
  if (to.file != nullptr) {
    constexpr spdlog::level::level_enum levels[] = {spdlog::level::trace, spdlog::level::debug, spdlog::level::info,
                                                    spdlog::level::warn, spdlog::level::err, spdlog::level::off};
    to.file->log(levels[static_cast<std::size_t>(level)],
                 to.options.json ? json_line(level, message, to.options.command) : escape_controls(message));
    return;
  }
  if (auto* before = hook.load(); before != nullptr) before();
  std::string line =
      to.options.json ? json_line(level, message, to.options.command) : text_line(level, message, to.options);
  line += '\n';
  // One write, so that lines of several threads or programs do not mix; nothing can be done if it fails.
  (void)!::write(STDERR_FILENO, line.data(), line.size());
}

void before_line(void (*new_hook)()) { hook = new_hook; }

}  // namespace pytk::log
