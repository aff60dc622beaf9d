// The verbs of pytk echo.
#pragma once

#include <pytk/cli/spec.hpp>
#include <pytk/echo/address.hpp>

namespace pytk::cmd {

void describe_echo_serve(cli::Spec& spec);
void describe_echo_connect(cli::Spec& spec);
void describe_echo_forward(cli::Spec& spec);
void describe_echo_load(cli::Spec& spec);
/// An address of the command line; throws Fault::usage.
[[nodiscard]] echo::Address address_or_throw(const std::string& text);
/// The same for verbs that speak plain bytes: http and ws are refused.
[[nodiscard]] echo::Address plain_address_or_throw(const std::string& text);
/// The text of a small file (a certificate, a key), or "" for no file.
[[nodiscard]] std::string read_small_file(const std::string& path);

}  // namespace pytk::cmd
