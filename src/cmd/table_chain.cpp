// The words of a command line as a chain of verbs.
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "table_shared.hpp"

namespace pytk::cmd::table_command {
namespace {

const Verb& verb_or_throw(const std::string& name) {
  if (const Verb* verb = find_verb(name)) return *verb;
  std::vector<std::string> names;
  for (const auto& verb : verbs()) names.emplace_back(verb.name);
  auto hint = did_you_mean(name, names);
  throw fail(Fault::usage, "unknown verb '{}'", name).hint(hint.empty() ? "one of " + join(names, ", ") : hint);
}

/// A word that is no number, or names an input, was not meant for a verb's optional place.
void give_back(Link& link) {
  const std::size_t index = link.verb->optional_index;
  if (link.verb->optional_first == 0 || index >= link.words.size() || !link.words[index]) return;
  const std::string& first = *link.words[index];
  if (link.verb->optional_first == 'n' ? parse_uint(first).has_value() : !is_input(first)) return;
  link.files.insert(link.files.begin(), first);
  link.words[index].reset();
}

/// `fill user --forward`: without names behind it, it goes for the columns named in front (or for all).
std::vector<std::string> directions_with_names(std::vector<std::string> words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] != "--forward" && words[i] != "--backward") continue;
    if (i + 1 == words.size() || words[i + 1].starts_with("-") || is_input(words[i + 1])) words[i] += "=*";
  }
  return words;
}

/// `parse-time COL --format '%d/%m/%Y'`: no output format looks like that, so the pattern is meant.
std::vector<std::string> as_meant(const Verb& verb, std::span<const std::string> words) {
  std::vector<std::string> own(words.begin(), words.end());
  if (std::string_view(verb.name) == "fill") return directions_with_names(std::move(own));
  if (std::string_view(verb.name) != "parse-time") return own;
  const auto is_pattern = [](std::string_view text) {
    return text.find('%') != std::string_view::npos || text.starts_with("epoch");
  };
  for (std::size_t i = 0; i < own.size(); ++i)
    for (const std::string_view name : {"--format", "--to", "-f"}) {
      if (own[i] == name && i + 1 < own.size() && is_pattern(own[i + 1])) own[i] = "--pattern";
      const auto equals = own[i].find('=');
      if (equals == name.size() && own[i].starts_with(name) && is_pattern(own[i].substr(equals)))
        own[i].replace(0, equals, "--pattern");
    }
  return own;
}

void parse_link(Chain& chain, std::span<const std::string> words, bool last) {
  auto link = std::make_unique<Link>();
  if (words.empty()) throw fail(Fault::usage, "a verb is missing behind 'then'");
  link->verb = &verb_or_throw(words[0]);
  cli::Spec spec(std::string("table ") + link->verb->name);
  spec.summary(link->verb->summary);
  link->verb->describe(spec, *link);
  declare_shared(spec, chain.shared);
  spec.positional("FILE", link->files, "input files, URLs or databases; none or -: standard input");
  cli::Common common;
  cli::parse(spec, as_meant(*link->verb, words.subspan(1)), common);
  if (common.seed) chain.common.seed = common.seed;
  if (common.threads != 0) chain.common.threads = common.threads;
  give_back(*link);
  for (const auto& file : link->files)
    if (file.size() > 2 && file.starts_with("--") && !is_input(file))
      throw fail(Fault::usage, "unknown option '{}'", file.substr(0, file.find('=')))
          .hint(fmt::format("see 'pytk table {} --help'", link->verb->name));
  if (last) chain.files = link->files;
  else if (!link->files.empty())
    throw fail(Fault::usage, "unexpected argument '{}'", link->files.front())
        .hint("inputs stand behind the last verb of the chain");
  chain.links.push_back(std::move(link));
}

}  // namespace

Chain parse_chain(const std::vector<std::string>& words) {
  Chain chain;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= words.size(); ++i) {
    if (i < words.size() && words[i] != "then") continue;
    parse_link(chain, std::span(words).subspan(begin, i - begin), i == words.size());
    begin = i + 1;
  }
  return chain;
}

}  // namespace pytk::cmd::table_command
