// Options of crafting that craft, fuzz and send share.
#pragma once

#include <string>
#include <vector>

#include <pytk/io/context.hpp>
#include <pytk/packet/craft.hpp>

namespace pytk::cmd {

/// Variables of --set, the seed, and what the kernel knows about routes.
[[nodiscard]] packet::CraftOptions craft_options(const std::vector<std::string>& variables, Context& context);

}  // namespace pytk::cmd
