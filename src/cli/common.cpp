#include <algorithm>

#include <pytk/cli/program.hpp>
#include <pytk/core/number.hpp>

namespace pytk::cli {

namespace {

Setter when_setter(io::When& target) {
  return [&target](std::string_view text) -> Result<void> {
    target = text == "always" ? io::When::always : text == "never" ? io::When::never : io::When::automatic;
    return {};
  };
}

bool declares(const Spec* spec, std::string_view name) {
  if (spec == nullptr) return false;
  const auto& options = spec->options_declared();
  return std::any_of(options.begin(), options.end(), [name](const auto& option) {
    return std::find(option->names.begin(), option->names.end(), name) != option->names.end();
  });
}

/// An option's names but for those that the command declares itself; none where its long name is among them.
class Names {
 public:
  explicit Names(const Spec* except) : except_(except) {}
  [[nodiscard]] std::string left(std::string_view letter, std::string_view word) const {
    std::string kept;
    if (declares(except_, word)) return kept;
    if (!letter.empty() && !declares(except_, letter)) kept.append(letter).append(",");
    return kept.append(word);
  }

 private:
  const Spec* except_;
};

/// How a command does its work.
void declare_work(Spec& shared, Common& common, const Names& names) {
  if (auto n = names.left("-j", "--threads"); !n.empty())
    shared.option(n, common.threads, "threads to use").otherwise("all CPUs").taste();
  if (auto n = names.left("", "--seed"); !n.empty()) shared.option(n, common.seed, "make random choices repeatable");
  if (auto n = names.left("", "--timeout"); !n.empty())
    shared.duration(n, common.timeout, "give up waiting for a peer after this long").otherwise("10s").taste();
  if (auto n = names.left("", "--dry-run"); !n.empty())
    shared.flag(n, common.dry_run, "say what would be done and do nothing");
  if (auto n = names.left("", "--force"); !n.empty())
    shared.flag(n, common.force, "do what is otherwise refused: replace a secret, binary to a terminal");
}

/// What a command shows while it runs.
void declare_show(Spec& shared, Common& common, const Names& names) {
  const std::vector<std::string> when = {"auto", "always", "never"};
  if (auto n = names.left("", "--color"); !n.empty())
    shared.custom(n, when_setter(common.color), "colour the output")
        .placeholder("WHEN")
        .choices(when)
        .otherwise("auto")
        .taste();
  if (auto n = names.left("", "--progress"); !n.empty())
    shared.custom(n, when_setter(common.progress), "show a progress line on standard error")
        .placeholder("WHEN")
        .choices(when)
        .otherwise("auto")
        .taste();
}

/// How much a command says, and where.
void declare_messages(Spec& shared, Common& common, const Names& names) {
  if (auto n = names.left("-q", "--quiet"); !n.empty())
    shared.flag(n, common.quiet, "only errors on standard error").taste();
  if (auto n = names.left("-v", "--verbose"); !n.empty()) {
    auto& verbose = shared.custom(
        n,
        [&common](std::string_view text) -> Result<void> {
          common.verbose = text == "false" ? 0 : common.verbose + 1;
          return {};
        },
        "say more on standard error; twice: even more");
    verbose.takes_value = false;
    verbose.repeats = true;
  }
  if (auto n = names.left("", "--log-file"); !n.empty())
    shared.option(n, common.log_file, "write messages to this file").placeholder("FILE").complete_files().taste();
  if (auto n = names.left("", "--log-format"); !n.empty())
    shared.option(n, common.log_format, "messages as text or one JSON object a line")
        .placeholder("FORMAT")
        .choices({"text", "json"})
        .otherwise("text")
        .taste();
}

}  // namespace

void declare_common(Spec& shared, Common& common, const Spec* except) {
  const Names names(except);
  declare_work(shared, common, names);
  declare_show(shared, common, names);
  declare_messages(shared, common, names);
  if (auto n = names.left("", "--no-config"); !n.empty())
    shared.flag(n, common.no_config, "do not read the configuration file");
}

std::vector<std::string> take_leading_options(std::vector<std::string>& arguments) {
  Common unused;
  Spec shared("");
  declare_common(shared, unused);
  std::size_t count = 0;
  while (count < arguments.size()) {
    const std::string& word = arguments[count];
    if (word.size() < 2 || word[0] != '-' || word == "--") break;
    ++count;
    for (const auto& option : shared.options_declared())
      if (option->takes_value && std::find(option->names.begin(), option->names.end(), word) != option->names.end())
        ++count;
  }
  count = std::min(count, arguments.size());
  const auto end = arguments.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<std::string> taken(arguments.begin(), end);
  arguments.erase(arguments.begin(), end);
  return taken;
}

}  // namespace pytk::cli
