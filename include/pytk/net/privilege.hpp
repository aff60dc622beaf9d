// Giving up rights: what main does first for every command, and what a network command does once its sockets are open.
//   net::drop_unneeded_capabilities();                  // main, unless the command is Needs::raw_sockets
//   auto socket = open_raw();  net::drop_privileges();  // before the first packet is parsed
#pragma once

#include <cstdint>
#include <string>

#include <pytk/core/error.hpp>

namespace pytk::net {

/// Drops what no ordinary command needs. A process that is not root keeps only CAP_NET_BIND_SERVICE (a file capability
/// such as cap_net_raw is thus gone for commands that do not ask for it); root loses raw sockets, network
/// administration and the kernel's administration, and keeps file access, ports below 1024 and changing its user.
/// Costs one system call when there is nothing to drop. Never fails: what cannot be dropped was not there.
void drop_unneeded_capabilities() noexcept;

struct Drop {
  std::string user = "nobody";  ///< root becomes this user, with no supplementary groups
  bool change_user = true;      ///< false: stay the user (output files must still be renamed), lose only capabilities
};
/// Irrevocably gives up every capability (also of the bounding set), forbids gaining any by exec (no_new_privs), and
/// turns root into `user` where it has the right to (CAP_SETUID and CAP_SETGID; a container's root may not). Call it
/// after everything is open and before any thread starts: capabilities belong to threads.
/// Throws Fault::permission when a step fails and Fault::usage for an unknown user; nothing may continue after that.
void drop_privileges(const Drop& drop = {});

/// True if this thread may open raw and packet sockets.
[[nodiscard]] bool may_open_raw_sockets() noexcept;
/// True if any capability is effective or permitted.
[[nodiscard]] bool has_any_capability() noexcept;

}  // namespace pytk::net
