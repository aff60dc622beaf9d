// What help, man pages and completion say about one argument, in the same words everywhere.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <pytk/cli/spec.hpp>

namespace pytk::cli {

/// "-k, --key KEYSRC", "--[no-]header", "IN...".
[[nodiscard]] std::string signature(const Argument& argument);
/// The help with what may be said about choices, repeats and the default.
[[nodiscard]] std::string explanation(const Argument& argument);
/// The common options that `spec` does not declare itself, and -h, --help, --version.
struct SharedOptions {
  explicit SharedOptions(const Spec& spec);
  Common common;
  bool unused = false;
  Spec spec;
};
/// The verbs that are shown.
[[nodiscard]] std::vector<const VerbEntry*> shown_verbs(const Spec& spec);

}  // namespace pytk::cli
