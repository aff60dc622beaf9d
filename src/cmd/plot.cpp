// pytk plot: the command and the verbs that its kinds are.
#include <utility>

#include <pytk/cmd/command.hpp>

#include "plot_shared.hpp"

namespace pytk::cmd {
namespace {

using namespace plot_command;  // of this command's own files

template <std::size_t Index>
void describe_kind(cli::Spec& spec) {
  Options& o = kinds()[Index].declare(spec);
  spec.run([&o](Context& context) {
    plot::Notes notes;
    plot::Figure figure = make_figure(o, notes, context);
    return deliver(std::move(figure), notes, o, context);
  });
}

/// At least as many as there are kinds; each index becomes a plain function that a VerbEntry can hold.
constexpr std::size_t most_kinds = 32;

template <std::size_t... Index>
void declare_kinds(cli::Spec& spec, std::index_sequence<Index...>) {
  const std::size_t count = kinds().size();
  ((Index < count ? (void)spec.verb(kinds()[Index].name, kinds()[Index].summary, describe_kind<Index>) : (void)0), ...);
}

void describe(cli::Spec& spec) {
  spec.summary("draw charts in the terminal or as PNG, SVG, PDF and HTML");
  spec.description(
      "Reads columns from CSV, TSV, JSON Lines, .npy files or plain numbers and draws one figure. Without -o it is drawn "
      "with characters: in color on a terminal, plain in a pipe. Axes, ticks, bins and colors follow Matplotlib.");
  declare_kinds(spec, std::make_index_sequence<most_kinds>{});
  spec.verb("live", "a line that follows standard input", describe_live);
  spec.verb("grid", "several plots in one figure, from a JSON description", describe_grid);
  spec.example("seq 5 | pytk plot line", "the numbers 1 to 5 in the terminal");
  spec.example("pytk plot bar access.csv -x status --agg count", "how often each status came");
}

}  // namespace

extern const Command plot;
const Command plot{"plot", "draw charts in the terminal or as PNG, SVG, PDF and HTML", Group::pictures, Needs::nothing,
                   describe};

}  // namespace pytk::cmd
