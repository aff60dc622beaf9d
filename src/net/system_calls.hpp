// Which system calls a confined process may make: a program for the kernel's filter machine.
#pragma once

#include <vector>

#include <linux/filter.h>

namespace pytk::net {

/// Refuses (with EPERM) what no reader of data needs: running programs, tracing, mounting, loading modules, new
/// namespaces; and sockets unless `network`. With `strict` everything is refused that is not on the short list.
[[nodiscard]] std::vector<sock_filter> system_call_filter(bool network, bool strict);

}  // namespace pytk::net
