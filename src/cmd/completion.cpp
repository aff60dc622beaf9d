#include "cmd/program.hpp"

namespace pytk::cmd {

namespace {

// The scripts ask the program itself, so they never fall behind it: "pytk completion query WORDS..." prints value TAB
// explanation, one a line, and ":files" where a path may stand.
constexpr std::string_view bash_script = R"script(# bash completion for pytk
_pytk() {
  local line value current
  current=${COMP_WORDS[COMP_CWORD]}
  local words=("${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -f -- "$current")
    else
      COMPREPLY+=("${line%%$'\t'*}")
    fi
  done < <("${COMP_WORDS[0]}" completion query -- "${words[@]}" 2>/dev/null)
}
complete -F _pytk pytk
)script";

constexpr std::string_view zsh_script = R"script(#compdef pytk
# zsh completion for pytk
_pytk() {
  local line
  local -a found
  for line in "${(@f)$("${words[1]}" completion query -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == :files ]]; then
      _files
    elif [[ -n $line ]]; then
      found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    fi
  done
  (( ${#found} )) && _describe 'pytk' found
}
compdef _pytk pytk
)script";

constexpr std::string_view fish_script = R"script(# fish completion for pytk
function __pytk_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in ($words[1] completion query -- $words[2..-1] 2>/dev/null)
    if test "$line" = ":files"
      __fish_complete_path (commandline -ct)
    else
      echo $line
    end
  end
end
complete -c pytk -f -a '(__pytk_complete)'
)script";

std::string answer(const std::vector<std::string>& words) {
  std::string out;
  if (words.size() < 2) {
    for (const Command* command : all())
      if (words.empty() || command->name.starts_with(words[0]))
        out += fmt::format("{}\t{}\n", command->name, command->summary);
    return out;
  }
  const Command* command = find(words.front());
  if (command == nullptr) return out;
  bool files = false;
  for (const auto& [value, explanation] : cli::completions(spec_of(*command), std::span(words).subspan(1), files))
    out += fmt::format("{}\t{}\n", value, explanation);
  if (files) out += ":files\n";
  return out;
}

void describe_query(cli::Spec& spec) {
  auto& words = spec.options<std::vector<std::string>>();
  spec.rest("WORDS", words, "the words after pytk, the last one unfinished");
  spec.example("pytk completion query -- he", "what the scripts ask when TAB is pressed");
  spec.example("pytk completion query -- help --j", "options of a command");
  spec.run([&words](Context&) {
    print(answer(words));
    return 0;
  });
}

template <const std::string_view& script>
void describe_shell(cli::Spec& spec) {
  const std::string shell = spec.path().substr(spec.path().rfind(' ') + 1);
  spec.example("pytk completion " + shell, "print the script");
  spec.example(fmt::format("pytk completion {} > pytk-completion.{}", shell, shell), "keep it in a file");
  spec.run([](Context&) {
    print(script);
    return 0;
  });
}

void describe(cli::Spec& spec) {
  spec.verb("bash", "the script for bash", describe_shell<bash_script>);
  spec.verb("fish", "the script for fish", describe_shell<fish_script>);
  spec.verb("query", "what may stand at the end of a command line", describe_query);
  spec.verb("zsh", "the script for zsh", describe_shell<zsh_script>);
  spec.example("pytk completion bash > pytk-completion.bash", "source this file from ~/.bashrc");
  spec.example("pytk completion fish", "put this into ~/.config/fish/completions/pytk.fish");
}

}  // namespace

extern const Command completion;
const Command completion{"completion", "write the completion script of a shell", Group::pytk, Needs::nothing, describe};

}  // namespace pytk::cmd
