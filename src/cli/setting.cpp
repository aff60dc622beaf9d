#include "cli/setting.hpp"

#include <algorithm>
#include <cstdlib>

#include <pytk/cli/program.hpp>
#include <pytk/core/text.hpp>

#include "cli/config.hpp"

namespace pytk::cli {

namespace {

void check_choice(const Argument& argument, std::string_view value) {
  if (argument.choices_.empty()) return;
  if (std::find(argument.choices_.begin(), argument.choices_.end(), value) != argument.choices_.end()) return;
  const std::string near = did_you_mean(value, argument.choices_);
  throw fail(Fault::usage, "unknown value '{}' for {}", value, argument.title())
      .hint(near.empty() ? fmt::format("one of {}", join(argument.choices_, ", ")) : near);
}

void give_one(Argument& argument, std::string_view value) {
  check_choice(argument, value);
  const auto result = argument.set(value);
  if (result) return;
  // "'010' has a leading zero" need not name the value a second time.
  std::string reason = result.error().message();
  if (const std::string named = fmt::format("'{}' ", value); reason.starts_with(named))
    reason.replace(0, named.size(), "it ");
  Error error(Fault::usage, fmt::format("bad value '{}' for {}: {}", value, argument.title(), reason));
  error.hint(result.error().hint());
  throw error;
}

std::string command_of(const Spec& spec) { return spec.path().substr(0, spec.path().find(' ')); }

std::string variable(std::string_view prefix, std::string_view option) {
  std::string name = "PYTK_";
  if (!prefix.empty()) name.append(upper(prefix)).append("_");
  name += upper(option);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

/// The value that stands outside the command line, or nothing: `origin` says where it was found.
const std::string* from_outside(const Spec& spec, const Argument& option, bool shared, const Config& config,
                                std::string& storage, std::string& origin) {
  const std::string command = command_of(spec);
  for (const auto& name : {variable(command, option.long_name()), variable("", option.long_name())}) {
    if (name == variable("", option.long_name()) && !shared) continue;
    if (const char* value = std::getenv(name.c_str()); value != nullptr && *value != '\0') {
      storage = value;
      origin = name;
      return &storage;
    }
  }
  for (const auto& section : {command, std::string()}) {
    if (section.empty() && !shared) continue;
    if (const auto* entry = config.find(section, option.long_name())) {
      origin = fmt::format("{}:{}", config.path, entry->line);
      return &entry->value;
    }
  }
  return nullptr;
}

bool may_be_set(const Argument& option) {
  return !option.long_name().empty() && (option.taste_ || option.long_name() == "user-agent");
}

template <class Visit>
void for_each_setting(const Spec& spec, const Spec& shared, const Config& config, const Visit& visit) {
  for (const Spec* each : {&spec, &shared}) {
    for (const auto& option : each->options_declared()) {
      if (option->times > 0 || !may_be_set(*option)) continue;
      std::string storage, origin;
      if (const auto* value = from_outside(spec, *option, each == &shared, config, storage, origin))
        visit(*option, *value, origin);
    }
  }
}

/// Names in the sections that concern this command must exist and be a matter of taste.
void check_names(const Spec& spec, const Spec& shared, const Config& config) {
  const std::string command = command_of(spec);
  for (const auto& entry : config.entries) {
    if (!entry.section.empty() && entry.section != command) continue;
    std::vector<std::string> allowed;
    bool known = false, taste = false;
    for (const Spec* each : {&shared, &spec}) {
      for (const auto& option : each->options_declared()) {
        if (may_be_set(*option)) allowed.emplace_back(option->long_name());
        if (option->long_name() != entry.name) continue;
        known = true;
        taste = taste || may_be_set(*option);
      }
    }
    if (taste || (!known && entry.section == command && !entry.section.empty())) continue;
    if (!known)
      throw fail(Fault::usage, "unknown option '{}'", entry.name)
          .at(config.path, entry.line)
          .hint(did_you_mean(entry.name, allowed));
    throw fail(Fault::usage, "option '{}' changes results and cannot be set in a file", entry.name)
        .at(config.path, entry.line)
        .hint("give it on the command line");
  }
}

}  // namespace

void give(Argument& argument, std::string_view value) {
  if (argument.takes_value && argument.comma_) {
    for (const auto piece : split(value, ',')) {
      if (piece.empty()) throw fail(Fault::usage, "empty item in '{}' for {}", value, argument.title());
      give_one(argument, piece);
    }
  } else {
    give_one(argument, value);
  }
  ++argument.times;
  if (argument.takes_value) argument.given.emplace_back(value);
}

void apply_settings(const Spec& spec, const Spec& shared, bool with_file) {
  const Config config = with_file ? read_config(config_path()) : Config{};
  check_names(spec, shared, config);
  for_each_setting(spec, shared, config, [](Argument& option, const std::string& value, const std::string& origin) {
    try {
      if (!option.takes_value && value != "true" && value != "false")
        throw fail(Fault::usage, "bad value '{}' for {}: true or false is expected", value, option.title());
      give(option, value);
      option.times = 0;
    } catch (const Error& error) {
      Error placed = error;
      placed.set_where({origin, 0, 0, -1});
      throw placed;
    }
  });
}

std::vector<Setting> settings(const Spec& spec, bool with_file) {
  Common common;
  Spec shared("");
  declare_common(shared, common, &spec);
  const Config config = with_file ? read_config(config_path()) : Config{};
  std::vector<Setting> found;
  for_each_setting(spec, shared, config,
                   [&found](const Argument& option, const std::string& value, std::string origin) {
                     found.push_back({std::string(option.long_name()), value, std::move(origin)});
                   });
  return found;
}

}  // namespace pytk::cli
