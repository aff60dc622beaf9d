#include <pytk/cli/spec.hpp>

#include <algorithm>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::cli {

namespace {

/// Writes a parsed value to `target`; the Result of a parser becomes the Result of the setter.
template <class Target, class Value>
Result<void> store(Target& target, Result<Value> value) {
  if (!value) return tl::unexpected<Error>(value.error());
  target = *value;
  return {};
}

Setter text_setter(std::string& target) {
  return [&target](std::string_view text) -> Result<void> {
    target = text;
    return {};
  };
}
Setter text_setter(std::optional<std::string>& target) {
  return [&target](std::string_view text) -> Result<void> {
    target = std::string(text);
    return {};
  };
}
Setter text_setter(std::vector<std::string>& target) {
  return [&target](std::string_view text) -> Result<void> {
    target.emplace_back(text);
    return {};
  };
}

}  // namespace

std::string Argument::title() const {
  for (const auto& each : names)
    if (each.starts_with("--")) return each;
  return names.empty() ? name : names.front();
}

std::string_view Argument::long_name() const {
  for (const auto& each : names)
    if (each.starts_with("--")) return std::string_view(each).substr(2);
  return {};
}

Argument& Spec::add(std::vector<std::unique_ptr<Argument>>& list, const std::string& names, std::string help,
                    Setter set) {
  auto argument = std::make_unique<Argument>();
  for (const std::string_view each : split(names, ',')) argument->names.emplace_back(trim(each));
  argument->help = std::move(help);
  argument->set = std::move(set);
  list.push_back(std::move(argument));
  return *list.back();
}

Spec& Spec::example(std::string command, std::string explanation) {
  examples_.push_back({std::move(command), std::move(explanation)});
  return *this;
}
Spec& Spec::field(std::string name, std::string type, std::string meaning) {
  fields_.push_back({std::move(name), std::move(type), std::move(meaning)});
  return *this;
}
Spec& Spec::note(std::string heading, std::string text) {
  notes_.emplace_back(std::move(heading), std::move(text));
  return *this;
}
Spec& Spec::verb(std::string name, std::string summary, Describe describe) {
  verbs_.push_back({std::move(name), std::move(summary), describe});
  return *this;
}

Argument& Spec::flag(const std::string& names, bool& target, std::string help) {
  auto& argument = add(options_, names, std::move(help), [&target](std::string_view text) -> Result<void> {
    target = text != "false";
    return {};
  });
  argument.takes_value = false;
  argument.negatable_ = target;
  return argument;
}

Argument& Spec::option(const std::string& names, std::string& target, std::string help) {
  return add(options_, names, std::move(help), text_setter(target));
}
Argument& Spec::option(const std::string& names, std::optional<std::string>& target, std::string help) {
  return add(options_, names, std::move(help), text_setter(target));
}
Argument& Spec::option(const std::string& names, std::vector<std::string>& target, std::string help) {
  auto& argument = add(options_, names, std::move(help), text_setter(target));
  argument.repeats = true;
  return argument;
}
Argument& Spec::option(const std::string& names, std::int64_t& target, std::string help) {
  return add(options_, names, std::move(help),
             [&target](std::string_view text) { return store(target, parse_int(text)); })
      .placeholder("N");
}
Argument& Spec::option(const std::string& names, std::uint64_t& target, std::string help) {
  return add(options_, names, std::move(help),
             [&target](std::string_view text) { return store(target, parse_uint(text)); })
      .placeholder("N");
}
Argument& Spec::option(const std::string& names, std::optional<std::int64_t>& target, std::string help) {
  return add(options_, names, std::move(help),
             [&target](std::string_view text) { return store(target, parse_int(text)); })
      .placeholder("N");
}
Argument& Spec::option(const std::string& names, std::optional<std::uint64_t>& target, std::string help) {
  return add(options_, names, std::move(help),
             [&target](std::string_view text) { return store(target, parse_uint(text)); })
      .placeholder("N");
}
Argument& Spec::option(const std::string& names, double& target, std::string help) {
  return add(options_, names, std::move(help),
             [&target](std::string_view text) { return store(target, parse_real(text)); })
      .placeholder("X");
}
Argument& Spec::option(const std::string& names, std::optional<double>& target, std::string help) {
  return add(options_, names, std::move(help),
             [&target](std::string_view text) { return store(target, parse_real(text)); })
      .placeholder("X");
}
Argument& Spec::duration(const std::string& names, std::int64_t& target, std::string help) {
  return add(options_, names, std::move(help),
             [&target](std::string_view text) { return store(target, parse_duration(text)); })
      .placeholder("TIME");
}
Argument& Spec::size(const std::string& names, std::uint64_t& target, std::string help) {
  return add(options_, names, std::move(help),
             [&target](std::string_view text) { return store(target, parse_size(text)); })
      .placeholder("SIZE");
}
Argument& Spec::custom(const std::string& names, Setter set, std::string help) {
  return add(options_, names, std::move(help), std::move(set));
}

Argument& Spec::positional(std::string name, std::string& target, std::string help) {
  auto& argument = add(positionals_, "", std::move(help), text_setter(target));
  argument.names.clear();
  argument.name = std::move(name);
  return argument;
}
Argument& Spec::positional(std::string name, std::optional<std::string>& target, std::string help) {
  auto& argument = add(positionals_, "", std::move(help), text_setter(target));
  argument.names.clear();
  argument.name = std::move(name);
  return argument;
}
Argument& Spec::positional(std::string name, std::vector<std::string>& target, std::string help) {
  auto& argument = add(positionals_, "", std::move(help), text_setter(target));
  argument.names.clear();
  argument.name = std::move(name);
  argument.repeats = true;
  return argument;
}
Argument& Spec::rest(std::string name, std::vector<std::string>& target, std::string help) {
  takes_rest_ = true;
  return positional(std::move(name), target, std::move(help));
}

}  // namespace pytk::cli
