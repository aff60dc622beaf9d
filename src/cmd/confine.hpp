// Puts a verb's fence up (net/sandbox.hpp) from what its options already say.
#pragma once

#include <string>
#include <vector>

#include <pytk/cli/spec.hpp>

namespace pytk::cmd {

/// Confines the process to the files that the arguments of `spec` name. With a URL among them, or a list of names that
/// is not read yet, files stay free; with a URL sockets do, too.
void confine(const cli::Spec& spec);

/// For a command whose sockets are open: it goes on parsing what strangers send, and may write where these files go
/// ("-" and "" are left out).
void confine_parser(const std::vector<std::string>& written);

}  // namespace pytk::cmd
