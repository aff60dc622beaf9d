// What a command accepts, as data. From one Spec come the parser, help, man pages, completions and the docs tables.
//   void describe_decrypt(cli::Spec& spec) {
//     auto& o = spec.options<DecryptOptions>();
//     spec.option("-k,--key", o.keys, "file with the key").placeholder("KEYSRC").required();
//     spec.positional("IN", o.input, "token to read").otherwise("-");
//     spec.example("pytk crypt fernet decrypt -k key.txt token.txt", "decrypt a token");
//     spec.run([&o](Context& context) { return decrypt(o, context); });
//   }
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/error.hpp>
#include <pytk/io/context.hpp>

namespace pytk::cli {

class Spec;
using Describe = void (*)(Spec&);
/// Returns the exit status, 0 or 1; everything else is thrown.
using Run = std::function<int(Context&)>;
/// Takes one value of an option or positional; an error says what is expected.
using Setter = std::function<Result<void>(std::string_view)>;

/// One option or positional argument.
class Argument {
 public:
  Argument& placeholder(std::string text) { placeholder_ = std::move(text); return *this; }
  /// The default, in words for the help; the bound variable already holds it.
  Argument& otherwise(std::string text) { default_ = std::move(text); return *this; }
  Argument& choices(std::vector<std::string> values) { choices_ = std::move(values); return *this; }
  Argument& required() { required_ = true; return *this; }
  Argument& category(std::string heading) { category_ = std::move(heading); return *this; }
  /// Values for completion: files, or a list made on demand.
  Argument& complete_files() { complete_files_ = true; return *this; }
  /// A file or folder that is written (the others that complete files are read).
  Argument& written() {
    complete_files_ = written_ = true;
    return *this;
  }
  /// A file that holds the names of further files to read.
  Argument& lists_files() {
    complete_files_ = lists_files_ = true;
    return *this;
  }
  Argument& complete_from(std::function<std::vector<std::string>()> list) {
    complete_from_ = std::move(list);
    return *this;
  }
  /// A positional that may begin with '-' when it is no known option (sort -bytes).
  Argument& may_start_with_dash() { dash_ = true; return *this; }
  /// A list of atoms: commas split as repeats do. Never for paths.
  Argument& comma_separated() { comma_ = true; return *this; }
  /// Accepted but shown in no help (aliases of another tool's spelling).
  Argument& hidden() { hidden_ = true; return *this; }
  /// A further paragraph for --help and man.
  Argument& long_help(std::string text) { long_help_ = std::move(text); return *this; }
  /// May be set in the configuration file and the environment: it changes looks or patience, never results.
  Argument& taste() { taste_ = true; return *this; }
  /// The name for messages: "--key", "-k" or "IN".
  [[nodiscard]] std::string title() const;
  [[nodiscard]] std::string_view long_name() const;  ///< "key", or "" when there is none

  // What the generators read.
  std::vector<std::string> names;   ///< "-k", "--key"; empty for a positional
  std::string name;                 ///< of a positional
  std::string help;
  std::string placeholder_, default_, category_, long_help_;
  std::vector<std::string> choices_;
  std::function<std::vector<std::string>()> complete_from_;
  Setter set;
  bool takes_value = true, repeats = false, required_ = false, complete_files_ = false;
  bool written_ = false, lists_files_ = false;
  bool dash_ = false, comma_ = false, hidden_ = false, taste_ = false, negatable_ = false;
  std::size_t times = 0;            ///< how often it was given
  std::vector<std::string> given;   ///< the values, in order
};

struct Example { std::string command, explanation; };
struct VerbEntry { std::string name, summary; Describe describe; bool hidden = false; };
struct FieldEntry { std::string name, type, meaning; };

class Spec {
 public:
  explicit Spec(std::string path) : path_(std::move(path)) {}
  Spec(const Spec&) = delete;
  Spec& operator=(const Spec&) = delete;

  /// One sentence, lower case, no full stop; the paragraphs of --help and man come from description().
  Spec& summary(std::string text) { summary_ = std::move(text); return *this; }
  Spec& description(std::string text) { description_ = std::move(text); return *this; }
  Spec& example(std::string command, std::string explanation);
  /// A field of the records that the verb writes: name, type, meaning. Shown under OUTPUT.
  Spec& field(std::string name, std::string type, std::string meaning);
  Spec& note(std::string heading, std::string text);  ///< a further section of --help and man

  /// Declares a verb; its own Spec is built only when it is chosen or when everything is listed.
  Spec& verb(std::string name, std::string summary, Describe describe);
  /// The verb meant when the first argument names none ("pytk portscan HOST" is "pytk portscan scan HOST").
  Spec& default_verb(std::string name) { default_verb_ = std::move(name); return *this; }

  /// The verb touches only the files that its arguments name, runs no programs and uses the network for URLs only:
  /// while it runs the kernel refuses it everything else (cmd/confine.hpp). Declare `written()` arguments as such.
  Spec& confined() {
    confined_ = true;
    return *this;
  }

  /// The options of this verb, made once and owned by the Spec.
  template <class T>
  T& options() {
    auto owned = std::make_shared<T>();
    owned_.push_back(owned);
    return *owned;
  }

  // A flag (--name; --no-name turns it off again), scalars (the last one wins), lists (each use appends).
  Argument& flag(const std::string& names, bool& target, std::string help);
  Argument& option(const std::string& names, std::string& target, std::string help);
  Argument& option(const std::string& names, std::optional<std::string>& target, std::string help);
  Argument& option(const std::string& names, std::vector<std::string>& target, std::string help);
  Argument& option(const std::string& names, std::int64_t& target, std::string help);
  Argument& option(const std::string& names, std::uint64_t& target, std::string help);
  Argument& option(const std::string& names, std::optional<std::int64_t>& target, std::string help);
  Argument& option(const std::string& names, std::optional<std::uint64_t>& target, std::string help);
  Argument& option(const std::string& names, double& target, std::string help);
  Argument& option(const std::string& names, std::optional<double>& target, std::string help);
  /// "5s", "250ms"; nanoseconds.
  Argument& duration(const std::string& names, std::int64_t& target, std::string help);
  /// "1.5M", "64KiB"; bytes.
  Argument& size(const std::string& names, std::uint64_t& target, std::string help);
  Argument& custom(const std::string& names, Setter set, std::string help);

  Argument& positional(std::string name, std::string& target, std::string help);
  Argument& positional(std::string name, std::optional<std::string>& target, std::string help);
  Argument& positional(std::string name, std::vector<std::string>& target, std::string help);

  /// The rest of the command line as it is, options of this Spec excepted where they come first (table's verb chains).
  Argument& rest(std::string name, std::vector<std::string>& target, std::string help);

  void run(Run run) { run_ = std::move(run); }

  // What the parser and the generators read.
  [[nodiscard]] const std::string& path() const noexcept { return path_; }   ///< "crypt fernet decrypt"
  [[nodiscard]] const std::string& summary() const noexcept { return summary_; }
  [[nodiscard]] const std::string& description() const noexcept { return description_; }
  [[nodiscard]] const std::vector<std::unique_ptr<Argument>>& options_declared() const noexcept { return options_; }
  [[nodiscard]] const std::vector<std::unique_ptr<Argument>>& positionals() const noexcept { return positionals_; }
  [[nodiscard]] const std::vector<VerbEntry>& verbs() const noexcept { return verbs_; }
  [[nodiscard]] const std::vector<Example>& examples() const noexcept { return examples_; }
  [[nodiscard]] const std::vector<FieldEntry>& fields() const noexcept { return fields_; }
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& notes() const noexcept { return notes_; }
  [[nodiscard]] const std::string& default_verb() const noexcept { return default_verb_; }
  [[nodiscard]] bool takes_rest() const noexcept { return takes_rest_; }
  [[nodiscard]] bool is_confined() const noexcept { return confined_; }
  [[nodiscard]] const Run& run() const noexcept { return run_; }

 private:
  Argument& add(std::vector<std::unique_ptr<Argument>>& list, const std::string& names, std::string help, Setter set);
  std::string path_, summary_, description_, default_verb_;
  std::vector<std::unique_ptr<Argument>> options_, positionals_;
  std::vector<VerbEntry> verbs_;
  std::vector<Example> examples_;
  std::vector<FieldEntry> fields_;
  std::vector<std::pair<std::string, std::string>> notes_;
  std::vector<std::shared_ptr<void>> owned_;
  bool takes_rest_ = false, confined_ = false;
  Run run_;
};

/// Options every command shares; the parser adds them to each leaf Spec by itself.
struct Common {
  std::optional<std::uint64_t> seed;
  std::uint64_t threads = 0;
  std::int64_t timeout = 10'000'000'000;
  io::When color = io::When::automatic, progress = io::When::automatic;
  std::int64_t verbose = 0;
  bool quiet = false, force = false, dry_run = false, no_config = false;
  std::string log_file, log_format = "text";
  /// What --help or --version asked for: print this and do nothing else. A value and no exception, since unwinding
  /// costs a short command a tenth of its time and half a megabyte.
  std::optional<std::string> answer;
};

/// Sets the bound variables of `spec` from `arguments` (without the command's own name), or `common.answer` when they
/// ask for help. Throws Fault::usage.
void parse(Spec& spec, std::span<const std::string> arguments, Common& common);

}  // namespace pytk::cli
