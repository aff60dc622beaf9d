// A fence around the parsers of hostile bytes: once a command knows what it reads and writes, the kernel refuses it
// everything else (Landlock for files, seccomp for system calls). What a kernel does not know is left out.
//   net::confine({.read = {"photo.jpg"}, .write = {"out"}});        // no other file, no network, no program
#pragma once

#include <string>
#include <vector>

namespace pytk::net {

struct Sandbox {
  std::vector<std::string> read{};   ///< files, or folders with all that is below, that may still be read
  std::vector<std::string> write{};  ///< folders in which files may be made, written, renamed and removed
  bool any_file = false;           ///< leave files alone (their names are not known yet)
  bool network = false;            ///< sockets may still be made
  bool strict = false;             ///< only the system calls of a program that parses, waits and writes
};

/// What the kernel took on; it holds for this thread and for all that it starts, and cannot be undone.
struct Confinement {
  int landlock = 0;           ///< version of Landlock in use; 0: files are not confined
  bool system_calls = false;  ///< the filter of system calls is in place
  /// "files (Landlock 3), system calls": for the log.
  [[nodiscard]] std::string words() const;
};

/// Confines the calling thread; call it before other threads start. Programs cannot be executed afterwards, privileges
/// not be gained. The libraries, devices, time zones and processor tables of the system stay readable, since libraries
/// may be loaded later. A name in `read` or `write` that does not exist stands for its nearest folder that does: what
/// the user asked for must fail with its own reason. Never throws: an old kernel, or a container that forbids these
/// calls, leaves the process as free as it was.
Confinement confine(const Sandbox& sandbox) noexcept;

}  // namespace pytk::net
