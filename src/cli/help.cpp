#include "cli/help.hpp"

#include <algorithm>

#include <pytk/cli/program.hpp>
#include <pytk/core/text.hpp>

namespace pytk::cli {

namespace {

constexpr std::size_t widest_name = 28;

/// Words of a line; one that is wider than a line is cut behind its bars, "(csv|tsv|...)", into parts without blanks.
struct Word {
  std::string_view text;
  bool glued;  ///< to the one before
};
std::vector<Word> words_of(std::string_view line, std::size_t room) {
  std::vector<Word> words;
  for (const std::string_view word : split(line, ' ')) {
    if (word.empty()) continue;
    if (display_width(word) <= room) {
      words.push_back({word, false});
      continue;
    }
    for (std::size_t begin = 0; begin < word.size();) {
      const std::size_t end = std::min(word.find('|', begin), word.size() - 1) + 1;
      words.push_back({word.substr(begin, end - begin), begin > 0});
      begin = end;
    }
  }
  return words;
}

/// Appends `text` wrapped to `width` columns, every line after the first indented; the first begins at `column`.
void append_wrapped(std::string& out, std::string_view text, std::size_t indent, std::size_t column,
                    std::size_t width) {
  for (const std::string_view line : split(text, '\n')) {
    // A line that begins with a blank is meant to stay as it is.
    if (!line.empty() && line[0] == ' ') {
      out.append(column < indent ? indent - column : 0, ' ').append(line);
    } else {
      for (const auto& [word, glued] : words_of(line, width > indent ? width - indent : 1)) {
        const std::size_t size = display_width(word), blank = glued ? 0 : 1;
        if (column > indent && column + blank + size > width) {
          out += '\n';
          column = 0;
        }
        if (column < indent) {
          out.append(indent - column, ' ');
          column = indent;
        } else if (column > indent) {
          out.append(blank, ' ');
          column += blank;
        }
        out += word;
        column += size;
      }
    }
    out += '\n';
    column = 0;
  }
}

/// "  name        explanation", the explanation on its own lines where the name is long.
void append_row(std::string& out, std::string_view name, std::string_view text, std::size_t names, std::size_t width) {
  const std::size_t indent = names + 4;
  out.append("  ").append(name);
  std::size_t column = 2 + display_width(name);
  if (text.empty()) {
    out += '\n';
    return;
  }
  if (column + 2 > indent) {
    out += '\n';
    column = 0;
  }
  append_wrapped(out, text, indent, column, width);
}

using Row = std::pair<std::string, std::string>;

void append_rows(std::string& out, std::string_view heading, const std::vector<Row>& rows, std::size_t width) {
  if (rows.empty()) return;
  std::size_t names = 0;
  for (const auto& row : rows)
    if (const std::size_t size = display_width(row.first); size <= widest_name) names = std::max(names, size);
  out.append("\n").append(heading).append("\n");
  for (const auto& [name, text] : rows) append_row(out, name, text, names, width);
}

std::vector<Row> option_rows(const Spec& spec, std::string_view category, bool full) {
  std::vector<Row> rows;
  for (const auto& option : spec.options_declared()) {
    if (option->hidden_ || option->category_ != category) continue;
    std::string text = explanation(*option);
    if (full && !option->long_help_.empty()) text.append("\n").append(option->long_help_);
    rows.emplace_back(signature(*option), std::move(text));
  }
  return rows;
}

std::vector<std::string> categories(const Spec& spec) {
  std::vector<std::string> found = {""};
  for (const auto& option : spec.options_declared())
    if (!option->hidden_ && std::find(found.begin(), found.end(), option->category_) == found.end())
      found.push_back(option->category_);
  return found;
}

std::vector<Row> positional_rows(const Spec& spec, bool full) {
  std::vector<Row> rows;
  for (const auto& positional : spec.positionals()) {
    if (positional->hidden_) continue;
    std::string text = explanation(*positional);
    if (full && !positional->long_help_.empty()) text.append("\n").append(positional->long_help_);
    rows.emplace_back(signature(*positional), std::move(text));
  }
  return rows;
}

std::vector<Row> verb_rows(const Spec& spec) {
  std::vector<Row> rows;
  for (const auto* verb : shown_verbs(spec))
    rows.emplace_back(verb->name,
                      verb->name == spec.default_verb() ? verb->summary + " (when no verb is named)" : verb->summary);
  return rows;
}

void append_examples(std::string& out, const Spec& spec, std::size_t width) {
  if (spec.examples().empty()) return;
  out += "\nEXAMPLES\n";
  for (const auto& example : spec.examples()) {
    out += "  ";
    append_wrapped(out, "# " + example.explanation, 2, 2, width);
    out.append("  ").append(example.command).append("\n");
  }
}

void append_options(std::string& out, const Spec& spec, std::size_t width, bool full) {
  for (const auto& category : categories(spec))
    append_rows(out, category.empty() ? "OPTIONS" : upper(category) + " OPTIONS", option_rows(spec, category, full),
                width);
}

std::string title(const Spec& spec) { return fmt::format("pytk {} - {}\n", spec.path(), spec.summary()); }

/// The verbs, a line each; only their names where they would fill the screen.
void append_verbs_in_short(std::string& out, const Spec& spec, std::size_t width) {
  constexpr std::size_t most_lines = 30;
  const auto verbs = shown_verbs(spec);
  if (verbs.size() <= most_lines) return append_rows(out, "VERBS", verb_rows(spec), width);
  std::string names;
  for (const auto* verb : verbs) names.append(names.empty() ? "" : ", ").append(verb->name);
  out += "\nVERBS\n";
  append_wrapped(out, names, 2, 0, width);
}

}  // namespace

std::string signature(const Argument& argument) {
  if (argument.names.empty()) return argument.name + (argument.repeats && !argument.name.ends_with("...") ? "..." : "");
  std::string text;
  for (const auto& name : argument.names) {
    if (!text.empty()) text += ", ";
    text += argument.negatable_ && name.starts_with("--") ? "--[no-]" + name.substr(2) : name;
  }
  if (argument.takes_value) text.append(" ").append(argument.placeholder_.empty() ? "TEXT" : argument.placeholder_);
  return text;
}

std::string explanation(const Argument& argument) {
  std::string text = argument.help;
  const auto add = [&text](const std::string& more) { text.append(" (").append(more).append(")"); };
  if (!argument.choices_.empty()) add(join(argument.choices_, "|"));
  if (argument.required_) add("required");
  if (!argument.names.empty() && argument.takes_value && argument.repeats)
    add(argument.comma_ ? "repeat, or separate by commas" : "may be repeated");
  if (!argument.default_.empty()) add("default: " + argument.default_);
  return text;
}

SharedOptions::SharedOptions(const Spec& own) : spec("") {
  declare_common(spec, common, &own);
  spec.flag("-h,--help", unused, "-h: a screen of help; --help: everything, examples first");
  spec.flag("-V,--version", unused, "the version of pytk");
}

std::vector<const VerbEntry*> shown_verbs(const Spec& spec) {
  std::vector<const VerbEntry*> shown;
  for (const auto& verb : spec.verbs())
    if (!verb.hidden) shown.push_back(&verb);
  return shown;
}

std::string usage_line(const Spec& spec) {
  std::string line = "pytk " + spec.path();
  if (!spec.verbs().empty() && !spec.run()) return line + (spec.default_verb().empty() ? " VERB ..." : " [VERB] ...");
  for (const auto& option : spec.options_declared())
    if (option->required_)
      line.append(" ")
          .append(option->names.front())
          .append(" ")
          .append(option->placeholder_.empty() ? "TEXT" : option->placeholder_);
  line += " [OPTIONS]";
  for (const auto& positional : spec.positionals()) {
    if (positional->hidden_) continue;
    line.append(positional->required_ ? " " : " [")
        .append(signature(*positional))
        .append(positional->required_ ? "" : "]");
  }
  return line;
}

std::string short_help(const Spec& spec, std::size_t width) {
  std::string out = title(spec);
  out.append("\nUSAGE\n  ").append(usage_line(spec)).append("\n");
  append_verbs_in_short(out, spec, width);
  append_rows(out, "ARGUMENTS", positional_rows(spec, false), width);
  append_options(out, spec, width, false);
  if (!spec.examples().empty()) out.append("\nEXAMPLE\n  ").append(spec.examples().front().command).append("\n");
  out.append("\nAll options, fields and examples: pytk ").append(spec.path()).append(" --help\n");
  return out;
}

std::string long_help(const Spec& spec, std::size_t width) {
  std::string out = title(spec);
  append_examples(out, spec, width);
  out.append("\nUSAGE\n  ").append(usage_line(spec)).append("\n");
  if (!spec.description().empty()) {
    out += "\nDESCRIPTION\n";
    append_wrapped(out, spec.description(), 2, 0, width);
  }
  append_rows(out, "VERBS", verb_rows(spec), width);
  append_rows(out, "ARGUMENTS", positional_rows(spec, true), width);
  append_options(out, spec, width, true);
  const SharedOptions shared(spec);
  append_rows(out, "COMMON OPTIONS", option_rows(shared.spec, "", true), width);
  std::vector<Row> fields;
  for (const auto& field : spec.fields()) fields.emplace_back(field.name + "  " + field.type, field.meaning);
  append_rows(out, "OUTPUT", fields, width);
  for (const auto& [heading, text] : spec.notes()) {
    out.append("\n").append(upper(heading)).append("\n");
    append_wrapped(out, text, 2, 0, width);
  }
  return out;
}

}  // namespace pytk::cli
