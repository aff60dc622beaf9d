#include <pytk/cli/program.hpp>
#include <pytk/core/json.hpp>

#include "cli/help.hpp"

namespace pytk::cli {

namespace {

void key(std::string& out, std::string_view name) {
  if (out.back() != '{') out += ',';
  json::append_string(out, name);
  out += ':';
}
void text(std::string& out, std::string_view name, std::string_view value) {
  key(out, name);
  json::append_string(out, value);
}
void truth(std::string& out, std::string_view name, bool value) {
  key(out, name);
  out += value ? "true" : "false";
}
void texts(std::string& out, std::string_view name, const std::vector<std::string>& values) {
  key(out, name);
  out += '[';
  for (const auto& value : values) {
    if (out.back() != '[') out += ',';
    json::append_string(out, value);
  }
  out += ']';
}
template <class List, class Each>
void list(std::string& out, std::string_view name, const List& items, const Each& each) {
  key(out, name);
  out += '[';
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    out += '{';
    each(item);
    out += '}';
  }
  out += ']';
}

void append_argument(std::string& out, const Argument& argument) {
  if (argument.names.empty())
    text(out, "name", argument.name);
  else
    texts(out, "names", argument.names);
  text(out, "help", argument.help);
  if (!argument.long_help_.empty()) text(out, "more", argument.long_help_);
  truth(out, "takes_value", argument.takes_value);
  if (argument.takes_value && !argument.names.empty())
    text(out, "placeholder", argument.placeholder_.empty() ? "TEXT" : argument.placeholder_);
  truth(out, "repeats", argument.repeats);
  truth(out, "required", argument.required_);
  if (!argument.choices_.empty()) texts(out, "choices", argument.choices_);
  if (!argument.default_.empty()) text(out, "default", argument.default_);
  if (argument.hidden_) truth(out, "hidden", true);
}

void append_arguments(std::string& out, std::string_view name,
                      const std::vector<std::unique_ptr<Argument>>& arguments) {
  list(out, name, arguments, [&out](const auto& argument) { append_argument(out, *argument); });
}

}  // namespace

void append_json(std::string& out, const Spec& spec) {
  out += '{';
  text(out, "command", spec.path());
  text(out, "summary", spec.summary());
  text(out, "usage", usage_line(spec));
  text(out, "description", spec.description());
  truth(out, "runs", static_cast<bool>(spec.run()));
  if (!spec.default_verb().empty()) text(out, "default_verb", spec.default_verb());
  append_arguments(out, "arguments", spec.positionals());
  append_arguments(out, "options", spec.options_declared());
  list(out, "output", spec.fields(), [&out](const FieldEntry& field) {
    text(out, "name", field.name);
    text(out, "type", field.type);
    text(out, "meaning", field.meaning);
  });
  list(out, "examples", spec.examples(), [&out](const Example& example) {
    text(out, "command", example.command);
    text(out, "explanation", example.explanation);
  });
  list(out, "notes", spec.notes(), [&out](const auto& note) {
    text(out, "heading", note.first);
    text(out, "text", note.second);
  });
  key(out, "verbs");
  out += '[';
  bool first = true;
  for (const auto* verb : shown_verbs(spec)) {
    if (!first) out += ',';
    first = false;
    append_json(out, *spec_of_verb(spec, *verb));
  }
  out += "]}";
}

}  // namespace pytk::cli
