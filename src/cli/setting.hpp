// Giving a value to an argument, and the values that stand in the environment and the configuration file.
#pragma once

#include <string_view>

#include <pytk/cli/spec.hpp>

namespace pytk::cli {

/// Checks the choices, splits lists of atoms, calls the setter and counts the use. Throws Fault::usage.
void give(Argument& argument, std::string_view value);

/// Gives every taste option that the command line left alone its value from PYTK_<COMMAND>_<OPTION>, PYTK_<OPTION>
/// or the configuration file, in this order.
void apply_settings(const Spec& spec, const Spec& shared, bool with_file);

}  // namespace pytk::cli
