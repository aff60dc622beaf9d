#include <pytk/cli/program.hpp>
#include <pytk/core/text.hpp>

#include "cli/help.hpp"

namespace pytk::cli {

namespace {

/// groff: a backslash begins an escape; a dot or quote at the start of a line is a request; '-' would become a hyphen.
std::string roff(std::string_view text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '|')
      out += "|\\:";  // a long list of choices may break there
    else
      out += c;
    line_start = c == '\n';
  }
  return out;
}

void paragraph(std::string& out, std::string_view text) {
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty())
      out += ".PP\n";
    else if (line[0] == ' ')
      out.append(".nf\n").append(roff(line)).append("\n.fi\n");
    else
      out.append(roff(line)).append("\n");
  }
}

void tagged(std::string& out, std::string_view name, std::string_view text) {
  out.append(".TP\n.B ").append(roff(name)).append("\n");
  paragraph(out, text.empty() ? std::string_view(" ") : text);
}

void arguments(std::string& out, std::string_view heading, const std::vector<std::unique_ptr<Argument>>& list) {
  bool first = true;
  for (const auto& argument : list) {
    if (argument->hidden_) continue;
    if (first) out.append(heading).append("\n");
    first = false;
    std::string text = explanation(*argument);
    if (!argument->long_help_.empty()) text.append("\n").append(argument->long_help_);
    tagged(out, signature(*argument), text);
  }
}

void examples(std::string& out, const Spec& spec) {
  for (const auto& example : spec.examples()) {
    out.append(".PP\n").append(roff(example.explanation)).append(":\n.PP\n.nf\n.RS\n");
    out.append(roff(example.command)).append("\n.RE\n.fi\n");
  }
}

void details(std::string& out, const Spec& spec, std::string_view macro) {
  const auto head = [macro](std::string_view text) { return std::string(macro).append(" ").append(text); };
  if (!spec.description().empty()) paragraph(out.append(head("DESCRIPTION")).append("\n"), spec.description());
  arguments(out, head("ARGUMENTS"), spec.positionals());
  arguments(out, head("OPTIONS"), spec.options_declared());
  if (!spec.fields().empty()) out.append(head("OUTPUT")).append("\n");
  for (const auto& field : spec.fields()) tagged(out, field.name + " (" + field.type + ")", field.meaning);
  for (const auto& [heading, text] : spec.notes()) paragraph(out.append(head(upper(heading))).append("\n"), text);
  if (!spec.examples().empty()) out.append(head("EXAMPLES")).append("\n");
  examples(out, spec);
}

void verbs(std::string& out, const Spec& spec) {
  for (const auto* verb : shown_verbs(spec)) {
    const auto inner = spec_of_verb(spec, *verb);
    out.append(".SH \"").append(roff(upper(inner->path()))).append("\"\n");
    out.append(roff(inner->summary())).append("\n.PP\n.B ").append(roff(usage_line(*inner))).append("\n");
    details(out, *inner, ".SS");
    verbs(out, *inner);
  }
}

}  // namespace

std::string man_page(const Spec& spec, std::string_view version) {
  std::string name = "pytk-" + spec.path();
  for (char& c : name)
    if (c == ' ') c = '-';
  std::string out = fmt::format(".TH {} 1 \"\" \"pytk {}\" \"pytk\"\n.nh\n.ad l\n.SH NAME\n", upper(name),
                                version);
  out.append(roff(name)).append(" \\- ").append(roff(spec.summary())).append("\n.SH SYNOPSIS\n.B ");
  out.append(roff(usage_line(spec))).append("\n");
  details(out, spec, ".SH");
  verbs(out, spec);
  const SharedOptions shared(spec);
  arguments(out, ".SH \"COMMON OPTIONS\"", shared.spec.options_declared());
  out.append(".SH \"EXIT STATUS\"\n");
  tagged(out, "0", "done");
  tagged(out, "1", "done, but the answer is no or some items failed");
  tagged(out, "2", "wrong use");
  tagged(out, "3", "bad input");
  tagged(out, "4", "input, output or network failed");
  tagged(out, "5", "a permission is missing");
  tagged(out, "6", "an optional library is missing");
  tagged(out, "70", "a bug in pytk");
  out.append(".SH \"SEE ALSO\"\n.BR pytk (1)\n");
  return out;
}

}  // namespace pytk::cli
