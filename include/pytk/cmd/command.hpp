// A command of pytk and the table of them all.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <pytk/cli/spec.hpp>

namespace pytk::cmd {

enum class Group : std::uint8_t { data, numbers, pictures, web, network, secrets, pytk };
/// Privileges a command may keep; main drops every capability first for all others.
enum class Needs : std::uint8_t { nothing, raw_sockets };

struct Command {
  std::string_view name;
  std::string_view summary;
  Group group;
  Needs needs;
  cli::Describe describe;
};

/// Sorted by name.
[[nodiscard]] std::span<const Command* const> all() noexcept;
[[nodiscard]] const Command* find(std::string_view name) noexcept;

}  // namespace pytk::cmd
