// pytk plot grid: many plots in one figure, described as JSON.
#include <fmt/core.h>

#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/source.hpp>

#include "plot_shared.hpp"

namespace pytk::cmd::plot_command {
namespace {

constexpr std::size_t most_plots = 64;

const KindEntry& kind_named(const std::string& name) {
  std::vector<std::string> names;
  for (const KindEntry& kind : kinds()) {
    if (name == kind.name) return kind;
    names.emplace_back(kind.name);
  }
  throw fail(Fault::usage, "unknown kind of plot '{}'", name).hint(did_you_mean(name, names));
}

/// The argument that a member's name means: "bins" is --bins, "x" is -x, "file" the input.
cli::Argument& argument_named(cli::Spec& spec, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& argument : spec.options_declared())
    for (const std::string& each : argument->names) {
      if (each == "--" + name || (name.size() == 1 && each == "-" + name)) return *argument;
      names.push_back(each.substr(each.find_first_not_of('-')));
    }
  if (name == "file" && !spec.positionals().empty()) return *spec.positionals()[0];
  throw fail(Fault::usage, "'{}' is no option of {}", name, spec.path()).hint(did_you_mean(name, names));
}

void give(cli::Argument& argument, const json::Value& value, const std::string& name) {
  if (value.kind == json::Kind::array) {
    for (const json::Value& item : value.items) give(argument, item, name);
    return;
  }
  std::string text;
  if (value.kind == json::Kind::boolean) text = value.boolean ? "true" : "false";
  else if (value.kind == json::Kind::string || value.kind == json::Kind::number) text = value.text;
  else throw fail(Fault::usage, "'{}' takes a text, a number, true, false or a list of these", name);
  if (!argument.takes_value && text == "false" && !argument.negatable_) return;
  if (const auto done = argument.set(text); !done)
    throw fail(Fault::usage, "'{}': {}", name, done.error().what_happened());
}

plot::Figure draw_one(const json::Value& one, plot::Notes& notes, Context& context) {
  const json::Value* kind = one.find("kind");
  if (one.kind != json::Kind::object || kind == nullptr || kind->kind != json::Kind::string)
    throw fail(Fault::usage, "every plot of a grid is an object with a \"kind\"");
  const KindEntry& entry = kind_named(kind->text);
  cli::Spec spec(std::string("plot ") + entry.name);
  Options& o = entry.declare(spec);
  for (const auto& [name, value] : one.members)
    if (name != "kind") give(argument_named(spec, name), value, name);
  return make_figure(o, notes, context);
}

struct GridOptions {
  Options shared;
};

int run_grid(GridOptions& o, Context& context) {
  const auto source = io::Source::open(o.shared.input);
  const std::string text = source->read_all(16U << 20U);
  const auto parsed = json::parse(text);
  if (!parsed)
    throw Error(Fault::data, parsed.error().what_happened())
        .at_offset(std::string(source->name()), parsed.error().where().offset);
  const json::Value* plots = parsed->find("plots");
  if (parsed->kind != json::Kind::object || plots == nullptr || plots->kind != json::Kind::array ||
      plots->items.empty())
    throw fail(Fault::data, "a grid is an object with a list \"plots\"").at(std::string(source->name()));
  if (plots->items.size() > most_plots)
    throw fail(Fault::data, "{} plots are more than the {} that one figure holds", plots->items.size(), most_plots);
  if (const json::Value* title = parsed->find("title"); title != nullptr && o.shared.request.title.empty())
    o.shared.request.title = title->text;
  if (const json::Value* columns = parsed->find("columns"); columns != nullptr && o.shared.columns == 0) {
    const auto number = parse_uint(columns->text, most_plots);
    if (!number) throw fail(Fault::data, "\"columns\": {}", number.error().what_happened());
    o.shared.columns = *number;
  }
  plot::Notes notes;
  std::vector<plot::Figure> figures;
  for (const json::Value& one : plots->items) figures.push_back(draw_one(one, notes, context));
  const plot::Request looks = make_request(o.shared);
  return deliver(arrange(std::move(figures), static_cast<std::size_t>(o.shared.columns), looks), notes, o.shared,
                 context);
}

}  // namespace

void describe_grid(cli::Spec& spec) {
  auto& o = spec.options<GridOptions>();
  spec.positional(
          "FILE", o.shared.input,
          "JSON: {\"title\": ..., \"columns\": 2, \"plots\": [{\"kind\": \"line\", \"file\": \"a.csv\", \"x\": \"t\"}, ...]}")
      .otherwise("-")
      .complete_files();
  spec.option("--columns", o.shared.columns, "plots in one row").placeholder("N").otherwise("about a square");
  declare_looks(spec, o.shared);
  declare_output(spec, o.shared);
  spec.description(
      "Every plot is an object: \"kind\", \"file\" and the kind's options by their long names, a list where an option takes several values.");
  spec.example(
      "echo '{\"plots\":[{\"kind\":\"hist\",\"file\":\"access.csv\",\"x\":\"bytes\"},{\"kind\":\"bar\",\"file\":\"access.csv\",\"x\":\"status\",\"agg\":\"count\"}]}' | pytk plot grid -o grid.png",
      "two plots beside each other");
  spec.example(
      "echo '{\"plots\":[{\"kind\":\"box\",\"file\":\"access.csv\",\"y\":\"bytes\",\"by\":\"method\"}]}' | pytk plot grid",
      "one plot in the terminal");
  spec.run([&o](Context& context) { return run_grid(o, context); });
}

}  // namespace pytk::cmd::plot_command
