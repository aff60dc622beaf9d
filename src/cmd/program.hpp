// One run of pytk: find the command, parse, run it, and tell what went wrong in the user's words.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <pytk/cli/program.hpp>
#include <pytk/cmd/command.hpp>
#include <pytk/core/cancel.hpp>

namespace pytk::cmd {

/// The exit status of docs/exit-codes.md; ends by the signal itself after an interrupt or a broken pipe.
[[nodiscard]] int run_program(std::vector<std::string> arguments, Cancel& cancel);

/// The described Spec of a command, and of a verb below it ("crypt", "fernet", "decrypt"). Throws Fault::usage with
/// the nearest names. The outer Specs are kept in the result, as options may belong to them.
[[nodiscard]] std::unique_ptr<cli::Spec> spec_of(const Command& command);
[[nodiscard]] std::vector<std::unique_ptr<cli::Spec>> specs_along(const std::vector<std::string>& words);
/// Throws Fault::usage with the nearest names for an unknown command.
[[nodiscard]] const Command& find_or_throw(const std::string& name);

/// What `pytk` alone prints: the commands by group.
[[nodiscard]] std::string overview();
/// Writes text to standard output; throws when it cannot.
void print(std::string_view text);

}  // namespace pytk::cmd
